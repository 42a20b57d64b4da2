"""What is said: every sentence template, and how one is filled in."""
