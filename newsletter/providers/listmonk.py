"""listmonk, on a server of one's own. The marker stands in a campaign's tags and name, which no reader sees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr
from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import Field

from newsletter.documents.values import PlainText
from newsletter.errors import ProviderError, ProviderRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, as_number
from newsletter.providers._listmonk import (
    UNSUBSCRIBE,
    Answer,
    Campaigns,
    Kept,
    Lists,
    Subscribers,
    Templates,
    Tried,
    as_remote,
    keep_comments,
)
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._options import BaseUrl, HttpOptions, NumericId
from newsletter.providers._secrets import write_basic
from newsletter.providers.base import Audience, CampaignState, Capabilities, Content, ProviderOptions, RemoteCampaign
from newsletter.rendering.campaign import Campaign, Mailbox

USER = "NEWSLETTER_LISTMONK_USER"
KEY = "NEWSLETTER_LISTMONK_KEY"


class ListmonkOptions(HttpOptions):
    """Options of listmonk."""

    base_url: BaseUrl = Field(description="The address of the server's API: https://lists.example.org/api")
    audience: NumericId = Field(description="The number of the list to send to. See: newsletter providers check")
    template_id: int = Field(
        description="The number of a campaign template that adds nothing. Make one at Campaigns, Templates, with "
        'nothing in it but {{ template "content" . }}, and take its number from its address.'
    )
    messenger: PlainText = Field(default="email", description="The messenger to send with, where there are several.")


class Listmonk(CampaignProvider[ListmonkOptions]):
    """listmonk takes words for a Go template, tests on subscribers, and may schedule what it is told to send."""

    name = "listmonk"
    key_refusals = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
    options_type: ClassVar[type[ProviderOptions]] = ListmonkOptions
    capabilities = Capabilities(
        own_text=True,
        test_send="subscribers",
        tests_draft=True,
        remembers=True,
        schedule_step=1,
        in_flight_window=IN_FLIGHT_WINDOW,
    )
    secrets = (USER, KEY)
    tags = MergeTags(unsubscribe=UNSUBSCRIBE, openers=("{{",))

    def _headers(self) -> Mapping[str, str]:
        user, key = (self.environment.secret(name).get_secret_value() for name in self.secrets)
        return write_basic(user, key)

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``."""
        found = self.client.get("lists", Lists, per_page="all").lists
        return tuple(Audience(it.name, it.size, str(it.id)) for it in found)

    def preflight(self, campaign: Campaign) -> tuple[str, ...]:
        """See ``Provider.preflight``; whether the sender may send is a matter of the mail server behind listmonk."""
        problems = super().preflight(campaign)
        return problems or tuple(self._judge_template())

    def _judge_template(self) -> Iterator[str]:
        number = self.options.template_id
        known = self.client.get("templates", Templates, no_body="false").data
        chosen = next((it for it in known if it.id == number), None)
        if chosen is None:
            names = ", ".join(f"{it.id} ({it.name})" for it in known) or "none"
            yield f"listmonk has no template {number}. It has: {names}. Write the right one as template_id."
        elif not chosen.passes_through:
            yield (
                f"Template {number} ({chosen.name}) of listmonk adds something of its own. "
                'Make one with nothing in it but {{ template "content" . }} and write its number as template_id.'
            )

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        """See ``CampaignProvider._list``; all are looked at, since a tag may have been taken off by hand."""
        found = self.client.get("campaigns", Campaigns, per_page="all", no_body="true").results
        mine = (it for it in found if marker in (it.tags or ()) or _sign(marker) in it.name)
        return (as_remote(it) for it in sorted(mine, key=lambda it: it.id))

    def _create(self, campaign: Campaign) -> str:
        return str(self.client.create("campaigns", self._write(campaign), Answer).data.id)

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PUT", _path(remote_id), self._write(campaign))

    def _write(self, campaign: Campaign) -> dict[str, Any]:
        """Say everything at once: what is left out of a PUT may be dropped, and a time once set stays."""
        content = self.translate(campaign)
        name = self.tags.in_text(campaign.list_name)
        reply_to = campaign.reply_to or campaign.sender
        return {
            "name": f"{campaign.list_name} {campaign.issue} {_sign(campaign.marker)}",
            "subject": content.subject,
            "lists": [int(self.options.audience)],
            "from_email": formataddr((content.sender.name, content.sender.email)),
            "type": "regular",
            "content_type": "html",
            "body": content.html,
            "altbody": content.text,
            "template_id": self.options.template_id,
            "messenger": self.options.messenger,
            "tags": [campaign.marker],
            "headers": [
                {"List-Id": formataddr((name, campaign.list_id))},
                {"Reply-To": formataddr((self.tags.in_text(reply_to.name), reply_to.email))},
            ],
            "send_at": None,
        }

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``; Go takes comments out of one."""
        content = super().translate(campaign)
        return replace(content, html=keep_comments(content.html), preheader=None)

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``.

        Raises:
            ProviderError: it is not laid out as it was set: in another template, or by another messenger.
        """
        kept = self._read(remote_id)
        layout = (kept.type, kept.content_type, kept.template_id, kept.messenger)
        if layout != ("regular", "html", self.options.template_id, self.options.messenger):
            raise ProviderError("Somebody has changed type, template or messenger at listmonk. Nothing was sent.")
        name, address = parseaddr(kept.from_email)
        fields = {name.lower(): value for pair in kept.headers or () for name, value in pair.items()}
        return Content(
            subject=kept.subject,
            sender=Mailbox(str(make_header(decode_header(name))), address),
            html=kept.body,
            text=kept.altbody or "",
            reply_to=parseaddr(fields.get("reply-to", ""))[1],
            audience=",".join(str(it["id"]) for it in kept.lists or ()),
        )

    def _test(self, remote_id: str, campaign: Campaign, addresses: Sequence[str]) -> None:
        if strangers := self._find_strangers(addresses):
            raise ProviderError(
                f"listmonk tests on subscribers alone, and does not know {', '.join(strangers)}. "
                "Add them there first, to any list. Nothing was sent."
            )
        body = self._write(campaign) | {"subscribers": list(addresses)}
        self.client.execute("POST", f"{_path(remote_id)}/test", body, answer=Tried)

    def _find_strangers(self, addresses: Sequence[str]) -> tuple[str, ...]:
        """Return who is no subscriber: listmonk says nothing of them as long as it knows one of the others."""
        quoted = ", ".join("'{}'".format(address.lower().replace("'", "''")) for address in addresses)
        query = f"LOWER(subscribers.email) IN ({quoted})"
        found = self.client.get("subscribers", Subscribers, query=query, per_page="all").addresses
        known = {str(it.get("email", "")).lower() for it in found}
        return tuple(address for address in addresses if address.lower() not in known)

    def _send(self, remote_id: str) -> None:
        if (planned := self._read(remote_id).send_at) is not None:
            raise ProviderError(f"Somebody has set {planned:%Y-%m-%d %H:%M %Z} as its time. Nothing was sent.")
        self._set_status(remote_id, "running")

    def _schedule(self, remote_id: str, at: datetime) -> None:
        fields = self._read(remote_id).fields()
        self.client.replace("PUT", _path(remote_id), fields | {"send_at": at.astimezone(UTC).isoformat()})
        self._set_status(remote_id, "scheduled")

    def _cancel(self, remote_id: str) -> None:
        self._set_status(remote_id, "draft")

    def _set_status(self, remote_id: str, status: str) -> None:
        """Have it begin, wait or stop; the answer repeats what was asked, and not what was done."""
        self.client.execute("PUT", f"{_path(remote_id)}/status", {"status": status}, answer=Answer)

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        try:
            return as_remote(self._read(remote_id))
        except ProviderRefusedError as error:
            if error.status == HTTPStatus.BAD_REQUEST:  # how it says that there is no such campaign
                return RemoteCampaign(remote_id, CampaignState.UNKNOWN)
            raise

    def _read(self, remote_id: str) -> Kept:
        return self.client.get(_path(remote_id), Answer).data


def _path(remote_id: str) -> str:
    return f"campaigns/{as_number(remote_id)}"


def _sign(marker: str) -> str:
    return f"[nk:{marker}]"
