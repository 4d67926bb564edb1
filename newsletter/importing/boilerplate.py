"""What belongs to the letter and not to the issue: page numbers, dividing lines, small print of a mailing service."""

from __future__ import annotations

import re

from newsletter.importing.lines import Line

_LONGEST = 160
"""Characters of the longest line that is taken for small print."""

_PAGE_NUMBER = re.compile(
    r"page \d{1,4}( of \d{1,4})?|[-–—] ?\d{1,4} ?[-–—]|\d{1,4} \| page|page \| \d{1,4}", re.IGNORECASE
)
_SMALL_PRINT = re.compile(
    r"(view|read|see|open) (this|it|the) ?(e-?mail|message|newsletter|page)? ?(in|on) (your|a) (web ?)?browser.{0,20}"
    r"|.{0,60}\bunsubscribe\b.{0,90}|.{0,40}\bupdate your (preferences|profile)\b.{0,90}"
    r"|(copyright|©).{0,120}|.{0,20}all rights reserved.{0,60}|our mailing address is:?"
    r"|you(?: are|'re|’re) (?:receiving|getting) this (?:e-?mail|message|newsletter)\b.{0,120}"
    r"|you (?:get|got|received) this (?:e-?mail |message |newsletter )?(?:because|since|as)\b.{0,100}"
    r"|why did i get this\??.{0,80}|want to change how you receive these e-?mails\?|forward to a friend"
    r"|\*\|[^|]{0,80}\|\*",
    re.IGNORECASE,
)
REASONS = {
    "hidden": "it is hidden in the source: readers did not see it",
    "struck": "it is struck out in the source: what it says no longer holds",
    "form": "fields and buttons of a form are not imported",
    "unreadable": "it is in a form that cannot be read here: copy it by hand",
    "rule": "a dividing line: the layout draws its own",
    "picture": "pictures are not imported; these are the words that described it",
    "margin": "it is in a header or footer, not in the text",
    "remark": "a comment on the document, not part of its text",
    "deleted": "it was deleted while changes were tracked",
    "formula": "formulas are not imported: write it in words",
    "fence": "a sign around code: the draft has its own",
    "unused": "an address that nothing in the text refers to",
    "unread": "nothing that readers would see",
    "field": "it is front matter, and a draft has no field for it",
    "drawing": "diagrams are not imported; these are words within one",
}
"""Why a line of each of these kinds is not in the draft."""


SAID_OTHERWISE = {
    "markup": "signs around words: the draft has its own",
    "reference": "the address is in the draft, at the words that refer to it",
}
"""Kinds of lines that the draft needs no words for, and why."""

_MAIL_HEAD = re.compile(
    r"(?P<name>from|sent|date|to|cc|bcc|reply-to|subject|importance|attachments):\s*\S.*", re.IGNORECASE
)
_PASSED_ON = re.compile(
    r"[-_ ]*(?:begin )?(?:forwarded message|original message|forwarded by .{1,80})[-_: ]*", re.IGNORECASE
)
_NEEDED = frozenset({"from", "subject"})


def find_mail_heads(lines: tuple[Line, ...]) -> frozenset[int]:
    """Return the numbers of the header lines of a forwarded mail (who wrote to whom, and when)."""
    heads: set[int] = set()
    run: dict[int, str] = {}
    for line in (*lines, Line(0, "blank", "")):
        if found := _MAIL_HEAD.fullmatch(line.text):
            run[line.number] = found["name"].lower()
            continue
        if set(run.values()) >= _NEEDED and {"sent", "date", "to"} & set(run.values()):
            heads |= run.keys()
        run = {}
    return frozenset(heads)


def find_reason_to_drop(line: Line, mail_heads: frozenset[int]) -> str:
    """Say why a line has no place in an issue, or nothing where it has one."""
    if line.number in mail_heads or (line.kind == "paragraph" and _PASSED_ON.fullmatch(line.text)):
        return "the header of a forwarded mail, which says who wrote to whom"
    if line.kind in REASONS:
        return REASONS[line.kind]
    if len(line.text) > _LONGEST:
        return ""
    if _PAGE_NUMBER.fullmatch(line.text):
        return "a page number"
    if _SMALL_PRINT.fullmatch(line.text):
        return "small print of the mailing: the publication supplies its own"
    return ""
