"""The preview of newsletters of every rhythm: a new issue and an imported one are listed, shown, and written in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.building.publications import command
from tests.matrix import some_of
from tests.preview.previews import previewing

IMPORTED = {
    "day": "2035-03-05",
    "week": "2035-W10",
    "month": "2035-03",
    "quarter": "2035-Q1",
    "season": "2035-summer",
    "number": "41",
}
"""The period of what is imported, by what issues are of."""

VIEWS = ("api/issues/{0}", "frame/{0}/email?write=1", "site/{0}/light/issues/{0}/", "api/issues/{0}/fields?view=email")


def run(folder: Path, *arguments: str) -> None:
    subprocess.run(command(*arguments), cwd=folder, check=True, capture_output=True)  # noqa: S603  # our own program


@pytest.mark.slow
@pytest.mark.parametrize("every", some_of([*IMPORTED], 2))
def test_the_issues_of_every_rhythm_are_shown_and_can_be_written_in(tmp_path: Path, every: str) -> None:
    (tmp_path / "hall.md").write_text("# News of the hall\n\n## The roof\n\nThe roof is mended.\n", encoding="utf-8")
    news = tmp_path / "news"
    news.mkdir()
    run(news, "new", "--publication", "Parish News", "--every", every)
    run(news, "new")
    run(news, "import", "../hall.md", "--period", IMPORTED[every])
    there = {path.stem for path in news.glob("issues/*.yaml")}

    with previewing(news) as preview:
        listed = preview.ask("api/issues").text
        answers = {(name, view): preview.ask(view.format(name)).status_code for name in there for view in VIEWS}

    assert IMPORTED[every] in there
    assert [name for name in there if name not in listed] == []
    assert set(answers.values()) == {200}
    assert len(there) == len(["the first", "the next", "the imported one"])
