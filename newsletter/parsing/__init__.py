"""Turn what a person typed into plain data that remembers the position of each value. Knows no model and no meaning."""
