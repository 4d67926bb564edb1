"""What the Nu HTML checker says of the mails and pages of random issues: nothing, whatever blocks are in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.golden import load_case, make_files
from scripts.judges import Judges
from tests.judges.nu import OF_MAILS, OF_PAGES, find_faults
from tests.matrix import often, some_of
from tests.random_issues import LANGUAGES, draw_issues

pytestmark = [pytest.mark.judges, pytest.mark.slow]

PARTS = 20
"""Into which the issues of a night are divided: one test may take 300 seconds."""

ALIKE = ("site/subscribe/", "site/themes/index.html", "site/404.html")
"""Pages that say little of an issue; test_judges.py has them looked at."""


def write_issue(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        if path.endswith((".html", ".css", ".svg")) and not path.startswith(ALIKE):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)


@pytest.mark.parametrize("part", some_of(range(PARTS), 1))
def test_the_checker_finds_nothing_in_any_issue(judged: Judges, tmp_path: Path, part: int) -> None:  # noqa: ARG001  # each has other issues
    publication = load_case("text")[0].publication
    for number, issue in enumerate(draw_issues(often(100 // PARTS), (None, *LANGUAGES))):
        files = make_files(publication, issue)
        write_issue(tmp_path / "mails" / str(number), {path: files[path] for path in files if path[:5] == "email"})
        write_issue(tmp_path / "pages" / str(number), {path: files[path] for path in files if path[:4] == "site"})

    assert find_faults(judged, tmp_path / "mails", OF_MAILS) == ""
    assert find_faults(judged, tmp_path / "pages", OF_PAGES) == ""
