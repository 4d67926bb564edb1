"""What is wrong in a document, in words for people who write in the page and never see its file. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_IN_FILE = re.compile(
    r"[{}\[\]`]|\w_\w|\bkeys?\b|\.(?:yaml|toml|yml)\b|\bYAML\b|\bTOML\b|\bnewsletter (?:check|build|new)\b|(?<!\w)--\w|"
    r"\ba line (?=\w+:)|\w: >|\b(?:in|into) the folder\b"
)
_LINE = re.compile(r"(?<![\w-])[a-z][\w-]*: ?\S|(?<![\w-])[a-z]\w* = |\b(?:Add|Or add|Write) [a-z][\w-]*:(?=\s|$)")
_QUOTED = re.compile(r"'[^'\n]*'(?!\w)")
_ADDRESS = re.compile(r"\b(?:https?:|mailto:|tel:)\S*")


_UNREADABLE = {"file", "toml", "yaml"}


class Advice(NamedTuple):
    """What is wrong, and how to fix it."""

    what: str
    how: str


_OUTSIDE = "It was changed in another program. Ask the person who did that to fix it there."
_FAMILIES = {
    "yaml": Advice("This issue cannot be read as it was saved.", _OUTSIDE),
    "toml": Advice("The settings of the newsletter cannot be read as they were saved.", _OUTSIDE),
    "file": Advice("What was saved cannot be read.", _OUTSIDE),
    "table": Advice("The file of this table cannot be read.", "Save it again as a table in your spreadsheet."),
    "document": Advice("Something here is not as this kind of block needs it.", "Open its form, and fill it in again."),
    "translation": Advice("A translation is not in order.", "Open it, and write it in each language."),
    "words": Advice("Words of your own are not in order.", "Open the newsletter's settings, and write them again."),
    "palette": Advice("Two colours are too much alike.", "Choose others under Colours, in the newsletter's settings."),
    "template": Advice("The newsletter's own design has a fault.", "Ask the person who made the design to fix it."),
    "email": Advice("The mail has a fault.", "Ask the person who made the newsletter's design to fix it."),
    "program": Advice("The program has a fault here.", "Take your last change back, and report it."),
    "published": Advice("What is kept of the issues sent is not in order.", _OUTSIDE),
    "publication": Advice("The newsletter's settings are not in order.", "Open them, and correct what is marked."),
    "provider": Advice("The settings of the mailing service are not in order.", "Ask the person who set it up."),
}
_OTHERWISE = Advice("Something here is not in order.", "Open it, and write it in another way.")
"""What is told of a rule all of whose sentences are about the file, by the family that its id begins with."""


def explain(rule: str, what: str, how: str) -> tuple[str, str]:
    """Return a problem in two texts of whole sentences; empty ones are filled in by the rule's family."""
    family = _FAMILIES.get(rule.partition(".")[0], _OTHERWISE)
    return _end(what) or family.what, _end(how) or family.how


def leave_out_file(rule: str, what: str, how: str) -> tuple[str, str]:
    """Return the sentences of a problem that say nothing of the file; those of a hint up to one that shows a line.

    What keeps a file from being read is all about the file.
    """
    if rule.partition(".")[0] in _UNREADABLE:
        return "", ""
    what_kept = (one for one in _SENTENCE.split(what.strip()) if not _IN_FILE.search(_QUOTED.sub("", one)))
    how_kept = (one for one in _stop_at_line(how) if not _IN_FILE.search(one))
    return " ".join(what_kept), " ".join(how_kept)


def _stop_at_line(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text.strip()):
        if _LINE.search(_ADDRESS.sub("", sentence)):
            return
        yield sentence


def _end(text: str) -> str:
    """Return a text whose first sentence begins with a capital, and whose last one ends."""
    begun = f"{text[:1].upper()}{text[1:]}" if not _ADDRESS.match(text) else text
    return begun if not begun or begun.endswith((".", "?", "!")) else f"{begun}."
