"""Plain text is laid out for a narrow window, and nothing that must stay whole is broken."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.dates import name_day
from newsletter.languages.wording import find_wording
from newsletter.rendering.email import WIDTH, fill, render_campaign
from newsletter.rendering.filters import uncapitalise, underline
from newsletter.rendering.renderer import make_renderer
from scripts.golden import ROOT
from tests.packs import PACKS
from tests.rendering.editions import make_edition, make_review

WORDS = "word " * 30
URL = f"https://example.org/{'x' * 80}"

lines = st.lists(st.text(st.sampled_from("ab .,-é\u00a0\u00ad"), max_size=30), max_size=30).map(" ".join)


def test_a_long_line_is_broken_between_words() -> None:
    filled = fill(WORDS).splitlines()

    assert len(filled) == 3
    assert all(len(line) <= WIDTH for line in filled)
    assert " ".join(filled).split() == WORDS.split()


@pytest.mark.parametrize(
    ("lead", "rest"),
    [
        ("- ", "  "),
        ("12. ", "    "),
        ("  - ", "    "),
        ("> ", "> "),
        ("> - ", ">   "),
        ("      - ", "        "),
        ("  ", "  "),
    ],
)
def test_what_follows_a_mark_is_below_the_words(lead: str, rest: str) -> None:
    first, *others = fill(f"start\n{lead}{WORDS}").splitlines()[1:]

    assert first.startswith(f"{lead}word")
    assert others
    assert all(re.match(rf"{rest}word", line) for line in others)
    assert all(len(line) <= WIDTH for line in (first, *others))


@pytest.mark.parametrize("text", [URL, f"<{URL}>", f"See\n<{URL}>.", "x" * 200, "start\n" + "    " + "code " * 40])
def test_an_address_a_long_word_and_code_stay_whole(text: str) -> None:
    assert fill(text) == f"{text.strip()}\n"


def test_an_address_within_words_gets_a_line_of_its_own() -> None:
    assert f"\n<{URL}>\n" in fill(f"{WORDS}<{URL}> {WORDS}")


def test_words_that_must_stay_together_do() -> None:
    assert "10\u00a0km" in fill(f"{'x' * (WIDTH - 3)} 10\u00a0km")
    assert fill(f"{'word ' * 13}some 10\u202fkm away").splitlines()[1].endswith("10\u202fkm away")


def test_blank_lines_never_come_in_pairs_and_the_text_ends_with_one_line_end() -> None:
    assert fill("\n\na\n\n\n\nb   \n \n\n\nc\n\n") == "a\n\nb\n\nc\n"


@given(lines)
def test_no_line_is_too_long_and_no_letter_is_lost(text: str) -> None:
    filled = fill(text)

    assert [line for line in filled.splitlines() if len(line) > WIDTH and " " in line.strip(" >-")] == []
    assert filled.replace(" ", "").replace("\n", "") == text.strip().replace(" ", "")


@given(lines)
def test_filling_again_changes_nothing(text: str) -> None:
    assert fill(fill(text)) == fill(text)


def test_a_heading_is_reported_by_the_line_below_it() -> None:
    assert underline("News", 1) == "News\n===="
    assert underline("News", 2) == "News\n----"
    assert underline("News", 3) == "News"
    assert underline("x" * 100, 2).splitlines()[1] == "-" * WIDTH


def test_the_plain_text_of_an_issue_says_where_everything_is() -> None:
    reviews = [make_review(name, summary="What happened.") for name in ("one", "two", "three")]
    text = render_campaign(make_edition(*reviews, intro="Hello."), make_renderer(ROOT, PACKS)).text

    assert text.startswith(
        "Riverside Digest · March 2024 · Riverside Safeguarding Partnership\n\nNews\n====\n\nHello.\n"
    )
    assert "In this issue\n-------------\n\n1. Review one\n   Serious case review\n2. Review two\n" in text
    assert "2. Review two\n-------------\n\nSerious case review\n\nWhat happened.\n" in text
    assert "Unsubscribe: <https://merge.invalid/unsubscribe_url>" in text
    assert "&" not in text


@pytest.mark.parametrize(
    ("words", "text"), [("Practice review", "practice review"), ("LCSPR of A", "LCSPR of A"), ("A", "a"), ("", "")]
)
def test_a_title_within_a_sentence_starts_small_unless_it_is_an_abbreviation(words: str, text: str) -> None:
    assert uncapitalise(words, find_wording("en-GB")) == text


def test_a_day_is_named_without_a_leading_zero() -> None:
    assert name_day(datetime(2024, 2, 1, tzinfo=UTC)) == "1 February 2024"
