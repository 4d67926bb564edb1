"""The documents that editors and publishers write: pure data, without I/O or rendering."""
