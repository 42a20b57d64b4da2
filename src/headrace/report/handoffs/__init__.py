"""What hand-offs cost."""
