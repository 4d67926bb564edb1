"""Which publication a command is about: ``--root``, else the nearest folder upwards with a ``newsletter.toml``."""

from __future__ import annotations

import os
from pathlib import Path

from newsletter.errors import NoPublicationError

_OF_SYSTEMS = {"desktop.ini", "Thumbs.db", "Icon\r"}

FILE = "newsletter.toml"  # not imported from loading: finding the folder must not load every model


def find_root(given: Path | None) -> Path:
    """Return the publication's folder.

    ``NEWSLETTER_ROOT`` names the folder to fall back on where none is found upwards of the working directory.
    """
    if given:
        return _require_publication(given.absolute())
    here = _find_working_directory()
    found = (folder for folder in (here, *here.parents) if _holds_publication(folder))
    fallback = os.environ.get("NEWSLETTER_ROOT")
    chosen = next(found, Path(fallback) if fallback else None)
    if chosen is None:
        raise NoPublicationError(
            f"There is no {FILE} in {here} or above it. Change to the publication's folder, or name it with --root. "
            'To start a newsletter here: newsletter new --publication "TITLE"'
        )
    return _require_publication(chosen)


def find_root_or_beginning(given: Path | None) -> Path:
    """Return the publication's folder, or the empty one in which a publication is to begin.

    Raises:
        NoPublicationError: there is neither.
    """
    try:
        return find_root(given)
    except NoPublicationError:
        fallback = os.environ.get("NEWSLETTER_ROOT")
        folder = choose_folder(given or (Path(fallback) if fallback else None))
        if _is_empty(folder):
            return folder
        raise


def _is_empty(folder: Path) -> bool:
    """Return whether a folder holds nothing but hidden files and those that systems put into every folder."""
    try:
        return all(path.name.startswith(".") or path.name in _OF_SYSTEMS for path in folder.iterdir())
    except OSError:
        return False


def find_packs(given: Path | None) -> tuple[str, ...]:
    """Return the packs of the publication that a command is about; none outside of a publication.

    Raises:
        ProblemsFoundError: the publication cannot be read so far as to say.
    """
    from newsletter.loading import load_packs

    try:
        folder = find_root(given)
    except NoPublicationError:
        if given:
            raise
        return ()
    return load_packs(folder)


def find_languages(given: Path | None) -> tuple[str, ...]:
    """Return the languages of the publication that a command is about; none of one with a single language.

    Raises:
        ProblemsFoundError: the publication cannot be read so far as to say.
    """
    from newsletter.loading import load_languages

    try:
        return load_languages(find_root(given))
    except NoPublicationError:
        if given:
            raise
        return ()


def choose_folder(given: Path | None) -> Path:
    """Return the folder for a new publication: the given one, else the working directory."""
    return (given or _find_working_directory()).absolute()


def _find_working_directory() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise NoPublicationError(
            "The current folder no longer exists. Change to the publication's folder, or name it with --root."
        ) from error


def _holds_publication(folder: Path) -> bool:
    try:
        return (folder / FILE).exists()
    except OSError:  # a folder without permission, or an invalid name
        return False


def _require_publication(folder: Path) -> Path:
    if not _holds_publication(folder):
        raise NoPublicationError(
            f"{folder}: there is no {FILE} here. Name the folder that holds it with --root, "
            'or start a newsletter in it: newsletter new --publication "TITLE"'
        )
    return folder
