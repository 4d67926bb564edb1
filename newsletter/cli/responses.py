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

EXAMPLE = """\
# yaml-language-server: $schema=../issues/responses.schema.json

# What was answered to recommendations. Save it in the folder responses, under any name, such as 2024.yaml.
# to: the issue, # and the item, and for one point / and its id, as the address of that point has it.
# state: accepted, in_hand, done, or not_taken_up, which needs a reason in why.
# why, due and evidence may be left out. Nothing of it is ever sent.
responses: []
#  - to: 2024-01#summer-fair/recommendation-2
#    by: Parish council
#    on: 2024-06-30
#    state: in_hand
#    why: The car park is being surveyed.
#    due: 2024-09-30
#    evidence: https://www.example.org/minutes
"""

_NONE = "There are no responses. To begin: newsletter responses --example > responses/2024.yaml"


@click.command()
@click.option(
    "--as-of", callback=read_day, metavar="DATE", help="What is overdue on this day (YYYY-MM-DD); today if left out."
)
@click.option("--overdue", is_flag=True, help="List only what is overdue.")
@click.option("--example", is_flag=True, help="Print a file to begin with, and list nothing.")
@json_option
@root_option
def command(as_of: date | None, root: Path | None, *, overdue: bool, example: bool, as_json: bool) -> None:
    """List what became of recommendations, from the files in responses/."""
    from newsletter.records import load_responses

    if example:
        say(EXAMPLE, nl=False)
        return
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
        say(f"Nothing is overdue on {day}." if overdue else _NONE)
