"""Opens what follows up on a send from the ledger alone, where the issue or ``newsletter.toml`` is broken or gone.

The ledger keeps what that takes: the provider's name, its options, which hold no secret, and the campaign's id there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, Reason, SendRefusedError
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


def reopen_contexts(
    root: Path, issue: str, environment: Mapping[str, str], actor: Actor
) -> dict[str, tuple[SendContext, str]]:
    """Return a context with the provider that has an issue, and the marker, by the language of each edition.

    An issue with a single edition has it under an empty language.

    Raises:
        NewsletterError: the ledger cannot be read, or does not say enough, and neither does ``newsletter.toml``.
    """
    ledger = open_ledger(root, environment)
    publication = _load(root)
    found = {}
    for language, marker in _find_markers(ledger, issue, publication).items():
        edition = publication if isinstance(publication, NewsletterError) else _find_edition(publication, language)
        provider = _reopen(root, ledger.read(marker), edition, environment)
        found[language] = SendContext(ledger, provider, actor), marker
    return found


def _find_edition(publication: Publication, language: str) -> Publication:
    return next(one for one in publication.editions if language in {"", one.language})


def find_histories(ledger: Ledger, root: Path, issue: str) -> tuple[History, ...]:
    """Return what happened to each edition of an issue, also where ``newsletter.toml`` is broken.

    Raises:
        NewsletterError: the ledger does not say which campaign is meant.
    """
    return tuple(ledger.read(marker) for marker in _find_markers(ledger, issue, _load(root)).values())


def _load(root: Path) -> Publication | NewsletterError:
    try:
        return load_publication(root).publication
    except NewsletterError as error:
        return error


def _find_markers(ledger: Ledger, issue: str, publication: Publication | NewsletterError) -> dict[str, str]:
    """Return the marker of each edition, by language: the publication's own name, otherwise the one that is recorded.

    Other publications may keep their issues in the same ledger, and publish in the same months.
    """
    if not isinstance(publication, NewsletterError):
        editions = publication.editions
        tags = [one.language if len(editions) > 1 else "" for one in editions]
        return {tag: name_campaign(one, issue) for tag, one in zip(tags, editions, strict=True)}
    by_language: dict[str, dict[str, History]] = {}
    for history in ledger.read_issue(issue):
        first = history.events[0]
        by_language.setdefault(first.language, {})[first.marker] = history
    if not by_language:
        raise publication
    return {language: _choose(histories, issue) for language, histories in by_language.items()}


def _choose(histories: Mapping[str, History], issue: str) -> str:
    """Return the one campaign of an issue that is still open, or the only one there is."""
    still_open = [marker for marker, history in histories.items() if history.status in _OPEN]
    found = still_open or list(histories)
    if len(found) > 1:
        raise SendRefusedError(
            Reason(
                f"The ledger has several campaigns of {issue} ({', '.join(found)}),",
                "and newsletter.toml, which would tell which one is yours, cannot be read. Fix newsletter.toml first.",
                "and the settings of the publication, which would tell which one is yours, cannot be read.",
            )
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
