"""Dates of settings are dates of TOML, also where a form writes the first one."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.editing.documents import PUBLICATION
from newsletter.editing.session import EditRequest
from newsletter.loading import load_publication
from tests.editing.sessions import copy_publication, do, open_session


@pytest.mark.parametrize(
    ("operation", "line"),
    [
        ({"do": "set", "path": ["support_contacts", 0, "checked"], "value": "2024-01-02"}, "checked = 2024-01-02"),
        (
            {
                "do": "insert",
                "path": ["support_contacts", 0],
                "value": {"id": "a", "name": "A", "checked": "2024-01-02"},
            },
            "checked = 2024-01-02",
        ),
        ({"do": "set", "path": ["support_contacts", 0, "name"], "value": "2024-01-02"}, 'name = "2024-01-02"'),
    ],
)
def test_what_a_form_says_is_a_date_where_the_model_has_one(
    tmp_path: Path, operation: dict[str, object], line: str
) -> None:
    session = open_session(copy_publication(tmp_path))
    before = session.look(PUBLICATION)
    settings = before.data.decode().replace("\nchecked = ", "\n# checked = ")
    (tmp_path / PUBLICATION.name).write_text(settings, encoding="utf-8")
    opened = session.look(PUBLICATION)
    session.edit(PUBLICATION, EditRequest(opened.digest, do(**operation)))
    written = (tmp_path / PUBLICATION.name).read_text(encoding="utf-8")
    session.step(PUBLICATION, session.look(PUBLICATION).digest, "undo")

    assert line in written.splitlines()
    assert (tmp_path / PUBLICATION.name).read_text(encoding="utf-8") == settings
    assert load_publication(tmp_path).publication.title
