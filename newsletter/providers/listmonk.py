"""listmonk, on your own server. The marker is in a campaign's tags and name, which no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr
from http import HTTPStatus
from typing import Any, ClassVar, Literal

from pydantic import AliasPath, Field

from newsletter.documents.values import PlainText
from newsletter.errors import ProviderError, ProviderRefusedError
from newsletter.providers._campaigns import (
    IN_FLIGHT_WINDOW,
    BaseUrl,
    CampaignProvider,
    HttpOptions,
    NumericId,
    as_number,
)
from newsletter.providers._client import Reply
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._secrets import make_basic_auth
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

USER = "NEWSLETTER_LISTMONK_USER"
KEY = "NEWSLETTER_LISTMONK_KEY"

_UNSUBSCRIBE = "{{ UnsubscribeURL }}"

_STATES = {
    "draft": CampaignState.DRAFT,
    "scheduled": CampaignState.SCHEDULED,
    "running": CampaignState.SENDING,
    "finished": CampaignState.SENT,
}
"""A campaign that is paused or cancelled may have reached readers."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOTHING_BUT_CONTENT = re.compile(r'\s*\{\{-?\s*template\s+"content"\s+\.\s*-?\}\}\s*')


class _List(Reply):
    """A list of subscribers."""

    id: int
    name: str
    optin: str = "single"
    total: int = Field(validation_alias="subscriber_count")
    by_status: dict[str, int] = Field(default={}, validation_alias="subscriber_statuses")

    @property
    def size(self) -> int:
        """How many readers a campaign reaches: of a double opt-in list, only those who confirmed."""
        unconfirmed = 0 if self.optin == "double" else self.by_status.get("unconfirmed", 0)
        return self.by_status.get("confirmed", 0) + unconfirmed if self.by_status else self.total


class _Lists(Reply):
    """All lists."""

    lists: tuple[_List, ...] = Field(validation_alias=AliasPath("data", "results"))


class _Subscribers(Reply):
    """Those of the subscribers that were asked for."""

    addresses: tuple[dict[str, Any], ...] = Field(validation_alias=AliasPath("data", "results"))


class _Template(Reply):
    """A template for campaigns."""

    id: int
    name: str
    body: str

    @property
    def passes_through(self) -> bool:
        """Whether it adds nothing to what a campaign says."""
        return _NOTHING_BUT_CONTENT.fullmatch(self.body) is not None


class _Templates(Reply):
    """All templates."""

    data: tuple[_Template, ...]


class _Campaign(Reply):
    """A campaign as it is kept."""

    id: int
    name: str
    status: str
    tags: tuple[str, ...] | None = ()
    send_at: datetime | None = None
    started_at: datetime | None = None
    to_send: int = 0
    sent: int = 0
    bounces: int = 0
    lists: tuple[dict[str, Any], ...] | None = ()
    subject: str
    from_email: str
    body: str = ""
    altbody: str | None = None
    headers: tuple[dict[str, str], ...] | None = ()
    type: str
    content_type: str
    messenger: str
    template_id: int | None = None

    def fields(self) -> dict[str, Any]:
        """Return everything that a PUT must say again, or listmonk may drop it."""
        again = self.model_dump(
            include={"name", "subject", "from_email", "body", "altbody", "type", "content_type", "messenger"}
        )
        numbers = [it["id"] for it in self.lists or ()]
        lasting = {"template_id": self.template_id, "tags": list(self.tags or ()), "headers": list(self.headers or ())}
        return again | lasting | {"altbody": self.altbody or "", "lists": numbers}


class _CampaignReply(Reply):
    """One campaign."""

    data: _Campaign


class _TestReply(Reply):
    """That a test is on its way."""

    data: Literal[True]


class _Campaigns(Reply):
    """All campaigns."""

    results: tuple[_Campaign, ...] = Field(validation_alias=AliasPath("data", "results"))


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
    tags = MergeTags(unsubscribe=_UNSUBSCRIBE, openers=("{{",))

    def _headers(self) -> Mapping[str, str]:
        user, key = (self.environment.secret(name).get_secret_value() for name in self.secrets)
        return make_basic_auth(user, key)

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``."""
        found = self.client.get("lists", _Lists, per_page="all").lists
        return tuple(Audience(it.name, it.size, str(it.id)) for it in found)

    def _preflight(self, _campaign: Campaign) -> Iterator[str]:
        """Check the template; whether the sender may send is up to the mail server behind listmonk."""
        number = self.options.template_id
        known = self.client.get("templates", _Templates, no_body="false").data
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
        found = self.client.get("campaigns", _Campaigns, per_page="all", no_body="true").results
        mine = (it for it in found if marker in (it.tags or ()) or _format_marker(marker) in it.name)
        return (_to_remote_campaign(it) for it in sorted(mine, key=lambda it: it.id))

    def _create(self, campaign: Campaign) -> str:
        return str(self.client.create("campaigns", self._make_body(campaign), _CampaignReply).data.id)

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PUT", _path(remote_id), self._make_body(campaign))

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        """Say everything at once: what is left out of a PUT may be dropped, and a time once set stays."""
        content = self.translate(campaign)
        name = self.tags.in_text(campaign.list_name)
        reply_to = campaign.reply_to or campaign.sender
        return {
            "name": f"{campaign.list_name} {campaign.issue} {_format_marker(campaign.marker)}",
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
        return replace(content, html=_keep_comments(content.html), preheader=None)

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``.

        Raises:
            ProviderError: it is not laid out as it was set: in another template, or by another messenger.
        """
        stored = self._read(remote_id)
        layout = (stored.type, stored.content_type, stored.template_id, stored.messenger)
        if layout != ("regular", "html", self.options.template_id, self.options.messenger):
            raise ProviderError("Somebody has changed type, template or messenger at listmonk. Nothing was sent.")
        name, address = parseaddr(stored.from_email)
        fields = {name.lower(): value for pair in stored.headers or () for name, value in pair.items()}
        return Content(
            subject=stored.subject,
            sender=Mailbox(str(make_header(decode_header(name))), address),
            html=stored.body,
            text=stored.altbody or "",
            reply_to=parseaddr(fields.get("reply-to", ""))[1],
            audience=",".join(str(it["id"]) for it in stored.lists or ()),
        )

    def _test(self, remote_id: str, campaign: Campaign, addresses: Sequence[str]) -> None:
        if strangers := self._find_strangers(addresses):
            raise ProviderError(
                f"listmonk tests on subscribers alone, and does not know {', '.join(strangers)}. "
                "Add them there first, to any list. Nothing was sent."
            )
        body = self._make_body(campaign) | {"subscribers": list(addresses)}
        self.client.execute("POST", f"{_path(remote_id)}/test", body, answer=_TestReply)

    def _find_strangers(self, addresses: Sequence[str]) -> tuple[str, ...]:
        """Return addresses that are not subscribers: listmonk ignores them as long as it knows one of the others."""
        quoted = ", ".join("'{}'".format(address.lower().replace("'", "''")) for address in addresses)
        query = f"LOWER(subscribers.email) IN ({quoted})"
        found = self.client.get("subscribers", _Subscribers, query=query, per_page="all").addresses
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
        self.client.execute("PUT", f"{_path(remote_id)}/status", {"status": status}, answer=_CampaignReply)

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        try:
            return _to_remote_campaign(self._read(remote_id))
        except ProviderRefusedError as error:
            if error.status == HTTPStatus.BAD_REQUEST:  # listmonk's answer for an unknown id
                return RemoteCampaign(remote_id, CampaignState.UNKNOWN)
            raise

    def _read(self, remote_id: str) -> _Campaign:
        return self.client.get(_path(remote_id), _CampaignReply).data


def _path(remote_id: str) -> str:
    return f"campaigns/{as_number(remote_id)}"


def _format_marker(marker: str) -> str:
    return f"[nk:{marker}]"


def _to_remote_campaign(stored: _Campaign) -> RemoteCampaign:
    """Say how far a campaign is; a draft that was started once is none that may be sent again."""
    state = _STATES.get(stored.status, CampaignState.UNKNOWN)
    if state is CampaignState.DRAFT and (stored.started_at or stored.sent):
        state = CampaignState.UNKNOWN
    statistics = Statistics(recipients=stored.to_send, sent=stored.sent, bounces=stored.bounces)
    return RemoteCampaign(str(stored.id), state, at=stored.started_at or stored.send_at, statistics=statistics)


def _keep_comments(html: str) -> str:
    """Have comments printed, which Go's templates leave out; Outlook lays the page out by them."""
    return _COMMENT.sub(lambda found: _print_comment(found[0]), html)


def _print_comment(comment: str) -> str:
    pieces = comment.replace("`", "&#96;").split(_UNSUBSCRIBE)
    return _UNSUBSCRIBE.join(f"{{{{ Safe `{piece}` }}}}" for piece in pieces)
