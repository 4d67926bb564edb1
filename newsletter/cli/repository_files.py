"""The files of a repository that ``newsletter new --with github`` writes; asks for what is missing."""

from __future__ import annotations

from pathlib import Path

import click

KINDS = ("github",)


def render_files(kind: str | None, folder: Path, title: str | None, tool_source: str | None) -> dict[str, bytes]:
    """Return the files to write beside the publication in ``folder``, by their names in it; none without a ``kind``."""
    if kind is None:
        if tool_source is not None:
            raise click.UsageError("--tool-source is for workflows: add --with github, or leave it out.")
        return {}
    if title is None:
        raise click.UsageError(f"--with {kind} belongs to a new newsletter. Add its title: --publication TITLE")
    _require_top(folder)
    from newsletter.scaffolding.github import render_repository

    return render_repository(title, _require_tool_source(tool_source))


def _require_top(folder: Path) -> None:
    """Refuse a folder inside a repository: GitHub finds workflows at the top of one only."""
    top = next((parent for parent in folder.parents if (parent / ".git").exists()), None)
    if top and not (folder / ".git").exists():
        raise click.UsageError(
            f"{folder} is inside the repository {top}, and GitHub looks for workflows at the top of a repository. "
            "Choose a folder that is in none with --root."
        )


def _require_tool_source(given: str | None) -> str:
    from newsletter.scaffolding.tool_source import EXAMPLES, find_tool_source, read_tool_source

    found = find_tool_source() if given is None else read_tool_source(given)
    if found:
        return found
    if given is None:
        raise click.UsageError(
            "GitHub must know where to install this program from, and here it was installed from a folder or a file. "
            f"Say where one version of it is to be had, as one of: --tool-source {EXAMPLES}"
        )
    raise click.BadParameter(
        f"'{given}' does not name one version that GitHub can install without a password. Write one of: {EXAMPLES}",
        param_hint="--tool-source",
    )
