"""PagerDuty: its answers become objects and events."""
