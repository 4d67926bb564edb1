"""How an edit is written into a YAML document: in the style of what is there, in its own lines and no other byte."""

from __future__ import annotations

import pytest

from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.parsing.edits import Edit
from newsletter.parsing.yaml_editing import edit_yaml
from tests.parsing.making_edits import delete, insert, move, set_

PROSE = "A sentence that is far too long to be written beside its key, so that it needs several lines of its own."


def edited(before: str, edit: Edit, order: tuple[str, ...] = ()) -> str:
    return edit_yaml(before.encode(), edit, order).decode()


STYLES = {
    "plain": ("a: one\nb: 1\n", "two", "a: two\nb: 1\n"),
    "single quotes": ("a: 'one'\n", "it: two", "a: 'it: two'\n"),
    "double quotes": ('a: "one"\n', "it's", 'a: "it\'s"\n'),
    "escapes": ('a: "x\\ty"\n', 'say "hi" \\ it\'s', 'a: "say \\"hi\\" \\\\ it\'s"\n'),
    "literal": ("a: |\n    one\n    two\nb: 1\n", "one\nthree\n", "a: |\n    one\n    three\nb: 1\n"),
    "literal without an end": ("a: |-\n  one\n", "two\n  three", "a: |-\n  two\n    three\n"),
    "literal of code": ("a: |\n  x\n", "  def f():\n    pass\n", "a: |2\n    def f():\n      pass\n"),
    "folded": (
        "a: >-\n  one two\n  three four\nb: 1\n",
        "one two three FOUR",
        "a: >-\n  one two\n  three FOUR\nb: 1\n",
    ),
    "folded, its comment": ("a: >-  # why\n  one\n", "two", "a: >-  # why\n  two\n"),
    "folded paragraphs": ("a: >-\n  one\n  two\n\n  three\n", "one two\nTHREE", "a: >-\n  one\n  two\n\n  THREE\n"),
    "plain lines": ("a: one two\n  three four\nb: 1\n", "one two three FOUR", "a: one two\n  three FOUR\nb: 1\n"),
    "quoted lines": ("a: 'it''s one\n  two'\nb: 1\n", "it's one TWO", "a: 'it''s one\n  TWO'\nb: 1\n"),
    "double lines": ('a: "one\n  two"\nb: 1\n', 'one "TWO"', 'a: "one\n  \\"TWO\\""\nb: 1\n'),
    "number": ("a: 7\n", 8, "a: 8\n"),
    "truth": ("a: true\n", False, "a: false\n"),
    "nothing": ("a: x\n", None, "a: null\n"),
    "date": ("a: 2024-01-31\n", "2024-02-01", "a: 2024-02-01\n"),
    "no value": ("a:\nb: 1\n", "words", "a: words\nb: 1\n"),
    "no value, a comment": ("a:  # why\nb: 1\n", "words", "a: words  # why\nb: 1\n"),
    "comment behind": ("a: one  # why\n", "two", "a: two  # why\n"),
    "comment behind what becomes lines": ("a: x  # why\nb: 1\n", "1\n2\n", "a: |  # why\n  1\n  2\nb: 1\n"),
    "keep": ("a: |+\n  one\n\nb: 1\n", "two\n\n", "a: |+\n  two\n\nb: 1\n"),
    "CRLF": ("a: |\r\n  one\r\n  two\r\nb: 1\r\n", "one\n3\n", "a: |\r\n  one\r\n  3\r\nb: 1\r\n"),
    "byte order mark": ("\ufeffa: one\n", "two", "\ufeffa: two\n"),
    "no final newline": ("b: 1\na: |-\n  one", "two", "b: 1\na: |-\n  two"),
    "no final newline, where one is needed": ("a: x", "one\ntwo\n", 'a: "one\\ntwo\\n"'),
}


@pytest.mark.parametrize("case", STYLES)
def test_a_value_keeps_its_style(case: str) -> None:
    before, value, after = STYLES[case]

    assert edited(before, set_("a", to=value)) == after


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("two words", "two words"),
        ("7 children", "7 children"),
        ("yes", "'yes'"),
        ("No", "'No'"),
        ("null", "'null'"),
        ("", "''"),
        ("2024-01", "'2024-01'"),
        ("0o17", "'0o17'"),
        ("12:30", "'12:30'"),
        ("-5", "'-5'"),
        (".inf", "'.inf'"),
        ("key: value", "'key: value'"),
        ("words # and more", "'words # and more'"),
        ("- dash", "'- dash'"),
        ("*bold*", "'*bold*'"),
        ("it's: so", '"it\'s: so"'),
        (" space", "' space'"),
        ("tab\there", '"tab\\there"'),
        ("é “q” 👶", "é “q” 👶"),
        ("one\ntwo", "|-\n  one\n  two"),
        ("one\ntwo\n", "|\n  one\n  two"),
        ("one\n\n", "|+\n  one\n"),
        ("\n one", "|2-\n\n   one"),
        (" \n one", '" \\n one"'),
        (PROSE, ">-\n  " + PROSE.replace(" several", "\n  several")),
        (PROSE.replace(" ", "_"), PROSE.replace(" ", "_")),
    ],
)
def test_new_text_is_written_so_that_people_read_it_as_text(text: str, written: str) -> None:
    assert edited("a: 1\n", set_("a", to=text)) == f"a: {written}\n"


def test_the_quotation_marks_and_dates_of_the_file_are_the_usual_ones() -> None:
    assert edited('a: 1\nb: "x: y"\n', set_("a", to="u: v")) == 'a: "u: v"\nb: "x: y"\n'
    assert edited("a: 1\nperiod: 2024-01\n", set_("a", to="2024-01-31")) == "a: 2024-01-31\nperiod: 2024-01\n"


NEW = {
    "few words in brackets": (
        "s: 1\n",
        set_("age", to={"value": 7, "unit": "years"}),
        "s: 1\nage: {value: 7, unit: years}\n",
    ),
    "themes in brackets": ("s: 1\n", set_("t", to=["a", "b"]), "s: 1\nt: [a, b]\n"),
    "names in lines": ("s: 1\n", set_("t", to=["Ann Lee", "Bo"]), "s: 1\nt:\n  - Ann Lee\n  - Bo\n"),
    "as the file has it": (
        "l:\n  - t:\n      - a\n  - s: 1\n",
        set_("l", 1, "t", to=["b"]),
        "l:\n  - t:\n      - a\n  - s: 1\n    t:\n      - b\n",
    ),
    "indented as the file is": (
        "a:\n    b: 1\n",
        set_("c", to={"d": "two words"}),
        "a:\n    b: 1\nc:\n    d: two words\n",
    ),
    "dashes below keys as in the file": ("a:\n- 1\n- 2\n", set_("c", to=["x y"]), "a:\n- 1\n- 2\nc:\n- x y\n"),
    "group made": ("a: 1\n", set_("b", "c", "d", to="two words"), "a: 1\nb:\n  c:\n    d: two words\n"),
    "list made": ("a: 1\n", insert("b", 0, value={"c": 1}), "a: 1\nb:\n  - c: 1\n"),
    "list filled": ("l: []\nz: 1\n", insert("l", 0, value={"c": "two words"}), "l:\n  - c: two words\nz: 1\n"),
    "group filled": ("l: {}\n", set_("l", "c", to=1), "l: {c: 1}\n"),
    "document filled": ("{}\n", set_("c", to="x"), "c: x\n"),
    "key in brackets": ("a: {b: 1}\n", set_("a", "c", to="x y"), "a: {b: 1, c: x y}\n"),
    "item in brackets": ("l: [a, c]\n", insert("l", 1, value="b"), "l: [a, b, c]\n"),
    "item in brackets over lines": ("l: [\n  a,\n  c,\n]\n", insert("l", 1, value="b"), "l: [\n  a,\n  b,\n  c,\n]\n"),
    "behind a comment": ("a: 1  # one\n", set_("b", to=2), "a: 1  # one\nb: 2\n"),
    "first item": ("l:\n  # about a\n  - a\n", insert("l", 0, value="z"), "l:\n  - z\n  # about a\n  - a\n"),
    "between blank lines": ("l:\n  - a\n\n  - b\n", insert("l", 1, value="z"), "l:\n  - a\n\n  - z\n\n  - b\n"),
    "behind the only one, spaced as what is above": (
        "a: 1\n\nl:\n  - a: 1\n    b: 2\n",
        insert("l", 1, value={"a": 3, "b": 4}),
        "a: 1\n\nl:\n  - a: 1\n    b: 2\n\n  - a: 3\n    b: 4\n",
    ),
    "list in a list": ("l:\n  - - x\n    - y\n", insert("l", 0, 0, value="z"), "l:\n  - - z\n    - x\n    - y\n"),
    "no final newline": ("l:\n  - a", insert("l", 1, value="b"), "l:\n  - a\n  - b"),
    "CRLF": (
        "l:\r\n  - a\r\n",
        insert("l", 1, value={"b": "u v", "c": 1}),
        "l:\r\n  - a\r\n  - b: u v\r\n    c: 1\r\n",
    ),
    "comments below": ("a: 1\n# the end\n", set_("b", to=2), "a: 1\nb: 2\n# the end\n"),
    "deeper comment": ("a:\n  - x\n  # - y\nc: 1\n", set_("b", to=2), "a:\n  - x\n  # - y\nc: 1\nb: 2\n"),
}


@pytest.mark.parametrize("case", NEW)
def test_new_values_are_written_as_the_file_is(case: str) -> None:
    before, edit, after = NEW[case]

    assert edited(before, edit) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1\nd: 1\n", "a: 1\nc: 2\nd: 1\n"),
        ("d: 1\n", "c: 2\nd: 1\n"),
        ("z: 0\n\n# about d\nd: 1\n", "z: 0\n\nc: 2\n\n# about d\nd: 1\n"),
        ("a: |\n  x\nd: 1\n", "a: |\n  x\nc: 2\nd: 1\n"),
        ("{a: 1, d: 1}\n", "{a: 1, c: 2, d: 1}\n"),
        ("{d: 1}\n", "{c: 2, d: 1}\n"),
    ],
)
def test_a_new_key_goes_where_the_model_has_it(before: str, after: str) -> None:
    assert edited(before, set_("c", to=2), ("a", "b", "c", "d")) == after


GONE = {
    "key": ("a: 1\n# about b\nb: 2\nc: 3\n", delete("b"), "a: 1\nc: 3\n"),
    "no final newline, where there was none": ("l:\n- a\n- |\n  b\n- c", set_("l", to=["a"]), "l:\n- a"),
    "first key": ("a: 1\n\nb: 2\n", delete("a"), "b: 2\n"),
    "heading of the file stays": ("# the file\n\n# about a\na: 1\nb: 2\n", delete("a"), "# the file\n\nb: 2\n"),
    "last of all": ("a: 1\nb: 2", delete("b"), "a: 1"),
    "item with its comments": ("l:\n  - a\n  # b\n  - b\n    # inside\n  - c\n", delete("l", 1), "l:\n  - a\n  - c\n"),
    "item between blank lines": ("l:\n  - a\n\n  - b\n\n  - c\n", delete("l", 1), "l:\n  - a\n\n  - c\n"),
    "other comments stay": ("l:\n  - a\n\n  # apart\n\n  - b\n", delete("l", 1), "l:\n  - a\n\n  # apart\n\n"),
    "first key on the dash": ("l:\n  - i: x\n    # t\n    t: 1\n", delete("l", 0, "i"), "l:\n  # t\n  - t: 1\n"),
    "in brackets": ("l: [a, b, c]\n", delete("l", 1), "l: [a, c]\n"),
    "in brackets, first": ("l: [a, b, c]\n", delete("l", 0), "l: [b, c]\n"),
    "in brackets, last": ("l: [a, b, c]\n", delete("l", 2), "l: [a, b]\n"),
    "in brackets, over lines": ("l: [a,\n  b, # b\n  c]\n", delete("l", 1), "l: [a,\n  c]\n"),
    "in brackets, the comment of another": ("l: [a,\n  b, # b\n  c]\n", delete("l", 2), "l: [a,\n  b, # b\n]\n"),
    "key in brackets": ("a: {b: 1, c: 2}\n", delete("a", "b"), "a: {c: 2}\n"),
    "last item and its key": ("a: 1\nl:\n  - x\nb: 2\n", delete("l", 0), "a: 1\nb: 2\n"),
    "last item and its groups": ("a: 1\ng:\n  h:\n    - x\nb: 2\n", delete("g", "h", 0), "a: 1\nb: 2\n"),
    "last item alone": ("a: 1\nl:\n  - x\n", Edit("delete", ("l", 0), keep_empty=True), "a: 1\nl: []\n"),
    "everything": ("a: 1\n", delete("a"), "{}\n"),
    "explicit key": ("b: 2\n? a\n: 1\n", delete("a"), "b: 2\n"),
    "below a literal": ("a: |\n  x\nb: 1\n", delete("b"), "a: |\n  x\n"),
    "a literal": ("a: |\n  x\n\n  y\n\nb: 1\n", delete("a"), "b: 1\n"),
}


@pytest.mark.parametrize("case", GONE)
def test_what_is_deleted_goes_with_what_is_about_it_and_nothing_else(case: str) -> None:
    before, edit, after = GONE[case]

    assert edited(before, edit) == after


MOVED = {
    "up": ("l:\n  - a\n  - b\n  - c\n", move("l", 2, to=0), "l:\n  - c\n  - a\n  - b\n"),
    "down": ("l:\n  - a\n  - b\n  - c\n", move("l", 0, to=2), "l:\n  - b\n  - c\n  - a\n"),
    "with comments": ("l:\n  # a\n  - a\n\n  - b\n", move("l", 0, to=1), "l:\n  - b\n\n  # a\n  - a\n"),
    "with what is inside": (
        "l:\n  - i: 1\n    t: |\n      x\n  - i: 2\n",
        move("l", 1, to=0),
        "l:\n  - i: 2\n  - i: 1\n    t: |\n      x\n",
    ),
    "in brackets": ("l: [a, b, c]\n", move("l", 2, to=0), "l: [c, a, b]\n"),
    "in brackets, with comments": ("l: [\n  a, # a\n  b,\n  ]\n", move("l", 0, to=1), "l: [\n  b,\n  a, # a\n  ]\n"),
    "list in a list": ("l:\n- - x\n  - y\n  - z\n", move("l", 0, 0, to=2), "l:\n- - y\n  - z\n  - x\n"),
    "gaps stay": ("l:\n- a\n- b\n\n# apart\n\n- c\n", move("l", 2, to=0), "l:\n- c\n- a\n\n# apart\n\n- b\n"),
    "no final newline": ("l:\n- a\n- b", move("l", 0, to=1), "l:\n- b\n- a"),
    "a literal at the very end": ("l:\n- a\n- |\n  b", move("l", 1, to=0), 'l:\n- "b"\n- a'),
    "a literal to the very end": ("l:\n- |\n  b\n- a", move("l", 0, to=1), 'l:\n- a\n- "b\\n"'),
    "nowhere": ("l: [ a,b ]\n", move("l", 1, to=1), "l: [ a,b ]\n"),
}


@pytest.mark.parametrize("case", MOVED)
def test_items_move_with_their_comments(case: str) -> None:
    before, edit, after = MOVED[case]

    assert edited(before, edit) == after


CHANGED_KIND = {
    "block becomes section": (
        "blocks:\n  # the note\n  - type: text\n    body: hi\n",
        set_("blocks", 0, to={"type": "section", "blocks": [{"type": "text", "body": "hi"}]}),
        "blocks:\n  # the note\n  - type: section\n    blocks:\n      - type: text\n        body: hi\n",
    ),
    "list becomes text": ("a:  # why\n  - x\n  - y\nb: 1\n", set_("a", to="foo"), "a: foo  # why\nb: 1\n"),
    "text becomes list": ("a: foo  # why\nb: 1\n", set_("a", to=["x y"]), "a:  # why\n  - x y\nb: 1\n"),
    "literal becomes list": ("a: |  # why\n  foo\nb: 1\n", set_("a", to=["x y"]), "a:  # why\n  - x y\nb: 1\n"),
    "literal at the very end becomes list": ("a: |-  # why\n  x", set_("a", to=["y\n"]), 'a: ["y\\n"]  # why'),
    "list becomes list": ("a:\n  - x\n  - y\nb: 1\n", set_("a", to=["p q", "r"]), "a:\n  - p q\n  - r\nb: 1\n"),
    "item becomes text": ("a:\n  - x: 1\n    y: 2\n  - z\n", set_("a", 0, to="foo"), "a:\n  - foo\n  - z\n"),
    "in brackets": ("a: [x, [y]]\n", set_("a", 1, to={"z": "u, v"}), "a: [x, {z: 'u, v'}]\n"),
}


@pytest.mark.parametrize("case", CHANGED_KIND)
def test_a_value_may_become_one_of_another_kind(case: str) -> None:
    before, edit, after = CHANGED_KIND[case]

    assert edited(before, edit) == after


def test_an_alias_is_written_out_where_it_is_edited_and_its_anchor_stays() -> None:
    assert edited("a: &x hello\nb: *x\n", set_("b", to="bye")) == "a: &x hello\nb: bye\n"
    assert edited("a: &x {v: 1, w: 2}\nb: *x\n", set_("b", "v", to=3)) == "a: &x {v: 1, w: 2}\nb: {v: 3, w: 2}\n"
    assert edited("a: &x hello\n", set_("a", to="bye")) == "a: &x bye\n"


@pytest.mark.parametrize(
    ("before", "edit", "uses"),
    [
        ("a: &x hello\nb: *x\n", set_("a", to="bye"), 2),
        ("a: &x\n  v: 1\nb: *x\nc: *x\n", set_("a", "v", to=2), 3),
        ("l:\n- &x hello\n- two\nb: *x\n", delete("l", 0), 2),
    ],
)
def test_what_aliases_repeat_is_not_changed_behind_their_back(before: str, edit: Edit, uses: int) -> None:
    with pytest.raises(EditRefusedError, match=f"used in {uses} places"):
        edited(before, edit)


def test_a_document_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(ProblemsFoundError, match="already in line 1"):
        edited("a: 1\na: 2\n", set_("a", to=3))
