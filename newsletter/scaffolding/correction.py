"""An e-mail that tells subscribers of a correction: a draft with the sentences that changed, for an editor to edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from newsletter.documents.periods import MOST_EDITIONS, Period
from newsletter.documents.publication import Publication
from newsletter.scaffolding.beginning import list_periods
from newsletter.scaffolding.draft import begin_draft
from newsletter.scaffolding.languages import say_in_each_language
from newsletter.scaffolding.yaml_writer import format_yaml

_STEPS = """\
An e-mail that tells subscribers of a correction in {corrects}. Lines that start with # are notes to you.
  1. Say in your own words what was wrong and what is right. Leave out what readers need not know.
  2. It goes to those who got the issue, once, and is in no list and no feed. The page of the issue leads to it.
  3. When it is right, write status: ready"""

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#~|])")


class ChangedSentence(NamedTuple):
    """A sentence as it was sent and as it is now; one of them is empty where it was added or left out."""

    before: str
    now: str


def find_changed_sentences(before: Sequence[str], now: Sequence[str]) -> list[ChangedSentence]:
    """Return the sentences in which two texts differ, given as lines with an empty one between paragraphs."""
    old, new = list(_split(before)), list(_split(now))
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    changes = [codes for codes in matcher.get_opcodes() if codes[0] != "equal"]
    pairs = (zip_longest(old[a:b], new[c:d], fillvalue="") for _, a, b, c, d in changes)
    return [ChangedSentence(*pair) for pair in (one for each in pairs for one in each)]


def _split(lines: Sequence[str]) -> Iterator[str]:
    """Yield each sentence of a text on one line; lines of a paragraph belong together."""
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
        yield from filter(None, _SENTENCE.split(" ".join(paragraph.split())))


def find_special_period(folder: Path, issue: Period) -> Period | None:
    """Return the next special edition of an issue's period; None if there are as many as there can be."""
    known = list_periods(folder)
    editions = (replace(issue.regular, edition=number) for number in range(1, MOST_EDITIONS + 1))
    return next((one for one in editions if one not in known), None)


def make_correction(
    period: Period, publication: Publication, corrects: str, day: date, changes: Sequence[ChangedSentence]
) -> bytes:
    """Make the draft of an e-mail about a correction that goes out on a day."""
    draft = begin_draft(period, publication.rhythm, day)
    draft.data |= {"title": "[add a heading that names what was corrected]", "status": "draft", "corrects": corrects}
    draft.data["intro"] = "[say which issue had it, and that you are sorry]"
    body = "\n\n".join(map(_describe, changes)) or "[say what was wrong, and what is right]"
    draft.add_block({"type": "text", "title": "What was wrong", "body": body})
    draft.data = say_in_each_language(draft.data, publication)
    return format_yaml(draft.data, draft.comments, _STEPS.format(corrects=corrects))


def _describe(change: ChangedSentence) -> str:
    before, now = (_SPECIAL.sub(r"\\\1", words) for words in change)
    if not before:
        return f"This was missing: {now}"
    return f"We wrote: {before}\n\n{f'It should have been: {now}' if now else 'That was wrong, and is left out.'}"
