"""``newsletter new``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Start:
    """What a new publication starts with."""

    title: str
    packs: tuple[str, ...]


@click.command()
@click.argument("issue", required=False, callback=check_issue, metavar="[PERIOD]")
@click.option("--publication", "title", metavar="TITLE", help="Start a newsletter, in this folder or in --root.")
@click.option("--pack", "packs", metavar="NAME", multiple=True, help="With --publication: a pack that it uses.")
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
    packs: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write a draft of the issue for PERIOD, such as 2024-03.

    Without PERIOD it is for the month after the newest issue. The draft builds as it is, and says in comments what
    may be added. With --publication a newsletter.toml to begin with is written first; with --publication and
    --with github also workflows that check, publish and send it, and a guide for its editors. Nothing is ever
    written over a file that is there.
    """
    start = _read_start(title, packs)
    folder = choose_folder(root) if start else find_root(root)
    files = render_files(kind, folder, title, tool_source)
    period = issue or _choose_period(folder)
    refuse_to_overwrite([path := folder / f"issues/{period}.yaml"], "Open it, or choose another period.")
    refuse_to_overwrite((folder / file for file in files), "Move it elsewhere, or choose another folder with --root.")
    _write(folder, period, start, files)
    begun = folder / FILE if start else None
    if as_json:
        more = {"publication": str(begun)} if begun else {}
        show_json({"issue": period, "draft": str(path), **more, **({"repository": list(files)} if files else {})})
    else:
        _tell(begun, path, root, files)


def _read_start(title: str | None, packs: tuple[str, ...]) -> _Start | None:
    if title is None and packs:
        raise click.UsageError("--pack is for a new publication. Add it to packs in newsletter.toml of this one.")
    return None if title is None else _Start(title, packs)


def _tell(begun: Path | None, draft: Path, root: Path | None, files: Collection[str]) -> None:
    """Say what was written, and what to do with it."""
    if begun:
        say(f"Wrote {begun}\nOpen it first, and fill in your own words, addresses and colours.")
    say(f"Wrote {draft}\nOpen it in an editor, and preview it with: {tell_preview(root)}")
    if files:
        say(f"Wrote {', '.join(files)}\nPush all of it to GitHub, and do what README.md lists under Set it up.")


def _write(folder: Path, period: str, start: _Start | None, files: Mapping[str, bytes]) -> None:
    """Write the draft of an issue, after its publication if that is new, and the files of its repository."""
    from newsletter.loading import load_publication
    from newsletter.scaffolding.issue import make_blank_issue

    program = "newsletter" if files else name_program()  # a repository is for many machines
    with make_root(folder), Drafts() as drafts:
        publication = _begin(drafts, folder, start, program) if start else load_publication(folder).publication
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


def _begin(drafts: Drafts, folder: Path, start: _Start, program: str) -> Publication:
    """Create the newsletter.toml of a new publication, and its folder if there is none."""
    from uuid import uuid4

    from newsletter.scaffolding.publication import make_publication

    refuse_to_overwrite([folder / FILE], "Open it, or choose another folder with --root.")
    publication, content = make_publication(start.title, uuid4(), program, start.packs)
    drafts.write(folder, FILE, content)
    return publication
