"""``newsletter new``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.console import show_json
from newsletter.cli.draft_files import Drafts, name_program, refuse_to_overwrite, tell_preview
from newsletter.cli.publication import FILE, choose_folder, find_root
from newsletter.cli.repository_files import KINDS, render_files
from newsletter.cli.terminal import say
from newsletter.files import list_below, make_root

if TYPE_CHECKING:
    from newsletter.documents.publication import Publication


@click.command()
@click.argument("issue", required=False, callback=check_issue, metavar="[PERIOD]")
@click.option("--publication", "title", metavar="TITLE", help="Start a newsletter, in this folder or in --root.")
@click.option("--with", "kind", type=click.Choice(KINDS), help="Also write what its repository on GitHub needs.")
@click.option("--tool-source", metavar="SOURCE", help="Where workflows install this program from, if not as here.")
@json_option
@root_option
def command(
    issue: str | None,
    title: str | None,
    kind: str | None,
    tool_source: str | None,
    root: Path | None,
    *,
    as_json: bool,
) -> None:
    """Write a draft of the issue for PERIOD, such as 2024-03.

    Without PERIOD it is for the month after the newest issue. The draft builds as it is, and says in comments what
    may be added. With --publication a newsletter.toml to begin with is written first; with --publication and
    --with github also workflows that check, publish and send it, and a guide for its editors. Nothing is ever
    written over a file that is there.
    """
    folder = find_root(root) if title is None else choose_folder(root)
    files = render_files(kind, folder, title, tool_source)
    period = issue or _choose_period(folder)
    path = folder / f"issues/{period}.yaml"
    refuse_to_overwrite([path], "Open it, or choose another period.")
    refuse_to_overwrite((folder / file for file in files), "Move it elsewhere, or choose another folder with --root.")
    _write(folder, period, title, files)
    begun = None if title is None else folder / FILE
    if as_json:
        more = {"publication": str(begun)} if begun else {}
        show_json({"issue": period, "draft": str(path), **more, **({"repository": list(files)} if files else {})})
    else:
        _tell(begun, path, root, files)


def _tell(begun: Path | None, draft: Path, root: Path | None, files: Collection[str]) -> None:
    """Say what was written, and what to do with it."""
    if begun:
        say(f"Wrote {begun}\nOpen it first, and fill in your own words, addresses and colours.")
    say(f"Wrote {draft}\nOpen it in an editor, and preview it with: {tell_preview(root)}")
    if files:
        say(f"Wrote {', '.join(files)}\nPush all of it to GitHub, and do what README.md lists under Set it up.")


def _write(folder: Path, period: str, title: str | None, files: Mapping[str, bytes]) -> None:
    """Write the draft of an issue, below a new publication if there is a title, beside the files of its repository."""
    from newsletter.loading import load_publication
    from newsletter.scaffolding.issue import make_blank_issue

    program = "newsletter" if files else name_program()  # a repository is for many machines
    with make_root(folder), Drafts() as drafts:
        publication = load_publication(folder).publication if title is None else _begin(drafts, folder, title, program)
        drafts.packs = publication.packs
        drafts.write(folder, f"issues/{period}.yaml", make_blank_issue(period, publication, program))
        for file, content in files.items():
            drafts.write(folder, file, content)


def _choose_period(folder: Path) -> str:
    from newsletter.scaffolding.issue import find_next_period

    this_month = f"{date.today():%Y-%m}"  # noqa: DTZ011  # the operator's own day
    names: list[str] = []
    with suppress(FileNotFoundError):
        names = [name for name in list_below(folder, "issues") if name.endswith(".yaml")]
    return find_next_period((Path(name).stem for name in names), this_month)


def _begin(drafts: Drafts, folder: Path, title: str, program: str) -> Publication:
    """Create the newsletter.toml of a new publication, and its folder if there is none."""
    from uuid import uuid4

    from newsletter.scaffolding.publication import make_publication

    refuse_to_overwrite([folder / FILE], "Open it, or choose another folder with --root.")
    publication, content = make_publication(title, uuid4(), program)
    drafts.write(folder, FILE, content)
    return publication
