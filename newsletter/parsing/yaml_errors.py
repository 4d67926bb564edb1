"""What a YAML parser's error means in plain English, judged by its words and by the line it points at. Pure."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import NamedTuple

from newsletter.errors import Location, Problem
from newsletter.parsing.document import Position, shorten
from newsletter.parsing.yaml_lost_text import is_wordlike
from newsletter.parsing.yaml_quoting import ask_for_dash, format_entry, quote_pieces, quote_value

_TIGHT_ENTRY = re.compile(r"\s*(?:- +)*(?P<key>[\w-]{1,60}):(?P<value>\S.*)", re.DOTALL)
_TIGHT_ITEM = re.compile(r"\s*-(?P<value>[^\s-].*)")
_ITEM_INDENT = re.compile(r"\s*(?:- +)*")
_OPENED = re.compile(r"\s*(?:- +)*(?:[\w-]{1,60}:[ \t]+)?[\"']")
_COMMENT = re.compile(r"(?:(?<=\s)|^)#.*")
_BARE = re.compile(r"(?<=[\[{,])#.*")
_KEY = re.compile(r"[\w-]{1,60}:(?:\s|$)")
_START = re.compile(r"(\s*(?:- +)*(?:[\w-]{1,60}:[ \t]+)?)(.*)")


@dataclass(frozen=True, slots=True)
class ParserError:
    """A parser's error: what it was reading since where, and what went wrong where; with the text's lines."""

    context: str
    problem: str
    at: Position
    since: Position
    lines: list[str]
    end: int = sys.maxsize
    """The line, from 0, at which what was read ends, where that is not all of the text."""

    @property
    def last(self) -> int:
        """The number of the last line, from 0."""
        return min(self.end, len(self.lines)) - 1

    @property
    def before(self) -> str:
        """The part of the line before the error."""
        return self.line(self.at.line)[: self.at.column]

    @property
    def after(self) -> str:
        """The part of the line from the error on."""
        return self.line(self.at.line)[self.at.column :]

    def line(self, number: int) -> str:
        """Return a line by its number, from 0; nothing where there is none."""
        return self.lines[number] if 0 <= number < min(self.end, len(self.lines)) else ""

    def filled_line_above(self) -> tuple[int, str]:
        """Return the nearest line above that holds something, and its number."""
        return next(((n, self.lines[n]) for n in range(self.at.line - 1, -1, -1) if self.line(n).strip()), (0, ""))


class Diagnosis(NamedTuple):
    """What an error means: where, by which rule, what is wrong, and what to write instead."""

    position: Position
    rule: str
    message: str
    hint: str


def explain(error: ParserError, file: str) -> Problem:
    """Say what is wrong and what to write instead."""
    found = next(filter(None, (diagnose(error) for diagnose in _DIAGNOSES)), None)
    if found is None:
        message = f"this cannot be read as YAML ({error.problem})."
        hint = "Check the quotes, colons and indentation here and above."
        found = Diagnosis(error.at, "yaml.syntax", message, hint)
    line, column = found.position
    if line > error.last:  # the end of the text, which no editor shows as a line
        line, column = error.last, len(error.line(error.last))
    return Problem(Location(file, line + 1, column + 1), found.rule, found.message, found.hint)


def _diagnose_tab(error: ParserError) -> Diagnosis | None:
    if not error.after.startswith("\t"):
        return None
    message, hint = "a tab is used where only spaces are allowed.", "Use spaces: two for each level."
    return Diagnosis(error.at, "yaml.tab", message, hint)


def _diagnose_first_character(error: ParserError) -> Diagnosis | None:
    if re.search(r"an alias|an anchor|a tag$", error.context):
        position = error.since
    elif re.search(r"cannot start any token|node content|undefined tag handle|keys are not allowed", error.problem):
        position = error.at
    else:
        return None
    line = error.line(position.line)
    first = line[position.column : position.column + 1]
    if not first:
        return Diagnosis(position, "yaml.bracket", "a bracket above is never closed.", "Close it with ] or }.")
    return Diagnosis(position, "yaml.quotes", f"text without quotes cannot begin with {first}.", advise_quotes(line))


def _diagnose_quotation(error: ParserError) -> Diagnosis | None:
    if "quoted" not in error.context:
        return None
    if re.search(r"end of stream|document (indicator|separator)", error.problem):
        return Diagnosis(error.since, "yaml.quotes", "this quotation mark is never closed.", _close(error))
    message = "this is not an escape sequence that double quotes allow."
    return Diagnosis(error.at, "yaml.escape", message, "Write \\\\ for a backslash, or use single quotes.")


def _close(error: ParserError) -> str:
    """Show a line with the quotation mark closed at its end, where the text does not go on below."""
    line, (number, column) = error.line(error.since.line), error.since
    below = next((text for text in error.lines[number + 1 : error.last + 1] if text.strip()), "")
    if _indent(below) > _indent(line) or not _OPENED.fullmatch(line[: column + 1]):
        return "Close it where the text ends."
    following = line[column + 1 : column + 2]
    is_sign = not following.strip() or (line[column] == "'" and following.isalpha())  # no quotation begins like this
    text = line[column:].rstrip() if is_sign else line[column + 1 :].rstrip()
    written = format_entry(line[:column], text)
    return f"Close it where the text ends. Write: {written}" if written else "Close it where the text ends."


def _diagnose_block_text(error: ParserError) -> Diagnosis | None:
    if "block scalar" not in error.context:
        return None
    message = "> or | must be the last thing in its line."
    hint = "Begin the text in the next line, indented."
    if written := quote_value(error.line(error.since.line)):
        hint = f"Begin the text in the next line, indented; if it is one line, write: {written}"
    return Diagnosis(error.since, "yaml.block-text", message, hint)


def _diagnose_directive(error: ParserError) -> Diagnosis | None:
    if re.search(r"directive|incompatible", error.context + error.problem):
        message, hint = "this directive cannot be read.", "Delete the line; documents need none."
    elif re.search(r"document start", error.problem):
        message, hint = "the document ended above, and more follows.", "Delete the line with ... or what follows it."
    else:
        return None
    return Diagnosis(Position(error.at.line, 0), "yaml.directive", message, hint)


def _diagnose_bracket(error: ParserError) -> Diagnosis | None:
    if "parsing a flow" not in error.context:
        return None
    closing = "]" if "sequence" in error.context else "}"
    message = f"this bracket is not closed, or a comma is missing before line {error.at.line + 1}"
    hint = f"Close it with {closing}; put text that holds one of , : [ ] {{ }} in quotes."
    return Diagnosis(error.since, "yaml.bracket", f"{message}, column {error.at.column + 1}.", hint)


def _diagnose_list_item(error: ParserError) -> Diagnosis | None:
    if "sequence entries are not allowed" in error.problem:
        hint = "Put each item in a line of its own, below its key."
        if written := quote_value(error.line(error.at.line)):
            hint = f"Put each item in a line of its own, below its key; if it is text, write: {written}"
        return Diagnosis(error.at, "yaml.list", "a list cannot begin in the line of its key.", hint)
    if not error.before.strip() and re.match(r"-\s", error.after) and "block" in error.context:
        message = "this list item is not in a list."
        hint = "Line it up with the other items, below the key of the list."
        return Diagnosis(error.at, "yaml.list", message, hint)
    return None


def _diagnose_colon(error: ParserError) -> Diagnosis | None:
    if "values are not allowed" not in error.problem:
        return None
    if re.search(r":\s", error.before) or not _is_key(error.before):
        message = "text without quotes cannot contain a colon and a space."
        return Diagnosis(error.at, "yaml.colon", message, advise_quotes(error.line(error.at.line)))
    number, above = error.filled_line_above()
    if _indent(error.before) > _indent(above):
        message = "this line is indented as if it went on with the text above, and yet it is a key."
        hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}; before text of several lines write >."
        return Diagnosis(Position(error.at.line, _indent(error.before)), "yaml.indentation", message, hint)
    return _explain_no_entry(number, above)


def _diagnose_key_without_colon(error: ParserError) -> Diagnosis | None:
    if "expected ':'" not in error.problem:
        return None
    return _explain_no_entry(error.since.line, error.line(error.since.line))


def _diagnose_more_after_end(error: ParserError) -> Diagnosis | None:
    last = error.before.rstrip()[-1:]
    if not last or not re.search(r"parsing a block (mapping|collection|sequence)", error.context):
        return None
    if last in "'\"":
        message = "more text follows the closing quotation mark."
        written = quote_value(error.line(error.at.line)) if _OPENED.match(error.before) else ""
        hint = "Look for one that is missing above; inside \"…\" write \\\" for \", and inside '…' write '' for '."
        hint = f"Write: {written}" if written else hint
    else:
        message = "more text follows where the value has ended."
        hint = advise_quotes(error.line(error.at.line))
    return Diagnosis(error.at, "yaml.quotes", message, hint)


def _diagnose_indentation(error: ParserError) -> Diagnosis | None:
    if not re.search(r"parsing a block (mapping|collection|sequence)", error.context):
        return None
    if error.after.startswith(":"):
        hint = "Write the key before the colon, or put the text in quotes."
        return Diagnosis(error.at, "yaml.key", "there is no key before this colon.", hint)
    number, above = error.filled_line_above()
    hint = f"Begin it in column {_indent(above) + 1}, like line {number + 1}, or where the key it belongs to begins."
    return Diagnosis(error.at, "yaml.indentation", "this line is not lined up with those above.", hint)


def _explain_no_entry(number: int, line: str) -> Diagnosis:
    """Explain a line that should be ``key: value`` and is not."""
    position = Position(number, _indent(line))
    if found := _TIGHT_ENTRY.match(line):
        message = f"there is no space after the colon of '{found['key']}'."
        hint = f"Write: {found['key']}: {shorten(found['value'])}"
        return Diagnosis(position, "yaml.colon", message, hint)
    if found := _TIGHT_ITEM.match(line):
        message, hint = "there is no space after the dash.", f"Write: - {shorten(found['value'])}"
        return Diagnosis(position, "yaml.list", message, hint)
    message = f"'{shorten(line.strip())}' is not a key with a colon and a value."
    hint = "Write key: value; text that goes on from the line above is indented further than its key."
    return Diagnosis(position, "yaml.key", message, hint)


def advise_quotes(line: str) -> str:
    """Show a line with its value in quotes, where that is not too long."""
    written = quote_value(line)
    return f"Write: {written}" if written else "Put the text in quotes."


def _is_key(text: str) -> bool:
    return bool(re.fullmatch(r"\s*(?:- +)*[\w-]{1,60}\s*", text))


def _indent(line: str) -> int:
    """Count the columns before a key, list dashes included."""
    found = _ITEM_INDENT.match(line)
    return found.end() if found else 0


def _diagnose_comment(error: ParserError) -> Diagnosis | None:
    """Explain what went wrong because a ``#`` above began a comment, which ended a text or swallowed a bracket."""
    if "flow" in error.context:
        return _explain_swallowed_bracket(error)
    if not re.search("did not find expected|could not find expected", error.problem):
        return None
    number, above = error.filled_line_above()
    found = _COMMENT.search(above)
    if not found or not _goes_on(error, number):
        return None
    if found.start() == len(above) - len(above.lstrip()) and not is_wordlike(found[0].rstrip()):
        message = "a comment inside a text ends it here."
        hint = "Move the comment above the key of the text; if it belongs to the text, put all of it in quotes."
        return Diagnosis(Position(number, found.start()), "yaml.comment", message, hint)
    message = f"'{shorten(found[0])}' is a comment here, and ends the text before its next line."
    return Diagnosis(Position(number, found.start()), "yaml.comment", message, _advise_joining(error, number))


def _goes_on(error: ParserError, number: int) -> bool:
    """Whether the line at fault would go on with a text that begins above the comment in line ``number``."""
    line = error.line(error.at.line)
    start, is_comment = number, error.line(number).lstrip().startswith("#")
    while is_comment and start > 0:
        start -= 1
        is_comment = error.line(start).lstrip().startswith("#") or not error.line(start).strip()
    opening = _START.match(error.line(start))
    is_text = bool(opening and opening[2] and not opening[2].startswith("#"))
    return is_text and _indent_of(line) > _indent_of(error.line(start)) and not _KEY.match(line.lstrip())


def _advise_joining(error: ParserError, number: int) -> str:
    """Show the whole text in quotes, from its key to the last line that is indented further."""
    start = number
    while start > 0 and not re.match(r"\s*(?:- +|[\w-]{1,60}:\s)", error.line(start)):
        start -= 1
    opening = _START.match(error.line(start))
    lead, words = (opening[1], [opening[2]]) if opening else ("", [])
    end = start + 1
    while end <= error.last and _indent_of(error.line(end)) > _indent_of(error.line(start)):
        words.append(error.line(end).strip())
        end += 1
    written = format_entry(lead, " ".join(filter(None, words)))
    return f"Write: {written}" if written else "Put all of the text in quotes, or in the lines below | indented."


def _explain_swallowed_bracket(error: ParserError) -> Diagnosis | None:
    (number, column), line = error.since, error.line(error.since.line)
    if not line:  # the bracket holds nothing but the comment
        number, line = error.filled_line_above()
        column = max(line.rfind("[#"), line.rfind("{#"), 0)
    found = _COMMENT.search(line, column) or _BARE.search(line, column)
    if not found or not is_wordlike(found[0].rstrip()):
        return None
    message = f"'{shorten(found[0])}' is a comment here, and so the bracket before it is not closed."
    written = quote_pieces(line)
    hint = f"Write: {written}" if written else "Put each text that holds a # in quotes."
    return Diagnosis(Position(number, found.start()), "yaml.comment", message, hint)


def _diagnose_missing_dash(error: ParserError) -> Diagnosis | None:
    """Explain a list of groups one of which does not begin with a dash."""
    since_line = error.line(error.since.line)
    is_beside = error.at.column == error.since.column > 0
    if is_beside and "expected '-' indicator" in error.problem and _KEY.match(error.after):
        return _ask_for_dash(error, error.at.line)
    is_item = not error.before.strip() and re.match(r"-\s", error.after)
    is_alone = _KEY.match(since_line.lstrip()) and not since_line[: error.since.column].strip()
    if "block mapping" in error.context and is_item and is_beside and is_alone:
        return _ask_for_dash(error, error.since.line)
    return None


def _ask_for_dash(error: ParserError, number: int) -> Diagnosis:
    line = error.line(number)
    message = "the dash that begins each item of this list is missing."
    return Diagnosis(Position(number, _indent_of(line)), "yaml.dash", message, ask_for_dash(number + 1, line))


def _indent_of(line: str) -> int:
    """Count the spaces that a line begins with."""
    return len(line) - len(line.lstrip())


_DIAGNOSES = (
    _diagnose_tab,
    _diagnose_comment,
    _diagnose_missing_dash,
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
