"""How work is delivered."""
