"""Notes on pages about documents that have moved, changed or gone. E-mails are left as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

from markupsafe import Markup, escape

from newsletter.documents.outside import OutsideDocument, SourceRecord
from newsletter.languages.wording import Wording
from newsletter.rendering.borrowed_words import mark_own, write_languages
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.gone_documents import LINK


def note_sources(html: Markup, edition: Edition, entry: Entry) -> Markup:
    """Add to each link of a fragment what is known of the document behind it."""
    known = edition.publication.visited
    listed = dict(entry.block.outside_documents())
    if not known and not any(document.available_until for document in listed.values()):
        return html
    parts, done = list[str](), 0
    for link in LINK.finditer(html):
        url = unescape(link[1])
        end = html.find("</a>", link.end()) + len("</a>")
        if note := _describe(known.get(url), listed.get(url, _NOTHING), entry.wording):
            parts += [html[done:end], note]
            done = end
    return Markup("".join([*parts, html[done:]]))  # noqa: S704  # as it was, but for the notes, which are escaped


_NOTHING = OutsideDocument()


def _describe(found: SourceRecord | None, document: OutsideDocument, wording: Wording) -> str:
    sentences = [*_say_state(found, wording), *_say_copy(found, document, wording)]
    return (
        f' <span class="source">({write_languages(mark_own(" ".join(sentences), wording))})</span>' if sentences else ""
    )


def _say_state(found: SourceRecord | None, wording: Wording) -> Iterator[str]:
    own = wording.markup
    if found is None:
        return
    month = wording.formats.month(found.since.year, found.since.month)
    if found.state == "gone":
        yield str(own.gettext("No longer at its publisher since {month}; our summary remains.", month=month))
    elif found.state == "changed":
        yield str(own.gettext("Changed by its publisher since we read it; noticed in {month}.", month=month))
    elif found.state == "moved" and found.to:
        link = Markup('<a href="{}">{}</a>').format(found.to, wording.gettext("its new address"))
        yield str(own.gettext("Its publisher has moved it: {link}.", link=link))


def _say_copy(found: SourceRecord | None, document: OutsideDocument, wording: Wording) -> Iterator[str]:
    if document.archived and found is not None and found.state in ("gone", "changed"):
        yield str(Markup('<a href="{}">{}</a>').format(document.archived, wording.gettext("A copy in an archive")))
    elif document.available_until and (found is None or found.state != "gone"):
        day = wording.formats.day(document.available_until)
        yield str(escape(wording.gettext("Its publisher keeps it until {day}.", day=day)))
