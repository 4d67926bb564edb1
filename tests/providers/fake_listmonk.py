"""A fake of listmonk: lists, subscribers, templates, campaigns and their states, and Go's templates as far as we go.

What it accepts and refuses is what ``cmd/campaigns.go`` and ``queries/campaigns.sql`` of listmonk do.
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

from tests.providers.wire import Call, Delivery, FakeService, Json, route

USER = "publisher"
KEY = "canary-91c7-plover"
LIST = "3"
TEMPLATE = 5
LEAVE = "https://leave.example.net/7"
_numbers = count(1)
_ACTION = re.compile(r"\{\{\s*(?:UnsubscribeURL|Safe `([^`]*)`)\s*\}\}")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_EDITABLE = {"draft", "paused", "scheduled"}
_BEFORE = {
    "draft": {"scheduled"},
    "scheduled": {"draft", "paused"},
    "running": {"draft", "paused"},
    "paused": {"running"},
    "cancelled": {"running", "paused"},
}
"""Which states a campaign may be in to be told each of these."""


def mend(document: dict[str, Any]) -> None:
    """Say of campaigns what the server's own code reads (``campReq`` and ``validateCampaignFields``)."""
    words = {
        name: {"type": "string"}
        for name in ("name", "subject", "from_email", "type", "content_type", "messenger", "body", "altbody")
    }
    document["components"]["schemas"]["CampaignRequest"] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["lists", "template_id", "tags", "headers", "send_at", *words],
        "properties": words
        | {
            "lists": {"type": "array", "minItems": 1, "items": {"type": "integer"}},
            "template_id": {"type": "integer"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "headers": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
            "send_at": {"type": "string", "format": "date-time", "nullable": True},  # said to be an object
            "subscribers": {"type": "array", "minItems": 1, "items": {"type": "string"}},  # of a test; not mentioned
        },
    }
    status = document["paths"]["/campaigns/{id}/status"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    status["properties"]["status"]["enum"].append("draft")  # how a scheduled one is taken back; not mentioned


@dataclass
class FakeListmonk(FakeService):
    """``sizes`` is what it says of its list; ``meddle`` is done to a campaign just before its status is set."""

    sizes: dict[str, Any] = field(default_factory=lambda: {"optin": "single", "subscriber_count": 1204})
    subscribers: list[str] = field(default_factory=lambda: ["tester@example.org", "o'brien@example.org"])
    template: str = '{{ template "content" . }}\n'
    meddle: Callable[[dict[str, Any]], object] = lambda _: None
    prefix: ClassVar[str] = "/api"

    def authenticate(self, call: Call) -> None:
        """Look at the name and the token of an API user."""
        given = base64.b64decode(call.headers.get("authorization", "").removeprefix("Basic ")).decode()
        if given != f"{USER}:{KEY}":
            raise self.refusal(403, f"invalid API credentials {given}")

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = str(next(_numbers))
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"id": int(other), "status": "draft"}
        return other

    @route("audiences", "GET", "/lists")
    def list_audiences(self, _call: Call) -> Json:
        return {"data": {"results": [{"id": int(LIST), "name": "Subscribers", **self.sizes}]}}

    @route("templates", "GET", "/templates")
    def list_templates(self, _call: Call) -> Json:
        return {"data": [{"id": TEMPLATE, "name": "Nothing added", "body": self.template}]}

    @route("subscribers", "GET", "/subscribers")
    def list_subscribers(self, call: Call) -> Json:
        if not re.fullmatch(r"LOWER\(subscribers\.email\) IN \(('(?:[^']|'')*'(?:, )?)+\)", call.query["query"]):
            raise self.refusal(400, "error preparing subscriber query: pq: syntax error")
        asked = [it.replace("''", "'") for it in re.findall(r"'((?:[^']|'')*)'", call.query["query"])]
        return {"data": {"results": [{"email": it} for it in self.subscribers if it in asked]}}

    @route("find", "GET", "/campaigns")
    def find(self, call: Call) -> Json:
        found = list(self.campaigns.values())[: None if call.query.get("per_page") == "all" else 20]
        blank = {"body": ""} if call.query.get("no_body") == "true" else {}
        return {"data": {"results": [{**it, **blank} for it in reversed(found)], "total": len(found)}}

    @route("create", "POST", "/campaigns")
    def create(self, call: Call) -> Json:
        remote_id = str(next(_numbers))
        begun = {"status": "draft", "to_send": 0, "sent": 0, "bounces": 0, "started_at": None}
        self.campaigns[remote_id] = {"id": int(remote_id), **begun, **self._accept(call.body)}
        return {"data": self.campaigns[remote_id]}

    @route("update", "PUT", "/campaigns/([0-9]+)")
    def update(self, call: Call) -> Json:
        campaign = self._campaign(call)
        if campaign["status"] not in _EDITABLE:
            raise self.refusal(400, "Cannot update a running or a finished campaign.")
        campaign |= self._accept({**campaign, "lists": [], **call.body})
        if campaign["status"] == "scheduled" and campaign["send_at"] is None:
            campaign["status"] = "draft"
        return {"data": campaign}

    @route("status", "GET", "/campaigns/([0-9]+)")
    def read(self, call: Call) -> Json:
        """One that runs is done when it is looked at for the second time."""
        shown = dict(self._campaign(call))
        if shown["status"] == "running":
            self._campaign(call)["status"] = "finished"
        return {"data": shown}

    @route("test", "POST", "/campaigns/([0-9]+)/test")
    def test(self, call: Call) -> Json:
        self._campaign(call)
        tried = self._accept(call.body) | {"id": int(call.match[0])}
        known = [it for it in call.body["subscribers"] if it.lower() in self.subscribers]
        if not known:
            raise self.refusal(400, "There are no known subscribers to test on.")
        self.messages_to_testers += [self._letter(tried, to) for to in known]
        return {"data": True}

    @route("send", "PUT", "/campaigns/([0-9]+)/status")
    def set_status(self, call: Call) -> Json:
        campaign, asked = self._campaign(call), call.body["status"]
        self.meddle(campaign)
        if campaign["status"] not in _BEFORE[asked]:
            raise self.refusal(400, f"A campaign that is {campaign['status']} cannot become {asked}.")
        if asked == "scheduled" and campaign["send_at"] is None:
            raise self.refusal(400, "Campaign needs a date to be scheduled.")
        campaign["status"] = "scheduled" if asked == "running" and campaign["send_at"] else asked
        if campaign["status"] == "running":
            campaign |= {"started_at": "2024-02-01T10:30:05Z", "to_send": 1204, "sent": 1200, "bounces": 4}
            self.messages.append(self._letter(campaign, "everybody"))
        return {"data": {**campaign, "status": asked}}

    def _campaign(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(400, "Campaign not found.") from None

    def _accept(self, body: dict[str, Any]) -> dict[str, Any]:
        """Keep what is well-formed, lists by name, tags without spaces."""
        for wanted in ("name", "subject", "lists"):
            if not body.get(wanted):
                raise self.refusal(400, f"Invalid {wanted}.")
        if body.get("messenger") != "email":
            raise self.refusal(400, f"Unknown messenger {body.get('messenger')}.")
        if body.get("send_at") and datetime.fromisoformat(body["send_at"]).year < 2024:
            raise self.refusal(400, "Scheduled date should be in the future.")
        for template in (
            body["body"],
            body["altbody"] or "",
            body["subject"],
            body["from_email"],
            str(body["headers"]),
        ):
            if "{{" in _ACTION.sub("", template):
                raise self.refusal(400, f'Error compiling campaign body: function "{template[:9]}" not defined')
        lists = [{"id": it, "name": "Subscribers"} for it in body["lists"]]
        return body | {"lists": lists, "tags": [re.sub(r"\s+", "-", it.strip()) for it in body["tags"]]}

    def _letter(self, campaign: dict[str, Any], to: str) -> Delivery:
        text = _print(campaign["altbody"]) if campaign["altbody"] else None
        return Delivery(to, _print(campaign["subject"]), _print_html(campaign["body"]), text, str(campaign["id"]))


def _print_html(template: str) -> str:
    """Print a template as Go's ``html/template`` does, which leaves comments out."""
    gaps = [_COMMENT.sub("", gap) for gap in _ACTION.sub("\0", template).split("\0")]
    text = [_print(found[0]) for found in _ACTION.finditer(template)]
    return "".join(gap + action for gap, action in zip(gaps, [*text, ""], strict=True))


def _print(template: str) -> str:
    return _ACTION.sub(lambda found: LEAVE if found[1] is None else found[1], template)
