"""Where work is not alike, and a part of it as a stream of its own."""
