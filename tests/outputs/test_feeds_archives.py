"""Current documents small enough for readers, and a chain of archives that loses nothing (RFC 5005)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from newsletter.documents.issue import Issue
from newsletter.documents.periods import Period, parse_period
from newsletter.documents.rhythm import Rhythm
from newsletter.outputs import feeds
from newsletter.outputs.base import AggregatePage, Archive, IssueSummary, ItemSummary
from newsletter.outputs.feeds.model import plan_delays
from tests.outputs.feed_cases import (
    FOLDERS,
    current_documents,
    make_feeds,
    make_issue,
    make_months,
    make_publication,
    make_review,
    read_entries,
)
from tests.outputs.feed_validity import ARCHIVE, ATOM, find_problems

SITE = "https://digest.example.org/"
PUBLICATION = make_publication()


def make_listing(month: int, *, items: int = 1, weight: int = 20_000, hours: int | None = None) -> IssueSummary:
    """List the issue that is ``month`` months after January 2020, out after so many hours where that is given."""
    period = f"{2020 + month // 12}-{month % 12 + 1:02}"
    out = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(hours=month * 730 if hours is None else hours)
    listed = tuple(
        ItemSummary(f"child-{n}", f"Child {n}", f"issues/{period}/child-{n}/", (), None, None) for n in range(items)
    )
    parsed = parse_period(period)
    return IssueSummary(parsed, f"Digest {period}", "", f"issues/{period}/", out, out, weight, None, None, listed)


def plan(issues: list[IssueSummary]) -> dict[str, AggregatePage]:
    return {aggregate.name: aggregate for aggregate in feeds.plan_aggregate_pages(Archive(PUBLICATION, tuple(issues)))}


def follow(aggregates: dict[str, AggregatePage]) -> Iterator[AggregatePage]:
    """Yield the current page, then each archive that the one before leads to."""
    name: str | None = "current"
    while name:
        yield aggregates[name]
        name = aggregates[name].options.get("previous")


LISTINGS = st.builds(
    lambda months, items, weight: [make_listing(m, items=items, weight=weight) for m in sorted(months, reverse=True)],
    st.sets(st.integers(0, 200), min_size=1, max_size=60),
    st.integers(0, 5),
    st.integers(0, 600_000),
)


@given(LISTINGS)
def test_every_issue_can_be_reached_from_the_current_document(issues: list[IssueSummary]) -> None:
    aggregates = plan(issues)
    followed = list(follow(aggregates))

    assert {period for aggregate in followed for period in aggregate.periods} == {issue.period for issue in issues}
    assert [aggregate.name for aggregate in followed] == [
        "current",
        *sorted(aggregates.keys() - {"current"}, reverse=True),
    ]


@given(LISTINGS)
def test_an_archive_holds_all_of_its_year_and_nothing_else(issues: list[IssueSummary]) -> None:
    for year, aggregate in plan(issues).items():
        if year != "current":
            assert aggregate.periods == tuple(issue.period for issue in issues if issue.year == year)


@given(LISTINGS, st.integers(1, 14), st.integers(-5, 5))
def test_a_new_issue_changes_no_archive_of_a_past_year(issues: list[IssueSummary], months: int, hours: int) -> None:
    newest = max(
        (round((one.published - datetime(2020, 1, 1, tzinfo=UTC)) / timedelta(hours=730)) for one in issues),
        default=0,
    )
    new = make_listing(newest + months, hours=max(newest * 730, (newest + months) * 730 + hours))

    before, after = plan(issues), plan([new, *issues])

    for name in before.keys() - {"current", new.year}:
        assert after[name] == before[name]


def test_the_current_document_holds_twelve_issues() -> None:
    issues = [make_listing(month) for month in reversed(range(30))]

    assert plan(issues)["current"].periods == tuple(issue.period for issue in issues[:12])


def test_the_current_document_holds_fewer_issues_where_they_are_long() -> None:
    assert len(plan([make_listing(month, weight=100_000) for month in reversed(range(30))])["current"].periods) == 3


def test_the_newest_issue_is_there_however_long_it_is() -> None:
    assert len(plan([make_listing(month, weight=10**7) for month in reversed(range(3))])["current"].periods) == 1


def test_there_is_no_archive_while_everything_is_current() -> None:
    assert list(plan([make_listing(month) for month in reversed(range(12))])) == ["current"]


def test_a_year_has_an_archive_from_its_first_issue_that_is_no_longer_current() -> None:
    aggregates = plan([make_listing(month) for month in reversed(range(13))])

    assert list(aggregates) == ["current", "2020"]
    assert len(aggregates["2020"].periods) == 12


@pytest.mark.parametrize(("items", "points"), [(6, 35), (20, 1)], ids=["long items", "many items"])
def test_no_current_document_is_larger_than_512_kilobytes(items: int, points: int) -> None:
    incident = {"when": {"year": 2020}, "outcome": "death", "what": "A death", "harms": ["neglect"]}
    learning = {"items": [f"what practitioners & managers should do <5 days about {n}" for n in range(points)]}
    lead = "It was said & done. " * 20
    reviews = [make_review(f"c{n}", incidents=[incident], learning=learning, summary=lead) for n in range(items)]
    documents = make_feeds([make_issue(f"{2020 + n // 12}-{n % 12 + 1:02}", *reviews) for n in reversed(range(24))])

    sizes = {path: len(document) for path, document in current_documents(documents)}

    assert 250_000 < max(sizes.values()) < 512 * 1024


def test_every_document_of_a_long_archive_is_valid() -> None:
    for path, document in make_feeds(make_months(30)).items():
        assert find_problems(path, document) == [], path


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_reader_that_follows_the_links_finds_every_entry(folder: str, file: str) -> None:
    issues = make_months(40, items=2)
    documents = make_feeds(issues)

    found: set[str] = set()
    address: str | None = SITE + folder.removeprefix("site/") + file
    visited = []
    while address:
        document = documents[f"site/{address.removeprefix(SITE)}"]
        visited.append(address)
        found |= {entry["link"] for entry in read_entries(address, document)}
        address = read_links(address, document).get("prev-archive")

    assert found == set(list_addresses(issues, folder))
    assert len(visited) == 4


def list_addresses(issues: list[Issue], folder: str) -> Iterator[str]:
    for issue in issues:
        address = f"{SITE}issues/{issue.period}/"
        yield from [f"{address}{item.id}/" for item in issue.items()] if "items" in folder else [address]


def read_links(file: str, document: bytes) -> dict[str, str]:
    """Return where a feed document leads to, by link relation."""
    root = etree.fromstring(document)
    head = root if file.endswith("atom.xml") else root[0]
    return {str(link.get("rel")): str(link.get("href")) for link in head.findall(f"{ATOM}link")}


def test_an_archive_of_issues_is_whole_and_that_of_items_leads_to_them() -> None:
    """Each once, in Atom alone: that is what readers that follow archives read."""
    documents = make_feeds(make_months(40, items=2))
    archived = {path for path in documents if "/archive/2021/" in path}

    assert archived == {"site/archive/2021/atom.xml", "site/items/archive/2021/atom.xml"}
    assert all("How the MASH" in one["content"] for one in read_entries("atom.xml", documents[min(archived)]))
    items = read_entries("atom.xml", documents[max(archived)])
    assert len(items) == 24
    assert not any(one["content"] for one in items)
    assert b'<summary type="html">How the MASH heard of' in documents[max(archived)]


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_an_archive_says_that_it_is_one_and_where_the_current_document_is(file: str) -> None:
    documents = make_feeds(make_months(40))
    current, archive = documents[f"site/items/{file}"], documents["site/items/archive/2022/atom.xml"]

    assert next(etree.fromstring(archive).iter(ARCHIVE), None) is not None
    assert next(etree.fromstring(current).iter(ARCHIVE), None) is None
    assert "current" not in read_links(file, current)
    assert read_links(file, current)["prev-archive"] == f"{SITE}items/archive/2022/atom.xml"
    assert read_links("atom.xml", archive) | {"alternate": SITE} == {
        "self": f"{SITE}items/archive/2022/atom.xml",
        "current": f"{SITE}items/atom.xml",
        "prev-archive": f"{SITE}items/archive/2021/atom.xml",
        "alternate": SITE,
    }


def test_the_documents_of_a_past_year_stay_the_same_to_the_byte() -> None:
    issues = make_months(30)
    before, after = make_feeds(issues[3:]), make_feeds(issues)
    past = [path for path in before if "/archive/2020/" in path]

    assert len(past) == 2
    assert all(after[path] == before[path] for path in past)


def correct(issue: IssueSummary, days: int) -> IssueSummary:
    """Return an issue as it is listed after a correction, so many days after January 2020 began."""
    return replace(issue, updated=datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=days))


def test_a_corrected_issue_is_current_again_until_as_many_changes_push_it_out() -> None:
    issues = [make_listing(month) for month in reversed(range(36))]
    may = parse_period("2020-05")
    corrected = [correct(one, 1200) if one.period == may else one for one in issues]
    later = [make_listing(month) for month in reversed(range(40, 52))]

    assert may not in plan(issues)["current"].periods
    assert plan(corrected)["current"].periods == (*(one.period for one in issues[:11]), may)
    assert may in plan([*later[1:], *corrected])["current"].periods
    assert may not in plan([*later, *corrected])["current"].periods
    assert {name for name in plan(corrected) if name != "current"} == {"2020", "2021", "2022"}


def test_the_hour_that_comes_twice_in_autumn_is_ordered_as_it_passed() -> None:
    zone = ZoneInfo("Europe/London")
    first, second = (datetime(2024, 10, 27, 1, minute, tzinfo=zone, fold=fold) for minute, fold in ((30, 0), (10, 1)))
    earlier = replace(make_listing(56, items=1), published=first, updated=first)
    later = replace(make_listing(57, items=1), published=second, updated=second)

    assert plan_delays([later, earlier], PUBLICATION.rhythm) == {}
    delayed = plan_delays([later, replace(earlier, published=second)], PUBLICATION.rhythm)
    assert delayed.keys() == {parse_period("2024-10")}


@pytest.mark.parametrize(
    ("every", "first", "held"),
    [
        ("week", "2020-W30", {"2020": "2020-W53", "2021": "2021-W01"}),
        ("day", "2020-12-20", {"2020": "2020-12-31", "2021": "2021-01-01"}),
        ("season", "2017-spring", {"2019": "2019-winter", "2020": "2020-winter"}),
        ("number", "1", {"2020": "9", "2021": "10"}),
    ],
)
def test_an_archive_of_a_year_is_that_of_its_periods(every: str, first: str, held: dict[str, str]) -> None:
    """A week belongs to its ISO year, a winter to the year in which it begins, a number to the year of its day."""
    rhythm = Rhythm.model_validate({"every": every})
    periods = [parse_period(first)]
    while len(periods) < 40:
        periods.append(rhythm.find_next(periods, date(2020, 1, 1)))
    issues = [list_period(rhythm, period, place) for place, period in enumerate(periods)][::-1]
    publication = PUBLICATION.model_copy(update={"rhythm": rhythm})
    planned = {one.name: one for one in feeds.plan_aggregate_pages(Archive(publication, tuple(issues)))}

    for year, period in held.items():
        assert parse_period(period) in planned[year].periods
        assert [name for name, one in planned.items() if parse_period(period) in one.periods and name != "current"] == [
            year
        ]


def list_period(rhythm: Rhythm, period: Period, place: int) -> IssueSummary:
    """List the issue of a period; a numbered one goes out a month after the one before, from April 2020 on."""
    day = rhythm.find_day(period) or date(2020 + (place + 3) // 12, (place + 3) % 12 + 1, 1)
    out = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return IssueSummary(period, f"Digest {period}", "", f"issues/{period}/", out, out, 20_000, None, None, ())


def test_corrections_in_one_second_of_issues_of_any_kind_are_told_apart() -> None:
    periods = [parse_period(name) for name in ("2024-12", "2024-12-extra", "2024-12-extra-2", "2025-01")]
    counts = [period.count("north") for period in periods]

    assert len(set(counts)) == len(periods)
    assert counts[0] == 2024 * 12 + 12
