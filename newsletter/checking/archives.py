"""What the issues of a publication say together: which address stood in which issue. And rules about that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Unpack

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Decorator, Example, Rule, Traits, register
from newsletter.errors import ProblemsFoundError, Severity
from newsletter.parsing.files import read_file

_ADDRESS = re.compile(r"https://[^\s\"'<>)\]},]+")


@dataclass(frozen=True)
class Archive:
    """The issues of a publication, as files ``names`` in the folder ``root``."""

    root: Path
    names: tuple[str, ...]

    @cached_property
    def _uses(self) -> dict[str, list[str]]:
        uses: dict[str, list[str]] = {}
        for name in self.names:
            for address in sorted(self._find_addresses(name)):
                uses.setdefault(address, []).append(Path(name).stem)
        return uses

    def _find_addresses(self, name: str) -> set[str]:
        """Look through the file as it stands: to load a thousand issues for the sake of one takes seconds."""
        try:
            lines = read_file(self.root / name, name).decode(errors="replace").splitlines()
        except ProblemsFoundError:
            return set()  # it has been told about, or will be
        said = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        return {name_address(found) for found in _ADDRESS.findall(said)}

    def find_issues(self, url: str) -> tuple[str, ...]:
        """Return the periods of the issues that hold an address, the oldest first."""
        return tuple(self._uses.get(name_address(url), ()))


def name_address(url: str) -> str:
    """Write an address so that two ways of writing it are one."""
    return re.sub(r"^https?://(www\.)?", "", url).partition("#")[0].rstrip("/.,;:")


@dataclass(frozen=True, slots=True)
class ArchiveContext:
    """An issue among the others."""

    issue_context: IssueContext
    archive: Archive


ARCHIVE_RULES: dict[str, Rule[ArchiveContext]] = {}


def archive_rule(
    rule_id: str, severity: Severity, *, bad: Example, good: Example, **traits: Unpack[Traits]
) -> Decorator[ArchiveContext]:
    """Make a function a rule about an issue among the others of its publication."""
    return register(ARCHIVE_RULES, (rule_id, severity), (bad, good), traits)
