"""The January 2024 issue: every fact as it was circulated, in our own words, and nothing more."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from newsletter.documents.periods import parse_period
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.points import ReviewPoint
from tests.packs import ISSUE_MODEL, PUBLICATION_MODEL

ROOT = Path(__file__).parents[1]
PUBLICATION = PUBLICATION_MODEL.model_validate(tomllib.loads((ROOT / "newsletter.toml").read_text(encoding="utf-8")))
ISSUE = ISSUE_MODEL.model_validate(yaml.safe_load((ROOT / "issues" / "2024-01.yaml").read_text(encoding="utf-8")))
REVIEWS = {item.id: item for item in ISSUE.items() if isinstance(item, CaseReview)}

TOO_MANY_SHARED_WORDS = 8
LONGEST_SENTENCE = 25


class Facts(NamedTuple):
    """What the circulated list states of one review; ages and dates no more precisely than it does."""

    review_type: str
    subjects: list[tuple[str | None, str, int, str | None, str | None]]
    incidents: list[tuple[str, str]]
    lead_in: str
    learning: int
    to: str | None
    recommendations: int
    resource: str


SIBLINGS = {"Samuel": "17 years", "Shay": "15 years", "Joy": "13 years"}
FACTS = {
    "child-a": Facts(
        "lcspr", [("Child A", "code", 1, "7 years", "male")], [("Summer 2020", "death")],
        "include", 8, "the partnership", 7, "practice_review",
    ),
    "three-babies": Facts(
        "thematic", [("Three babies", "group", 3, None, None)], [("2022", "injury")],
        "include", 6, "the partnership", 3, "practice_review",
    ),
    "child-v": Facts(
        "scr", [("Child V", "code", 1, "7 months", None)], [("August 2018", "injury")],
        "include", 9, "the LSCB", 6, "overview",
    ),
    "young-people-luton": Facts(
        "lcspr", [(None, "unlabelled", 1, "16 years", "male")], [("June 2021", "death")],
        "consider", 3, None, 6, "thematic_review",
    ),
    "three-siblings": Facts(
        "lcspr",
        [(name, "pseudonym", 1, age, None) for name, age in SIBLINGS.items()],
        [("2022", "injury"), ("December 2022", "arrest")],
        "include", 8, "the partnership", 8, "practice_review",
    ),
    "c101": Facts(
        "lcspr", [("C101", "code", 1, "8 weeks", "female")], [("December 2022", "injury")],
        "consider", 5, None, 7, "practice_review",
    ),
}  # fmt: skip


def facts_of(review: CaseReview) -> Facts:
    assert review.learning is not None
    (group,), (resource,) = review.recommendations, review.resources
    return Facts(
        review.review_type,
        [(s.label, s.kind, s.count, str(s.age) if s.age else None, s.sex) for s in review.subjects],
        [(str(incident.when), incident.outcome) for incident in review.incidents],
        review.learning.lead_in or "",
        len(review.learning.items),
        group.to,
        len(group.items),
        resource.kind,
    )


def points_of(review: CaseReview) -> list[ReviewPoint]:
    learned = review.learning.items if review.learning else ()
    return [*learned, *(point for group in review.recommendations for point in group.items)]


def themes_of_points(review: CaseReview) -> set[str]:
    return {theme for point in points_of(review) for theme in point.themes}


def strings_in(value: object) -> Iterator[str]:
    """Yield every string below ``value``, in the order of the document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings_in(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from strings_in(part)


PROSE = [text for text in strings_in(ISSUE.model_dump()) if " " in text]


def runs_in(text: str, length: int) -> set[str]:
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {" ".join(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_the_six_reviews_stand_in_the_order_of_the_circulated_list() -> None:
    assert list(REVIEWS) == list(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_a_review_states_the_facts_that_were_circulated(name: str) -> None:
    assert facts_of(REVIEWS[name]) == FACTS[name]


def test_no_learning_item_and_no_recommendation_is_lost_or_added() -> None:
    facts = [facts_of(review) for review in REVIEWS.values()]

    assert (sum(f.learning for f in facts), sum(f.recommendations for f in facts)) == (39, 37)


def test_only_the_luton_review_has_items_below_items() -> None:
    below = {name: [len(p.items) for p in points_of(review) if p.items] for name, review in REVIEWS.items()}

    assert {name: counts for name, counts in below.items() if counts} == {"young-people-luton": [2, 4, 2]}


def test_a_commissioner_or_an_area_is_named_only_where_the_list_names_one() -> None:
    named = {name: (review.commissioned_by, review.area) for name, review in REVIEWS.items()}

    assert named == dict.fromkeys(FACTS, (None, None)) | {
        "child-a": ("The Bradford Partnership", None),
        "young-people-luton": (None, "Luton"),
    }


def test_the_two_thematic_reviews_are_marked() -> None:
    assert [name for name, review in REVIEWS.items() if review.thematic] == ["three-babies", "young-people-luton"]


def test_owners_hidden_in_the_text_are_named_item_by_item() -> None:
    owners = {
        (name, at): point.owner
        for name, review in REVIEWS.items()
        for at, point in enumerate(review.recommendations[0].items, start=1)
        if point.owner
    }

    assert owners == {
        ("three-siblings", 5): "School leaders",
        ("c101", 3): "Health partners",
        ("c101", 4): "Children's services",
        ("c101", 5): "Providers of substance misuse services",
    }


def test_the_recommendations_are_marked_as_a_selection() -> None:
    assert all(group.partial for review in REVIEWS.values() for group in review.recommendations)


def test_a_document_without_a_link_says_why_and_the_publication_says_where_to_look() -> None:
    resources = [resource for review in REVIEWS.values() for resource in review.resources]

    assert all(r.url is None and r.bytes is None and r.pages is None and r.unpublished_reason for r in resources)
    assert {r.media_type for r in resources} == {"application/pdf"}
    assert PUBLICATION.collection_url
    assert PUBLICATION.collection_name


def test_nobody_is_made_to_confirm_that_names_were_changed() -> None:
    assert not any(subject.pseudonym_confirmed for review in REVIEWS.values() for subject in review.subjects)
    assert not [text for text in PROSE if re.search(r"names? (have|has) been changed|not (their|a) real name", text)]


def test_an_address_never_carries_a_name() -> None:
    assert not [name for name in REVIEWS if {sibling.lower() for sibling in SIBLINGS} & set(name.split("-"))]


def test_every_theme_in_use_is_in_the_vocabulary() -> None:
    used = {theme for r in REVIEWS.values() for theme in (*r.themes, *r.harms(), *themes_of_points(r))}

    assert used <= PUBLICATION.themes.keys()
    assert all(PUBLICATION.themes[harm].facet == "harm" for r in REVIEWS.values() for harm in r.harms())


@pytest.mark.parametrize("name", FACTS)
def test_a_review_is_filed_under_every_theme_of_its_items_and_harms(name: str) -> None:
    review = REVIEWS[name]

    assert len(review.themes) == len(set(review.themes))
    assert themes_of_points(review) | set(review.harms()) <= set(review.themes)


def test_the_house_spelling_is_kept() -> None:
    avoid = {form for written in PUBLICATION.house_dictionary for form in (written, written.capitalize())}

    assert {form for form in avoid for text in PROSE if form in text} == set()


def test_every_abbreviation_is_in_the_glossary_and_none_is_expanded_by_hand() -> None:
    known = {"NSPCC", "C101", "COVID-19"}
    written = {match for text in PROSE for match in re.findall(r"\b[A-Z][A-Z0-9-]*[A-Z0-9](?=s?\b)", text)}

    assert written - known == PUBLICATION.glossary.keys() - {"PDF"}
    assert not [text for text in PROSE if re.search(r"\b[A-Z]{2,}s? \(", text)]


def test_no_sentence_is_hard_to_follow() -> None:
    sentences = [s for text in PROSE for s in re.split(r"(?<=[.:?!])\s+", text)]

    assert [s for s in sentences if len(s.split()) > LONGEST_SENTENCE] == []


def test_a_lock_screen_shows_no_age_name_or_harm() -> None:
    shown = f"{ISSUE.subject} {ISSUE.preheader}".lower()
    labels = [s.label.lower() for r in REVIEWS.values() for s in r.subjects if s.label]
    harms = [n for t in PUBLICATION.themes.values() if t.facet == "harm" for n in (t.label.lower(), *t.aliases)]

    assert [word for word in [*labels, *harms] if word in shown] == []
    assert re.findall(r"\d+", shown) == ["2024"]


def test_the_introduction_counts_the_reviews_and_names_the_month() -> None:
    assert len(REVIEWS) == 6
    assert "six case reviews in January 2024" in (ISSUE.intro or "")
    assert ISSUE.period == parse_period("2024-01")


def test_no_sentence_is_taken_from_the_circulated_list(seed_text: str) -> None:
    taken = runs_in(" ".join(PROSE), TOO_MANY_SHARED_WORDS) & runs_in(seed_text, TOO_MANY_SHARED_WORDS)

    assert taken == set()


def test_every_quoted_name_of_the_circulated_list_is_kept_and_no_number_is_new(seed_text: str) -> None:
    ours = " ".join(text for review in REVIEWS.values() for text in strings_in(review.model_dump()))
    quoted = set(re.findall(r"(?<!\w)'([^']+)'(?!\w)", seed_text))

    assert {name for name in quoted if name not in ours} == set()
    assert set(re.findall(r"\d+", ours)) <= set(re.findall(r"\d+", seed_text))
