"""Buttondown API v1. The marker is in an e-mail's metadata, which no reader sees.

A key belongs to one newsletter, whose settings name the sender; an e-mail cannot. Whatever is created without a status
is sent at once, and without a filter it goes to everybody: both are always said. Every change repeats the metadata.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import Field, SecretStr

from newsletter.documents.values import PlainText
from newsletter.errors import ProviderError, Reason
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions
from newsletter.providers._client import Reply, count_pages
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

KEY = "NEWSLETTER_BUTTONDOWN_KEY"
VERSION = "2026-04-01"  # of the API; without it, the version that the newsletter was once set to would answer

_MODE = "<!-- buttondown-editor-mode: fancy -->\n"  # what follows is HTML, whatever it looks like
_MARK = "nk"
_SILENT = ("blocked", "complained", "paused", "removed", "unactivated", "undeliverable", "unsubscribed", "upcoming")
"""The types of subscribers who get nothing."""

_STATES = {
    "draft": CampaignState.DRAFT,
    "scheduled": CampaignState.SCHEDULED,
    "about_to_send": CampaignState.SENDING,
    "in_flight": CampaignState.SENDING,
    "resending": CampaignState.SENDING,
    "sent": CampaignState.SENT,
}
"""Whatever else Buttondown calls an e-mail (paused, throttled, errored, suppressed) may have reached readers."""

T = TypeVar("T")


class _Page(Reply, Generic[T]):
    results: tuple[T, ...]
    next: str | None = None
    count: int = 0


class _Newsletter(Reply):
    id: str
    username: str
    name: str
    api_key: SecretStr
    from_name: str = ""
    email_address: str = ""
    reply_to_address: str = ""

    def says(self) -> tuple[Mailbox, str]:
        """Return who its e-mails come from, and where answers go; without an address it has one of Buttondown's."""
        sender = Mailbox(self.from_name or self.name, self.email_address or f"{self.username}@buttondown.email")
        return sender, self.reply_to_address or sender.email


class _Group(Reply):
    id: str
    name: str
    filters: dict[str, Any] = Field(default_factory=dict)


class _Analytics(Reply):
    recipients: int | None = None
    deliveries: int | None = None
    temporary_failures: int = 0
    permanent_failures: int = 0
    unsubscriptions: int | None = None


class _Email(Reply):
    id: str
    status: str
    subject: str = ""
    body: str = ""
    description: str = ""
    metadata: dict[str, Any] | None = None
    filters: dict[str, Any] = Field(default_factory=dict)
    publish_date: datetime | None = None
    analytics: _Analytics | None = None


class ButtondownOptions(HttpOptions):
    """Options of Buttondown."""

    audience: PlainText = Field(description="The username of the newsletter, as in buttondown.com/USERNAME.")
    tag: PlainText | None = Field(default=None, description="The id of a tag: only readers who have it get the issue.")
    segment: PlainText | None = Field(default=None, description="The id of a segment, to send to alone.")


class Buttondown(CampaignProvider[ButtondownOptions]):
    """Buttondown's own web archive stays empty: the publication has one."""

    name = "buttondown"
    api = "https://api.buttondown.com/v1"
    own_hosts = ("api.buttondown.com",)
    options_type: ClassVar[type[ProviderOptions]] = ButtondownOptions
    capabilities = Capabilities(
        own_text=False,
        test_send="any",
        tests_draft=True,
        remembers=True,
        schedule_step=1,
        in_flight_window=IN_FLIGHT_WINDOW,
    )
    secrets = (KEY,)
    tags = MergeTags(unsubscribe="{{ unsubscribe_url }}", openers=("{{", "{%", "{#"))

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Token {self.environment.secret(KEY).get_secret_value()}", "X-API-Version": VERSION}

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``: the one newsletter that the key belongs to, whatever else the account has."""
        own = self._find_own()
        return (Audience(own.name, None, own.username),)

    def audience(self) -> Audience:
        """See ``Provider.audience``; those who have a tag are counted, those in a segment cannot be."""
        whole, tag, segment = super().audience(), self.options.tag, self.options.segment
        names = [self._pick(path, it).name for path, it in (("tags", tag), ("segments", segment)) if it]
        query = {"-type": _SILENT} | ({"tag": (tag,)} if tag else {})
        size = None if segment else self.client.get("subscribers", _Page[Reply], page=1, **query).count
        return Audience(", ".join([whole.name, *names]), size, whole.id)

    def _find_own(self) -> _Newsletter:
        known = tuple(self._read_all("newsletters", _Page[_Newsletter]))
        own = [it for it in known if it.api_key == self.environment.secret(KEY)] or known
        if len(own) != 1:
            names = ", ".join(it.username for it in known) or "none"
            raise ProviderError(f"Buttondown does not say which newsletter the key belongs to. There are: {names}.")
        return own[0]

    def _pick(self, path: str, wanted: str) -> _Group:
        known = [it for it in self._read_all(path, _Page[_Group]) if path == "tags" or _narrows(it.filters)]
        chosen = next((it for it in known if it.id == wanted), None)
        if chosen is None:
            names = ", ".join(f"{it.id} ({it.name})" for it in known) or "none"
            raise ProviderError(f"Buttondown has no '{wanted}' among the {path}. It has: {names}.")
        return chosen

    def _read_all(self, path: str, shape: type[_Page[T]], **query: str) -> Iterator[T]:
        for page in count_pages():
            answer = self.client.get(path, shape, page=page, **query)
            yield from answer.results
            if answer.next is None:
                return

    @cached_property
    def _filters(self) -> dict[str, Any]:
        """Whom an e-mail goes to: everybody, or those with the tag, those in the segment, those who are both."""
        tag, segment = self.options.tag, self.options.segment
        tags = [{"field": "subscriber.tags", "operator": "contains", "value": tag}] if tag else []
        groups = [self._pick("segments", segment).filters] if segment else []
        return {"filters": tags, "groups": groups, "predicate": "and"}

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        emails = self._read_all("emails", _Page[_Email], ordering="creation_date", excluded_fields="body")
        return (_to_remote_campaign(it) for it in emails if (it.metadata or {}).get(_MARK) == marker)

    def _create(self, campaign: Campaign) -> str:
        return self.client.create("emails", {"status": "draft", **self._make_body(campaign)}, _Email).id

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PATCH", f"emails/{remote_id}", self._make_body(campaign))

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        return {
            "subject": content.subject,
            "description": content.preheader,
            "body": f"{_MODE}{content.html}",
            "metadata": {_MARK: campaign.marker},
            "filters": self._filters,
            "template": "naked",
            "archival_mode": "disabled",
            "commenting_mode": "disabled",
        }

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``; who it comes from, and who gets answers, stands with the newsletter."""
        stored, own = self.client.get(f"emails/{remote_id}", _Email), self._find_own()
        sender, reply_to = own.says()
        return Content(
            subject=stored.subject,
            sender=sender,
            html=stored.body.removeprefix(_MODE),
            text=None,
            preheader=stored.description,
            reply_to=reply_to,
            audience=_describe(own.username, stored.filters),
        )

    def translate(self, campaign: Campaign) -> Content:
        """See ``Provider.translate``; the sender stands with the newsletter, as it is."""
        audience = _describe(self.options.audience, self._filters)
        return replace(super().translate(campaign), sender=campaign.sender, audience=audience)

    def _preflight(self, campaign: Campaign) -> Iterator[str]:
        held, meant = self._find_own().says(), (campaign.sender, (campaign.reply_to or campaign.sender).email)
        if held != meant:
            there, here = (f"{who.name} <{who.email}>, with answers to {answers}" for who, answers in (held, meant))
            difference = f"Buttondown sends from {there};"
            yield Reason(difference, f"newsletter.toml says {here}. Make them the same.", f"here the sender is {here}.")

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        self.client.execute("POST", f"emails/{remote_id}/send-draft", {"recipients": list(addresses)}, answer=object)

    def _send(self, remote_id: str) -> None:
        self._change(remote_id, CampaignState.DRAFT, "POST publish", {})

    def _schedule(self, remote_id: str, at: datetime) -> None:
        self._change(remote_id, CampaignState.DRAFT, "POST publish", {"publish_date": at.astimezone(UTC).isoformat()})

    def _cancel(self, remote_id: str) -> None:
        self._change(remote_id, CampaignState.SCHEDULED, "PATCH", {"status": "draft", "publish_date": "none"})

    def _change(self, remote_id: str, state: CampaignState, verb: str, body: dict[str, Any]) -> None:
        """Let something out that is in ``state``, and in no other; its metadata is repeated."""
        stored = self.client.get(f"emails/{remote_id}", _Email)
        if _to_remote_campaign(stored).state is not state:
            raise ProviderError(f"Buttondown has {remote_id} as {stored.status}, not {state}. Nothing was changed.")
        method, *path = verb.split()
        body = {**body, "metadata": stored.metadata or {}}
        self.client.execute(method, "/".join(["emails", remote_id, *path]), body, answer=_Email)

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        return _to_remote_campaign(self.client.get(f"emails/{remote_id}", _Email))


def _describe(newsletter: str, filters: Mapping[str, Any]) -> str:
    return f"{newsletter}: {json.dumps(filters, sort_keys=True) if _narrows(filters) else 'everybody'}"


def _narrows(filters: Mapping[str, Any]) -> bool:
    return bool(filters.get("filters") or filters.get("groups"))  # a segment without rules is everybody: none is taken


def _to_remote_campaign(email: _Email) -> RemoteCampaign:
    state, it = _STATES.get(email.status, CampaignState.UNKNOWN), email.analytics or _Analytics()
    bounces = it.temporary_failures + it.permanent_failures
    statistics = Statistics(
        recipients=it.recipients, sent=it.deliveries, bounces=bounces, unsubscribes=it.unsubscriptions
    )
    return RemoteCampaign(email.id, state, at=email.publish_date, statistics=statistics)
