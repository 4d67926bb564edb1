"""Recognises a digest of case reviews in the text of a source."""
