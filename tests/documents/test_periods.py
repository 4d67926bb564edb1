"""Periods of every kind: how they are written, which days they are, what follows which, and what no calendar has."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.documents.dates import name_period
from newsletter.documents.periods import (
    KINDS,
    MOST_EDITIONS,
    PATTERN,
    Hemisphere,
    Kind,
    Period,
    PeriodError,
    find_period,
    is_period,
    parse_period,
    sort_by_period,
)
from newsletter.documents.rhythm import Rhythm
from newsletter.languages.wording import ENGLISH, find_wording

HEMISPHERES: tuple[Hemisphere, ...] = ("north", "south")
DAYS = st.dates(date(1900, 3, 1), date(2199, 11, 30))
EDITIONS = st.integers(0, MOST_EDITIONS)
AROUND = st.sampled_from(HEMISPHERES)


@st.composite
def periods(draw: st.DrawFn, kinds: tuple[Kind, ...] = KINDS) -> Period:
    """Return a period of one of these kinds in some year; a special edition too."""
    chosen = draw(st.sampled_from(kinds))
    number, edition = draw(st.integers(1, 99_999)), draw(EDITIONS)
    day, hemisphere = draw(DAYS), draw(AROUND)
    found = find_period(chosen, day, hemisphere)
    return Period(chosen, 0, number, edition) if chosen == "number" else Period(chosen, found.year, found.part, edition)


PAIRS = st.sampled_from(KINDS).flatmap(lambda kind: st.tuples(periods((kind,)), periods((kind,))))


@given(periods())
def test_what_is_written_is_read_as_the_same_period(period: Period) -> None:
    assert parse_period(str(period)) == period


@given(periods(), AROUND)
def test_the_next_period_is_regular_and_later_than_all_editions_before_it(period: Period, around: Hemisphere) -> None:
    following = period.next(around)

    assert not following.is_special
    assert following.kind == period.kind
    if following != period.regular:  # as the last one there can be
        assert following.order(around) > Period(period.kind, period.year, period.part, MOST_EDITIONS).order(around)


@given(st.sampled_from([kind for kind in KINDS if kind != "number"]), DAYS, AROUND)
def test_every_day_is_in_one_period_and_periods_follow_one_another_without_a_gap(
    kind: Kind, day: date, around: Hemisphere
) -> None:
    period = find_period(kind, day, around)
    span, after = period.span(around), period.next(around).span(around)

    assert span
    assert after
    assert span.first <= day <= span.last
    assert after.first - span.last == timedelta(days=1)


@given(PAIRS, AROUND)
def test_the_order_is_that_of_the_first_days_and_puts_no_two_in_one_place(
    pair: tuple[Period, Period], around: Hemisphere
) -> None:
    one, other = pair
    spans = one.span(around), other.span(around)

    assert (one.order(around) == other.order(around)) == (one == other)
    if spans[0] and spans[1] and spans[0].first != spans[1].first:
        assert (one.order(around) < other.order(around)) == (spans[0].first < spans[1].first)


@given(PAIRS, AROUND)
def test_the_count_of_a_period_tells_it_from_all_others_of_its_kind(
    pair: tuple[Period, Period], around: Hemisphere
) -> None:
    one, other = pair

    assert 0 < one.count(around) < 1_000_000
    assert (one.count(around) == other.count(around)) == (one == other)


def test_the_count_of_a_month_is_what_it_always_was() -> None:
    assert parse_period("2024-01").count("north") == 2024 * 12 + 1


@given(st.text(st.characters(codec="utf-8"), max_size=20) | st.from_regex(PATTERN, fullmatch=True))
def test_a_text_is_a_period_or_is_refused_with_advice(text: str) -> None:
    if is_period(text):
        assert str(parse_period(text)) == text
        return
    with pytest.raises(PeriodError) as caught:
        parse_period(text)
    assert caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("2025-W53", "2025 has no week 53", "Its last week is 2025-W52; the week after that is 2026-W01."),
        ("2026-02-29", "2026-02-29 is not a date", "The last day of that month is 2026-02-28."),
        ("2026-04-31-extra", "2026-04-31 is not a date", "The last day of that month is 2026-04-30."),
        ("2026-w49", "'2026-w49' is not a period", "Write: 2026-W49"),
        ("2026W9", "'2026W9' is not a period", "Write: 2026-W09"),
        ("2026-q4", "'2026-q4' is not a period", "Write: 2026-Q4"),
        ("Q4 2026", "'Q4 2026' is not a period", "Write: 2026-Q4"),
        ("2026-Summer", "'2026-Summer' is not a period", "Write: 2026-summer"),
        ("2026-fall", "'2026-fall' is not a period", "Write: 2026-autumn"),
        ("2026/12", "'2026/12' is not a period", "Write: 2026-12"),
        ("2026-1", "'2026-1' is not a period", "Write: 2026-01"),
        ("12/2026", "'12/2026' is not a period", "Write: 2026-12"),
        ("012", "'012' is not a period", "Write: 12"),
        ("#12", "'#12' is not a period", "Write: 12"),
        ("2026-12.yaml", "'2026-12.yaml' is not a period", "Write: 2026-12"),
    ],
)
def test_what_is_refused_is_said_with_what_to_write(text: str, message: str, hint: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_period(text)

    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize(
    "text",
    ["", "0", "100000", "1899-12", "2200-01", "2026-13", "2026-W00", "2026-Q5", "2026-12-extra-1", "2026-12-sale"],
)
def test_no_more_than_periods_is_accepted(text: str) -> None:
    assert not is_period(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-12-04", "2026-12-04", "2026-12-04"),
        ("2026-W01", "2025-12-29", "2026-01-04"),
        ("2026-W53", "2026-12-28", "2027-01-03"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026-summer", "2026-06-01", "2026-08-31"),
        ("2026-winter", "2026-12-01", "2027-02-28"),
        ("2026-winter-extra", "2026-12-01", "2027-02-28"),
    ],
)
def test_a_period_is_made_of_these_days(text: str, first: str, last: str) -> None:
    assert tuple(map(str, parse_period(text).span("north") or ())) == (first, last)


def test_seasons_in_the_south_are_half_a_year_away_and_in_another_order() -> None:
    names = [f"2026-{season}" for season in ("spring", "summer", "autumn", "winter")]
    south = [name for name, _ in sort_by_period([(name, 0) for name in names], "south")]

    assert [str(parse_period(name).span("south")[0]) for name in south] == [  # type: ignore[index]  # seasons have days
        "2026-03-01",
        "2026-06-01",
        "2026-09-01",
        "2026-12-01",
    ]
    assert south == ["2026-autumn", "2026-winter", "2026-spring", "2026-summer"]
    assert str(parse_period("2026-summer").next("south")) == "2027-autumn"
    assert str(parse_period("2026-winter").next("north")) == "2027-spring"


def test_issues_are_sorted_by_what_they_are_of_and_not_by_their_letters() -> None:
    numbers = ["10", "9", "9-extra-2", "9-extra", "100"]

    assert [name for name, _ in sort_by_period([(n, 0) for n in numbers])] == ["9", "9-extra", "9-extra-2", "10", "100"]
    assert [n for n, _ in sort_by_period([("2026-12-extra", 0), ("notes", 0), ("2027-01", 0), ("2026-12", 0)])] == [
        "notes",
        "2026-12",
        "2026-12-extra",
        "2027-01",
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2026-12-04", "4 December 2026"),
        ("2026-W49", "Week 49, 2026"),
        ("2026-12", "December 2026"),
        ("2026-Q4", "4th quarter 2026"),
        ("2026-summer", "Summer 2026"),
        ("2026-winter", "Winter 2026/27"),
        ("12", "Issue 12"),
        ("2026-12-extra", "December 2026, special edition"),
        ("12-extra-2", "Issue 12, special edition 2"),
    ],
)
def test_a_period_has_a_name_that_readers_see(text: str, name: str) -> None:
    assert name_period(find_wording(ENGLISH), parse_period(text), "north") == name


@pytest.mark.parametrize(
    ("settings", "period", "day"),
    [
        ({}, "2026-12", "2027-01-01"),
        ({"published": "first"}, "2026-12", "2026-12-01"),
        ({"published": "last"}, "2026-12", "2026-12-31"),
        ({"on": "Friday"}, "2026-12", "2027-01-01"),
        ({"on": "Friday"}, "2026-11", "2026-12-04"),
        ({"on": "Friday", "published": "first"}, "2026-12", "2026-12-04"),
        ({"on": "Friday", "published": "last"}, "2026-12", "2026-12-25"),
        ({"every": "week"}, "2026-W49", "2026-11-30"),
        ({"every": "week", "on": "Friday"}, "2026-W53", "2027-01-01"),
        ({"every": "week", "on": "Monday", "published": "after"}, "2026-W53", "2027-01-04"),
        ({"every": "day"}, "2026-12-04", "2026-12-04"),
        ({"every": "day", "on": "Friday"}, "2026-12-03", "2026-12-03"),
        ({"every": "quarter"}, "2026-Q4", "2026-10-01"),
        ({"every": "quarter", "published": "after"}, "2026-Q4", "2027-01-01"),
        ({"every": "season"}, "2026-summer", "2026-06-01"),
        ({"every": "season", "hemisphere": "south"}, "2026-summer", "2026-12-01"),
        ({"every": "number"}, "12", None),
        ({}, "2026-12-extra", None),
    ],
)
def test_the_rhythm_says_when_an_issue_goes_out(settings: dict[str, str], period: str, day: str | None) -> None:
    found = Rhythm.model_validate(settings).find_day(parse_period(period))

    assert (str(found) if found else None) == day


@pytest.mark.parametrize(
    ("settings", "names", "expected"),
    [
        ({}, [], "2026-12"),
        ({}, ["2024-01", "2024-03", "2024-02"], "2024-04"),
        ({}, ["2024-12", "2024-12-extra"], "2025-01"),
        ({}, ["2199-12"], "2199-12"),
        ({"every": "week"}, [], "2026-W49"),
        ({"every": "week"}, ["2026-W52", "2026-W53"], "2027-W01"),
        ({"every": "week"}, ["2025-W52"], "2026-W01"),
        ({"every": "day"}, ["2026-12-31"], "2027-01-01"),
        ({"every": "day", "on": "Friday"}, [], "2026-12-04"),
        ({"every": "day", "on": "Friday"}, ["2026-12-04"], "2026-12-11"),
        ({"every": "quarter"}, ["2026-Q4"], "2027-Q1"),
        ({"every": "season"}, [], "2026-winter"),
        ({"every": "season"}, ["2026-autumn", "2026-spring", "2026-winter"], "2027-spring"),
        ({"every": "season", "hemisphere": "south"}, [], "2026-summer"),
        ({"every": "season", "hemisphere": "south"}, ["2026-summer", "2026-winter"], "2027-autumn"),
        ({"every": "number"}, [], "1"),
        ({"every": "number"}, ["9", "10", "8"], "11"),
    ],
)
def test_the_next_issue_follows_the_newest(settings: dict[str, str], names: list[str], expected: str) -> None:
    rhythm, today = Rhythm.model_validate(settings), date(2026, 12, 3)

    assert str(rhythm.find_next(map(parse_period, names), today)) == expected


def test_issues_of_another_kind_do_not_decide_which_is_next() -> None:
    assert str(Rhythm(every="week").find_next([parse_period("2027-01")], date(2026, 12, 3))) == "2026-W49"
