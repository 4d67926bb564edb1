"""Outputs to one file map, and of that only what changed to disk: gather, then write."""

from newsletter.building.build import BuildRequest, build, read_archives, try_build
from newsletter.building.manifest import BuildReport, IssueRow
from newsletter.building.record import record_build

__all__ = ["BuildReport", "BuildRequest", "IssueRow", "build", "read_archives", "record_build", "try_build"]
