"""What is out, and what is still to come: only an issue that is ready and due reaches the site and the feeds."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from newsletter.building import BuildReport
from tests.building.publications import make, make_publication, read_times, read_tree, write_issue

DUE = date(2024, 4, 1)
"""The day on which the issue of March goes out, where it does not say otherwise."""


def find_traces(root: Path, period: str) -> set[str]:
    """Return every file of the site that is about an issue or mentions it."""
    site = {path: content for path, content in read_tree(root / "dist").items() if path.startswith("site/")}
    names = (f"issues/{period}".encode(), f"Issue {period}".encode())
    return {path for path, content in site.items() if period in path or any(name in content for name in names)}


def find_state(report: BuildReport, period: str) -> str:
    return next(row.state for row in report.rows if row.issue == period)


@pytest.mark.parametrize("status", ["draft", "ready"])
def test_an_issue_that_is_not_out_is_a_mail_and_nothing_else(root: Path, status: str) -> None:
    write_issue(root, "2024-03", status=status)
    report = make(root, date(2024, 3, 31))

    assert find_state(report, "2024-03") == {"draft": "draft", "ready": "ready"}[status]
    assert {f"email/2024-03.{kind}" for kind in ("html", "txt", "eml")} <= read_tree(root / "dist").keys()
    assert find_traces(root, "2024-03") == set()
    assert "site/issues/2024-02/index.html" in find_traces(root, "2024-02")


def test_a_draft_stays_one_however_late_it_is(root: Path) -> None:
    write_issue(root, "2024-03", status="draft")

    assert find_state(make(root, date(2030, 1, 1)), "2024-03") == "draft"
    assert find_traces(root, "2024-03") == set()


def test_a_ready_issue_goes_live_on_its_day_and_back_again(root: Path) -> None:
    write_issue(root, "2024-03")
    make(root, date(2024, 3, 31))
    before, times = read_tree(root / "dist"), read_times(root / "dist")
    live = make(root, DUE)
    traces = find_traces(root, "2024-03")
    later = make(root, date(2024, 4, 2))
    back = make(root, date(2024, 3, 31))

    assert [find_state(report, "2024-03") for report in (live, later, back)] == ["published", "published", "ready"]
    assert {"site/issues/2024-03/index.html", "site/index.html", "site/rss.xml", "site/items/feed.json"} <= traces
    assert later.written == 0
    assert read_tree(root / "dist") == before
    assert {path for path, time in read_times(root / "dist").items() if times[path] == time} >= {
        "email/2024-03.html",
        "site/issues/2024-01/index.html",
    }


def test_the_day_is_the_publications_own(root: Path) -> None:
    """Half past eleven in the evening of 4 March in London is 5 March in Berlin."""
    write_issue(root, "2024-03", more="published: 2024-03-05T00:30:00+01:00")

    assert find_state(make(root, date(2024, 3, 3)), "2024-03") == "ready"
    assert find_state(make(root, date(2024, 3, 4)), "2024-03") == "published"


def test_an_issue_that_is_withdrawn_to_a_draft_leaves_the_site(root: Path) -> None:
    make(root)
    write_issue(root, "2024-02", status="draft")
    make(root)

    assert find_traces(root, "2024-02") == set()
    assert "email/2024-02.html" in read_tree(root / "dist")


def test_the_archive_and_the_feeds_hold_the_newest_first(root: Path) -> None:
    write_issue(root, "2024-03", more="published: 2024-01-20T09:00:00Z")
    make(root)
    index = read_tree(root / "dist")["site/index.html"].decode()
    feed = read_tree(root / "dist")["site/rss.xml"].decode()

    assert index.index("Issue 2024-03") < index.index("Issue 2024-02") < index.index("Issue 2024-01")
    assert feed.index("Issue 2024-02") < feed.index("Issue 2024-01") < feed.index("Issue 2024-03"), "by publication"


def test_one_issue_asked_for_is_one_mail(root: Path) -> None:
    report = make(root, only="2024-02")

    made = set(read_tree(root / "dist"))

    mail = {f"email/2024-02.{kind}" for kind in ("html", "txt", "eml")}
    assert {path for path in made if "/images/" not in path} == mail
    assert [(row.issue, row.written) for row in report.rows] == [("2024-02", len(made))]


def test_a_full_build_after_one_mail_completes_the_site(tmp_path: Path, root: Path) -> None:
    at_once = make_publication(tmp_path / "at once")
    make(at_once)
    make(root, only="2024-02")
    mail = read_times(root / "dist")["email/2024-02.html"]
    make(root)

    assert read_tree(root / "dist") == read_tree(at_once / "dist")
    assert read_times(root / "dist")["email/2024-02.html"] == mail


def test_the_message_is_there_until_an_issue_is_out_and_after_that_if_it_is_asked_for(root: Path) -> None:
    """It repeats all of the mail, and what is out is tried in a mail program seldom."""
    write_issue(root, "2024-03", status="draft")
    make(root)
    at_first = {path for path in read_tree(root / "dist") if path.endswith(".eml")}
    make(root, only="2024-02")
    asked = {path for path in read_tree(root / "dist") if path.endswith(".eml")}
    make(root)

    assert at_first == {"email/2024-03.eml"}
    assert asked == {"email/2024-02.eml", "email/2024-03.eml"}
    assert {path for path in read_tree(root / "dist") if path.endswith(".eml")} == at_first


def test_one_mail_after_a_full_build_leaves_the_site_to_the_next(root: Path, dist: Path) -> None:
    before = read_times(dist)
    write_issue(root, "2024-02", words="Good-bye.")
    make(root, only="2024-02")
    changed = {path for path, time in read_times(dist).items() if before.get(path) != time}
    make(root)

    assert changed == {".build.json", *(f"email/2024-02.{kind}" for kind in ("html", "txt", "eml"))}
    assert b"Good-bye." in (dist / "site/issues/2024-02/index.html").read_bytes()


def test_one_mail_is_made_though_another_issue_is_broken(root: Path) -> None:
    write_issue(root, "2024-01", more="colour: red")
    make(root, only="2024-02")

    assert (root / "dist/email/2024-02.eml").exists()


def test_a_folder_that_version_0_1_built_is_read_by_its_keys(root: Path) -> None:
    report = make(root)
    record = json.loads((root / "dist" / ".build.json").read_bytes())

    assert record.keys() >= {"format", "issues", "sheets"}
    assert {key for issue in record["issues"].values() for key in issue} >= {"listing", "made"}
    assert {key for page in record["sheets"].values() for key in page} == {"key", "made"}
    assert make(root).unchanged == report.written, "and nothing of it is made again"
