"""An item as a reference: RIS, BibTeX and CSL-JSON for programs that keep references, and a line for people.

What is cited is the item's own page, whichever documents it is about. The day of reading is the reader's to add.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from newsletter.languages.wording import Wording

_BIBTEX = str.maketrans(
    {character: f"\\{character}" for character in "{}%&#$_"}
    | {
        "\\": "\\textbackslash{}",
        "~": "\\textasciitilde{}",
        "^": "\\textasciicircum{}",
    }
)
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited of an item."""

    id: str
    """Unique in the publication: 2024-01-summer-fair."""
    title: str
    container: str
    """The title of the publication."""
    publisher: str
    published: date
    url: str
    language: str
    keywords: tuple[str, ...] = ()

    def describe(self, wording: Wording) -> str:
        """Return it as a line for a list of references."""
        day = wording.formats.day(self.published)
        return wording.gettext(
            "{publisher} ({year}). {title}. {container}, {day}.",
            publisher=self.publisher,
            year=str(self.published.year),
            title=self.title,
            container=self.container,
            day=day,
        )


def format_ris(citations: Sequence[Citation]) -> bytes:
    """Return references as RIS, each a web page (ELEC); no value can hold a line break."""
    return "".join(map(_format_ris, citations)).encode()


def _format_ris(cited: Citation) -> str:
    fields = [
        ("TY", "ELEC"),
        ("ID", cited.id),
        ("AU", f"{cited.publisher.replace(',', ' ')},"),  # what is before a comma is a family name: all of it
        ("TI", cited.title),
        ("T2", cited.container),
        ("PB", cited.publisher),
        ("PY", f"{cited.published.year}"),
        ("DA", f"{cited.published:%Y/%m/%d}"),
        ("UR", cited.url),
        ("LA", cited.language),
        *(("KW", keyword) for keyword in cited.keywords),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in fields)


def format_bibtex(citations: Sequence[Citation]) -> bytes:
    """Return references as BibTeX, in UTF-8."""
    return "\n".join(map(_format_bibtex, citations)).encode()


def _format_bibtex(cited: Citation) -> str:
    fields = {
        "author": f"{{{_escape(cited.publisher)}}}",
        "title": f"{{{_escape(cited.title)}}}",
        "howpublished": _escape(cited.container),
        "publisher": _escape(cited.publisher),
        "year": f"{cited.published.year}",
        "month": f"{cited.published.month}",
        "day": f"{cited.published.day}",
        "url": cited.url.translate({ord("{"): "%7B", ord("}"): "%7D"}),
        "langid": cited.language,
        "keywords": _escape(", ".join(keyword.replace(",", "") for keyword in cited.keywords)),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{_NOT_IN_KEY.sub('-', cited.id)},\n{lines}\n}}\n"


def _escape(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX)


def format_csl(citations: Sequence[Citation]) -> bytes:
    """Return references as CSL-JSON (schema of CSL 1.0.2), each a web page."""
    lines = (json.dumps(_make_csl(cited), ensure_ascii=False, separators=(",", ":")) for cited in citations)
    return "[{}]\n".format(",\n".join(lines)).encode()


def _make_csl(cited: Citation) -> dict[str, object]:
    day = cited.published
    keywords = {"keyword": ", ".join(cited.keywords)} if cited.keywords else {}
    return {
        "id": cited.id,
        "type": "webpage",
        "title": cited.title,
        "container-title": cited.container,
        "publisher": cited.publisher,
        "author": [{"literal": cited.publisher}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "URL": cited.url,
        "language": cited.language,
        **keywords,
    }


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A form of references: its name, the extension and media type of its files, and what formats it."""

    name: str
    extension: str
    media_type: str
    format: Callable[[Sequence[Citation]], bytes]


FORMATS = (
    CitationFormat("RIS", "ris", "application/x-research-info-systems", format_ris),
    CitationFormat("BibTeX", "bib", "application/x-bibtex", format_bibtex),
    CitationFormat("CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", format_csl),
)
