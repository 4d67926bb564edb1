"""The program's own words for readers, in the languages of its catalogues. English is in the code itself."""
