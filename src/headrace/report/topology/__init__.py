"""Teams, and what lies between them."""
