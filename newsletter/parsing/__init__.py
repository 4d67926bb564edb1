"""Turn what a person typed into plain data that remembers where each value stands. Knows no model and no meaning."""
