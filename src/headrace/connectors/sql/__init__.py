"""Any database: rows become objects and events by a mapping."""
