"""``newsletter new``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, find_today, json_option, root_option
from newsletter.cli.console import show_json
from newsletter.cli.draft_files import Drafts, name_program, refuse_to_overwrite, tell_preview
from newsletter.cli.publication import FILE, choose_folder, find_root
from newsletter.cli.repository_files import KINDS, render_files
from newsletter.cli.terminal import say
from newsletter.documents.periods import KINDS as KINDS_OF_PERIOD
from newsletter.documents.periods import Kind, Period, is_period, parse_period
from newsletter.files import list_below, make_root
from newsletter.parsing.document import shorten

if TYPE_CHECKING:
    from newsletter.documents.publication import Publication


@dataclass(frozen=True, slots=True)
class _Start:
    """What a new publication starts with."""

    title: str
    packs: tuple[str, ...]
    every: Kind
    example: str | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of a command concerns a new publication."""

    title: str | None
    packs: tuple[str, ...]
    every: Kind | None
    example: str | None
    issue: str | None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What goes with an issue: its folder, as the user named it too, a new publication, and a repository's files."""

    folder: Path
    root: Path | None
    start: _Start | None
    files: Mapping[str, bytes]


@click.command()
@click.argument("issue", required=False, callback=check_issue, metavar="[PERIOD]")
@click.option("--publication", "title", metavar="TITLE", help="Start a newsletter, in this folder or in --root.")
@click.option("--pack", "packs", metavar="NAME", multiple=True, help="With --publication: a pack that it uses.")
@click.option(
    "--every", type=click.Choice(KINDS_OF_PERIOD), help="With --publication: what each issue is of [default: month]."
)
@click.option(
    "--example",
    metavar="NAME",
    help="With --publication: begin from a whole one: bilingual, lab, parish, release, school, or that of a pack.",
)
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
    every: Kind | None,
    example: str | None,
    as_json: bool,
) -> None:
    """Write a draft of the issue for PERIOD, such as 2024-03.

    Without PERIOD it is for the one after the newest issue: the next month, or week, or what else the issues are of.
    The draft builds as it is, and says in comments what may be added. With --publication a newsletter.toml to begin
    with is written first; with --example a whole newsletter instead, with three issues and pictures; with
    --publication and --with github also workflows that check, publish and send it, and a guide for its editors.
    Nothing is ever written over a file that is there.
    """
    start = _read_start(_Asked(title, packs, every, example, issue))
    folder = choose_folder(root) if start else find_root(root)
    files = render_files(kind, folder, title, tool_source)
    whole = _Whole(folder, root, start, files)
    if start and start.example:
        _begin_example(whole, start, as_json=as_json)
    else:
        _write_draft(whole, _choose_period(whole, issue), as_json=as_json)


def _write_draft(whole: _Whole, period: Period, *, as_json: bool) -> None:
    """Write the draft of an issue with all that goes with it, and say so."""
    folder, files = whole.folder, whole.files
    refuse_to_overwrite([path := folder / f"issues/{period}.yaml"], "Open it, or choose another period.")
    refuse_to_overwrite((folder / file for file in files), "Move it elsewhere, or choose another folder with --root.")
    _write(folder, period, whole.start, files)
    begun = folder / FILE if whole.start else None
    if as_json:
        more = {"publication": str(begun)} if begun else {}
        show_json({"issue": str(period), "draft": str(path), **more, **({"repository": list(files)} if files else {})})
    else:
        _tell(begun, path, whole.root, files)


def _begin_example(whole: _Whole, start: _Start, *, as_json: bool) -> None:
    """Write an example with all that goes with it, and say so."""
    written = _write_example(whole, start)
    if as_json:
        more = {"repository": list(whole.files)} if whole.files else {}
        show_json({"publication": str(whole.folder / FILE), "files": written, **more})
    else:
        _tell_example(whole, written)


def _read_start(asked: _Asked) -> _Start | None:
    if asked.title is None and asked.packs:
        raise click.UsageError("--pack is for a new publication. Add it to packs in newsletter.toml of this one.")
    if asked.title is None and asked.every:
        raise click.UsageError(
            "--every is for a new publication. Write it in newsletter.toml of this one, under [rhythm]."
        )
    if asked.example is not None:
        _require_example(asked.example, asked)
    return None if asked.title is None else _Start(asked.title, asked.packs, asked.every or "month", asked.example)


def _require_example(example: str, asked: _Asked) -> None:
    """Refuse an example that there is not, or one together with what it decides itself."""
    from newsletter.scaffolding.examples import list_examples

    if asked.title is None:
        raise click.UsageError("--example is for a new publication. Add its title: --publication TITLE")
    if asked.packs or asked.every or asked.issue:
        given = "--pack" if asked.packs else "--every" if asked.every else f"the period {asked.issue}"
        raise click.UsageError(f"An example has its own packs, rhythm and issues. Leave out {given}.")
    if example not in (known := list_examples()):
        raise click.BadParameter(
            f"Unknown example '{shorten(example)}'. Write one of: {', '.join(known)}", param_hint="--example"
        )


def _tell(begun: Path | None, draft: Path, root: Path | None, files: Collection[str]) -> None:
    """Say what was written, and what to do with it."""
    if begun:
        say(f"Wrote {begun}\nOpen it first, and fill in your own words, addresses and colours.")
    say(f"Wrote {draft}\nOpen it in an editor, and preview it with: {tell_preview(root)}")
    _tell_repository(files)


def _tell_repository(files: Collection[str]) -> None:
    if files:
        say(f"Wrote {', '.join(files)}\nPush all of it to GitHub, and do what README.md lists under Set it up.")


def _tell_example(whole: _Whole, written: Collection[str]) -> None:
    issues = ", ".join(name for name in written if name.endswith(".yaml"))
    say(f"Wrote {whole.folder / FILE}, {issues} and their pictures.\nSee it with: {tell_preview(whole.root)}")
    say(f"Then replace the words, addresses and colours by your own. For the next issue: {name_program()} new")
    _tell_repository(whole.files)


def _write(folder: Path, period: Period, start: _Start | None, files: Mapping[str, bytes]) -> None:
    """Write the draft of an issue, after its publication if that is new, and the files of its repository."""
    from newsletter.loading import load_publication
    from newsletter.scaffolding.issue import make_blank_issue

    program = "newsletter" if files else name_program()  # a repository is for many machines
    with make_root(folder), Drafts() as drafts:
        publication = _begin(drafts, folder, start, program) if start else load_publication(folder).publication
        drafts.packs, drafts.tags = publication.packs, publication.tags
        day = publication.rhythm.find_coming_day(find_today())
        drafts.write(folder, f"issues/{period}.yaml", make_blank_issue(period, publication, program, day=day))
        for file, content in files.items():
            drafts.write(folder, file, content)


def _write_example(whole: _Whole, start: _Start) -> list[str]:
    """Write the files of an example and of its repository; return the names of the example's."""
    from uuid import uuid4

    from newsletter.scaffolding.examples import make_example

    folder = whole.folder
    example = make_example(str(start.example), start.title, uuid4(), find_today())
    files = {**example.files, **whole.files}
    refuse_to_overwrite((folder / file for file in files), "Choose another folder with --root.")
    with make_root(folder), Drafts(example.publication.packs, example.publication.tags) as drafts:
        for file, content in files.items():
            drafts.write(folder, file, content)
    return list(example.files)


def _choose_period(whole: _Whole, given: str | None) -> Period:
    """Return the period that is asked for, or the one after the newest issue."""
    from newsletter.documents.rhythm import Rhythm, explain_other_kind
    from newsletter.loading import load_publication

    start, folder = whole.start, whole.folder
    rhythm = Rhythm(every=start.every) if start else load_publication(folder).publication.rhythm
    if given is None:
        return rhythm.find_next(_find_periods(folder), find_today())
    period = parse_period(given)
    if explained := explain_other_kind(period, rhythm):
        raise click.BadParameter(" ".join(explained), param_hint="PERIOD")
    return period


def _find_periods(folder: Path) -> list[Period]:
    """Return the periods of the issues in a folder; what is named otherwise is none."""
    names: list[str] = []
    with suppress(FileNotFoundError):
        names = [Path(name).stem for name in list_below(folder, "issues") if name.endswith(".yaml")]
    return [parse_period(name) for name in names if is_period(name)]


def _begin(drafts: Drafts, folder: Path, start: _Start, program: str) -> Publication:
    """Create the newsletter.toml of a new publication, and its folder if there is none."""
    from uuid import uuid4

    from newsletter.scaffolding.publication import make_publication

    refuse_to_overwrite([folder / FILE], "Open it, or choose another folder with --root.")
    publication, content = make_publication(start.title, uuid4(), program, start.packs, start.every)
    drafts.write(folder, FILE, content)
    return publication
