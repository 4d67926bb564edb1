"""Documents of others are visited politely, what became of each is recorded, and pages say it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from newsletter.building.build import BuildRequest, build
from newsletter.documents.outside import FILE, SourceRecord
from newsletter.errors import ProblemsFoundError
from newsletter.records import load_sources
from newsletter.visiting import SourceVisit, VisitLimits, visit_sources
from tests.building.publications import read_tree
from tests.visiting.publisher import Publisher, open_publisher, write_publication

pytestmark = pytest.mark.slow

DAY, LATER = date(2024, 4, 1), date(2024, 5, 20)
SITE = "https://www.example.org"


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    with open_publisher(tmp_path) as serving:
        yield serving


def visit(
    root: Path, publisher: Publisher, day: date = DAY, limits: VisitLimits | None = None
) -> dict[str, SourceRecord]:
    visitor = publisher.make_visitor(*([limits] if limits else []))
    return visit_sources(root, SourceVisit(day), visitor)[0].sources


def test_what_is_found_is_recorded(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/{name}" for name in ("there", "gone", "moved", "busy", "lent")])
    publisher.answers = {
        "/gone": (410, b"", ""),
        "/moved": (301, b"", f"{SITE}/new"),
        "/lent": (302, b"", f"{SITE}/elsewhere"),
        "/busy": (503, b"", ""),
    }

    found = visit(root, publisher)

    states = {url.removeprefix(SITE): (record.state, record.to) for url, record in found.items()}
    assert states == {
        "/there": ("alive", None),
        "/gone": ("gone", None),
        "/moved": ("moved", f"{SITE}/new"),
        "/lent": ("alive", None),
        "/busy": ("unknown", None),
    }
    assert found[f"{SITE}/there"].bytes == len("/there")
    assert load_sources(root).sources == found, "and all of it is in the file"
    assert publisher.busiest == 1, "a host is asked for one document at a time"


def test_a_document_with_other_content_is_changed_until_it_is_as_it_was(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    states = []
    for day, body in ((1, b"first"), (10, b"second"), (20, b"second"), (30, b"first")):
        publisher.answers["/report"] = (200, body, "")
        states.append(visit(root, publisher, date(2024, 4, day))[f"{SITE}/report"])

    assert [one.state for one in states] == ["alive", "changed", "changed", "alive"]
    assert states[2].since == date(2024, 4, 10)


@pytest.mark.parametrize("name", ["ETag", "Last-Modified"])
def test_a_document_that_its_host_calls_the_same_is_not_sent_again(
    tmp_path: Path, publisher: Publisher, name: str
) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report", f"{SITE}/plain"])
    states = []
    for day, version in ((1, "one"), (10, "two"), (20, "two"), (30, "one")):
        publisher.answers["/report"] = (200, version.encode(), "")
        publisher.versions["/report"] = {name: f'"{version}"'}
        states.append(visit(root, publisher, date(2024, 4, day))[f"{SITE}/report"])

    assert [one.state for one in states] == ["alive", "changed", "changed", "alive"]
    assert (states[2].since, states[2].checked) == (date(2024, 4, 10), date(2024, 4, 20))
    assert {one.sha256 for one in states} == {states[0].sha256}
    assert publisher.spared == ["/report"], "on the 20th; another has no version and is sent each time"
    assert (states[3].etag or states[3].modified) == '"one"'


def test_a_document_is_sent_again_where_the_fingerprint_in_the_issue_is_another(
    tmp_path: Path, publisher: Publisher
) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.versions["/report"] = {"ETag": '"one"'}
    visit(root, publisher)
    issue = root / "issues/2024-01.yaml"
    other = f'/report", sha256: "{"a" * 64}'
    issue.write_text(issue.read_text(encoding="utf-8").replace('/report"', f'{other}"'), encoding="utf-8")

    assert visit(root, publisher, LATER)[f"{SITE}/report"].state == "changed"
    assert publisher.spared == []


@pytest.mark.parametrize("version", ["x" * 300, "caf\u00e9"])
def test_a_strange_name_of_a_version_is_not_kept(tmp_path: Path, publisher: Publisher, version: str) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.versions["/report"] = {"ETag": version}

    assert visit(root, publisher)[f"{SITE}/report"].etag == ""


def test_a_host_that_fails_for_a_while_takes_nothing_back(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.answers["/report"] = (404, b"", "")
    visit(root, publisher)
    publisher.answers["/report"] = (500, b"", "")
    [record] = visit(root, publisher, LATER).values()

    assert (record.state, record.since, record.checked) == ("gone", DAY, LATER)


def test_robots_are_respected(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/private/report"])
    publisher.answers["/robots.txt"] = (200, b"User-agent: *\nDisallow: /private/\n", "")
    [record] = visit(root, publisher).values()

    assert (record.state, publisher.asked) == ("unknown", ["/robots.txt"])
    assert "robots.txt" in record.why


@pytest.mark.parametrize("target", ["https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/x"])
def test_no_private_address_is_asked(tmp_path: Path, publisher: Publisher, target: str) -> None:
    """Not by a redirect either."""
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.answers["/report"] = (301, b"", target)
    [record] = visit(root, publisher).values()

    assert record.state == "unknown"
    assert "not on the public web" in record.why


def test_a_document_above_the_limit_is_there(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.answers["/report"] = (200, b"x" * 20_000, "")
    [record] = visit(root, publisher, limits=VisitLimits(seconds=20, size=5_000, pause=0)).values()

    assert (record.state, record.sha256) == ("alive", None)
    assert "more than 5,000 bytes" in record.why


def test_a_host_that_does_not_answer_in_time_is_not_known(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    publisher.delay = 3
    [record] = visit(root, publisher, limits=VisitLimits(seconds=0.5, pause=0)).values()

    assert record.state == "unknown"


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path, publisher: Publisher) -> None:
    """What it had written is not asked again."""
    root = write_publication(tmp_path / "p", [f"{SITE}/{n}" for n in range(40)])
    publisher.delay = 0.1
    command = [sys.executable, "-m", "tests.visiting.publisher", str(root), str(publisher.port)]
    with subprocess.Popen([*command, str(tmp_path / "authority.pem")]) as running:  # noqa: S603  # our own
        while len(publisher.asked) < 25:
            time.sleep(0.05)
        running.kill()
    known = load_sources(root).sources
    assert 0 < len(known) < 40
    publisher.asked.clear()
    publisher.delay = 0

    assert len(visit(root, publisher)) == 40
    assert len([path for path in publisher.asked if path != "/robots.txt"]) == 40 - len(known)


def test_pages_say_what_became_of_a_document_and_the_mail_stays_as_it_was(tmp_path: Path, publisher: Publisher) -> None:
    urls = [f"{SITE}/{name}" for name in ("there", "gone", "moved")]
    root = write_publication(tmp_path / "p", urls, ', archived: "https://archive.example.net/copy"')
    build(BuildRequest(root, tmp_path / "out", LATER))
    mail = (tmp_path / "out" / "email" / "2024-01.html").read_bytes()
    publisher.answers = {"/gone": (404, b"", ""), "/moved": (308, b"", f"{SITE}/new?a=1&b=2")}
    visit(root, publisher)
    build(BuildRequest(root, tmp_path / "out", LATER))

    for path in ("issues/2024-01/index.html", "issues/2024-01/report/index.html"):
        page = (tmp_path / "out" / "site" / path).read_text(encoding="utf-8")
        assert page.count('class="source"') == (2 if "report" in path else page.count('class="source"'))
    assert "No longer at its publisher since April 2024; our summary remains." in page
    assert f'<a href="{SITE}/new?a=1&amp;b=2">its new address</a>' in page
    assert '<a href="https://archive.example.net/copy">A copy in an archive</a>' in page
    assert (tmp_path / "out" / "email" / "2024-01.html").read_bytes() == mail
    build(BuildRequest(root, tmp_path / "full", LATER))
    assert read_tree(tmp_path / "out") == read_tree(tmp_path / "full")


def test_a_record_that_cannot_be_understood_is_an_error(tmp_path: Path) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    (root / FILE).write_text(json.dumps({"sources": {"https://a.example": {"state": "lost"}}}), encoding="utf-8")

    with pytest.raises(ProblemsFoundError, match="not as this program wrote it"):
        build(BuildRequest(root, tmp_path / "out", LATER))


def write_links(root: Path, setting: str) -> None:
    """Let the issue link to other pages in its texts, and the publication say whether these are visited."""
    settings, issue = root / "newsletter.toml", root / "issues/2024-01.yaml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}[sources]\nlinks = {setting}\n", encoding="utf-8")
    text = issue.read_text(encoding="utf-8")
    words = f"[Gone page]({SITE}/gone#part), [ours](https://digest.example.org/x/), [mail](mailto:a@example.org)."
    text = text.replace("body: All of it.", f"body: '{words}'")
    hidden = (
        "  - type: article\n    id: hidden\n    title: Hidden\n"
        f"    body: '[Secret]({SITE}/secret).'\n    withdrawn: {{at: 2024-02-10T10:00:00Z, reason: It was wrong.}}\n"
    )
    text = text.replace("intro: Welcome.", f"intro: 'Welcome [here]({SITE}/changing).'") + hidden
    issue.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("setting", ["true", "false"])
def test_links_in_texts_are_visited_where_the_publication_asks_for_it(
    tmp_path: Path, publisher: Publisher, setting: str
) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    write_links(root, setting)
    publisher.answers["/gone"] = (404, b"", "")
    visit(root, publisher)
    publisher.answers["/changing"] = (200, b"other news", "")
    publisher.answers["/report"] = (200, b"other words", "")
    found = {url.removeprefix(SITE): one.state for url, one in visit(root, publisher, LATER).items()}

    listed = {"/report": "changed"}
    assert found == (listed | {"/gone#part": "gone", "/changing": "alive"} if setting == "true" else listed)
    assert "/secret" not in publisher.asked


def test_pages_and_the_report_say_that_what_a_text_links_to_is_gone(tmp_path: Path, publisher: Publisher) -> None:
    root = write_publication(tmp_path / "p", [f"{SITE}/report"])
    write_links(root, "true")
    publisher.answers["/gone"] = (404, b"", "")
    visit(root, publisher)
    build(BuildRequest(root, tmp_path / "out", LATER))

    page = (tmp_path / "out/site/issues/2024-01/report/index.html").read_text(encoding="utf-8")
    report = json.loads((tmp_path / "out/site/years/2024/report.json").read_bytes())["sources"]["gone"]
    assert "No longer at its publisher since April 2024" in page
    assert [(one["title"], one["url"], one["page_title"]) for one in report] == [
        ("Gone page", f"{SITE}/gone#part", "A report")
    ]
