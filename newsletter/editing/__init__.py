"""Edits of a publication's documents: fields and their names, history, merging. Knows nothing of HTTP."""
