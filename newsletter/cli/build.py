"""``newsletter build``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import FOLDER, check_issue, find_today, json_option, read_day, read_folder, root_option
from newsletter.cli.console import describe_problem, show_json, show_problems, show_progress, show_table
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.building import BuildReport, IssueRow

WINDOW = 24
"""Rows that are shown at most; ``--json`` gives them all."""

_HEADINGS = ("Issue", "State", "Subject", "Blocks", "HTML", "Of 102 KB", "Written")


@click.command()
@click.argument("issue", required=False, callback=check_issue)
@click.option(
    "--out",
    type=FOLDER,
    callback=read_folder,
    help="The folder to build into; dist in the publication's folder if left out.",
)
@click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="Build as on this day (YYYY-MM-DD), which decides what is published; today if left out.",
)
@click.option(
    "--record", is_flag=True, help="Put what is published on record in issues/published.json, as a send does."
)
@json_option
@root_option
def command(
    issue: str | None, out: Path | None, as_of: date | None, root: Path | None, *, record: bool, as_json: bool
) -> None:
    """Make e-mails, web archive and feeds from the issues.

    With ISSUE, such as 2024-01, make that issue's e-mail alone.
    """
    from newsletter.building import BuildRequest, build, record_build

    if issue and record:
        raise click.UsageError("--record is of a whole build. Leave the issue out.")

    folder = find_root(root)
    day = as_of or find_today()
    request = BuildRequest(folder, out.absolute() if out else _choose_out(folder), day, issue)
    with show_progress("Building") as advance:
        report = build(request, advance)
    recorded = record_build(folder, request.out, report) if record else None
    if as_json:
        _show_data(report, recorded)
    else:
        _show_report(report, recorded)


def _choose_out(root: Path) -> Path:
    """Return the folder to build into unless another is named: ``dist``, which no link in the publication moves."""
    from newsletter.errors import BuildError

    out = root / "dist"
    if out.is_symlink():
        raise BuildError(f"{out}: this is a link. Name the folder that it leads to with --out, or remove it.")
    return out


def _show_data(report: BuildReport, recorded: int | None) -> None:
    warnings = [describe_problem(problem) for problem in report.warnings]
    show_json(asdict(report) | {"warnings": warnings} | ({} if recorded is None else {"recorded": recorded}))


def _show_report(report: BuildReport, recorded: int | None) -> None:
    show_problems(report.warnings)
    shown = _choose_rows(report.rows)
    show_table(_HEADINGS, (_write_row(row) for row in shown), numeric=frozenset({3, 4, 5, 6}))
    if len(shown) < len(report.rows):
        say(f"… and {len(report.rows) - len(shown)} more issues.")
    files = "file" if report.written == 1 else "files"
    say(f"{report.written} {files} written, {report.unchanged} unchanged, {report.removed} removed.")
    if recorded is not None:
        say(f"{recorded} {'issue' if recorded == 1 else 'issues'} put on record. Commit issues/published.json.")


def _write_row(row: IssueRow) -> tuple[str, ...]:
    from newsletter.checking.rules.size import CLIP_AT, KB

    files = f"{row.written} of {row.written + row.unchanged}"
    share = f"{row.html_size / CLIP_AT:.0%}"
    return (row.issue, row.state, row.subject, str(row.blocks), f"{row.html_size / KB:.1f} KB", share, files)


def _choose_rows(rows: tuple[IssueRow, ...]) -> tuple[IssueRow, ...]:
    """Return what fits a window: everything, else the newest of what was written, else the newest."""
    if len(rows) <= WINDOW:
        return rows
    return tuple(row for row in rows if row.written)[-WINDOW:] or rows[-WINDOW:]
