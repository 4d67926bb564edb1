"""The least that a provider takes: an invented service that keeps mailings, sends them at once, and tests on anybody.

``CONTRIBUTING.md`` explains it. A real one is in ``newsletter/providers/``, where it is found by the name of its file,
or in another distribution, which can have this very file: it keeps to what such a one may import.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from newsletter.providers.base import Audience, CampaignState, Capabilities, Content, ProviderOptions, RemoteCampaign
from newsletter.providers.campaigns import (
    IN_FLIGHT_WINDOW,
    Campaign,
    CampaignProvider,
    HttpOptions,
    Mailbox,
    MergeTags,
    Reply,
)

KEY = "NEWSLETTER_MINIMAL_KEY"

_STATES = {"draft": CampaignState.DRAFT, "sending": CampaignState.SENDING, "sent": CampaignState.SENT}


class _List(Reply):
    id: str
    name: str
    readers: int


class _Mailing(Reply):
    id: str
    state: str


class _Filled(Reply):
    subject: str
    name: str
    address: str
    reply_to: str
    html: str
    text: str
    list: str


class Minimal(CampaignProvider[HttpOptions]):
    """Minimal takes what we say, as we say it."""

    name = "minimal"
    api = "https://api.minimal.example/v1"
    own_hosts = ("api.minimal.example",)
    options_type: ClassVar[type[ProviderOptions]] = HttpOptions
    capabilities = Capabilities(
        own_text=True, test_send="any", tests_draft=True, remembers=True, in_flight_window=IN_FLIGHT_WINDOW
    )
    secrets = (KEY,)
    tags = MergeTags(unsubscribe="{{leave}}", openers=("{{",))

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.environment.secret(KEY).get_secret_value()}"}

    def audiences(self) -> tuple[Audience, ...]:
        return tuple(Audience(it.name, it.readers, it.id) for it in self.client.get("lists", tuple[_List, ...]))

    def _list(self, marker: str) -> Iterator[RemoteCampaign]:
        return map(_remote, self.client.get("mailings", tuple[_Mailing, ...], note=marker))

    def _create(self, campaign: Campaign) -> str:
        return self.client.create("mailings", {"note": campaign.marker}, _Mailing).id

    def _update(self, remote_id: str, campaign: Campaign) -> None:
        content = self.translate(campaign)
        fields = {
            "subject": content.subject,
            "name": content.sender.name,
            "address": content.sender.email,
            "reply_to": content.reply_to,
            "html": content.html,
            "text": content.text,
            "list": content.audience,
        }
        self.client.replace("PUT", f"mailings/{remote_id}", fields)

    def translate(self, campaign: Campaign) -> Content:
        return replace(super().translate(campaign), preheader=None)

    def read_back(self, remote_id: str) -> Content:
        kept = self.client.get(f"mailings/{remote_id}", _Filled)
        return Content(
            subject=kept.subject,
            sender=Mailbox(kept.name, kept.address),
            html=kept.html,
            text=kept.text,
            reply_to=kept.reply_to,
            audience=kept.list,
        )

    def _test(self, remote_id: str, _campaign: Campaign, addresses: Sequence[str]) -> None:
        self.client.execute("POST", f"mailings/{remote_id}/test", {"to": list(addresses)})

    def _send(self, remote_id: str) -> None:
        self.client.execute("POST", f"mailings/{remote_id}/send")

    def _fetch_status(self, remote_id: str) -> RemoteCampaign:
        return _remote(self.client.get(f"mailings/{remote_id}", _Mailing))


def _remote(mailing: _Mailing) -> RemoteCampaign:
    return RemoteCampaign(mailing.id, _STATES.get(mailing.state, CampaignState.UNKNOWN))
