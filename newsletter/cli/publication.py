"""Which publication a command is about: ``--root``, else the nearest folder upwards with a ``newsletter.toml``."""

from __future__ import annotations

import os
from pathlib import Path

import click

from newsletter.errors import NewsletterError

FILE = "newsletter.toml"  # not imported from settings: finding the folder must not load every model


class NoPublicationError(NewsletterError):
    """No ``newsletter.toml`` was found where one was looked for."""


def find_root(given: Path | None) -> Path:
    """Return the publication's folder.

    ``NEWSLETTER_ROOT`` names the folder to fall back on where none is found upwards of the working directory.
    """
    if given:
        return _require_publication(given.resolve())
    here = Path.cwd()
    found = (folder for folder in (here, *here.parents) if (folder / FILE).is_file())
    fallback = os.environ.get("NEWSLETTER_ROOT")
    chosen = next(found, Path(fallback) if fallback else None)
    if chosen is None:
        raise NoPublicationError(
            f"There is no {FILE} in {here} or above it. Go to the publication's folder, or name it with --root."
        )
    return _require_publication(chosen)


def _require_publication(folder: Path) -> Path:
    if not (folder / FILE).exists():
        raise NoPublicationError(f"{folder}: there is no {FILE} here. Name the folder that holds it with --root.")
    return folder


root_option = click.option(
    "--root",
    type=click.Path(path_type=Path),
    help=f"Folder of the publication; else the nearest one upwards that holds {FILE}.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print data for programs to read.")
