"""Mailjet API v3. The marker is in the title of a campaign draft, which no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from newsletter.documents.values import document_error
from newsletter.errors import ProviderError, ProviderRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions, NumericId, as_number
from newsletter.providers._client import Reply, read_pages
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._secrets import make_basic_auth
from newsletter.providers.base import (
    NO_STATISTICS,
    Audience,
    CampaignState,
    Capabilities,
    Content,
    Environment,
    ProviderOptions,
    RemoteCampaign,
    Statistics,
)
from newsletter.rendering.campaign import Campaign, Mailbox

KEY = "NEWSLETTER_MAILJET_KEY"
SECRET = "NEWSLETTER_MAILJET_SECRET"  # noqa: S105  # its name, not the secret

_PAGE = 1000  # objects that one answer may hold
_DELETED = -2
_STATES = {0: CampaignState.DRAFT, 1: CampaignState.SCHEDULED, 2: CampaignState.SENT}
"""One that is archived (-1) or part of a comparison (3) may have reached readers."""


class _List(Reply):
    """A contact list."""

    id: int = Field(validation_alias="ID")
    name: str = Field(validation_alias="Name")
    size: int = Field(validation_alias="SubscriberCount")
    is_deleted: bool = Field(default=False, validation_alias="IsDeleted")


class _Lists(Reply):
    """All contact lists."""

    data: tuple[_List, ...] = Field(validation_alias="Data")


class _Segment(Reply):
    """A filter over contact lists."""

    id: int = Field(validation_alias="ID")
    name: str = Field(default="", validation_alias="Name")


class _Segments(Reply):
    """All filters."""

    data: tuple[_Segment, ...] = Field(validation_alias="Data")


class _Sender(Reply):
    """An address to send from, or a whole domain as ``*@example.org``."""

    email: str = Field(validation_alias="Email")
    status: str = Field(validation_alias="Status")


class _Senders(Reply):
    """All addresses to send from."""

    data: tuple[_Sender, ...] = Field(validation_alias="Data")


class _Draft(Reply):
    """A draft, which stays one by name once it is scheduled or sent; ``campaign`` is what became of it then."""

    id: int = Field(validation_alias="ID")
    status: int = Field(validation_alias="Status")
    campaign: int | Literal[""] | None = Field(default=None, validation_alias="CampaignID")
    delivered: datetime | Literal[""] | None = Field(default=None, validation_alias="DeliveredAt")
    title: str = Field(default="", validation_alias="Title")
    subject: str = Field(default="", validation_alias="Subject")
    sender: str = Field(default="", validation_alias="SenderName")
    address: str = Field(default="", validation_alias="SenderEmail")
    reply_to: str = Field(default="", validation_alias="ReplyEmail")
    list_id: int | Literal[""] = Field(default="", validation_alias="ContactsListID")
    segment: int | Literal[""] | None = Field(default=None, validation_alias="SegmentationID")

    @property
    def is_gone(self) -> bool:
        """Whether it was deleted before it was sent: as good as not there."""
        return self.status == _DELETED and not self.campaign


class _Drafts(Reply):
    """Some drafts."""

    data: tuple[_Draft, ...] = Field(validation_alias="Data")


class _OneDraft(Reply):
    """One draft."""

    data: tuple[_Draft] = Field(validation_alias="Data")


class _DraftStatus(Reply):
    """How far a draft is, as Mailjet says when it has obeyed."""

    status: str = Field(validation_alias="Status")


class _StatusReply(Reply):
    """That it has obeyed."""

    data: tuple[_DraftStatus] = Field(validation_alias="Data")


class _Time(Reply):
    """When a draft goes out."""

    at: datetime = Field(validation_alias="Date")


class _Times(Reply):
    """When one draft goes out."""

    data: tuple[_Time] = Field(validation_alias="Data")


class _DraftContent(Reply):
    """What a draft says."""

    html: str = Field(default="", validation_alias="Html-part")
    text: str = Field(default="", validation_alias="Text-part")


class _DraftContents(Reply):
    """What one draft says."""

    data: tuple[_DraftContent] = Field(validation_alias="Data")


class _Counter(Reply):
    """What became of a campaign."""

    total: int = Field(validation_alias="Total")
    sent: int = Field(validation_alias="MessageSentCount")
    hard_bounces: int = Field(default=0, validation_alias="MessageHardBouncedCount")
    soft_bounces: int = Field(default=0, validation_alias="MessageSoftBouncedCount")
    unsubscribed: int = Field(default=0, validation_alias="MessageUnsubscribedCount")


class _Counters(Reply):
    """What became of one campaign, or nothing yet."""

    data: tuple[_Counter, ...] = Field(validation_alias="Data")


def _check_locale(locale: str) -> str:
    if not re.fullmatch("[a-z]{2}_[A-Z]{2}", locale):
        hint = "Write a language and a country: en_US"
        raise document_error("provider.locale", "'{locale}' is not a Mailjet locale", hint, locale=locale)
    return locale


class MailjetOptions(HttpOptions):
    """Options of Mailjet."""

    audience: NumericId = Field(description="The number of the contact list. See: newsletter providers check")
    segment: int | None = Field(default=None, description="The number of a segment of the list, to send to alone.")
    locale: Annotated[str, AfterValidator(_check_locale)] = Field(
        default="en_US", description="The language of the page on which readers unsubscribe, such as fr_FR."
    )


class Mailjet(CampaignProvider[MailjetOptions]):
    """Mailjet has a link to leave by for each language, blanks what is left out, and sends what is scheduled."""

    name = "mailjet"
    api = "https://api.mailjet.com/v3/REST"
    own_hosts = ("api.mailjet.com", "api.us.mailjet.com")
    options_type: ClassVar[type[ProviderOptions]] = MailjetOptions
    capabilities = Capabilities(
        own_text=True,
        test_send="any",
        tests_draft=True,
        remembers=True,
        schedule_step=1,
        in_flight_window=IN_FLIGHT_WINDOW,
    )
    secrets = (KEY, SECRET)

    states_after_send = CampaignProvider.states_after_send | {CampaignState.SCHEDULED}

    def __init__(self, options: MailjetOptions, root: Path, environment: Environment) -> None:
        super().__init__(options, root, environment)
        language = options.locale[:2].upper()
        self.tags = MergeTags(unsubscribe=f"[[UNSUB_LINK_{language}]]", openers=("[[", "{{", "{%", "{#"))

    def _headers(self) -> Mapping[str, str]:
        key, secret = (self.environment.secret(name).get_secret_value() for name in self.secrets)
        return make_basic_auth(key, secret)

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``."""
        found = self.client.get("contactslist", _Lists, Limit=_PAGE).data
        return tuple(Audience(it.name, it.size, str(it.id)) for it in found if not it.is_deleted)

    def audience(self) -> Audience:
        """See ``Provider.audience``; how many readers a segment has, Mailjet does not say."""
        whole = super().audience()
        if self.options.segment is None:
            return whole
        segments = self.client.get("contactfilter", _Segments, Limit=_PAGE).data
        chosen = next((it for it in segments if it.id == self.options.segment), None)
        if chosen is None:
            known = ", ".join(f"{it.id} ({it.name})" for it in segments) or "none"
            raise ProviderError(f"mailjet has no segment {self.options.segment}. It has: {known}.")
        return Audience(f"{whole.name}, {chosen.name}", None, whole.id)

    def _preflight(self, campaign: Campaign) -> Iterator[str]:
        """Check that Mailjet has verified the sender, by its address or its whole domain."""
        address = campaign.sender.email.lower()
        allowed = {address, f"*@{address.rpartition('@')[2]}"}
        senders = self.client.get("sender", _Senders, Limit=_PAGE).data
        if not any(it.status == "Active" and it.email.lower() in allowed for it in senders):
            yield f"Mailjet has not verified {campaign.sender.email}. Add it there, at Sender domains and addresses."

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        read = lambda offset: self.client.get("campaigndraft", _Drafts, Limit=_PAGE, Offset=offset, Sort="ID DESC").data  # noqa: E731  # a page
        mine = (it for it in read_pages(read, _PAGE) if _format_marker(marker) in it.title)
        return (_to_remote_campaign(it) for it in sorted(mine, key=lambda it: it.id) if not it.is_gone)

    def _create(self, campaign: Campaign) -> str:
        return str(self.client.create("campaigndraft", self._make_body(campaign), _OneDraft).data[0].id)

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PUT", _path(remote_id), self._make_body(campaign))
        content = self.translate(campaign)
        self.client.replace(
            "POST", f"{_path(remote_id)}/detailcontent", {"Html-part": content.html, "Text-part": content.text}
        )

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        return {
            "Title": f"{campaign.list_name} {campaign.issue} {_format_marker(campaign.marker)}",
            "Subject": content.subject,
            "Sender": content.sender.name,
            "SenderName": content.sender.name,
            "SenderEmail": content.sender.email,
            "ReplyEmail": content.reply_to,
            "Locale": self.options.locale,
            "ContactsListID": int(self.options.audience),
            "SegmentationID": self.options.segment or 0,
            "EditMode": "html2",
            "IsTextPartIncluded": True,
        }

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        stored = self._read(remote_id)
        [words] = self.client.get(f"{_path(remote_id)}/detailcontent", _DraftContents).data
        return Content(
            subject=stored.subject,
            sender=Mailbox(stored.sender, stored.address),
            html=words.html,
            text=words.text,
            reply_to=stored.reply_to,
            audience=f"{stored.list_id}/{stored.segment or 'all'}",
        )

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        target = f"{self.options.audience}/{self.options.segment or 'all'}"
        return replace(super().translate(campaign), preheader=None, audience=target)

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        recipients = [{"Email": address, "Name": address} for address in addresses]
        self.client.execute("POST", f"{_path(remote_id)}/test", {"Recipients": recipients}, answer=_StatusReply)

    def _send(self, remote_id: str) -> None:
        self._refuse_all_but_drafts(remote_id)
        self.client.execute("POST", f"{_path(remote_id)}/send", {}, answer=_StatusReply)

    def _schedule(self, remote_id: str, at: datetime) -> None:
        self._refuse_all_but_drafts(remote_id)
        self.client.execute(
            "POST", f"{_path(remote_id)}/schedule", {"date": at.astimezone(UTC).isoformat()}, answer=_StatusReply
        )

    def _cancel(self, remote_id: str) -> None:
        self.client.execute("DELETE", f"{_path(remote_id)}/schedule")

    def _refuse_all_but_drafts(self, remote_id: str) -> None:
        """Look first: Mailjet sends what is scheduled, or on its way, when told to, just as a draft."""
        if (state := _to_remote_campaign(self._read(remote_id)).state) is not CampaignState.DRAFT:
            raise ProviderError(f"{remote_id} is no longer a draft at mailjet, but {state}. Nothing was done.")

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        stored = self._read(remote_id)
        remote_campaign = replace(
            _to_remote_campaign(stored), statistics=self._count(stored.campaign) if stored.campaign else NO_STATISTICS
        )
        return (
            replace(remote_campaign, at=self._read_time(remote_id))
            if remote_campaign.state is CampaignState.SCHEDULED
            else remote_campaign
        )

    def _read_time(self, remote_id: str) -> datetime | None:
        """Read when it goes out; what was told to be sent at once is programmed too, and has no time to show."""
        try:
            return self.client.get(f"{_path(remote_id)}/schedule", _Times).data[0].at
        except ProviderRefusedError:
            return None

    def _count(self, campaign: int) -> Statistics:
        query = {"CounterSource": "Campaign", "CounterTiming": "Message", "CounterResolution": "Lifetime"}
        counters = self.client.get("statcounters", _Counters, SourceID=campaign, **query).data
        if not counters:
            return NO_STATISTICS
        found = counters[0]
        bounces = found.hard_bounces + found.soft_bounces
        return Statistics(recipients=found.total, sent=found.sent, bounces=bounces, unsubscribes=found.unsubscribed)

    def _read(self, remote_id: str) -> _Draft:
        return self.client.get(_path(remote_id), _OneDraft).data[0]


def _path(remote_id: str) -> str:
    return f"campaigndraft/{as_number(remote_id)}"


def _format_marker(marker: str) -> str:
    return f"[nk:{marker}]"


def _to_remote_campaign(draft: _Draft) -> RemoteCampaign:
    """Say how far a draft is; one that became a campaign is none that may be sent again."""
    state = _STATES.get(draft.status, CampaignState.UNKNOWN)
    if state is CampaignState.DRAFT and draft.campaign:
        state = CampaignState.UNKNOWN
    return RemoteCampaign(str(draft.id), state, at=draft.delivered or None)
