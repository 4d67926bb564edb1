"""What reviews call themselves, and which type of review that is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHILD = r"(?:safeguarding child(?:ren)?(?:'s|’s)?|child(?:ren)?(?:'s|’s)? safeguarding)"
_TYPES = {
    "national": rf"national (?:{_CHILD} practice )?review",
    "lcspr": rf"(?:local |multi-agency )?(?:{_CHILD} practice review)|l?cspr",
    "scr": r"serious case review|scr",
    "rapid_review": r"rapid review",
    "cpr_wales": r"(?:concise |extended )?child practice review",
    "cmr_ni": r"case management review|cmr",
    "sar": r"safeguarding adults? review|sar",
    "dhr": r"domestic homicide review|dhr",
    "local_learning": r"local learning review",
    "thematic": r"thematic (?:case |practice |analysis |learning )?review",
    "other": (
        r"(?:multi-agency |significant |joint )?(?:case|practice|learning|partnership|overview) review"
        r"|appreciative inquiry"
    ),
}
_NAMED = {code.replace("_", ""): code for code in _TYPES}
_TYPE = "|".join(f"(?P<{name}>{_TYPES[code]})" for name, code in _NAMED.items())
_PHRASE = re.compile(
    r"(?:(?:(?:full |final |independent )?(?:overview |executive )?(?:report|overview|summary))"
    r" (?:of|on|into|for|from) (?:(?:the|a|an) )?)?"
    rf"(?P<mixed>thematic )?(?:{_TYPE})s?\b"
    r"(?: \((?:[A-Z]{2,6})\))?(?: (?:overview |full |final )?report)?"
    r"(?P<theme>\s*[:–—-]\s*(?:a )?thematic (?:review|analysis))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class TypePhrase:
    """The words at the start of a heading that say what type a review is; they end at ``end``."""

    code: str
    is_thematic: bool
    end: int


def find_type(text: str) -> TypePhrase | None:
    """Return the type that a text begins with, if it does."""
    found = _PHRASE.match(text[:300])
    if not found:
        return None
    code = next(code for name, code in _NAMED.items() if found[name])
    is_thematic = code == "thematic" or bool(found["mixed"] or found["theme"])
    return TypePhrase(code, is_thematic, found.end())
