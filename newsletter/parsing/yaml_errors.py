"""What a YAML parser's complaint means in plain English, judged by its words and by the line it points at."""

from __future__ import annotations

import re

from newsletter.errors import Location, Problem
from newsletter.parsing.document import shorten
from newsletter.parsing.yaml_complaints import Complaint, Finding
from newsletter.parsing.yaml_cut_off import diagnose_comment, diagnose_missing_dash
from newsletter.parsing.yaml_quoting import quote_value, write_entry

_TIGHT_ENTRY = re.compile(r"\s*(?:- +)*(?P<key>[\w-]{1,60}):(?P<value>\S.*)", re.DOTALL)
_TIGHT_ITEM = re.compile(r"\s*-(?P<value>[^\s-].*)")
_ITEM_INDENT = re.compile(r"\s*(?:- +)*")


def explain(complaint: Complaint, file: str) -> Problem:
    """Say what is wrong and what to write instead."""
    found = next(filter(None, (diagnose(complaint) for diagnose in _DIAGNOSES)), None)
    if found is None:
        message = f"this cannot be read as YAML ({complaint.problem})."
        hint = "Check the quotes, colons and indentation here and above."
        found = Finding(complaint.at, "yaml.syntax", message, hint)
    line, column = found.position
    if line > complaint.last:  # the end of the text, which no editor shows as a line
        line, column = complaint.last, len(complaint.line(complaint.last))
    return Problem(Location(file, line + 1, column + 1), found.rule, found.message, found.hint)


def _diagnose_tab(complaint: Complaint) -> Finding | None:
    if not complaint.after.startswith("\t"):
        return None
    message, hint = "a tab stands where only spaces may.", "Use spaces: two for each level."
    return Finding(complaint.at, "yaml.tab", message, hint)


def _diagnose_first_character(complaint: Complaint) -> Finding | None:
    if re.search(r"an alias|an anchor|a tag$", complaint.context):
        position = complaint.since
    elif re.search(r"cannot start any token|node content|undefined tag handle|keys are not allowed", complaint.problem):
        position = complaint.at
    else:
        return None
    line = complaint.line(position[0])
    first = line[position[1] : position[1] + 1]
    if not first:
        return Finding(position, "yaml.bracket", "a bracket above is never closed.", "Close it with ] or }.")
    return Finding(position, "yaml.quotes", f"text without quotes cannot begin with {first}.", advise_quotes(line))


def _diagnose_quotation(complaint: Complaint) -> Finding | None:
    if "quoted" not in complaint.context:
        return None
    if re.search(r"end of stream|document (indicator|separator)", complaint.problem):
        return Finding(complaint.since, "yaml.quotes", "this quotation mark is never closed.", _close(complaint))
    message = "double quotes do not know the escape that stands here."
    return Finding(complaint.at, "yaml.escape", message, "Write \\\\ for a backslash, or use single quotes.")


_OPENED = re.compile(r"\s*(?:- +)*(?:[\w-]{1,60}:[ \t]+)?[\"']")


def _close(complaint: Complaint) -> str:
    """Show a line with the quotation mark closed at its end, where the text does not go on below."""
    line, (number, column) = complaint.line(complaint.since[0]), complaint.since
    below = next((text for text in complaint.lines[number + 1 : complaint.last + 1] if text.strip()), "")
    if _indent(below) > _indent(line) or not _OPENED.fullmatch(line[: column + 1]):
        return "Close it where the text ends."
    following = line[column + 1 : column + 2]
    is_sign = not following.strip() or (line[column] == "'" and following.isalpha())  # no quotation begins like this
    text = line[column:].rstrip() if is_sign else line[column + 1 :].rstrip()
    written = write_entry(line[:column], text)
    return f"Close it where the text ends. Write: {written}" if written else "Close it where the text ends."


def _diagnose_block_text(complaint: Complaint) -> Finding | None:
    if "block scalar" not in complaint.context:
        return None
    message = "> or | must be the last thing in its line."
    hint = "Begin the text in the next line, indented."
    if written := quote_value(complaint.line(complaint.since[0])):
        hint = f"Begin the text in the next line, indented; if it is one line, write: {written}"
    return Finding(complaint.since, "yaml.block-text", message, hint)


def _diagnose_directive(complaint: Complaint) -> Finding | None:
    if re.search(r"directive|incompatible", complaint.context + complaint.problem):
        message, hint = "this directive cannot be read.", "Delete the line; documents need none."
    elif re.search(r"document start", complaint.problem):
        message, hint = "the document ended above, and more follows.", "Delete the line with ... or what follows it."
    else:
        return None
    return Finding((complaint.at[0], 0), "yaml.directive", message, hint)


def _diagnose_bracket(complaint: Complaint) -> Finding | None:
    if "parsing a flow" not in complaint.context:
        return None
    closing = "]" if "sequence" in complaint.context else "}"
    message = f"this bracket is not closed, or a comma is missing before line {complaint.at[0] + 1}"
    hint = f"Close it with {closing}; put text that holds one of , : [ ] {{ }} in quotes."
    return Finding(complaint.since, "yaml.bracket", f"{message}, column {complaint.at[1] + 1}.", hint)


def _diagnose_list_item(complaint: Complaint) -> Finding | None:
    if "sequence entries are not allowed" in complaint.problem:
        hint = "Put each item in a line of its own, below its key."
        if written := quote_value(complaint.line(complaint.at[0])):
            hint = f"Put each item in a line of its own, below its key; if it is text, write: {written}"
        return Finding(complaint.at, "yaml.list", "a list cannot begin in the line of its key.", hint)
    if not complaint.before.strip() and re.match(r"-\s", complaint.after) and "block" in complaint.context:
        message = "this list item stands where no list is."
        hint = "Line it up with the other items, below the key of the list."
        return Finding(complaint.at, "yaml.list", message, hint)
    return None


def _diagnose_colon(complaint: Complaint) -> Finding | None:
    if "values are not allowed" not in complaint.problem:
        return None
    if re.search(r":\s", complaint.before) or not _is_key(complaint.before):
        message = "a colon and a space stand inside text without quotes."
        return Finding(complaint.at, "yaml.colon", message, advise_quotes(complaint.line(complaint.at[0])))
    number, above = complaint.filled_line_above()
    if _indent(complaint.before) > _indent(above):
        message = "this line is indented as if it went on with the text above, and yet it is a key."
        hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}; before text of several lines write >."
        return Finding((complaint.at[0], _indent(complaint.before)), "yaml.indentation", message, hint)
    return _explain_no_entry(number, above)


def _diagnose_key_without_colon(complaint: Complaint) -> Finding | None:
    if "expected ':'" not in complaint.problem:
        return None
    return _explain_no_entry(complaint.since[0], complaint.line(complaint.since[0]))


def _diagnose_more_after_end(complaint: Complaint) -> Finding | None:
    last = complaint.before.rstrip()[-1:]
    if not last or not re.search(r"parsing a block (mapping|collection|sequence)", complaint.context):
        return None
    if last in "'\"":
        message = "more text follows the closing quotation mark."
        written = quote_value(complaint.line(complaint.at[0])) if _OPENED.match(complaint.before) else ""
        hint = "Look for one that is missing above; inside \"…\" write \\\" for \", and inside '…' write '' for '."
        hint = f"Write: {written}" if written else hint
    else:
        message = "more text follows where the value has ended."
        hint = advise_quotes(complaint.line(complaint.at[0]))
    return Finding(complaint.at, "yaml.quotes", message, hint)


def _diagnose_indentation(complaint: Complaint) -> Finding | None:
    if not re.search(r"parsing a block (mapping|collection|sequence)", complaint.context):
        return None
    if complaint.after.startswith(":"):
        hint = "Write the key before the colon, or put the text in quotes."
        return Finding(complaint.at, "yaml.key", "there is no key before this colon.", hint)
    number, above = complaint.filled_line_above()
    hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}, or where the key it belongs to begins."
    return Finding(complaint.at, "yaml.indentation", "this line is not lined up with those above.", hint)


_DIAGNOSES = (
    _diagnose_tab,
    diagnose_comment,
    diagnose_missing_dash,
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


def _explain_no_entry(number: int, line: str) -> Finding:
    """Explain a line that should be ``key: value`` and is not."""
    position = (number, _indent(line))
    if found := _TIGHT_ENTRY.match(line):
        message = f"there is no space after the colon of '{found['key']}'."
        hint = f"Write: {found['key']}: {shorten(found['value'])}"
        return Finding(position, "yaml.colon", message, hint)
    if found := _TIGHT_ITEM.match(line):
        message, hint = "there is no space after the dash.", f"Write: - {shorten(found['value'])}"
        return Finding(position, "yaml.list", message, hint)
    message = f"'{shorten(line.strip())}' is not a key with a colon and a value."
    hint = "Write key: value; text that goes on from the line above is indented further than its key."
    return Finding(position, "yaml.key", message, hint)


def advise_quotes(line: str) -> str:
    """Show a line with its value in quotes, where that is not too long."""
    written = quote_value(line)
    return f"Write: {written}" if written else "Put the text in quotes."


def _is_key(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:- +)*[\w-]{1,60}\s*", text))


def _indent(line: str) -> int:
    """Count what stands before a key, list dashes included."""
    found = _ITEM_INDENT.match(line)
    return found.end() if found else 0
