"""``newsletter report``."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import FOLDER, find_today, json_option, read_day, read_folder, root_option
from newsletter.cli.console import show_json, show_progress
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.documents.publication import Publication
    from newsletter.outputs.web.year_report import YearReport

_YEAR = re.compile(r"[0-9]{4}")


def _check_year(_context: click.Context, _parameter: click.Parameter, given: str) -> str:
    if not _YEAR.fullmatch(given):
        raise click.BadParameter("This is not a year. Write it like 2024.", param_hint="YEAR")
    return given


@click.command()
@click.argument("year", callback=_check_year)
@click.option("--out", type=FOLDER, callback=read_folder, help="Write a page to print, text and data into this folder.")
@click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="Count what is published on this day (YYYY-MM-DD); today if left out.",
)
@json_option
@root_option
def command(year: str, out: Path | None, as_of: date | None, root: Path | None, *, as_json: bool) -> None:
    """Report on a YEAR: issues, entries and themes, what is new, what came back, and who is asked to act.

    Paragraphs that are written in reports/YEAR.yaml take the place of the program's.
    """
    from newsletter.outputs.web.year_report import format_report, format_text

    folder = find_root(root)
    publication, report = _make_report(folder, year, as_of or find_today())
    data, text = format_report(report, publication), format_text(report, publication)
    if out:
        page = _make_page(folder, publication, report)
        _write(out, {f"{year}.html": page, f"{year}.json": data, f"{year}.txt": text.encode()})
    elif as_json:
        show_json(json.loads(data))
    else:
        say(text, nl=False)


def _make_report(root: Path, year: str, day: date) -> tuple[Publication, YearReport]:
    """Make the report of a year of the publication in its main language.

    Raises:
        BuildError: no issue of the year is published.
    """
    from newsletter.building import BuildRequest, read_archives
    from newsletter.errors import BuildError
    from newsletter.outputs.web.year_report import find_report

    with show_progress("Counting") as advance:
        archive = read_archives(BuildRequest(root, root / "dist", day), advance)[0]
    report = find_report(archive, year)
    if report is None:
        years = sorted({issue.year for issue in archive.issues})
        known = f"There are issues of {', '.join(years[-8:])}." if years else "No issue is published yet."
        raise BuildError(f"No issue of {year} is published on {day}. {known}")
    return archive.publication, report


def _make_page(root: Path, publication: Publication, report: YearReport) -> bytes:
    from newsletter.outputs.web.year_report import format_page
    from newsletter.rendering.renderer import make_renderer

    return format_page(report, publication, make_renderer(root, publication.packs))


def _write(out: Path, files: dict[str, bytes]) -> None:
    """Write the files of a report into a folder, which is made if it is not there."""
    from newsletter.files import make_root, write_below

    with make_root(out):
        for name, content in files.items():
            write_below(out, name, content)
            say(f"Wrote {out / name}")
