"""The options that providers with an HTTP API share, each checked as it is read."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from newsletter.documents.values import PlainText, document_error
from newsletter.providers.base import ProviderOptions

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _check_base_url(url: str) -> str:
    parts = urlsplit(url)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or parts.username or re.search(r"[\s?#]", url):
        raise document_error(
            "provider.base-url",
            "'{url}' is not the address of an API",
            "Write it whole, with https: https://api.example.org/v3",
            url=url,
        )
    return url.rstrip("/")


def _check_number(text: str) -> str:
    if not (text.isascii() and text.isdigit()):
        hint = "Look it up: newsletter providers check"
        raise document_error("provider.number", "'{text}' is not a number, as this provider's ids are", hint, text=text)
    return text


BaseUrl = Annotated[str, AfterValidator(_check_base_url)]
NumericId = Annotated[PlainText, AfterValidator(_check_number)]


class HttpOptions(ProviderOptions):
    """Options that every provider with an HTTP API has; each sets its own ``base_url``."""

    base_url: BaseUrl | None = Field(default=None, description="The address of the API, where it is not the usual one.")
    audience: PlainText = Field(description="The id of the list to send to. See: newsletter providers check")
    timeout: float = Field(
        default=60, gt=0, le=300, allow_inf_nan=False, description="Seconds for each exchange as a whole."
    )
    max_bytes: int = Field(
        default=20_000_000, ge=100_000, le=1_000_000_000, description="Bytes that an answer may hold when unpacked."
    )


HttpOptionsT = TypeVar("HttpOptionsT", bound=HttpOptions)
