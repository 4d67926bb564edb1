"""Visits the documents of others that issues link to, and records what became of each."""

from newsletter.visiting.sources import SourceVisit, list_sources, visit_sources
from newsletter.visiting.visit import VisitLimits, Visitor

__all__ = ["SourceVisit", "VisitLimits", "Visitor", "list_sources", "visit_sources"]
