"""Spelling by a Hunspell dictionary. The only door to chunspell, which is an extra: without it nothing is checked.

chunspell is a maintained binding that brings the Hunspell library along, so that nothing has to be compiled. Its own
dictionary is American: others come from the publication's folder ``dictionaries``, or from where systems keep them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Protocol

from newsletter.files import LinkError, find_target
from newsletter.installation import format_install_command

_SYSTEM = ("/usr/share/hunspell", "/usr/local/share/hunspell", "/opt/homebrew/share/hunspell", "/Library/Spelling")
FOLDERS = tuple(map(Path, _SYSTEM))
"""Where systems keep dictionaries."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class _Dictionary(Protocol):
    """What is used of the library, which ships no types."""

    def spell(self, word: str) -> bool: ...

    def suggest(self, word: str) -> tuple[str, ...]: ...


class SpellChecker:
    """Judges the words of one language; ``words`` are right whatever the dictionary says."""

    def __init__(self, language: str, folders: Iterable[Path], words: Iterable[str] = ()) -> None:
        self._name = language.replace("-", "_")
        self._folders = tuple(folders)
        self._words = frozenset(part.casefold() for word in words for part in split_words(word))
        self._judged: dict[str, bool] = {}

    @property
    def missing(self) -> str:
        """Say what is missing for checking the spelling; nothing where all is there."""
        if leads_out := next((name for folder in self._folders for name in self._find_outsiders(folder)), None):
            return f"Spelling was not checked. {leads_out} leads out of the publication: put the file itself there."
        if self._folder is None:
            package = f"hunspell-{self._name.lower().replace('_', '-')}"
            files = f"{self._name}.aff and {self._name}.dic"
            return f"Spelling was not checked. Install {package}, or put {files} into the folder dictionaries."
        if self._dictionary is None:
            return f"Spelling was not checked. Install chunspell: {format_install_command('spelling')}"
        return ""

    def is_right(self, word: str) -> bool:
        """Tell whether a word is spelt as the dictionary, or the publication, has it; without one, any is."""
        if word not in self._judged:
            self._judged[word] = self._judge(word)
        return self._judged[word]

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return the words that are probably meant, the likeliest first."""
        return tuple(self._dictionary.suggest(word)) if self._dictionary is not None else ()

    def _judge(self, word: str) -> bool:
        if self._dictionary is None:
            return True
        plain = word.replace("’", "'")
        stem = re.sub(r"'s?$|s'$", "", plain)
        forms = (plain, stem, plain.lower(), stem.lower())
        return any(form.casefold() in self._words or self._dictionary.spell(form) for form in forms)

    @cached_property
    def _folder(self) -> Path | None:
        for folder in self._folders:
            if all((folder / name).is_file() for name in self._files) and not self._find_outsiders(folder):
                return folder.absolute()
        return None

    @property
    def _files(self) -> tuple[str, str]:
        return f"{self._name}.aff", f"{self._name}.dic"

    def _find_outsiders(self, folder: Path) -> list[str]:
        """Return the dictionary's files that a link takes from elsewhere; systems may have links as they like."""
        if folder in FOLDERS:
            return []
        return [f"{folder.name}/{name}" for name in self._files if _leads_out(folder.parent, f"{folder.name}/{name}")]

    @cached_property
    def _dictionary(self) -> _Dictionary | None:
        try:
            from hunspell import Hunspell  # noqa: PLC0415  # an extra, which may not be there
        except ImportError:
            return None
        found: _Dictionary | None = Hunspell(self._name, hunspell_data_dir=str(self._folder)) if self._folder else None
        return found


def _leads_out(root: Path, name: str) -> bool:
    try:
        find_target(root, name)
    except LinkError:
        return True
    except OSError:  # it is not there, which is for others to say
        return False
    return False


def split_words(text: str) -> list[str]:
    """Return the words of a text; what a hyphen joins is several."""
    return _WORD.findall(text)
