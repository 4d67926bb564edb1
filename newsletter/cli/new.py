"""``newsletter new``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, find_today, json_option, root_option
from newsletter.cli.console import show_json
from newsletter.cli.program_name import name_program, tell_preview
from newsletter.cli.publication import FILE, choose_folder, find_root
from newsletter.cli.repository_files import KINDS, render_files
from newsletter.cli.terminal import say
from newsletter.documents.periods import KINDS as KINDS_OF_PERIOD
from newsletter.documents.periods import Kind, Period, parse_period
from newsletter.parsing.document import shorten

if TYPE_CHECKING:
    from newsletter.scaffolding.beginning import Start


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
    start: Start | None
    files: Mapping[str, bytes]
    takes_over: bool = True


def _check_corrected(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Accept an issue, and after # an item of it."""
    if given is None:
        return None
    issue, mark, item = given.partition("#")
    return f"{check_issue(context, parameter, issue)}{mark}{item}"


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
@click.option(
    "--corrects",
    metavar="ISSUE[#ITEM]",
    callback=_check_corrected,
    help="Begin an e-mail that tells subscribers of a correction in it.",
)
@click.option("--blank", is_flag=True, help="Take nothing over from the last issue.")
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
    corrects: str | None,
    blank: bool,
    as_json: bool,
) -> None:
    """Write a draft of the issue for PERIOD, such as 2024-03.

    Without PERIOD it is for the one after the newest issue: the next month, or week, or what else the issues are of.
    The draft builds as it is, and carries over what every issue repeats, such as contacts, and blocks that were the
    same in the last two. With --publication a newsletter.toml is written first; with --example a whole newsletter
    instead; with --with github also workflows that check, publish and send it. No file that is there is replaced.
    """
    start = _read_start(_Asked(title, packs, every, example, issue))
    folder = choose_folder(root) if start else find_root(root)
    whole = _Whole(folder, root, start, render_files(kind, folder, title, tool_source), takes_over=not blank)
    if corrects:
        _begin_correction(root, corrects, is_alone=not (issue or start), as_json=as_json)
    elif start and start.example:
        _begin_example(whole, start, as_json=as_json)
    else:
        _write_draft(whole, _choose_period(whole, issue), as_json=as_json)


def _begin_correction(root: Path | None, corrects: str, *, is_alone: bool, as_json: bool) -> None:
    from newsletter.cli.correction import begin_correction

    if not is_alone:
        raise click.UsageError("--corrects names the issue of which it is a special edition. Leave out the rest.")
    begin_correction(find_root(root), root, corrects, as_json=as_json)


def _write_draft(whole: _Whole, period: Period, *, as_json: bool) -> None:
    """Write the draft of an issue with all that goes with it, and say so."""
    from newsletter.scaffolding.draft_files import refuse_to_overwrite

    folder, files = whole.folder, whole.files
    refuse_to_overwrite([path := folder / f"issues/{period}.yaml"], "Open it, or choose another period.")
    refuse_to_overwrite((folder / file for file in files), "Move it elsewhere, or choose another folder with --root.")
    if whole.start:
        _write_publication(whole, replace(whole.start, period=period))
        taken = []
    else:
        taken = _write_issue(folder, period, takes_over=whole.takes_over)
    begun = folder / FILE if whole.start else None
    if as_json:
        more = {"publication": str(begun)} if begun else {"taken_over": taken} if taken else {}
        show_json({"issue": str(period), "draft": str(path), **more, **({"repository": list(files)} if files else {})})
    else:
        _tell(begun, path, whole.root, files)
        _tell_taken(taken)
        _tell_responses(folder)


def _write_publication(whole: _Whole, start: Start) -> None:
    """Write the settings of a new publication, its first draft, and the files of its repository."""
    from newsletter.scaffolding.beginning import make_new, write_new
    from newsletter.scaffolding.draft_files import refuse_to_overwrite

    program = "newsletter" if whole.files else name_program()  # a repository is for many machines
    refuse_to_overwrite([whole.folder / FILE], "Open it, or choose another folder with --root.")
    write_new(whole.folder, make_new(start, find_today(), program), whole.files)


def _write_issue(folder: Path, period: Period, *, takes_over: bool) -> list[str]:
    """Write the draft of an issue of a publication; return the names of what it takes over from the last one."""
    from newsletter.loading import load_publication
    from newsletter.scaffolding.next_issue import plan_next_issue, write_next_issue

    publication = load_publication(folder).publication
    issue = plan_next_issue(folder, publication, period, takes_over=takes_over)
    write_next_issue(folder, publication, issue, name_program(), find_today())
    return [block.name for block in issue.last.blocks if block.key in issue.keys] if issue.last else []


def _begin_example(whole: _Whole, start: Start, *, as_json: bool) -> None:
    """Write an example with all that goes with it, and say so."""
    from newsletter.scaffolding.beginning import make_new, write_new
    from newsletter.scaffolding.draft_files import refuse_to_overwrite

    new = make_new(start, find_today())
    refuse_to_overwrite(
        (whole.folder / file for file in (*new.files, *whole.files)), "Choose another folder with --root."
    )
    write_new(whole.folder, new, whole.files)
    if as_json:
        more = {"repository": list(whole.files)} if whole.files else {}
        show_json({"publication": str(whole.folder / FILE), "files": list(new.files), **more})
    else:
        _tell_example(whole, list(new.files))


def _read_start(asked: _Asked) -> Start | None:
    if asked.title is None and asked.packs:
        raise click.UsageError("--pack is for a new publication. Add it to packs in newsletter.toml of this one.")
    if asked.title is None and asked.every:
        raise click.UsageError(
            "--every is for a new publication. Write it in newsletter.toml of this one, under [rhythm]."
        )
    if asked.example is not None:
        _require_example(asked.example, asked)
    if asked.title is None:
        return None
    from newsletter.scaffolding.beginning import Start

    return Start(asked.title, asked.packs, asked.every, asked.example)


def _require_example(example: str, asked: _Asked) -> None:
    """Refuse an example that there is not, or one together with what it decides itself."""
    from newsletter.scaffolding.examples import list_examples

    if asked.title is None:
        raise click.UsageError("--example is for a new publication. Add its title: --publication TITLE")
    if asked.packs or asked.issue:
        given = "--pack" if asked.packs else f"the period {asked.issue}"
        raise click.UsageError(f"An example has its own packs and issues. Leave out {given}.")
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


def _tell_taken(names: Collection[str]) -> None:
    if names:
        say(f"Taken over from the last issue: {'; '.join(names)}. Without them: --blank")


def _tell_responses(folder: Path) -> None:
    """Say where responses are recorded, if the newsletter can ask people to act and has no responses yet."""
    from newsletter.documents.blocks import Block
    from newsletter.documents.packs import collect_blocks
    from newsletter.loading import load_publication

    publication = load_publication(folder).publication
    has_points = any(block.points is not Block.points for block in collect_blocks(publication.packs).values())
    if has_points and not publication.responses:
        say(f"What is answered to its recommendations is recorded in responses/: {name_program()} responses --example")


def _tell_repository(files: Collection[str]) -> None:
    if files:
        say(f"Wrote {', '.join(files)}\nPush all of it to GitHub, and do what README.md lists under Set it up.")


def _tell_example(whole: _Whole, written: Collection[str]) -> None:
    issues = ", ".join(name for name in written if name.endswith(".yaml"))
    say(f"Wrote {whole.folder / FILE}, {issues} and their pictures.\nSee it with: {tell_preview(whole.root)}")
    say(f"Then replace the words, addresses and colours by your own. For the next issue: {name_program()} new")
    _tell_repository(whole.files)


def _choose_period(whole: _Whole, given: str | None) -> Period:
    """Return the period that is asked for, or the one after the newest issue."""
    from newsletter.documents.rhythm import Rhythm, explain_other_kind
    from newsletter.loading import load_publication
    from newsletter.scaffolding.beginning import find_next_period

    start, folder = whole.start, whole.folder
    rhythm = Rhythm(every=start.every or "month") if start else load_publication(folder).publication.rhythm
    if given is None:
        return find_next_period(folder, rhythm, find_today())
    period = parse_period(given)
    if explained := explain_other_kind(period, rhythm):
        raise click.BadParameter(" ".join(explained), param_hint="PERIOD")
    return period
