"""A site with a page of every template of the web archive, built."""

from __future__ import annotations

import re
from pathlib import Path

from newsletter.documents.outside import SourcesRecord
from newsletter.records import format_sources
from tests.building.publications import make, make_publication

KINDS = {
    "glossary": "glossary/",
    "index": "",
    "issue": "issues/2024-01/",
    "item": "issues/2024-02/first/",
    "missing": "404.html",
    "redirect": "old/",
    "responses": "responses/",
    "search": "search/",
    "subscribe": "subscribe/",
    "titles": "search/titles/",
    "topic": "themes/neglect/",
    "topics": "owners/",
    "withdrawn": "issues/2024-01/gone/",
    "year": "years/2024/",
    "years": "years/",
}
"""A page that each template of a page makes."""

PREFIX = "riverside/"
"""The path below which the site is, as its settings say."""

_MORE = """\
    recommendations: [{to: Schools, items: [Ask, {text: Call, id: call}]}]
    resources: [{title: The report, kind: overview, url: "https://example.org/report.pdf"}]
  - type: article
    id: gone
    title: What was here
    body: What it said.
    withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}
corrections: [{at: 2024-03-20T10:00:00Z, block: first, note: It said something else.}]
"""
_EVENT = "  - {type: event, id: fair, page: true, title: A fair, starts: 2024-06-14T19:00, body: Come.}\n"
_RESPONSES = """\
responses:
  - {to: 2024-01#first/call, by: Schools, on: 2024-03-01, state: in_hand, due: 2024-05-01, evidence: "https://example.org/x"}
"""
_GONE = {"state": "gone", "since": "2024-05-01", "checked": "2024-05-02", "issues": ["2024-01"]}


def make_every_page(root: Path) -> Path:
    """Write a publication with a page of every kind, build it and return it; the site is in ``dist/site``."""
    make_publication(root)
    for period, more in (("2024-01", _MORE), ("2024-02", _EVENT)):
        path = root / f"issues/{period}.yaml"
        text = re.sub(r"themes: \[[a-z]+\]", "themes: [neglect, workforce]", path.read_text(encoding="utf-8"))
        path.write_text(text + more, encoding="utf-8")
    (root / "responses").mkdir()
    (root / "responses/2024.yaml").write_text(_RESPONSES, encoding="utf-8")
    record = SourcesRecord.model_validate({"sources": {"https://example.org/report.pdf": _GONE}})
    (root / "issues/sources.json").write_bytes(format_sources(record))
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[redirects]\n"old/" = "issues/2024-01/first/"\n')
    make(root)
    return root


def find_file(site: Path, path: str) -> Path:
    """Return the file that a web server gives for a path of the site."""
    return site / path / "index.html" if path in {"", "."} or path.endswith("/") else site / path
