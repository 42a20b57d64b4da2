"""A dimension of a stream: its measured and missing lines, as data, table, sentence and small chart."""
