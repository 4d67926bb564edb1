"""What a YAML parser's complaint means in plain English, judged by its words and by the line it points at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from newsletter.errors import Place, Problem
from newsletter.reading.document import Position, shorten


@dataclass(frozen=True, slots=True)
class Complaint:
    """A parser's own words: what it was reading since where, and what went wrong where; with the text's lines."""

    context: str
    problem: str
    at: Position
    since: Position
    lines: list[str]

    @property
    def before(self) -> str:
        """What stands before the place in its line."""
        return self.line(self.at[0])[: self.at[1]]

    @property
    def after(self) -> str:
        """What stands from the place on in its line."""
        return self.line(self.at[0])[self.at[1] :]

    def line(self, number: int) -> str:
        """Return a line by its number, from 0; nothing where there is none."""
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def filled_line_above(self) -> tuple[int, str]:
        """Return the nearest line above that holds something, and its number."""
        return next(((n, self.lines[n]) for n in range(self.at[0] - 1, -1, -1) if self.line(n).strip()), (0, ""))


class _Finding(NamedTuple):
    position: Position
    rule: str
    message: str
    hint: str


_ENTRY = re.compile(r"\s*(?P<lead>(?:- +)*[\w-]{1,60}:[ \t]+|(?:- +)+)(?P<value>\S.*)")
_TIGHT_ENTRY = re.compile(r"\s*(?:- +)*(?P<key>[\w-]{1,60}):(?P<value>\S.*)")
_TIGHT_ITEM = re.compile(r"\s*-(?P<value>[^\s-].*)")
_ITEM_INDENT = re.compile(r"\s*(?:- +)*")
_LONGEST_EXAMPLE = 60


def explain(complaint: Complaint, file: str) -> Problem:
    """Say what is wrong and what to write instead."""
    found = next(filter(None, (diagnose(complaint) for diagnose in _DIAGNOSES)), None)
    if found is None:
        message = f"this cannot be read as YAML ({complaint.problem})."
        hint = "Check the quotes, colons and indentation here and above."
        found = _Finding(complaint.at, "yaml.syntax", message, hint)
    line, column = found.position
    if line >= len(complaint.lines):  # the end of the text, which no editor shows as a line
        line, column = len(complaint.lines) - 1, len(complaint.lines[-1])
    return Problem(Place(file, line + 1, column + 1), found.rule, found.message, found.hint)


def _diagnose_tab(complaint: Complaint) -> _Finding | None:
    if not complaint.after.startswith("\t"):
        return None
    message, hint = "a tab stands where only spaces may.", "Use spaces: two for each level."
    return _Finding(complaint.at, "yaml.tab", message, hint)


def _diagnose_first_character(complaint: Complaint) -> _Finding | None:
    if re.search(r"an alias|an anchor|a tag$", complaint.context):
        position = complaint.since
    elif re.search(r"cannot start any token|node content|undefined tag handle|keys are not allowed", complaint.problem):
        position = complaint.at
    else:
        return None
    line = complaint.line(position[0])
    first = line[position[1] : position[1] + 1]
    if not first:
        return _Finding(position, "yaml.bracket", "a bracket above is never closed.", "Close it with ] or }.")
    return _Finding(position, "yaml.quotes", f"text without quotes cannot begin with {first}.", _advise_quotes(line))


def _diagnose_quotation(complaint: Complaint) -> _Finding | None:
    if "quoted" not in complaint.context:
        return None
    if re.search(r"end of stream|document (indicator|separator)", complaint.problem):
        hint = "Close it where the text ends."
        return _Finding(complaint.since, "yaml.quotes", "this quotation mark is never closed.", hint)
    message = "double quotes do not know the escape that stands here."
    return _Finding(complaint.at, "yaml.escape", message, "Write \\\\ for a backslash, or use single quotes.")


def _diagnose_block_text(complaint: Complaint) -> _Finding | None:
    if "block scalar" not in complaint.context:
        return None
    message = "> or | must be the last thing in its line."
    hint = "Begin the text in the next line, indented; or put it in quotes."
    return _Finding(complaint.since, "yaml.block-text", message, hint)


def _diagnose_directive(complaint: Complaint) -> _Finding | None:
    if re.search(r"directive|incompatible", complaint.context + complaint.problem):
        message, hint = "this directive cannot be read.", "Delete the line; documents need none."
    elif re.search(r"document start", complaint.problem):
        message, hint = "the document ended above, and more follows.", "Delete the line with ... or what follows it."
    else:
        return None
    return _Finding((complaint.at[0], 0), "yaml.directive", message, hint)


def _diagnose_bracket(complaint: Complaint) -> _Finding | None:
    if "parsing a flow" not in complaint.context:
        return None
    closing = "]" if "sequence" in complaint.context else "}"
    message = f"this bracket is not closed, or a comma is missing before line {complaint.at[0] + 1}"
    hint = f"Close it with {closing}; put text that holds one of , : [ ] {{ }} in quotes."
    return _Finding(complaint.since, "yaml.bracket", f"{message}, column {complaint.at[1] + 1}.", hint)


def _diagnose_list_item(complaint: Complaint) -> _Finding | None:
    if "sequence entries are not allowed" in complaint.problem:
        hint = "Put each item in a line of its own, below its key; or put the text in quotes."
        return _Finding(complaint.at, "yaml.list", "a list cannot begin in the line of its key.", hint)
    if not complaint.before.strip() and re.match(r"-\s", complaint.after) and "block" in complaint.context:
        message = "this list item stands where no list is."
        hint = "Line it up with the other items, below the key of the list."
        return _Finding(complaint.at, "yaml.list", message, hint)
    return None


def _diagnose_colon(complaint: Complaint) -> _Finding | None:
    if "values are not allowed" not in complaint.problem:
        return None
    if re.search(r":\s", complaint.before) or not _is_key(complaint.before):
        message = "a colon and a space stand inside text without quotes."
        return _Finding(complaint.at, "yaml.colon", message, _advise_quotes(complaint.line(complaint.at[0])))
    number, above = complaint.filled_line_above()
    if _indent(complaint.before) > _indent(above):
        message = "this line is indented as if it went on with the text above, and yet it is a key."
        hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}; before text of several lines write >."
        return _Finding((complaint.at[0], _indent(complaint.before)), "yaml.indentation", message, hint)
    return _explain_no_entry(number, above)


def _diagnose_key_without_colon(complaint: Complaint) -> _Finding | None:
    if "expected ':'" not in complaint.problem:
        return None
    return _explain_no_entry(complaint.since[0], complaint.line(complaint.since[0]))


def _diagnose_more_after_end(complaint: Complaint) -> _Finding | None:
    last = complaint.before.rstrip()[-1:]
    if not last or not re.search(r"parsing a block (mapping|collection|sequence)", complaint.context):
        return None
    if last in "'\"":
        message = "more text follows the closing quotation mark."
        hint = "Look for one that is missing above; inside \"…\" write \\\" for \", and inside '…' write '' for '."
    else:
        message = "more text follows where the value has ended."
        hint = _advise_quotes(complaint.line(complaint.at[0]))
    return _Finding(complaint.at, "yaml.quotes", message, hint)


def _diagnose_indentation(complaint: Complaint) -> _Finding | None:
    if not re.search(r"parsing a block (mapping|collection|sequence)", complaint.context):
        return None
    if complaint.after.startswith(":"):
        hint = "Write the key before the colon, or put the text in quotes."
        return _Finding(complaint.at, "yaml.key", "there is no key before this colon.", hint)
    number, above = complaint.filled_line_above()
    hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}, or where the key it belongs to begins."
    return _Finding(complaint.at, "yaml.indentation", "this line is not lined up with those above.", hint)


_DIAGNOSES = (
    _diagnose_tab,
    _diagnose_directive,
    _diagnose_first_character,
    _diagnose_quotation,
    _diagnose_block_text,
    _diagnose_bracket,
    _diagnose_list_item,
    _diagnose_colon,
    _diagnose_key_without_colon,
    _diagnose_more_after_end,
    _diagnose_indentation,
)


def _explain_no_entry(number: int, line: str) -> _Finding:
    """Explain a line that should be ``key: value`` and is not."""
    position = (number, _indent(line))
    if found := _TIGHT_ENTRY.match(line):
        message = f"there is no space after the colon of '{found['key']}'."
        hint = f"Write: {found['key']}: {shorten(found['value'])}"
        return _Finding(position, "yaml.colon", message, hint)
    if found := _TIGHT_ITEM.match(line):
        message, hint = "there is no space after the dash.", f"Write: - {shorten(found['value'])}"
        return _Finding(position, "yaml.list", message, hint)
    message = f"'{shorten(line.strip())}' is not a key with a colon and a value."
    hint = "Write key: value; text that goes on from the line above is indented further than its key."
    return _Finding(position, "yaml.key", message, hint)


def _advise_quotes(line: str) -> str:
    """Show the line with its value in quotes, where that is short and sure to be right."""
    found = _ENTRY.fullmatch(line.rstrip())
    if not found or len(found["value"]) > _LONGEST_EXAMPLE or re.search(r"[\"\\]| #", found["value"]):
        return "Put the text in quotes."
    example = f'{found["lead"]}"{found["value"]}"'
    return f"Write: {shorten(example, 3 * _LONGEST_EXAMPLE)}"


def _is_key(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:- +)*[\w-]{1,60}\s*", text))


def _indent(line: str) -> int:
    """Count what stands before a key, list dashes included."""
    found = _ITEM_INDENT.match(line)
    return found.end() if found else 0
