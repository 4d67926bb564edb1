"""What a link of a text may lead to: a page, a mailbox (RFC 6068), a telephone (RFC 3966), so that it works."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from newsletter.checking.analysis.stated_addresses import find_contradiction
from newsletter.checking.texts import WrittenLink
from newsletter.importing.urls import KEPT_AS_HTTPS, Address, read_address

_MAILBOX = re.compile(r"[A-Za-z0-9.+_%'-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z0-9-]{2,63}")
_NUMBER = re.compile(r"\+?\d{2,15}")
_BETWEEN_DIGITS = re.compile(r"(?:[\s().\u2010-\u2015/-]|%20)")
_KEPT = frozenset({"subject", "body"})


def read_target(found: str) -> Address:
    """Return what a link in Markdown may lead to, or ``None`` and what was found; and what was done to it."""
    scheme, _, rest = found.strip().partition(":")
    match scheme.lower():
        case "mailto":
            return _read_mailto(found, rest)
        case "tel":
            number = _BETWEEN_DIGITS.sub("", rest.replace("(0)", "") if rest.startswith("+") else rest)
            return Address(f"tel:{number}" if _NUMBER.fullmatch(number) else None, found)
        case _:
            return read_address(found)


def deceives(words: str, url: str) -> bool:
    """Return whether the words of a link are an address that it does not lead to: no document may hold such a link."""
    return bool(find_contradiction(WrittenLink((), words, url)))


def is_kept_as_https(address: Address) -> bool:
    """Return whether an address was not secure, so that the editor has to see whether it is there as https, too."""
    return KEPT_AS_HTTPS in address.notes


def _read_mailto(found: str, rest: str) -> Address:
    """Keep mailboxes, subject and body: other fields would add recipients that readers do not see."""
    boxes, _, query = rest.partition("?")
    named = [unquote(box).strip() for box in boxes.split(",")]
    if not all(_MAILBOX.fullmatch(box) for box in named):
        return Address(None, found)
    fields = [part.partition("=") for part in re.split(r"&(?:amp;)?", query) if part]
    kept = [f"{name.lower()}={quote(unquote(value), safe='')}" for name, _, value in fields if name.lower() in _KEPT]
    lost = [name.lower() for name, _, _ in fields if name.lower() not in _KEPT]
    notes = (f"the link would also have filled in {', '.join(lost)[:60]}",) if lost else ()
    return Address(f"mailto:{','.join(named)}{'?' if kept else ''}{'&'.join(kept)}", found, notes)
