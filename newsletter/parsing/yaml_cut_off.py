"""Mistakes that a comment or a missing dash makes of what follows it, told where they were made."""

from __future__ import annotations

import re

from newsletter.parsing.document import shorten
from newsletter.parsing.yaml_comments import is_wordlike
from newsletter.parsing.yaml_complaints import Complaint, Finding
from newsletter.parsing.yaml_quoting import quote_pieces, write_entry

_COMMENT = re.compile(r"(?:(?<=\s)|^)#.*")
_BARE = re.compile(r"(?<=[\[{,])#.*")
_KEY = re.compile(r"[\w-]{1,60}:(?:\s|$)")
_START = re.compile(r"(\s*(?:- +)*(?:[\w-]{1,60}:[ \t]+)?)(.*)")


def diagnose_comment(complaint: Complaint) -> Finding | None:
    """Explain what went wrong because a ``#`` above began a comment, which ended a text or swallowed a bracket."""
    if "flow" in complaint.context:
        return _explain_swallowed_bracket(complaint)
    if not re.search("did not find expected|could not find expected", complaint.problem):
        return None
    number, above = complaint.filled_line_above()
    found = _COMMENT.search(above)
    if not found or not _goes_on(complaint, number):
        return None
    if found.start() == len(above) - len(above.lstrip()) and not is_wordlike(found[0].rstrip()):
        message = "a comment stands inside a text here, and ends it."
        hint = "Move the comment above the key of the text; if it belongs to the text, put all of it in quotes."
        return Finding((number, found.start()), "yaml.comment", message, hint)
    message = f"'{shorten(found[0])}' is a comment here, and ends the text before its next line."
    return Finding((number, found.start()), "yaml.comment", message, _advise_joining(complaint, number))


def _goes_on(complaint: Complaint, number: int) -> bool:
    """Whether the line at fault would go on with a text that begins above the comment in line ``number``."""
    line = complaint.line(complaint.at[0])
    start, is_comment = number, complaint.line(number).lstrip().startswith("#")
    while is_comment and start > 0:
        start -= 1
        is_comment = complaint.line(start).lstrip().startswith("#") or not complaint.line(start).strip()
    opening = _START.match(complaint.line(start))
    is_text = bool(opening and opening[2] and not opening[2].startswith("#"))
    return is_text and _indent(line) > _indent(complaint.line(start)) and not _KEY.match(line.lstrip())


def _advise_joining(complaint: Complaint, number: int) -> str:
    """Show the whole text in quotes, from its key to the last line that is indented further."""
    start = number
    while start > 0 and not re.match(r"\s*(?:- +|[\w-]{1,60}:\s)", complaint.line(start)):
        start -= 1
    opening = _START.match(complaint.line(start))
    lead, words = (opening[1], [opening[2]]) if opening else ("", [])
    end = start + 1
    while end <= complaint.last and _indent(complaint.line(end)) > _indent(complaint.line(start)):
        words.append(complaint.line(end).strip())
        end += 1
    written = write_entry(lead, " ".join(filter(None, words)))
    return f"Write: {written}" if written else "Put all of the text in quotes, or in the lines below | indented."


def _explain_swallowed_bracket(complaint: Complaint) -> Finding | None:
    (number, column), line = complaint.since, complaint.line(complaint.since[0])
    if not line:  # nothing stands in the bracket but the comment
        number, line = complaint.filled_line_above()
        column = max(line.rfind("[#"), line.rfind("{#"), 0)
    found = _COMMENT.search(line, column) or _BARE.search(line, column)
    if not found or not is_wordlike(found[0].rstrip()):
        return None
    message = f"'{shorten(found[0])}' is a comment here, and so the bracket before it is not closed."
    written = quote_pieces(line)
    hint = f"Write: {written}" if written else "Put each text that holds a # in quotes."
    return Finding((number, found.start()), "yaml.comment", message, hint)


def diagnose_missing_dash(complaint: Complaint) -> Finding | None:
    """Explain a list of groups one of which does not begin with a dash."""
    since_line = complaint.line(complaint.since[0])
    is_beside = complaint.at[1] == complaint.since[1] > 0
    if is_beside and "expected '-' indicator" in complaint.problem and _KEY.match(complaint.after):
        return _ask_for_dash(complaint, complaint.at[0])
    is_item = not complaint.before.strip() and re.match(r"-\s", complaint.after)
    is_alone = _KEY.match(since_line.lstrip()) and not since_line[: complaint.since[1]].strip()
    if "block mapping" in complaint.context and is_item and is_beside and is_alone:
        return _ask_for_dash(complaint, complaint.since[0])
    return None


def _ask_for_dash(complaint: Complaint, number: int) -> Finding:
    line = complaint.line(number)
    message = "the dash is missing with which each item of this list begins."
    return Finding((number, _indent(line)), "yaml.dash", message, ask_for_dash(number + 1, line))


def ask_for_dash(number: int, line: str) -> str:
    """Say how to begin an item: in line ``number`` (from 1), which is shown."""
    return f"Begin line {number} with a dash: - {shorten(line)}, and indent what belongs to it by two spaces more."


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
