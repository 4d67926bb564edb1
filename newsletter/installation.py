"""What is installed, and where: the program's templates, and the libraries of each extra.

The core builds, checks, previews and writes to the outbox. What needs more asks for it here before it is imported, so
that a missing library is one sentence with the command to type.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from newsletter.errors import MissingExtraError, TemplateError

DISTRIBUTION = "newsletter-publisher"
PACKAGE = Path(__file__).parent

EXTRAS = {
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
"""The extras of the package: of each, the modules that are imported and the names of their distributions."""


@cache
def find_templates() -> Path:
    """Return the folder of the program's templates: in an installed package, else at the top of the repository.

    A publication's own ``templates/`` is looked into before it.

    Raises:
        TemplateError: it is in neither place; the installation is damaged.
    """
    places = (PACKAGE / "templates", PACKAGE.parent / "templates")
    for place in places:
        if place.is_dir():
            return place
    raise TemplateError(f"The program's templates are missing: there is no {places[0]}. Install the program again.")


def require_extra(extra: str, what: str) -> None:
    """Make sure that the libraries of an extra are installed; ``what`` says who needs them, and begins the message.

    Raises:
        MissingExtraError: one is missing; the message says what to type.
    """
    if missing := find_missing(extra):
        raise MissingExtraError(
            f"{what} needs libraries that are not installed ({', '.join(missing)}). "
            f"Install them: {format_install_command(extra)}"
        )


@cache
def find_missing(extra: str) -> tuple[str, ...]:
    """Return the distributions of an extra that are not installed."""
    return tuple(name for module, name in EXTRAS[extra].items() if find_spec(module) is None)


def find_version(distribution: str) -> str | None:
    """Return the version of a distribution, or nothing if it is not installed."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def format_install_command(extra: str) -> str:
    """Return the command that installs an extra, beside those that are there, as the program itself was installed.

    pipx and uv note in the environment of a program that it is theirs (``pipx_metadata.json``, ``uv-receipt.toml``).
    """
    environment = Path(sys.prefix)
    present = [name for name in EXTRAS if not find_missing(name)]
    whole = f'"{DISTRIBUTION}[{",".join(sorted({*present, extra}))}]"'
    if (environment / "pipx_metadata.json").is_file():
        return f"pipx install --force {whole}"
    if (environment / "uv-receipt.toml").is_file():
        return f"uv tool install {whole}"
    return f'pip install "{DISTRIBUTION}[{extra}]"'
