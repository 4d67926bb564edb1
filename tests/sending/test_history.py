"""The status of an issue after any sequence of events: doubt never disappears by itself."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.sending.history import LEASE, Actor, EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.processes import find_start
from tests.sending.ledgers import EVENT
from tests.sending.send_contexts import NOW, make_actor


def history(*events: tuple[int | None, EventKind]) -> History:
    return History(tuple(replace(EVENT, attempt=attempt, kind=kind) for attempt, kind in events))


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], SendStatus.UNSENT),
        ([(None, EventKind.TEST)], SendStatus.UNSENT),
        ([(1, EventKind.INTENT)], SendStatus.UNSENT),
        ([(1, EventKind.INTENT), (None, EventKind.TEST)], SendStatus.UNSENT),
        ([(1, EventKind.INTENT), (1, EventKind.FAILED)], SendStatus.UNSENT),
        ([(1, EventKind.INTENT), (1, EventKind.SENDING)], SendStatus.SENDING),
        ([(1, EventKind.INTENT), (1, EventKind.SENDING), (1, EventKind.FAILED)], SendStatus.UNSENT),
        ([(1, EventKind.INTENT), (1, EventKind.SENDING), (1, EventKind.UNKNOWN)], SendStatus.UNKNOWN),
        ([(1, EventKind.SENDING), (1, EventKind.UNKNOWN), (1, EventKind.RESOLVED_UNSENT)], SendStatus.UNSENT),
        ([(1, EventKind.SENDING), (1, EventKind.UNKNOWN), (1, EventKind.RESOLVED_SENT)], SendStatus.SENT),
        ([(1, EventKind.SENDING), (1, EventKind.SENT)], SendStatus.SENT),
        ([(1, EventKind.INTENT), (2, EventKind.INTENT), (1, EventKind.FAILED)], SendStatus.UNSENT),
        (
            [(1, EventKind.SENDING), (1, EventKind.RESOLVED_UNSENT), (2, EventKind.INTENT), (1, EventKind.SENT)],
            SendStatus.SENT,
        ),
        (
            [(1, EventKind.SENDING), (1, EventKind.RESOLVED_UNSENT), (2, EventKind.INTENT), (1, EventKind.UNKNOWN)],
            SendStatus.UNKNOWN,
        ),
        ([(1, EventKind.SENDING), (1, EventKind.RESOLVED_SENT), (1, EventKind.FAILED)], SendStatus.SENT),
    ],
)
def test_the_last_event_decides_and_doubt_outweighs_it(events: list[tuple[int, EventKind]], status: SendStatus) -> None:
    assert history(*events).status is status


@pytest.mark.parametrize(
    ("events", "is_claimed"),
    [
        ([], False),
        ([(1, EventKind.INTENT)], True),
        ([(1, EventKind.INTENT), (None, EventKind.TEST)], True),
        ([(1, EventKind.TEST_STARTED)], True),
        ([(1, EventKind.TEST_STARTED), (1, EventKind.TEST_SENT)], False),
        ([(1, EventKind.INTENT), (2, EventKind.INTENT), (1, EventKind.FAILED)], True),
        ([(1, EventKind.INTENT), (1, EventKind.SENDING)], False),
        ([(1, EventKind.INTENT), (1, EventKind.FAILED)], False),
        ([(1, EventKind.SENDING), (2, EventKind.INTENT)], False),
    ],
)
def test_an_issue_is_claimed_until_it_begins_to_be_sent(events: list[tuple[int, EventKind]], is_claimed: bool) -> None:  # noqa: FBT001  # a parameter
    assert history(*events).is_claimed is is_claimed


EVENTS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from([kind for kind in EventKind if kind is not EventKind.TEST]))
)


@given(EVENTS, EVENTS)
def test_what_was_sent_stays_sent_whatever_is_reported_later(
    before: list[tuple[int, EventKind]], after: list[tuple[int, EventKind]]
) -> None:
    assert history(*before, (1, EventKind.SENT), *after).status is SendStatus.SENT


@given(EVENTS, st.sampled_from([EventKind.SENDING, EventKind.UNKNOWN]), EVENTS)
def test_an_attempt_in_doubt_is_never_released_by_another(
    before: list[tuple[int, EventKind]], doubt: EventKind, after: list[tuple[int, EventKind]]
) -> None:
    others = [(attempt + 1, kind) for attempt, kind in after]
    assert history(*before, (1, doubt), *others).status in {SendStatus.SENDING, SendStatus.UNKNOWN, SendStatus.SENT}


def held_by(actor: Actor, kind: EventKind = EventKind.INTENT) -> LedgerEvent:
    return replace(EVENT, actor=actor, kind=kind)


@pytest.mark.parametrize("kind", [EventKind.INTENT, EventKind.SENDING])
def test_a_living_process_holds_its_attempt(kind: EventKind) -> None:
    me = replace(Actor.current(), pid=os.getpid())
    now = datetime.now(UTC)
    assert History((replace(held_by(replace(me, pid=os.getppid()), kind), at=now),)).is_held(me, now)


def test_a_process_that_reuses_the_number_of_another_holds_nothing() -> None:
    me, mine = Actor.current(), find_start(os.getppid())
    if mine is None:
        pytest.skip("nobody tells here when a process began")
    before = mine - timedelta(minutes=1)
    held = replace(held_by(replace(me, pid=os.getppid())), at=before)
    assert not History((held,)).is_held(me, before)


def test_a_process_started_before_now() -> None:
    began = find_start(os.getpid())
    assert began is None or timedelta(seconds=-2) < datetime.now(UTC) - began < timedelta(days=1)
    assert find_start(2**23) is None


def test_a_dead_process_of_this_machine_holds_nothing() -> None:
    assert not History((held_by(make_actor("mail1")),)).is_held(make_actor("mail1"), NOW)


def test_an_earlier_process_with_our_own_number_holds_nothing() -> None:
    me = Actor.current()
    assert not History((held_by(me),)).is_held(me, NOW)


@pytest.mark.parametrize(("passed", "is_held"), [(timedelta(), True), (LEASE, False), (-LEASE, False)])
def test_a_process_of_another_machine_holds_for_the_length_of_the_lease(passed: timedelta, is_held: bool) -> None:  # noqa: FBT001
    assert History((held_by(make_actor("mail2")),)).is_held(make_actor("mail1"), NOW + passed) is is_held


@pytest.mark.parametrize("kind", [EventKind.SENT, EventKind.FAILED, EventKind.UNKNOWN, EventKind.RESOLVED_UNSENT])
def test_an_attempt_that_has_ended_is_held_by_nobody(kind: EventKind) -> None:
    assert not History((held_by(make_actor("mail2"), kind),)).is_held(make_actor("mail1"), NOW)
