"""Every mistake in a YAML text is reported at once, and no consequence of another."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matrix import often
from tests.parsing.parse_results import problems_in, said_of

TEXTS = [
    ("title: News: January\nsubject: @here\nintro: fine\n", ["1:12 yaml.colon", "2:10 yaml.quotes"]),
    ('title: "News\nsubject: "x"\nintro: a: b\n', ["1:8 yaml.quotes", "3:9 yaml.colon"]),
    ("title: 'News\nsubject: it's\nintro: don't: b\n", ["1:8 yaml.quotes", "3:13 yaml.colon"]),
    ("a: [b, c\nd: {e: f\ng: h: i\n", ["1:4 yaml.bracket", "2:4 yaml.bracket", "3:5 yaml.colon"]),
    (
        "title: a: b\nblocks:\n  - type: text\n    body: c: d\n  - type: text\n    title: @e\n  - body: >F\nintro: %x",
        ["1:9 yaml.colon", "4:12 yaml.colon", "6:12 yaml.quotes", "7:11 yaml.block-text", "8:8 yaml.quotes"],
    ),
    (
        "blocks:\n  - type: s\n    blocks:\n      - body: a: b\n      - type: t\n        title: `c`\n        body: @d",
        ["4:16 yaml.colon", "6:16 yaml.quotes", "7:15 yaml.quotes"],
    ),
    ("blocks:\n- type: text\n  body: a: b\n- type: text\n  body: @c\n", ["3:10 yaml.colon", "5:9 yaml.quotes"]),
    ("items:\n  - a: b: c\n  - @d\n  - fine\n", ["2:9 yaml.colon", "3:5 yaml.quotes"]),
    ("title:News\nsubject: a: b\n", ["1:1 yaml.colon", "2:11 yaml.colon"]),
    ("a: b\nc d\ne: @f\n", ["2:1 yaml.key", "3:4 yaml.quotes"]),
    ("a:\n  - b\n c: d\ne: @f\n", ["3:2 yaml.indentation", "4:4 yaml.quotes"]),
    ('a: @b\nc: "one\n  d: two"\ne: |\n  f: g: h\n  @i\n', ["1:4 yaml.quotes"]),
    ('a: @b\nc: "one\nd: two"\n', ["1:4 yaml.quotes"]),
    ("a: @b\nc: [d,\ne\n]\n", ["1:4 yaml.quotes"]),
    ("a: @b\nc: &x 1\nd: *x\n", ["1:4 yaml.quotes"]),
    ("a: 1\na: 2\nb: @c\nd: e: f\n", ["2:1 yaml.duplicate-key", "3:4 yaml.quotes", "4:5 yaml.colon"]),
]


@pytest.mark.parametrize(("text", "message"), TEXTS)
def test_independent_mistakes_are_reported_at_once_and_no_consequences(text: str, message: list[str]) -> None:
    assert said_of(text) == message


DASHES = [
    (
        "blocks:\n  - type: text\n    title: A\n  type: text\n  title: B\n",
        "4:3 yaml.dash",
        "Begin line 4 with a dash: - type: text,",
    ),
    (
        "blocks:\n  type: text\n  title: A\n  - type: text\n",
        "2:3 yaml.dash",
        "Begin line 2 with a dash: - type: text,",
    ),
]


@pytest.mark.parametrize(("text", "message", "hint"), DASHES)
def test_a_missing_dash_is_reported_at_its_line(text: str, message: str, hint: str) -> None:
    (problem,) = problems_in(text)

    assert f"{problem.place.line}:{problem.place.column} {problem.rule}" == message
    assert problem.hint.startswith(hint)


def test_an_item_that_goes_on_as_the_one_above_is_reported_once_with_the_dash() -> None:
    (problem,) = problems_in("blocks:\n  - type: text\n    title: A\n    type: text\n    title: B\n    body: C\n")

    assert (problem.place.line, problem.rule) == (4, "yaml.duplicate-key")
    assert problem.hint.startswith(
        "Keep one of the two. Or, if another item begins here: Begin line 4 with a dash: - type: text,"
    )


COMMENTS = [
    ("a: We are\n  #1 in the\n  county\n", "2:3", 'Write: a: "We are #1 in the county"'),
    ("a: We are #1 in\n  the county\nb: c\n", "1:11", 'Write: a: "We are #1 in the county"'),
    ("x:\n  - We are #1 in\n    the county\n", "2:12", 'Write: - "We are #1 in the county"'),
    ("a: We are\n  # a note\n  here\n", "2:3", "Move the comment above the key of the text"),
    ("a: [Room #4, Room #5]\nb: c\n", "1:10", 'Write: a: ["Room #4", "Room #5"]'),
    ("a: {b: Bug #45, c: d}\ne: f\n", "1:12", 'Write: a: {b: "Bug #45", c: d}'),
    ("a: [#4]\nb: c\n", "1:5", 'Write: a: ["#4"]'),
]


@pytest.mark.parametrize(("text", "place", "hint"), COMMENTS)
def test_a_comment_that_breaks_a_text_or_bracket_is_reported_at_its_sign(text: str, place: str, hint: str) -> None:
    (problem,) = problems_in(text)

    assert f"{problem.place.line}:{problem.place.column} {problem.rule}" == f"{place} yaml.comment"
    assert problem.hint.startswith(hint)


@settings(max_examples=often(150), deadline=None)
@given(st.lists(st.sampled_from(["a", "@b", "c: d", '"e', "[f", "g", "'h'", "|\n  i: j: k"]), min_size=1, max_size=12))
def test_each_line_that_is_wrong_alone_is_reported_and_no_other(values: list[str]) -> None:
    lines = [f"k{number}: {value}" for number, value in enumerate(values)]
    text = "".join(f"{line}\n" for line in lines)
    wrong = {"@b", "c: d", '"e', "[f"}
    starts = [text[: text.index(line)].count("\n") + 1 for line in lines]
    told = {problem.place.line for problem in problems_in(text)}

    if values.count('"e') <= 1:  # a second one may close the first, which is good YAML
        assert told == {start for start, value in zip(starts, values, strict=True) if value in wrong}


@pytest.mark.slow
@pytest.mark.parametrize("line", ["  - a: @b\n", "  - [\n", '  - "\n', "  - a: b: c\n", " -\n", "- - - - x: y: z\n"])
def test_a_text_of_mistakes_is_reported_in_linear_time(line: str) -> None:
    def measure(lines: int) -> float:
        text, started = "x:\n" + line * lines, time.process_time()
        problems_in(text)
        return time.process_time() - started

    assert min(measure(8_000) for _ in range(3)) < 3 * max(min(measure(4_000) for _ in range(3)), 0.02)
