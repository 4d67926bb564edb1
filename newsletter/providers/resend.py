"""Resend Broadcasts. The marker is in a broadcast's name, which no reader sees.

Broadcasts have no test send: testers get the same content as ordinary e-mails, one each, with the publication's
own way to leave in place of a reader's. One that is cancelled on its way has reached some, so only what waits is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parseaddr
from http import HTTPStatus
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BeforeValidator, Field

from newsletter.errors import ProviderError, SendRefusedError
from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions
from newsletter.providers._client import Reply, count_pages
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers.base import (
    Audience,
    CampaignState,
    Capabilities,
    Content,
    ProviderOptions,
    Receipt,
    RemoteCampaign,
)
from newsletter.rendering.campaign import Campaign, Mailbox
from newsletter.rendering.message import fill_tokens

KEY = "NEWSLETTER_RESEND_KEY"

_PAGE = 100  # of anything that one answer may hold
_STATES = {
    "draft": CampaignState.DRAFT,
    "scheduled": CampaignState.SCHEDULED,
    "queued": CampaignState.SENDING,
    "sending": CampaignState.SENDING,
    "sent": CampaignState.SENT,
}
"""Whatever else Resend calls a broadcast may have reached readers."""

T = TypeVar("T", bound="_Thing")


def _read_time(written: object) -> datetime | None:
    """Read a time if it is one; the examples in the specification write it in several ways."""
    try:
        at = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


_Time = Annotated[datetime | None, BeforeValidator(_read_time)]


class _Thing(Reply):
    id: str


class _Page(Reply, Generic[T]):
    data: tuple[T, ...]
    has_more: bool | None = None


class _Segment(_Thing):
    name: str


class _Contact(_Thing):
    unsubscribed: bool = False


class _Domain(_Thing):
    name: str
    status: str


class _Broadcast(_Thing):
    name: str | None = None
    status: str
    created_at: str = ""
    scheduled_at: _Time = None
    sent_at: _Time = None
    subject: str | None = None
    preview_text: str | None = None
    reply_to: tuple[str, ...] | None = None
    sender: str = Field(default="", validation_alias="from")
    segment_id: str | None = None
    html: str | None = None
    text: str | None = None


class Resend(CampaignProvider[HttpOptions]):
    """An audience is a segment; its readers are counted one by one, for no answer holds their number."""

    name = "resend"
    api = "https://api.resend.com"
    own_hosts = ("api.resend.com",)
    key_refusals = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})  # invalid_api_key is a 403
    options_type: ClassVar[type[ProviderOptions]] = HttpOptions
    capabilities = Capabilities(
        own_text=True, test_send="any", remembers=True, schedule_step=1, in_flight_window=IN_FLIGHT_WINDOW
    )
    secrets = (KEY,)
    tags = MergeTags(unsubscribe="{{{RESEND_UNSUBSCRIBE_URL}}}", openers=("{{",))

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.environment.secret(KEY).get_secret_value()}"}

    def audiences(self) -> tuple[Audience, ...]:
        """See ``Provider.audiences``; they are not counted here."""
        return tuple(Audience(it.name, None, it.id) for it in self._read_all("segments", _Page[_Segment]))

    def audience(self) -> Audience:
        """See ``Provider.audience``."""
        chosen = super().audience()
        contacts = self._read_all("contacts", _Page[_Contact], segment_id=chosen.id)
        return Audience(chosen.name, sum(not it.unsubscribed for it in contacts), chosen.id)

    def _read_all(self, path: str, shape: type[_Page[T]], **query: str) -> Iterator[T]:
        after: dict[str, str] = {}
        for _ in count_pages():
            page = self.client.get(path, shape, limit=_PAGE, **query, **after)
            yield from page.data
            has_more = len(page.data) == _PAGE if page.has_more is None else page.has_more
            if not (page.data and has_more):
                return
            after = {"after": page.data[-1].id}

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        known = self._read_all("broadcasts", _Page[_Broadcast])
        ours = [it for it in known if _sign(marker) in (it.name or "")]
        return (_to_remote_campaign(it) for it in sorted(ours, key=lambda it: (it.created_at, it.id)))

    def _create(self, campaign: Campaign) -> str:
        return self.client.create("broadcasts", {**self._make_body(campaign), "send": False}, _Thing).id

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        self.client.replace("PATCH", f"broadcasts/{remote_id}", self._make_body(campaign))

    def _make_body(self, campaign: Campaign) -> dict[str, Any]:
        content = self.translate(campaign)
        return {
            "name": f"{campaign.list_name} {campaign.issue} {_sign(campaign.marker)}",
            "segment_id": content.audience,
            "from": _format_mailbox(content.sender),
            "subject": content.subject,
            "reply_to": [content.reply_to],
            "preview_text": content.preheader,
            "html": content.html,
            "text": content.text,
        }

    def read_back(self, remote_id: str) -> Content:
        """See ``Provider.read_back``."""
        stored = self.client.get(f"broadcasts/{remote_id}", _Broadcast)
        return Content(
            subject=stored.subject or "",
            sender=Mailbox(*parseaddr(stored.sender)),
            html=stored.html or "",
            text=stored.text or "",
            preheader=stored.preview_text or "",
            reply_to=", ".join(stored.reply_to or ()),
            audience=stored.segment_id or "",
        )

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        """See ``Provider.test``; the draft has no part in it."""
        if not addresses:
            raise SendRefusedError("A test needs a recipient. Add an address.")
        for address in addresses:
            self._test("", campaign, [address])
        return Receipt(self.name, "", f"{self.name} took it for {', '.join(addresses)}")

    def _test(self, _remote_id: str, campaign: Campaign, addresses: Sequence[str]) -> None:
        text, html = fill_tokens(campaign, campaign.unsubscribe_url)
        body = {
            "from": _format_mailbox(campaign.sender),
            "to": list(addresses),
            "subject": campaign.subject,
            "reply_to": (campaign.reply_to or campaign.sender).email,
            "html": html,
            "text": text,
        }
        self.client.execute("POST", "emails", body, answer=_Thing)

    def _send(self, remote_id: str) -> None:
        self._require(remote_id, CampaignState.DRAFT)
        self.client.execute("POST", f"broadcasts/{remote_id}/send", {}, answer=_Thing)

    def _schedule(self, remote_id: str, at: datetime) -> None:
        self._require(remote_id, CampaignState.DRAFT)
        body = {"scheduled_at": at.astimezone(UTC).isoformat()}
        self.client.execute("POST", f"broadcasts/{remote_id}/send", body, answer=_Thing)

    def _cancel(self, remote_id: str) -> None:
        self._require(remote_id, CampaignState.SCHEDULED)
        self.client.execute("POST", f"broadcasts/{remote_id}/cancel", answer=_Thing)

    def _require(self, remote_id: str, state: CampaignState) -> None:
        """Look first: what is on its way must be neither sent again nor stopped half-way."""
        found = self.client.get(f"broadcasts/{remote_id}", _Broadcast)
        if _to_remote_campaign(found).state is not state:
            raise ProviderError(f"Resend has {remote_id} as {found.status}, not {state}. Nothing was changed.")

    def _preflight(self, campaign: Campaign) -> Iterator[str]:
        host = campaign.sender.email.partition("@")[2]
        known = {it.name: it.status for it in self._read_all("domains", _Page[_Domain])}
        if (status := known.get(host, "unknown")) != "verified":
            yield f"Resend has the sender's domain {host} as {status}. Add it there and set what it says in your DNS."

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        return _to_remote_campaign(self.client.get(f"broadcasts/{remote_id}", _Broadcast))


def _sign(marker: str) -> str:
    return f"[nk:{marker}]"


def _format_mailbox(who: Mailbox) -> str:
    name = who.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{name}" <{who.email}>'


def _to_remote_campaign(broadcast: _Broadcast) -> RemoteCampaign:
    state = _STATES.get(broadcast.status, CampaignState.UNKNOWN)
    return RemoteCampaign(broadcast.id, state, at=broadcast.sent_at or broadcast.scheduled_at)
