"""A paragraph is one line for an editor; saved, its line ends are where they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.editing.soft_lines import join_lines, restore_lines

PROSE = """\
The repository gained six case reviews in January. Among the issues they raise are domestic
abuse, child neglect, criminal exploitation and non-accidental injuries.

Each entry sums up, in our own words, what happened, what was learned and what the review
recommends.
"""

KEPT = [
    "Roses are red,  \nviolets are blue.\n",
    "Roses are red,\\\nviolets are blue.\n",
    "- one\n- two\n  more of two\n",
    "1. one\n2. two\n",
    "> somebody said\n> something\n",
    "| a | b |\n| - | - |\n| c | d |\n",
    "```\ncode\n\nmore code\nand more\n```\n",
    "    code\n    more\n",
    "A heading\n=========\n",
    "A heading\n---------\n",
    "# One\n## Two\n",
    "[one]: https://example.org\n[two]: https://example.org\n",
    "[^1]: A note.\n",
    "![a]\n![b]\n",
]


def test_a_paragraph_is_one_line() -> None:
    first, second = join_lines(PROSE).split("\n\n")

    assert first.startswith(
        "The repository gained six case reviews in January. Among the issues they raise are domestic ab"
    )
    assert first.endswith("are domestic abuse, child neglect, criminal exploitation and non-accidental injuries.")
    assert (
        second
        == "Each entry sums up, in our own words, what happened, what was learned and what the review recommends."
    )


@pytest.mark.parametrize("text", KEPT)
def test_where_a_line_end_means_something_it_stays(text: str) -> None:
    assert join_lines(f"One\ntwo.\n\n{text}") == f"One two.\n\n{text}".rstrip("\n")


@pytest.mark.parametrize(
    "text", [PROSE, *KEPT, PROSE.rstrip("\n"), f"{PROSE}\n{PROSE}", "One line.", "", "\n", "One\n"]
)
def test_what_was_not_changed_is_saved_to_the_byte(text: str) -> None:
    assert restore_lines(text, join_lines(text)) == (text if text.strip() else "")


def test_a_changed_word_moves_no_other_line() -> None:
    new = restore_lines(PROSE, join_lines(PROSE).replace("criminal", "sexual"))

    assert new == PROSE.replace("criminal", "sexual")


def test_lines_before_and_after_the_changed_words_stay() -> None:
    lines = [f"This is line {n} of a text that somebody has typed with line ends of their own." for n in range(6)]
    old = "\n".join(lines) + "\n"
    new = restore_lines(old, join_lines(old).replace("line 3 of a text", "the fourth line, which has grown, of a text"))

    assert new.split("\n")[:3] == lines[:3]
    assert new.endswith(f"\n{lines[5]}\n")
    assert max(map(len, new.split("\n"))) <= max(map(len, lines))
    assert join_lines(new) == join_lines(old).replace("line 3 of a text", "the fourth line, which has grown, of a text")


def test_a_new_paragraph_is_broken_like_the_others() -> None:
    added = "A third paragraph, which says at some length that there will be more of them in February, is new here."
    new = restore_lines(PROSE, f"{join_lines(PROSE)}\n\n{added}")

    assert new.startswith(PROSE)
    assert max(map(len, new.split("\n"))) <= max(map(len, PROSE.split("\n")))
    assert join_lines(new).endswith(added)


def test_a_paragraph_that_goes_takes_its_lines_alone() -> None:
    first, _, second = PROSE.partition("\n\n")

    assert restore_lines(PROSE, join_lines(second)) == second
    assert restore_lines(PROSE, join_lines(first)) == f"{first}\n"


def test_a_text_without_line_ends_gets_none() -> None:
    long = "word " * 60 + "end."

    assert restore_lines("Short.", long) == long
    assert restore_lines("Short.\n", long) == f"{long}\n"


def test_no_line_begins_with_what_would_be_a_list() -> None:
    old = "x" * 40 + "\n" + "y" * 30
    new = restore_lines(old, f"{'x' * 38} - {'y' * 30} + {'z' * 30} 1. {'w' * 30}")

    assert len(new.split("\n")) > 1
    assert not any(line.startswith(("-", "+", "1.")) for line in new.split("\n"))


words = st.text(st.sampled_from("ab-1.#é>|"), min_size=1, max_size=9)
paragraphs = st.lists(words, min_size=1, max_size=30).map(" ".join)
texts = st.lists(
    st.lists(paragraphs, min_size=1, max_size=4).map("\n".join) | st.sampled_from([one.rstrip("\n") for one in KEPT]),
    min_size=1,
    max_size=5,
).map("\n\n".join)


@given(texts, st.sampled_from(["", "\n", "\n\n"]))
def test_any_text_that_is_opened_and_closed_is_as_it_was(text: str, end: str) -> None:
    assert restore_lines(text + end, join_lines(text + end)) == text + end


@given(texts, texts)
def test_what_is_saved_is_what_was_written(old: str, new: str) -> None:
    """Opened again, it is the same text: line ends are all that saving adds."""
    assert join_lines(restore_lines(old, join_lines(new))) == join_lines(new)


@given(texts, texts)
def test_saving_adds_no_words(old: str, new: str) -> None:
    assert restore_lines(old, new).split() == new.split()
