"""Finds lists, code and line breaks that YAML folded into one line, as it does outside of ``|``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_BULLET = re.compile(r"[-*+] \S")
_NUMBER = re.compile(r"(\d{1,2})[.)] \S")
_QUOTED = re.compile(r"> ?\S")
_FENCE = re.compile(r"```|~~~")
_FEWEST = 2


def may_be_structured(text: str, start: int, end: int) -> bool:
    """Whether a line of a text, but for the first, begins or ends as one that must not be folded."""
    return bool(_STRUCTURE.search(text, start, end))


_STRUCTURE = re.compile(r"\n[ \t]*(?:[-*+>] ?|\d{1,2}[.)] |```|~~~)|\\\r?\n")


def find_folded(lines: list[str]) -> str:
    """Say what the lines of a folded text were meant as: a list, a quotation, code, a line break; or nothing.

    Lines that are indented further than the first keep their breaks, and so do those on either side of a blank line.
    """
    return next((meant for run in _split(lines) if (meant := _judge(run))), "")


def _split(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of lines that become one."""
    base = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    run: list[str] = []
    for line in lines:
        is_folded = bool(line.strip()) and not line[base : base + 1].isspace()
        if not is_folded:
            yield run
            run = []
        else:
            run.append(line.strip())
    yield run


def _judge(run: list[str]) -> str:
    if len(run) < _FEWEST:
        return ""
    if _is_list(run):
        return "a list"
    if sum(bool(_QUOTED.match(line)) for line in run) == len(run):
        return "a quotation"
    if any(_FENCE.match(line) for line in run):
        return "code"
    return "a line break" if any(re.search(r"(?<!\\)\\$", line) for line in run[:-1]) else ""


def _is_list(run: list[str]) -> bool:
    """Whether two lines of a run begin as items do, or one that follows a line with a colon at its end."""
    bullets = [number for number, line in enumerate(run) if _BULLET.match(line)]
    if len(bullets) >= _FEWEST or any(number and run[number - 1].endswith(":") for number in bullets):
        return True
    counted = [(number, int(found[1])) for number, line in enumerate(run) if (found := _NUMBER.match(line))]
    follows = any(later == earlier + 1 for (_, earlier), (_, later) in pairwise(counted))
    return follows or any(number and run[number - 1].endswith(":") for number, _ in counted)
