"""How work flows, read from visits alone: one measure per file."""
