"""A fake of Mailchimp: audiences, campaigns and their states, recipients that are counted late."""

from __future__ import annotations

import base64
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, ClassVar

from tests.providers.wire import Call, Delivery, FakeService, Json, RefusedByService, route

KEY = "canary-91c7-plover-us21"
LIST = "9e67587f52"
LEAVE = "https://leave.example.net/7"
_numbers = count(1)


@dataclass
class FakeMailchimp(FakeService):
    """``late`` is how many times the checklist still says that recipients are not counted.

    ``deliver_after`` is how many times a waiting campaign may be asked for before its time has come.
    """

    late: int = 0
    deliver_after: int = -1
    prefix: ClassVar[str] = "/3.0"

    def authenticate(self, call: Call) -> None:
        """Mailchimp looks at the password of Basic authentication alone."""
        given = base64.b64decode(call.headers.get("authorization", "").removeprefix("Basic "))
        if given.decode().partition(":")[2] != KEY:
            raise self.refusal(401, f"Your API key may be invalid: {given.decode()}")

    def refusal(self, status: int, message: str) -> RefusedByService:
        """Say no as ``application/problem+json``."""
        return RefusedByService(status, {"type": "about:blank", "title": "No", "status": status, "detail": message})

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["settings"]["subject_line"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = f"c{next(_numbers):04}"
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"id": other, "status": "save"}
        return other

    def has_waiting(self) -> bool:
        """Whether anything waits for its time."""
        return any(it["status"] == "schedule" for it in self.campaigns.values())

    def deliver_what_waits(self) -> None:
        """Let the time come that campaigns wait for."""
        for campaign in self.campaigns.values():
            if campaign["status"] == "schedule":
                self._deliver(campaign)

    @route("audiences", "GET", "/lists")
    def list_audiences(self, _call: Call) -> Json:
        return {"lists": [{"id": LIST, "name": "Subscribers", "stats": {"member_count": 1204}}]}

    @route("segments", "GET", "/lists/([^/]+)/segments")
    def list_segments(self, _call: Call) -> Json:
        return {"segments": [{"id": 7, "name": "Editors", "member_count": 3, "type": "saved"}]}

    @route("find", "GET", "/campaigns")
    def find(self, call: Call) -> Json:
        first, size = int(call.query.get("offset", 0)), int(call.query.get("count", 10))
        found = sorted(self.campaigns.values(), key=lambda it: it["id"], reverse=call.query["sort_dir"] == "DESC")
        return {"campaigns": found[first : first + size]}

    @route("create", "POST", "/campaigns")
    def create(self, call: Call) -> Json:
        remote_id = f"c{next(_numbers):04}"
        kept = {"id": remote_id, "status": "save", "send_time": "", "emails_sent": 0, "content": {}}
        self.campaigns[remote_id] = kept | {"settings": {}, "recipients": {}}
        self._set(self.campaigns[remote_id], call.body)
        return self.campaigns[remote_id]

    @route("update", "PATCH", "/campaigns/([^/]+)")
    def update(self, call: Call) -> Json:
        self._set(self._draft(call), call.body)
        return self._draft(call)

    @route("content", "PUT", "/campaigns/([^/]+)/content")
    def set_content(self, call: Call) -> Json:
        self._draft(call)["content"] = call.body
        return call.body

    @route("read content", "GET", "/campaigns/([^/]+)/content")
    def read_content(self, call: Call) -> Json:
        return self._campaign(call)["content"]

    @route("status", "GET", "/campaigns/([^/]+)")
    def read(self, call: Call) -> Json:
        self.deliver_after -= 1
        if self.deliver_after == 0:
            self.deliver_what_waits()
        return self._campaign(call)

    @route("checklist", "GET", "/campaigns/([^/]+)/send-checklist")
    def check(self, _call: Call) -> Json:
        if self.late:
            self.late -= 1
            item = {"type": "error", "heading": "List", "details": "Recipients are being counted"}
            return {"is_ready": False, "items": [item]}
        return {"is_ready": True, "items": []}

    @route("test", "POST", "/campaigns/([^/]+)/actions/test")
    def test(self, call: Call) -> None:
        if self.late:
            raise self.refusal(400, "Your Campaign is not ready to send: recipients not ready")
        self.messages_to_testers += [self._letter(self._draft(call), to) for to in call.body["test_emails"]]

    @route("send", "POST", "/campaigns/([^/]+)/actions/send")
    def send(self, call: Call) -> None:
        campaign = self._draft(call)
        if self.late:
            raise self.refusal(400, "Your Campaign is not ready to send: recipients not ready")
        self._deliver(campaign)

    @route("schedule", "POST", "/campaigns/([^/]+)/actions/schedule")
    def schedule(self, call: Call) -> None:
        at = datetime.fromisoformat(call.body["schedule_time"])
        if at.minute % 15 or at.second or at.microsecond:
            raise self.refusal(400, "This campaign cannot be scheduled: .")
        self._draft(call).update(status="schedule", send_time=at.isoformat())

    @route("cancel", "POST", "/campaigns/([^/]+)/actions/unschedule")
    def unschedule(self, call: Call) -> None:
        campaign = self._campaign(call)
        if campaign["status"] != "schedule":
            raise self.refusal(400, "This campaign is not scheduled.")
        campaign["status"] = "save"

    @route("statistics", "GET", "/reports/([^/]+)")
    def report(self, call: Call) -> Json:
        sent = self._campaign(call)["emails_sent"]
        return {"emails_sent": sent, "unsubscribed": 2, "bounces": {"hard_bounces": 1, "soft_bounces": 3}}

    def _deliver(self, campaign: dict[str, Any]) -> None:
        campaign |= {"status": "sent", "emails_sent": 1204, "send_time": "2024-02-01T10:30:00+00:00"}
        self.messages.append(self._letter(campaign, campaign["recipients"]["list_id"]))

    def _campaign(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(404, "The requested resource could not be found.") from None

    def _draft(self, call: Call) -> dict[str, Any]:
        campaign = self._campaign(call)
        if campaign["status"] != "save":
            raise self.refusal(400, "This campaign was sent already.")
        return campaign

    def _set(self, campaign: dict[str, Any], body: dict[str, Any]) -> None:
        campaign["settings"] |= body["settings"]
        campaign["recipients"] = body["recipients"]

    def _letter(self, campaign: dict[str, Any], to: str) -> Delivery:
        content, settings = campaign["content"], campaign["settings"]
        return Delivery(
            to,
            _fill(settings["subject_line"]),
            _fill(content["html"]),
            _fill(content["plain_text"]),
            campaign["id"],
        )


def _fill(words: str) -> str:
    return words.replace("*|UNSUB|*", LEAVE)
