"""What listmonk answers, what that means, and how HTML passes through its Go templates unharmed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Literal

from pydantic import AliasPath, Field

from newsletter.providers._client import Reply
from newsletter.providers.base import CampaignState, RemoteCampaign, Statistics

UNSUBSCRIBE = "{{ UnsubscribeURL }}"

_STATES = {
    "draft": CampaignState.DRAFT,
    "scheduled": CampaignState.SCHEDULED,
    "running": CampaignState.SENDING,
    "finished": CampaignState.SENT,
}
"""A campaign that is paused or cancelled may have reached somebody."""

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOTHING_BUT_CONTENT = re.compile(r'\s*\{\{-?\s*template\s+"content"\s+\.\s*-?\}\}\s*')


class List(Reply):
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


class Lists(Reply):
    """All lists."""

    lists: tuple[List, ...] = Field(validation_alias=AliasPath("data", "results"))


class Subscribers(Reply):
    """Those of the subscribers that were asked for."""

    addresses: tuple[dict[str, Any], ...] = Field(validation_alias=AliasPath("data", "results"))


class Template(Reply):
    """A template for campaigns."""

    id: int
    name: str
    body: str

    @property
    def passes_through(self) -> bool:
        """Whether it adds nothing to what a campaign says."""
        return _NOTHING_BUT_CONTENT.fullmatch(self.body) is not None


class Templates(Reply):
    """All templates."""

    data: tuple[Template, ...]


class Kept(Reply):
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


class Answer(Reply):
    """One campaign."""

    data: Kept


class Tried(Reply):
    """That a test is on its way."""

    data: Literal[True]


class Campaigns(Reply):
    """All campaigns."""

    results: tuple[Kept, ...] = Field(validation_alias=AliasPath("data", "results"))


def as_remote(kept: Kept) -> RemoteCampaign:
    """Say how far a campaign is; a draft that was started once is none that may be sent again."""
    state = _STATES.get(kept.status, CampaignState.UNKNOWN)
    if state is CampaignState.DRAFT and (kept.started_at or kept.sent):
        state = CampaignState.UNKNOWN
    statistics = Statistics(recipients=kept.to_send, sent=kept.sent, bounces=kept.bounces)
    return RemoteCampaign(str(kept.id), state, at=kept.started_at or kept.send_at, statistics=statistics)


def keep_comments(html: str) -> str:
    """Have comments printed, which Go's templates leave out; Outlook lays the page out by them."""
    return _COMMENT.sub(lambda found: _print(found[0]), html)


def _print(comment: str) -> str:
    pieces = comment.replace("`", "&#96;").split(UNSUBSCRIBE)
    return UNSUBSCRIBE.join(f"{{{{ Safe `{piece}` }}}}" for piece in pieces)
