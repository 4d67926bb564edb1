"""How long an RSA key is, read from its DER (ITU-T X.690), as DKIM publishes it (RFC 6376, section 3.6.1)."""

from __future__ import annotations

_SEQUENCE, _INTEGER, _BIT_STRING = 0x30, 0x02, 0x03


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
            raise ValueError("there is no key behind its name")
        kind, body, _ = _take(bits[1:])
        first, inner, rest = _take(body)
    if kind != _SEQUENCE or first != _INTEGER:
        raise ValueError("it is no RSA key")
    return int.from_bytes(inner, "big").bit_length()


def _take(der: bytes) -> tuple[int, bytes, bytes]:
    """Return the kind of the first thing, what is in it, and what comes after it."""
    if len(der) < 2:  # noqa: PLR2004  # a kind and a length
        raise ValueError("it ends too early")
    length, start = der[1], 2
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if start + length > len(der):
        raise ValueError("it ends too early")
    return der[0], der[start : start + length], der[start + length :]
