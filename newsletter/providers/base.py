"""What every mailing provider is: its verbs, what it can do, and what passes between it and sending.

A provider knows campaigns, never issues, and keeps no memory of its own: the ledger does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from newsletter.errors import ProviderError, Reason, SendRefusedError
from newsletter.providers._secrets import Destination, Environment
from newsletter.rendering.campaign import Campaign, Mailbox

__all__ = [
    "Destination",
    "Environment",
]  # the rest of what a provider needs is here; it is kept apart because it is secret


def format_cannot_schedule(name: str) -> Reason:
    """Say that a provider sends at once, or not at all."""
    return Reason(f"{name} cannot schedule.", "Leave --at out, and send when it is time.", "Send it when it is time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a provider can do; what it cannot is refused with a reason, never dropped."""

    own_text: bool
    """It takes our plain text, and does not make one of its own from the HTML."""
    test_send: Literal["any", "subscribers", "none"]
    """Whom a test send can reach."""
    remembers: bool
    """It can say later what it sent; if not, only the ledger stands between an issue and a second send."""
    reaches_readers: bool = True
    """Whether it delivers; if it does not, a mistake reaches no reader."""
    schedule_step: int | None = None
    """Minutes from one time that it can be told to send at to the next; None where it only sends at once."""
    tests_draft: bool = False
    """A test sends the draft itself, and so changes what a send under way would send."""
    attaches_pictures: bool = False
    """It takes a complete message, and so pictures that are attached to it."""
    max_tests: int | None = None
    """How many addresses one test send may have; None without a limit."""
    in_flight_window: timedelta = timedelta()
    """How long after a lost answer its word that nothing went out still means nothing."""

    def as_data(self) -> dict[str, bool | int | str | None]:
        """Return what an operator may want to know as JSON can hold it; times are in minutes."""
        return {
            "own_text": self.own_text,
            "test_send": self.test_send,
            "schedule_step": self.schedule_step,
            "remembers": self.remembers,
            "reaches_readers": self.reaches_readers,
            "attaches_pictures": self.attaches_pictures,
        }

    def __str__(self) -> str:
        whom = {"any": "tests to anyone", "subscribers": "tests to subscribers", "none": "no tests"}[self.test_send]
        step = self.schedule_step
        waits = (
            "sends at once only" if step is None else "waits to the minute" if step == 1 else f"waits, {step} minutes"
        )
        text = "our plain text" if self.own_text else "a plain text of its own"
        return f"{text}, {whom}, {waits}"


class ProviderOptions(BaseModel):
    """What ``[provider.options]`` of the publication may hold; each provider adds its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a send reaches; ``size`` counts the readers, where the provider knows, and ``id`` is the provider's own."""

    name: str
    size: int | None = None
    id: str = ""


class CampaignState(StrEnum):
    """How far a campaign is at the provider; ``UNKNOWN`` where the provider cannot tell."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What a provider counted; None where it does not say."""

    recipients: int | None = None
    sent: int | None = None
    bounces: int | None = None
    unsubscribes: int | None = None


NO_STATISTICS = Statistics()


@dataclass(frozen=True, slots=True)
class RemoteCampaign:
    """A campaign that the provider holds; ``id`` is the provider's own and means nothing to us.

    ``digest`` is of what it holds, where the provider can tell; ``at`` is when it goes out, or went.
    """

    id: str
    state: CampaignState
    digest: str | None = None
    at: datetime | None = None
    statistics: Statistics = NO_STATISTICS


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gets, and who does, in the provider's words; None where the provider has no place for it.

    ``text`` is None where the provider makes its own, ``preheader`` where only the HTML carries it.
    """

    subject: str
    sender: Mailbox
    html: str
    text: str | None
    preheader: str | None = None
    reply_to: str | None = None
    audience: str = ""
    pictures: tuple[str, ...] = ()
    """SHA-256 of each attached picture."""

    def differences(self, other: Content) -> tuple[str, ...]:
        """Name the fields in which ``other`` differs; how lines end does not count."""
        names = (field.name for field in fields(self))
        return tuple(name for name in names if _comparable(getattr(self, name)) != _comparable(getattr(other, name)))


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's word that it took the campaign; ``detail`` is its answer, for a person to read."""

    provider: str
    remote_id: str
    detail: str


OptionsT = TypeVar("OptionsT", bound=ProviderOptions)


class Provider(ABC, Generic[OptionsT]):
    """A mailing service behind one set of verbs; sending decides their order.

    Every verb raises ``ProviderError`` when it did provably not happen, or may safely be repeated; ``send``,
    ``schedule``, ``cancel`` and ``test`` raise ``OutcomeUnknownError`` when they may have happened. Nothing else may
    escape.
    """

    name: ClassVar[str]
    options_type: ClassVar[type[ProviderOptions]]
    capabilities: ClassVar[Capabilities]
    extra: ClassVar[str] = ""
    """The extra of this package whose libraries it sends with, if it needs any."""
    secrets: ClassVar[tuple[str, ...]] = ()
    """The environment variables it cannot send without."""
    own_hosts: ClassVar[tuple[str, ...]] = ()
    """The service's own hosts, which may get its key; a leading ``*.`` matches one label."""

    def __init__(self, options: OptionsT, root: Path, environment: Environment) -> None:
        self.options = options
        self.root = root
        self.environment = environment

    @abstractmethod
    def audience(self) -> Audience:
        """Say whom ``send`` would reach."""

    @abstractmethod
    def find(self, marker: str) -> RemoteCampaign | None:
        """Return the campaign with this marker, a sent one before a draft, or None if it knows of none."""

    @abstractmethod
    def draft(self, campaign: Campaign) -> str:
        """Create the draft of ``campaign``, or bring the one that is there up to date; return its id. Sends nothing."""

    @abstractmethod
    def translate(self, campaign: Campaign) -> Content:
        """Return what ``read_back`` must show for ``campaign``, merge tokens in the provider's own syntax."""

    @abstractmethod
    def read_back(self, remote_id: str) -> Content:
        """Return the draft as the provider holds it."""

    def require_match(self, remote_id: str, campaign: Campaign) -> Content:
        """Return the draft as the provider holds it, which is exactly what was meant.

        Raises:
            ProviderError: it is not.
        """
        held = self.read_back(remote_id)
        if differences := self.translate(campaign).differences(held):
            raise ProviderError(
                f"The draft at {self.name} differs from the campaign, in: {', '.join(differences)}. Nothing was sent."
            )
        return held

    @abstractmethod
    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """Send ``campaign`` to ``addresses`` alone, never to an empty list: some services take that as everyone."""

    @abstractmethod
    def send(self, remote_id: str) -> Receipt:
        """Send the draft to the whole audience. Never called twice for one campaign."""

    @abstractmethod
    def status(self, remote_id: str) -> RemoteCampaign:
        """Say how far a campaign is that ``draft`` once returned."""

    def destination(self) -> Destination | None:
        """Say which host gets the secrets, or None where they go nowhere."""
        return None

    def audiences(self) -> tuple[Audience, ...]:
        """Return every audience that the account has; only the one there is, where the provider knows no others."""
        return (self.audience(),)

    def schedule(self, remote_id: str, at: datetime) -> Receipt:  # noqa: ARG002  # for those that can
        """Have the draft sent at a time that fits the provider's steps. Never called twice for one campaign."""
        raise SendRefusedError(format_cannot_schedule(self.name))

    def cancel(self, remote_id: str) -> None:  # noqa: ARG002  # for those that can
        """Make a scheduled campaign a draft again."""
        raise SendRefusedError(f"{self.name} cannot cancel a scheduled send.")

    def unsupported(self, campaign: Campaign) -> tuple[str, ...]:  # noqa: ARG002  # for those that have any
        """Return what of ``campaign`` this provider cannot express, in whole sentences. Makes no request."""
        return ()

    def preflight(self, campaign: Campaign) -> tuple[str, ...]:  # noqa: ARG002  # for those that can tell
        """Return what would block a send, in whole sentences: an unverified sender, a refused key."""
        return ()


def _comparable(value: object) -> object:
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value
