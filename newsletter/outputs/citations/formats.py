"""An item as a reference: RIS, BibTeX and CSL-JSON for reference managers, and a line for people.

What is cited is the item's own page, whichever documents it is about. The day of reading is the reader's to add.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
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
    """The facts that a reference to an item needs."""

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
        """Return it as one line of a bibliography."""
        day = wording.formats.day(self.published)
        return wording.gettext(
            "{publisher} ({year}). {title}. {container}, {day}.",
            publisher=self.publisher,
            year=str(self.published.year),
            title=self.title,
            container=self.container,
            day=day,
        )


def _format_ris(cited: Citation) -> str:
    """Format a reference as RIS, of type ELEC (a web page). No value can contain a line break."""
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


def _format_csl(cited: Citation) -> str:
    """Format a reference as CSL-JSON (schema of CSL 1.0.2), a web page."""
    day = cited.published
    keywords = {"keyword": ", ".join(cited.keywords)} if cited.keywords else {}
    entry = {
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
    return json.dumps(entry, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class CitationFormat:
    """A form of references: its name, the extension and media type of its files, and how they are formatted.

    ``frame`` is what is before the entries of a file, between and after them.
    """

    name: str
    extension: str
    media_type: str
    format_entry: Callable[[Citation], str]
    frame: tuple[str, str, str]

    def format(self, citations: Iterable[Citation]) -> bytes:
        """Return a file of references, in UTF-8."""
        return self.join(map(self.format_entry, citations))

    def join(self, entries: Iterable[str]) -> bytes:
        """Return a file of entries that have been formatted."""
        before, between, after = self.frame
        return f"{before}{between.join(entries)}{after}".encode()


RIS = CitationFormat("RIS", "ris", "application/x-research-info-systems", _format_ris, ("", "", ""))
BIBTEX = CitationFormat("BibTeX", "bib", "application/x-bibtex", _format_bibtex, ("", "\n", ""))
CSL = CitationFormat(
    "CSL-JSON", "csl.json", "application/vnd.citationstyles.csl+json", _format_csl, ("[", ",\n", "]\n")
)
FORMATS = (RIS, BIBTEX, CSL)
