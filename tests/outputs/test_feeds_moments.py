"""No two entries of a feed have the same time, and times move only with what an entry says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.issue import Issue
from newsletter.outputs.base import summarise_issue
from newsletter.outputs.feeds.model import Timestamps, date_issue, date_items, plan_delays
from newsletter.rendering.edition import Edition
from tests.outputs.feed_cases import RENDERER, make_issue, make_publication, make_review

OUT = "2024-02-01T09:00:00+00:00"
ZONES = ("Europe/London", "Pacific/Auckland", "America/St_Johns")


def date_all(issues: list[Issue], zone: str = "Europe/London") -> tuple[list[Timestamps], list[Timestamps]]:
    """Return the times of every issue's entry, and of every item's, in the order of the feed."""
    publication = make_publication(time_zone=zone)
    editions = [Edition(publication, issue) for issue in issues]
    delays = plan_delays([summarise_issue(edition, RENDERER) for edition in editions], publication.rhythm)
    waits = [(edition, delays.get(edition.issue.period, 0)) for edition in editions]
    dated = [date_issue(edition).wait(delay) for edition, delay in waits]
    return dated, [moments.wait(delay) for edition, delay in waits for moments in date_items(edition)]


def seconds_after(moments: list[Timestamps]) -> list[tuple[float, float]]:
    start = datetime.fromisoformat(OUT)
    return [((one.published - start).total_seconds(), (one.updated - start).total_seconds()) for one in moments]


def reviews(count: int) -> list[dict[str, Any]]:
    return [make_review(f"child-{n}") for n in range(count)]


def test_items_of_an_issue_stand_a_second_apart_with_the_first_the_newest() -> None:
    issues, items = date_all([make_issue("2024-01", *reviews(3), published=OUT)])

    assert seconds_after(items) == [(2, 2), (1, 1), (0, 0)]
    assert seconds_after(issues) == [(0, 2)]


def test_issues_that_come_out_at_the_same_moment_follow_one_another() -> None:
    issues, items = date_all([make_issue(f"2024-0{month}", *reviews(2), published=OUT) for month in (3, 2, 1)])

    assert seconds_after(items) == [(5, 5), (4, 4), (3, 3), (2, 2), (1, 1), (0, 0)]
    assert seconds_after(issues) == [(4, 5), (2, 3), (0, 1)]


def test_a_correction_moves_its_item_and_its_issue_and_nothing_else() -> None:
    correction = {"at": "2024-03-01T12:00:00Z", "block": "child-0", "note": "A date"}
    before = make_issue("2024-01", *reviews(3), published=OUT)
    after = make_issue("2024-01", *reviews(3), published=OUT, corrections=[correction])

    (old_issue,), old = date_all([before])
    (new_issue,), new = date_all([after])

    assert new[1:] == old[1:]
    assert new[0].published == old[0].published
    assert new_issue.published == old_issue.published
    assert new[0].updated.replace(microsecond=0) == datetime(2024, 3, 1, 12, 0, 2, tzinfo=UTC)
    assert new_issue.updated >= new[0].updated


def test_items_that_are_corrected_one_after_the_other_do_not_meet() -> None:
    corrections = [
        {"at": f"2024-03-01T12:00:0{second}Z", "block": block, "note": "A date"}
        for second, block in ((1, "child-0"), (2, "child-1"))
    ]

    _, (first, second) = date_all([make_issue("2024-01", *reviews(2), published=OUT, corrections=corrections)])

    assert first.updated - second.updated == timedelta(seconds=1)


def test_a_correction_of_the_issue_as_a_whole_moves_no_item() -> None:
    correction = {"at": "2024-03-01T12:00:00Z", "note": "The introduction"}

    _, old = date_all([make_issue("2024-01", *reviews(2), published=OUT)])
    (issue,), new = date_all([make_issue("2024-01", *reviews(2), published=OUT, corrections=[correction])])

    assert new == old
    assert issue.updated.replace(microsecond=0) == datetime(2024, 3, 1, 12, tzinfo=UTC)


def test_times_are_in_utc() -> None:
    _, items = date_all([make_issue("2024-06", *reviews(1))], "Europe/London")

    assert [moments.published.isoformat() for moments in items] == ["2024-07-01T08:00:00+00:00"]


# Few different moments, around a change of the clocks, so that many issues and corrections share one.
MOMENTS = st.sampled_from([0, 1, 2, 3, 3599, 3600, 3601, 3605]).map(
    lambda seconds: (datetime(2024, 10, 27, 0, 0, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()
)


@st.composite
def issues_at_the_same_time(draw: st.DrawFn) -> list[Issue]:
    months = draw(st.sets(st.integers(1, 9), min_size=1, max_size=4))
    return [draw(crowded_issue(f"2024-0{month}")) for month in sorted(months, reverse=True)]


@st.composite
def crowded_issue(draw: st.DrawFn, period: str) -> Issue:
    count = draw(st.integers(0, 4))
    blocks = [None, *(f"child-{n}" for n in range(count))]
    corrections = [
        {"at": draw(MOMENTS), "block": draw(st.sampled_from(blocks)), "note": "A date"}
        for _ in range(draw(st.integers(0, 4)))
    ]
    return make_issue(period, *reviews(count), published=draw(MOMENTS), corrections=corrections)


@pytest.mark.slow
@given(issues_at_the_same_time(), st.sampled_from(ZONES))
def test_no_two_entries_of_a_feed_were_updated_or_published_at_the_same_moment(issues: list[Issue], zone: str) -> None:
    for moments in date_all(issues, zone):
        assert len({one.updated for one in moments}) == len(moments)
        assert len({one.published for one in moments}) == len(moments)


@given(issues_at_the_same_time(), st.sampled_from(ZONES))
def test_items_were_published_in_the_order_in_which_they_stand(issues: list[Issue], zone: str) -> None:
    for issue in issues:
        _, items = date_all([issue], zone)
        published = [one.published for one in items]
        assert published == sorted(published, reverse=True)
