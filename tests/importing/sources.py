"""Sources to import, what comes of them, and what must hold whatever they are. Every name and case here is invented."""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from newsletter.checking import check_issue
from newsletter.documents.publication import Publication
from newsletter.errors import Severity
from newsletter.importing import Imported, import_source
from newsletter.importing.provenance import Disposition
from newsletter.loading import LoadedIssue, parse_issue
from newsletter.parsing.document import DataPath, format_path
from newsletter.parsing.yaml import read_yaml
from newsletter.rendering.markdown import to_html
from tests.packs import PUBLICATION_MODEL

GOLDEN = Path(__file__).parents[1] / "golden" / "newsletter.toml"
PUBLICATION = PUBLICATION_MODEL.model_validate(tomllib.loads(GOLDEN.read_text(encoding="utf-8")))
PERIOD = "2031-05"

REVIEW = """\
## {heading}

{description}

Learning themes include: listening to children; and the part that schools play.

Recommendations for the partnership include: train staff; and review the policy.

Other resources Read practice review (PDF)
"""
DESCRIPTION = "Death of a 5-year-old boy in May 2030. He lived by the harbour."


def write_digest(heading: str = "Serious case review: Child Q", description: str = DESCRIPTION) -> str:
    """Write a digest of one review."""
    return (
        f"# New reviews, May 2031\n\nOne review came out.\n\n{REVIEW.format(heading=heading, description=description)}"
    )


@dataclass(frozen=True)
class Result:
    """What came of an import, in the forms in which tests ask."""

    imported: Imported

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the draft as data."""
        return read_yaml(self.imported.document, "draft.yaml").data

    @cached_property
    def loaded(self) -> LoadedIssue:
        """Return the draft as an issue."""
        return parse_issue(self.imported.document, f"{self.imported.period}.yaml", self.imported.packs)

    @property
    def text(self) -> str:
        """Return the draft as it is in the file."""
        return self.imported.document.decode()

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """Return the blocks."""
        blocks: list[dict[str, Any]] = self.data.get("blocks", [])
        return blocks

    @property
    def reviews(self) -> list[dict[str, Any]]:
        """Return the blocks that are reviews."""
        return [block for block in self.blocks if block["type"] == "case_review"]

    @property
    def review(self) -> dict[str, Any]:
        """Return the only review."""
        (review,) = self.reviews
        return review

    @property
    def dropped(self) -> list[str]:
        """Return the words that are not in the draft."""
        return [span.text for span in self.imported.report.dropped()]

    @property
    def notes(self) -> str:
        """Return all remarks on single lines, as one text."""
        return "\n".join(note for entry in self.imported.report.entries for note in entry.notes)


def bring(
    source: str | bytes, name: str = "list.txt", period: str | None = PERIOD, publication: Publication = PUBLICATION
) -> Result:
    """Import a source and make sure that what must hold of every import holds of this one."""
    data = source.encode() if isinstance(source, str) else source
    result = Result(import_source(data, name, publication, period))
    assert_sound(result)
    return result


def assert_sound(result: Result) -> None:
    """Make sure that the draft can be built, and that the report accounts for every word of every line."""
    problems = check_issue(result.loaded, PUBLICATION)
    assert [str(problem) for problem in problems if problem.severity is Severity.ERROR] == []
    entries = result.imported.report.entries
    assert [entry.line.number for entry in entries] == list(range(1, len(entries) + 1))
    values = dict(walk((), result.data))
    for entry in entries:
        at = 0
        for span in entry.spans:
            assert span.start >= at, "two spans of the same words"
            assert not re.search(r"\w", entry.line.text[at : span.start]), "words that are not recorded"
            assert "no field of the draft takes" not in span.why
            assert span.text == entry.line.text[span.start : span.end]
            at = span.end
            if span.disposition is Disposition.KEPT:
                assert bare(span.text) in bare(values[span.path]), span
        assert not re.search(r"\w", entry.line.text[at:]), "words that are not recorded"


def walk(path: DataPath, value: object) -> list[tuple[str, str]]:
    """Return every text of a document with its written path."""
    if isinstance(value, dict):
        return [pair for key, part in value.items() for pair in walk((*path, key), part)]
    if isinstance(value, list):
        return [pair for n, part in enumerate(value) for pair in walk((*path, n), part)]
    is_prose = path[-1] in {"summary", "body", "intro"}
    return [(format_path(path), show(str(value)) if is_prose else str(value))]


def show(markdown: str) -> str:
    """Return the words that a browser shows of Markdown."""
    return unescape(re.sub(r"<[^<>]*>", "", to_html(markdown)))


def bare(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return re.sub(r"[\W_]", "", text).casefold()


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
    'ContentType="application/xml"/></Types>'
)
_NUMBERING = (
    f'<w:numbering {_W}><w:abstractNum w:abstractNumId="1">'
    + "".join(f'<w:lvl w:ilvl="{n}"><w:numFmt w:val="bullet"/></w:lvl>' for n in range(3))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def paragraph(text: str, style: str = "", level: int | None = None, *, bold: bool = False) -> str:
    """Write a paragraph as Word does; one with a ``level`` is a list item."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    listed = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>' if level is not None else ""
    run = f'<w:rPr>{"<w:b/>" if bold else ""}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t>'
    return f"<w:p><w:pPr>{styled}{listed}</w:pPr><w:r>{run}</w:r></w:p>"


def make_docx(*paragraphs: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Pack paragraphs as a Word document; ``more`` are further parts, or others in the place of ours."""
    names = {f"Heading{n}": f"heading {n}" for n in (1, 2, 3)} | {"Title": "Title"}
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in names.items()
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relationships(("styles", "styles.xml"), ("numbering", "numbering.xml")),
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "word/numbering.xml": _NUMBERING,
        "word/document.xml": f"<w:document {_W}><w:body>{''.join(paragraphs)}</w:body></w:document>",
    }
    parts |= more or {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return packed.getvalue()


def _relationships(*targets: tuple[str, str]) -> str:
    written = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'
