"""The first hour of an editor who has never seen YAML: import, fix what is reported, look, send a test."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from contextlib import redirect_stdout
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from newsletter.cli import main
from tests.building.publications import ROOT, command
from tests.importing.sources import write_digest
from tests.preview.previews import open_app, previewing

pytestmark = pytest.mark.browser
PERIOD = "2024-01"
SPELT = "words.house-spelling"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication with this repository's settings and no issue yet."""
    (tmp_path / "issues").mkdir()
    shutil.copy(ROOT / "newsletter.toml", tmp_path)
    return tmp_path


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)  # noqa: S603  # our own program


def check(root: Path) -> list[dict[str, Any]]:
    """Return what ``newsletter check`` says of the issue: asked in this process, since it is asked again and again."""
    with redirect_stdout(io.StringIO()) as printed:
        main(["check", PERIOD, "--root", str(root), "--format", "json"])
    found: list[dict[str, Any]] = json.loads(printed.getvalue())["problems"]
    return [problem for problem in found if problem["file"] == f"issues/{PERIOD}.yaml"]


def mend(root: Path, problem: dict[str, Any]) -> str:
    """Do what a problem of spelling asks, below the line that it names; return what is there now."""
    wrong, right = (re.search(r"'(.+)'", problem[field])[1] for field in ("message", "hint"))  # type: ignore[index]  # both quote
    path = root / f"issues/{PERIOD}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    above, below = "".join(lines[: problem["line"] - 1]), "".join(lines[problem["line"] - 1 :])
    joined = re.compile(r"\s+".join(map(re.escape, wrong.split())), re.IGNORECASE)
    assert joined.search(below)
    path.write_text(above + joined.sub(right, below, count=1), encoding="utf-8")
    return str(right)


def live_the_first_hour(page: Page, root: Path, source: Path) -> list[str]:
    """Import, mend where check says while the preview follows, look, send a test; return what was mended."""
    imported = run("import", source, "--period", PERIOD, "--root", root)
    assert imported.returncode == 0, imported.stderr
    with previewing(root, "--port", "0", "--read-only") as preview:
        frame = open_app(page, preview, f"?issue={PERIOD}")
        mended: list[str] = []
        while spelt := [it for it in check(root) if it["rule"] == SPELT]:
            assert len(mended) < 20
            mended.append(mend(root, spelt[0]))
            expect(page.locator(".problem", has_text=SPELT)).to_have_count(len(spelt) - 1)
        for words in mended:
            expect(frame.get_by_text(words).first).to_be_visible()
        page.get_by_label("Phone", exact=True).check()
        page.get_by_label("Dark", exact=True).check()
        expect(page.locator(".note")).to_have_text("390 px")
        expect(frame.locator(".paper").first).to_have_css("background-color", "rgb(24, 31, 32)")
        page.get_by_label("To this address alone").fill("newcomer@example.org")
        page.get_by_role("button", name="Send test").click()
        expect(page.locator("#sent")).to_contain_text("written to outbox/")
    return mended


def read_test(root: Path) -> str:
    (letter,) = (root / "outbox").glob(f"{PERIOD}-test-*.eml")
    body = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("plain",))
    assert body
    return " ".join(body.get_content().split())


def test_a_newcomer_makes_an_issue_of_the_list_that_was_circulated(page: Page, root: Path, seed_text: str) -> None:
    source = root / "list.txt"
    source.write_text(seed_text, encoding="utf-8")
    mended = live_the_first_hour(page, root, source)
    assert len(mended) >= 5
    assert all(words in read_test(root) for words in mended)
    left = {problem["rule"]: problem["severity"] for problem in check(root)}
    assert left["subject.pseudonym-unconfirmed"] == "warning"
    assert "error" not in left.values()


def test_a_newcomer_makes_an_issue_of_an_invented_list(page: Page, root: Path) -> None:
    source = root / "list.txt"
    source.write_text(write_digest().replace("One review came out.", "One re-launch of a review came out."), "utf-8")
    assert live_the_first_hour(page, root, source) == ["relaunch"]
    assert "One relaunch of a review came out." in read_test(root)
