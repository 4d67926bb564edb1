"""A small site for tests: two issues that hold every block, a correction, themes, and words that fight back.

And how tests read its pages.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import html

from newsletter.documents.publication import Publication
from newsletter.outputs import find_outputs, web, web_items
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, summarise_issue
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer, make_renderer
from tests.packs import ISSUE_MODEL, PACKS, PUBLICATION_MODEL

ROOT = Path(__file__).parents[2]
PUBLICATION = PUBLICATION_MODEL.model_validate(tomllib.loads((ROOT / "newsletter.toml").read_text(encoding="utf-8")))
RENDERER = make_renderer(ROOT, PACKS)
HOSTILE = "R&D <5 \"quoted\" 'single' </title {{ 7 * 7 }} {% raw %} &amp;"
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"

REVIEW: dict[str, Any] = {
    "type": "case_review",
    "id": "child-k",
    "title": "Child K",
    "review_type": "lcspr",
    "subjects": [{"label": "Child K", "kind": "code", "age": {"value": 9, "unit": "years"}}],
    "incidents": [{"when": {"year": 2021}, "outcome": "death", "what": "Child K died.", "harms": ["neglect"]}],
    "summary": "Child K died in 2021.",
    "learning": {"items": ["Hear the child", {"text": "Ask the GP", "items": ["early", "often"]}]},
    "recommendations": [{"to": "the board", "items": [{"text": "Plan together.", "owner": "Schools"}]}],
    "resources": [
        {"title": "Review of Child K", "kind": "practice_review", "url": "https://example.org/k.pdf", "bytes": 120000}
    ],
    "themes": ["neglect", "serious-violence"],
}
PLAIN_REVIEW: dict[str, Any] = {
    "type": "case_review",
    "id": "main",
    "title": HOSTILE,
    "review_type": "thematic",
    "summary": f"What ten reviews have in common, such as {LONG_WORD}.",
}
OTHERS: list[dict[str, Any]] = [
    {
        "type": "notice",
        "id": "in-this-issue",
        "title": "A date to keep",
        "body": "Sign up by **Friday**.\n\n- One\n- Two",
    },
    {
        "type": "section",
        "title": "More",
        "intro": "What else there is.",
        "blocks": [
            {**PLAIN_REVIEW, "id": "housing", "title": f"Housing {LONG_WORD}", "themes": ["housing"]},
            {"type": "text", "title": "A word", "body": f"1. one\n2. two\n\n> said `so`\n\n```\n{'x' * 200}\n```"},
            {
                "type": "links",
                "title": "Worth reading",
                "items": [{"text": "A report", "url": "https://example.org/r"}],
            },
            {
                "type": "code",
                "title": "A listing",
                "language": "python",
                "code": f"  if True:\n    print('{'x' * 200}')",
            },
            {"type": "contacts", "title": "Where to turn"},
        ],
    },
]
CORRECTIONS = [
    {"at": "2024-03-04T10:00:00Z", "note": "A date was wrong."},
    {"at": "2024-03-05T10:00:00Z", "block": "child-k", "note": "A recommendation was missing."},
]


def make_publication(**changes: Any) -> Publication:  # noqa: ANN401  # any field of a publication
    """Return the publication with some fields changed."""
    return PUBLICATION.model_copy(update=changes)


def make_edition(*blocks: dict[str, Any], publication: Publication = PUBLICATION, **fields: Any) -> Edition:  # noqa: ANN401  # any field of an issue
    """Return an edition of January 2024 that holds these blocks."""
    document = {"period": "2024-01", "title": "Learning in January", "intro": "What we *learned*."} | fields
    return Edition(publication, ISSUE_MODEL.model_validate(document | {"blocks": blocks}))


def make_editions(publication: Publication = PUBLICATION) -> tuple[Edition, ...]:
    """Return the two editions of the small site, the newest first."""
    full = make_edition(REVIEW, PLAIN_REVIEW, *OTHERS, corrections=CORRECTIONS, publication=publication)
    alone = make_edition(REVIEW, period="2023-12", title=f"{HOSTILE} {LONG_WORD}", publication=publication)
    return full, alone


def make_archive(editions: Iterable[Edition], publication: Publication = PUBLICATION) -> Archive:
    """Return the archive of these editions."""
    return Archive(publication, tuple(summarise_issue(edition, RENDERER) for edition in editions))


def make_site(publication: Publication = PUBLICATION) -> dict[str, bytes]:
    """Return every file of the small site, by its path in the site."""
    return {artifact.path.removeprefix(SITE): artifact.content for artifact in make_artifacts(publication)}


def make_artifacts(publication: Publication = PUBLICATION) -> Iterator[Artifact]:
    """Yield everything the web archive makes of the small site."""
    yield from make_aggregate_pages(make_editions(publication), publication)


def make_aggregate_pages(
    editions: Iterable[Edition], publication: Publication = PUBLICATION, renderer: Renderer = RENDERER
) -> Iterator[Artifact]:
    """Yield what the web archive makes of several issues, such as the page of each, which leads to others."""
    by_period = {edition.issue.period: edition for edition in editions}
    archive = make_archive(by_period.values(), publication)
    for aggregate in (page for output in (web, web_items) for page in output.plan_aggregate_pages(archive)):
        output = find_outputs()[aggregate.fragments_of or aggregate.output]
        fragments = [output.make_fragment(by_period[period], renderer) for period in aggregate.periods]
        yield from find_outputs()[aggregate.output].make_aggregate_page(aggregate, fragments, renderer)


def make_issue_pages(edition: Edition, renderer: Renderer = RENDERER) -> Iterator[Artifact]:
    """Yield the pages of an issue that is the only one, and those of its items."""
    for output in (web_items, web):
        planned = output.plan_aggregate_pages(make_archive([edition], edition.publication))
        for own in (one for one in planned if one.name == edition.path):
            yield from output.make_aggregate_page(own, [output.make_fragment(edition, renderer)], renderer)


def write_site(folder: Path, site: dict[str, bytes]) -> None:
    """Write the files of a site below a folder."""
    for path, content in site.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def make_lists(archive: Archive) -> dict[str, html.HtmlElement]:
    """Parse every page that is made of several issues, but those of issues."""
    planned = (aggregate for aggregate in web.plan_aggregate_pages(archive) if not aggregate.periods)
    return read_pages(a for aggregate in planned for a in web.make_aggregate_page(aggregate, (), RENDERER))


def plan_sheet(name: str, archive: Archive) -> AggregatePage:
    """Return one aggregate page of an archive."""
    return next(aggregate for aggregate in web.plan_aggregate_pages(archive) if aggregate.name == name)


def read(content: bytes) -> html.HtmlElement:
    """Parse a page."""
    return html.document_fromstring(content.decode())


def read_pages(artifacts: Iterable[Artifact]) -> dict[str, html.HtmlElement]:
    """Parse every page among some artifacts, by its path in the site."""
    pages = [artifact for artifact in artifacts if artifact.path.endswith(".html")]
    return {page.path.removeprefix(SITE): read(page.content) for page in pages}


def find_words(element: html.HtmlElement, path: str) -> list[str]:
    """Return the words of each element that an XPath finds, on one line."""
    return [" ".join(found.text_content().split()) for found in element.xpath(path)]


def find_addresses(page: html.HtmlElement) -> list[str]:
    """Return every address that a page names in an attribute."""
    return [str(address) for address in page.xpath("//@href | //@src")]


def is_inner(address: str) -> bool:
    """Tell whether an address stays within its site."""
    return not urlsplit(address).scheme and not urlsplit(address).netloc
