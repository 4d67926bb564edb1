"""Each text of January and of the five examples is changed as an editor does, and taken back: to the byte."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random
from uuid import UUID

import pytest

from newsletter.editing.documents import DocumentFile, find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditingSession, EditRequest
from newsletter.editing.soft_lines import join_lines
from newsletter.scaffolding.examples import list_examples, make_example
from tests.editing.sessions import JANUARY, copy_publication, list_texts, open_session

NAMES = ["January", *list_examples()]


def open_publication(root: Path, name: str) -> tuple[EditingSession, DocumentFile]:
    if name == "January":
        copy_publication(root)
        return open_session(root), JANUARY
    for path, content in make_example(name, "The news", UUID(int=7), date(2026, 11, 20)).files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    return open_session(root), find_issue_file("2026-11")


def change_and_take_back(session: EditingSession, file: DocumentFile, path: tuple[str | int, ...], text: str) -> None:
    """Change the first word of a text as the page shows it; what is saved has other lines only where it stands."""
    before = session.look(file)
    shown = join_lines(text)
    words = f"Changed {shown}"
    made = session.edit(file, EditRequest(before.digest, (Operation("set", path, words),), "tab"))
    lines, now = before.data.splitlines(), made.data.splitlines()
    start = next(n for n, (one, other) in enumerate(zip(lines, now, strict=False)) if one != other)
    shared = next(n for n, (one, other) in enumerate(zip(reversed(lines), reversed(now), strict=False)) if one != other)

    assert len(now) - shared - start <= len(text.splitlines()) + 3 + len(shown) // 80, "only where the words are"
    assert session.step(file, made.state.digest, "undo").data == before.data


def find_texts(session: EditingSession, file: DocumentFile) -> list[tuple[tuple[str | int, ...], str]]:
    data = session.documents.parse(file, session.documents.read(file))
    return list(list_texts(data))


@pytest.mark.parametrize("name", NAMES)
def test_a_few_texts_are_changed_and_taken_back(tmp_path: Path, name: str) -> None:
    session, file = open_publication(tmp_path, name)
    texts = find_texts(session, file)

    assert len(texts) >= 8
    for path, text in Random(5).sample(texts, 4):  # noqa: S311  # no secret
        change_and_take_back(session, file, path, text)


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_changed_and_taken_back(tmp_path: Path, name: str, part: int) -> None:
    session, file = open_publication(tmp_path, name)

    for path, text in find_texts(session, file)[part::4]:
        change_and_take_back(session, file, path, text)
