"""The panels of the page: one file for each, which makes its routes."""
