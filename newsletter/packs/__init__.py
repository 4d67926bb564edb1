"""Domains as guests: each pack brings blocks, rules, word lists, recognisers and themes of one field."""
