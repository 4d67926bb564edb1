"""The loss reports of imports, kept beside the drafts: ``.newsletter/imports/PERIOD.json``."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from newsletter.documents.periods import Period, is_period, parse_period
from newsletter.files import list_below, read_below, write_below
from newsletter.importing.kept_report import KeptReport, read_kept_report

FOLDER = ".newsletter/imports"
_LARGEST = 20_000_000  # bytes: a source has at most a million characters


def name_report(period: str) -> str:
    """Return the path of the report of an issue in its publication."""
    return f"{FOLDER}/{period}.json"


def find_report(root: Path, period: str) -> KeptReport | None:
    """Return the report of an issue that was imported; None where there is none that can be read."""
    try:
        return read_kept_report(read_below(root, name_report(period), _LARGEST))
    except OSError:
        return None


def has_report(root: Path, period: str) -> bool:
    """Return whether a report was kept for an issue."""
    return (root / name_report(period)).is_file()


def write_report(root: Path, period: str, report: KeptReport) -> None:
    """Keep the report of an issue; a folder that cannot be written keeps none."""
    with suppress(OSError):  # the draft is there: its report is a help, and never in the way
        write_below(root, name_report(period), report.model_dump_json().encode())


def list_reports(root: Path) -> list[Period]:
    """Return the periods of the issues whose reports were kept, the newest first."""
    names: list[str] = []
    with suppress(OSError):
        names = [Path(name).stem for name in list_below(root, FOLDER) if name.endswith(".json")]
    periods = [parse_period(name) for name in names if is_period(name)]
    return sorted(periods, key=lambda period: period.order("north"), reverse=True)
