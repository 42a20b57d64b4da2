"""The current-state map: laid out, drawn, said, and as a file."""
