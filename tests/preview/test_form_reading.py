"""What is typed into the controls of a form becomes operations on the document, and no more of them than it needs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsletter.editing.operations import Operation
from newsletter.preview.forms.reading import read_asked

AT = ("blocks", 0, "place")


def ask(kind: str, was: list[str], now: list[str], **more: str) -> list[tuple[Any, ...]]:
    """Return what one control asks to do: each as the verb, what is after the path of the control, and the value."""
    asked = read_asked([{"kind": kind, "path": json.dumps(AT), "was": was, "now": now, **more}])
    assert all(one.path[: len(AT)] == AT for one in asked)
    return [(one.do, one.path[len(AT) :], one.value) for one in asked]


@pytest.mark.parametrize(
    ("kind", "now", "more", "value"),
    [
        ("text", " Two\nlines ", {}, "Two lines"),
        ("lines", "Two\r\nlines ", {}, "Two\nlines "),
        ("typed", "7", {}, 7),
        ("typed", "7.50", {}, "7.50"),
        ("typed", "1.5", {}, 1.5),
        ("typed", "0", {}, 0),
        ("typed", "007", {}, "007"),
        ("cell", " a ", {}, "a"),
        ("number", "12", {}, 12),
        ("number", "1.5", {}, 1.5),
        ("choice", '"scr"', {"default": '"csp"'}, "scr"),
        ("radios", "3", {}, 3),
        ("check", "on", {"default": "false"}, True),
    ],
)
def test_a_value_is_set_as_it_was_meant(kind: str, now: str, more: dict[str, str], value: object) -> None:
    assert ask(kind, [""] if kind != "check" else [], [now], **more) == [("set", (), value)]


@pytest.mark.parametrize(("kind", "was"), [("text", "Words"), ("lines", "Words"), ("typed", "7"), ("number", "7")])
def test_a_control_that_is_emptied_takes_its_value_out(kind: str, was: str) -> None:
    assert ask(kind, [was], ["  " if kind != "number" else ""]) == [("delete", (), None)]


def test_a_choice_that_is_the_default_is_not_written() -> None:
    assert ask("choice", ['"scr"'], ['"csp"'], default='"csp"') == [("delete", (), None)]
    assert ask("check", ["on"], [], default="false") == [("delete", (), None)]
    assert ask("check", ["on"], [], default="true") == [("set", (), False)]


def test_spaces_alone_change_nothing() -> None:
    assert ask("text", ["Words"], [" Words "]) == []
    assert ask("pairs", ["a", "b", "", ""], ["a ", " b", "half", ""]) == []


@pytest.mark.parametrize(
    ("form", "now", "zone", "value"),
    [
        ("day", ["2024-03-05"], "", "2024-03-05"),
        ("occasion", ["2024-03-05", "18:00"], "", "2024-03-05T18:00"),
        ("end", ["", "22:30"], "", "22:30"),
        ("moment", ["2024-03-05", "18:00"], "Europe/London", "2024-03-05T18:00:00+00:00"),
        ("moment", ["2024-07-05", "18:00"], "Europe/London", "2024-07-05T18:00:00+01:00"),
        ("day-or-moment", ["2024-07-05", "18:00"], "Z", "2024-07-05T18:00:00Z"),
        ("day-or-moment", ["2024-07-05", ""], "Z", "2024-07-05"),
        ("moment", ["2024-07-05", "18:00"], "-03:30", "2024-07-05T18:00:00-03:30"),
    ],
)
def test_a_time_has_the_offset_of_its_day(form: str, now: list[str], zone: str, value: str) -> None:
    assert ask("moment", ["", ""], now, form=form, zone=zone) == [("set", (), value)]


def test_of_a_group_and_a_vocabulary_only_what_differs_is_written() -> None:
    assert ask("pairs", ["a", "b", "c", "d"], ["a", "b", "c", "e", "f", "g"]) == [
        ("set", ("c",), "e"),
        ("set", ("f",), "g"),
    ]
    assert ask("vocabulary", ["one", "two", "three"], ["two", "four"]) == [
        ("add", (), "four"),
        ("delete", (2,), None),
        ("delete", (0,), None),
    ]
    assert ask("either", ['{"month": 3}'], ['{"season": "spring"}']) == [
        ("delete", ("month",), None),
        ("set", ("season",), "spring"),
    ]


def test_an_entry_begins_with_its_name_and_a_warning_stands_with_its_reason() -> None:
    assert ask("named", [""], ["Café at Night"], start='{"label": "", "about": ""}') == [
        ("set", ("cafe-at-night",), {"label": "Café at Night", "about": ""})
    ]
    assert ask("named", [""], ["…"], start="{}") == []
    assert ask("waiver", [""], ["It is a quotation."], start='{"rule": "subject.length"}') == [
        ("add", (), {"rule": "subject.length", "reason": "It is a quotation."})
    ]


def test_operations_pass_as_they_are() -> None:
    assert read_asked([{"do": "delete", "path": ["title"]}]) == (Operation("delete", ("title",)),)


@pytest.mark.parametrize(
    "control",
    [
        {"kind": "unheard-of"},
        {"kind": ["text"]},
        {"kind": "text", "path": "{}"},
        {"kind": "text", "path": 7},
        {"kind": "text", "path": "["},
        {"kind": "text", "now": "words"},
        {"kind": "text", "now": [7]},
        {"kind": "text", "now": ["words"] * 5000},
        {"kind": "either", "now": ["[]"]},
        {"kind": "choice", "now": ["no JSON"]},
        {"kind": "number", "now": ["nan"]},
        {"kind": "named", "now": ["Name"]},
        {"kind": "moment", "form": "moment", "zone": "Nowhere/../etc", "now": ["2024-03-05", "18:00"]},
        {"kind": "moment", "form": "moment", "zone": "Europe/London", "now": ["2024-13-05", "18:00"]},
    ],
)
def test_what_no_form_sends_is_refused(control: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the address answers all of them alike
        read_asked([{"path": '["title"]', "was": [], "now": [], **control}])
