"""Statuspage: its answers become objects and events."""
