"""Checks that a document is the issue its file is named after: addresses, feed ids and the ledger go by both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from newsletter.checking.base import Finding
from newsletter.checking.reporting import report
from newsletter.errors import Problem, Severity
from newsletter.loading import LoadedIssue


def check_file_name(loaded: LoadedIssue) -> Iterator[Problem]:
    """Refuse a file that is named after another month; a document with any other name may hold any issue."""
    period, named = loaded.issue.period, PurePosixPath(loaded.document.file).stem
    if re.fullmatch(r"\d{4}-\d{2}", named) and named != period:
        message = f"the file is named after {named}, but the issue's period is {period}"
        finding = Finding(("period",), message, f"Correct the period, or name the file {period}.yaml.")
        yield report(loaded.document, "issue.period-and-file", Severity.ERROR, finding)
