"""The built-in packs: each has the blocks, rules, word lists, recognisers and themes of one field of work."""
