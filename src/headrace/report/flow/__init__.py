"""How work flows: rates, times, ages, sample path."""
