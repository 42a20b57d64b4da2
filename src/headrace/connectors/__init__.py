"""Tools in, events out: one module per tool, independent of each other."""
