"""How an edit is written into a TOML document: in the style of what is there, in its own lines and no other byte."""

from __future__ import annotations

from datetime import date

import pytest

from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.parsing.edits import Edit
from newsletter.parsing.toml_editing import edit_toml
from tests.parsing.making_edits import delete, insert, move, set_


def edited(before: str, edit: Edit, order: tuple[str, ...] = ()) -> str:
    return edit_toml(before.encode(), edit, order).decode()


SET = {
    "text": ('# t\na = "x"  # why\nb = 1\n', set_("a", to='say "hi"'), '# t\na = "say \\"hi\\""  # why\nb = 1\n'),
    "single quotes": ("a = 'x'\n", set_("a", to="C:\\y"), "a = 'C:\\y'\n"),
    "single quotes no more": ("a = 'x'\n", set_("a", to="it's"), 'a = "it\'s"\n'),
    "lines": ('a = """\none\n"""\n', set_("a", to='two\\ """ "\n'), 'a = """\ntwo\\\\ ""\\" "\n"""\n'),
    "literal lines": ("a = '''\none\n'''\n", set_("a", to="two\\\n"), "a = '''\ntwo\\\n'''\n"),
    "becomes lines": ('a = "x"\n', set_("a", to="one\ntwo"), 'a = """\none\ntwo"""\n'),
    "number": ("a = 1\n", set_("a", to=2.5), "a = 2.5\n"),
    "truth": ("a = true\n", set_("a", to=False), "a = false\n"),
    "date": ("a = 2024-01-31\n", set_("a", to="2024-02-01"), "a = 2024-02-01\n"),
    "a date": ("a = 1\n", set_("a", to=date(2024, 2, 1)), "a = 2024-02-01\n"),
    "time": ("a = 09:00:00\n", set_("a", to="10:30"), "a = 10:30:00\n"),
    "a date in an item": (
        "[[t]]\na = 1\nb = 2024-01-31\n",
        set_("t", 0, to={"a": 2, "b": "2024-02-01"}),
        "[[t]]\na = 2\nb = 2024-02-01\n",
    ),
    "an item of which nothing stays": (
        "# one\n[[t]]\na = 1\n\n# two\n[[t]]\na = 2\n\n# three\n[[t]]\na = 3\n",
        set_("t", 1, to={"b": 2}),
        "# one\n[[t]]\na = 1\n\n[[t]]\nb = 2\n\n# three\n[[t]]\na = 3\n",
    ),
    "an item becomes text": ("[[t]]\na = 1\n", set_("t", 0, to="x"), 't = ["x"]\n'),
    "no date": ("a = 2024-01-31\n", set_("a", to="summer"), 'a = "summer"\n'),
    "in a table": ("[t]\na = 1\n\n[u]\na = 1\n", set_("u", "a", to=2), "[t]\na = 1\n\n[u]\na = 2\n"),
    "dotted": ("t.a = 1\nt.b = 2\n", set_("t", "b", to=3), "t.a = 1\nt.b = 3\n"),
    "in braces": ("t = { a = 1, b.c = 2 }\n", set_("t", "b", "c", to=3), "t = { a = 1, b.c = 3 }\n"),
    "in an item": ("[[t]]\na = 1\n\n[[t]]\na = 2\n", set_("t", 1, "a", to=3), "[[t]]\na = 1\n\n[[t]]\na = 3\n"),
    "in a table of an item": (
        "[[t]]\n[t.u]\na = 1\n[[t]]\n[t.u]\na = 2\n",
        set_("t", 1, "u", "a", to=3),
        "[[t]]\n[t.u]\na = 1\n[[t]]\n[t.u]\na = 3\n",
    ),
    "in a list": ('a = [\n  "x", # x\n  "y",\n]\n', set_("a", 1, to="z"), 'a = [\n  "x", # x\n  "z",\n]\n'),
    "a list, item by item": ('a = [\n  "x", # x\n  "y",\n]\n', set_("a", to=["x"]), 'a = [\n  "x", # x\n]\n'),
    "a list over lines": ('a = [\n  "x"\n]\n', set_("a", to=["u", "v"]), 'a = [\n  "u",\n  "v"\n]\n'),
    "a table, key by key": ("[t]\n# a\na = 1\nb = 2\n", set_("t", to={"a": 1, "c": 3}), "[t]\n# a\na = 1\nc = 3\n"),
    "quoted key": ('[h]\n"ACE\'s" = "ACEs"\n', set_("h", "ACE's", to="x"), '[h]\n"ACE\'s" = "x"\n'),
    "key with a sign": ('[h]\n"a.b" = 1\n', set_("h", "a.b", to=2), '[h]\n"a.b" = 2\n'),
    "CRLF": ('a = "x"\r\nb = 1\r\n', set_("a", to="u\nv"), 'a = """\r\nu\r\nv"""\r\nb = 1\r\n'),
    "byte order mark": ("\ufeffa = 1\n", set_("a", to=2), "\ufeffa = 2\n"),
    "no final newline": ("a = 1", set_("a", to=2), "a = 2"),
    "text becomes table": ('a = "x"\nb = 1\n', set_("a", to={"cy": "x"}), 'a = { cy = "x" }\nb = 1\n'),
    "table becomes text": ("a = 1\n\n[t]\nb = 1\n", set_("t", to="x"), 'a = 1\nt = "x"\n'),
}


@pytest.mark.parametrize("case", SET)
def test_a_value_is_set_where_it_is(case: str) -> None:
    before, edit, after = SET[case]

    assert edited(before, edit) == after


ADDED = {
    "key": ("a = 1\n\n[t]\nb = 1\n", set_("c", to="x"), 'a = 1\nc = "x"\n\n[t]\nb = 1\n'),
    "first key": ("# file\n\n[t]\nb = 1\n", set_("c", to=1), "# file\n\nc = 1\n\n[t]\nb = 1\n"),
    "key of all": ("", set_("c", to=1), "c = 1\n"),
    "key below comments": ("# file\n", set_("c", to=1), "# file\n\nc = 1\n"),
    "key in a table": (
        "[t]\nb = 1 # b\n# c = 2\n\n[u]\n",
        set_("t", "c", to=1),
        "[t]\nb = 1 # b\nc = 1\n# c = 2\n\n[u]\n",
    ),
    "key in an empty table": ("[t]\n\n[u]\n", set_("t", "c", to=1), "[t]\nc = 1\n\n[u]\n"),
    "key that needs quotes": ("[t]\n", set_("t", "ACE's", to=1), '[t]\n"ACE\'s" = 1\n'),
    "dotted key": ("t.a = 1\nb = 2\n", set_("t", "c", to=1), "t.a = 1\nt.c = 1\nb = 2\n"),
    "key in braces": ("t = { a = 1 }\n", set_("t", "b", to=2), "t = { a = 1, b = 2 }\n"),
    "key in empty braces": ("t = {}\n", set_("t", "b", to=2), "t = { b = 2 }\n"),
    "table": ("a = 1\n\n[t]\nb = 1\n", set_("u", "c", to=1), "a = 1\n\n[t]\nb = 1\n\n[u]\nc = 1\n"),
    "table of all": ("", set_("u", "c", to=1), "[u]\nc = 1\n"),
    "table in a table": ("[t]\nb = 1\n\n[u]\n", set_("t", "c", to={"d": 1}), "[t]\nb = 1\n\n[t.c]\nd = 1\n\n[u]\n"),
    "key in a table without header": ("[t.u]\na = 1\n", set_("t", "b", to=1), "[t]\nb = 1\n\n[t.u]\na = 1\n"),
    "tables": ("a = 1\n", set_("t", to=[{"b": 1}, {"b": 2}]), "a = 1\n\n[[t]]\nb = 1\n\n[[t]]\nb = 2\n"),
    "item": ("[[t]]\nb = 1\n\n[u]\n", insert("t", 1, value={"b": 2}), "[[t]]\nb = 1\n\n[[t]]\nb = 2\n\n[u]\n"),
    "first item": (
        "a = 1\n# t\n[[t]]\nb = 1\n",
        insert("t", 0, value={"b": 2}),
        "a = 1\n[[t]]\nb = 2\n\n# t\n[[t]]\nb = 1\n",
    ),
    "item in brackets": ('a = ["x"]\n', insert("a", 1, value="y"), 'a = ["x", "y"]\n'),
    "item in lines": ('a = [\n    "x",\n]\n', insert("a", 1, value="y"), 'a = [\n    "x",\n    "y",\n]\n'),
    "item in lines, above a comment": (
        "a = [\n  1, # 1\n  2\n]\n",
        insert("a", 1, value=3),
        "a = [\n  1,\n  3, # 1\n  2\n]\n",
    ),
    "item in no list yet": ("a = 1\n", insert("t", 0, value={"b": 2}), "a = 1\n\n[[t]]\nb = 2\n"),
    "item in an empty list": ("t = []\n", insert("t", 0, value=1), "t = [1]\n"),
    "table in an empty list": ("t = [] # t\nb = 1\n", insert("t", 0, value={"c": 2}), "t = [{ c = 2 }] # t\nb = 1\n"),
    "long table in an empty list": (
        "t = []\nb = 1\n",
        insert("t", 0, value={"c": "x" * 50, "d": "y" * 50}),
        f'b = 1\n\n[[t]]\nc = "{"x" * 50}"\nd = "{"y" * 50}"\n',
    ),
    "long list": ("a = 1\n", set_("b", to=["x" * 50] * 2), f'a = 1\nb = [\n    "{"x" * 50}",\n    "{"x" * 50}",\n]\n'),
    "key in an item": (
        "[[t]]\na = 1\n\n[[t]]\na = 2\n",
        set_("t", 0, "b", to=3),
        "[[t]]\na = 1\nb = 3\n\n[[t]]\na = 2\n",
    ),
    "table in an item": (
        "[[t]]\na = 1\n\n[[t]]\na = 2\n",
        set_("t", 0, "b", to={"c": 3}),
        "[[t]]\na = 1\n\n[t.b]\nc = 3\n\n[[t]]\na = 2\n",
    ),
}


@pytest.mark.parametrize("case", ADDED)
def test_new_values_go_to_the_table_they_belong_to(case: str) -> None:
    before, edit, after = ADDED[case]

    assert edited(before, edit) == after


@pytest.mark.parametrize(
    ("before", "edit", "after"),
    [
        ("a = 1\nd = 1\n", set_("c", to=2), "a = 1\nc = 2\nd = 1\n"),
        ("# d\nd = 1\nz = 1\n", set_("c", to=2), "# d\nd = 1\nz = 1\nc = 2\n"),
        ("z = 0\n\n# about d\nd = 1\n", set_("c", to=2), "z = 0\nc = 2\n\n# about d\nd = 1\n"),
        ("t = { a = 1, d = 1 }\n", set_("t", "c", to=2), "t = { a = 1, c = 2, d = 1 }\n"),
        ("[a]\nx = 1\n\n[d]\nx = 1\n", set_("c", to={"x": 1}), "[a]\nx = 1\n\n[c]\nx = 1\n\n[d]\nx = 1\n"),
        ("[d]\nx = 1\n", set_("c", to={"x": 1}), "[c]\nx = 1\n\n[d]\nx = 1\n"),
    ],
)
def test_a_new_key_goes_where_the_model_has_it(before: str, edit: Edit, after: str) -> None:
    assert edited(before, edit, ("z", "a", "b", "c", "d")) == after


GONE = {
    "key": ("a = 1\n# b\nb = 2\nc = 3\n", delete("b"), "a = 1\nc = 3\n"),
    "first key": ("# file\n\n# a\na = 1\nb = 2\n", delete("a"), "# file\n\nb = 2\n"),
    "key alone between blank lines": ("a = 1\n\nb = 2\n\nc = 3\n", delete("b"), "a = 1\n\nc = 3\n"),
    "last key of a table": ("[t]\na = 1\n\n[u]\nb = 1\n", delete("t", "a"), "[u]\nb = 1\n"),
    "last key alone": (
        "[t]\na = 1\n\n[u]\nb = 1\n",
        Edit("delete", ("t", "a"), keep_empty=True),
        "[t]\n\n[u]\nb = 1\n",
    ),
    "only item alone": ("b = 1\n\n[[t]]\na = 1\n", Edit("delete", ("t", 0), keep_empty=True), "b = 1\nt = []\n"),
    "only dotted key alone": ("t.a = 1\nb = 1\n", Edit("delete", ("t", "a"), keep_empty=True), "b = 1\nt = {}\n"),
    "table": ("a = 1\n\n# t\n[t]\nb = 1\n# c = 2\n\n[u]\nd = 1\n", delete("t"), "a = 1\n\n[u]\nd = 1\n"),
    "table with tables": ("[t]\na = 1\n[t.u]\nb = 1\n\n[v]\nc = 1\n", delete("t"), "[v]\nc = 1\n"),
    "dotted": ("t.a = 1\nb = 1\nt.c = 1\n", delete("t"), "b = 1\n"),
    "item": ("[[t]]\na = 1\n\n# two\n[[t]]\na = 2\n\n[[t]]\na = 3\n", delete("t", 1), "[[t]]\na = 1\n\n[[t]]\na = 3\n"),
    "first item with a comment": (
        "x = 1\n# 1\n[[t]]\na = 1\n# 2\n[[t]]\na = 2\n",
        delete("t", 0),
        "x = 1\n# 2\n[[t]]\na = 2\n",
    ),
    "first item below a comment about all": (
        "x = 1\n# all\n[[t]]\na = 1\n[[t]]\na = 2\n",
        delete("t", 0),
        "x = 1\n# all\n[[t]]\na = 2\n",
    ),
    "last item": ("[[t]]\na = 1\n\n[[t]]\na = 2\n", delete("t", 1), "[[t]]\na = 1\n"),
    "only item": ("b = 1\n\n[[t]]\na = 1\n", delete("t", 0), "b = 1\n"),
    "in brackets": ('a = ["x", "y"]\n', delete("a", 0), 'a = ["y"]\n'),
    "in lines": ('a = [\n  "x",\n  "y", # y\n]\n', delete("a", 1), 'a = [\n  "x",\n]\n'),
    "in braces": ("t = { a = 1, b = 2 }\n", delete("t", "b"), "t = { a = 1 }\n"),
    "last in brackets": ('b = 1\na = ["x"]\n', delete("a", 0), "b = 1\n"),
    "everything": ("a = 1\n", delete("a"), ""),
}


@pytest.mark.parametrize("case", GONE)
def test_what_is_deleted_goes_with_what_is_about_it_and_nothing_else(case: str) -> None:
    before, edit, after = GONE[case]

    assert edited(before, edit) == after


MOVED = {
    "in brackets": ("a = [1, 2, 3]\n", move("a", 2, to=0), "a = [3, 1, 2]\n"),
    "in lines": ("a = [\n  1, # one\n  2,\n]\n", move("a", 0, to=1), "a = [\n  2,\n  1, # one\n]\n"),
    "items below a comment about all": (
        "x = 1\n\n# all\n[[t]]\na = 1\n\n[[t]]\na = 2\n",
        move("t", 0, to=1),
        "x = 1\n\n# all\n[[t]]\na = 2\n\n[[t]]\na = 1\n",
    ),
    "items": (
        "[[t]]\na = 1\n\n\n# two\n[[t]]\na = 2\n[t.u]\nb = 1\n\n[v]\n",
        move("t", 1, to=0),
        "# two\n[[t]]\na = 2\n[t.u]\nb = 1\n\n\n[[t]]\na = 1\n\n[v]\n",
    ),
    "no final newline": ("[[t]]\na = 1\n[[t]]\na = 2", move("t", 1, to=0), "[[t]]\na = 2\n[[t]]\na = 1"),
}


@pytest.mark.parametrize("case", MOVED)
def test_items_move_with_their_comments(case: str) -> None:
    before, edit, after = MOVED[case]

    assert edited(before, edit) == after


def test_a_file_of_this_kind_has_no_value_that_is_nothing() -> None:
    with pytest.raises(EditRefusedError, match="Delete the entry"):
        edited("a = 1\n", set_("a", to=None))


def test_a_document_that_cannot_be_read_is_not_edited() -> None:
    with pytest.raises(ProblemsFoundError, match="already above"):
        edited("a = 1\na = 2\n", set_("a", to=3))
