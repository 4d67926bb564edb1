"""Proofs of an issue that are frozen, comments on them, what changed since, and versions that are kept."""
