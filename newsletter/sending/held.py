"""What a provider had in a draft when it was read back, kept in the ledger to detect later changes there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict

from newsletter.providers.base import Content

_LONG = ("html", "text")
"""Fields that are kept as a SHA-256; line endings do not count."""


def format_held(content: Content) -> str:
    """Return what to keep of a content, as JSON."""
    return json.dumps(_shorten(content), ensure_ascii=False, sort_keys=True)


def diff_held(kept: str, content: Content) -> Iterator[str]:
    """Yield each field that differs from what was kept, and its present value where that is short."""
    before, now = json.loads(kept), _shorten(content)
    for name in before | now:
        if before.get(name) != (value := now.get(name)):
            yield name if name in _LONG else f"{name} (now {json.dumps(value, ensure_ascii=False)})"


def _shorten(content: Content) -> dict[str, object]:
    """Return what is kept: hashes of what is long, and pictures only where there are any, as in the first ledgers."""
    whole = asdict(content) | {name: _hash(getattr(content, name)) for name in _LONG}
    pictures = {"pictures": list(content.pictures)} if content.pictures else {}
    return {name: value for name, value in whole.items() if name != "pictures"} | pictures


def _hash(text: str | None) -> str | None:
    return None if text is None else hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()
