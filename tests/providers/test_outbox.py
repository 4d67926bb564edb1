"""The outbox: whole files, one for each issue, never outside the publication."""

from __future__ import annotations

from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from newsletter.errors import ProviderError
from newsletter.providers.base import CampaignState, Environment, Provider
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.rendering.message import MARKER_FIELD, compose_message
from tests.campaigns import CAMPAIGN, make_campaign
from tests.providers.contract import ProviderContract


def open_outbox(root: Path, folder: str = "outbox") -> Outbox:
    return Outbox(OutboxOptions(folder=folder), root, Environment({}))


class TestOutboxContract(ProviderContract):
    root: Path

    def open(self, root: Path) -> Provider[Any]:
        self.root = root
        return open_outbox(root)

    def delivered(self) -> list[bytes]:
        return [data for data in self._messages() if f"{MARKER_FIELD}:".encode() in data]

    def messages_to_testers(self) -> list[tuple[str, bytes]]:
        others = [data for data in self._messages() if f"{MARKER_FIELD}:".encode() not in data]
        return [(str(message_from_bytes(data, policy=policy.default)["To"]), data) for data in others]

    def _messages(self) -> list[bytes]:
        return [path.read_bytes() for path in sorted((self.root / "outbox").glob("*.eml"))]


def names(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "outbox").iterdir())


def test_the_file_is_named_after_the_issue_and_its_digest(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    receipt = outbox.send(outbox.draft(CAMPAIGN))
    assert names(tmp_path) == [f"2024-01-{CAMPAIGN.digest[:8]}.eml"]
    assert receipt.detail == f"written to outbox/2024-01-{CAMPAIGN.digest[:8]}.eml"


def test_the_message_is_the_one_that_a_build_writes(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    outbox.send(outbox.draft(CAMPAIGN))
    built = compose_message(CAMPAIGN, to=CAMPAIGN.sender, unsubscribe_url=CAMPAIGN.unsubscribe_url)
    assert [path.read_bytes() for path in (tmp_path / "outbox").iterdir()] == [built]


def test_a_draft_of_other_words_is_replaced(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    outbox.draft(make_campaign(text="first"))
    outbox.draft(CAMPAIGN)
    assert names(tmp_path) == [f"2024-01-{CAMPAIGN.digest[:8]}.eml.draft"]


def test_the_draft_of_another_issue_stays(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    outbox.draft(make_campaign(issue="2024-02", marker="nk-2024-02"))
    outbox.draft(CAMPAIGN)
    assert len(names(tmp_path)) == 2


def test_a_sent_issue_is_found_before_a_draft_of_it(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    outbox.send(outbox.draft(CAMPAIGN))
    outbox.draft(make_campaign(text="a later draft"))
    found = outbox.find(CAMPAIGN.marker)
    assert found is not None
    assert (found.state, found.digest) == (CampaignState.SENT, CAMPAIGN.digest)


def test_a_draft_is_found_with_its_digest(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    remote_id = outbox.draft(CAMPAIGN)
    found = outbox.find(CAMPAIGN.marker)
    assert found is not None
    assert (found.id, found.state, found.digest) == (remote_id, CampaignState.DRAFT, CAMPAIGN.digest)
    assert outbox.status(remote_id).state is CampaignState.DRAFT


def test_a_message_that_somebody_took_away_is_unknown_not_unsent(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    remote_id = outbox.draft(CAMPAIGN)
    outbox.send(remote_id)
    (tmp_path / "outbox" / remote_id).unlink()
    assert outbox.status(remote_id).state is CampaignState.UNKNOWN


def test_a_message_that_was_renamed_is_still_found_by_its_marker(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    sent = tmp_path / "outbox" / outbox.draft(CAMPAIGN)
    outbox.send(sent.name)
    sent.rename(sent.with_name("anything.eml"))
    found = outbox.find(CAMPAIGN.marker)
    assert found is not None
    assert found.id == "anything.eml"


def test_a_marker_in_the_words_of_a_message_is_no_marker(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    quoting = make_campaign(marker="nk-other", text=f"{MARKER_FIELD}: {CAMPAIGN.marker}\n")
    outbox.send(outbox.draft(quoting))
    assert outbox.find(CAMPAIGN.marker) is None


def test_the_same_test_twice_leaves_one_file(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    assert outbox.test(CAMPAIGN, ["a@example.org"]) == outbox.test(CAMPAIGN, ["a@example.org"])
    outbox.test(CAMPAIGN, ["b@example.org"])
    assert len(names(tmp_path)) == 2
    assert all(name.startswith("2024-01-test-") for name in names(tmp_path))


def test_a_folder_that_leads_out_of_the_publication_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "outbox").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProviderError, match=r"/outbox: this is a link, and links are not followed here"):
        open_outbox(root).draft(CAMPAIGN)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("not a folder", encoding="utf-8")
    with pytest.raises(ProviderError, match="outbox"):
        open_outbox(tmp_path).draft(CAMPAIGN)


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    outbox = open_outbox(tmp_path)
    target = tmp_path / "outbox" / f"2024-01-{CAMPAIGN.digest[:8]}.eml.draft"
    (target / "in-the-way").mkdir(parents=True)
    with pytest.raises(ProviderError, match=r"\.draft: this is a folder, not a file"):
        outbox.draft(CAMPAIGN)
    assert names(tmp_path) == [target.name]


def test_others_on_this_machine_read_nothing(tmp_path: Path) -> None:
    (tmp_path / "outbox").mkdir(0o755)
    (tmp_path / "outbox" / "old.eml").write_bytes(b"written when everybody could read it")
    outbox = open_outbox(tmp_path)
    outbox.send(outbox.draft(CAMPAIGN))
    assert (tmp_path / "outbox").stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "outbox").iterdir()} == {0o600}
