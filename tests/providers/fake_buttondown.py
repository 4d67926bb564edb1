"""A fake of Buttondown: two newsletters with a key each, tags, segments, and e-mails that go out unless told not to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from newsletter.rendering.campaign import Mailbox
from tests.providers.wire import Call, Delivery, FakeService, Json, RefusedByService, route

KEY = "canary-91c7-plover-buttondown"
NEWSLETTER = "invented-digest"
LEAVE = "https://leave.example.net/7"
TAG = "sub_tag_00000000000000000000000001"
SEGMENT = "segment_00000000000000000000000001"
RULES = {"filters": [{"field": "subscriber.source", "operator": "equals", "value": "form"}], "groups": []} | {
    "predicate": "and"
}
_PAGE = 100
_EVERYBODY: dict[str, Any] = {"filters": [], "groups": [], "predicate": "and"}
_TAG = re.compile(r"\{\{(.*?)\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_MODE = re.compile(r"<!-- buttondown-editor-mode: (fancy|plaintext) -->\n?")
_numbers = count(1)


@dataclass
class FakeButtondown(FakeService):
    """``trusts_publishing`` is whether the key may publish what nobody confirmed by the header for that."""

    sender: Mailbox = field(default_factory=lambda: Mailbox("Safeguarding Digest", "digest@invented-digest.org"))
    reply_to: str = "editor@invented-digest.org"
    shows_keys: bool = True
    trusts_publishing: bool = True
    keeps_times: bool = True
    rules: dict[str, Any] = field(default_factory=lambda: dict(RULES))
    prefix: ClassVar[str] = "/v1"

    def authenticate(self, call: Call) -> None:
        given = call.headers.get("authorization", "")
        if given != f"Token {KEY}":
            raise self.refusal(401, f"Invalid token: {given}", "invalid_token")

    def refusal(self, status: int, message: str, code: str = "something_went_wrong") -> RefusedByService:
        """Say no with a code of Buttondown's; what does not fit the specification is a list there."""
        if status == 422:
            return RefusedByService(422, {"detail": [{"type": "value_error", "loc": ["body"], "msg": message}]})
        return RefusedByService(status, {"code": code, "detail": message, "metadata": {}})

    def edit(self, remote_id: str) -> None:
        self.campaigns[remote_id]["subject"] = "Edited by hand"

    def copy(self, remote_id: str) -> str:
        other = _new_id()
        self.campaigns[other] = deepcopy(self.campaigns[remote_id]) | {"id": other, "status": "draft"}
        return other

    @route("audiences", "GET", "/newsletters")
    def list_newsletters(self, call: Call) -> Json:
        own = {"id": "news_1", "username": NEWSLETTER, "name": "Safeguarding Digest", "from_name": self.sender.name}
        own |= {"email_address": self.sender.email, "reply_to_address": self.reply_to, "description": ""}
        other = {"id": "news_2", "username": "other", "name": "Other", "description": ""}
        keys = (KEY, "another-key") if self.shows_keys else ("", "")
        return _page(call, [own | {"api_key": keys[0]}, other | {"api_key": keys[1]}])

    @route("tags", "GET", "/tags")
    def list_tags(self, call: Call) -> Json:
        return _page(call, [{"id": TAG, "name": "Editors", "color": "#ffffff", "secondary_id": 1}])

    @route("segments", "GET", "/segments")
    def list_segments(self, call: Call) -> Json:
        return _page(call, [{"id": SEGMENT, "name": "By form", "description": "", "filters": self.rules}])

    @route("count", "GET", "/subscribers")
    def list_subscribers(self, call: Call) -> Json:
        """Twelve hundred readers, three of them with the tag, and some who have left."""
        them = [{"type": "regular", "tags": [TAG] if n < 3 else []} for n in range(1200)]
        them += [{"type": "premium", "tags": []}] * 4 + [{"type": "unsubscribed", "tags": [TAG]}] * 9
        silent, tag = call.query.get("-type", []), call.query.get("tag")
        return _page(call, [it for it in them if it["type"] not in silent and (tag is None or tag in it["tags"])])

    @route("find", "GET", "/emails")
    def find(self, call: Call) -> Json:
        kept = sorted(self.campaigns.values(), key=lambda it: it["id"])
        return _page(call, [{name: it[name] for name in it if name != "body"} for it in kept])

    @route("create", "POST", "/emails")
    def create(self, call: Call) -> Json:
        is_live = call.headers.get("x-buttondown-live-dangerously") == "true"
        status = call.body.get("status", "about_to_send")
        if status == "about_to_send" and not is_live:
            raise self.refusal(400, "Confirm that you mean to send.", "sending_requires_confirmation")
        if any(all(it[name] == call.body.get(name) for name in ("subject", "body")) for it in self.campaigns.values()):
            raise self.refusal(400, "An identical email exists.", "email_duplicate")
        remote_id, nothing = _new_id(), dict.fromkeys(("publish_date", "analytics", "template"))
        email: dict[str, Any] = {"id": remote_id, "status": "draft", **nothing}
        self._set(email, call.body)
        self.campaigns[remote_id] = email
        if status == "about_to_send":
            self._send(email)
        return 201, email

    @route("update", "PATCH", r"/emails/(em_\w+)")
    def update(self, call: Call) -> Json:
        email = self._unsent(call)
        self._set(email, call.body)
        if call.body.get("publish_date") == "none":
            email["publish_date"] = None
        email["status"] = call.body.get("status", email["status"])
        return email

    @route("status", "GET", r"/emails/(em_\w+)")
    def read(self, call: Call) -> Json:
        return self._email(call)

    @route("test", "POST", r"/emails/(em_\w+)/send-draft")
    def test(self, call: Call) -> Json:
        email = self._unsent(call)
        self.messages_to_testers += [self._letter(email, to) for to in call.body["recipients"]]
        return 200, None

    @route("send", "POST", r"/emails/(em_\w+)/publish")
    def publish(self, call: Call) -> Json:
        email = self._unsent(call)
        if not self.trusts_publishing and call.headers.get("x-buttondown-live-dangerously") != "true":
            raise self.refusal(400, "Confirm that you mean to send.", "sending_requires_confirmation")
        self._set(email, call.body)
        at = call.body.get("publish_date")
        if at is None:
            self._send(email)
        elif self.keeps_times:
            email |= {"status": "scheduled", "publish_date": at}
        return email

    def _send(self, email: dict[str, Any]) -> None:
        counted = {"recipients": 1204, "deliveries": 1200, "temporary_failures": 3, "permanent_failures": 1}
        email |= {"status": "about_to_send", "analytics": counted | {"unsubscriptions": 2}}
        self.messages.append(self._letter(email, json.dumps(email["filters"])))

    def _email(self, call: Call) -> dict[str, Any]:
        try:
            return self.campaigns[call.match[0]]
        except KeyError:
            raise self.refusal(404, "Not Found", "not_found") from None

    def _unsent(self, call: Call) -> dict[str, Any]:
        email = self._email(call)
        if email["status"] not in {"draft", "scheduled"}:
            raise self.refusal(400, "This email was published already.", "status_invalid")
        return email

    def _set(self, email: dict[str, Any], body: dict[str, Any]) -> None:
        """Keep what was given; of metadata and, for a new e-mail, of filters, what was not given is the default."""
        if body.get("body", "").startswith("---"):
            raise self.refusal(400, "The body starts with frontmatter.", "body_contains_frontmatter")
        email.setdefault("filters", _EVERYBODY)
        email |= {"metadata": {}} | {name: it for name, it in body.items() if name not in {"status", "publish_date"}}

    def _letter(self, email: dict[str, Any], to: str) -> Delivery:
        mode = _MODE.match(email["body"])
        html = email["body"][mode.end() :] if mode and mode[1] == "fancy" else f"<p>{email['body']}</p>"
        if email["template"] != "naked":
            html = f"<h1>{email['subject']}</h1>{html}<p>Sent by Buttondown</p>"
        return Delivery(to, _fill(email["subject"]), _fill(html), None, email["id"])


def _page(call: Call, everything: Iterable[Json]) -> Json:
    them, number = list(everything), int(call.query.get("page", 1))
    here = call.path + f"?page={number + 1}"
    following = here if len(them) > number * _PAGE else None
    return {"results": them[(number - 1) * _PAGE : number * _PAGE], "count": len(them), "next": following}


def _new_id() -> str:
    return f"em_{next(_numbers):026}"


def _fill(words: str) -> str:
    """Do what Django's templates do with tags: those that are known are filled in, and others vanish."""
    return _TAG.sub(lambda tag: LEAVE if (tag[1] or "").strip() == "unsubscribe_url" else "", words)
