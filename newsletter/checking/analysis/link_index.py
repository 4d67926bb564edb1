"""Which address is in which issue of a publication, found in the files as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from newsletter.documents.periods import Period, parse_period
from newsletter.errors import ProblemsFoundError
from newsletter.parsing.files import read_file

_ADDRESS = re.compile(r"https://[^\s\"'<>)\]},]+")


@dataclass(frozen=True)
class LinkIndex:
    """The addresses in the issues of a publication: the files ``names`` in the folder ``root``."""

    root: Path
    names: tuple[str, ...]

    def find_issues(self, url: str) -> tuple[Period, ...]:
        """Return the periods of the issues that hold an address, in no order."""
        return tuple(self._periods.get(normalise_address(url), ()))

    @cached_property
    def _periods(self) -> dict[str, list[Period]]:
        periods: dict[str, list[Period]] = {}
        for name in self.names:
            for address in sorted(self._find_addresses(name)):
                periods.setdefault(address, []).append(parse_period(Path(name).stem))
        return periods

    def _find_addresses(self, name: str) -> set[str]:
        """Search the text of a file: loading a thousand issues to check one would take seconds."""
        try:
            lines = read_file(self.root / name, name).decode(errors="replace").splitlines()
        except ProblemsFoundError:
            return set()  # loading that issue reports it
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        return {normalise_address(found) for found in _ADDRESS.findall(text)}


def normalise_address(url: str) -> str:
    """Return an address in a form that is the same for two ways of writing it."""
    return re.sub(r"^https?://(www\.)?", "", url).partition("#")[0].rstrip("/.,;:")
