"""The words before the two lists of a review: what was learned, and what is recommended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from newsletter.importing.source_text import SourceText

_REACH = 300
"""Characters in which a lead-in has to end."""

_VERB = (
    r"(?P<verb>include[sd]?|including|consider(?:s|ed)?|focus(?:es|ed)? on|cover(?:s|ed)?|explore[sd]?"
    r"|highlight(?:s|ed)?|identif(?:y|ies|ied)|relate[sd]? to|are|were|is)(?: the following"
    r"(?: (?:areas|themes|issues|points|learning))?| as follows)?"
)
_SOME_VERB = _VERB.replace("?P<verb>", "?:")
_NUMBER = r"(?:\(?\d{1,3}[.)]\)?\s*)?"
_ADDRESSEE = (
    r"(?:(?-i:[A-Z])[\w'’-]*|the|all|each|both|every|its|local|national|partners?|agencies|services|practitioners"
    r"|professionals|government|schools|health|police|children(?:'s|’s))"
)
_LEARNING = re.compile(
    rf"{_NUMBER}(?:what (?:did|have|can) we learn(?:ed|t)?\??"
    r"|(?:(?:the|this) review (?:has )?(?:identified|found|highlighted)"
    r" (?:the following |several |a number of )?(?=[^.;:]{1,60}:))?(?:the )?"
    r"(?:(?:key|main|identified|overarching|practice|common|emerging|other|wider) ){0,3}"
    r"(?:learning|issues|findings|lessons|themes)"
    r"(?: (?:points?|themes?|areas?|issues|learn(?:ed|t)|identified|raised|highlighted|(?:from|in|of) (?:the|this)"
    rf" review|for practice|and issues))*)(?: {_VERB})?\s*(?P<colon>:|[–—-](?=\s))?(?:\s+|$)",
    re.IGNORECASE,
)
_RECOMMENDATIONS = re.compile(
    rf"{_NUMBER}(?:what (?:needs to|should|must|has to) change\??"
    r"|(?:the review |it |this review )?(?:(?:makes?|made|includes?|sets? out) )?(?:the following |\w+ )?"
    r"(?:(?:key|main) )?recommendations?(?: made| identified)?(?: in (?:the|this) review)?"
    rf"(?:(?: for| to(?= {_ADDRESSEE}\b)) (?P<to>[^.;:]{{1,100}}?)(?=,?(?: to)? {_SOME_VERB}\b|\s*:|\s+[–—-]\s|\s*$)"
    rf"| to [^.;:]{{1,80}}?(?=,? {_SOME_VERB}:))?)"
    rf"(?:,?(?: to)? {_VERB})?\s*(?P<colon>:|[–—-](?=\s))?(?:\s+|$)",
    re.IGNORECASE,
)
_GROUP = re.compile(rf"(?:for|to) (?P<to>{_ADDRESSEE}\b[^.;:]{{0,90}}?)\s*:?", re.IGNORECASE)
_WEAK_VERBS = frozenset({"are", "were", "is", "identified", "identify", "identifies", "related to", "relate to"})
"""Verbs with which a sentence goes on as often as a list begins; they want a colon after them."""

_LABEL = re.compile(
    r"(?:the )?(?:case )?(?:background|summary|overview|description|what happened|the case|context|case summary"
    r"|brief summary|circumstances|what was the case about)\s*[:?]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The beginning of a list: which one, the words that say so, whom it is for, and what follows in the same line."""

    list: Literal["learning", "recommendations"]
    words: tuple[SourceText, ...]
    verb: str
    to: SourceText
    rest: SourceText


def find_lead_in(source_text: SourceText) -> LeadIn | None:
    """Return the lead-in that a passage begins with, if it does."""
    start = source_text.text[:_REACH]
    if found := _LEARNING.match(start):
        return _make("learning", source_text, found, None)
    if found := _RECOMMENDATIONS.match(start):
        return _make("recommendations", source_text, found, found.span("to") if found["to"] else None)
    return None


def find_addressee(source_text: SourceText) -> LeadIn | None:
    """Return a lead-in that says no more than whom the recommendations below it are for."""
    found = _GROUP.fullmatch(source_text.text)
    if not found:
        return None
    words = tuple(filter(None, (source_text.cut(0, found.start("to")), source_text.cut(found.end("to")))))
    return LeadIn("recommendations", words, "", source_text.group(found, "to"), source_text.cut(0, 0))


def _make(
    which: Literal["learning", "recommendations"],
    source_text: SourceText,
    found: re.Match[str],
    to: tuple[int, int] | None,
) -> LeadIn | None:
    verb, rest = (found["verb"] or "").lower(), source_text.cut(found.end())
    if not (found["colon"] or not rest or (verb and verb not in _WEAK_VERBS)):
        return None
    start, end = to or (found.end(), found.end())
    words = tuple(filter(None, (source_text.cut(0, start), source_text.cut(end, found.end()))))
    return LeadIn(which, words, verb, source_text.cut(start, end), rest)


def is_label(text: str) -> bool:
    """Return whether a line only names the description that follows it."""
    return bool(_LABEL.fullmatch(text))
