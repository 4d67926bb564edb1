"""The report of a year in words: a paragraph for each figure, or the editor's own in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from newsletter.documents.publication import Publication
from newsletter.languages.wording import Wording, mark
from newsletter.outputs.web.collections import OWNERS, THEMES, name_collection
from newsletter.outputs.web.responses import STATES
from newsletter.outputs.web.year_facts import YearFacts, YearTopic
from newsletter.rendering import markdown
from newsletter.rendering.borrowed_words import mark_wording, strip_languages
from newsletter.rendering.words import choose_wording

_NAMED = 5
"""Topics that a sentence names."""


@dataclass(frozen=True, slots=True)
class YearParagraph:
    """A paragraph with the id under which an editor can replace it, as HTML and as plain text."""

    id: str
    html: Markup
    text: str


def write_paragraphs(facts: YearFacts, publication: Publication, own: Mapping[str, str]) -> list[YearParagraph]:
    """Return the paragraphs of a report; ``own`` are those of the editor, in Markdown."""
    made = []
    for id_, text in _say_all(facts, publication):
        if id_ in own:
            made.append(YearParagraph(id_, markdown.to_html(own[id_]), markdown.to_text(own[id_])))
        elif text:
            made.append(YearParagraph(id_, Markup("<p>{}</p>").format(escape(text)), strip_languages(text)))
    return made


def _say_all(facts: YearFacts, publication: Publication) -> Iterator[tuple[str, str]]:
    """Yield the id and the words of each paragraph, for HTML; no words if there is nothing to report."""
    wording = mark_wording(choose_wording(publication))
    yield "overview", _say_overview(facts, publication.title, wording)
    yield "themes", _say_list(mark("What came up most often: {list}."), facts.topics.get(THEMES, ()), wording)
    new = facts.list_new(THEMES) if facts.before else ()
    yield "new", _say_list(mark("New in this year: {list}."), new, wording)
    yield "recurred", _say_recurred(facts, wording)
    yield "owners", _say_list(mark("Most often asked to act: {list}."), facts.topics.get(OWNERS, ()), wording)
    for name in facts.topics:
        if name not in (THEMES, OWNERS):
            label, named = name_collection(name, publication).label, _name_counted(facts.topics[name], wording)
            yield name.removesuffix("s"), wording.gettext("{label}: {list}.", label=label, list=named)
    yield "responses", _say_responses(facts, wording)
    yield "sources", _say_sources(facts, wording)
    yield "corrections", _say_corrections(facts, wording)


def _say_overview(facts: YearFacts, title: str, wording: Wording) -> str:
    issues = wording.ngettext("{count} issue", "{count} issues", facts.issues)
    entries = wording.ngettext("{count} entry", "{count} entries", facts.entries)
    overview = wording.gettext(
        "{title} in {year}: {issues} with {entries}.", title=title, year=facts.year, issues=issues, entries=entries
    )
    if facts.before is None:
        return overview
    year, count = facts.before
    before = wording.ngettext("{count} entry", "{count} entries", count)
    then = wording.gettext("The year before, {year}, had {entries}.", year=year, entries=before)
    return f"{overview} {then}"


def _say_list(phrase: str, topics: Sequence[YearTopic], wording: Wording) -> str:
    return wording.gettext(phrase, list=_name_counted(topics, wording)) if topics else ""


def _name_counted(topics: Sequence[YearTopic], wording: Wording) -> str:
    """Name the first topics with their counts: Gardens (12), Markets (5) and Music (3)."""
    named = [wording.gettext("{topic} ({count})", topic=one.label, count=one.entries) for one in topics[:_NAMED]]
    return wording.formats.list_and(named)


def _say_recurred(facts: YearFacts, wording: Wording) -> str:
    longest = sorted(facts.list_recurred(THEMES), key=lambda one: (int(one.since), -one.entries))[:_NAMED]
    named = [wording.gettext("{topic} (since {year})", topic=one.label, year=one.since) for one in longest]
    return wording.gettext("Back from earlier years: {list}.", list=wording.formats.list_and(named)) if named else ""


def _say_responses(facts: YearFacts, wording: Wording) -> str:
    """Say how far what was asked is, and how much of it is overdue on the day of the report."""
    counts = facts.responses
    if counts is None:
        return ""
    found = {wording.gettext(name): getattr(counts, state) for state, name in STATES.items()}
    named = [wording.gettext("{topic} ({count})", topic=name, count=count) for name, count in found.items() if count]
    said = wording.gettext("Answers to recommendations: {list}.", list=wording.formats.list_and(named))
    if facts.day is None:
        return said
    day = wording.formats.day(facts.day)
    overdue = wording.ngettext("{count} is overdue on {day}.", "{count} are overdue on {day}.", counts.overdue, day=day)
    return f"{said} {overdue}"


def _say_sources(facts: YearFacts, wording: Wording) -> str:
    """Say how many documents linked from the year's issues have gone, and how many went in it; nothing if none has."""
    gone = wording.ngettext(
        "{count} document linked from this year's issues is no longer on its publisher's site.",
        "{count} documents linked from this year's issues are no longer on their publishers' sites.",
        len(facts.gone),
    )
    found = wording.ngettext(
        "In {year}, {count} linked document was found to have gone.",
        "In {year}, {count} linked documents were found to have gone.",
        len(facts.found_gone),
        year=facts.year,
    )
    return " ".join(words for words, counted in ((gone, facts.gone), (found, facts.found_gone)) if counted)


def _say_corrections(facts: YearFacts, wording: Wording) -> str:
    if not facts.corrections:
        return wording.gettext("Nothing in the issues of this year had to be corrected.")
    return wording.ngettext(
        "{count} correction was made to the issues of this year.",
        "{count} corrections were made to the issues of this year.",
        len(facts.corrections),
    )
