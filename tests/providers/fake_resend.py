"""A fake of Resend: segments, contacts, domains, broadcasts that are queued before they are sent, single e-mails."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from tests.providers.wire import Call, Delivery, FakeService, Json, RefusedByService, route

KEY = "re_canary91c7_plover"
SEGMENT = "78261eea-8f8b-4381-83c6-79fa7120f1cf"
LEAVE = "https://leave.example.net/7"
CONTACTS = 250
_TAG = re.compile(r"\{\{\{?(.*?)\}?\}\}", re.DOTALL)
_numbers = count(1)


@dataclass
class FakeResend(FakeService):
    """``domain_status`` is how far the sender's domain is."""

    domain_status: str = "verified"
    loses_times: bool = False
    prefix: ClassVar[str] = ""

    def authenticate(self, call: Call) -> None:
        given = call.headers.get("authorization", "")
        if given != f"Bearer {KEY}":
            raise self.refusal(401, f"API key is invalid: {given}")

    def refusal(self, status: int, message: str) -> RefusedByService:
        return RefusedByService(status, {"statusCode": status, "name": "validation_error", "message": message})

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = _new_id()
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"id": other, "status": "draft"}
        self.campaigns[other]["created_at"] = f"2024-02-01 10:30:{int(other[-2:]) % 60:02}+00"
        return other

    @route("audiences", "GET", "/segments")
    def list_segments(self, call: Call) -> Json:
        return _page(call, [{"id": SEGMENT, "name": "Readers", "created_at": "2024-01-01"}])

    @route("count", "GET", "/contacts")
    def list_contacts(self, call: Call) -> Json:
        """Two hundred and fifty, of whom every tenth has left."""
        assert call.query["segment_id"] == SEGMENT
        return _page(call, [{"id": f"{n:04}", "unsubscribed": n % 10 == 0} for n in range(CONTACTS)])

    @route("domains", "GET", "/domains")
    def list_domains(self, call: Call) -> Json:
        return _page(call, [{"id": "d1", "name": "invented-digest.org", "status": self.domain_status}])

    @route("find", "GET", "/broadcasts")
    def list_broadcasts(self, call: Call) -> Json:
        """Newest first, without their words."""
        names = ("id", "name", "segment_id", "status", "created_at", "scheduled_at", "sent_at")
        known = sorted(self.campaigns.values(), key=lambda it: it["created_at"], reverse=True)
        return _page(call, [{name: it[name] for name in names} for it in known])

    @route("create", "POST", "/broadcasts")
    def create(self, call: Call) -> Json:
        remote_id = _new_id()
        number = int(remote_id[-4:])
        kept = {"id": remote_id, "status": "draft", "scheduled_at": None, "sent_at": None}
        kept |= {"created_at": f"2024-02-01 09:{number // 60 % 60:02}:{number % 60:02}+00"}
        self.campaigns[remote_id] = kept | call.body
        if call.body.get("send"):
            self._deliver(self.campaigns[remote_id])
        return 201, {"object": "broadcast", "id": remote_id}

    @route("update", "PATCH", "/broadcasts/([^/]+)")
    def update(self, call: Call) -> Json:
        self._in(call, "draft").update(call.body)
        return {"object": "broadcast", "id": call.match[0]}

    @route("status", "GET", "/broadcasts/([^/]+)")
    def read(self, call: Call) -> Json:
        return self._broadcast(call)

    @route("send", "POST", "/broadcasts/([^/]+)/send")
    def send(self, call: Call) -> Json:
        """Send, or wait where a time is given: both in one place."""
        broadcast = self._in(call, "draft")
        if at := call.body.get("scheduled_at"):
            if not self.loses_times:
                broadcast |= {"status": "scheduled", "scheduled_at": at}
        else:
            self._deliver(broadcast)
        return {"id": broadcast["id"]}

    @route("cancel", "POST", "/broadcasts/([^/]+)/cancel")
    def cancel(self, call: Call) -> Json:
        broadcast = self._broadcast(call)
        if broadcast["status"] not in {"scheduled", "queued"}:
            raise self.refusal(422, "Only what is queued or scheduled can be cancelled.")
        broadcast |= {"status": "draft", "scheduled_at": None}
        return {"object": "broadcast", "id": broadcast["id"]}

    @route("test", "POST", "/emails")
    def send_email(self, call: Call) -> Json:
        """Send a single e-mail, in which nothing is filled in."""
        body = call.body
        self.messages_to_testers += [Delivery(to, body["subject"], body["html"], body["text"], "") for to in body["to"]]
        return {"id": _new_id()}

    def _broadcast(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(404, "Broadcast not found") from None

    def _in(self, call: Call, status: str) -> dict[str, Any]:
        broadcast = self._broadcast(call)
        if broadcast["status"] != status:
            raise self.refusal(422, f"This broadcast is {broadcast['status']}.")
        return broadcast

    def _deliver(self, broadcast: dict[str, Any]) -> None:
        broadcast |= {"status": "queued", "sent_at": "2024-02-01 10:30:00+00"}
        subject, html, text = (_fill(broadcast[name]) for name in ("subject", "html", "text"))
        self.messages.append(Delivery(broadcast["segment_id"], subject, html, text, broadcast["id"]))


def _fill(words: str) -> str:
    return _TAG.sub(lambda tag: LEAVE if tag[1].strip() == "RESEND_UNSUBSCRIBE_URL" else "", words)


def _new_id() -> str:
    return f"559ac32e-9ef5-46fb-82a1-{next(_numbers):012}"


def _page(call: Call, them: list[dict[str, Any]]) -> Json:
    size, after = int(call.query.get("limit", 20)), call.query.get("after")
    first = next((n + 1 for n, it in enumerate(them) if it["id"] == after), 0)
    return {"object": "list", "has_more": first + size < len(them), "data": them[first : first + size]}
