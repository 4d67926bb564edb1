"""``newsletter sources``."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import click

from newsletter.cli.arguments import find_today, json_option, read_count, read_day, root_option
from newsletter.cli.console import show_json, show_progress, show_table
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say
from newsletter.documents.outside import SourcesRecord


@click.command()
@click.option(
    "--minutes",
    type=int,
    metavar="N",
    callback=read_count,
    default=10,
    help="Stop after so many minutes; 10 if left out.",
)
@click.option(
    "--age",
    type=int,
    callback=read_count,
    default=7,
    metavar="DAYS",
    help="Visit a document again after so many days; 7 if left out.",
)
@click.option("--as-of", callback=read_day, metavar="DATE", help="The day to record (YYYY-MM-DD); today if left out.")
@json_option
@root_option
def command(minutes: int, age: int, as_of: date | None, root: Path | None, *, as_json: bool) -> None:
    """Visit the documents that issues link to, and record what became of each in issues/sources.json.

    Pages then say which are no longer at their publishers. If it is stopped, it goes on where it was.
    """
    from newsletter.visiting import SourceVisit, Visitor, visit_sources

    visit = SourceVisit(as_of or find_today(), age, minutes * 60.0)
    with show_progress("documents") as advance:
        record, left = visit_sources(find_root(root), visit, Visitor(), advance)
    if as_json:
        show_json({"left": left, **record.model_dump(mode="json")})
    else:
        _show(record, left)


def _show(record: SourcesRecord, left: int) -> None:
    rows = [
        (url, found.state, found.since.isoformat(), found.to or found.why, ", ".join(found.issues))
        for url, found in sorted(record.sources.items())
        if found.state != "alive"
    ]
    if rows:
        show_table(("Document", "State", "Since", "Where or why", "Issues"), rows)
    counts = Counter(found.state for found in record.sources.values())
    say(", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "No issue links to a document.")
    if left:
        say(f"There was no time for {left} more. Run the command again to go on.")
