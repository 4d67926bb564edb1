"""What a description states of people and events: ages, sex, labels, dates, outcomes. Nothing that it does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from newsletter.documents.dates import MONTHS, PartialDate
from newsletter.importing.markdown_writer import format_plain
from newsletter.packs.case_reviews.block import Subject
from newsletter.packs.case_reviews.importing.ages import NUMBER, Aged, can_be_subject, count_word, find_aged

_NAMED = re.compile(
    r"\b(?P<name>[A-Z][\w'’-]{1,20}(?: [A-Z0-9][\w-]{0,10})?) \((?:aged )?(?P<age>\d{1,3})(?: years?(?: old)?)?\)"
)
_GROUP = re.compile(
    rf"\b(?P<count>{NUMBER}) (?:cases (?:where|in which|of|involving) )?(?:\w+ )?"
    r"(?P<label>babies|infants|children|siblings|young people|boys|girls|brothers|sisters|adults)\b",
    re.IGNORECASE,
)
_GIVEN_NAME = re.compile(
    r"[\"'‘“](?P<quoted>[A-Z][\w-]*(?: [A-Z][\w-]*)?)[\"'’”]"
    r"|\b(?P<given>(?i:mr|mrs|ms|miss|baby|child|adult)\.? [A-Z][\w’-]*)"
)
_MAY_BE_CODE = re.compile(r"\b[A-Z]\w+ [A-Z0-9]{1,4}\b")
_NAME = re.compile(r"[A-Z][a-zé'’-]{1,20}")
_LIST = re.compile(r"(?:(?<!\s)\s+)?(?:,? and |,|&)\s*")
_SENTENCE_END = re.compile(
    r"(?<=[.!?])(?<!\b(?:Mr|Ms|Dr|St|No)\.)(?<!\b(?:Mrs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\.)(?<!\bSept\.)"
    r"\s+(?=[A-Z0-9\"'‘“])"
)
_MONTH = "|".join([*(f"{month}|{month[:3]}\\.?" for month in MONTHS), r"Sept\.?"])
_DATES = re.compile(
    rf"\b(?P<month>{_MONTH}) (?P<m_year>(?:19|20)\d\d)\b"
    r"|\b(?P<season>spring|summer|autumn|winter)(?: of)? (?P<s_year>(?:19|20)\d\d)\b"
    r"|(?<![\d/.-])(?P<year>(?:19|20)\d\d)(?![\d/])",
    re.IGNORECASE,
)
_OUTCOMES = {
    "death": r"(?<!attempted )\b(?:deaths?|died|killed|fatal(?:ly)?|murdered|stillb\w+"
    r"|suicides? of|(?:by|to) suicide|took (?:his|her|their) own li(?:fe|ves))\b",
    "serious_injury": (
        r"\bserious(?:ly)? (?:head |physical |non-accidental )?(?:injur|harm)\w*|\blife-(?:threatening|changing)\b"
    ),
    "injury": r"\b(?:injur(?:y|ies|ed)|fractures?|bruis\w+|burn(?:s|t|ed)|wounds?|wounded|stabbed)\b",
    "arrest": r"\barrest(?:s|ed)?\b",
}
_OF_OTHERS = re.compile(
    r"\b(?:death|murder|killing|loss|arrest|injur\w+) of (?:\w+ ){0,3}"
    r"(?:mother|father|parents?|grand\w+|brother|sister|partner)\b",
    re.IGNORECASE,
)


def read_subjects(title: str, text: str, *, about_adults: bool = False) -> list[dict[str, Any]]:
    """Return whom a review is about, as its title and its description state it."""
    labels, named = _find_labels(title, text), list(_find_named(text, about_adults=about_adults))
    people = find_aged(text, about_adults=about_adults)
    if named:
        return [_write_named(person) for person in named]
    if labels:
        alone = people[0] if len(labels) == len(people) == 1 else Aged({}, None)
        return [_write_subject(label, alone) for label in labels]
    if people:
        return [_write_subject("", person) for person in people]
    found = _GROUP.search(text)
    return [_write_group(found)] if found and count_word(found["count"]) > 1 else []


def read_incidents(text: str, last: date) -> list[dict[str, Any]]:
    """Return what happened, from each sentence that states one date, not after the ``last``, and what it led to."""
    found = []
    for sentence in _SENTENCE_END.split(text):
        dates = list(_find_dates(sentence))
        outcome = _find_outcome(sentence)
        is_dated = len({tuple(date.items()) for date in dates}) == 1
        if outcome and is_dated and PartialDate(**dates[0]).earliest <= (last.year, last.month):
            found.append({"when": dates[0], "outcome": outcome, "what": format_plain(sentence.strip())})
    return found


def _find_outcome(sentence: str) -> str | None:
    if _OF_OTHERS.search(sentence):
        return None
    return next(
        (outcome for outcome, pattern in _OUTCOMES.items() if re.search(pattern, sentence, re.IGNORECASE)), None
    )


def _find_dates(sentence: str) -> Iterator[dict[str, Any]]:
    for found in _DATES.finditer(sentence):
        if found["month"]:
            short = found["month"][:3].title()
            yield {
                "year": int(found["m_year"]),
                "month": next(n for n, m in enumerate(MONTHS, 1) if m.startswith(short)),
            }
        elif found["season"]:
            yield {"year": int(found["s_year"]), "season": found["season"].lower()}
        else:
            yield {"year": int(found["year"])}


def carries_name(title: str, text: str) -> bool:
    """Return whether a title holds what may be the name of a person, and not a code."""
    title = title.title() if title.isupper() else title
    given = (found["quoted"] or found["given"] for found in _GIVEN_NAME.finditer(title))
    rest = _MAY_BE_CODE.sub(lambda found: "" if is_code(found[0]) else found[0], title)
    words = (word.strip("’-").title() for word in re.findall(r"\b[A-Z][\w’-]{1,20}", rest))
    return any(not is_code(name) for name in given) or any(_is_name(word, text) for word in words)


def _find_named(text: str, *, about_adults: bool) -> Iterator[Aged]:
    for found in _NAMED.finditer(text):
        age = {"value": int(found["age"]), "unit": "years"}
        yield Aged(age if can_be_subject(age, about_adults=about_adults) else {}, None, found["name"])


def _find_labels(title: str, text: str) -> list[str]:
    """Return the labels that a title is made of: codes, or names that the text speaks of as of a person."""
    bare = re.sub(r"(?:(?<!\s)\s+)?\([^()]*\)$", "", title)
    labels = [_bare_label(label, text) for label in _LIST.split(bare) if label]
    if labels and all(is_code(label) or _is_name(label, text) for label in labels):
        return labels
    return []


def _bare_label(label: str, text: str) -> str:
    """Return a label without quotation marks, and a name in capitals as it is written elsewhere."""
    bare = label.strip("\"'‘’“”")
    return bare.title() if bare.isupper() and _is_name(bare.title(), text) else bare


def is_code(label: str) -> bool:
    """Return whether a label is a code, such as Child A, by the model's own rule."""
    try:
        Subject(label=label, kind="code")
    except ValidationError:
        return False
    return True


def _is_name(label: str, text: str) -> bool:
    speaks = rf"(?:(?<=[a-z,] ){label}\b|\b{label}(?:['’]s| was| had| has| died| lived| is| \(|,))"
    return bool(_NAME.fullmatch(label) and re.search(speaks, text))


def _write_named(person: Aged) -> dict[str, Any]:
    return _write_subject(person.name, person)


def _write_subject(label: str, person: Aged) -> dict[str, Any]:
    kind = "unlabelled" if not label else "code" if is_code(label) else "pseudonym"
    subject = {"label": label, "kind": kind, "age": person.age, "sex": person.sex}
    return {key: value for key, value in subject.items() if value}


def _write_group(found: re.Match[str]) -> dict[str, Any]:
    label = found["label"]
    return {"label": label[0].upper() + label[1:], "kind": "group", "count": count_word(found["count"])}
