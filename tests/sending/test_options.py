"""When and to how many: times that cannot be, times that do not fit, audiences that are not the one meant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from newsletter.errors import SendRefusedError
from newsletter.providers.base import Audience, Capabilities, Environment
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.sending.blockers import find_growth_blockers
from newsletter.sending.execute import apply_plan
from newsletter.sending.options import SendOptions, read_time
from newsletter.sending.plan import Readiness, plan_send
from tests.campaigns import CAMPAIGN, make_campaign
from tests.sending.send_contexts import NOW, kinds, open_context, sent_messages

LONDON = ZoneInfo("Europe/London")


class Patient(Outbox):
    """An outbox that can be told to wait, and has readers."""

    capabilities = Capabilities(own_text=True, test_send="any", remembers=True, reaches_readers=False, schedule_step=15)
    size: ClassVar[int | None] = 1204

    def audience(self) -> Audience:
        return Audience("Subscribers", self.size)


class Quick(Outbox):
    """Says how many readers it has not."""


class Deserted(Patient):
    """An audience that everybody has left."""

    size = 0


def reasons(tmp_path: Path, options: SendOptions, kind: type[Outbox] = Patient, now: datetime = NOW) -> tuple[str, ...]:
    context = open_context(tmp_path, kind(OutboxOptions(), tmp_path, Environment({})))
    return plan_send(context, CAMPAIGN, Readiness(), now=now, options=options).decision.reasons


def grown(planned: Audience, found: Audience) -> str:
    return " ".join(find_growth_blockers(planned, found))


@pytest.mark.parametrize(
    ("before", "now", "may_go"),
    [
        (1000, 900, True),
        (1000, 1100, True),
        (1000, 1101, False),
        (10, 30, True),
        (10, 31, False),
        (0, 21, False),
        (None, 1000, True),
        (1000, None, True),
    ],
)
def test_an_audience_may_grow_by_a_tenth_or_twenty_readers(before: int | None, now: int | None, may_go: bool) -> None:  # noqa: FBT001  # a parameter
    phrase = grown(Audience("Subscribers", before, "1"), Audience("Subscribers", now, "1"))
    assert (phrase == "") is may_go


@pytest.mark.parametrize("other", [Audience("Everybody", 10, "1"), Audience("Subscribers", 10, "2")])
def test_another_audience_is_not_the_one_that_was_shown(other: Audience) -> None:
    assert "in the plan" in grown(Audience("Subscribers", 10, "1"), other)


def test_the_audience_is_looked_at_again_before_it_is_sent(tmp_path: Path) -> None:
    class Growing(Patient):
        """Somebody imports an address book while the operator thinks."""

        asked = 0

        def audience(self) -> Audience:
            self.asked += 1
            return Audience("Subscribers", 1204 if self.asked == 1 else 90_000)

    context = open_context(tmp_path, Growing(OutboxOptions(), tmp_path, Environment({})))
    planned = plan_send(context, CAMPAIGN, Readiness(), now=NOW, options=SendOptions(audience_size_max=2000))
    with pytest.raises(SendRefusedError, match=r"had 1204 readers in the plan, and has 90000 now.*more than the 2000"):
        apply_plan(context, planned, now=NOW)
    assert kinds(context) == ["intent", "failed"]
    assert sent_messages(tmp_path) == []


@pytest.mark.parametrize("offset", ["", "Z", "+23:59", "-23:59", "+00:00:01"])
@pytest.mark.parametrize(
    "time",
    ["9999-12-31T23:59", "0001-01-01T00:00", "1899-12-31T23:59", "2200-01-01T00:00", "9999-12-31T23:59:59.999999"],
)
def test_a_time_at_the_end_of_the_calendar_is_refused(time: str, offset: str) -> None:
    with pytest.raises(SendRefusedError, match="in an impossible year"):
        read_time(f"{time}{offset}", LONDON)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/London"])
@pytest.mark.parametrize("time", ["1900-01-01T00:00", "2199-12-31T23:59"])
def test_the_first_and_the_last_time_that_can_be_meant_end_no_plan(tmp_path: Path, time: str, zone: str) -> None:
    for offset in ("+00:00", "+23:59", "-23:59"):
        assert isinstance(reasons(tmp_path, SendOptions(at=read_time(f"{time}{offset}", ZoneInfo(zone)))), tuple)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2024-02-01T09:00", datetime(2024, 2, 1, 9, tzinfo=UTC)),
        ("2024-07-01 09:00", datetime(2024, 7, 1, 8, tzinfo=UTC)),
        ("2024-07-01T09:00+02:00", datetime(2024, 7, 1, 7, tzinfo=UTC)),
        ("2024-07-01T09:00Z", datetime(2024, 7, 1, 9, tzinfo=UTC)),
        ("2024-10-27T01:30+00:00", datetime(2024, 10, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_on_the_clock_of_the_publication_unless_it_says_otherwise(text: str, meant: datetime) -> None:
    assert read_time(text, LONDON) == meant


@pytest.mark.parametrize("text", ["", "soon", "9:00", "2024-02-30T09:00", "2024-02-01", "\x1b[31m"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(SendRefusedError, match=r"is not a date and time\. Write it like 2024-02-01T09:00") as refused:
        read_time(text, LONDON)
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("text", ["2024-03-31T01:30", "2024-10-27T01:30"])
def test_a_time_that_the_clock_skips_or_shows_twice_needs_an_offset(text: str) -> None:
    with pytest.raises(SendRefusedError, match="the clocks change then"):
        read_time(text, LONDON)


def test_a_time_that_fits_may_go(tmp_path: Path) -> None:
    assert reasons(tmp_path, SendOptions(at=datetime(2024, 2, 2, 9, 15, tzinfo=UTC))) == ()


def test_a_time_between_the_provider_s_steps_is_answered_with_the_two_nearest(tmp_path: Path) -> None:
    at = datetime(2024, 2, 2, 9, 50, tzinfo=LONDON)
    phrase = "outbox sends only every 15 minutes: at 2024-02-02 09:45 GMT or 10:00. Choose one."
    assert reasons(tmp_path, SendOptions(at=at)) == (phrase,)


def test_a_time_that_is_past_is_refused(tmp_path: Path) -> None:
    assert "is in the past. Give a later time" in reasons(tmp_path, SendOptions(at=NOW - timedelta(minutes=30)))[0]


def test_a_provider_that_cannot_wait_says_so(tmp_path: Path) -> None:
    assert "outbox cannot schedule" in reasons(tmp_path, SendOptions(at=NOW + timedelta(hours=1)), Quick)[0]


def test_an_issue_is_not_sent_before_its_pages_are_there(tmp_path: Path) -> None:
    context = open_context(tmp_path, Patient(OutboxOptions(), tmp_path, Environment({})))
    due = make_campaign(date=NOW + timedelta(days=1))
    early, late = (SendOptions(at=NOW + timedelta(hours=hours)) for hours in (2, 48))
    readiness = Readiness()
    assert "which is later" in plan_send(context, due, readiness, now=NOW, options=early).decision.reasons[0]
    assert "30 minutes" not in str(plan_send(context, due, readiness, now=NOW, options=late).decision.reasons)


def test_an_audience_larger_than_meant_is_refused(tmp_path: Path) -> None:
    phrase = "Subscribers has 1204 readers, more than the 1000 that --audience-size-max allows."
    assert reasons(tmp_path, SendOptions(audience_size_max=1000)) == (phrase,)
    assert reasons(tmp_path, SendOptions(audience_size_max=1204)) == ()


def test_an_audience_that_nobody_counts_cannot_be_limited(tmp_path: Path) -> None:
    assert "is unknown. Leave --audience-size-max out" in reasons(tmp_path, SendOptions(audience_size_max=5), Quick)[0]


def test_an_audience_without_readers_is_refused(tmp_path: Path) -> None:
    assert "Subscribers has no readers" in reasons(tmp_path, SendOptions(), Deserted)[0]
