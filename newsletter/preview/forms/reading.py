"""What was typed into the controls of a form, as operations on its document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from newsletter.editing.operations import Operation, read_operations
from newsletter.scaffolding.draft import make_id

Values: TypeAlias = Sequence[str]
"""The values of the inputs of a control, in their order; of boxes and buttons to choose, those that are chosen."""

Asked: TypeAlias = Mapping[str, Any]
"""A control as the page sends it: the ``data-`` attributes of its element (``controls.py``), ``was`` and ``now``."""

_MOST_VALUES = 2_000
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{0,15}[1-9])?")
_DATE_AND_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}")


def read_asked(asked: object) -> tuple[Operation, ...]:
    """Return the operations of a request, each control among them put as those that write what was typed there.

    There may be none: of a control that has nothing new but spaces.

    Raises:
        ValueError: they are not what a page sends.
    """
    if not isinstance(asked, list) or not asked:
        raise ValueError("operations")
    made = [one for part in asked for one in (_write(part) if isinstance(part, dict) and "kind" in part else (part,))]
    return read_operations(made) if made else ()


def _write(control: Asked) -> Iterator[dict[str, Any]]:
    """Yield the operations that write a control."""
    kind, path = _require_text(control["kind"]), json.loads(_require_text(control.get("path")))
    was, now = _read_values(control.get("was")), _read_values(control.get("now"))
    if not isinstance(path, list) or kind not in {*_READERS, *_WRITERS}:
        raise ValueError("control")
    if kind in _WRITERS:
        yield from _WRITERS[kind](control, path, was, now)
    elif (after := _READERS[kind](control, now)) != _READERS[kind](control, was):
        yield from _put(path, after)


def _require_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text")  # noqa: TRY004  # what a page sends is malformed, whatever it is
    return value


def _read_values(value: object) -> Values:
    if not isinstance(value, list) or len(value) > _MOST_VALUES:
        raise ValueError("values")
    return [_require_text(one).replace("\r\n", "\n") for one in value]


def _first(values: Values) -> str:
    return values[0] if values else ""


def _put(path: list[Any], value: object) -> Iterator[dict[str, Any]]:
    yield {"do": "delete", "path": path} if value is None else {"do": "set", "path": path, "value": value}


# ---- what one value is written as: nothing is None


def _read_line(_control: Asked, values: Values) -> object:
    return " ".join(filter(None, (line.strip() for line in _first(values).split("\n")))) or None


def _read_lines(_control: Asked, values: Values) -> object:
    return _first(values) if _first(values).strip() else None


def _read_typed(_control: Asked, values: Values) -> object:
    words = _first(values).strip()
    return _read_number(words) if _NUMBER.fullmatch(words) else words or None


def _read_number(words: str) -> int | float:
    number = float(words)
    return int(number) if number.is_integer() else number


def _read_cell(_control: Asked, values: Values) -> object:
    return _first(values).strip()


def _read_count(_control: Asked, values: Values) -> object:
    words = _first(values).strip()
    try:
        return _read_number(words) if words else None
    except (ValueError, OverflowError):
        return words  # its model says what is wrong with it


def _read_check(control: Asked, values: Values) -> object:
    is_checked = bool(values)
    return None if json.dumps(is_checked) == control.get("default") else is_checked


def _read_choice(control: Asked, values: Values) -> object:
    chosen = _first(values)
    return None if chosen in ("", control.get("default")) else json.loads(chosen)


def _read_moment(control: Asked, values: Values) -> object:
    day, time = [*values, "", ""][:2]
    if not day or not time:
        return day or time or None
    has_zone = str(control.get("form")).endswith("moment")
    return f"{day}T{time}" + (f":00{_find_offset(f'{day}T{time}', str(control.get('zone')))}" if has_zone else "")


def _find_offset(moment: str, zone: str) -> str:
    """Return how far from UTC a time is, ``+01:00``: as it was written, or in a time zone by its name."""
    if zone[:1] in ("+", "-", "Z"):
        return zone
    if not _DATE_AND_TIME.fullmatch(moment):
        return ""
    try:
        offset = f"{datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone)):%z}"
    except (ZoneInfoNotFoundError, OSError):
        raise ValueError("zone") from None
    return f"{offset[:3]}:{offset[3:]}"


# ---- what is written by its parts, so that what others write beside them stays


def _write_group(_control: Asked, path: list[Any], was: Values, now: Values) -> Iterator[dict[str, Any]]:
    yield from _write_keys(path, _read_group(_first(was)), _read_group(_first(now)))


def _read_group(text: str) -> Mapping[str, Any]:
    group = json.loads(text or "{}")
    if not isinstance(group, dict):
        raise ValueError("group")  # noqa: TRY004  # what a page sends is malformed, whatever it is
    return group


def _write_pairs(_control: Asked, path: list[Any], was: Values, now: Values) -> Iterator[dict[str, Any]]:
    yield from _write_keys(path, _pair(was), _pair(now))


def _pair(values: Values) -> dict[str, str]:
    pairs = zip(values[::2], values[1::2], strict=False)
    return {name.strip(): words.strip() for name, words in pairs if name.strip() and words.strip()}


def _write_keys(path: list[Any], was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for key in {**was, **now}:
        if was.get(key) != now.get(key):
            yield from _put([*path, key], now.get(key))


def _write_vocabulary(_control: Asked, path: list[Any], was: Values, now: Values) -> Iterator[dict[str, Any]]:
    for value in now:
        if value not in was:
            yield {"do": "add", "path": path, "value": value}
    for at in reversed(range(len(was))):
        if was[at] not in now:
            yield {"do": "delete", "path": [*path, at]}


def _write_named(control: Asked, path: list[Any], _was: Values, now: Values) -> Iterator[dict[str, Any]]:
    """Yield the operation that begins an entry, with its name."""
    start, name = json.loads(_require_text(control.get("start"))), _first(now).strip()
    key = make_id(name)
    if key and isinstance(start, dict):
        yield {"do": "set", "path": [*path, key], "value": start | {("label" if "label" in start else "name"): name}}


def _write_waiver(control: Asked, path: list[Any], _was: Values, now: Values) -> Iterator[dict[str, Any]]:
    """Yield the operation that lets a warning stand, with the reason."""
    start, reason = json.loads(_require_text(control.get("start"))), _first(now).strip()
    if reason and isinstance(start, dict):
        yield {"do": "add", "path": path, "value": start | {"reason": reason}}


_READERS: Mapping[str, Callable[[Asked, Values], object]] = {
    "text": _read_line,
    "lines": _read_lines,
    "typed": _read_typed,
    "cell": _read_cell,
    "number": _read_count,
    "check": _read_check,
    "choice": _read_choice,
    "radios": _read_choice,
    "moment": _read_moment,
}
_WRITERS: Mapping[str, Callable[[Asked, list[Any], Values, Values], Iterator[dict[str, Any]]]] = {
    "either": _write_group,
    "pairs": _write_pairs,
    "vocabulary": _write_vocabulary,
    "named": _write_named,
    "waiver": _write_waiver,
}
