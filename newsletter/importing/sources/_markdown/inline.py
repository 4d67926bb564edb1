"""Emphasis and links inside a line of Markdown, or of text that a mail program wrote: to plain text with marks."""

from __future__ import annotations

import re

from newsletter.importing.lines import Mark, MarkKind, RunningText

LONGEST = 20_000
"""Characters of a line beyond which it was not written by hand, and signs are left as they are."""

_TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`\n]{1,1000})(?P=ticks)(?!`)"
    r"|!\[(?P<picture>[^\[\]]{0,500})\]\((?P<shown>[^()\s]{0,2000})\)"
    r"|\[(?P<label>[^\[\]]{1,500})\]\(\s*<?(?P<url>[^\s()<>]{1,2000}(?:\([^\s()<>]{0,200}\)[^\s()<>]{0,500})?)>?"
    r"(?:\s+\"(?P<about>[^\"]{0,200})\")?\s*\)"
    r"|<(?P<auto>(?:https?://|mailto:)[^\s<>]{1,2000})>"
    r"|(?P<bare>https?://[^\s<>\"]{1,2000}[^\s<>\".,;:!?)\]'*_])"
    r"|(?P<strong>\*\*|__)|(?P<em>\*|(?<!\w)_|_(?!\w))"
)

Inline = tuple[str, tuple[Mark, ...], tuple[str, ...]]
"""Plain text, its marks, and notes on what was changed."""


def read_inline(body: str) -> Inline:
    """Read one line of Markdown; a sign that opens nothing stays as it is."""
    if len(body) > LONGEST:
        running = RunningText()
        running.add(body)
        return running.finish()
    return _Inline(body).read()


class _Inline:
    """Walks the signs of one line; emphasis counts only where the same sign closes it."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._tokens = list(_TOKEN.finditer(body))
        self._pairs = _find_pairs(body, self._tokens)
        self._running = RunningText()
        self._notes: list[str] = []

    def read(self) -> Inline:
        at = 0
        for number, token in enumerate(self._tokens):
            self._running.add(self._body[at : token.start()])
            self._take(number, token)
            at = token.end()
        self._running.add(self._body[at:])
        text, marks, notes = self._running.finish()
        signs = ("the signs of emphasis are not part of the words",) if self._pairs else ()
        return text, marks, (*notes, *signs, *self._notes)

    def _take(self, number: int, token: re.Match[str]) -> None:
        match token.lastgroup:
            case "strong" | "em" if number in self._pairs:
                kind: MarkKind = "strong" if token.lastgroup == "strong" else "em"
                self._running.open(kind) if self._pairs[number] else self._running.close(kind)
            case "escaped":
                self._running.add(token["escaped"])
            case "ticks" | "code":
                self._running.open("code")
                self._running.add(token["code"].strip())
                self._running.close("code")
            case "picture" | "shown":
                self._running.add(token["picture"])
                self._notes.append(f"of a picture only the words were kept, not the picture {token['shown']}")
            case "label" | "url" | "about":
                if token["about"]:
                    self._notes.append(f"a link's second title was left out: {token['about']}")
                self._link(token["label"].replace("**", ""), token["url"])
            case "auto" | "bare":
                address = token["auto"] or token["bare"]
                self._link(address.removeprefix("mailto:"), address)
            case _:
                self._running.add(token[0])

    def _link(self, words: str, url: str) -> None:
        self._running.open("link", url)
        self._running.add(words)
        self._running.close("link")


def _find_pairs(body: str, tokens: list[re.Match[str]]) -> dict[int, bool]:
    """Return which signs open emphasis (true) and which close it (false), by the number of the token."""
    pairs: dict[int, bool] = {}
    opened: dict[str, int] = {}
    for number, token in enumerate(tokens):
        if token.lastgroup not in {"strong", "em"}:
            continue
        before, after = body[token.start() - 1 : token.start()], body[token.end() : token.end() + 1]
        if token[0] in opened and before.strip():
            pairs |= {opened.pop(token[0]): True, number: False}
        elif after.strip():
            opened.setdefault(token[0], number)
    return pairs
