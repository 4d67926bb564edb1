"""Redirects: where something is now that was published at another address of the site. Data only."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from newsletter.documents.values import document_error
from newsletter.errors import Reason

_STEP = "[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATTERN = rf"^/?(?:{_STEP}/)*(?:{_STEP})?(?:#[a-z0-9][a-z0-9_-]*)?$"
_PATH = re.compile(_PATTERN)


def _read_path(text: str) -> str:
    """Return a path below the site, with no slash before it."""
    if len(text) > _LONGEST or not _PATH.fullmatch(text):
        hint = Reason(
            "",
            "Write it as it follows the address of the site: issues/2024-01/summer-fair/",
            "Write it as it follows the address of the site, from there on.",
        )
        raise document_error("redirect.path", "this is not the address of a page of the site", hint)
    return text.removeprefix("/")


_LONGEST = 300

SitePath = Annotated[str, Field(pattern=_PATTERN, max_length=_LONGEST), AfterValidator(_read_path)]
"""The address of a page, as it follows that of the site; with #id, of a place on it."""
