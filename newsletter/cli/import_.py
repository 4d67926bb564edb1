"""``newsletter import``."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, find_today, json_option, read_file_name, root_option
from newsletter.cli.console import show_json
from newsletter.cli.program_name import tell_preview
from newsletter.cli.publication import find_root
from newsletter.cli.terminal import say
from newsletter.errors import SourceError
from newsletter.files import NotAFileError, find_real, read_given
from newsletter.scaffolding.draft_files import Drafts, refuse_to_overwrite, require_places

if TYPE_CHECKING:
    from newsletter.importing import Imported

_CLIPBOARD = "-"
_NAME_OF_CLIPBOARD = "the text on standard input"


@click.command(name="import")
@click.argument("source", metavar="FILE", callback=read_file_name)
@click.option("--period", callback=check_issue, help="Period of the issue, if the source does not say: 2024-01.")
@click.option(
    "--out", callback=read_file_name, metavar="FILE", help="Write the draft here [default: issues/PERIOD.yaml]."
)
@click.option(
    "--report", callback=read_file_name, metavar="FILE", help="Write what became of every line of the source here."
)
@click.option("--force", is_flag=True, help="Overwrite existing files.")
@json_option
@root_option
def command(
    source: Path,
    period: str | None,
    out: Path | None,
    report: Path | None,
    root: Path | None,
    *,
    force: bool,
    as_json: bool,
) -> None:
    """Make a draft from FILE: text, Markdown, Word (.docx), PDF, HTML or a saved e-mail (.eml); - reads standard input.

    The words stay as they are. At the end you are told what became of every line of the source.
    """
    from newsletter.importing import import_source
    from newsletter.loading import load_publication

    folder = find_root(root)
    publication = load_publication(folder).publication
    day = publication.rhythm.find_coming_day(find_today())
    imported = import_source(*_read(source), publication, period, day=day)
    path = out or folder / _name_draft(imported)
    _keep_source(source, path, report)
    _write(imported, out or (folder, _name_draft(imported)), report, force=force)
    _show(imported, path, root, as_json=as_json)


def _read(source: Path) -> tuple[bytes, str]:
    """Return what is imported, and what it is called."""
    from newsletter.importing.sources import MAX_BYTES

    if str(source) != _CLIPBOARD:
        return _read_file(source, MAX_BYTES + 1), source.name
    if os.isatty(0):
        say("Paste the text, and end it with Ctrl-D (on Windows Ctrl-Z and Enter).", err=True)
    return sys.stdin.buffer.read(MAX_BYTES + 1), _NAME_OF_CLIPBOARD


def _read_file(source: Path, length: int) -> bytes:
    if source.is_dir():
        raise SourceError(f"{source}: This is a folder. Name one file in it.")
    try:
        return read_given(source, length)
    except FileNotFoundError:
        raise SourceError(f"{source}: There is no such file. Check its name and folder.") from None
    except NotAFileError:
        raise SourceError(
            f"{source}: This is a pipe or a device, not a file. What another program writes is read with: "
            "newsletter import -"
        ) from None


def _keep_source(source: Path, *written: Path | None) -> None:
    """Refuse to overwrite the source, even with --force: it could not be imported again."""
    for path in filter(None, written):
        if path.exists() and source.exists() and path.samefile(source):
            raise click.UsageError(f"{path} is what is imported. Write the draft and the report elsewhere.")


def _name_draft(imported: Imported) -> str:
    return f"issues/{imported.period}.yaml"


def _refuse(path: Path, report: Path | None, *, force: bool) -> None:
    files = [path, report] if report else [path]
    if len({find_real(file) for file in files}) < len(files):
        raise click.UsageError("--out and --report name the same file. Give the report a name of its own.")
    require_places(files)
    if not force:
        refuse_to_overwrite(files, "Choose another with --out or --report, or overwrite it with --force.")


def _write(imported: Imported, place: Path | tuple[Path, str], report: Path | None, *, force: bool) -> None:
    """Write the draft to --out or to its place in the publication, and the report with it."""
    _refuse(place if isinstance(place, Path) else place[0] / place[1], report, force=force)
    with Drafts(imported.packs) as drafts:
        if isinstance(place, Path):
            drafts.write_given(place, imported.document, replaces=force)
        else:
            drafts.write(*place, imported.document, replaces=force)
        if report:
            drafts.write_given(report, imported.report.format().encode(), replaces=force)


def _show(imported: Imported, path: Path, root: Path | None, *, as_json: bool) -> None:
    if as_json:
        show_json({"issue": imported.period, "draft": str(path), "report": imported.report.as_data()})
        return
    say(f"Wrote {path}")
    for line in imported.report.summarise():
        say(line)
    say(f"Next: open it in an editor, and preview it with: {tell_preview(root)}")
