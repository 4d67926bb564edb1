"""The files of a GitHub repository for one newsletter: workflows, a guide for editors, and configuration.

Their templates are in ``repository/``. All workflows use the commits of actions that are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from newsletter.installation import DISTRIBUTION
from newsletter.providers import load_providers

_TEXTS = Path(__file__).parent / "repository"


class Pin(NamedTuple):
    """A commit of an action, and its version."""

    commit: str
    version: str


PINS = {
    "actions/checkout": Pin("3d3c42e5aac5ba805825da76410c181273ba90b1", "v7.0.1"),
    "actions/deploy-pages": Pin("cd2ce8fcbc39b97be8ca5fce6e763baed58fa128", "v5.0.0"),
    "actions/setup-python": Pin("5fda3b95a4ea91299a34e894583c3862153e4b97", "v7.0.0"),
    "actions/upload-artifact": Pin("bbbca2ddaa5d8feaa63e36b76fdaad77386f024f", "v7.0.0"),
    "actions/upload-pages-artifact": Pin("fc324d3547104276b827a68afc52ff2a11cc49c9", "v5.0.0"),
}
"""The actions in the workflows. A tag can be moved to other code; a commit cannot."""

FILES = {
    "README.md": "README.md",
    "requirements.txt": "requirements.txt",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/check.yml": "workflows/check.yml",
    ".github/workflows/draft.yml": "workflows/draft.yml",
    ".github/workflows/publish.yml": "workflows/publish.yml",
    ".github/workflows/send.yml": "workflows/send.yml",
}
"""The path of each file in the repository, and of its template."""


_USE = re.compile(r"(?<=uses: )(actions/[a-z-]+)@\S+(?:  # \S+)?")
_TESTERS = {"any": "any address", "subscribers": "readers", "none": "no one"}


def render_repository(title: str, tool_source: str) -> dict[str, bytes]:
    """Return the files of a repository for a newsletter with this title, by path.

    ``tool_source`` is the line of a requirements file that installs this program.
    """
    values = {
        "title": re.sub(r"([\\`*_\[\]<>#])", r"\\\1", title),  # in Markdown
        "source": tool_source,
        "origin": tool_source.removeprefix(f"{DISTRIBUTION}[all]").removeprefix(" @ "),
        "services": "\n".join(f"   {row}" for row in _list_services()),
        "secrets": ("\n" + " " * 10).join(_list_secrets()),
    }
    return {path: _render(_TEXTS / text, values).encode() for path, text in FILES.items()}


def pin_actions(workflow: str) -> str:
    """Replace the version of each action in a workflow by its commit, with the version in a comment."""
    return _USE.sub(lambda found: f"{found[1]}@{PINS[found[1]].commit}  # {PINS[found[1]].version}", workflow)


def _render(text: Path, values: dict[str, str]) -> str:
    written = pin_actions(text.read_text(encoding="utf-8"))
    for name, value in values.items():
        written = written.replace(f"[[{name}]]", value)
    return written


def _list_services() -> Iterator[str]:
    """Yield the rows of a table of what each mailing service needs; the outbox needs nothing."""
    yield "| `name` | below `[provider.options]` | environment secrets | tests go to |"
    yield "|---|---|---|---|"
    for kind in load_providers():
        options = (name for name, field in kind.options_type.model_fields.items() if field.is_required())
        if kind.secrets:
            testers = _TESTERS[kind.capabilities.test_send]
            yield f"| `{kind.name}` | {_show_names(options)} | {_show_names(kind.secrets)} | {testers} |"


def _show_names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _list_secrets() -> Iterator[str]:
    """Yield the environment of a step that sends: the ledger's URL, and the secrets of every mailing service."""
    yield "NEWSLETTER_TRUSTED_HOSTS: ${{ vars.NEWSLETTER_TRUSTED_HOSTS }}"
    services = sorted({name for provider in load_providers() for name in provider.secrets})
    for name in ("NEWSLETTER_LEDGER_URL", *services):
        yield f"{name}: ${{{{ secrets.{name} }}}}"
