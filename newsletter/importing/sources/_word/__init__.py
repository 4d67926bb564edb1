"""Word documents: opened with care, and rewritten so that all their words are read or reported."""
