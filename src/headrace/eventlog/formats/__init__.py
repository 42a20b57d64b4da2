"""File formats: a file in, a batch out, and back where the format allows it."""
