"""What readers are shown in each language: the program's own words, and how dates and numbers are written."""
