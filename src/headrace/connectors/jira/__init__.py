"""Jira: its files and its answers become objects and events."""
