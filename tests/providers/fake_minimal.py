"""A fake of the invented service that ``minimal.py`` is the provider for: who asks, what it keeps, what it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any, ClassVar

from tests.providers.wire import Call, Delivery, FakeService, Json, route

KEY = "key-of-the-minimal-service"
LEAVE = "https://leave.example.net/7"
_numbers = count(1)


@dataclass
class FakeMinimal(FakeService):
    """It has one list, and sends a draft once."""

    prefix: ClassVar[str] = "/v1"

    def authenticate(self, call: Call) -> None:
        if call.headers.get("authorization") != f"Bearer {KEY}":
            raise self.refusal(401, f"{call.headers.get('authorization')} is no key")

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = str(next(_numbers))
        self.campaigns[other] = self.campaigns[remote_id] | {"id": other, "state": "draft"}
        return other

    @route("audiences", "GET", "/lists")
    def list_audiences(self, _call: Call) -> Json:
        return [{"id": "readers", "name": "Readers", "readers": 1204}]

    @route("find", "GET", "/mailings")
    def find(self, call: Call) -> Json:
        return [it for it in self.campaigns.values() if it["note"] == call.query["note"]]

    @route("create", "POST", "/mailings")
    def create(self, call: Call) -> Json:
        remote_id = str(next(_numbers))
        self.campaigns[remote_id] = {"id": remote_id, "state": "draft", **call.body}
        return self.campaigns[remote_id]

    @route("fill", "PUT", "/mailings/([^/]+)")
    def fill(self, call: Call) -> None:
        self._draft(call).update(call.body)

    @route("status", "GET", "/mailings/([^/]+)")
    def read(self, call: Call) -> Json:
        return self._mailing(call)

    @route("test", "POST", "/mailings/([^/]+)/test")
    def test(self, call: Call) -> None:
        self.messages_to_testers += [_print(self._draft(call), to) for to in call.body["to"]]

    @route("send", "POST", "/mailings/([^/]+)/send")
    def send(self, call: Call) -> None:
        mailing = self._draft(call)
        mailing["state"] = "sent"
        self.messages.append(_print(mailing, mailing["list"]))

    def _mailing(self, call: Call) -> dict[str, Any]:
        if call.match[0] not in self.campaigns:
            raise self.refusal(404, "no such mailing")
        return self.campaigns[call.match[0]]

    def _draft(self, call: Call) -> dict[str, Any]:
        mailing = self._mailing(call)
        if mailing["state"] != "draft":
            raise self.refusal(409, f"it is {mailing['state']}")
        return mailing


def _print(mailing: dict[str, Any], to: str) -> Delivery:
    subject, html, text = (mailing[part].replace("{{leave}}", LEAVE) for part in ("subject", "html", "text"))
    return Delivery(to, subject, html, text, mailing["id"])
