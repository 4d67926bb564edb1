"""What is installed, and where: the program's templates, and the libraries of each extra.

The core builds, checks, previews and writes to the outbox. Code that needs an extra calls ``require_extra`` before it
imports the library, so that a missing one is reported in one sentence with the command to type.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path

from newsletter.errors import MissingExtraError, Reason, TemplateError

DISTRIBUTION = "newsletter-publisher"
PACKAGE = Path(__file__).parent

EXTRAS = {
    "code": {"pygments": "Pygments"},
    "images": {"PIL": "pillow"},
    "pdf-import": {"pdfminer": "pdfminer.six"},
    "postgresql": {"pg8000": "pg8000", "sqlalchemy": "SQLAlchemy"},
    "send": {
        "certifi": "certifi",
        "dns": "dnspython",
        "httpcore": "httpcore",
        "httpx": "httpx",
        "stamina": "stamina",
    },
    "spelling": {"hunspell": "chunspell"},
    "word": {"mammoth": "mammoth"},
}
"""The extras of the package: for each, the modules to import and the names of their distributions."""


@cache
def find_templates() -> Path:
    """Return the folder of the program's templates: in the installed package, or else at the top of the repository.

    A publication's own ``templates/`` is searched first.

    Raises:
        TemplateError: it is in neither place; the installation is damaged.
    """
    places = (PACKAGE / "templates", PACKAGE.parent / "templates")
    for place in places:
        if place.is_dir():
            return place
    raise TemplateError(f"The program's templates are missing from {places[0]}. Install the program again.")


def require_extra(extra: str, what: str) -> None:
    """Make sure that the libraries of an extra are installed; the message begins with ``what``, which needs them.

    Raises:
        MissingExtraError: one is missing; the message says what to type.
    """
    if missing := find_missing(extra):
        raise MissingExtraError(
            Reason(
                f"{what} needs libraries that are not installed ({', '.join(missing)}).",
                f"Install them: {format_install_command(extra)}",
                "Ask the person who installed this program to add them.",
            )
        )


@cache
def find_missing(extra: str) -> tuple[str, ...]:
    """Return the distributions of an extra that are not installed."""
    return tuple(name for module, name in EXTRAS[extra].items() if find_spec(module) is None)


def list_own_outputs() -> tuple[str, ...]:
    """Return the names of the outputs that are part of this program: the modules and packages of their folder."""
    paths = sorted((Path(__file__).parent / "outputs").glob("[a-z]*"))
    return tuple(path.stem for path in paths if path.stem != "base")


def find_version(distribution: str) -> str | None:
    """Return the version of a distribution, or None if it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def format_install_command(extra: str) -> str:
    """Return the command that adds an extra and keeps the others, for the tool that installed the program.

    pipx and uv leave a file of their own in a program's environment (``pipx_metadata.json``, ``uv-receipt.toml``).
    """
    present = {name for name in EXTRAS if not find_missing(name)}
    whole = format_requirement({*present, extra})
    environment = Path(sys.prefix)
    if (environment / "pipx_metadata.json").is_file():
        return f'pipx install --force "{whole}"'
    if (environment / "uv-receipt.toml").is_file():
        return f'uv tool install "{whole}"'
    if is_run_by_uvx():
        return f'uvx --from "{whole}" newsletter'
    return f'pip install "{DISTRIBUTION}[{extra}]"'


def format_requirement(extras: Iterable[str] = ()) -> str:
    """Return the requirement (PEP 508) for this program with extras, from the source it was installed from."""
    chosen = ",".join(sorted(extras))
    name = f"{DISTRIBUTION}[{chosen}]" if chosen else DISTRIBUTION
    origin = find_origin()
    return f"{name} @ {origin}" if origin else name


def find_origin() -> str | None:
    """Return the URL that the program was installed from, as in a requirement (PEP 508); None for an index.

    Installers record it as ``direct_url.json`` (PEP 610).
    """
    try:
        written = distribution(DISTRIBUTION).read_text("direct_url.json")
    except PackageNotFoundError:
        return None
    if written is None:
        return None
    origin = json.loads(written)
    url, vcs = str(origin["url"]), origin.get("vcs_info")
    if vcs:
        return f"{vcs.get('vcs')}+{url}@{vcs.get('commit_id', '')}"
    sha256 = origin.get("archive_info", {}).get("hashes", {}).get("sha256")
    return f"{url}#sha256={sha256}" if sha256 else url


def is_run_by_uvx() -> bool:
    """Return whether the program runs in an environment of uv's cache, which ``uvx`` makes for one run."""
    return Path(sys.prefix).parent.name.startswith("archive-v")
