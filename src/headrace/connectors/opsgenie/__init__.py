"""Opsgenie: its answers become objects and events."""
