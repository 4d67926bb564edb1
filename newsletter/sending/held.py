"""What a provider held of a draft when it was read back, kept in the ledger so that later changes there are seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict

from newsletter.providers.base import Content

_LONG = ("html", "text")
"""Fields of which a SHA-256 is kept; how lines end does not count."""


def format_held(content: Content) -> str:
    """Return what is to be kept of a content, as JSON."""
    return json.dumps(_shorten(content), ensure_ascii=False, sort_keys=True)


def diff_held(kept: str, content: Content) -> Iterator[str]:
    """Yield each field that is not as it was kept, and what it says now where that is short."""
    before, now = json.loads(kept), _shorten(content)
    for name, value in now.items():
        if before.get(name) != value:
            yield name if name in _LONG else f"{name} (now {json.dumps(value, ensure_ascii=False)})"


def _shorten(content: Content) -> Mapping[str, object]:
    return asdict(content) | {name: _hash(getattr(content, name)) for name in _LONG}


def _hash(words: str | None) -> str | None:
    return None if words is None else hashlib.sha256("\n".join(words.splitlines()).encode()).hexdigest()
