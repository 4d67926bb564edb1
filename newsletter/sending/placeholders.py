"""Addresses that stand in for real ones: names that are reserved reach nobody, and no reader should get them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.rendering.campaign import Campaign

_RESERVED = ("example.com", "example.net", "example.org", "example", "invalid", "localhost", "test")
"""RFC 2606 and RFC 6761: nobody can own these."""


def find_placeholder_blockers(campaign: Campaign) -> Iterator[str]:
    """Yield each address of a campaign that is still a placeholder."""
    answers = campaign.reply_to.email if campaign.reply_to else ""
    hosts = {
        "sender.email": campaign.sender.email.rpartition("@")[2],
        "sender.reply_to": answers.rpartition("@")[2],
        "base_url": urlsplit(campaign.archive_url).hostname or "",
        "unsubscribe_url": urlsplit(campaign.unsubscribe_url or "").hostname or "",
    }
    for name, host in hosts.items():
        if any(host == reserved or host.endswith(f".{reserved}") for reserved in _RESERVED):
            yield f"{name} in newsletter.toml is still a placeholder ({host}). Write the real one before you send."
