"""What the providers share that keep campaigns behind an HTTP API; an adapter fills in the calls of its own.

A campaign is looked for by its marker before one is made, and again afterwards: of two that were made at the same
moment both makers go on with the same one, and the provider itself sends that once.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Annotated, ClassVar, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from newsletter.documents.values import PlainText, document_error
from newsletter.errors import OutcomeUnknownError, ProviderError, ProviderRefusedError, Reason, SendRefusedError
from newsletter.network.budget import Limits
from newsletter.providers._client import ApiClient, ask_until
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._secrets import Credentials, Destination
from newsletter.providers.base import (
    Audience,
    CampaignState,
    Content,
    Provider,
    ProviderOptions,
    Receipt,
    RemoteCampaign,
)
from newsletter.rendering.campaign import Campaign, Mailbox

IN_FLIGHT_WINDOW = timedelta(minutes=10)
"""How long a request may be on its way after its answer was given up; the slowest of them give up after two minutes."""

_RANK = (CampaignState.SENT, CampaignState.SENDING, CampaignState.SCHEDULED, CampaignState.UNKNOWN, CampaignState.DRAFT)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _check_base_url(url: str) -> str:
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or parts.username or re.search(r"[\s?#]", url):
        raise document_error(
            "provider.base-url",
            "'{url}' is not the address of an API",
            "Write it whole, with https: https://api.example.org/v3",
            url=url,
        )
    return url.rstrip("/")


def _check_number(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        hint = "Look it up: newsletter providers check"
        raise document_error("provider.number", "'{text}' is not a number, as this provider's ids are", hint, text=text)
    return text


BaseUrl = Annotated[str, AfterValidator(_check_base_url)]
NumericId = Annotated[PlainText, AfterValidator(_check_number)]


class HttpOptions(ProviderOptions):
    """Options that every provider with an HTTP API has; each sets its own ``base_url``."""

    base_url: BaseUrl | None = Field(default=None, description="The address of the API, where it is not the usual one.")
    audience: PlainText = Field(description="The id of the list to send to. See: newsletter providers check")
    timeout: float = Field(
        default=60, gt=0, le=300, allow_inf_nan=False, description="Seconds for each exchange as a whole."
    )
    max_bytes: int = Field(
        default=20_000_000, ge=100_000, le=1_000_000_000, description="Bytes that an answer may hold when unpacked."
    )


HttpOptionsT = TypeVar("HttpOptionsT", bound=HttpOptions)


class CampaignProvider(Provider[HttpOptionsT]):
    """A provider that keeps campaigns. An adapter says how to list, make, fill, read, send and name them."""

    extra: ClassVar[str] = "send"
    tags: MergeTags
    api: ClassVar[str] = ""
    """The usual address of the API."""
    key_refusals: ClassVar[frozenset[int]] = frozenset({HTTPStatus.UNAUTHORIZED})
    """The answers by which the service says that it does not know the key."""
    states_after_send: ClassVar[frozenset[CampaignState]] = frozenset({CampaignState.SENDING, CampaignState.SENT})
    """How a campaign may be called right after it was told to be sent."""

    @cached_property
    def client(self) -> ApiClient:
        """The way to the API."""
        base_url = self.options.base_url or self._usual_address()
        credentials = Credentials(self.environment, self.secrets, self._headers, self.own_hosts, self.key_refusals)
        return ApiClient(self.name, base_url, credentials, Limits(self.options.timeout, self.options.max_bytes))

    def destination(self) -> Destination:
        """See ``Provider.destination``."""
        return Destination(self.client.host)

    def _usual_address(self) -> str:
        return self.api

    @abstractmethod
    def _headers(self) -> Mapping[str, str]:
        """Return the headers that say who asks."""

    @abstractmethod
    def _list(self, marker: str) -> Iterable[RemoteCampaign]:
        """Return every campaign that carries ``marker``, oldest first."""

    @abstractmethod
    def _create(self, campaign: Campaign) -> str:
        """Make an empty draft, or a full one, that carries the marker; return its id."""

    @abstractmethod
    def _update(self, remote_id: str, campaign: Campaign) -> None:
        """Set everything about a draft; safe to repeat."""

    @abstractmethod
    def _test(self, remote_id: str, campaign: Campaign, addresses: Sequence[str]) -> None:
        """Send the draft to these addresses."""

    @abstractmethod
    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        """Read one campaign, with its statistics once it was sent."""

    @abstractmethod
    def _send(self, remote_id: str) -> None:
        """Send the draft to everybody."""

    def audience(self) -> Audience:
        """See ``Provider.audience``.

        Raises:
            ProviderError: the account has no audience with the id in the options.
        """
        known = self.audiences()
        chosen = next((audience for audience in known if audience.id == self.options.audience), None)
        if chosen is None:
            names = ", ".join(f"{audience.id} ({audience.name})" for audience in known) or "none"
            raise ProviderError(
                Reason(
                    f"{self.name} has no audience '{self.options.audience}'. It has: {names}.",
                    "Write the right id as audience under [provider.options] in newsletter.toml.",
                    "Ask the person who installed this program to name the right one.",
                )
            )
        return chosen

    def find(self, marker: str) -> RemoteCampaign | None:
        """See ``Provider.find``; of several in one state the oldest, so that everybody finds the same."""
        return next(
            iter(sorted(self._list(marker), key=lambda remote_campaign: _RANK.index(remote_campaign.state))), None
        )

    def draft(self, campaign: Campaign) -> str:
        """See ``Provider.draft``."""
        if unsupported := self.unsupported(campaign):
            raise ProviderError(" ".join(unsupported))
        found = self.find(campaign.marker) or self._make(campaign)
        if found.state is not CampaignState.DRAFT:
            raise ProviderError(
                f"{self.name} has {campaign.issue} already, {found.state} as {found.id}. Nothing was sent."
            )
        self._update(found.id, campaign)
        return found.id

    def _make(self, campaign: Campaign) -> RemoteCampaign:
        """Make a draft, and go on with what is found then: an answer alone could name anything."""
        made = self._create(campaign)
        found = ask_until(lambda: self.find(campaign.marker), lambda it: it is not None)
        if found is None:
            raise ProviderError(
                f"{self.name} made {made} and does not list it. Nothing was sent; try again later, and a draft that "
                "is will be found once it is listed."
            )
        return found

    def preflight(self, campaign: Campaign) -> tuple[str, ...]:
        """See ``Provider.preflight``: the audience is there, and so is the right to ask for it."""
        try:
            self.audience()
            problems = tuple(self._preflight(campaign))
        except ProviderError as error:
            return (str(error),)
        return (*self.unsupported(campaign), *problems)

    def _preflight(self, campaign: Campaign) -> Iterable[str]:  # noqa: ARG002  # for those that can tell
        """Ask what else would hinder a send, such as a sender that is not verified."""
        return ()

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """See ``Provider.test``; what is tested is the draft that would be sent."""
        if not addresses:
            raise SendRefusedError("A test needs a recipient. Add an address.")
        remote_id = self.draft(campaign)
        self.require_match(remote_id, campaign)
        self._test(remote_id, campaign, addresses)
        return Receipt(self.name, remote_id, f"{self.name} took it for {', '.join(addresses)}")

    def send(self, remote_id: str) -> Receipt:
        """See ``Provider.send``."""
        self._send(remote_id)
        self._verify_state(remote_id, self.states_after_send)
        return Receipt(self.name, remote_id, f"{self.name} took it, as {remote_id}")

    def schedule(self, remote_id: str, at: datetime) -> Receipt:
        """See ``Provider.schedule``."""
        self._schedule(remote_id, at)
        self._verify_state(remote_id, {CampaignState.SCHEDULED}, at)
        return Receipt(self.name, remote_id, f"{self.name} will send it at {at:%Y-%m-%d %H:%M %Z}, as {remote_id}")

    def _schedule(self, remote_id: str, at: datetime) -> None:
        super().schedule(remote_id, at)

    def cancel(self, remote_id: str) -> None:
        """See ``Provider.cancel``."""
        self._cancel(remote_id)
        self._verify_state(remote_id, {CampaignState.DRAFT})

    def _cancel(self, remote_id: str) -> None:
        super().cancel(remote_id)

    def status(self, remote_id: str) -> RemoteCampaign:
        """See ``Provider.status``; one that is gone may have been sent before."""
        try:
            remote_campaign = self._fetch_status(remote_id)
        except ProviderRefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return RemoteCampaign(remote_id, CampaignState.UNKNOWN)
            raise
        if remote_campaign.id != remote_id:
            raise ProviderError(f"{self.name} was asked for {remote_id}, and answered with {remote_campaign.id}.")
        return remote_campaign

    def _verify_state(self, remote_id: str, states: AbstractSet[CampaignState], at: datetime | None = None) -> None:
        """Look again after an act: what is stored counts, and not that the answer was yes."""
        try:
            remote_campaign = ask_until(
                lambda: self.status(remote_id), lambda it: it.state in states and at in {None, it.at}
            )
        except ProviderError as error:
            raise OutcomeUnknownError(
                f"{self.name} accepted it, but then did not say what it stored. {error}"
            ) from error
        if remote_campaign.state not in states or at not in {None, remote_campaign.at}:
            when = f" for {remote_campaign.at:%Y-%m-%d %H:%M %Z}" if remote_campaign.at else ""
            raise OutcomeUnknownError(
                f"{self.name} accepted it, but {remote_id} is {remote_campaign.state}{when} there."
            )

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        return Content(
            subject=self.tags.in_text(campaign.subject),
            sender=Mailbox(self.tags.in_text(campaign.sender.name), campaign.sender.email),
            html=self.tags.in_html(campaign.html),
            text=self.tags.in_text(campaign.text) if self.capabilities.own_text else None,
            preheader=self.tags.in_text(campaign.preheader),
            reply_to=(campaign.reply_to or campaign.sender).email,
            audience=self.options.audience,
        )


def as_number(remote_id: str) -> int:
    """Return a campaign's id as a number, so that nothing else gets into a URL.

    Raises:
        ProviderRefusedError: it is not a number.
    """
    if not (remote_id.isascii() and remote_id.isdigit()):
        raise ProviderRefusedError(
            f"'{remote_id}' is not the id of a campaign. Nothing was sent.", HTTPStatus.NOT_FOUND
        )
    return int(remote_id)
