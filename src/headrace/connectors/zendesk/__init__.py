"""Zendesk: its answers become objects and events."""
