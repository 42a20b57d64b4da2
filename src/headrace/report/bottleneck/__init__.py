"""Where a shorter wait goes with a shorter whole."""
