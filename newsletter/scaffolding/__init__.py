"""Makes the files that editors start with: a new publication, a new issue, the YAML of a draft."""
