"""Every control of every form: what it writes is read back by the form, and goes again when the control is emptied."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from lxml.html import HtmlElement

from newsletter.editing.model_at import find_document_model
from newsletter.editing.operations import Operation, expand, read_operations
from newsletter.parsing.document import DataPath
from newsletter.parsing.yaml import read_yaml
from newsletter.parsing.yaml_editing import edit_yaml
from tests.packs import BLOCKS, PACKS
from tests.preview.form_pages import make_form

MODEL = find_document_model("issue", PACKS)
KINDS = sorted(set(BLOCKS) - {"section"})
OF_MANY = ("vocabulary", "either")
HEAD = "period: 2024-02\ntitle: February\nblocks:"


def write_example(kind: str) -> bytes:
    """Return an issue with the example of a block."""
    written = BLOCKS[kind].example.strip("\n").replace("MONTH", "2024-02")
    return f"{HEAD}\n{written}\n".encode()


def act(source: bytes, operation: Operation) -> bytes:
    """Return a document after an operation, written as the page writes it."""
    for edit in expand(operation, dict(read_yaml(source, "issue").data), MODEL):
        data = read_yaml(source, "issue").data
        order = MODEL.order_at(data, edit.path[:-1]) if edit.do == "set" else ()
        source = edit_yaml(source, edit, order)
    return source


def list_controls(source: bytes) -> Iterator[tuple[HtmlElement, DataPath]]:
    form = make_form(read_yaml(source, "issue").data, ("blocks", 0))
    for control in form.xpath(".//*[@data-kind]"):
        yield control, tuple(json.loads(control.get("data-path")))


def find(source: bytes, path: DataPath) -> HtmlElement:
    return next(one for one, at in list_controls(source) if at == path)


def tidy(value: Any) -> Any:  # noqa: ANN401  # any part of a document
    """Return a value without what is only a way of writing it: the end of a last line, a point as a group."""
    if isinstance(value, str):
        return value.removesuffix("\n")
    if isinstance(value, list):
        return [tidy(one) for one in value]
    if isinstance(value, dict):
        return value["text"] if list(value) == ["text"] else {key: tidy(one) for key, one in value.items()}
    return value


def read(control: HtmlElement) -> Any:  # noqa: ANN401  # whatever it holds
    """Return what the script reads from a control."""
    kind = control.get("data-kind")
    if kind in ("text", "lines", "typed", "cell", "number"):
        words = (control.text or "").removeprefix("\n") if control.tag == "textarea" else control.get("value", "")
        return words if kind != "number" or not words else int(words)
    if kind == "check":
        return control.get("checked") is not None
    if kind == "moment":
        day, *time = [part.get("value") for part in control.xpath(".//input")]
        return "T".join(filter(None, [day, *time]))
    chosen = control.xpath(".//input[@checked]/@value | .//option[@selected]/@value")
    if kind == "vocabulary":
        return list(chosen)
    return json.loads(chosen[0]) if chosen and chosen[0] else None


def choose_value(control: HtmlElement) -> Any:  # noqa: ANN401  # whatever it may hold
    """Return something else to write with a control."""
    kind, was = control.get("data-kind"), read(control)
    if kind == "check":
        return not was
    if kind == "number":
        return 7 if was != 7 else 8  # any other number
    if kind == "moment":
        return {"day": "2024-03-05", "end": "22:30"}.get(control.get("data-form"), "2024-03-05T18:00")
    if kind in ("radios", "choice", "either"):
        offered = [json.loads(one) for one in control.xpath(".//input/@value | .//option/@value") if one]
        return next((one for one in reversed(offered) if one != was), was)
    return "https://example.org/new" if control.get("type") == "url" else "New words"


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_control_writes_is_read_back_and_can_be_emptied(kind: str) -> None:
    source = write_example(kind)
    controls = [(one, path) for one, path in list_controls(source) if one.get("data-kind") not in OF_MANY]

    assert controls
    for control, path in controls:
        value, default = choose_value(control), json.loads(control.get("data-default") or "null")
        written = act(source, Operation("set", path, value))
        assert tidy(read(find(written, path))) == value, path
        if path[-1] != "text" and control.get("data-kind") != "cell":  # a point is nothing without its words
            emptied = [read(one) for one, at in list_controls(act(written, Operation("delete", path))) if at == path]
            assert {one or None for one in emptied} <= {default or None}, path


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_takes_another_item_and_gives_it_up(kind: str) -> None:
    source = write_example(kind)
    form = make_form(read_yaml(source, "issue").data, ("blocks", 0))

    for button in form.xpath(".//button[contains(@data-op, 'add')]"):
        (operation,) = read_operations([json.loads(button.get("data-op"))])
        path, written = operation.path, act(source, operation)
        added = MODEL.at(read_yaml(written, "issue").data, path)
        again = make_form(read_yaml(written, "issue").data, ("blocks", 0))
        places = [json.loads(one)["path"] for one in again.xpath(".//button/@data-op[contains(., 'delete')]")]
        mine = [place for place in places if tuple(place)[:-1] == path]
        assert added["type"] == "array"
        assert mine, path
        last = tuple(mine[-1])
        assert tidy(read_yaml(act(written, Operation("delete", last)), "issue").data) == tidy(
            read_yaml(source, "issue").data
        )


def test_a_theme_is_added_to_a_point_that_was_a_text_alone() -> None:
    source = write_example("case_review")
    path = ("blocks", 0, "learning", "items", 0)

    written = act(source, Operation("add", (*path, "themes"), "workforce"))

    (point,) = read_yaml(written, "issue").data["blocks"][0]["learning"]["items"]  # type: ignore[index]  # it is there
    assert point == {"text": "One thing that the review found", "themes": ["workforce"]}


def test_the_month_of_a_partial_date_becomes_a_season() -> None:
    source = write_example("case_review")
    path = ("blocks", 0, "incidents", 0, "when")

    written = act(act(source, Operation("set", (*path, "season"), "spring")), Operation("delete", (*path, "month")))

    (within,) = [one for one, at in list_controls(written) if at == path and one.get("data-kind") == "either"]
    assert read(within) == {"season": "spring"}
