"""Why it flows so: one question per file."""
