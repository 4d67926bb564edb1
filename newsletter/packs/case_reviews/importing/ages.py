"""Ages that a description states, and the sex that it states with them. An age that one number cannot say is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from newsletter.packs.case_reviews.age import Age
from newsletter.packs.case_reviews.block import ADULT

_WORDS = [
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
]
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(_WORDS)})"
"""A number, in digits or as a word."""

_UNIT = r"(?P<unit>day|week|month|year)s?"
_WHO = r"(?P<who>[a-z][\w'’-]*(?: [a-z][\w'’-]*)?)"
_AGED = (
    re.compile(rf"\b(?P<age>{NUMBER})[- ‑]{_UNIT}[- ‑]olds?(?:[ ]{_WHO})?", re.IGNORECASE),
    re.compile(
        rf"\b(?:(?P<who>boy|girl|man|woman|male|female|baby|infant|child),? )?"
        rf"aged (?P<age>{NUMBER})(?: {_UNIT}| ?(?![\w-]))",
        re.IGNORECASE,
    ),
)
_TOGETHER = re.compile(
    rf"\baged (?P<ages>{NUMBER}(?:, {NUMBER})*,? and {NUMBER})\b(?:[- ‑]{_UNIT}\b(?:[- ‑]olds?\b)?"
    r"|(?=[.,;:)]|$| (?:were|was|who|at|when|had|have|died|lived|living|by|in|on|from|respectively)\b))",
    re.IGNORECASE,
)
_ENDING = r"(?:[- ‑](?:day|week|month|year)s?\b(?:[- ‑]olds?\b)?)?"
_INEXACT = re.compile(
    rf"\baged (?:between )?{NUMBER}{_ENDING}(?: (?:to|or|and) |[-–]){NUMBER}\b{_ENDING}(?!,| and {NUMBER})"
    rf"|\b{NUMBER}{_ENDING}(?: (?:to|or) |[-–]){NUMBER}\b[- ‑](?:day|week|month|year)s?[- ‑]olds?\b"
    rf"|\b{NUMBER}[- ‑]years?(?: and|,)? {NUMBER}[- ‑]months?(?:[- ‑]olds?\b)?",
    re.IGNORECASE,
)
"""A range, or years and months together."""

_OTHERS = re.compile(
    r"mother|father|parent|step|grand|brother|sister|sibling|partner|uncle|aunt|cousin|carer|friend"
    r"|perpetrator|suspect|offender",
    re.IGNORECASE,
)
_SEX = {"boy": "male", "girl": "female", "male": "male", "female": "female", "man": "male", "woman": "female"}


@dataclass(frozen=True, slots=True)
class Aged:
    """A person of whom an age, a sex or both are stated."""

    age: dict[str, Any]
    sex: str | None
    name: str = ""


def find_aged(text: str, *, about_adults: bool) -> list[Aged]:
    """Return whom a text states an age of, each age once."""
    exact = _INEXACT.sub(_keep_pairs, text)
    together = list(_find_together(exact, about_adults=about_adults))
    people = {_key(person): person for person in together}
    rest = _TOGETHER.sub(" ", exact)
    for found in (match for pattern in _AGED for match in pattern.finditer(rest)):
        who = (found["who"] or "").lower()
        sex = next((_SEX[word] for word in who.split() if word in _SEX), None)
        person = Aged(_write_age(found["age"], found["unit"]), sex)
        if not _OTHERS.search(who) and can_be_subject(person.age, about_adults=about_adults):
            people.setdefault(_key(person), person)
    return list(people.values())


def _keep_pairs(found: re.Match[str]) -> str:
    """Leave ages that are stated together, such as 3 and 7, to those who read them; everything inexact goes."""
    is_pair = re.fullmatch(rf"aged {NUMBER} and {NUMBER}{_ENDING}", found[0], re.IGNORECASE)
    return found[0] if is_pair else " "


def _find_together(text: str, *, about_adults: bool) -> Iterator[Aged]:
    for found in _TOGETHER.finditer(text):
        for number in re.findall(NUMBER, found["ages"], re.IGNORECASE):
            age = _write_age(number, found["unit"])
            if can_be_subject(age, about_adults=about_adults):
                yield Aged(age, None)


def _write_age(number: str, unit: str | None) -> dict[str, Any]:
    return {"value": count_word(number), "unit": f"{(unit or 'year').lower()}s"}


def _key(person: Aged) -> tuple[Any, ...]:
    return tuple(person.age.values())


def can_be_subject(age: dict[str, Any], *, about_adults: bool) -> bool:
    """Return whether the model has room for an age, and a review of this kind for a person of that age."""
    try:
        return Age(**age).years < ADULT or about_adults
    except ValidationError:
        return False


def count_word(word: str) -> int:
    """Return the value of a ``NUMBER``."""
    return int(word) if word.isdigit() else _WORDS.index(word.lower()) + 1
