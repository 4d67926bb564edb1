"""What a bare YAML word means: the core schema of YAML 1.2.2, section 10.3.2, and nothing that YAML 1.1 added to it."""

from __future__ import annotations

import re

from newsletter.parsing.document import MAX_NUMBER_LENGTH

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST_OF_NUMBERS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve(text: str) -> Scalar:
    """Return what a scalar without quotes means.

    Raises:
        OverflowError: it is a number of more than ``MAX_NUMBER_LENGTH`` characters.
    """
    if text in _WORDS:
        return _WORDS[text]
    return _resolve_number(text) if text[0] in _FIRST_OF_NUMBERS else text


def _resolve_number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        return int(_checked(text))
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        return int(_checked(text), base=0)
    if _FLOAT.fullmatch(text):
        return float(_checked(text))
    return float(text.replace(".", "")) if _INFINITE.fullmatch(text) else text


def _checked(number: str) -> str:
    if len(number) > MAX_NUMBER_LENGTH:
        raise OverflowError
    return number
