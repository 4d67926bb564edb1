"""Lines of YAML with a text in quotes, ready to paste; for messages that show an editor what to write instead."""

from __future__ import annotations

import re

from newsletter.parsing.document import shorten

LONGEST_LINE = 400
"""Characters of a line that is shown whole; a longer text is better written below ``|``."""

_ENTRY = re.compile(r"\s*(?P<lead>(?:- +)*[\w-]{1,60}:[ \t]+|(?:- +)+)(?P<value>\S.*)", re.DOTALL)
_LEAD = re.compile(r"\s*(?:- +)*(?:[\w-]{1,60}:[ \t]+)?")
_TRUE_COMMENT = re.compile(r"\s#(?:\s.*)?$")
_PIECE = re.compile(r"(?<=[\[{,])(?P<gap>\s*(?:[\w-]+:\s+)?)(?P<text>[^\s\"'\[\]{},][^\[\]{},]*)(?=[,\]}])")


def quote(text: str) -> str:
    """Put a text of one line in the quotes that need the least change to it (YAML 1.2.2, section 7.3)."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def quote_value(line: str) -> str:
    """Return a line of YAML with its value in quotes, or nothing where it is too long or holds no value."""
    found = _ENTRY.fullmatch(line.rstrip())
    if not found or len(line) > LONGEST_LINE:
        return ""
    text, comment = _part(found["value"])
    return shorten(f"{found['lead']}{quote(strip_quotes(text))}{comment}", LONGEST_LINE)


def _part(value: str) -> tuple[str, str]:
    """Split what follows a key into the text and a comment that was meant as one."""
    comment = _TRUE_COMMENT.search(value)
    return (value[: comment.start()].rstrip(), f" {comment[0].strip()}") if comment else (value, "")


def strip_quotes(text: str) -> str:
    """Leave out quotation marks around a text that were meant as YAML's own."""
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1].replace("''", "'") if text[0] == "'" else re.sub(r'\\(["\\])', r"\1", text[1:-1])
    return text


def format_entry(before: str, text: str) -> str:
    """Return the part of a line before its value, and then a text in quotes; nothing where that is too long."""
    lead = before.lstrip() if _LEAD.fullmatch(before) else ""
    line = f"{lead}{quote(text)}"
    return shorten(line, LONGEST_LINE) if "\n" not in text and len(line) <= LONGEST_LINE else ""


def quote_pieces(line: str) -> str:
    """Return a line with brackets in which every text that holds a # is in quotes; nothing where there is none."""
    written = _PIECE.sub(_quote_piece, line.strip())
    return shorten(written, LONGEST_LINE) if written != line.strip() and len(written) <= LONGEST_LINE else ""


def _quote_piece(found: re.Match[str]) -> str:
    text = found["text"].rstrip()
    return f"{found['gap']}{quote(text)}" if "#" in text else found[0]


def ask_for_dash(number: int, line: str) -> str:
    """Say how to begin an item: in line ``number`` (from 1), which is shown."""
    return f"Begin line {number} with a dash: - {shorten(line)}, and indent what belongs to it by two spaces more."
