"""What will be done when."""
