"""One file per page; each asks the workspace once and hands the answer to its template."""
