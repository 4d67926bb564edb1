"""Mailjet API v3. The marker stands in the title of a campaign draft, which no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from newsletter.documents.values import document_error
from newsletter.errors import ProviderError, ProviderRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, as_number
from newsletter.providers._mailjet import (
    Contents,
    Counters,
    Done,
    Draft,
    Drafts,
    Lists,
    OneDraft,
    Segments,
    Senders,
    Times,
    as_remote,
)
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._options import HttpOptions, NumericId
from newsletter.providers._pages import read_pages
from newsletter.providers._secrets import write_basic
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


def _check_locale(locale: str) -> str:
    if not re.fullmatch("[a-z]{2}_[A-Z]{2}", locale):
        hint = "Write a language and a country: en_US"
        raise document_error("provider.locale", "'{locale}' is no locale of Mailjet", hint, locale=locale)
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
        return write_basic(key, secret)

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``."""
        found = self.client.get("contactslist", Lists, Limit=_PAGE).data
        return tuple(Audience(it.name, it.size, str(it.id)) for it in found if not it.is_deleted)

    def audience(self) -> Audience:
        """See ``Provider.audience``; how many readers a segment has, Mailjet does not say."""
        whole = super().audience()
        if self.options.segment is None:
            return whole
        segments = self.client.get("contactfilter", Segments, Limit=_PAGE).data
        chosen = next((it for it in segments if it.id == self.options.segment), None)
        if chosen is None:
            known = ", ".join(f"{it.id} ({it.name})" for it in segments) or "none"
            raise ProviderError(f"mailjet has no segment {self.options.segment}. It has: {known}.")
        return Audience(f"{whole.name}, {chosen.name}", None, whole.id)

    def preflight(self, campaign: Campaign) -> tuple[str, ...]:
        """See ``Provider.preflight``: the sender is one that Mailjet has verified, alone or with its whole domain."""
        if problems := super().preflight(campaign):
            return problems
        address = campaign.sender.email.lower()
        allowed = {address, f"*@{address.rpartition('@')[2]}"}
        senders = self.client.get("sender", Senders, Limit=_PAGE).data
        if any(it.status == "Active" and it.email.lower() in allowed for it in senders):
            return ()
        return (f"Mailjet has not verified {campaign.sender.email}. Add it there, at Sender domains and addresses.",)

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        read = lambda offset: self.client.get("campaigndraft", Drafts, Limit=_PAGE, Offset=offset, Sort="ID DESC").data  # noqa: E731  # a page
        mine = (it for it in read_pages(read, _PAGE) if _sign(marker) in it.title)
        return (as_remote(it) for it in sorted(mine, key=lambda it: it.id) if not it.is_gone)

    def _create(self, campaign: Campaign) -> str:
        return str(self.client.create("campaigndraft", self._write(campaign), OneDraft).data[0].id)

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PUT", _path(remote_id), self._write(campaign))
        content = self.translate(campaign)
        self.client.replace(
            "POST", f"{_path(remote_id)}/detailcontent", {"Html-part": content.html, "Text-part": content.text}
        )

    def _write(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        return {
            "Title": f"{campaign.list_name} {campaign.issue} {_sign(campaign.marker)}",
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
        kept = self._read(remote_id)
        [words] = self.client.get(f"{_path(remote_id)}/detailcontent", Contents).data
        return Content(
            subject=kept.subject,
            sender=Mailbox(kept.sender, kept.address),
            html=words.html,
            text=words.text,
            reply_to=kept.reply_to,
            audience=f"{kept.list_id}/{kept.segment or 'all'}",
        )

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``."""
        target = f"{self.options.audience}/{self.options.segment or 'all'}"
        return replace(super().translate(campaign), preheader=None, audience=target)

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        recipients = [{"Email": address, "Name": address} for address in addresses]
        self.client.execute("POST", f"{_path(remote_id)}/test", {"Recipients": recipients}, answer=Done)

    def _send(self, remote_id: str) -> None:
        self._refuse_all_but_drafts(remote_id)
        self.client.execute("POST", f"{_path(remote_id)}/send", {}, answer=Done)

    def _schedule(self, remote_id: str, at: datetime) -> None:
        self._refuse_all_but_drafts(remote_id)
        self.client.execute(
            "POST", f"{_path(remote_id)}/schedule", {"date": at.astimezone(UTC).isoformat()}, answer=Done
        )

    def _cancel(self, remote_id: str) -> None:
        self.client.execute("DELETE", f"{_path(remote_id)}/schedule")

    def _refuse_all_but_drafts(self, remote_id: str) -> None:
        """Look first: Mailjet sends what is scheduled, or on its way, when told to, just as a draft."""
        if (state := as_remote(self._read(remote_id)).state) is not CampaignState.DRAFT:
            raise ProviderError(f"{remote_id} is no draft at mailjet any more, but {state}. Nothing was done.")

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        kept = self._read(remote_id)
        remote_campaign = replace(
            as_remote(kept), statistics=self._count(kept.campaign) if kept.campaign else NO_STATISTICS
        )
        return (
            replace(remote_campaign, at=self._read_time(remote_id))
            if remote_campaign.state is CampaignState.SCHEDULED
            else remote_campaign
        )

    def _read_time(self, remote_id: str) -> datetime | None:
        """Read when it goes out; what was told to be sent at once is programmed too, and has no time to show."""
        try:
            return self.client.get(f"{_path(remote_id)}/schedule", Times).data[0].at
        except ProviderRefusedError:
            return None

    def _count(self, campaign: int) -> Statistics:
        query = {"CounterSource": "Campaign", "CounterTiming": "Message", "CounterResolution": "Lifetime"}
        counters = self.client.get("statcounters", Counters, SourceID=campaign, **query).data
        if not counters:
            return NO_STATISTICS
        found = counters[0]
        bounces = found.hard_bounces + found.soft_bounces
        return Statistics(recipients=found.total, sent=found.sent, bounces=bounces, unsubscribes=found.unsubscribed)

    def _read(self, remote_id: str) -> Draft:
        return self.client.get(_path(remote_id), OneDraft).data[0]


def _path(remote_id: str) -> str:
    return f"campaigndraft/{as_number(remote_id)}"


def _sign(marker: str) -> str:
    return f"[nk:{marker}]"
