"""Any API that answers lists as JSON: entries become objects and events by a mapping."""
