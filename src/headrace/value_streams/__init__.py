"""What a value stream is, and how its items moved through it."""
