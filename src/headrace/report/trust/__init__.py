"""Whether the data can be trusted: sources, rules, links, contradictions, gaps."""
