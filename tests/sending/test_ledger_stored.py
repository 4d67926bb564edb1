"""What is stored stays: a ledger that a released program wrote opens, and is written today as it was then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.sending.history import EventKind, SendStatus
from newsletter.sending.ledger import open_ledger
from tests.sending.send_contexts import NOW
from tests.sending.stored_ledgers import GUARD_FILES, GUARD_TEXT, IDENTITY, MARKERS, dump, read_sql, restore_ledger

SENT_DIGEST = "87de73c99f8dfed2c0ccaeb21a65434c686cf33eb0ea9a782d67e2d53640c8fa"


def read_statements(version: int) -> list[str]:
    return [line for line in read_sql(version).splitlines() if not line.startswith("--")]


@pytest.mark.parametrize("version", [1, 2])
def test_a_stored_ledger_opens_and_says_what_was_sent(tmp_path: Path, version: int) -> None:
    path = restore_ledger(tmp_path, version)
    history = open_ledger(tmp_path, {}).read(MARKERS[version])

    assert history.status is SendStatus.SENT
    assert "\n".join(dump(path)).splitlines() == read_statements(version)


def test_every_kind_of_event_is_read_from_the_word_that_is_stored(tmp_path: Path) -> None:
    restore_ledger(tmp_path, 2)
    events = list(open_ledger(tmp_path, {}).export())

    assert [event.kind for event in events] == [
        EventKind.TEST,
        EventKind.INTENT,
        EventKind.SENDING,
        EventKind.SENT,
        *EventKind,
    ]
    assert [event.kind.value for event in events[4:]] == [
        "intent", "sending", "sent", "scheduled", "cancelling", "cancelled", "failed", "unknown", "resolved-sent",
        "resolved-scheduled", "resolved-unsent", "trying", "tried", "test",
    ]  # fmt: skip
    assert events[5].detail == {"why": "Zoë’s server said “no”", "by": "anna"}


def test_what_is_written_today_is_to_the_byte_what_was_written_then(tmp_path: Path) -> None:
    restore_ledger(tmp_path / "old", 2)
    old, new = open_ledger(tmp_path / "old", {}), open_ledger(tmp_path / "new", {})
    snapshot = old.find_snapshot(SENT_DIGEST)
    assert snapshot is not None
    for event in old.export():
        new.append(event.marker, lambda _, event=event: event)  # type: ignore[misc]  # binds the loop's
    new.keep_snapshot(snapshot)
    folder = tmp_path / "new" / ".newsletter"
    identity = (folder / "ledger.witness").read_text(encoding="utf-8").split("\n")[0]

    assert "\n".join(dump(folder / "ledger.sqlite")).replace(identity, IDENTITY).splitlines() == read_statements(2)
    assert (folder / "ledger.witness").read_text(encoding="utf-8") == GUARD_FILES[2].replace(IDENTITY, identity)


@pytest.mark.parametrize("version", [1, 2])
def test_a_stored_ledger_goes_on_to_be_written(tmp_path: Path, version: int) -> None:
    path = restore_ledger(tmp_path, version)
    before = list(open_ledger(tmp_path, {}).export())

    later = replace(before[0], at=NOW + timedelta(days=60))
    added = open_ledger(tmp_path, {}).append(MARKERS[version], lambda _: later)
    assert list(open_ledger(tmp_path, {}).export()) == [*before, added]
    assert path.with_suffix(".witness").read_text(encoding="utf-8").endswith(f"\n{len(before) + 1}\n{GUARD_TEXT}")
