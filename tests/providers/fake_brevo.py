"""A fake of Brevo: lists, senders, contacts, and campaigns that are queued before they are sent."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from tests.providers.wire import Call, Delivery, FakeService, Json, RefusedByService, route

KEY = "canary-91c7-plover-brevo"
LIST = 4
LEAVE = "https://leave.example.net/7"
TEST_LIST = ("everybody@example.org", "else@example.org")
_TAG = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_numbers = count(1)


@dataclass
class FakeBrevo(FakeService):
    """``pace`` is how a campaign is called from one look to the next, once it was told to be sent."""

    pace: tuple[str, ...] = ("sent",)
    credit: int = 100_000
    keeps_times: bool = True
    contacts: set[str] = field(default_factory=lambda: {"tester@example.org", "b@example.org"})
    senders: dict[str, bool] = field(
        default_factory=lambda: {"digest@invented-digest.org": True, "z@example.org": True, "new@example.org": False}
    )
    lists: dict[int, int] = field(default_factory=lambda: {LIST: 1204, 9: 3})
    prefix: ClassVar[str] = "/v3"

    def authenticate(self, call: Call) -> None:
        if call.headers.get("api-key") != KEY:
            raise self.refusal(401, f"Key not found: {call.headers.get('api-key')}", "unauthorized")

    def refusal(self, status: int, message: str, code: str = "invalid_parameter") -> RefusedByService:
        """Say no with a code of Brevo's."""
        return RefusedByService(status, {"code": code, "message": message})

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = str(next(_numbers))
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"id": int(other), "status": "draft"}
        return other

    @route("audiences", "GET", "/contacts/lists")
    def list_lists(self, call: Call) -> Json:
        first, size = int(call.query.get("offset", 0)), int(call.query.get("limit", 10))
        kept = [
            {"id": id_, "name": f"List {id_}", "folderId": 1, "totalBlacklisted": 0}
            | {"totalSubscribers": 0, "uniqueSubscribers": size}
            for id_, size in sorted(self.lists.items())
        ]
        return {"lists": kept[first : first + size], "count": len(kept)}

    @route("senders", "GET", "/senders")
    def list_senders(self, _call: Call) -> Json:
        known = enumerate(self.senders.items())
        return {"senders": [{"id": id_, "name": "", "email": email, "active": is_on} for id_, (email, is_on) in known]}

    @route("find", "GET", "/emailCampaigns")
    def find(self, call: Call) -> Json:
        first, size = int(call.query.get("offset", 0)), int(call.query.get("limit", 50))
        is_down = call.query.get("sort", "desc") == "desc"
        kept = sorted(self.campaigns.values(), key=lambda it: it["id"], reverse=is_down)
        shown = [self._show(it) | {"htmlContent": ""} for it in kept[first : first + size]]
        return {"campaigns": shown, "count": len(kept)} if shown else {"count": len(kept)}

    @route("create", "POST", "/emailCampaigns")
    def create(self, call: Call) -> Json:
        if "htmlContent" not in call.body:
            raise self.refusal(400, "htmlContent is missing", "missing_parameter")
        remote_id = next(_numbers)
        campaign = {"id": remote_id, "status": "draft", "ahead": [], "type": "classic"}
        self._set(campaign, call.body)
        self.campaigns[str(remote_id)] = campaign
        return 201, {"id": remote_id}

    @route("update", "PUT", r"/emailCampaigns/(\d+)")
    def update(self, call: Call) -> None:
        self._set(self._unsent(call), call.body)

    @route("status", "GET", r"/emailCampaigns/(\d+)")
    def read(self, call: Call) -> Json:
        campaign = self._campaign(call)
        if campaign["ahead"]:
            campaign["status"] = campaign["ahead"].pop(0)
        shown = self._show(campaign)
        return shown | {"status": {"inProcess": "in_process"}.get(shown["status"], shown["status"])}

    @route("test", "POST", r"/emailCampaigns/(\d+)/sendTest")
    def test(self, call: Call) -> None:
        campaign, wanted = self._unsent(call), call.body["emailTo"]
        if unknown := [it for it in wanted if it not in self.contacts]:
            no = self.refusal(400, "Test email could not be sent to the following email addresses")
            raise RefusedByService(400, {**no.body, "unexistingEmails": unknown})  # type: ignore[dict-item]  # a dict of ours
        self.messages_to_testers += [self._letter(campaign, to) for to in wanted or TEST_LIST]

    @route("send", "POST", r"/emailCampaigns/(\d+)/sendNow")
    def send(self, call: Call) -> None:
        self._send(self._unsent(call))

    @route("set status", "PUT", r"/emailCampaigns/(\d+)/status")
    def set_status(self, call: Call) -> None:
        campaign = self._unsent(call)
        if call.body["status"] in {"sent", "queued"}:
            self._send(campaign)
        else:
            campaign["status"] = call.body["status"]

    def _send(self, campaign: dict[str, Any]) -> None:
        if self.credit < sum(self.lists[it] for it in campaign["recipients"]["lists"]):
            raise self.refusal(402, "You do not have enough credit", "not_enough_credits")
        first, *ahead = self.pace
        campaign |= {"status": first, "ahead": ahead, "sentDate": "2024-02-01T10:30:00.000+00:00"}
        self.messages.append(self._letter(campaign, str(campaign["recipients"]["lists"])))

    def _campaign(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(404, "Campaign does not exist", "document_not_found") from None

    def _unsent(self, call: Call) -> dict[str, Any]:
        campaign = self._campaign(call)
        if campaign["status"] not in {"draft", "suspended", "queued"} or campaign["ahead"]:
            raise self.refusal(400, "Campaign was sent already", "campaign_sent")
        return campaign

    def _set(self, campaign: dict[str, Any], body: dict[str, Any]) -> None:
        """Keep what was given and leave the rest; lists are written under one name and read under another."""
        if "sender" in body and not self.senders.get(body["sender"]["email"]):
            raise self.refusal(400, "Sender is invalid / inactive")
        if "recipients" in body:
            chosen = body["recipients"]["listIds"]
            if not set(chosen) <= set(self.lists):
                raise self.refusal(400, "List is not valid")
            campaign["recipients"] = {"lists": chosen, "exclusionLists": []}
        campaign |= {name: value for name, value in body.items() if name != "recipients"}
        campaign["status"] = "queued" if "scheduledAt" in body and self.keeps_times else campaign["status"]

    def _show(self, campaign: dict[str, Any]) -> dict[str, Any]:
        counted = {"sent": 1204, "delivered": 1200, "hardBounces": 1, "softBounces": 3, "unsubscriptions": 2}
        counts = counted if campaign["status"] == "sent" else dict.fromkeys(counted, 0)
        return {name: value for name, value in campaign.items() if name != "ahead"} | {
            "statistics": {"globalStats": counts}
        }

    def _letter(self, campaign: dict[str, Any], to: str) -> Delivery:
        html, subject = (_fill(campaign[name]) for name in ("htmlContent", "subject"))
        return Delivery(to, subject, html, None, str(campaign["id"]))


def _fill(words: str) -> str:
    """Do what Brevo's template language does with tags: those it knows are filled in, and others vanish."""
    return _TAG.sub(lambda tag: LEAVE if (tag[1] or "").strip() == "unsubscribe" else "", words)
