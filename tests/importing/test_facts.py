"""Ages, sex, labels, dates and outcomes: what a description states, and nothing that it does not. All invented."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from newsletter.packs.case_reviews.importing.facts import read_incidents, read_subjects
from tests.importing.sources import bring, write_digest

LAST = date(2031, 5, 31)


def aged(value: int, unit: str = "years") -> dict[str, Any]:
    return {"age": {"value": value, "unit": unit}}


Q = {"label": "Child Q", "kind": "code"}
W = {"label": "Child W", "kind": "code"}
DANA, KIT = ({"label": name, "kind": "pseudonym"} for name in ("Dana", "Kit"))
SOMEBODY = {"kind": "unlabelled"}
BOY, GIRL = {"sex": "male"}, {"sex": "female"}


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Child Q", "Death of a 7-year-old boy.", [Q | aged(7) | BOY]),
        ("Child Q", "Death of an infant aged 3 months.", [Q | aged(3, "months")]),
        ("Child Q", "Injuries to an 8-week-old girl.", [Q | aged(8, "weeks") | GIRL]),
        ("Child Q", "A six-day-old baby was hurt.", [Q | aged(6, "days")]),
        ("Child Q", "A girl, aged 12, was hurt.", [Q | aged(12) | GIRL]),
        ("Child Q", "A child was hurt. His 19-year-old mother was not.", [Q]),
        ("Child Q", "He was 7-years-old.", [Q | aged(7)]),
        ("Child Q and Child W", "A 7-year-old boy and a 9-year-old girl.", [Q, W]),
        ("Dana and Kit", "Dana (11) and Kit (9) lived by the sea.", [DANA | aged(11), KIT | aged(9)]),
        ("Dana", "Death of a child. Services knew Dana well.", [DANA]),
        ("Neglect", "Neglect of several children over time.", []),
        ("Keeping safe", "A 16 year old boy was stabbed.", [SOMEBODY | aged(16) | BOY]),
        ("Keeping safe", "Two boys aged 15 and a girl aged 16.", [SOMEBODY | aged(15), SOMEBODY | aged(16) | GIRL]),
        ("Keeping safe", "Four siblings were neglected.", [{"label": "Siblings", "kind": "group", "count": 4}]),
        ("Keeping safe", "Three cases where babies were hurt.", [{"label": "Babies", "kind": "group", "count": 3}]),
        ("Keeping safe", "A child aged 300, and one aged 40.", []),
        ("Keeping safe", "Nobody is described.", []),
    ],
)
def test_people_are_described_no_closer_than_the_text_does(
    title: str, text: str, expected: list[dict[str, Any]]
) -> None:
    assert read_subjects(title, text) == expected


def test_an_adult_can_be_the_subject_of_a_review_about_adults() -> None:
    review = bring(write_digest("Safeguarding adults review: Adult D", "Death of a 45-year-old woman in 2030.")).review

    assert review["subjects"] == [{"label": "Adult D", "kind": "code"} | aged(45) | GIRL]


@pytest.mark.parametrize(
    ("text", "when", "outcome"),
    [
        ("A boy died in May 2030.", {"year": 2030, "month": 5}, "death"),
        ("A boy died on 3 May 2030.", {"year": 2030, "month": 5}, "death"),
        ("Death of a girl in the summer of 2030.", {"year": 2030, "season": "summer"}, "death"),
        ("A fatal stabbing in winter 2030.", {"year": 2030, "season": "winter"}, "death"),
        ("A boy was seriously injured in 2030.", {"year": 2030}, "serious_injury"),
        ("Bruising to an infant in early 2030.", {"year": 2030}, "injury"),
        ("A boy was arrested in Sept 2030.", {"year": 2030, "month": 9}, "arrest"),
    ],
)
def test_an_incident_is_dated_as_precisely_as_the_text_does(text: str, when: dict[str, Any], outcome: str) -> None:
    assert read_incidents(text, LAST) == [{"when": when, "outcome": outcome, "what": text}]


@pytest.mark.parametrize(
    "text",
    [
        "A boy died.",
        "The family moved in May 2030.",
        "A boy was hurt between May 2029 and June 2030, and died.",
        "The death of his mother in 2030 was hard for him.",
        "An attempted suicide in 2030.",
        "A boy died in June 2031.",
    ],
)
def test_no_incident_is_made_of_what_is_not_stated(text: str) -> None:
    assert read_incidents(text, LAST) == []


def test_what_was_read_from_a_description_is_in_the_report() -> None:
    notes = bring(write_digest()).notes

    assert "read from the description: Child Q, boy, 5 years old; May 2030, death" in notes
    assert "No incident was found." in bring(write_digest(description="A boy lived by the sea.")).text


def test_an_address_never_carries_a_name() -> None:
    result = bring(write_digest("Rapid review: Dana and Kit", "Dana (11) and Kit (9) were hurt in 2030."))

    assert result.review["id"] == "review-1"
    assert "It must not carry a name." in result.text


@pytest.mark.parametrize(
    "text",
    ["Suicide of a 16-year-old in March 2030.", "She took her own life in March 2030.", "She died in Mar. 2030."],
)
def test_a_death_is_found_however_it_is_said(text: str) -> None:
    assert read_incidents(text, LAST) == [{"when": {"year": 2030, "month": 3}, "outcome": "death", "what": text}]


@pytest.mark.parametrize("text", ["A suicide prevention plan came in March 2030.", "Suicidal thoughts in March 2030."])
def test_no_death_is_read_out_of_words_beside_it(text: str) -> None:
    assert read_incidents(text, LAST) == []


def test_an_abbreviation_does_not_end_the_sentence() -> None:
    phrase = "Mr. Jones died on 12 March 2030."

    assert [incident["what"] for incident in read_incidents(phrase, LAST)] == [phrase]


def test_the_age_of_an_adult_in_brackets_is_read_where_reviews_are_about_adults() -> None:
    (subject,) = read_subjects("Peter", "Peter (54) died in a fire.", about_adults=True)

    assert subject["age"] == {"value": 54, "unit": "years"}


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("A 2 year and 4 month old boy died.", []),
        ("A child aged 3 to 5 was hurt.", []),
        ("Children aged between 3 and 7 were hurt.", []),
        ("A 12-14 year old died.", []),
        ("Siblings aged 3, 5 and 7 years old were removed.", [(3, "years"), (5, "years"), (7, "years")]),
        ("Four children (aged 1, 3, 8 and fifteen) were removed.", [(n, "years") for n in (1, 3, 8, 15)]),
        ("Neglect of siblings aged 3, 5 and 7-years-old over time.", [(n, "years") for n in (3, 5, 7)]),
        ("Twins aged 2 and 4 weeks.", [(2, "weeks"), (4, "weeks")]),
        ("Ann, aged 3, and a boy aged 5 months.", [(3, "years"), (5, "months")]),
        ("A boy aged 3 and 19 other cases.", [(3, "years")]),
        ("A boy aged 3 and two siblings were hurt.", [(3, "years")]),
        ("Three-year-old twins.", [(3, "years")]),
    ],
)
def test_an_age_is_stated_whole_or_not_at_all(text: str, ages: list[tuple[int, str]]) -> None:
    found = [subject.get("age") for subject in read_subjects("Keeping safe", text)]

    assert [(age["value"], age["unit"]) for age in found if age] == ages


def test_a_name_in_capitals_is_no_code() -> None:
    (subject,) = read_subjects("‘JANE’", "Jane, 34, was killed in 2030.", about_adults=True)

    assert (subject["label"], subject["kind"]) == ("Jane", "pseudonym")


@pytest.mark.parametrize("title", ["Child A", "Child A and Baby B", "Adult C1"])
def test_a_code_stays_in_the_address(title: str) -> None:
    result = bring(write_digest(f"Serious case review: {title}", f"The death of {title}, in May 2030."))

    assert result.review["id"] == title.lower().replace(" ", "-")


@pytest.mark.parametrize(
    ("heading", "description"),
    [
        ("Serious case review: “Anna”", "Anna was 5 when she died in 2030."),
        ("SERIOUS CASE REVIEW – 'ANNA'", "Anna was 5 when she died in 2030."),
        ("Serious case review into injuries to Baby Tom", "Tom was hurt in 2030."),
        ("SERIOUS CASE REVIEW INTO INJURIES TO BABY TOM", "He was hurt in 2030."),
        ("Safeguarding adult review: Mr Jones", "He died in 2030."),
        ("Domestic homicide review into the death of Anna", "Anna's husband killed her in 2030."),
    ],
)
def test_no_address_carries_what_may_be_a_name(heading: str, description: str) -> None:
    result = bring(write_digest(heading, description))

    assert result.review["id"] == "review-1"
    assert "# The id becomes the address. It must not carry a name." in result.text
