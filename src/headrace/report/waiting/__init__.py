"""Why work waits."""
