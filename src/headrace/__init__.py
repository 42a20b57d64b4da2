"""Headrace: see how work flows across functions, where it waits, and what would improve it."""
