"""Which server gets the key of a send: shown in the plan, and refused where nobody has said that it may have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsletter.errors import SendError
from newsletter.providers.base import Destination, Provider


def name_server(provider: Provider[Any]) -> str:
    """Say which server gets the key, and what vouches for it; nothing where none does, or nobody knows yet."""
    if (destination := _find(provider)) is None:
        return ""
    vouched = f", for which the certificates in {destination.vouched_by} vouch" if destination.vouched_by else ""
    return f"{destination.host}{vouched}"


def reasons_against_server(provider: Provider[Any]) -> Iterator[str]:
    """Say that a server may not have the key, and how an operator lets it."""
    if (destination := _find(provider)) is not None and (
        refusal := provider.environment.refuse_host(destination.host, provider.own_hosts)
    ):
        yield f"{refusal}."


def _find(provider: Provider[Any]) -> Destination | None:
    if provider.environment.missing(provider.secrets):
        return None
    try:
        return provider.destination()
    except SendError:
        return None  # what is wrong is said by whoever asks the provider next
