"""The list as it was circulated: everything in it is found, and nothing is lost but the "and" before a last point."""

from __future__ import annotations

import pytest

from newsletter.importing import import_source
from newsletter.packs.case_reviews.block import CaseReview
from tests.importing.sources import PUBLICATION, Result, assert_sound
from tests.test_january import FACTS, facts_of


@pytest.fixture(scope="module")
def january(seed_text: str) -> Result:
    result = Result(import_source(seed_text.encode(), "january.txt", PUBLICATION))
    assert_sound(result)
    return result


@pytest.fixture(scope="module")
def reviews(january: Result) -> list[CaseReview]:
    return [item for item in january.loaded.issue.items() if isinstance(item, CaseReview)]


def test_everything_is_counted(january: Result) -> None:
    assert january.imported.period == "2024-01"
    assert january.imported.report.counts == {
        "reviews": 6,
        "learning items": 39,
        "recommendations": 37,
        "resources": 7,
    }


def test_nothing_is_lost_but_the_and_before_a_last_point(january: Result) -> None:
    assert january.dropped == ["and"] * 10


def test_the_facts_are_those_that_a_person_found(reviews: list[CaseReview]) -> None:
    found = [facts_of(review) for review in reviews]
    by_hand = [facts._replace(to=facts.to and facts.to.lower()) for facts in FACTS.values()]
    by_hand[1] = by_hand[1]._replace(subjects=[("Babies", "group", 3, None, None)])  # in the words of the list

    assert [facts._replace(to=facts.to and facts.to.lower()) for facts in found] == by_hand


def test_types_are_named_in_the_words_of_the_list(reviews: list[CaseReview]) -> None:
    assert [review.type_as_stated for review in reviews] == [
        "Local child safeguarding practice review",
        "Thematic review",
        "Report of the serious case review",
        "Child safeguarding practice review report: thematic review",
        "Local child safeguarding practice review",
        "Report of the safeguarding children practice review",
    ]
    assert [review.thematic for review in reviews] == [False, True, False, True, False, False]


def test_a_commissioner_or_an_area_is_named_only_where_the_list_names_one(reviews: list[CaseReview]) -> None:
    nobody, nowhere = [None] * 5, [None] * 3

    assert [review.commissioned_by for review in reviews] == ["The Bradford Partnership", *nobody]
    assert [review.area for review in reviews] == [*nowhere, "Luton", None, None]


def test_an_address_never_carries_a_name(reviews: list[CaseReview]) -> None:
    assert [review.id for review in reviews if review.subjects[0].kind != "pseudonym"][:2] == [
        "child-a",
        "babies-who-sustained-injuries",
    ]
    assert [review.id for review in reviews if review.subjects[0].kind == "pseudonym"] == ["review-5"]


def test_the_semicolon_of_a_description_is_no_list(reviews: list[CaseReview]) -> None:
    assert reviews[3].summary
    assert "multiple exclusions from school; gang associations" in reviews[3].summary


def test_paragraphs_that_a_page_break_cut_are_whole_again(january: Result, reviews: list[CaseReview]) -> None:
    second, fourth = (reviews[n].learning for n in (1, 3))

    assert second
    assert "the partner of a mother who lives with" in second.items[4].text
    assert fourth
    assert fourth.items[1].text.startswith("the background and profile of the young people, including")
    assert january.notes.count("a paragraph that was cut") == 2


def test_no_theme_or_harm_or_confirmation_is_added(january: Result) -> None:
    assert not {"themes", "harms", "owner", "pseudonym_confirmed"} & {
        key for review in january.reviews for key in (*review, *(k for i in review["incidents"] for k in i))
    }
    assert "pseudonym_confirmed" not in january.text


def test_the_draft_is_pleasant_to_read(january: Result) -> None:
    lines = january.text.splitlines()

    assert lines[0] == "# yaml-language-server: $schema=issue.schema.json"
    assert max(map(len, lines)) <= 115
    assert not [line for line in lines if line.lstrip("- ").startswith(("&", "*", "!"))]
    assert "age: {value: 7, unit: months}" in january.text
    assert "See it: newsletter preview" in january.text
