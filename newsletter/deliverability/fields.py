"""The fields by which a reader leaves a list, in the message as it is rendered (RFC 2369, RFC 2919, RFC 8058)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from newsletter.deliverability.diagnostics import Diagnostic, fail, ok, warning

_ONE_CLICK = "List-Unsubscribe=One-Click"
_LIST_ID = re.compile(r"(.* )?<[A-Za-z0-9.-]+\.[A-Za-z0-9-]+>", re.DOTALL)
_SET_ADDRESS = "Set unsubscribe_url in newsletter.toml: https://…"


def check_fields(data: bytes) -> Iterator[Diagnostic]:
    """Look at the List-* fields of a message, and at the link in its text and its HTML."""
    header = data.partition(b"\r\n\r\n")[0].decode("ascii", errors="replace")
    targets = re.findall(r"<([^<>]*)>", _value(header, "List-Unsubscribe"))
    secure = [target for target in targets if target.startswith("https://")]
    yield _check_unsubscribe(header, secure)
    yield _check_post(header, secure)
    yield _check_list_id(header)
    yield from _check_links(message_from_bytes(data, policy=policy.default), secure or targets)


def check_identity(service: str, *, fills_in: bool) -> Diagnostic:
    """Judge whether the unsubscribe address tells readers apart; ``fills_in`` says that the service makes its own."""
    check = "One-click identity"
    if fills_in:
        return ok(check, f"{service} puts an address of its own for each reader.")
    return warning(
        check,
        f"With {service} every reader gets the same address, so one click cannot tell who leaves (RFC 8058).",
        "Let the list write these fields, or use a service that puts in an address for each reader.",
    )


def find_fields(header: str, name: str) -> list[str]:
    """Return every field of this name, as it is folded."""
    return re.findall(rf"^{name}:[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)", header, re.MULTILINE | re.IGNORECASE)


def _value(header: str, name: str) -> str:
    return "".join(find_fields(header, name)[:1]).strip()


def _check_unsubscribe(header: str, secure: list[str]) -> Diagnostic:
    check, found = "List-Unsubscribe", find_fields(header, "List-Unsubscribe")
    if len(found) != 1:
        several = f"{len(found)} such fields" if found else "no such field"
        return fail(check, f"The message has {several}.", _SET_ADDRESS)
    if "\n" in found[0].strip():
        return warning(check, "It is folded, which breaks signatures at some relays.", "Use a shorter address.")
    if len(secure) != 1:
        several = f"{len(secure)} https addresses" if secure else "no https address"
        return fail(check, f"It holds {several}: {found[0].strip()}", _SET_ADDRESS)
    return ok(check, f"One https address, on one line: {secure[0]}")


def _check_post(header: str, secure: list[str]) -> Diagnostic:
    check, found = "List-Unsubscribe-Post", [value.strip() for value in find_fields(header, "List-Unsubscribe-Post")]
    if found != [_ONE_CLICK]:
        observed = f"It says {found}" if found else "The message has no such field"
        return fail(check, f"{observed}: one-click unsubscribing does not work.", _SET_ADDRESS)
    if not secure:
        return fail(check, "It promises one click, but there is no https address for it.", _SET_ADDRESS)
    return ok(check, f"{_ONE_CLICK}. Whoever signs with DKIM must sign this field too.")


def _check_list_id(header: str) -> Diagnostic:
    check, found = "List-Id", [value.strip() for value in find_fields(header, "List-Id")]
    if len(found) != 1 or not _LIST_ID.fullmatch(found[0]):
        return fail(
            check, f"It says {found}." if found else "The message has none.", "Check base_url in newsletter.toml."
        )
    return ok(check, re.sub(r"\s+", " ", found[0]))


def _check_links(message: EmailMessage, targets: list[str]) -> Iterator[Diagnostic]:
    for kind, name in (("plain", "text"), ("html", "HTML")):
        part = message.get_body((kind,))
        content = "" if part is None else str(part.get_content()).replace("&amp;", "&")
        check = f"Link in the {name}"
        if any(target in content for target in targets):
            yield ok(check, "The unsubscribe address stands there.")
        else:
            yield fail(check, "There is no unsubscribe address in it.", "Put {{ unsubscribe }} back into the template.")
