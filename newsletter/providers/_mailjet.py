"""What Mailjet answers, and what that means."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from newsletter.providers._client import Reply
from newsletter.providers.base import CampaignState, RemoteCampaign

_DELETED = -2
_STATES = {0: CampaignState.DRAFT, 1: CampaignState.SCHEDULED, 2: CampaignState.SENT}
"""One that is archived (-1) or part of a comparison (3) may have reached somebody."""


class List(Reply):
    """A contact list."""

    id: int = Field(validation_alias="ID")
    name: str = Field(validation_alias="Name")
    size: int = Field(validation_alias="SubscriberCount")
    is_deleted: bool = Field(default=False, validation_alias="IsDeleted")


class Lists(Reply):
    """All contact lists."""

    data: tuple[List, ...] = Field(validation_alias="Data")


class Segment(Reply):
    """A filter over contact lists."""

    id: int = Field(validation_alias="ID")
    name: str = Field(default="", validation_alias="Name")


class Segments(Reply):
    """All filters."""

    data: tuple[Segment, ...] = Field(validation_alias="Data")


class Sender(Reply):
    """An address to send from, or a whole domain as ``*@example.org``."""

    email: str = Field(validation_alias="Email")
    status: str = Field(validation_alias="Status")


class Senders(Reply):
    """All addresses to send from."""

    data: tuple[Sender, ...] = Field(validation_alias="Data")


class Draft(Reply):
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


class Drafts(Reply):
    """Some drafts."""

    data: tuple[Draft, ...] = Field(validation_alias="Data")


class OneDraft(Reply):
    """One draft."""

    data: tuple[Draft] = Field(validation_alias="Data")


class Answer(Reply):
    """How far a draft is, as Mailjet says when it has obeyed."""

    status: str = Field(validation_alias="Status")


class Done(Reply):
    """That it has obeyed."""

    data: tuple[Answer] = Field(validation_alias="Data")


class Time(Reply):
    """When a draft goes out."""

    at: datetime = Field(validation_alias="Date")


class Times(Reply):
    """When one draft goes out."""

    data: tuple[Time] = Field(validation_alias="Data")


class Words(Reply):
    """What a draft says."""

    html: str = Field(default="", validation_alias="Html-part")
    text: str = Field(default="", validation_alias="Text-part")


class Contents(Reply):
    """What one draft says."""

    data: tuple[Words] = Field(validation_alias="Data")


class Counter(Reply):
    """What became of a campaign."""

    total: int = Field(validation_alias="Total")
    sent: int = Field(validation_alias="MessageSentCount")
    hard_bounces: int = Field(default=0, validation_alias="MessageHardBouncedCount")
    soft_bounces: int = Field(default=0, validation_alias="MessageSoftBouncedCount")
    unsubscribed: int = Field(default=0, validation_alias="MessageUnsubscribedCount")


class Counters(Reply):
    """What became of one campaign, or nothing yet."""

    data: tuple[Counter, ...] = Field(validation_alias="Data")


def as_remote(draft: Draft) -> RemoteCampaign:
    """Say how far a draft is; one that became a campaign is none that may be sent again."""
    state = _STATES.get(draft.status, CampaignState.UNKNOWN)
    if state is CampaignState.DRAFT and draft.campaign:
        state = CampaignState.UNKNOWN
    return RemoteCampaign(str(draft.id), state, at=draft.delivered or None)
