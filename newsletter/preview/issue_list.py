"""The list of issues: the few lines of each file that the list shows, read only when it changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from newsletter.documents.dates import MONTHS, name_period
from newsletter.documents.issue import Issue
from newsletter.documents.periods import Hemisphere, is_period, parse_period, sort_by_period
from newsletter.documents.publication import Publication
from newsletter.errors import ProblemsFoundError
from newsletter.files import list_below
from newsletter.languages.wording import ENGLISH, find_wording
from newsletter.parsing.files import read_file
from newsletter.rendering.edition import publication_moment

_LINE = re.compile(r"^(title|status|published)[ ]*:[ ]*+(.*)$(?:\n[ ]+(\S.*))?", re.MULTILINE)
_QUOTED = re.compile(r"\"(.*)\"|'(.*)'")
_SAID_TWICE = re.compile(r"(?:\{ *)?[a-z]{2,3}(?:-[A-Za-z0-9]+)*: +(\"[^\"]*\"|'[^']*'|[^,}]*)")
_MONTH = re.compile("|".join(MONTHS))
_NEVER = (-1, -1, -1)
_COMMENT = re.compile(r"(?<!\s)\s+#.*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list: the period as its file is named and in words, the title, and what has become of the issue.

    ``state`` is draft, ready (its day yet to come), published, or misnamed.
    """

    name: str
    when: str
    title: str
    state: str


@dataclass(frozen=True, slots=True)
class _Summary:
    stamp: tuple[int, int, int]
    title: str
    is_ready: bool
    published: str


class IssueList:
    """The issues of a publication, the newest first, and after them files that are not named after a period."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._summaries: dict[str, _Summary] = {}

    def list_rows(self, publication: Publication | None) -> list[Row]:
        """List what is in the folder now; one that is not there holds nothing."""
        try:
            names = list_below(self._folder.parent, self._folder.name)
        except OSError:
            return []
        chosen = [name for name in names if Path(name).suffix in {".yaml", ".yml"}]
        self._summaries = {name: self._summarise(self._folder / name) for name in chosen}
        now = datetime.now(UTC)
        rows = [_make_row(name, summary, publication, now) for name, summary in self._summaries.items()]
        hemisphere = _find_hemisphere(publication)
        by_period = [row for _, row in reversed(sort_by_period([(row.name, row) for row in rows], hemisphere))]
        return sorted(by_period, key=lambda row: row.state == "misnamed")

    def _summarise(self, path: Path) -> _Summary:
        known, stamp = self._summaries.get(path.name), _stamp(path)
        return known if known and known.stamp == stamp else _read(path, stamp)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_mtime_ns, status.st_size, status.st_ino)


def _read(path: Path, stamp: tuple[int, int, int]) -> _Summary:
    try:
        text = read_file(path, f"{path.parent.name}/{path.name}").decode(errors="replace").replace("\r\n", "\n")
    except ProblemsFoundError:  # to be tried again: who may read a file can change, and its stamp stays
        return _Summary(_NEVER, "", is_ready=False, published="")
    values: dict[str, str] = {}
    for key, value, below in _LINE.findall(text):
        values.setdefault(key, _read_value(value.rstrip(" "), below))
    return _Summary(stamp, values.get("title", ""), values.get("status") == "ready", values.get("published", ""))


def _read_value(value: str, below: str) -> str:
    """Return the value of a line, the first of several languages; a folded one begins on the line below."""
    if value[:1] in {">", "|"}:
        return below
    if found := _SAID_TWICE.match(value or below):
        return _read_value(found[1].strip(), "")
    if quoted := _QUOTED.match(value):
        return (quoted[1] or "").replace('\\"', '"') or (quoted[2] or "").replace("''", "'")
    return _COMMENT.sub("", value)


def _make_row(name: str, summary: _Summary, publication: Publication | None, now: datetime) -> Row:
    stem, _, suffix = name.rpartition(".")
    if suffix != "yaml" or not is_period(stem):
        return Row(name, name, summary.title, "misnamed")
    name = name_period(find_wording(ENGLISH), parse_period(stem), _find_hemisphere(publication))
    when = _MONTH.sub(lambda month: month[0][:3], name)
    state = _find_state(stem, summary, publication, now) if summary.is_ready else "draft"
    return Row(stem, when, summary.title, state)


def _find_hemisphere(publication: Publication | None) -> Hemisphere:
    return publication.rhythm.hemisphere if publication else "north"


def _find_state(period: str, summary: _Summary, publication: Publication | None, now: datetime) -> str:
    if publication is None:
        return "ready"
    try:
        issue = Issue.model_validate({"period": period, "title": "…", "published": summary.published or None})
    except ValidationError:
        return "ready"
    return "published" if publication_moment(publication, issue) <= now else "ready"
