"""Serves the finished site, and writes the configurations with which other web servers do the same."""
