"""Brevo API v3. The marker is in the campaign's tag, which no reader sees.

Brevo makes the plain text itself, and calls a campaign ``queued`` both while it waits for its time and just before it
is sent. It counts who opens and clicks, and its API has no way to say that it should not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, AliasPath, Field

from newsletter.documents.values import document_error
from newsletter.errors import ProviderRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions
from newsletter.providers._client import Reply, read_pages
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers.base import (
    Audience,
    CampaignState,
    Capabilities,
    Content,
    ProviderOptions,
    RemoteCampaign,
    Statistics,
)
from newsletter.rendering.campaign import Campaign, Mailbox

KEY = "NEWSLETTER_BREVO_KEY"

_CAMPAIGNS_PAGE = 100
_LISTS_PAGE = 50
_STATES = {
    "draft": CampaignState.DRAFT,
    "queued": CampaignState.SCHEDULED,
    "inProcess": CampaignState.SENDING,
    "in_process": CampaignState.SENDING,
    "sent": CampaignState.SENT,
}
"""Whatever else Brevo calls a campaign (suspended, archive, inReview, cancelled) may have reached readers."""


def _check_number(audience: str) -> str:
    if not (audience.isascii() and audience.isdecimal()):
        raise document_error(
            "provider.audience",
            "'{audience}' is not the number of a list",
            "Brevo shows it beside the list's name: audience = '4'",
            audience=audience,
        )
    return audience


class _List(Reply):
    id: int
    name: str
    total: int = Field(default=0, validation_alias="totalSubscribers")
    unique: int = Field(default=0, validation_alias="uniqueSubscribers")


class _Lists(Reply):
    lists: tuple[_List, ...] = ()
    count: int


class _Sender(Reply):
    email: str
    active: bool


class _Senders(Reply):
    senders: tuple[_Sender, ...] = ()


class _Created(Reply):
    id: int


class _Campaign(Reply):
    id: int
    status: str
    tag: str | None = None
    scheduled: datetime | Literal[""] | None = Field(default=None, validation_alias="scheduledAt")
    sent: datetime | Literal[""] | None = Field(default=None, validation_alias="sentDate")


class _Campaigns(Reply):
    campaigns: tuple[_Campaign, ...] = ()
    count: int
    """Where there are no campaigns, this is all that Brevo says."""


class _Counts(Reply):
    sent: int | None = None
    hard: int = Field(default=0, validation_alias="hardBounces")
    soft: int = Field(default=0, validation_alias="softBounces")
    unsubscribes: int | None = Field(default=None, validation_alias="unsubscriptions")


class _Counted(_Campaign):
    counts: _Counts | None = Field(default=None, validation_alias=AliasPath("statistics", "globalStats"))


class _Draft(Reply):
    subject: str = ""
    preheader: str | None = Field(default=None, validation_alias="previewText")
    html: str = Field(default="", validation_alias="htmlContent")
    reply_to: str | None = Field(default=None, validation_alias="replyTo")
    sender: str | None = Field(default=None, validation_alias=AliasPath("sender", "name"))
    address: str | None = Field(default=None, validation_alias=AliasPath("sender", "email"))
    lists: tuple[int, ...] = Field(default=(), validation_alias=AliasPath("recipients", "lists"))
    without: tuple[int, ...] = Field(default=(), validation_alias=AliasPath("recipients", "exclusionLists"))


class BrevoOptions(HttpOptions):
    """Options of Brevo."""

    audience: Annotated[str, AfterValidator(_check_number)] = Field(
        description="The number of the list to send to. See: newsletter providers check"
    )


class Brevo(CampaignProvider[BrevoOptions]):
    """Brevo tests only with contacts of the account, writes lists under one name and reads them under another."""

    name = "brevo"
    api = "https://api.brevo.com/v3"
    own_hosts = ("api.brevo.com",)
    options_type: ClassVar[type[ProviderOptions]] = BrevoOptions
    capabilities = Capabilities(
        own_text=False,
        test_send="subscribers",
        tests_draft=True,
        max_tests=50,
        remembers=True,
        schedule_step=1,
        in_flight_window=IN_FLIGHT_WINDOW,
    )
    secrets = (KEY,)
    states_after_send = CampaignProvider.states_after_send | {CampaignState.SCHEDULED}
    tags = MergeTags(unsubscribe="{{ unsubscribe }}", openers=("{{", "{%", "{#"))

    def _headers(self) -> Mapping[str, str]:
        return {"api-key": self.environment.secret(KEY).get_secret_value()}

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``; of Brevo's two counts of a list the greater one."""
        return tuple(
            Audience(it.name, max(it.total, it.unique), str(it.id)) for it in read_pages(self._lists, _LISTS_PAGE)
        )

    def _lists(self, offset: int) -> Sequence[_List]:
        return self.client.get("contacts/lists", _Lists, limit=_LISTS_PAGE, offset=offset, sort="asc").lists

    def _preflight(self, campaign: Campaign) -> Iterator[str]:
        senders = self.client.get("senders", _Senders).senders
        wanted = campaign.sender.email
        if not any(it.active and it.email.casefold() == wanted.casefold() for it in senders):
            verified = ", ".join(it.email for it in senders if it.active) or "none"
            yield f"Brevo has not verified the sender {wanted}, and will refuse it. Verified are: {verified}."

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        return (_to_remote_campaign(it) for it in read_pages(self._campaigns, _CAMPAIGNS_PAGE) if it.tag == marker)

    def _campaigns(self, offset: int) -> Sequence[_Campaign]:
        query: dict[str, str | int] = {"type": "classic", "sort": "asc", "excludeHtmlContent": "true"}
        return self.client.get("emailCampaigns", _Campaigns, limit=_CAMPAIGNS_PAGE, offset=offset, **query).campaigns

    def _create(self, campaign: Campaign) -> str:
        return str(self.client.create("emailCampaigns", self._make_body(campaign), _Created).id)

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PUT", f"emailCampaigns/{remote_id}", self._make_body(campaign))

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        return {
            "name": f"{campaign.list_name} {campaign.issue}",
            "tag": campaign.marker,
            "sender": {"name": content.sender.name, "email": content.sender.email},
            "replyTo": content.reply_to,
            "subject": content.subject,
            "previewText": content.preheader,
            "htmlContent": content.html,
            "recipients": self._recipients(),
            "mirrorActive": False,
            "inlineImageActivation": False,
        }

    def _recipients(self) -> dict[str, list[int]]:
        return {"listIds": [int(self.options.audience)]}

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        stored = self.client.get(f"emailCampaigns/{remote_id}", _Draft)
        return Content(
            subject=stored.subject,
            sender=Mailbox(stored.sender or "", stored.address or ""),
            html=stored.html,
            text=None,
            preheader=stored.preheader or "",
            reply_to=stored.reply_to,
            audience=" without ".join(", ".join(map(str, lists)) for lists in (stored.lists, stored.without) if lists),
        )

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        try:
            self.client.execute("POST", f"emailCampaigns/{remote_id}/sendTest", {"emailTo": list(addresses)})
        except ProviderRefusedError as error:
            if error.status != HTTPStatus.BAD_REQUEST:
                raise
            hint = "Brevo sends tests only to contacts of the account that are on a list; add the address to one."
            raise ProviderRefusedError(f"{error} {hint}", error.status) from error

    def _send(self, remote_id: str) -> None:
        self.client.execute("POST", f"emailCampaigns/{remote_id}/sendNow")

    def _schedule(self, remote_id: str, at: datetime) -> None:
        body = {"scheduledAt": at.isoformat(timespec="milliseconds"), "recipients": self._recipients()}
        self.client.execute("PUT", f"emailCampaigns/{remote_id}", body)

    def _cancel(self, remote_id: str) -> None:
        """See ``Provider.cancel``; of the states that can be set, ``queued`` and ``sent`` would send it."""
        self.client.execute("PUT", f"emailCampaigns/{remote_id}/status", {"status": "draft"})

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        found = self.client.get(f"emailCampaigns/{remote_id}", _Counted, statistics="globalStats")
        counts = found.counts
        if counts is None:
            return _to_remote_campaign(found)
        bounces = counts.hard + counts.soft
        statistics = Statistics(sent=counts.sent, bounces=bounces, unsubscribes=counts.unsubscribes)
        return replace(_to_remote_campaign(found), statistics=statistics)


def _to_remote_campaign(campaign: _Campaign) -> RemoteCampaign:
    state = _STATES.get(campaign.status, CampaignState.UNKNOWN)
    return RemoteCampaign(str(campaign.id), state, at=campaign.sent or campaign.scheduled or None)
