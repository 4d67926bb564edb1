"""Newsletters of every rhythm, over a year's end: begun, built as pages and feeds, previewed, approved and sent."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid5

import pytest

from newsletter.loading import load_publication
from newsletter.preview.issue_list import IssueList
from tests.building.publications import make_publication
from tests.cli.calls import Call

pytestmark = pytest.mark.slow

IDS = UUID("3f0c1a52-6f0e-4d8b-9a57-0c5f4f2f7d10")
LATER = "2022-06-01"

ISSUE = """\
period: {period}
{published}title: News of {period}
subject: The issue {period}
preheader: In short, what there is to read in this issue.
intro: Welcome.
status: ready
blocks:
  - {{type: text, id: hall, page: true, title: The hall, body: The hall is open.}}
"""


@dataclass(frozen=True)
class Journey:
    """A rhythm, the periods of some issues from the oldest to the newest, what comes next, and how lists have them."""

    settings: str
    periods: tuple[str, ...]
    following: str
    years: dict[str, tuple[str, ...]]
    """The issues, by the year whose page lists them."""
    days: dict[str, str] = field(default_factory=dict)
    """The days of those issues that state one."""
    feed: tuple[str, ...] = ()
    """The issues in the order of their publication, where it is another."""


JOURNEYS = {
    "day": Journey(
        'every = "day"',
        ("2020-12-31", "2021-01-01", "2021-01-02"),
        "2021-01-03",
        {"2021": ("2021-01-02", "2021-01-01"), "2020": ("2020-12-31",)},
    ),
    "every Friday": Journey(
        'every = "day"\non = "Friday"',
        ("2020-12-25", "2021-01-01"),
        "2021-01-08",
        {"2021": ("2021-01-01",), "2020": ("2020-12-25",)},
    ),
    "week": Journey(
        'every = "week"\non = "Friday"',
        ("2020-W52", "2020-W53", "2021-W01"),
        "2021-W02",
        {"2021": ("2021-W01",), "2020": ("2020-W53", "2020-W52")},
    ),
    "month": Journey(
        'every = "month"\npublished = "last"\non = "Friday"',
        ("2020-11", "2020-12", "2021-01"),
        "2021-02",
        {"2021": ("2021-01",), "2020": ("2020-12", "2020-11")},
    ),
    "quarter": Journey(
        'every = "quarter"',
        ("2020-Q3", "2020-Q4", "2021-Q1"),
        "2021-Q2",
        {"2021": ("2021-Q1",), "2020": ("2020-Q4", "2020-Q3")},
    ),
    "season": Journey(
        'every = "season"',
        ("2020-autumn", "2020-winter", "2021-spring"),
        "2021-summer",
        {"2021": ("2021-spring",), "2020": ("2020-winter", "2020-autumn")},
    ),
    "season in the south": Journey(
        'every = "season"\nhemisphere = "south"',
        ("2020-spring", "2020-summer", "2021-autumn"),
        "2021-winter",
        {"2021": ("2021-autumn",), "2020": ("2020-summer", "2020-spring")},
    ),
    "number": Journey(
        'every = "number"',
        ("9", "10", "11"),
        "12",
        {"2021": ("11", "10"), "2020": ("9",)},
        days={"9": "2020-12-04", "10": "2021-01-08", "11": "2021-02-05"},
    ),
    "special edition": Journey(
        'every = "month"',
        ("2020-12", "2020-12-extra", "2020-12-extra-2", "2021-01"),
        "2021-02",
        {"2021": ("2021-01",), "2020": ("2020-12-extra-2", "2020-12-extra", "2020-12")},
        days={"2020-12-extra": "2020-12-18", "2020-12-extra-2": "2020-12-24"},
        feed=("2020-12-extra", "2020-12-extra-2", "2020-12", "2021-01"),
    ),
}


@pytest.fixture(params=JOURNEYS.values(), ids=list(JOURNEYS))
def journey(request: pytest.FixtureRequest) -> Journey:
    chosen: Journey = request.param
    return chosen


@pytest.fixture
def root(tmp_path: Path, journey: Journey) -> Path:
    """Return the folder of a publication with the issues of the journey, written in no order."""
    root = make_publication(tmp_path / "my news", ())
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[rhythm]\n{journey.settings}\n")
    for period in sorted(journey.periods, key=lambda name: name[::-1]):
        day = journey.days.get(period)
        text = ISSUE.format(period=period, published=f"published: {day}\n" if day else "")
        (root / "issues" / f"{period}.yaml").write_text(text, encoding="utf-8")
    return root


def find_links(page: Path) -> list[str]:
    """Return the issues that a page links to, in its order, each once."""
    found = re.findall(r'href="(?:\.\./|\./)*issues/([^/"#]+)/', page.read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


def test_pages_and_feeds_have_the_issues_in_their_order(call: Call, root: Path, journey: Journey) -> None:
    ended = call("build", "--as-of", LATER, "--json")
    site = root / "dist" / "site"
    feed = json.loads((site / "feed.json").read_bytes())
    newest_first = journey.periods[::-1]

    assert [row["issue"] for row in ended.data["rows"]] == list(journey.periods)
    assert {row["state"] for row in ended.data["rows"]} == {"published"}
    assert find_links(site / "index.html") == list(newest_first)
    assert [item["id"] for item in feed["items"]] == [
        uuid5(IDS, f"issue:{period}").urn for period in (journey.feed or journey.periods)[::-1]
    ]
    assert [item["url"].rstrip("/").rpartition("/")[2] for item in feed["items"]] == list(
        (journey.feed or journey.periods)[::-1]
    )
    for period in journey.periods:
        assert (site / "issues" / period / "hall" / "index.html").is_file()
        assert (root / "dist" / "email" / f"{period}.html").is_file()


def find_years(page: Path) -> list[str]:
    """Return the years whose pages a page links to, in its order, each once."""
    found = re.findall(r'href="(?:\.\./|\./)*years/(\d{4})/"', page.read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))


def test_the_list_of_issues_has_each_below_its_year(call: Call, root: Path, journey: Journey) -> None:
    call("build", "--as-of", LATER)
    site = root / "dist" / "site"
    listed = {year: tuple(find_links(site / "years" / year / "index.html")) for year in journey.years}

    assert listed == journey.years
    assert find_years(site / "index.html") == list(journey.years)
    assert find_years(site / "years" / "index.html") == list(journey.years)
    assert sorted(path.name for path in (site / "years").iterdir() if path.is_dir()) == sorted(journey.years)


def test_a_page_leads_to_the_issue_before_and_the_one_after(call: Call, root: Path, journey: Journey) -> None:
    call("build", "--as-of", LATER)
    periods = journey.periods

    for place, period in enumerate(periods):
        page = (root / "dist" / "site" / "issues" / period / "index.html").read_text(encoding="utf-8")
        pager = page.partition('<nav class="pager"')[2].partition("</nav>")[0]
        links = re.findall(r'class="(before|after)".*?issues/([^/"]+)/"', pager, re.DOTALL)
        before, after = periods[max(0, place - 1) : place], periods[place + 1 : place + 2]
        assert links == [*(("before", one) for one in before), *(("after", one) for one in after)]


def test_the_next_issue_follows_and_its_draft_builds(call: Call, root: Path, journey: Journey) -> None:
    begun = call("new", "--json")
    draft = (root / "issues" / f"{journey.following}.yaml").read_text(encoding="utf-8")

    assert begun.data["issue"] == journey.following
    assert f"\nperiod: {journey.following}\n" in draft
    assert "# " in draft
    assert call("build").code == 0
    again = call("new", "--json")
    assert again.code == 0
    assert again.data["issue"] not in {journey.following, *journey.periods}


def test_every_issue_is_sent_once_and_the_ledger_lists_them_in_order(call: Call, root: Path, journey: Journey) -> None:
    for period in journey.periods[::-1]:
        assert call("send", period, "--yes").code == 0
    again = call("send", journey.periods[0], "--yes")

    assert "There is nothing to do." in again.out
    assert len(list((root / "outbox").glob("*.eml"))) == len(journey.periods)
    assert [row["issue"] for row in call("status", "--json").data] == list(journey.periods)
    assert call("status", journey.periods[0], "--json").data["issue"] == journey.periods[0]


def test_the_record_of_what_was_published_has_the_oldest_first(call: Call, root: Path, journey: Journey) -> None:
    assert call("build", "--as-of", LATER, "--record").code == 0
    assert list(json.loads((root / "issues" / "published.json").read_bytes())["issues"]) == list(journey.periods)


def test_an_issue_is_approved_under_its_own_name(call: Call, root: Path, journey: Journey) -> None:
    period = journey.periods[-1]

    assert call("approve", period, "--by", "Anna Example").code == 0
    assert (root / "issues" / f"{period}.approvals.yaml").is_file()
    assert call("check", period).code == 0
    assert call("build", "--as-of", LATER).code == 0


def test_the_preview_lists_the_newest_first(root: Path, journey: Journey) -> None:
    rows = IssueList(root / "issues").list_rows(load_publication(root).publication)

    assert [row.name for row in rows] == list(journey.periods[::-1])
    assert "misnamed" not in {row.state for row in rows}


def test_what_an_issue_of_another_kind_would_be_is_refused_at_its_line(
    call: Call, root: Path, journey: Journey
) -> None:
    other, kind = ("2021-03", "month") if 'every = "month"' not in journey.settings else ("2021-W09", "week")
    path = root / "issues" / f"{other}.yaml"
    path.write_text(ISSUE.format(period=other, published=""), encoding="utf-8")
    ended = call("build", "--as-of", LATER)

    assert ended.code == 1
    assert (
        f"issues/{other}.yaml:1:9: error: period: {other} is a {kind}, and every issue of this newsletter" in ended.err
    )
    assert "Write it like " in ended.err
    assert call("new", other).code == 2
