"""``newsletter responses``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from newsletter.cli.arguments import find_today, json_option, read_day, root_option
from newsletter.cli.console import show_json, show_table
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say
from newsletter.documents.responses import count_responses, list_latest


@click.command()
@click.option("--as-of", callback=read_day, metavar="DATE", help="The day to look from (YYYY-MM-DD); else today.")
@click.option("--overdue", is_flag=True, help="Only what should have been done before that day.")
@json_option
@root_option
def command(as_of: date | None, root: Path | None, *, overdue: bool, as_json: bool) -> None:
    """List what became of recommendations, from the files in responses/."""
    from newsletter.records import load_responses

    day = as_of or find_today()
    known = [response for response in load_responses(find_root(root)) if response.on <= day]
    shown = [one for one in list_latest(known) if one.is_overdue(day) or not overdue]
    if as_json:
        described = [one.model_dump(mode="json") | {"overdue": one.is_overdue(day)} for one in shown]
        show_json({"day": day.isoformat(), "counts": asdict(count_responses(known, day)), "responses": described})
        return
    if shown:
        rows = ((o.to, o.by, o.state, str(o.due or ""), "overdue" if o.is_overdue(day) else "") for o in shown)
        show_table(("Point", "By", "State", "Due", ""), rows)
    else:
        say(f"Nothing is overdue on {day}." if overdue else "There are no responses. Write them in responses/2024.yaml")
