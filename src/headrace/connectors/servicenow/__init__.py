"""ServiceNow: its answers become objects and events."""
