"""``newsletter new``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.display import show_json
from newsletter.cli.drafts import refuse_to_overwrite, tell_preview, write_draft
from newsletter.cli.publication import FILE, choose_folder, find_root

if TYPE_CHECKING:
    from newsletter.documents.publication import Publication


@click.command()
@click.argument("issue", required=False, callback=check_issue, metavar="[PERIOD]")
@click.option("--publication", "title", metavar="TITLE", help="Begin another newsletter, in this folder or in --root.")
@json_option
@root_option
def command(issue: str | None, title: str | None, root: Path | None, *, as_json: bool) -> None:
    """Write a draft for PERIOD, such as 2024-03, to begin an issue with.

    Without PERIOD it is for the month after the newest issue. The draft builds as it is, and says in comments what
    may be added. With --publication a newsletter.toml to begin with is written first. Neither is ever written over
    a file that is there.
    """
    from newsletter.importing.blank import write_blank
    from newsletter.settings import load_publication

    folder = find_root(root) if title is None else choose_folder(root)
    period = issue or _choose_period(folder)
    path = folder / "issues" / f"{period}.yaml"
    refuse_to_overwrite([path], "Open it, or name another month.")
    publication = load_publication(folder).publication if title is None else _begin(folder, title)
    write_draft(path, write_blank(period, publication))
    begun = None if title is None else folder / FILE
    if as_json:
        show_json({"issue": period, "draft": str(path), **({"publication": str(begun)} if begun else {})})
        return
    if begun:
        click.echo(f"Wrote {begun}\nOpen it first: put your own words, addresses and colours into it.")
    click.echo(f"Wrote {path}\nOpen it in an editor, and see it and its problems with: {tell_preview(root)}")


def _choose_period(folder: Path) -> str:
    from newsletter.importing.blank import find_next_period

    this_month = f"{date.today():%Y-%m}"  # noqa: DTZ011  # the operator's own day
    return find_next_period((path.stem for path in (folder / "issues").glob("*.yaml")), this_month)


def _begin(folder: Path, title: str) -> Publication:
    """Write the newsletter.toml of a newsletter that there was not, in a folder that there need not be."""
    from uuid import uuid4

    from newsletter.importing.starter import write_starter

    refuse_to_overwrite([folder / FILE], "Open it, or name another folder with --root.")
    publication, content = write_starter(title, uuid4())
    folder.mkdir(parents=True, exist_ok=True)
    write_draft(folder / FILE, content)
    return publication
