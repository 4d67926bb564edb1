"""What was done to an issue, by whom and when, as an editor reads it."""

from __future__ import annotations

import json

import pytest

from newsletter.editing.author import find_given_author
from tests.building.publications import write_issue
from tests.preview.previews import Preview
from tests.preview.test_editing_api import BODY, change, post, read_fields
from tests.preview.test_security import knock

pytestmark = pytest.mark.slow

PANEL = "panel/history/2024-01"


def send(preview: Preview, name: str) -> tuple[int, str]:
    fields = {"Host": preview.host, "X-Preview-Token": preview.token()}
    return knock(preview, "POST", f"/{PANEL}", fields, json.dumps({"name": name}).encode())


def test_what_was_done_is_listed_with_who_did_it(preview: Preview) -> None:
    nothing = preview.ask(PANEL).text
    send(preview, "Ann <b>Ünal</b>")
    base = post(preview, "edit", base=read_fields(preview)["base"], tab="one", ops=change(BODY, "Good day."))[1]["base"]
    post(preview, "undo", base=base, tab="one")
    write_issue(preview.root, "2024-01", words="Outside.")
    read_fields(preview)
    listed = preview.ask(PANEL).text

    assert "Nothing yet." in nothing
    assert [
        words in listed for words in ("Ann &lt;b&gt;Ünal&lt;/b&gt;", "Another program", "Undone: Changed A word")
    ] == [True] * 3
    assert listed.index("Changes from outside") < listed.index("Undone: Changed A word")


def test_a_name_is_kept_for_what_is_written_from_now_on(preview: Preview) -> None:
    status, answer = send(preview, " Ben ")

    assert (status, find_given_author(preview.root)) == (200, "Ben")
    assert 'value="Ben"' in answer
    assert "What is written here from now on is Ben’s." in answer


def test_nobody_has_no_name(preview: Preview) -> None:
    status, answer = send(preview, " \n ")

    assert (status, find_given_author(preview.root)) == (422, "")
    assert "Give your name." in answer


def test_a_name_is_kept_for_our_own_page_alone(preview: Preview) -> None:
    body = json.dumps({"name": "Mallory"}).encode()

    assert knock(preview, "POST", f"/{PANEL}", {"Host": preview.host}, body)[0] == 403
    assert find_given_author(preview.root) == ""
