"""Which addresses and numbers are in which issue of a publication, found in the files as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsletter.documents.periods import Period, parse_period
from newsletter.errors import ProblemsFoundError
from newsletter.parsing.files import read_file

_ADDRESS = re.compile(r"https://[^\s\"'<>)\]},]+")


_NUMBER = re.compile(r"^number[ \t]*:[ \t]*([0-9]{1,9})[ \t]*(?:#.*)?$", re.MULTILINE)


@dataclass(frozen=True)
class LinkIndex:
    """The addresses and the numbers in the issues of a publication: the files ``names`` in the folder ``root``."""

    root: Path
    names: tuple[str, ...]

    def find_issues(self, url: str) -> tuple[Period, ...]:
        """Return the periods of the issues that hold an address, in no order."""
        return tuple(self._periods.get(normalise_address(url), ()))

    @cached_property
    def numbers(self) -> dict[Period, int]:
        """The number of each issue: the one that it states, or its period if that is one."""
        stated = {period: _NUMBER.search(text) for period, text in self._read_all()}
        numbers = {period: int(found[1]) for period, found in stated.items() if found}
        return numbers | {one: one.part for one in stated if one.kind == "number" and not one.is_special}

    @cached_property
    def _periods(self) -> dict[str, list[Period]]:
        periods: dict[str, list[Period]] = {}
        for period, text in self._read_all():
            for address in sorted({normalise_address(found) for found in _ADDRESS.findall(text)}):
                periods.setdefault(address, []).append(period)
        return periods

    def _read_all(self) -> Iterator[tuple[Period, str]]:
        """Yield the text of each file, without comments: loading a thousand issues to check one would take seconds."""
        for name in self.names:
            try:
                lines = read_file(self.root / name, name).decode(errors="replace").splitlines()
            except ProblemsFoundError:
                continue  # loading that issue reports it
            text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
            yield parse_period(Path(name).stem), text


def normalise_address(url: str) -> str:
    """Return an address in a form that is the same for two ways of writing it."""
    return re.sub(r"^https?://(www\.)?", "", url).partition("#")[0].rstrip("/.,;:")
