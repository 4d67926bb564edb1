from __future__ import annotations

import pytest

from newsletter.parsing.document import Position
from newsletter.parsing.yaml_errors import ParserError, explain
from tests.parsing.parse_results import read, refused

MISTAKES = [
    ("blocks:\n\t- a: 1\n", "2:1 yaml.tab", "Use spaces: two for each level."),
    ("a: >\n\tb\n", "2:1 yaml.tab", "Use spaces: two for each level."),
    ("x:\n  - a\n\t- b\n", "3:1 yaml.tab", "Use spaces: two for each level."),
    ("title:Hello\nsubject: x\n", "1:1 yaml.colon", "Write: title: Hello"),
    ("a: 1\n- title:Hello\nb: 2\n", "2:1 yaml.list", "Line it up with the other items, below the key of the list."),
    ("a: 1\ntitle:Hello\nb: 2\n", "2:1 yaml.colon", "Write: title: Hello"),
    ("title: News: January\n", "1:12 yaml.colon", 'Write: title: "News: January"'),
    ("- a\n- b: c: d\n", "2:7 yaml.colon", 'Write: - b: "c: d"'),
    ('title: "a": b\n', "1:11 yaml.colon", "Write: title: '\"a\": b'"),
    ("a: b\nc d\ne: f\n", "2:1 yaml.key", "Write key: value; text that goes on"),
    ("x: y\nfoo\n", "2:1 yaml.key", "Write key: value; text that goes on"),
    ("foo bar\nc: 1\n", "1:1 yaml.key", "Write key: value; text that goes on"),
    (": x\n", "1:1 yaml.key", "Write the key before the colon, or put the text in quotes."),
    (
        "a: 1\n  b: 2\n",
        "2:3 yaml.indentation",
        "Begin it in column 1, like line 1; before text of several lines write >.",
    ),
    ("- a: 1\n    b: 2\n", "2:5 yaml.indentation", "Begin it in column 3, like line 1"),
    ("x:\n    a: 1\n\n  b: 2\n", "4:3 yaml.indentation", "Begin it in column 5, like line 2, or where"),
    ("x:\n  - a: 1\n   b: 2\n", "3:4 yaml.indentation", "Begin it in column 5, like line 2, or where"),
    ("a: >\n  b\n c\nd: 1\n", "3:2 yaml.indentation", "Begin it in column 3, like line 2, or where"),
    ("- a\nb: 1\n", "2:1 yaml.indentation", "Begin it in column 3, like line 1, or where"),
    (
        "title: - a\n",
        "1:8 yaml.list",
        'Put each item in a line of its own, below its key; if it is text, write: title: "- a"',
    ),
    ("title: hello\n- a\n", "2:1 yaml.list", "Line it up with the other items, below the key of the list."),
    ("x:\n  - a\n - b\n", "3:2 yaml.list", "Line it up with the other items, below the key of the list."),
    ("- a\n-b\n", "2:1 yaml.list", "Write: - b"),
    ("title: @foo\n", "1:8 yaml.quotes", 'Write: title: "@foo"'),
    ("title: `foo`\n", "1:8 yaml.quotes", 'Write: title: "`foo`"'),
    ("title: %foo\n", "1:8 yaml.quotes", 'Write: title: "%foo"'),
    ("title: *now* or never\n", "1:8 yaml.quotes", 'Write: title: "*now* or never"'),
    ("- **Bold** words\n", "1:3 yaml.quotes", 'Write: - "**Bold** words"'),
    ("title: & co\n", "1:8 yaml.quotes", 'Write: title: "& co"'),
    ("title: !! now\n", "1:8 yaml.quotes", 'Write: title: "!! now"'),
    ("title: !a!b c\n", "1:8 yaml.quotes", 'Write: title: "!a!b c"'),
    ("title: , then\n", "1:8 yaml.quotes", 'Write: title: ", then"'),
    ("title: ]\n", "1:8 yaml.quotes", 'Write: title: "]"'),
    ("title: ? what\n", "1:8 yaml.quotes", 'Write: title: "? what"'),
    ('a: 1\ntitle: "Hello\nsubject: x\n', "2:8 yaml.quotes", "Close it where the text ends."),
    ("title: 'a\n---\nb'\n", "1:8 yaml.quotes", "Close it where the text ends."),
    ("title: 'It's here'\n", "1:12 yaml.quotes", 'Write: title: "It\'s here"'),
    ('a: "b\nc: "d"\n', "1:4 yaml.quotes", "Close it where the text ends."),
    ('title: "Learning" from it\n', "1:19 yaml.quotes", "Write: title: '\"Learning\" from it'"),
    ("a: [words](https://example.org)\n", "1:11 yaml.quotes", 'Write: a: "[words](https://example.org)"'),
    ("a: [b, c]]\n", "1:10 yaml.quotes", 'Write: a: "[b, c]]"'),
    ("a: &x &y z\n", "1:7 yaml.quotes", 'Write: a: "&x &y z"'),
    ("a: [b, c\nd: 1\n", "1:4 yaml.bracket", "Close it with ]; put text that holds one of , : [ ] { } in quotes."),
    ("a: {b: c\nd: 1\n", "1:4 yaml.bracket", "Close it with }; put text that holds one of , : [ ] { } in quotes."),
    ("a: [b,\n", "1:7 yaml.bracket", "Close it with ] or }."),
    ("a: [b: c: d]\n", "1:4 yaml.bracket", "Close it with ]; put text that holds one of , : [ ] { } in quotes."),
    ('a: "b\\qc"\n', "1:6 yaml.escape", "Write \\\\ for a backslash, or use single quotes."),
    ('a: "\\ud800"\n', "1:7 yaml.escape", "Write \\\\ for a backslash, or use single quotes."),
    ('a: "\\xZZ"\n', "1:7 yaml.escape", "Write \\\\ for a backslash, or use single quotes."),
    (
        "a: >Hello\n",
        "1:4 yaml.block-text",
        'Begin the text in the next line, indented; if it is one line, write: a: ">Hello"',
    ),
    ("a: |0\n b\n", "1:4 yaml.block-text", "Begin the text in the next line, indented;"),
    ("%FOO bar\na: 1\n", "1:1 yaml.directive", "Delete the line; documents need none."),
    ("%YAML 2.0\n---\na: 1\n", "1:1 yaml.directive", "Delete the line; documents need none."),
    ("%YAML x\na: 1\n", "1:1 yaml.directive", "Delete the line; documents need none."),
    ("a: 1\n...\nb: 1\n", "3:1 yaml.directive", "Delete the line with ... or what follows it."),
]


@pytest.mark.parametrize(("text", "message", "hint"), MISTAKES, ids=[repr(text) for text, _, _ in MISTAKES])
def test_a_mistake_is_reported_with_its_place_and_what_to_write_instead(text: str, message: str, hint: str) -> None:
    (problem,) = refused(lambda: read(text))

    assert f"{problem.place.line}:{problem.place.column} {problem.rule}" == message
    assert problem.hint.startswith(hint)
    assert problem.message.endswith(".")


def test_a_mistake_reads_as_one_plain_sentence_and_a_hint() -> None:
    (problem,) = refused(lambda: read("title: News: January\n"))

    assert str(problem).replace(" error:", "", 1) == (
        "a.yaml:1:12: text without quotes cannot contain a colon and a space. "
        'Write: title: "News: January"'
    )  # fmt: skip


def test_problems_from_before_a_mistake_are_reported_with_it() -> None:
    problems = refused(lambda: read("a: 1\na: 2\nb: [\n"))

    assert [problem.rule for problem in problems] == ["yaml.duplicate-key", "yaml.bracket"]


def test_a_text_that_holds_quotes_is_put_in_the_other_kind() -> None:
    (problem,) = refused(lambda: read('title: a "b": c\n'))

    assert problem.hint == "Write: title: 'a \"b\": c'"


def test_an_unforeseen_error_is_reported_in_the_parsers_words() -> None:
    error = ParserError(
        "while doing what it does", "found a surprise", Position(1, 2), Position(0, 0), ["a: b", "c: d"]
    )

    assert str(explain(error, "a.yaml")).replace(" error:", "", 1) == (
        "a.yaml:2:3: this cannot be read as YAML (found a surprise). "
        "Check the quotes, colons and indentation here and above."
    )
