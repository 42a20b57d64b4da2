"""What is said and shown, for every surface: the same sentence, number and picture on each."""
