"""All value streams under the objectives that they serve."""
