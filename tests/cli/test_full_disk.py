"""A disk that is full: every command that writes says so, and leaves what was there, and nothing half written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.building.publications import ROOT, make_publication, run, write_issue
from tests.matrix import pair

pytestmark = pytest.mark.slow

SOURCE = "# News of June\n\nAll is well.\n\nCome on Friday, and bring a friend.\n" * 20

COMMANDS = {
    "new": ["new"],
    "new, for a month": ["new", "2024-09"],
    "new, of a publication": ["new", "--publication", "A Newsletter", "--root", "{root}/another"],
    "new, of a publication in folders to be made": ["new", "--publication", "A", "--root", "{root}/a/b/c"],
    "import": ["import", "{root}/source.md", "--period", "2024-06"],
    "import with a report": ["import", "{root}/source.md", "--period", "2024-06", "--report", "{root}/report.txt"],
    "import over another": ["import", "{root}/source.md", "--period", "2024-01", "--force"],
    "import elsewhere": ["import", "{root}/source.md", "--period", "2024-06", "--out", "{root}/draft.yaml"],
    "build": ["build"],
    "build into a new folder": ["build", "--out", "{root}/a/new/folder"],
    "build of an issue": ["build", "2024-01"],
    "schema": ["schema", "--write"],
    "approve": ["approve", "2024-01", "--by", "Zoë"],
    "send a test": ["send", "2024-01", "--test", "me@example.org"],
    "send": ["send", "2024-01", "--yes", "--first-send"],
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication that has been built, and been changed since."""
    root = make_publication(tmp_path_factory.mktemp("full") / "news")
    assert run("build", "--root", root).returncode == 0
    (root / "source.md").write_text(SOURCE, encoding="utf-8")
    (root / "issues" / "issue.schema.json").write_text("{}", encoding="utf-8")
    write_issue(root, "2024-01", words="Something else. " * 9)
    return root


def read_all(root: Path) -> dict[str, bytes | None]:
    paths = sorted(root.rglob("*"))
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in paths}


def run_limited(root: Path, most: int, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    given = [argument.format(root=root) for argument in arguments]
    place = [] if "--root" in given else ["--root", str(root)]
    return subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-m", "tests.cli.limited", str(most), *given, *place],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(("name", "most"), pair([*COMMANDS], [0, 600], each=1))
def test_a_full_disk_is_named_and_leaves_everything_as_it_was(built: Path, most: int, name: str) -> None:
    before = read_all(built)
    ended = run_limited(built, most, COMMANDS[name])

    assert ended.returncode == 1, ended.stdout
    assert ended.stderr.startswith("Error: ")
    assert "None" not in ended.stderr
    assert str(built) in ended.stderr, "the file is named"
    assert any(text in ended.stderr for text in ("File too large", "disk is full", "disk I/O error"))
    assert "Traceback" not in ended.stderr
    assert read_all(built) == before


@pytest.mark.parametrize("most", [20_000, 40_000, 60_000])
def test_a_send_that_meets_a_full_disk_is_never_half_a_send(tmp_path: Path, most: int) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    write_issue(root, "2024-01", words="A word of it. " * 500)
    ended = run_limited(root, most, ["send", "2024-01", "--yes", "--first-send"])
    sent = list((root / "outbox").glob("*.eml"))
    told = run("status", "2024-01", "--root", root)

    assert "Traceback" not in ended.stderr
    assert ended.returncode in {0, 1, 3}
    assert not [path for path in root.rglob("*") if path.name.endswith((".part", ".new"))]
    assert told.returncode in {0, 3}, told.stderr
    assert bool(sent) == ("sent" in told.stdout.replace("unsent", "")) or ended.returncode == 3
