"""Word documents: opened with care, and written anew so that all their words are read or told."""
