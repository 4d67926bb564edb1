"""What a document says, as claims that every output must bear out: derived from the model, field by field.

A field that nothing here knows is expected to be shown as it stands, so a new field is either shown or found missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import singledispatch
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import format_date
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from pydantic import BaseModel

from newsletter.documents.blocks import Block
from newsletter.documents.blocks.article import Article
from newsletter.documents.blocks.contacts import Contacts
from newsletter.documents.blocks.event import Event
from newsletter.documents.blocks.job import Job
from newsletter.documents.blocks.media import Media
from newsletter.documents.blocks.poll import Poll
from newsletter.documents.blocks.sponsor import Sponsor
from newsletter.documents.blocks.stats import SeriesPoint, Statistic
from newsletter.documents.dates import PartialDate
from newsletter.documents.details import Author, Resource
from newsletter.documents.issue import Correction, Issue
from newsletter.documents.pictures import Picture
from newsletter.documents.publication import Publication
from newsletter.languages.wording import find_wording, has_catalogue
from newsletter.packs.case_reviews.age import Age
from newsletter.packs.case_reviews.block import REVIEW_TYPES, CaseReview, ReviewResource, Subject
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign, take_content
from newsletter.rendering.renderer import make_renderer
from scripts.golden import GOLDEN

Kind: TypeAlias = Literal["words", "heading", "link", "theme"]

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SETTINGS = {
    ("Issue", "period"), ("Issue", "status"), ("Issue", "published"), ("Issue", "message_class"),
    ("Issue", "language"), ("Notice", "tone"), ("Subject", "kind"), ("Subject", "count"), ("Subject", "sex"),
    ("Subject", "pseudonym_confirmed"), ("Incident", "outcome"), ("Incident", "harms"), ("Learning", "lead_in"),
    ("Recommendations", "partial"), ("ReviewPoint", "themes"), ("SupportContact", "checked"),
    ("Button", "style"), ("Text", "page"), ("Event", "page"), ("Article", "in_mail"), ("Article", "side"),
    ("Stats", "suppress_below"), ("Statistic", "chart"),
    ("DataTable", "row_headers"), ("Column", "number"), ("Column", "align"),
}  # fmt: skip
"""Fields that steer, date or file something and are themselves no words for readers, by class and name."""

ONLY_IN_MAILS = {("Issue", "subject"), ("Issue", "preheader"), ("Issue", "number")}

MARKDOWN = {
    ("Issue", "intro"),
    ("Text", "body"),
    ("EditorLetter", "body"),
    ("Sponsor", "body"),
    ("Job", "body"),
    ("Poll", "body"),
    ("Media", "body"),
    ("Notice", "body"),
    ("Section", "intro"),
    ("CaseReview", "summary"),
    ("Event", "body"),
    ("Article", "summary"),
    ("Article", "body"),
    ("Quote", "words"),
    ("Person", "note"),
    ("Link", "why"),
    ("Correction", "note"),
    ("SupportContact", "note"),
}


@dataclass(frozen=True)
class Fact:
    """Something a document says: of what kind, in which words, and of which item, if it is of one."""

    kind: Kind
    said: str
    item: str | None = None
    is_english: bool = field(default=False, compare=False)
    """Whether it holds words of the program, as English readers see them."""
    day: date | None = field(default=None, compare=False)
    """The day that it names, so that it can be named in other languages."""


def find_facts(publication: Publication, issue: Issue) -> list[Fact]:
    """Return everything an issue says to readers of any output, each claim once."""
    return list(dict.fromkeys(_say_all(publication, issue, [*issue.walk()])))


def find_mail_facts(publication: Publication, issue: Issue) -> list[Fact]:
    """Return what the e-mail says: of a shortened block what is left, and the address of the page that has all."""
    edition = Edition(publication, issue)
    content = take_content(edition, render_campaign(edition, make_renderer(GOLDEN, publication.packs)).left_out)
    shown = [part for top in content.entries for part in top.walk()]
    facts = [*_say_all(publication, issue, [entry.block for entry in shown])]
    facts += [Fact("link", str(entry.url), entry.block.id) for entry in shown if entry.whole]
    facts += [Fact("link", content.find_rest(edition))] if content.left_out else []
    return list(dict.fromkeys(facts))


def _say_all(publication: Publication, issue: Issue, blocks: list[Block]) -> Iterator[Fact]:
    yield from _say_fields(issue, publication, {"corrections"})
    of_issue = issue.language or publication.language
    for block in blocks:
        item = block.id if block.is_item else None
        language = block.spoken_language if has_catalogue(block.spoken_language or "") else of_issue
        found = _translate(say(block, publication), str(language))
        yield from (replace(fact, item=item) for fact in found)
    for correction in issue.corrections:
        if correction.block in {None, *(block.id for block in blocks)}:
            found = _translate(say(correction, publication), of_issue)
            yield from (replace(fact, item=correction.block) for fact in found)


def _translate(facts: Iterator[Fact], language: str) -> Iterator[Fact]:
    """Yield facts as readers of a language see them: days are Babel's, and English words are left out."""
    if language.partition("-")[0] == "en" or not has_catalogue(language):
        yield from facts
        return
    locale = Locale.parse(language, sep="-")
    for fact in facts:
        if fact.day:
            yield Fact("words", _name_day(fact.day, locale))
        elif not fact.is_english:
            yield fact


def _name_day(day: date, locale: Locale) -> str:
    phrase = format_date(day, "long", locale)
    return re.sub("^1 ", "1er ", phrase) if locale.language == "fr" else phrase


@singledispatch
def say(part: BaseModel, publication: Publication) -> Iterator[Fact]:
    """Yield what one part of a document says."""
    yield from _say_fields(part, publication)


@say.register
def _(part: CaseReview, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"review_type", "type_as_stated", "thematic", "incidents", "themes"})
    yield Fact("words", part.type_as_stated or REVIEW_TYPES[part.review_type], is_english=not part.type_as_stated)
    yield from (Fact("theme", publication.themes[theme].label) for theme in part.themes)
    for incident in part.incidents:
        told_already = {"what"} if part.summary else set[str]()
        yield from _say_fields(incident, publication, told_already)
    named = [subject.pseudonym_confirmed for subject in part.subjects if subject.kind == "pseudonym"]
    if named and all(named):
        yield Fact("words", "Names have been changed.", is_english=True)


@say.register
def _(part: Subject, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication)
    if part.sex:
        yield Fact("words", {"male": "boy", "female": "girl"}[part.sex], is_english=True)


@say.register
def _(part: Article, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"themes"})
    yield from (Fact("theme", publication.themes[theme].label) for theme in part.themes)


@say.register
def _(part: Author, _publication: Publication) -> Iterator[Fact]:
    yield Fact("words", f"By {part.name}{', ' if part.role else ''}{part.role or ''}", is_english=True)


@say.register
def _(part: ReviewResource, publication: Publication) -> Iterator[Fact]:
    yield Fact("words", part.title)
    if part.url:
        yield Fact("link", part.url)
    else:
        yield from _say_reason(part, publication)
    yield from _say_length(part)


@say.register
def _(part: Resource, _publication: Publication) -> Iterator[Fact]:
    yield Fact("words", part.title)
    yield Fact("link", part.url)
    yield from _say_length(part)


def _say_length(part: ReviewResource | Resource) -> Iterator[Fact]:
    if part.pages:
        yield Fact("words", f"{part.pages} page{'s' if part.pages > 1 else ''}", is_english=True)
    if part.bytes:
        size = (
            f"{part.bytes / 1_000_000:.1f} MB" if part.bytes >= 1_000_000 else f"{max(1, round(part.bytes / 1000))} KB"
        )
        yield Fact("words", size, is_english=True)


def _say_reason(part: ReviewResource, publication: Publication) -> Iterator[Fact]:
    yield from (Fact("words", words) for words in (part.unpublished_reason, publication.collection_name) if words)
    if publication.collection_url:
        yield Fact("link", publication.collection_url)


@say.register
def _(part: Event, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"starts", "ends", "zone", "online", "reply_by"})
    yield from [Fact("link", part.online)] if part.online else []
    if part.id:
        yield Fact("words", "Add to calendar", is_english=True)
    for day in filter(None, (part.starts, part.finish, part.reply_by)):
        yield Fact("words", f"{day:%A} {day.day} {MONTHS[day.month - 1]} {day.year}", day=day)
        if isinstance(day, datetime):
            yield Fact("words", f"{day:%H:%M}", is_english=True)


@say.register
def _(part: Job | Poll, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"closes"})
    if part.closes:
        day = part.closes
        yield Fact("words", f"by {day:%A} {day.day} {MONTHS[day.month - 1]} {day.year}", day=day)


@say.register
def _(part: Media, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"kind", "media_type", "bytes", "minutes"})
    yield Fact("words", {"audio": "Listen", "video": "Watch"}[part.kind], is_english=True)
    if part.minutes:
        yield Fact("words", f"{part.minutes} minute{'s' if part.minutes > 1 else ''}", is_english=True)
    if part.bytes:
        yield Fact("words", f"{part.bytes / 1_000_000:.1f} MB", is_english=True)


@say.register
def _(part: Sponsor, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"title"})
    yield Fact("heading", f"Sponsored: {part.title}", is_english=True)


@say.register
def _(part: Picture, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"file", "dark", "decorative", "focus", "size", "caption"})
    yield from say_markdown(part.caption or "")


@say.register
def _(part: Contacts, publication: Publication) -> Iterator[Fact]:
    yield Fact("heading", part.title)
    for contact in publication.support_contacts:
        if contact.id in part.use or not part.use:
            yield from _say_fields(contact, publication)


@say.register
def _(part: Correction, publication: Publication) -> Iterator[Fact]:
    at = part.at.astimezone(publication.zone)
    yield Fact("words", f"Corrected on {at.day} {MONTHS[at.month - 1]} {at.year}:", day=at.date())
    yield from say_markdown(part.note)


@say.register
def _(part: Statistic, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"unit", "figure"})
    yield Fact("words", part.amount(find_wording("en")), is_english=True)


@say.register
def _(part: SeriesPoint, publication: Publication) -> Iterator[Fact]:
    yield from _say_fields(part, publication, {"figure"})
    yield Fact("words", part.figure, is_english=True)


@say.register
def _(part: Age, _publication: Publication) -> Iterator[Fact]:
    phrase = f"{part.value} {part.unit.removesuffix('s') if part.value == 1 else part.unit} old"
    yield Fact("words", phrase, is_english=True)


@say.register
def _(part: PartialDate, _publication: Publication) -> Iterator[Fact]:
    month = MONTHS[part.month - 1] if part.month else (part.season or "").capitalize()
    yield Fact("words", f"{month} {part.year}".strip(), is_english=True)


def _say_fields(part: BaseModel, publication: Publication, passed_over: set[str] = frozenset()) -> Iterator[Fact]:  # type: ignore[assignment]  # never changed
    for name, value in part:
        field = (type(part).__name__, name)
        if (
            name not in passed_over | {"id", "type", "language", "direction", "blocks"}
            and field not in SETTINGS | ONLY_IN_MAILS
        ):
            yield from say_markdown(value or "") if field in MARKDOWN else _say_value(name, value, publication)


def _say_value(name: str, value: object, publication: Publication) -> Iterator[Fact]:
    if isinstance(value, BaseModel):
        yield from say(value, publication)
    elif isinstance(value, tuple):
        for part in value:
            yield from _say_value(name, part, publication)
    elif value is not None:
        kind: Kind = "link" if name == "url" else "heading" if name == "title" else "words"
        yield Fact(kind, str(value))


def say_markdown(markdown: str) -> Iterator[Fact]:
    """Yield the words of every paragraph and list item, and every link that is followed."""
    reader = (
        MarkdownIt("commonmark").disable("image").enable(["table", "strikethrough"]).use(footnote_plugin, inline=False)
    )
    for token in reader.parse(markdown):
        if token.type == "fence":
            yield Fact("words", token.content)
        inner = token.children or []
        words = "".join(
            child.content if child.type in {"text", "code_inline"} else _break(child.type) for child in inner
        )
        yield from (Fact("words", piece) for piece in words.split("\0") if piece.strip())
        links = (str(child.attrs["href"]) for child in inner if child.type == "link_open")
        yield from (Fact("link", link) for link in links)


def _break(token_type: str) -> str:
    """Return what is where a token has no words: zero where text has signs that HTML has not."""
    if token_type in {"s_open", "s_close", "footnote_ref"}:
        return "\0"
    return " " if token_type in {"softbreak", "hardbreak"} else ""
