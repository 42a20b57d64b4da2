"""CDEvents: what delivery tools tell as events."""
