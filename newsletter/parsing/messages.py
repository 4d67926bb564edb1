"""Messages about single values, and the known word that was probably meant. Pure: it knows no model and no location."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches

from newsletter.errors import Reason, find_page_text, join_reasons
from newsletter.parsing.document import shorten

_LONGEST_WORD = 60
_CUTOFF = 0.7


@dataclass(frozen=True, slots=True)
class Message:
    """A rule, what is wrong, how to fix it, and what may be written instead of the value, if that is known."""

    rule: str
    message: str
    hint: str = ""
    replacements: tuple[str, ...] = ()


_ANEW = "Open its form, and fill it in again."
_TEXT = ("text", Reason("", "Put it in quotes.", "Type it again."))
_WHOLE_NUMBER = ("a whole number", Reason("Write digits", ", without quotes: 7", "alone, such as 7."))
_NUMBER = ("a number", Reason("Write digits", ", without quotes: 7.5", "alone, such as 7.5."))
_YES_NO = (Reason("", "true or false", "yes or no"), Reason("", "Write true or false, without quotes.", _ANEW))
_LIST = (
    "a list",
    Reason(
        "",
        "Make it a list, even of one: [a, b], or in YAML each item in a line that begins with a dash and a space.",
        _ANEW,
    ),
)
_GROUP = (Reason("", "a group of keys and values", "a group of facts"), Reason("", "Give each value its key.", _ANEW))
_DATE = ("a date", "Write it like 2024-01-31.")
_MOMENT = ("a date and time", Reason("", "Write it like 2024-02-01T09:00:00+00:00.", "Choose a day and a time."))
_TIME = ("a time of day", Reason("Write it", "like 09:00.", "as 09:00 is written."))
_UUID = (
    Reason("", "a UUID", "the number that identifies a newsletter"),
    Reason("", "Write 32 hexadecimal digits in five groups: 8-4-4-4-12.", "Ask the person who set the newsletter up."),
)

_FILL_IN = Reason("Fill it in", ", or leave the key out.", ".")

KINDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("string_type",), _TEXT),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), _WHOLE_NUMBER),
    **dict.fromkeys(("float_type", "float_parsing"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _YES_NO),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type"), _LIST),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _GROUP),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DATE),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _MOMENT),
    **dict.fromkeys(("time_type", "time_parsing"), _TIME),
    **dict.fromkeys(("uuid_type", "uuid_parsing"), _UUID),
}
"""What a value should have been, and how to write it, for each error about a wrong type."""

BOUNDS: dict[str, tuple[str, str, str]] = {
    "greater_than": ("document.amount", "{shown} is too small", "It must be more than {gt}."),
    "greater_than_equal": ("document.amount", "{shown} is too small", "It must be {ge} or more."),
    "less_than": ("document.amount", "{shown} is too large", "It must be less than {lt}."),
    "less_than_equal": ("document.amount", "{shown} is too large", "It must be {le} or less."),
    "int_parsing_size": ("document.amount", "{shown} is too large", "Write a smaller number."),
    "finite_number": ("document.amount", "{shown} is not a finite number", "Write digits."),
    "too_short": ("document.length", "this list is too short", "It must have at least {min_length}."),
    "too_long": ("document.length", "this list is too long", "It must have {max_length} at most."),
    "string_too_short": ("document.length", "{shown} is too short", "It must have at least {min_length} characters."),
    "string_too_long": ("document.length", "{shown} is too long", "It must have {max_length} characters at most."),
}
"""Rule, message and hint of each error about a value out of bounds; names in braces are the error's figures."""


def format_value(value: object) -> str:
    """Say a value as it looks in a document, on one line and not too long."""
    if isinstance(value, str):
        return f"'{shorten(value)}'"
    if isinstance(value, (dict, list)):
        return _GROUP[0] if isinstance(value, dict) else "a list"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return Reason("", str(value).lower(), "yes" if value else "no")
    return "nothing" if value is None else str(value).lower()


def format_wrong_kind(value: object, types: Iterable[str], inner_keys: tuple[str, ...], written: str = "") -> Message:
    """Say that a value is none of the kinds that it may be; ``types`` are Pydantic's errors, one for each kind.

    ``written`` is the value as it was typed, where that may differ from what it means.
    """
    kinds = list(dict.fromkeys(KINDS[kind] for kind in types))
    expected = join_reasons((noun for noun, _ in kinds), " or ")
    if value is None:
        missing = "nothing is written here, and it must be"
        return Message("document.type", Reason(missing, expected, expected.in_page), _FILL_IN)
    hint = kinds[0][1]
    if kinds == [_GROUP] and inner_keys:
        hint = Reason("", f"Give each value its key: {', '.join(inner_keys)}.", _ANEW)
    if isinstance(value, (dict, list)) and _TEXT in kinds:
        hint = Reason("", "Text that begins with [ or { needs quotes.", "Type it again.")
    shown = written or format_value(value)
    message = Reason("", f"{shown} is not {expected}", f"{find_page_text(shown)} is not {expected.in_page}")
    return Message("document.type", message, hint)


def format_out_of_bounds(value: object, kind: str, figures: Mapping[str, object]) -> Message:
    """Say that a value is too small, too large, too short or too long."""
    rule, message, hint = BOUNDS[kind]
    shown = format_value(value)
    sentence = Reason("", message.format(shown=shown), message.format(shown=find_page_text(shown)))
    return Message(rule, sentence, hint.format(**figures))


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` comes closest to, or nothing if none is close."""
    if len(word) > _LONGEST_WORD:
        return ""
    by_plain_form = {_plain(candidate): candidate for candidate in known}
    found = get_close_matches(_plain(word), by_plain_form, n=1, cutoff=_CUTOFF)
    return by_plain_form[found[0]] if found else ""


def _plain(word: str) -> str:
    """Leave out what people write differently: case, hyphens, underscores and spaces."""
    return "".join(character for character in word.casefold() if character.isalnum())
