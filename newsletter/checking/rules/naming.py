"""Rules about names: a document is the issue its file is named after; addresses, feed ids and the ledger go by both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from newsletter.checking.base import Finding, Weight, issue_rule
from newsletter.checking.subjects import Reading


@issue_rule(
    "issue.period-and-file",
    Weight.ERROR,
    bad="period: @@2024-02  # in issues/2024-03.yaml\n",
    good="period: 2024-03  # in issues/2024-03.yaml\n",
    waivable=False,
)
def find_wrong_file_name(reading: Reading) -> Iterator[Finding]:
    """A file that is named after another month would be built and sent as that month's issue."""
    period, named = reading.issue.period, PurePosixPath(reading.file).stem
    if re.fullmatch(r"\d{4}-\d{2}", named) and named != period:
        message = f"the file is named after {named}, but the issue's period is {period}"
        yield Finding(("period",), message, f"Correct the period, or name the file {period}.yaml.")
