"""Blocks through their partials, pages through their templates; one fragment serves page, feed and e-mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar, overload

from markupsafe import Markup

from newsletter.documents.packs import find_packs
from newsletter.documents.pictures import Picture
from newsletter.documents.publication import Publication, SupportContact
from newsletter.installation import find_templates
from newsletter.languages.directions import Direction, isolate
from newsletter.languages.wording import Wording
from newsletter.rendering import markdown
from newsletter.rendering.borrowed_words import mark_own, mark_wording
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.charts import draw_line
from newsletter.rendering.edition import Edition, choose_contacts, pictures_path
from newsletter.rendering.entries import Entry, mark_anchor
from newsletter.rendering.filters import FILTERS, link_notes, uncapitalise
from newsletter.rendering.pictures import LAYOUTS, Medium, Pictures, Variant
from newsletter.rendering.shown_pictures import ShownPicture, show, show_cover
from newsletter.rendering.templates import Templates
from newsletter.rendering.text_tables import format_table
from newsletter.rendering.words import Expander, choose_wording, find_opening_mark, join_facts, set_words

_Kind = TypeVar("_Kind", bound="Renderer")

_HEADING = re.compile(r"(</?h)([1-5])(?=[ >])")


@overload
def make_renderer(root: Path, packs: tuple[str, ...]) -> Renderer: ...


@overload
def make_renderer(root: Path, packs: tuple[str, ...], kind: type[_Kind]) -> _Kind: ...


def make_renderer(root: Path, packs: tuple[str, ...], kind: type[Renderer] | None = None) -> Renderer:
    """Make the renderer of the publication in the folder ``root``; ``kind`` may be one that does a little more."""
    folders = find_template_folders(root, packs)
    kind = kind or Renderer
    tracker = kind.make_tracker()

    @lru_cache(maxsize=64)
    def list_contacts(contacts: tuple[SupportContact, ...], wording: Wording) -> Markup:
        """Render the same few contacts once for all the places where they appear."""
        rendered = templates.render("blocks/_contact_list.html", wording, contacts=contacts)
        return Markup(rendered)  # noqa: S704  # it has escaped

    filters: dict[str, Callable[..., Any]] = FILTERS | {
        "contact_list": lambda contacts: list_contacts(contacts, templates.wording),
        "own": lambda phrase, wording=None: mark_own(phrase, wording or templates.wording),
        "marking": mark_wording,
        "dotted": lambda facts: join_facts(facts, templates.wording.direction),
        "isolated": lambda words: isolate(words, templates.wording.direction),
        "day": lambda moment: templates.wording.formats.day(moment),  # noqa: PLW0108  # the wording at hand changes
        "uncapitalised": lambda words: uncapitalise(words, templates.wording),
        "line_chart": lambda item: draw_line(item, templates.wording),
        "note_links": lambda html, prefix: link_notes(html, templates.wording, prefix),
        "prose": tracker.prose,
        "words": tracker.words,
        "line": tracker.line,
        "text_table": lambda table: format_table(table, tracker.words),
    }
    templates: Templates = kind.make_templates(folders, filters=filters)
    return kind(templates, tracker, Pictures(root))


def find_template_folders(root: Path, packs: tuple[str, ...]) -> tuple[Path, ...]:
    """Return where a template is looked for: in the publication's folder, in those of its packs, in the program's."""
    theirs = (pack.templates for pack in find_packs(packs) if pack.templates)
    return tuple(dict.fromkeys(path for path in (root / "templates", *theirs, find_templates()) if path.is_dir()))


class AbbreviationTracker:
    """Writes the texts of one entry after the other, and so knows which abbreviations a reader has met.

    Its three ways of writing are filters: a call from a template to a function takes three times as long.
    """

    def __init__(self) -> None:
        self.begin({}, "", markdown.to_text_parts, markdown.to_line_text)

    def begin(
        self,
        glossary: Mapping[str, str],
        language: str,
        write: Callable[[str, int, str], tuple[str, tuple[str, ...]]],
        write_line: Callable[[str, str], str],
    ) -> None:
        """Start an entry; ``write`` and ``write_line`` turn Markdown into what its partial is made of.

        Marks are set by the rules of the ``language``, or stay as they are typed without one.
        """
        self._expander = Expander(glossary)
        self._language, self._write, self._write_line = language, write, write_line
        self.notes: list[str] = []

    def prose(self, text: str) -> str:
        """Write Markdown."""
        written, notes = self._write(self._expander.expand(text), len(self.notes) + 1, self._language)
        self.notes += notes
        return written

    def line(self, text: str) -> str:
        """Write a single line of Markdown."""
        return self._write_line(self._expander.expand(text), self._language)

    def words(self, text: str) -> str:
        """Write plain words."""
        return set_words(self._expander.expand(text), self._language)


class Renderer:
    """Renders the blocks and pages of one publication, one at a time."""

    has_markers = False
    """Whether what is rendered holds a marker at each block, as with ``MarkingRenderer``."""
    make_tracker: type[AbbreviationTracker] = AbbreviationTracker
    make_templates: type[Templates] = Templates

    def __init__(self, templates: Templates, tracker: AbbreviationTracker, pictures: Pictures) -> None:
        self.pictures = pictures
        self._templates = templates
        self._abbreviations = tracker
        self._publication: Publication | None = None
        self._styles: dict[tuple[str, Direction], str] = {}
        self._edition: Edition | None = None
        self._fragments: dict[tuple[int, Medium], Markup] = {}
        self._variants: dict[int, dict[str, Variant]] = {}
        self._in_mail: dict[tuple[int, str], tuple[Picture, Variant]] = {}
        self.campaign: Campaign | None = None

    def become(self, kind: type[Renderer]) -> Renderer:
        """Return a renderer of the same templates that does a little more."""
        return kind(self._templates, self._abbreviations, self.pictures)

    def strip_html(self, html: str) -> str:
        """Return HTML that it rendered as readers get it, without what it adds."""
        return html

    def strip_text(self, text: str) -> str:
        """Return plain text that it rendered as readers get it, without what it adds."""
        return text

    def lay_out(self, text: str, layout: Callable[[str], str]) -> str:
        """Return plain text that it rendered in its last layout."""
        return layout(text)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of every template, which a build remembers."""
        return self._templates.fingerprint

    def page(self, template: str, **values: object) -> str:
        """Render a whole document, in the words of its ``edition`` or ``publication``."""
        return self._templates.render(template, _choose_wording(values), **values)

    def style(self, template: str, publication: Publication, direction: Direction) -> str:
        """Render a style sheet, once for all issues of a publication that are read in the same direction."""
        if self._publication is not publication:
            self._publication, self._styles = publication, {}
        key = template, direction
        if key not in self._styles:
            self._styles[key] = self.page(template, publication=publication, direction=direction)
        return self._styles[key]

    def html(self, edition: Edition, entry: Entry, level: int | None = None, medium: Medium = Medium.MAIL) -> Markup:
        """Render an entry without its heading; ``level`` is that heading's level, the issue's own if not given.

        Fragments of the edition at hand are kept: e-mail, page and feed ask for the same ones, but for pictures.
        """
        self.take(edition)
        fragment = self._keep_fragment(edition, entry, Medium.MAIL)
        has_anchors = medium is Medium.ITEM and bool(entry.points)
        if has_anchors or (medium is not Medium.MAIL and id(entry.block) in self._variants):
            fragment = self._keep_fragment(edition, entry, Medium.ITEM if has_anchors else Medium.PAGE)
        return lower_headings(fragment, by=(level or entry.level) - 1)

    def list_variants(self, edition: Edition) -> dict[str, Variant]:
        """Return the files that the pictures of an issue need in mail and pages, by their names."""
        for top in edition.entries:
            for entry in top.walk():
                self.html(edition, entry, medium=Medium.PAGE)
        found = {name: variant for needed in self._variants.values() for name, variant in sorted(needed.items())}
        return found | {variant.name: variant for variant in self.show_cover(edition)[1]}

    def show_cover(self, edition: Edition) -> tuple[ShownPicture | None, list[Variant]]:
        """Return the first picture of an issue for a list of issues, and its files; of nothing that needs a note."""
        blocks = (entry.block for top in edition.entries for entry in top.walk())
        candidates = (block.cover() for block in blocks if not block.sensitivities())
        top = "../" if edition.publication.folder else ""  # of the site, from the list of issues
        return show_cover(candidates, self.pictures, f"{top}{pictures_path(edition.issue.period)}")

    def list_mail_pictures(self, edition: Edition) -> tuple[tuple[Picture, Variant], ...]:
        """Return every picture that the mail shows, in its order, with the files that are made of it there."""
        for top in edition.mail_entries:
            for entry in top.walk():
                self.html(edition, entry)
        return tuple(self._in_mail.values())

    def _keep_fragment(self, edition: Edition, entry: Entry, medium: Medium) -> Markup:
        key = id(entry.block), medium
        if key not in self._fragments:
            self._fragments[key] = self._render_html(edition, entry, medium)
        return self._fragments[key]

    def mjml(self, edition: Edition, entry: Entry) -> Markup | None:
        """Render the parts of a column for an entry whose layout in the e-mail is its own; None for most blocks."""
        return self._render_mjml(edition, entry) if f"blocks/{entry.block.type}.mjml" in self._templates else None

    def _render_mjml(self, edition: Edition, entry: Entry) -> Markup:
        self._begin(edition, entry, markdown.to_html_parts, markdown.to_line_html)
        wording = entry.wording
        values = self._values(edition, entry, entry.level)
        rendered = self._templates.render(f"blocks/{entry.block.type}.mjml", wording, **values)
        if notes := self._abbreviations.notes:
            listed = markdown.list_notes(map(Markup, notes))
            rendered += self._templates.render("email/_footnotes.mjml", wording, entry=entry, notes=listed)
        return Markup(rendered)  # noqa: S704  # the partial has escaped what it shows

    def take(self, edition: Edition) -> None:
        """Forget what was kept of another edition: its fragments, and its campaign, which checks and outputs share."""
        if self._edition is not edition:
            self._edition, self.campaign = edition, None
            self._fragments, self._variants, self._in_mail = {}, {}, {}

    def _render_html(self, edition: Edition, entry: Entry, medium: Medium) -> Markup:
        self._begin(edition, entry, markdown.to_html_parts, markdown.to_line_html)
        values = self._values(edition, entry, 1, medium)
        rendered = self._templates.render(f"blocks/{entry.block.type}.html", entry.wording, **values)
        if notes := self._abbreviations.notes:
            rendered += f"{markdown.list_notes(map(Markup, notes))}\n"
        return Markup(rendered)  # noqa: S704  # the partial has escaped what it shows

    def _shows_pictures(self, entry: Entry) -> bool:
        """Tell whether pictures were needed where an entry was last rendered."""
        return id(entry.block) in self._variants

    def _begin(self, edition: Edition, entry: Entry, *writers: Any) -> None:  # noqa: ANN401  # as the tracker takes them
        self._abbreviations.begin(edition.publication.glossary, entry.typography, *writers)

    def _show_picture(self, edition: Edition, entry: Entry, medium: Medium, picture: Picture, layout: str) -> Markup:
        """Render a picture in one of the ``LAYOUTS``, without caption; templates call it as ``picture(…, 'side')``."""
        base = f"{edition.publication.site_url}/{pictures_path(edition.issue.period)}"
        shown, needed = show(picture, self.pictures, LAYOUTS[layout], medium, base)
        self._variants.setdefault(id(entry.block), {}).update({variant.name: variant for variant in needed})
        if medium is Medium.MAIL:
            self._in_mail.update({(id(picture), variant.name): (picture, variant) for variant in needed})
        values = {"picture": picture, "shown": shown, "layout": layout, "medium": medium.value}
        return Markup(self._templates.render("blocks/_picture.html", **values))  # noqa: S704  # it has escaped

    def text(self, edition: Edition, entry: Entry) -> str:
        """Render an entry without its heading as plain text, one line a paragraph or list item."""
        return self._render_text(edition, entry)

    def _render_text(self, edition: Edition, entry: Entry) -> str:
        self._begin(edition, entry, markdown.to_text_parts, markdown.to_line_text)
        values = self._values(edition, entry, entry.level)
        text = self._templates.render(f"blocks/{entry.block.type}.txt", entry.wording, **values)
        notes = self._abbreviations.notes
        return f"{text.rstrip()}\n\n{markdown.list_notes_text(notes)}\n" if notes else text

    def _values(self, edition: Edition, entry: Entry, level: int, medium: Medium = Medium.MAIL) -> dict[str, object]:
        shown = Medium.PAGE if medium is Medium.ITEM else medium
        return {
            "medium": shown.value,
            "anchor": partial(mark_anchor, entry.points if medium is Medium.ITEM else ()),
            "picture": partial(self._show_picture, edition, entry, shown),
            "block": entry.block,
            "entry": entry,
            "is_shortened": entry.whole is not None,
            "whole": entry.whole or entry.block,
            "publication": edition.publication,
            "level": level,
            "issue_url": edition.url,
            "direction": entry.direction or edition.direction,
            "clock": edition.publication.clock,
            "opening_mark": find_opening_mark(entry.language or edition.language),
            "calendar_url": edition.calendar_url(entry),
            "contacts": lambda ids: choose_contacts(edition.publication, ids),
        }


def _choose_wording(values: Mapping[str, object]) -> Wording | None:
    given, edition, publication = (values.get(name) for name in ("wording", "edition", "publication"))
    if isinstance(given, Wording):
        return given
    if isinstance(edition, Edition):
        return edition.wording
    return choose_wording(publication) if isinstance(publication, Publication) else None


def lower_headings(html: Markup, by: int) -> Markup:
    """Move every heading of a fragment down by some levels."""
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + by}", html)) if by else html  # noqa: S704  # only digits change
