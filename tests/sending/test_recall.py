"""What the ledger alone lets an operator do, with the issue and ``newsletter.toml`` broken or gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import stamina

from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, SendRefusedError
from newsletter.loading import load_publication
from newsletter.providers.outbox import Outbox
from newsletter.rendering.email import name_campaign
from newsletter.sending.cancel import cancel_send
from newsletter.sending.discrepancies import find_discrepancies
from newsletter.sending.history import Actor, EventKind, SendStatus
from newsletter.sending.recall import reopen_contexts
from newsletter.sending.reconcile import reconcile, refresh, resolve_unknown
from newsletter.sending.session import SendContext
from tests.building.publications import PUBLICATION
from tests.providers.campaign_contract import CampaignProviderContract
from tests.providers.services import SERVICES
from tests.providers.wire import Fault, serving
from tests.sending.ledgers import EVENT, Workspace
from tests.sending.send_contexts import NOW, make_actor

ISSUE = "2024-01"
STATES = ("as it was", "empty", "no TOML", "a field that is wrong", "another provider")


@pytest.fixture(params=SERVICES)
def contract(request: pytest.FixtureRequest) -> Iterator[CampaignProviderContract]:
    """Return each provider that keeps campaigns, with its service."""
    found = SERVICES[request.param]()
    with at_work(found):
        yield found


@contextmanager
def at_work(contract: CampaignProviderContract) -> Iterator[None]:
    """Serve a provider that sends an issue of the publication that these tests spoil."""
    own = name_campaign(read_publication(), ISSUE)
    contract.campaign = replace(contract.campaign, marker=own)  # type: ignore[misc]  # of this test alone
    with serving(contract.make_service()) as contract.service, stamina.set_testing(True, attempts=2):
        yield


def read_publication() -> Publication:
    return load_publication(PUBLICATION.parent).publication


def spoil(root: Path, state: str) -> None:
    """Leave ``newsletter.toml`` in a state, and no issue."""
    words = PUBLICATION.read_text(encoding="utf-8")
    states = {
        "as it was": words,
        "empty": "",
        "no TOML": "title = [",
        "a field that is wrong": words.replace("language", "langage"),
        "another provider": words + '\n[provider]\nname = "outbox"\n',
    }
    root.mkdir(parents=True, exist_ok=True)
    (root / "newsletter.toml").write_text(states[state], encoding="utf-8")


def reopen(contract: CampaignProviderContract, root: Path) -> tuple[SendContext, str]:
    known = contract.open(root)
    keys = {name: known.environment.secret(name).get_secret_value() for name in known.secrets}
    return reopen_contexts(root, ISSUE, keys, make_actor())[""]


@pytest.mark.parametrize("state", STATES)
def test_what_is_scheduled_is_followed_and_taken_back(
    contract: CampaignProviderContract, tmp_path: Path, state: str
) -> None:
    contract.schedule(tmp_path)
    spoil(tmp_path, state)
    context, marker = reopen(contract, tmp_path)
    assert (context.provider.name, marker) == (contract.open(tmp_path).name, contract.campaign.marker)
    assert context.provider.options == contract.open(tmp_path).options
    remote_campaign = refresh(context, marker, now=NOW)
    assert remote_campaign is not None
    assert list(find_discrepancies(context, context.ledger.read(marker), remote_campaign, now=NOW)) == []
    cancel_send(context, ISSUE, marker, now=NOW)
    found = context.provider.find(marker)
    assert (found is not None, found and found.state) == (True, "draft")
    assert context.ledger.read(marker).status is SendStatus.UNSENT


@pytest.mark.parametrize("state", STATES)
def test_what_is_unknown_is_settled(tmp_path: Path, state: str) -> None:
    contract = SERVICES["mailchimp"]()
    with at_work(contract):
        contract.service.fail("send", Fault.RESET_AFTER)
        with pytest.raises(NewsletterError):
            contract.send(tmp_path)
        spoil(tmp_path, state)
        context, marker = reopen(contract, tmp_path)
        assert reconcile(context, marker, now=NOW).status is SendStatus.SENT


def test_an_issue_that_is_out_is_shown_with_the_provider_of_today(tmp_path: Path) -> None:
    contract = SERVICES["mailchimp"]()
    with at_work(contract):
        contract.send(tmp_path)
        spoil(tmp_path, "another provider")
        assert isinstance(reopen(contract, tmp_path)[0].provider, Outbox)


def test_a_ledger_of_before_needs_the_publication(workspace: Workspace) -> None:
    """An event of an older version says by whom it was sent, and not how to get there."""
    claimed = replace(EVENT, marker=name_campaign(read_publication(), ISSUE))
    workspace.append(claimed, replace(claimed, kind=EventKind.SCHEDULED))
    spoil(workspace.root, "as it was")
    context, marker = reopen_contexts(workspace.root, ISSUE, workspace.environment, Actor.current())[""]
    assert (context.provider.name, marker) == ("outbox", claimed.marker)
    spoil(workspace.root, "no TOML")
    with pytest.raises(NewsletterError, match=r"newsletter\.toml"):
        reopen_contexts(workspace.root, ISSUE, workspace.environment, Actor.current())[""]


def test_an_issue_that_the_ledger_does_not_know_is_named_by_the_publication(workspace: Workspace) -> None:
    spoil(workspace.root, "as it was")
    context, marker = reopen_contexts(workspace.root, "2024-07", workspace.environment, Actor.current())[""]
    assert marker.startswith("2024-07-")
    assert context.ledger.read(marker).status is SendStatus.UNSENT
    spoil(workspace.root, "no TOML")
    with pytest.raises(NewsletterError, match=r"newsletter\.toml"):
        reopen_contexts(workspace.root, "2024-07", workspace.environment, Actor.current())[""]


def test_an_issue_of_another_publication_in_the_same_ledger_is_not_meant(workspace: Workspace) -> None:
    workspace.append(replace(EVENT, marker="theirs", kind=EventKind.SCHEDULED, detail={"options": "{}"}))
    spoil(workspace.root, "as it was")
    context, marker = reopen_contexts(workspace.root, ISSUE, workspace.environment, Actor.current())[""]
    assert marker != "theirs"
    with pytest.raises(SendRefusedError, match="is not scheduled"):
        cancel_send(context, ISSUE, marker, now=NOW)


def test_of_several_campaigns_of_an_issue_the_open_one_is_meant(workspace: Workspace) -> None:
    options = {"options": "{}"}
    workspace.append(
        replace(EVENT, marker="old", kind=EventKind.FAILED, detail=options),
        replace(EVENT, marker="new", kind=EventKind.UNKNOWN, detail=options),
    )
    spoil(workspace.root, "no TOML")
    context, marker = reopen_contexts(workspace.root, ISSUE, workspace.environment, Actor.current())[""]
    assert marker == "new"
    resolve_unknown(context, marker, was_sent=True, now=NOW)
    with pytest.raises(SendRefusedError, match=r"several campaigns of 2024-01 \(old, new\)"):
        reopen_contexts(workspace.root, ISSUE, workspace.environment, Actor.current())[""]


def test_options_on_record_hold_no_secret(contract: CampaignProviderContract, tmp_path: Path) -> None:
    contract.schedule(tmp_path)
    known = contract.open(tmp_path)
    written = (tmp_path / ".newsletter/ledger.sqlite").read_bytes()
    assert known.options.audience.encode() in written
    for name in known.secrets:
        assert known.environment.secret(name).get_secret_value().encode() not in written
