"""A fake of Mailjet: lists, segments, senders, and drafts that become campaigns.

There is no specification of Mailjet's API to hold requests against: what they must hold is said here, from its guide.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from tests.providers.wire import Call, Delivery, FakeService, Json, RefusedByService, route

KEY = "canary-91c7-plover"
SECRET = "canary-4d1e-dunlin"  # noqa: S105  # the canary's mate
LIST = "417"
LEAVE = "https://leave.example.net/7"
_numbers = count(1)
_TAG = re.compile(r"\[\[.*?\]\]|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_DRAFT, _PROGRAMMED, _SENT = 0, 1, 2
_SHAPE: dict[str, type] = {
    "Title": str,
    "Subject": str,
    "Sender": str,
    "SenderName": str,
    "SenderEmail": str,
    "ReplyEmail": str,
    "Locale": str,
    "ContactsListID": int,
    "SegmentationID": int,
    "EditMode": str,
    "IsTextPartIncluded": bool,
}
_NEEDED = {"Locale", "Sender", "SenderEmail", "Subject", "ContactsListID"}
_PARTS = ("Html-part", "Text-part")


def _say(*objects: Json) -> Json:
    return {"Count": len(objects), "Data": list(objects), "Total": len(objects)}


@dataclass
class FakeMailjet(FakeService):
    """``counts`` is whether it has begun to count what became of a campaign."""

    counts: bool = True
    senders: list[dict[str, str]] = field(
        default_factory=lambda: [
            {"Email": "*@invented-digest.org", "Status": "Active"},
            {"Email": "new@example.org", "Status": "Inactive"},
        ]
    )
    prefix: ClassVar[str] = "/v3/REST"

    def authenticate(self, call: Call) -> None:
        """Look at key and secret."""
        given = base64.b64decode(call.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if given != f"{KEY}:{SECRET}":
            raise self.refusal(401, f"API key authentication/authorization failure: {given}")

    def refusal(self, status: int, message: str) -> RefusedByService:
        """Say no as Mailjet does."""
        return RefusedByService(status, {"ErrorInfo": "", "ErrorMessage": message, "StatusCode": status})

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["Subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = str(next(_numbers))
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"ID": int(other), "Status": _DRAFT}
        return other

    @route("audiences", "GET", "/contactslist")
    def list_audiences(self, _call: Call) -> Json:
        gone = {"ID": 1, "Name": "Old", "SubscriberCount": 9, "IsDeleted": True}
        return _say(gone, {"ID": int(LIST), "Name": "Subscribers", "SubscriberCount": 1204, "IsDeleted": False})

    @route("segments", "GET", "/contactfilter")
    def list_segments(self, _call: Call) -> Json:
        return _say({"ID": 7, "Name": "Editors", "Expression": "(editor=true)", "Status": "used"})

    @route("senders", "GET", "/sender")
    def list_senders(self, _call: Call) -> Json:
        return _say(*self.senders)

    @route("find", "GET", "/campaigndraft")
    def find(self, call: Call) -> Json:
        first, size = int(call.query.get("Offset", 0)), int(call.query.get("Limit", 10))
        by, _, way = call.query.get("Sort", "ID").partition(" ")
        found = sorted(self.campaigns.values(), key=lambda it: it[by], reverse=way == "DESC")
        return _say(*found[first : first + size])

    @route("create", "POST", "/campaigndraft")
    def create(self, call: Call) -> Json:
        if missing := _NEEDED - set(call.body):
            raise self.refusal(400, f"Missing mandatory property {sorted(missing)}")
        remote_id = next(_numbers)
        begun = {"Status": _DRAFT, "CampaignID": "", "DeliveredAt": "", "content": dict.fromkeys(_PARTS, "")}
        self.campaigns[str(remote_id)] = {"ID": remote_id, **begun, **self._accept(call.body, _SHAPE)}
        return 201, _say(self.campaigns[str(remote_id)])

    @route("update", "PUT", "/campaigndraft/([0-9]+)")
    def update(self, call: Call) -> Json:
        campaign = self._in(call, _DRAFT)
        campaign |= self._accept(call.body, _SHAPE)
        return _say(campaign)

    @route("content", "POST", "/campaigndraft/([0-9]+)/detailcontent")
    def set_content(self, call: Call) -> Json:
        """Keep the parts; POST blanks what is left out, where PUT would keep it."""
        parts = self._accept(call.body, dict.fromkeys(_PARTS, str))
        self._in(call, _DRAFT)["content"] = dict.fromkeys(_PARTS, "") | parts
        return 201, _say(call.body)

    @route("read content", "GET", "/campaigndraft/([0-9]+)/detailcontent")
    def read_content(self, call: Call) -> Json:
        return _say(self._campaign(call)["content"])

    @route("status", "GET", "/campaigndraft/([0-9]+)")
    def read(self, call: Call) -> Json:
        return _say(self._campaign(call))

    @route("test", "POST", "/campaigndraft/([0-9]+)/test")
    def test(self, call: Call) -> Json:
        campaign = self._in(call, _DRAFT)
        self.messages_to_testers += [self._letter(campaign, it["Email"]) for it in call.body["Recipients"]]
        return 201, _say({"Status": "Draft"})

    @route("send", "POST", "/campaigndraft/([0-9]+)/send")
    def send(self, call: Call) -> Json:
        """Send a draft, or what is scheduled."""
        campaign = self._in(call, _DRAFT, _PROGRAMMED)
        campaign |= {"Status": _SENT, "CampaignID": 10_000 + campaign["ID"], "DeliveredAt": "2024-02-01T10:30:00Z"}
        self.messages.append(self._letter(campaign, str(campaign["ContactsListID"])))
        return 201, _say({"Status": "Programmed"})

    @route("schedule", "POST", "/campaigndraft/([0-9]+)/schedule")
    def schedule(self, call: Call) -> Json:
        datetime.fromisoformat(call.body["date"])
        self._in(call, _DRAFT).update(Status=_PROGRAMMED, planned=call.body["date"])
        return 201, _say({"Date": call.body["date"], "Status": "Programmed"})

    @route("read time", "GET", "/campaigndraft/([0-9]+)/schedule")
    def read_time(self, call: Call) -> Json:
        return _say({"Date": self._in(call, _PROGRAMMED)["planned"], "Status": "Programmed"})

    @route("cancel", "DELETE", "/campaigndraft/([0-9]+)/schedule")
    def unschedule(self, call: Call) -> None:
        self._in(call, _PROGRAMMED)["Status"] = _DRAFT

    @route("statistics", "GET", "/statcounters")
    def count(self, call: Call) -> Json:
        asked = tuple(call.query.get(name) for name in ("CounterSource", "CounterTiming", "CounterResolution"))
        if asked != ("Campaign", "Message", "Lifetime"):
            raise self.refusal(400, "Invalid counter")
        bounces = {"MessageHardBouncedCount": 1, "MessageSoftBouncedCount": 3}
        counted = {"Total": 1204, "MessageSentCount": 1200, "MessageUnsubscribedCount": 2, **bounces}
        known = {str(it["CampaignID"]) for it in self.campaigns.values()}
        return _say(*[counted] * (self.counts and call.query["SourceID"] in known))

    def _campaign(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(404, "Object not found") from None

    def _in(self, call: Call, *states: int) -> dict[str, Any]:
        campaign = self._campaign(call)
        if campaign["Status"] not in states:
            raise self.refusal(400, f"The draft has the status {campaign['Status']}")
        return campaign

    def _accept(self, body: dict[str, Any], shape: dict[str, type]) -> dict[str, Any]:
        """Refuse, and remember, what Mailjet has no such property for."""
        wrong = [name for name, value in body.items() if not isinstance(value, shape.get(name, ()))]
        if wrong:
            self.violations.append(f"{wrong} of {body}")
            raise self.refusal(400, f"Invalid property {wrong}")
        return body

    def _letter(self, campaign: dict[str, Any], to: str) -> Delivery:
        fill = _filler(campaign["Locale"])
        html, text = (fill(campaign["content"][part]) for part in _PARTS)
        return Delivery(to, fill(campaign["Subject"]), html, text, str(campaign["ID"]))


def _filler(locale: str) -> Callable[[str], str]:
    """Return what fills tags in: the link of this language, and nothing where there is nothing to say."""
    leave = f"[[UNSUB_LINK_{locale[:2].upper()}]]"
    return lambda words: _TAG.sub(lambda found: LEAVE if found[0] == leave else "", words)
