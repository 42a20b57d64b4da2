"""All dimensions of a stream side by side."""
