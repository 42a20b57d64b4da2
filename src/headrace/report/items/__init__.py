"""Items: lists, ladders, one item, and the selection behind a number."""
