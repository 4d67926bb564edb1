"""The loss report of an import as it is kept beside the draft: lines, what became of each, and which were put back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from newsletter.importing import Imported
from newsletter.importing.markdown_writer import format_markdown
from newsletter.importing.provenance import Disposition, LineReport
from newsletter.importing.source_text import SourceText, whole_line


class KeptPart(BaseModel):
    """Words of a line and what became of them; ``path`` is where they were in the draft as it was made."""

    model_config = ConfigDict(frozen=True)

    text: str
    fate: Literal["kept", "normalised", "dropped"]
    path: str = ""
    why: str = ""


class KeptLine(BaseModel):
    """A line of the source; ``markdown`` is what of it was dropped, as a draft would have it."""

    model_config = ConfigDict(frozen=True)

    number: int
    place: str
    kind: str
    parts: tuple[KeptPart, ...] = ()
    notes: tuple[str, ...] = ()
    markdown: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether anything of it is in the draft."""
        return any(part.fate != "dropped" for part in self.parts)

    @property
    def dropped(self) -> str:
        """The words that are not in the draft."""
        return " … ".join(part.text.strip() for part in self.parts if part.fate == "dropped")

    @property
    def why(self) -> str:
        """Why they are not."""
        return "; ".join(dict.fromkeys(part.why for part in self.parts if part.fate == "dropped"))


class KeptReport(BaseModel):
    """What became of a source, and the numbers of the lines that were put back since."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    source: str
    unit: str
    summary: tuple[str, ...]
    lines: tuple[KeptLine, ...]
    put_back: tuple[int, ...] = ()

    def find_line(self, number: int) -> KeptLine | None:
        """Return the line with this number."""
        return next((line for line in self.lines if line.number == number), None)

    def list_dropped(self) -> list[KeptLine]:
        """Return the lines of which something is not in the draft."""
        return [line for line in self.lines if line.markdown]


def keep_report(imported: Imported) -> KeptReport:
    """Return the report of an import in the form that is kept."""
    report = imported.report
    lines = (_keep_line(entry, report.unit) for entry in report.entries if entry.line.text.strip())
    return KeptReport(
        source=report.source,
        unit=report.unit,
        summary=tuple(line for line in report.summarise() if not line.startswith("Dropped: ")),
        lines=tuple(lines),
    )


def read_kept_report(content: bytes) -> KeptReport | None:
    """Read a report that was kept; None of anything else, or of another version."""
    try:
        return KeptReport.model_validate_json(content)
    except ValidationError:
        return None


def _keep_line(entry: LineReport, unit: str) -> KeptLine:
    line = entry.line
    parts = (
        KeptPart(text=span.text, fate=span.disposition.value, path=span.path, why=span.why)
        for span in entry.spans
        if any(map(str.isalnum, span.text))
    )
    place = f"{unit} {line.number}" + (f", page {line.page}" if line.page else "")
    markdown = " … ".join(_write_dropped(entry))
    return KeptLine(
        number=line.number, place=place, kind=line.kind, parts=tuple(parts), notes=entry.notes, markdown=markdown
    )


def _write_dropped(entry: LineReport) -> Iterator[str]:
    """Yield the Markdown of each run of words that were dropped."""
    whole: SourceText = whole_line(entry.line)
    for span in entry.spans:
        if span.disposition is Disposition.DROPPED and any(map(str.isalnum, span.text)):
            yield format_markdown(whole.cut(span.start, span.end))
