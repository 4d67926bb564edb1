"""Writes what editors begin with: a new publication, a new issue, the YAML of a draft."""
