"""The case-reviews pack: numbers, addresses and days by which a person in a review could be found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.analysis.word_lists import MONTH
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.checking.texts import WrittenText
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.rules.texts import figures

_NUMBER = r"\d{1,2}(?:st|nd|rd|th)?"
_MONTH_FIRST = rf"(?:{MONTH})\.? (?:{_NUMBER},? \d{{4}}\b|\d{{1,2}}(?:st|nd|rd|th)\b)|(?<=\bon )(?:{MONTH}) \d{{1,2}}\b"
_DAY = rf"{_NUMBER}(?: of)? (?:{MONTH})(?:\.?,? \d{{4}}\b)?|{_MONTH_FIRST}"
_NUMERIC_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_POSTCODE = re.compile(
    r"\b(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}|GIR ?0AA|"
    r"[a-z]{1,2}\d[a-z\d]? \d(?!st|nd|rd|th)[abd-hjlnp-uw-z]{2})\b"
)
_PHONE = re.compile(r"(?<![\d/])(?:(?:\+|00)44[ -]?(?:\(0\))?|\(?0)\d(?:[ ().-]{0,2}\d){8,9}(?![\d/])")
_NHS = re.compile(
    r"(?<!\d)(\d{3})[ -](\d{3})[ -](\d{4})(?!\d)|\bNHS (?:number|no\.?)\D{0,10}(\d{10})(?!\d)", re.IGNORECASE
)
_BORN = (
    r"\b(?:born (?:(?:\w+ ){0,4}?on )?(?:the )?|"
    r"(?:date of birth|birth ?date|birthday)\W{1,3}(?:(?:is|was|on) )*(?:the )?|d\.?o\.?b\.?\W{1,3})"
)
_BIRTH = re.compile(rf"{_BORN}(?:{_DAY}|{_NUMERIC_DAY})", re.IGNORECASE)
_EXACT_DAY = re.compile(rf"(?<![\d/])(?:(?:{_DAY})|(?:{_NUMERIC_DAY}))(?![\d/])")
_PUBLISHED = re.compile(
    r"\b(?:[Pp]ublish|[Ll]aunch|[Cc]irculat|[Ww]ebinar|[Ll]egislation|Act\b|in force|"
    r"consultation (?:open|clos|end|r[au]n)|(?:learning|training) event|"
    r"(?<!protection )(?<!review )(?<!case )conference)"
)
_DATED = re.compile(r"\breports? (?:of|from|dated)(?: the)? $", re.IGNORECASE)


@issue_rule(
    "review.nhs-number",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A (NHS number @@999 000 0034) was not seen.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A was not seen.
    learning: {items: [Listening to the child]}
""",
    waivable=False,
)
def find_nhs_numbers(context: IssueContext) -> Iterator[Violation]:
    """An NHS number is one person's, for life, and opens every record."""
    for text in figures(context):
        for found in _NHS.finditer(text.words):
            digits = found[4] or found[1] + found[2] + found[3]
            if found[4] or _has_check_digit(digits):
                hint = Reason("Delete it, here and in every copy", "of this file.", ".")
                yield Violation(text.path, "it holds what is an NHS number", hint, words=found[0])


def _has_check_digit(digits: str) -> bool:
    """Return whether the last of ten digits is the NHS's check on the others (modulus 11)."""
    rest = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return rest % 11 == int(digits[9])


@issue_rule(
    "review.birth-date",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A, @@born on 3 May 2015, was not seen.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A, then at nursery, was not seen.
    learning: {items: [Listening to the child]}
""",
    waivable=False,
)
def find_birth_dates(context: IssueContext) -> Iterator[Violation]:
    """With a birth date and an area, a child can be found in minutes."""
    for text in figures(context):
        for found in _BIRTH.finditer(text.words):
            hint = Reason(
                "",
                "Give the age as the review states it, in age:.",
                "Delete it, and give the age as the review states it.",
            )
            yield Violation(text.path, "it holds a date of birth", hint, words=found[0])


@issue_rule(
    "review.postcode",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A lived in @@ZZ9 9ZZ.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A lived in a small town.
    learning: {items: [Listening to the child]}
""",
)
def find_postcodes(context: IssueContext) -> Iterator[Violation]:
    """A postcode is a street: some fifteen homes, and everybody in them."""
    for text in figures(context):
        for found in _POSTCODE.finditer(text.words):
            hint = "Name the area only as the review names it."
            yield Violation(text.path, f"it holds a postcode, '{found[0]}'", hint, words=found[0])


@issue_rule(
    "review.phone",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: The family could be reached at @@01632 960 001.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: The family could not be reached.
    learning: {items: [Listening to the child]}
""",
)
def find_phone_numbers(context: IssueContext) -> Iterator[Violation]:
    """A phone number in a review belongs to a person; helplines are named in the note and at the end."""
    known = {re.sub(r"\D", "", contact.phone or "") for contact in context.publication.support_contacts}
    for text in figures(context):
        for found in _PHONE.finditer(text.words):
            if re.sub(r"\D", "", found[0]) not in known:
                hint = Reason(
                    "Delete it, or",
                    "add it as one of [[support_contacts]] in newsletter.toml if it is a helpline.",
                    "if it is a helpline, add it to those in the newsletter's settings.",
                )
                yield Violation(text.path, f"it holds a phone number, '{found[0]}'", hint, words=found[0])


@issue_rule(
    "review.exact-day",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A was taken to hospital @@on 3 May 2022.
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: Child A was taken to hospital in May 2022.
    learning: {items: [Listening to the child]}
""",
    stage=Stage.BUILD,
)
def find_exact_days(context: IssueContext) -> Iterator[Violation]:
    """With the day of an incident, its report in the local press is found, and the name with it."""
    for text in figures(context):
        for sentence in text.sentences if _EXACT_DAY.search(text.words) else ():
            if _BIRTH.search(sentence) or _PUBLISHED.search(sentence):
                continue  # told by a rule of its own, or the day of a document
            for found in _EXACT_DAY.finditer(sentence):
                if not _DATED.search(sentence[: found.start()]):
                    yield _make_violation(text, sentence[: found.start()], found[0])


def _make_violation(text: WrittenText, before: str, day: str) -> Violation:
    """Offer the month of a day instead, if it is written in words: in May 2022 for on 3 May 2022."""
    message, hint = f"it names the day, '{day}'", "Name the month, the season or the year."
    written = _WRITTEN_DAY.fullmatch(day)
    if written is None:
        return Violation(text.path, message, hint, words=day)
    on = before[-3:] if before.endswith(" on ") else ""
    month = f"{written['month']}{written['year'] or ''}"
    right = f"in {month}" if on else month
    return Violation(text.path, message, "Or name the season or the year.", None, f"{on}{day}", (right,))


_WRITTEN_DAY = re.compile(rf"{_NUMBER}(?: of)? (?P<month>{MONTH})(?P<year>\.?,? \d{{4}})?")
