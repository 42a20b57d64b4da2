"""Events of any tool or script, in a form of our own."""
