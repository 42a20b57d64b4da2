"""What to do, and did it work."""
