"""What editors and publishers write: pure data, no I/O, no rendering."""
