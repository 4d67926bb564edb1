"""Which server gets the key of a send: shown in the plan, and refused where nobody has said that it may have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from newsletter.errors import SendError, SendRefusedError
from newsletter.providers.base import Destination, Provider


def format_server(provider: Provider[Any]) -> str:
    """Say which server gets the key, and what vouches for it; nothing where none does, or nobody knows yet."""
    if (destination := _find(provider)) is None:
        return ""
    vouched = f", for which the certificates in {destination.vouched_by} vouch" if destination.vouched_by else ""
    return f"{destination.host}{vouched}"


def find_secret_blockers(provider: Provider[Any]) -> Iterator[str]:
    """Say which secrets are missing, or damaged, or may not go where they would; how to mend it is in each sentence."""
    faults = [fault for name in provider.secrets if (fault := _find_fault(provider, name))]
    yield from faults
    destination = None if faults else _find(provider)
    if destination and (refusal := provider.environment.format_host_refusal(destination.host, provider.own_hosts)):
        yield f"{refusal}."


def _find_fault(provider: Provider[Any], name: str) -> str:
    try:
        provider.environment.secret(name)
    except SendRefusedError as error:
        return str(error)
    return ""


def _find(provider: Provider[Any]) -> Destination | None:
    if provider.environment.missing(provider.secrets):
        return None
    try:
        return provider.destination()
    except SendError:
        return None  # what is wrong is said by whoever asks the provider next
