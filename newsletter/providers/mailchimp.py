"""Mailchimp Marketing API 3.0. The marker is in the campaign's title, which no reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal

from pydantic import AliasPath, Field

from newsletter.errors import ProviderError, SendRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions
from newsletter.providers._client import Reply, read_pages
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._secrets import ANY_USER, make_basic_auth
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

KEY = "NEWSLETTER_MAILCHIMP_KEY"

_PAGE = 1000  # campaigns or lists that one answer may hold
_FIELDS = "campaigns.id,campaigns.status,campaigns.send_time,campaigns.emails_sent,campaigns.settings.title"
_STATES = {
    "save": CampaignState.DRAFT,
    "schedule": CampaignState.SCHEDULED,
    "sending": CampaignState.SENDING,
    "sent": CampaignState.SENT,
}
"""Whatever else Mailchimp calls a campaign (paused, canceled, archived) may have reached readers."""


class _Audience(Reply):
    id: str
    name: str
    size: int = Field(validation_alias=AliasPath("stats", "member_count"))


class _Lists(Reply):
    lists: tuple[_Audience, ...]


class _Segment(Reply):
    id: int
    name: str
    member_count: int


class _Segments(Reply):
    segments: tuple[_Segment, ...]


class _Campaign(Reply):
    id: str
    status: str
    send_time: datetime | Literal[""] | None = None
    emails_sent: int | None = None
    title: str = Field(default="", validation_alias=AliasPath("settings", "title"))


class _Campaigns(Reply):
    campaigns: tuple[_Campaign, ...]


class _Draft(Reply):
    subject: str = Field(default="", validation_alias=AliasPath("settings", "subject_line"))
    preheader: str = Field(default="", validation_alias=AliasPath("settings", "preview_text"))
    sender: str = Field(default="", validation_alias=AliasPath("settings", "from_name"))
    address: str = Field(default="", validation_alias=AliasPath("settings", "reply_to"))
    list_id: str = Field(default="", validation_alias=AliasPath("recipients", "list_id"))
    segment: int | None = Field(
        default=None, validation_alias=AliasPath("recipients", "segment_opts", "saved_segment_id")
    )


class _CampaignContent(Reply):
    html: str = ""
    plain_text: str = ""


class _Item(Reply):
    type: str
    heading: str = ""
    details: str = ""


class _Checklist(Reply):
    is_ready: bool
    items: tuple[_Item, ...] = ()


class _Report(Reply):
    emails_sent: int
    unsubscribed: int
    hard_bounces: int = Field(default=0, validation_alias=AliasPath("bounces", "hard_bounces"))
    soft_bounces: int = Field(default=0, validation_alias=AliasPath("bounces", "soft_bounces"))


class MailchimpOptions(HttpOptions):
    """Options of Mailchimp."""

    segment: int | None = Field(default=None, description="The id of a saved segment of it, to send to alone.")


class Mailchimp(CampaignProvider[MailchimpOptions]):
    """Mailchimp counts recipients late, schedules on quarter hours, and refuses to send a campaign twice."""

    name = "mailchimp"
    own_hosts = ("*.api.mailchimp.com",)
    options_type: ClassVar[type[ProviderOptions]] = MailchimpOptions
    capabilities = Capabilities(
        own_text=True,
        test_send="any",
        tests_draft=True,
        max_tests=50,
        remembers=True,
        schedule_step=15,
        in_flight_window=IN_FLIGHT_WINDOW,
    )
    secrets = (KEY,)
    tags = MergeTags(unsubscribe="*|UNSUB|*", openers=("*|",))

    def _usual_address(self) -> str:
        _, dash, data_centre = self.environment.secret(KEY).get_secret_value().rpartition("-")
        if not (dash and data_centre.isascii() and data_centre.isalnum()):
            raise SendRefusedError(f"{KEY} is not a Mailchimp key: a key ends with its data centre, such as -us21.")
        return f"https://{data_centre}.api.mailchimp.com/3.0"

    def _headers(self) -> Mapping[str, str]:
        return make_basic_auth(ANY_USER, self.environment.secret(KEY).get_secret_value())

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``."""
        answer = self.client.get("lists", _Lists, count=_PAGE, fields="lists.id,lists.name,lists.stats.member_count")
        return tuple(Audience(it.name, it.size, it.id) for it in answer.lists)

    def audience(self) -> Audience:
        """See ``Provider.audience``; a segment is counted, and named, on its own."""
        whole = super().audience()
        if self.options.segment is None:
            return whole
        segments = self.client.get(f"lists/{whole.id}/segments", _Segments, type="saved", count=_PAGE).segments
        chosen = next((it for it in segments if it.id == self.options.segment), None)
        if chosen is None:
            known = ", ".join(f"{it.id} ({it.name})" for it in segments) or "none"
            raise ProviderError(f"{whole.name} has no saved segment {self.options.segment}. It has: {known}.")
        return Audience(f"{whole.name}, {chosen.name}", chosen.member_count, whole.id)

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        query: dict[str, str | int] = {
            "count": _PAGE,
            "fields": _FIELDS,
            "sort_field": "create_time",
            "sort_dir": "ASC",
        }
        read = lambda offset: self.client.get("campaigns", _Campaigns, offset=offset, **query).campaigns  # noqa: E731  # a page
        return (_to_remote_campaign(it) for it in read_pages(read, _PAGE) if _sign(marker) in it.title)

    def _create(self, campaign: Campaign) -> str:
        return self.client.create("campaigns", {"type": "regular", **self._make_body(campaign)}, _Campaign).id

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PATCH", f"campaigns/{remote_id}", self._make_body(campaign))
        content = self.translate(campaign)
        words = {"html": content.html, "plain_text": content.text}
        self.client.replace("PUT", f"campaigns/{remote_id}/content", words)

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        segment = {} if self.options.segment is None else {"segment_opts": {"saved_segment_id": self.options.segment}}
        return {
            "recipients": {"list_id": self.options.audience, **segment},
            "settings": {
                "title": f"{campaign.list_name} {campaign.issue} {_sign(campaign.marker)}",
                "subject_line": content.subject,
                "preview_text": content.preheader,
                "from_name": content.sender.name,
                "reply_to": content.sender.email,
                "auto_footer": False,
                "inline_css": False,
            },
            "tracking": {"opens": False, "html_clicks": False, "text_clicks": False},
        }

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``; what is read back is ready to be sent."""
        self._await_readiness(remote_id)
        stored = self.client.get(f"campaigns/{remote_id}", _Draft, fields="settings,recipients")
        words = self.client.get(f"campaigns/{remote_id}/content", _CampaignContent, fields="html,plain_text")
        return Content(
            subject=stored.subject,
            sender=Mailbox(stored.sender, stored.address),
            html=words.html,
            text=words.plain_text,
            preheader=stored.preheader,
            audience=f"{stored.list_id}/{stored.segment or 'all'}",
        )

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``; Mailchimp knows one address, which mail comes from and answers go to."""
        target = f"{self.options.audience}/{self.options.segment or 'all'}"
        return replace(super().translate(campaign), reply_to=None, audience=target)

    def unsupported(self, campaign: Campaign) -> tuple[str, ...]:
        """See ``Provider.unsupported``."""
        if campaign.reply_to in {None, campaign.sender} or campaign.reply_to.email == campaign.sender.email:
            return ()
        return ("Mailchimp has no reply-to address beside the sender's: leave reply_to out, or send from it.",)

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        self.client.execute(
            "POST", f"campaigns/{remote_id}/actions/test", {"test_emails": [*addresses], "send_type": "html"}
        )

    def _send(self, remote_id: str) -> None:
        self.client.execute("POST", f"campaigns/{remote_id}/actions/send")

    def _schedule(self, remote_id: str, at: datetime) -> None:
        body = {"schedule_time": at.astimezone(UTC).isoformat()}
        self.client.execute("POST", f"campaigns/{remote_id}/actions/schedule", body)

    def _cancel(self, remote_id: str) -> None:
        self.client.execute("POST", f"campaigns/{remote_id}/actions/unschedule")

    def _await_readiness(self, remote_id: str) -> None:
        """Wait for the recipients to be counted, which Mailchimp does some time after a draft is set."""
        path = f"campaigns/{remote_id}/send-checklist"
        found = self.client.get_until(path, _Checklist, lambda answer: answer.is_ready)
        if not found.is_ready:
            faults = "; ".join(f"{it.heading}: {it.details}" for it in found.items if it.type == "error")
            raise ProviderError(f"Mailchimp will not send it yet: {self.environment.redact(faults)}. Nothing was sent.")

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        fields = _FIELDS.replace("campaigns.", "")
        remote_campaign = _to_remote_campaign(self.client.get(f"campaigns/{remote_id}", _Campaign, fields=fields))
        return (
            replace(remote_campaign, statistics=self._count(remote_id))
            if remote_campaign.state is CampaignState.SENT
            else remote_campaign
        )

    def _count(self, remote_id: str) -> Statistics:
        report = self.client.get(f"reports/{remote_id}", _Report, fields="emails_sent,bounces,unsubscribed")
        bounces = report.hard_bounces + report.soft_bounces
        return Statistics(sent=report.emails_sent, bounces=bounces, unsubscribes=report.unsubscribed)


def _sign(marker: str) -> str:
    return f"[nk:{marker}]"


def _to_remote_campaign(campaign: _Campaign) -> RemoteCampaign:
    state = _STATES.get(campaign.status, CampaignState.UNKNOWN)
    return RemoteCampaign(
        campaign.id, state, at=campaign.send_time or None, statistics=Statistics(sent=campaign.emails_sent)
    )
