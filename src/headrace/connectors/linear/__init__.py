"""Linear: issues with their whole history."""
