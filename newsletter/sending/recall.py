"""Opens what follows up on a send from the ledger alone, where the issue or ``newsletter.toml`` is broken or gone.

The ledger keeps what that takes: the provider's name, its options, which hold no secret, and the campaign's id there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, SendRefusedError
from newsletter.loading import load_publication
from newsletter.providers import open_provider, reopen_provider
from newsletter.providers.base import Provider
from newsletter.rendering.email import name_campaign
from newsletter.sending.history import Actor, History, SendStatus
from newsletter.sending.ledger import Ledger, open_ledger
from newsletter.sending.session import SendContext

_OPEN = frozenset({SendStatus.SENDING, SendStatus.UNKNOWN, SendStatus.SCHEDULED})


def format_options(provider: Provider[Any]) -> str:
    """Return a provider's options as JSON, as they are kept in the ledger."""
    options: str = provider.options.model_dump_json(exclude_none=True)
    return options


def reopen_context(root: Path, issue: str, environment: Mapping[str, str], actor: Actor) -> tuple[SendContext, str]:
    """Return a context with the provider that has an issue, and the issue's marker.

    Raises:
        NewsletterError: the ledger cannot be read, or does not say enough, and neither does ``newsletter.toml``.
    """
    ledger = open_ledger(root, environment)
    publication = _load(root)
    marker = _find_marker(ledger, issue, publication)
    provider = _reopen(root, ledger.read(marker), publication, environment)
    return SendContext(ledger, provider, actor), marker


def find_history(ledger: Ledger, root: Path, issue: str) -> History:
    """Return what happened to an issue, also where ``newsletter.toml`` is broken.

    Raises:
        NewsletterError: the ledger does not say which campaign is meant.
    """
    return ledger.read(_find_marker(ledger, issue, _load(root)))


def _load(root: Path) -> Publication | NewsletterError:
    try:
        return load_publication(root).publication
    except NewsletterError as error:
        return error


def _find_marker(ledger: Ledger, issue: str, publication: Publication | NewsletterError) -> str:
    """Return an issue's marker: the publication's own name for it, otherwise the one that is recorded.

    Other publications may keep their issues in the same ledger, and publish in the same months.
    """
    if not isinstance(publication, NewsletterError):
        return name_campaign(publication, issue)
    histories = {history.events[0].marker: history for history in ledger.read_issue(issue)}
    if not histories:
        raise publication
    return _choose(histories, issue)


def _choose(histories: Mapping[str, History], issue: str) -> str:
    """Return the one campaign of an issue that is still open, or the only one there is."""
    still_open = [marker for marker, history in histories.items() if history.status in _OPEN]
    found = still_open or list(histories)
    if len(found) > 1:
        raise SendRefusedError(
            f"The ledger has several campaigns of {issue} ({', '.join(found)}), and newsletter.toml, which would tell "
            "which one is yours, cannot be read. Fix newsletter.toml first."
        )
    return found[0]


def _reopen(
    root: Path, history: History, publication: Publication | NewsletterError, environment: Mapping[str, str]
) -> Provider[Any]:
    """Open the provider that has the issue, configured as it was then; otherwise the publication's own."""
    is_broken = isinstance(publication, NewsletterError)
    if (history.status in _OPEN or is_broken) and (recorded := _find_options(history)):
        name, options = recorded
        return reopen_provider(name, options, root=root, environment=environment)
    if isinstance(publication, NewsletterError):
        raise publication
    return open_provider(publication, root=root, environment=environment)


def _find_options(history: History) -> tuple[str, Mapping[str, object]] | None:
    """Return name and options of the provider that the effective attempt used, if they are recorded."""
    effective = history.effective_event
    for event in reversed(history.events):
        if effective is not None and event.attempt == effective.attempt and "options" in event.detail:
            return event.provider, json.loads(event.detail["options"])
    return None
