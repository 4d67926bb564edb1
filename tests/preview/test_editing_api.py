"""The page writes a document: over a real wire, with what hostile and stale pages send."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from lxml import html

from newsletter.preview.requests import EDIT
from tests.building.publications import make_publication, write_issue
from tests.preview.previews import Preview, previewing
from tests.preview.test_security import knock

pytestmark = pytest.mark.slow

ISSUE = "api/issues/2024-01"
BODY: list[Any] = ["blocks", 0, "body"]
FRAMES = ["/frame/2024-01/email?write=1", "/frame/2024-01/email?write=1&scheme=dark", "/frame/2024-01/text?write=1"]


def post(preview: Preview, what: str, **asked: object) -> tuple[int, dict[str, Any]]:
    headers = {"X-Preview-Token": preview.token()}
    body = json.dumps(asked).encode()
    answer = httpx.post(f"{preview.url}{ISSUE}/{what}", content=body, headers=headers, timeout=30)
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.json()


def read_fields(preview: Preview, view: str = "email", tab: str = "one") -> dict[str, Any]:
    found: dict[str, Any] = preview.ask(f"{ISSUE}/fields?view={view}&tab={tab}").json()
    return found


def change(path: list[Any], value: object, **more: object) -> list[dict[str, object]]:
    return [{"do": "set", "path": path, "value": value, **more}]


def read(preview: Preview) -> str:
    return (preview.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8")


def find_field(known: dict[str, Any], path: list[Any]) -> dict[str, Any]:
    return next(field for field in known["fields"].values() if field["path"] == path and field["value"] is not None)


def list_outline(known: dict[str, Any]) -> list[tuple[list[Any], str]]:
    """Return the path and the name of each row of the outline."""
    rows = html.fragment_fromstring(known["parts"]["outline"], create_parent="div").xpath("./*[@data-path]")
    return [(json.loads(row.get("data-path")), row.findtext("button")) for row in rows]


@pytest.mark.parametrize("view", ["email", "web", "text", "feed"])
def test_every_view_knows_its_fields(preview: Preview, view: str) -> None:
    known = read_fields(preview, view)

    assert (known["file"], known["saved"], known["redo"]) == ("issue", True, "")
    assert find_field(known, BODY)["value"] == "Hello."
    assert list_outline(known) == [(["blocks", 0], "A word"), (["blocks", 1], "Review one")]


def test_what_is_typed_is_shown_in_every_frame_and_written_nowhere(preview: Preview) -> None:
    before, known = read(preview), read_fields(preview)
    status, made = post(
        preview, "edit", base=known["base"], tab="one", live=True, ops=change(BODY, "Typed so f"), frames=FRAMES
    )

    assert status == 200
    assert ["Typed so f" in frame for frame in made["frames"]] == [True] * 3
    assert (made["base"], made["saved"], made["paths"]) == (known["base"], False, [BODY])
    assert find_field(made, BODY)["value"] == "Typed so f"
    assert read(preview) == before
    assert not (preview.root / ".newsletter").exists()
    assert "Typed so f" not in preview.ask("frame/2024-01/email").text


def test_what_is_done_is_saved_said_and_taken_back(preview: Preview) -> None:
    before, known = read(preview), read_fields(preview)
    status, made = post(
        preview, "edit", base=known["base"], tab="one", live=False, ops=change(BODY, "Good day."), frames=FRAMES
    )
    saved = read(preview)
    undone = post(preview, "undo", base=made["base"], tab="one", frames=FRAMES)[1]
    taken_back = read(preview)
    redone = post(preview, "redo", base=undone["base"], tab="one", frames=FRAMES)[1]

    assert status == 200
    assert saved == before.replace("Hello.", "Good day.")
    assert made["said"] == made["undo"] == undone["said"] == undone["redo"] == redone["said"]
    assert taken_back == before
    assert (undone["base"], undone["undo"]) == (known["base"], "")
    assert "Hello." in undone["frames"][0]
    assert (read(preview), redone["base"]) == (saved, made["base"])


def test_several_operations_are_one_step(preview: Preview) -> None:
    before, known = read(preview), read_fields(preview)
    ops: list[dict[str, Any]] = [
        {"do": "duplicate", "path": ["blocks", 1]},
        {"do": "move", "path": ["blocks", 0], "to": 2},
        {"do": "add", "path": ["blocks"], "value": {"type": "text", "title": "New", "body": "New words."}},
        {"do": "replace", "path": ["blocks", 3, "body"], "value": {"words": "New", "by": "Brand-new"}},
        {"do": "delete", "path": ["blocks", 0]},
    ]
    status, made = post(preview, "edit", base=known["base"], tab="one", ops=ops)
    names = [name for _, name in list_outline(made)]
    saved = read(preview)
    post(preview, "undo", base=made["base"], tab="one")

    assert status == 200
    assert names == ["Review one", "A word", "New"]
    assert "id: first-2" in saved
    assert "Brand-new words." in saved
    assert read(preview) == before


def test_about_the_same_words_the_page_is_asked_and_can_win(preview: Preview) -> None:
    known = read_fields(preview)
    post(preview, "edit", base=known["base"], tab="one", ops=change(BODY, "Theirs."))
    post(
        preview,
        "edit",
        base=read_fields(preview)["base"],
        tab="one",
        ops=[{"do": "move", "path": ["blocks", 0], "to": 1}],
    )
    status, asked = post(preview, "edit", base=known["base"], tab="two", ops=change(BODY, "Mine."))
    unchanged = read(preview)
    won = post(preview, "edit", base=asked["base"], tab="two", ops=asked["ops"])

    assert (status, asked["error"]) == (409, "conflict")
    assert (asked["was"], asked["theirs"], asked["yours"]) == ("Hello.", "Theirs.", "Mine.")
    assert asked["path"] == ["blocks", 1, "body"]
    assert "Theirs." in unchanged
    assert won[0] == 200
    assert "Mine." in read(preview)


def test_other_words_are_merged(preview: Preview) -> None:
    known = read_fields(preview)
    post(preview, "edit", base=known["base"], tab="one", ops=[{"do": "move", "path": ["blocks", 0], "to": 1}])
    write_outside = read(preview).replace("The issue 2024-01", "Another subject")
    (preview.root / "issues" / "2024-01.yaml").write_text(write_outside, encoding="utf-8")
    status, made = post(preview, "edit", base=known["base"], tab="two", ops=change(BODY, "Mine."))

    assert (status, made["paths"]) == (200, [["blocks", 1, "body"]])
    assert "Another subject" in read(preview)
    assert "Mine." in read(preview)


def test_a_page_that_types_while_another_moves_what_it_types_in_learns_where_that_is(preview: Preview) -> None:
    known = read_fields(preview)
    first = post(preview, "edit", base=known["base"], tab="one", live=True, ops=change(BODY, "Type"), frames=FRAMES)[1]
    post(preview, "edit", base=known["base"], tab="two", ops=[{"do": "move", "path": ["blocks", 0], "to": 1}])
    second = post(preview, "edit", base=known["base"], tab="one", live=True, ops=change(BODY, "Typed"), frames=FRAMES)[
        1
    ]
    third = post(preview, "edit", base=known["base"], tab="one", live=True, ops=change(BODY, "Typed."), frames=FRAMES)[
        1
    ]

    assert first["base"] == known["base"]
    assert second["paths"] == third["paths"] == [["blocks", 1, "body"]]
    assert find_field(second, ["blocks", 1, "body"])["value"] == "Typed"
    assert second["base"] == third["base"] == read_fields(preview)["base"]
    assert "fields" not in third
    assert "Typed." in third["frames"][0]


def test_of_words_in_what_has_gone_nothing_can_win(preview: Preview) -> None:
    known = read_fields(preview)
    post(preview, "edit", base=known["base"], tab="two", ops=[{"do": "delete", "path": ["blocks", 0]}])
    status, asked = post(preview, "edit", base=known["base"], tab="one", ops=change(BODY, "Mine."))

    assert (status, asked["theirs"], asked["ops"]) == (409, None, [])
    assert asked["said"] == "What you were writing in has been deleted meanwhile."


def test_what_another_program_wrote_can_be_taken_back(preview: Preview) -> None:
    before = read(preview)
    read_fields(preview)
    write_issue(preview.root, "2024-01", words="Written outside.")
    known = read_fields(preview)
    post(preview, "undo", base=known["base"], tab="one")

    assert known["undo"].startswith("Changes from outside: changed A word")
    assert read(preview) == before


def test_what_cannot_be_loaded_is_said_and_not_saved(preview: Preview) -> None:
    before, known = read(preview), read_fields(preview)
    for is_live in (True, False):
        status, made = post(
            preview, "edit", base=known["base"], tab="one", live=is_live, ops=change(["status"], "reddy"), frames=FRAMES
        )
        assert (status, made["error"]) == (422, "problem")
        assert made["problems"][0]["path"] == ["status"]
        assert made["problems"][0]["replacements"] == ["ready"]
    assert read(preview) == before


def test_what_cannot_be_done_is_refused_in_words(preview: Preview) -> None:
    before, known = read(preview), read_fields(preview)
    status, made = post(preview, "edit", base=known["base"], tab="one", ops=[{"do": "delete", "path": ["blocks", 99]}])

    assert (status, made["error"]) == (422, "refused")
    assert made["said"] == "What should be changed is not there any more."
    assert read(preview) == before


@pytest.mark.parametrize(
    ("file", "path"),
    [
        ("issue", ["period"]),
        ("publication", ["uuid"]),
        ("publication", ["packs", 0]),
        ("publication", ["provider", "name"]),
        ("publication", ["sending", "approvals"]),
        ("publication", ["base_url"]),
    ],
)
@pytest.mark.parametrize("is_live", [True, False])
def test_what_addresses_and_sending_hang_on_stays(
    preview: Preview, file: str, path: list[Any], *, is_live: bool
) -> None:
    before, base = preview.root.joinpath("newsletter.toml").read_bytes(), read_fields(preview)["base"]
    ops = change(path, "2024-02", file=file)
    status, made = post(preview, "edit", base=base, tab="one", live=is_live, ops=ops)

    assert (status, made["error"]) == (422, "refused")
    assert "hang on it" in made["said"]
    assert preview.root.joinpath("newsletter.toml").read_bytes() == before


def test_a_page_that_is_too_old_is_told_to_load_again(preview: Preview) -> None:
    for what in ("edit", "undo", "redo"):
        status, made = post(preview, what, base="0" * 16, tab="one", ops=change(BODY, "x"))
        assert (status, made["error"]) == (410, "stale")
        assert "Load it again." in made["said"]


def test_words_that_nobody_changed_are_saved_though_the_page_is_too_old(preview: Preview) -> None:
    refused = post(preview, "edit", base="0" * 16, tab="one", ops=change(BODY, "Mine."), was="Other words.")
    saved = post(preview, "edit", base="0" * 16, tab="one", ops=change(BODY, "Mine."), was="Hello.")

    assert (refused[0], refused[1]["error"]) == (410, "stale")
    assert saved[0] == 200
    assert "Mine." in read(preview)


def test_who_is_asked_sees_both_versions_escaped(preview: Preview) -> None:
    known = read_fields(preview)
    post(preview, "edit", base=known["base"], tab="two", ops=change(BODY, "Theirs < yours & ours."))
    made = post(preview, "edit", base=known["base"], tab="one", ops=change(BODY, "Mine."))[1]
    asked = html.fragment_fromstring(made["ask"])

    assert [asked.get_element_by_id(name).text_content() for name in ("theirs", "yours")] == [
        "Theirs < yours & ours.",
        "Mine.",
    ]
    assert "you choose" in made["said"]


def test_the_page_is_told_in_a_sentence_what_was_taken_back(preview: Preview) -> None:
    known = read_fields(preview)
    made = post(preview, "edit", base=known["base"], tab="one", ops=change(BODY, "Mine."))[1]
    undone = post(preview, "undo", base=made["base"], tab="one")[1]
    redone = post(preview, "redo", base=undone["base"], tab="one")[1]
    steps = html.fragment_fromstring(undone["parts"]["steps"], create_parent="div")

    assert (undone["notice"], redone["notice"]) == (f"Undone: {made['said']}", f"Done again: {made['said']}")
    assert steps.get_element_by_id("redo").get("title") == f"Redo: {made['said']}"


def test_settings_of_the_publication_are_written_and_taken_back_too(preview: Preview) -> None:
    settings = preview.root / "newsletter.toml"
    before, known = settings.read_bytes(), read_fields(preview)
    field = next(field for field in known["fields"].values() if field["kind"] == "settings" and field["value"])
    ops = change(field["path"], "Words for all issues", file="publication")
    live = post(preview, "edit", base=known["base"], tab="one", live=True, ops=ops, frames=FRAMES)[1]
    unchanged = settings.read_bytes()
    made = post(preview, "edit", base=known["base"], tab="one", ops=ops, frames=FRAMES)[1]
    saved = settings.read_bytes()
    undone = post(preview, "undo", base=made["base"], tab="one", frames=FRAMES)[1]

    assert "Words for all issues" in live["frames"][0]
    assert unchanged == before
    assert b"Words for all issues" in saved
    assert made["base"] == known["base"]
    assert made["bases"]["publication"] != known["bases"]["publication"]
    assert undone["said"] == made["undo"]
    assert settings.read_bytes() == before


def test_a_conflict_in_the_settings_is_seen_too(preview: Preview) -> None:
    settings = preview.root / "newsletter.toml"
    known = read_fields(preview, tab="two")
    field = next(
        field for field in known["fields"].values() if field["path"] == ["title"] and field["kind"] == "settings"
    )
    words = settings.read_text(encoding="utf-8")
    settings.write_text(words.replace(f'"{field["value"]}"', '"Theirs"', 1), encoding="utf-8")
    ops = change(["title"], "Mine", file="publication")
    status, asked = post(preview, "edit", base=known["base"], tab="two", ops=ops)

    assert (status, asked["theirs"], asked["yours"]) == (409, "Theirs", "Mine")


def test_an_issue_that_cannot_be_read_is_shown_with_its_problems(preview: Preview) -> None:
    (preview.root / "issues" / "2024-01.yaml").write_text("title: [", encoding="utf-8")
    known = read_fields(preview)

    assert (known["fields"], known["parts"]["outline"]) == ({}, "")
    assert "error" in [problem["severity"] for problem in known["problems"]]


@pytest.mark.parametrize("what", ["edit", "undo", "redo"])
def test_nothing_is_written_for_another_page(preview: Preview, what: str) -> None:
    before = read(preview)
    body = json.dumps({"base": read_fields(preview)["base"], "ops": change(BODY, "Hostile")}).encode()
    own = {"Host": preview.host}
    hostile = [
        own,
        own | {"X-Preview-Token": "guess"},
        own | {"X-Preview-Token": preview.token(), "Origin": "https://evil.example"},
        own | {"X-Preview-Token": preview.token(), "Origin": "http://127.0.0.1:1"},
        own | {"X-Preview-Token": preview.token(), "Sec-Fetch-Site": "cross-site"},
        {"Host": "evil.example", "X-Preview-Token": preview.token()},
    ]

    assert [knock(preview, "POST", f"/{ISSUE}/{what}", fields, body)[0] for fields in hostile] == [403] * 6
    assert read(preview) == before


_OP: dict[str, Any] = {"do": "set", "path": ["title"], "value": "x"}

NO_OPERATIONS: list[object] = [
    [],
    {},
    None,
    [None],
    [[]],
    [_OP | {"do": "write"}],
    [_OP | {"do": ["set"]}],
    [_OP | {"do": {}}],
    [_OP | {"path": "title"}],
    [_OP | {"path": []}],
    [_OP | {"path": None}],
    [_OP | {"path": [1.5]}],
    [_OP | {"path": [True]}],
    [_OP | {"path": [None]}],
    [_OP | {"path": [-1]}],
    [_OP | {"path": [""]}],
    [_OP | {"path": ["a" * 1_000]}],
    [_OP | {"path": ["a"] * 41}],
    [_OP | {"path": [2**40]}],
    [_OP | {"to": -1}],
    [_OP | {"to": "1"}],
    [_OP | {"to": True}],
    [_OP | {"file": "../secret"}],
    [_OP | {"file": "issues/2024-02.yaml"}],
    [_OP | {"file": ["issue"]}],
    [_OP, _OP | {"file": "publication"}],
    [_OP | {"value": float("nan")}],
    [_OP | {"value": [{"a": float("inf")}]}],
    [_OP] * 501,
]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"{}",
        b'{"base": "x"}',
        b"[" * 100_000,
        b'{"a":' * 40_000,
        *(json.dumps({"base": "x", "tab": "t", "ops": ops}).encode() for ops in NO_OPERATIONS),
        json.dumps({"base": 7, "ops": [_OP]}).encode(),
        json.dumps({"base": "x", "tab": ["t"], "ops": [_OP]}).encode(),
        json.dumps({"base": "x" * 5_000, "ops": [_OP]}).encode(),
        json.dumps({"base": "x", "frames": "/frame/2024-01/email", "ops": [_OP]}).encode(),
        json.dumps({"base": "x", "frames": [7], "ops": [_OP]}).encode(),
    ],
    ids=repr,
)
def test_what_no_page_sends_is_refused(preview: Preview, body: bytes) -> None:
    before = read(preview)
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}
    status, answer = knock(preview, "POST", f"/{ISSUE}/edit", fields, body)

    assert (status, json.loads(answer)["error"]) == (400, "refused")
    assert read(preview) == before


@pytest.mark.parametrize(
    "operation",
    [
        {"do": "set", "path": ["blocks", 0, "body"], "value": "\u0007"},
        {"do": "set", "path": ["blocks", 0, "body"], "value": "\ue000 1\ue001"},
        {"do": "set", "path": ["blocks", 0, "body"], "value": "\ud800"},
        {"do": "set", "path": ["blocks", 0, "body"], "value": {"a": {"b": None}}},
        {"do": "set", "path": ["blocks", 0, "body"], "value": None},
        {"do": "set", "path": ["blocks", 0, "body"], "value": 10**400},
        {"do": "set", "path": ["blocks", 0, "body", "x", 7], "value": "x"},
        {"do": "set", "path": ["blocks", 7], "value": {}},
        {"do": "set", "path": ["constructor", "__proto__"], "value": "x"},
        {"do": "set", "path": ["__class__"], "value": "x"},
        {"do": "insert", "path": ["blocks", 0], "value": {"type": "text", "body": "<script>alert(1)</script>"}},
        {"do": "insert", "path": ["blocks", 0], "value": "text"},
        {"do": "insert", "path": ["title", 0], "value": "text"},
        {"do": "delete", "path": ["title"]},
        {"do": "delete", "path": ["nothing"]},
        {"do": "move", "path": ["blocks", 0], "to": 1_000_000},
        {"do": "move", "path": ["title"], "to": 0},
        {"do": "add", "path": ["title"], "value": "x"},
        {"do": "duplicate", "path": ["title"]},
        {"do": "replace", "path": ["blocks", 0, "body"], "value": {"words": "nowhere", "by": "x"}},
        {"do": "replace", "path": ["blocks", 0, "body"], "value": "x"},
    ],
    ids=repr,
)
@pytest.mark.parametrize("is_live", [True, False])
def test_what_no_document_holds_is_refused_and_the_file_stays(
    preview: Preview, operation: dict[str, object], *, is_live: bool
) -> None:
    before, base = read(preview), read_fields(preview)["base"]
    status, made = post(preview, "edit", base=base, tab="one", live=is_live, ops=[operation], frames=FRAMES)

    assert status == 422
    assert made["said"]
    assert "Traceback" not in json.dumps(made)
    assert read(preview) == before


@pytest.mark.parametrize(
    "address",
    [
        "/frame/2024-02/email?write=1",
        "/frame/../secret/email",
        "/site/2024-01/light/../../secret.yaml",
        "/site/2024-01/light/newsletter.toml",
        "/site/2024-01/light/%2e%2e/%2e%2e/secret.yaml",
        "http://evil.example/frame/2024-01/email",
        "file:///etc/passwd",
        "/api/issues/2024-01/fields",
        "//[",
        "",
    ],
)
def test_no_address_of_a_frame_leads_out_of_the_issue(preview: Preview, address: str) -> None:
    (preview.root / "secret.yaml").write_text("the secret", encoding="utf-8")
    base = read_fields(preview)["base"]
    status, made = post(preview, "edit", base=base, tab="one", live=True, ops=change(BODY, "x"), frames=[address])

    assert status == 200
    assert "the secret" not in made["frames"][0]
    assert "root:" not in made["frames"][0]
    assert "Issue 2024-02" not in made["frames"][0]


def test_a_request_may_not_be_too_long(preview: Preview) -> None:
    before, base = read(preview), read_fields(preview)["base"]
    ops = change(BODY, "x" * (EDIT + 1))
    status, made = post(preview, "edit", base=base, tab="one", ops=ops)

    assert (status, made["said"]) == (413, "This is too long to be saved at once.")
    assert read(preview) == before


@pytest.mark.parametrize("period", ["..%2F..%2Fsecret", "2024-13", "newsletter.toml", "2024-01%00", "2024-01.yaml"])
@pytest.mark.parametrize("what", ["fields", "edit", "undo", "redo"])
def test_nothing_but_issues_is_addressed(preview: Preview, period: str, what: str) -> None:
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}
    method = "GET" if what == "fields" else "POST"
    body = None if what == "fields" else json.dumps({"base": "x", "ops": [_OP]}).encode()

    assert knock(preview, method, f"/api/issues/{period}/{what}", fields, body)[0] == 404


def test_an_issue_that_is_not_there_is_answered_so(preview: Preview) -> None:
    answer = preview.ask("api/issues/2031-01/fields?view=email&tab=one")

    assert (answer.status_code, answer.json()["said"]) == (404, "This issue is not there any more.")


def test_a_read_only_preview_has_no_such_addresses(tmp_path_factory: pytest.TempPathFactory) -> None:
    root = make_publication(tmp_path_factory.mktemp("read only") / "news")
    with previewing(root, "--port", "0", "--read-only") as preview:
        answers = [preview.ask(f"{ISSUE}/fields").status_code, post_raw(preview)]

    assert answers == [404, 404]


def post_raw(preview: Preview) -> int:
    body = json.dumps({"base": "x", "ops": [_OP]}).encode()
    return knock(preview, "POST", f"/{ISSUE}/edit", {"Host": preview.host, "X-Preview-Token": preview.token()}, body)[0]
