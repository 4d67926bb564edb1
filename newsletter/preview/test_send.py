"""Sends a test of exactly what is shown, through the publication's provider, and reports earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from newsletter.documents.values import Email
from newsletter.errors import NewsletterError, SendRefusedError
from newsletter.preview.snapshot import RenderedIssue
from newsletter.providers import open_provider
from newsletter.sending.history import Actor, EventKind, SendStatus
from newsletter.sending.ledger import open_ledger
from newsletter.sending.live import WEB, LiveResult
from newsletter.sending.live_check import LiveCheck
from newsletter.sending.prepare import PreparedSend, prepare_editions
from newsletter.sending.session import SendContext
from newsletter.sending.test_send import send_test

_ADDRESS: TypeAdapter[str] = TypeAdapter(Email)
_STATUS_TEXTS = {
    SendStatus.UNSENT: "Not sent yet.",
    SendStatus.SENDING: "It is being sent.",
    SendStatus.SCHEDULED: "It is scheduled at the provider.",
    SendStatus.SENT: "It has been sent.",
    SendStatus.UNKNOWN: "It may or may not have been sent, and nothing more is sent until that is known.",
}


def send_preview_test(root: Path, environment: Mapping[str, str], period: str, address: str, digest: str) -> str:
    """Send a test to one address and return the provider's answer; ``digest`` names what the editor has seen.

    Raises:
        NewsletterError: nothing was sent, or the outcome is unknown; the message says which, and why.

    """
    address = _check_address(address)
    now = datetime.now(UTC)
    prepared = _find_shown(prepare_editions(root, period, now), digest)
    context = SendContext(
        open_ledger(root, environment),
        open_provider(prepared.publication, root=root, environment=environment),
        Actor.current(),
    )
    receipt = send_test(context, prepared.campaign, [address], now=now)
    live = LiveCheck(root, prepared, now.astimezone(prepared.publication.zone).date()).look()
    return " ".join([f"Test sent to {address} alone: {receipt.detail}", *_list_faults(live)])


def _find_shown(editions: Sequence[PreparedSend], digest: str) -> PreparedSend:
    """Return the edition that the editor has seen.

    Raises:
        SendRefusedError: there is none any more.
    """
    if found := next((one for one in editions if one.campaign.digest == digest), None):
        return found
    raise SendRefusedError(
        "The issue has changed since this page showed it. Look at the new version, then send the test."
    )


def _list_faults(live: LiveResult) -> Iterator[str]:
    """Yield what readers would not see yet; a test goes out without it."""
    faults = [str(fault) for fault in live.faults if fault.what != WEB]
    if faults:
        yield "Not on the web yet:"
        yield from faults


def describe_provider(root: Path, environment: Mapping[str, str], rendered: RenderedIssue) -> dict[str, Any]:
    """Return the provider of a test, who received a test of exactly this version, and whether the issue was sent.

    Raises:
        NewsletterError: the provider's options are wrong, or the ledger cannot be read.

    """
    provider = open_provider(rendered.edition.publication, root=root, environment=environment)
    missing = provider.environment.missing(provider.secrets)
    history = open_ledger(root, environment).read(rendered.campaign.marker)
    tests = [
        event for event in history.events if event.kind is EventKind.TEST and event.digest == rendered.campaign.digest
    ]
    return {
        "provider": provider.name,
        "canTest": provider.capabilities.test_send != "none",
        "missing": list(missing),
        "tested": [f"{event.audience}, {event.when}" for event in tests],
        "sendStatus": _STATUS_TEXTS[history.status],
    }


def describe_test(root: Path, environment: Mapping[str, str], rendered: RenderedIssue | None) -> tuple[str, bool]:
    """Return what the page says of a test of what is shown, and whether one can be sent."""
    if rendered is None:
        return "Nothing can be sent while this issue cannot be rendered.", False
    try:
        status = describe_provider(root, environment, rendered)
    except NewsletterError as error:
        return str(error), False
    return word_provider(status), bool(status["canTest"])


def word_provider(status: Mapping[str, Any]) -> str:
    """Return what the page says of the provider of a test, in sentences."""
    if not status["canTest"]:
        return f"{status['provider']} sends no tests. {status['sendStatus']}"
    missing, tested = ", ".join(status["missing"]), "; ".join(status["tested"])
    sentences = [f"Goes through {status['provider']}.", status["sendStatus"]]
    sentences += [f"Not set in the environment: {missing}."] if missing else []
    sentences += [f"Tests of exactly this version: {tested}." if tested else "No test of exactly this version yet."]
    return " ".join(sentences)


def _check_address(address: str) -> str:
    try:
        return _ADDRESS.validate_python(address.strip())
    except ValidationError:
        raise SendRefusedError("That is not an e-mail address. Write it like you@example.org.") from None
