"""The panels of a preview over HTTP, as the page's script asks for them, and the words that none of them may show."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape

import httpx

from tests.preview.previews import Preview

COMMAND_WORDS = re.compile(
    r"newsletter (?:send|status|cancel|approve|build)|--[a-z]|\.ya?ml|\.toml|\byaml\b|\bgit\b|\bcommit\b|\w_\w|dist/",
    re.IGNORECASE,
)


@dataclass
class Panel:
    """A panel at an address."""

    preview: Preview
    address: str

    def show(self) -> str:
        return take(httpx.get(f"{self.preview.url}{self.address}", timeout=60))

    def post(self, **fields: str) -> str:
        return take(self.send(json=fields))

    def upload(self, data: bytes, path: str = "") -> str:
        return take(self.send(path, content=data))

    def send(self, path: str = "", **request: object) -> httpx.Response:
        token = {"x-preview-token": self.preview.token()}
        address = f"{self.preview.url}{self.address}{path}"
        return httpx.post(address, headers=token, timeout=120, **request)  # type: ignore[arg-type]  # json or content


def take(answer: httpx.Response) -> str:
    """Return what a panel shows, and make sure that it has no words of the command line."""
    assert answer.status_code == 200, answer.text
    shown = unescape(answer.text)
    assert COMMAND_WORDS.findall(re.sub(r"<[^>]*>", " ", shown)) == []
    return shown
