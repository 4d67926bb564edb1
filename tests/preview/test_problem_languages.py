"""A problem of a text in several languages says in which it is."""

from __future__ import annotations

from pathlib import Path

from newsletter.editing.documents import find_issue_file
from newsletter.preview.app import Preview
from newsletter.preview.issue_edits import read_issue
from newsletter.preview.issue_fields import describe_problems
from tests.bilingual import ISSUE, NAME, PERIOD, write_publication


def test_the_language_is_said_first(tmp_path: Path) -> None:
    write_publication(tmp_path)
    words = "\"Mae'r to wedi'i drwsio [click here](https://example.org).\", of"
    text = ISSUE.replace("Mae'r to wedi'i drwsio., of", words)
    (tmp_path / NAME).write_text(text, encoding="utf-8")
    preview = Preview(tmp_path, {})
    data = read_issue(preview, PERIOD)
    message = {one["said"][0]: one["path"] for one in describe_problems(preview.cache.get(PERIOD), data)}
    name = preview.editing.documents.name(find_issue_file(PERIOD), ("blocks", 0, "summary", "cy"), data)

    assert [path for words, path in message.items() if words.startswith("In Cymraeg: ")] == [
        ["blocks", 0, "summary", "cy"]
    ]
    assert name == "The library opens › summary, in Cymraeg"
