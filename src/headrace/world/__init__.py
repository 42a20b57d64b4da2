"""The made-up company: demo data, and the known truth of our tests."""
