"""DKIM (RFC 6376): the public key of each selector, and what the signature of a received message covers.

RFC 8058, section 4, requires that the signature covers the fields for one-click unsubscribing. Signing software covers
the fields that RFC 6376 recommends; ``List-Unsubscribe-Post`` is newer than that list, so OpenDKIM leaves it out unless
configured otherwise. Only a received message shows what was signed.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator

from newsletter.deliverability.diagnostics import Diagnostic, fail, ok, warning
from newsletter.deliverability.dns import DnsAnswer, Resolver, format_record, read_tags
from newsletter.deliverability.fields import find_fields

SHORTEST, SHORT = 1024, 2048  # bits, RFC 8301, section 3.2: verifiers refuse what is below the first
_ED25519 = 32  # bytes, RFC 8463, section 4
_MARK = "._domainkey."
_SMALL = "Write the names of its tags in small letters: DKIM takes P= for another tag than p= (RFC 6376)."
_COPY = "Copy the record from your mailing service again."
_SEQUENCE, _INTEGER, _BIT_STRING = 0x30, 0x02, 0x03
_SHORTEST = 2
"""Bytes of the shortest value in DER: its kind and its length (X.690, section 8.1)."""
_CHECK = "DKIM of the message"
_NEEDED = ("List-Unsubscribe", "List-Unsubscribe-Post")
_SETTING = "Have them signed; with OpenDKIM: SignHeaders *,+List-Unsubscribe-Post in opendkim.conf."
_LOOK = "Send a test, save what arrives with its header, and look at it: newsletter doctor --message FILE."


def locate_key(selector: str, domain: str) -> tuple[str, str]:
    """Return where the key of a selector stands, and the domain that signs with it.

    A selector may be written whole, where another domain signs: ``s1._domainkey.mail.example.org``.
    """
    name, mark, other = selector.rstrip(".").lower().partition(_MARK)
    signs = other if mark else domain
    return f"{name}{_MARK}{signs}", signs


def check_key(resolver: Resolver, name: str) -> Iterator[Diagnostic]:
    """Check the key at a name."""
    answer = resolver.texts(name)
    check = f"DKIM {name.partition(_MARK)[0]}"
    if answer.failure:
        yield fail(check, f"Not checked: {name}: {answer.failure}.", "Look at the name servers, then ask again.")
    elif not answer.values:
        yield fail(
            check,
            f"No key is published at {_format_place(answer)}.",
            "Publish the record that your mailing service shows.",
        )
    elif len(answer.values) > 1:
        yield fail(
            check,
            f"There are {len(answer.values)} TXT records at {_format_place(answer)}.",
            "Leave one; which one is read is luck.",
        )
    else:
        yield from _check_record(check, answer)


def _format_place(answer: DnsAnswer) -> str:
    """Name where a record stands, and where its alias leads."""
    return f"{answer.name}, which points to {format_record(answer.owner)} (CNAME)" if answer.is_alias else answer.name


def _check_record(check: str, answer: DnsAnswer) -> Iterator[Diagnostic]:
    tags = read_tags(answer.values[0])
    if (
        tags is None
        or "p" not in tags
        or tags.get("v", "DKIM1") != "DKIM1"
        or (list(tags).index("v" if "v" in tags else "p") and "v" in tags)
    ):
        advice = (
            _SMALL if "p" in (read_tags(answer.values[0], any_case=True) or {}) and "p" not in (tags or {}) else _COPY
        )
        yield fail(
            check, f"The record at {_format_place(answer)} is not a DKIM key: {format_record(answer.values[0])}", advice
        )
        return
    if not tags["p"]:
        yield fail(
            check, f"The key at {_format_place(answer)} was revoked (p= is empty).", "Name the selector that is in use."
        )
        return
    yield from _check_uses(check, tags)
    yield _check_strength(check, answer, tags)


def _check_uses(check: str, tags: dict[str, str]) -> Iterator[Diagnostic]:
    if "y" in _split(tags.get("t", "")):
        yield warning(check, "The key is marked as a trial (t=y): its signatures count for nothing.", "Take t=y out.")
    if not {"*", "email"} & _split(tags.get("s", "*")):
        yield fail(check, f"The key is not for e-mail (s={format_record(tags['s'])}).", "Take s= out.")
    if "sha256" not in _split(tags.get("h", "sha256")):
        yield fail(check, f"The key is not for SHA-256 (h={format_record(tags['h'])}).", "Take h= out (RFC 8301).")


def _check_strength(check: str, answer: DnsAnswer, tags: dict[str, str]) -> Diagnostic:
    kind = tags.get("k", "rsa").lower()
    try:
        key = b64decode("".join(tags["p"].split()), validate=True)
        bits = read_key_bits(key) if kind == "rsa" else len(key) * 8
    except (binascii.Error, ValueError) as error:
        return fail(check, f"The key at {_format_place(answer)} is damaged: {error}.", _COPY)
    if kind == "rsa":
        return _check_length(check, answer, bits)
    if kind == "ed25519" and len(key) == _ED25519:
        advice = "Sign with an RSA key as well; many receivers cannot read this one yet (RFC 8463)."
        return warning(check, f"The key at {_format_place(answer)} is Ed25519.", advice)
    return fail(check, f"The key at {_format_place(answer)} is of an unknown type (k={format_record(kind)}).", _COPY)


def _check_length(check: str, answer: DnsAnswer, bits: int) -> Diagnostic:
    observed = f"The key at {_format_place(answer)} is RSA with {bits} bits."
    if bits < SHORTEST:
        return fail(check, observed, f"Receivers ignore keys below {SHORTEST} bits. Make one of {SHORT}.")
    return (
        ok(check, observed)
        if bits >= SHORT
        else warning(check, observed, f"It still counts; make one of {SHORT} bits.")
    )


def _split(value: str) -> set[str]:
    return {part.strip().lower() for part in value.split(":")}


def read_key_bits(der: bytes) -> int:
    """Return the bits of the modulus of a public RSA key, written as SubjectPublicKeyInfo or as RSAPublicKey.

    Raises:
        ValueError: it is no RSA key.
    """
    kind, body, _ = _take(der)
    first, inner, rest = _take(body)
    if kind == _SEQUENCE and first == _SEQUENCE:
        kind, bits, _ = _take(rest)
        if kind != _BIT_STRING or bits[:1] != b"\0":
            raise ValueError("its algorithm identifier has no key")
        kind, body, _ = _take(bits[1:])
        first, inner, rest = _take(body)
    if kind != _SEQUENCE or first != _INTEGER:
        raise ValueError("it is no RSA key")
    return int.from_bytes(inner, "big").bit_length()


def _take(der: bytes) -> tuple[int, bytes, bytes]:
    """Return the kind of the first thing, what is in it, and what comes after it."""
    if len(der) < _SHORTEST:
        raise ValueError("it ends too early")
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if start + length > len(der):
        raise ValueError("it ends too early")
    return der[0], der[start : start + length], der[start + length :]


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
