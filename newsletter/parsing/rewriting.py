"""What to write instead of a value that is of the wrong kind, as a line ready to paste, by the line that it is in."""

from __future__ import annotations

import re

from newsletter.parsing.document import shorten
from newsletter.parsing.validation_errors import Fault
from newsletter.parsing.yaml_quoting import LONGEST_LINE, ask_for_dash, format_entry, quote_value

_ENTRY = re.compile(r"\s*(?:- +)*(?:[\w-]{1,60}: +)?")
_KEY = re.compile(r"[\w-]{1,60}:(?:\s|$)")
_WORD = re.compile(r"[^\s,\[\]{}#]+")
_PROSE = re.compile(r"[^a-z0-9_-]")
_ADDRESS = re.compile(r"https?://\S+")


def rewrite(fault: Fault, expected: set[str]) -> str:
    """Return what to write where one of some kinds of value is ``expected``; nothing where that is not sure."""
    if not fault.document.is_yaml or not fault.document.text:
        return ""
    before, after = _split_line(fault)
    if "text" in expected:
        return _write_text(fault.value, before, after)
    if "a list" in expected:
        return _write_list(fault, before, after)
    if "a group of keys and values" in expected and isinstance(fault.value, str):
        return _write_group(fault, before)
    return ""


def find_written(fault: Fault) -> str:
    """Return a number as it was typed, 007 or 1.10; nothing of any other value."""
    is_number = isinstance(fault.value, (int, float)) and not isinstance(fault.value, bool)
    found = _WORD.match(_split_line(fault)[1]) if is_number and fault.document.is_yaml else None
    return found[0] if found else ""


def quote_prose(fault: Fault) -> str:
    """Return the line of a key that no model would have, in quotes: a text with a colon looks like one."""
    if not fault.document.is_yaml or not _PROSE.search(fault.name) or isinstance(fault.value, (dict, list)):
        return ""
    before, after = _split_line(fault)
    return format_entry(before, after.strip()) if before.strip().endswith("-") else ""


def find_missing_dash(fault: Fault) -> str:
    """Say how to begin an item with a key beside a list, and that the items of the list begin with."""
    above: object = fault.document.data
    for step in fault.path[:-1]:
        above = above[step]  # type: ignore[index]  # the path of a fault leads through lists and mappings
    lists = [value for value in above.values() if isinstance(value, list)] if isinstance(above, dict) else []
    firsts = {next(iter(item), None) for items in lists for item in items if isinstance(item, dict)}
    is_item = fault.document.is_yaml and fault.name in firsts
    return ask_for_dash(fault.place.line, _split_line(fault)[1].strip()) if is_item else ""


def _split_line(fault: Fault) -> tuple[str, str]:
    """Return the part of a fault's line before its location, and the part from there on."""
    lines = fault.document.text.splitlines()
    line = lines[fault.place.line - 1] if 0 < fault.place.line <= len(lines) else ""
    return line[: fault.place.column - 1], line[fault.place.column - 1 :]


def _write_text(value: object, before: str, after: str) -> str:
    """Put a number, or what YAML took for a list or a group, in quotes."""
    if isinstance(value, (int, float)):
        found = _WORD.match(after)
        return f"Write: {format_entry(before, found[0])}" if found else ""
    if isinstance(value, (dict, list)) and _ENTRY.fullmatch(before):
        is_on_one_line = after[:1] in "[{" or (isinstance(value, dict) and len(value) == 1)
        written = quote_value(f"{before}{after}") if _ENTRY.fullmatch(before) and before.strip() else ""
        if isinstance(value, dict) and after[:1] not in "[{":
            written = format_entry(before, after.strip()) if before.strip() else ""
        return f"Write: {written}" if written and is_on_one_line else ""
    return ""


def _write_list(fault: Fault, before: str, after: str) -> str:
    if isinstance(fault.value, dict) and _KEY.match(after) and not before.strip():
        return ask_for_dash(fault.place.line, after.strip())
    if isinstance(fault.value, str) and before.strip() and _ENTRY.fullmatch(before):
        is_word = not re.search(r"[,#\"'\[\]{}]", after) and len(after) <= LONGEST_LINE
        return f"Write: {shorten(f'{before.strip()} [{after.strip()}]', LONGEST_LINE)}" if is_word else ""
    if isinstance(fault.value, str) and not before.strip():
        return f"Begin each item in a line of its own, with a dash: - {shorten(after.strip())}"
    return ""


def _write_group(fault: Fault, before: str) -> str:
    """Show which key a bare text or address is meant for, and which others it needs."""
    value, keys = str(fault.value), fault.schema_location.inner_keys
    meant = "url" if _ADDRESS.fullmatch(value) else next((key for key in keys if key != "url"), "")
    if meant not in keys or not before.strip() or not _ENTRY.fullmatch(before):
        return ""
    parts = (f"{key}: {shorten(value, 200) if key == meant else '…'}" for key in keys)
    return f"Write: {before.strip()} {{{', '.join(parts)}}}"
