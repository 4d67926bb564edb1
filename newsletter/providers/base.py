"""What every mailing provider is: its verbs, what it can do, and what passes between it and sending.

A provider knows campaigns, never issues, and keeps no memory of its own: the ledger does.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr

from newsletter.errors import SendRefusedError
from newsletter.rendering.campaign import Campaign, Mailbox


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do; what it cannot is refused with a reason, never dropped."""

    own_text: bool
    """It takes our plain text, and does not make one of its own from the HTML."""
    test_send: Literal["any", "subscribers", "none"]
    """Whom a test send can reach."""
    remembers: bool
    """It can say later what it sent; if not, only the ledger stands between an issue and a second send."""


class ProviderOptions(BaseModel):
    """What ``[provider.options]`` of the publication may hold; each provider adds its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Environment:
    """The secrets a provider may ask for, read once; none of them is ever shown."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._secrets = {name: SecretStr(value) for name, value in variables.items() if name.startswith("NEWSLETTER_")}

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of ``names`` are not set, or set to nothing."""
        return tuple(name for name in names if not self._secrets.get(name))

    def secret(self, name: str) -> SecretStr:
        """Return one secret.

        Raises:
            SendRefusedError: it is not set.
        """
        if self.missing([name]):
            raise SendRefusedError(f"{name} is not set. Put it into the environment; secrets never stand in a file.")
        return self._secrets[name]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a send reaches; ``size`` counts the readers, where the provider knows."""

    name: str
    size: int | None = None


class RemoteState(StrEnum):
    """How far a campaign is at the provider; ``UNKNOWN`` where the provider cannot tell."""

    DRAFT = "draft"
    SENT = "sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Remote:
    """A campaign that the provider holds; ``id`` is the provider's own and means nothing to us."""

    id: str
    state: RemoteState
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader gets, in the provider's words; ``text`` is None where the provider makes its own."""

    subject: str
    sender: Mailbox
    html: str
    text: str | None

    def differences(self, other: Content) -> tuple[str, ...]:
        """Name the fields in which ``other`` differs; how lines end does not count."""
        pairs = {
            "subject": (self.subject, other.subject),
            "sender": (self.sender, other.sender),
            "html": (_with_newlines(self.html), _with_newlines(other.html)),
            "text": (_with_newlines(self.text or ""), _with_newlines(other.text or "")),
        }
        return tuple(name for name, (mine, theirs) in pairs.items() if mine != theirs)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The provider's word that it took the campaign; ``detail`` is its answer, for a person to read."""

    provider: str
    remote_id: str
    detail: str


OptionsT = TypeVar("OptionsT", bound=ProviderOptions)


class Provider(ABC, Generic[OptionsT]):
    """A mailing service behind one set of verbs; sending decides their order.

    Every verb raises ``ProviderError`` when it did provably not happen, and ``send`` and ``test`` raise
    ``OutcomeUnknownError`` when they may have happened. Nothing else may escape.
    """

    name: ClassVar[str]
    options_type: ClassVar[type[ProviderOptions]]
    capabilities: ClassVar[Capabilities]
    secrets: ClassVar[tuple[str, ...]] = ()
    """The environment variables it cannot send without."""

    def __init__(self, options: OptionsT, root: Path, environment: Environment) -> None:
        self.options = options
        self.root = root
        self.environment = environment

    @abstractmethod
    def audience(self) -> Audience:
        """Say whom ``send`` would reach."""

    @abstractmethod
    def find(self, marker: str) -> Remote | None:
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

    @abstractmethod
    def test(self, campaign: Campaign, address: str) -> Receipt:
        """Send ``campaign`` to ``address`` alone, leaving its draft as it is."""

    @abstractmethod
    def send(self, remote_id: str) -> Receipt:
        """Send the draft to the whole audience. Never called twice for one campaign."""

    @abstractmethod
    def status(self, remote_id: str) -> RemoteState:
        """Say how far a campaign is that ``draft`` once returned."""


def _with_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
