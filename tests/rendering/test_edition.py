"""What an edition derives: numbers, contents, levels, content notes, corrections; nothing of it is ever typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from newsletter.rendering.edition import Edition, choose_contacts
from tests.rendering.editions import PUBLICATION, make_edition, make_issue, make_publication, make_review

TEXT: dict[str, Any] = {"type": "text", "title": "A word", "body": "Words."}
VIOLENCE = {"when": {"year": 2023}, "outcome": "injury", "what": "X", "harms": ["serious-violence"]}
NEGLECT = {"when": {"year": 2023}, "outcome": "other", "what": "X", "harms": ["neglect"]}
DEATH = {"when": {"year": 2023}, "outcome": "death", "what": "X"}


def make_section(*blocks: dict[str, Any]) -> dict[str, Any]:
    return {"type": "section", "title": "Part", "blocks": list(blocks)}


def read_notes(edition: Edition) -> list[str | None]:
    """Return the words of the content note before each block of the issue."""
    return [entry.note.text if entry.note else None for entry in edition.entries]


def test_items_are_numbered_in_reading_order_wherever_they_stand() -> None:
    edition = make_edition(make_review("one"), TEXT, make_section(TEXT, make_review("two")), make_review("three"))

    assert [entry.heading for entry in edition.items] == ["1. Review one", "2. Review two", "3. Review three"]
    assert [entry.heading for entry in edition.entries] == ["1. Review one", "A word", "Part", "3. Review three"]


def test_a_single_item_has_no_number() -> None:
    (entry,) = make_edition(make_review("one"), TEXT).items

    assert (entry.number, entry.heading) == (None, "Review one")


def test_headings_below_a_section_are_a_level_lower() -> None:
    edition = make_edition(TEXT, make_section(TEXT, make_review("one")))

    assert [entry.level for top in edition.entries for entry in top.walk()] == [2, 2, 3, 3]


def test_a_block_without_a_title_has_no_heading() -> None:
    assert make_edition({"type": "text", "body": "Words."}).entries[0].heading is None


@pytest.mark.parametrize(("count", "listed"), [(0, 0), (2, 0), (3, 3), (4, 4)])
def test_contents_are_listed_where_there_is_enough_to_list(count: int, listed: int) -> None:
    assert len(make_edition(*(make_review(f"r{n}") for n in range(count))).contents()) == listed


def test_only_items_have_a_page_and_an_id() -> None:
    text, review = make_edition(TEXT, make_review("one")).entries

    assert (text.path, text.url, text.urn, text.updated) == (None, None, None, None)
    assert review.path == "issues/2024-03/one/"
    assert review.urn
    assert review.updated


def test_a_draft_without_a_subject_borrows_the_title() -> None:
    assert make_edition().subject == "News"
    assert make_edition(subject="What is new").subject == "What is new"


def test_an_issue_may_have_a_language_of_its_own() -> None:
    assert make_edition().language == "en-GB"
    assert make_edition(language="cy").language == "cy"


@pytest.mark.parametrize(("period", "name"), [("2024-01", "January 2024"), ("1999-12", "December 1999")])
def test_a_period_has_a_name(period: str, name: str) -> None:
    assert make_edition(period=period).period_name == name


def test_the_content_note_is_before_the_first_distressing_entry_and_speaks_of_all() -> None:
    edition = make_edition(
        TEXT,
        make_review("one"),
        make_review("two", incidents=[VIOLENCE]),
        make_review("three", incidents=[NEGLECT, VIOLENCE]),
    )

    assert read_notes(edition) == [
        None,
        None,
        "This issue describes serious violence involving young people and the neglect of children.",
        None,
    ]


def test_the_content_note_is_before_the_section_that_holds_the_entry() -> None:
    edition = make_edition(TEXT, make_section(TEXT, make_review("one", incidents=[NEGLECT])))

    assert read_notes(edition) == [None, "This issue describes the neglect of children."]
    assert all(entry.note is None for entry in edition.entries[1].entries)


@pytest.mark.parametrize(
    ("deaths", "words"), [([DEATH], "the death of a child"), ([DEATH, NEGLECT, DEATH], "the deaths of children")]
)
def test_deaths_come_first_and_are_counted(deaths: list[dict[str, Any]], words: str) -> None:
    (text,) = filter(None, read_notes(make_edition(make_review("one", incidents=deaths))))

    assert text.startswith(f"This issue describes {words}")


def test_deaths_in_two_reviews_are_several() -> None:
    edition = make_edition(make_review("one", incidents=[DEATH]), make_review("two", incidents=[DEATH]))

    assert read_notes(edition) == ["This issue describes the deaths of children.", None]
    assert [note.text for entry in edition.items if (note := edition.note_for(entry.block))] == [
        "This issue describes the death of a child."
    ] * 2


def test_nothing_distressing_needs_no_note() -> None:
    harmless = {"when": {"year": 2023}, "outcome": "other", "what": "X"}
    edition = make_edition(TEXT, make_review("one", incidents=[harmless], themes=["neglect"]))

    assert read_notes(edition) == [None, None]
    assert edition.note_for(edition.items[0].block) is None


def test_an_item_read_alone_has_a_note_about_itself_alone() -> None:
    edition = make_edition(make_review("one", incidents=[VIOLENCE]), make_review("two", incidents=[NEGLECT]))
    note = edition.note_for(edition.items[1].block)

    assert note
    assert note.text == "This issue describes the neglect of children."
    assert [contact.id for contact in note.contacts] == ["helpline"]


def test_a_harm_is_named_once_and_one_without_words_not_at_all() -> None:
    themes = PUBLICATION.model_dump()["themes"]
    themes["neglect"]["content_note"] = None
    publication = make_publication(themes=themes)
    edition = make_edition(make_review("one", incidents=[NEGLECT, VIOLENCE, VIOLENCE]), publication=publication)

    assert read_notes(edition) == ["This issue describes serious violence involving young people."]


def test_corrections_are_shown_oldest_first_with_what_they_are_about() -> None:
    edition = make_edition(
        make_review("one"),
        make_review("two"),
        corrections=[
            {"at": "2024-04-07T12:00:00Z", "block": "two", "note": "later"},
            {"at": "2024-04-06T12:00:00Z", "block": "two", "note": "sooner"},
            {"at": "2024-04-05T12:00:00Z", "note": "of the issue"},
        ],
    )

    assert [correction.note for correction in edition.corrections] == ["of the issue"]
    assert [[c.note for c in entry.corrections] for entry in edition.items] == [[], ["sooner", "later"]]


def test_a_correction_is_dated_by_the_publications_clock() -> None:
    """Half past eleven at night in summer, Greenwich time, is the next day in London."""
    edition = make_edition(corrections=[{"at": "2024-04-05T23:30:00Z", "note": "X"}])

    assert edition.corrections[0].at.date() == date(2024, 4, 6)


def test_two_editions_of_one_issue_are_equal() -> None:
    assert Edition(PUBLICATION, make_issue(TEXT)) == Edition(PUBLICATION, make_issue(TEXT))


def test_contacts_come_in_the_order_they_are_named_or_all_of_them() -> None:
    assert [c.id for c in choose_contacts(PUBLICATION, ("young-line", "helpline"))] == ["young-line", "helpline"]
    assert [c.id for c in choose_contacts(PUBLICATION, ())] == ["helpline", "young-line"]
    assert choose_contacts(PUBLICATION, ("gone",)) == ()
