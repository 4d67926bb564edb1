"""Whether a DKIM signature covers the fields by which a reader leaves with one click (RFC 8058, section 4).

A program that signs covers the fields that RFC 6376 recommends; ``List-Unsubscribe-Post`` is younger than that list, so
OpenDKIM leaves it out unless it is told. Only a message that has arrived shows what was signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.deliverability.diagnostics import Diagnostic, fail, ok, warning
from newsletter.deliverability.dns import format_record
from newsletter.deliverability.fields import find_fields
from newsletter.deliverability.tag_lists import read_tags

_CHECK = "DKIM of the message"
_NEEDED = ("List-Unsubscribe", "List-Unsubscribe-Post")
_SETTING = "Have them signed; with OpenDKIM: SignHeaders *,+List-Unsubscribe-Post in opendkim.conf."
_LOOK = "Send a test, save what arrives with its header, and look at it: newsletter doctor --message FILE."


def check_unsigned() -> Diagnostic:
    """Say that a message which was not sent yet shows no signature."""
    observed = "Not checked: it is signed when it is sent. OpenDKIM leaves List-Unsubscribe-Post out of it."
    return warning(_CHECK, observed, f"{_SETTING} {_LOOK}")


def check_signatures(data: bytes) -> Iterator[Diagnostic]:
    """Look at the signatures of a message that has arrived; whether one is right, its receiver has judged."""
    header = re.split(rb"\r?\n\r?\n", data, maxsplit=1)[0].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    text = header.decode("ascii", errors="replace")
    if missing := [name for name in _NEEDED if not find_fields(text, name)]:
        yield fail(_CHECK, f"The message has no {' and no '.join(missing)}.", "Look at the message of an ISSUE.")
        return
    signatures = find_fields(text, "DKIM-Signature")
    if not signatures:
        yield fail(_CHECK, "The message is not signed.", "Have your mail server or your mailing service sign it.")
        return
    judged = [_check_signature(signature) for signature in signatures]
    yield next((diagnostic for diagnostic in judged if diagnostic.status == "ok"), judged[0])


def _check_signature(signature: str) -> Diagnostic:
    tags = read_tags(re.sub(r"\s+", " ", signature))
    if tags is None or not {"h", "d"} <= set(tags):
        return fail(_CHECK, f"The signature cannot be read: {format_record(signature)}", _SETTING)
    covered = {name.strip().lower() for name in tags["h"].split(":")}
    if missing := [name for name in _NEEDED if name.lower() not in covered]:
        observed = f"The signature of {format_record(tags['d'])} does not cover {' and '.join(missing)} (h=)."
        return fail(_CHECK, f"{observed} So leaving with one click does not count.", _SETTING)
    return ok(_CHECK, f"The signature of {format_record(tags['d'])} covers {' and '.join(_NEEDED)}.")
