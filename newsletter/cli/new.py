"""``newsletter new``."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.display import show_json
from newsletter.cli.drafts import refuse_to_overwrite, write_draft
from newsletter.cli.publication import find_root


@click.command()
@click.argument("issue", required=False, callback=check_issue, metavar="[PERIOD]")
@json_option
@root_option
def command(issue: str | None, root: Path | None, *, as_json: bool) -> None:
    """Write a draft for PERIOD, such as 2024-03, to begin an issue with.

    Without PERIOD it is for the month after the newest issue. The draft builds as it is, and says in comments what
    may be added. It is never written over a file that is there.
    """
    from newsletter.importing.blank import find_next_period, write_blank
    from newsletter.settings import load_publication

    folder = find_root(root)
    publication = load_publication(folder).publication
    this_month = f"{date.today():%Y-%m}"  # noqa: DTZ011  # the operator's own day
    names = (path.stem for path in (folder / "issues").glob("*.yaml"))
    period = issue or find_next_period(names, this_month)
    path = folder / "issues" / f"{period}.yaml"
    refuse_to_overwrite([path], "Open it, or name another month.")
    write_draft(path, write_blank(period, publication))
    if as_json:
        show_json({"issue": period, "draft": str(path)})
    else:
        click.echo(f"Wrote {path}\nOpen it in an editor, and see it and its problems with: newsletter preview")
