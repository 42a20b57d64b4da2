"""What happened: objects, events, changes and relations, as OCEL 2.0 has them."""
