"""The case-reviews pack: rules for the sake of readers in distress, and of whom the press has named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Example, Stage, Violation, issue_rule
from newsletter.documents.publication import Theme
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.rules.texts import reviews

_HARM = """
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
    incidents:
      - {when: {year: 2023}, outcome: other, what: A visit was missed., harms: [neglect]}
"""


@issue_rule(
    "harm.no-note",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
    incidents:
      - @@{when: {year: 2023}, outcome: injury, what: An infant was hurt.}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
    incidents:
      - {when: {year: 2023}, outcome: injury, what: An infant was hurt., harms: [neglect]}
""",
    stage=Stage.BUILD,
)
def find_harms_without_a_note(context: IssueContext) -> Iterator[Violation]:
    """Readers who have lived through the like are told what is coming before it comes."""
    themes = context.publication.themes
    for path, review in reviews(context):
        for n, incident in enumerate(review.incidents):
            at = (*path, "incidents", n)
            if incident.outcome in _HURT and not incident.harms:
                yield Violation(at, "an incident in which someone was hurt names no harm", _list_harms(themes))
            for m, harm in enumerate(incident.harms):
                if harm in themes and themes[harm].facet == "harm" and not themes[harm].content_note:
                    remedy = f"Add content_note to [themes.{harm}] in newsletter.toml: how the note names it, calmly."
                    hint = Reason(
                        "", remedy, "Write in the newsletter's settings, at this theme, how the note names it, calmly."
                    )
                    yield Violation((*at, "harms", m), f"the content note has no words for '{harm}'", hint)


def _list_harms(themes: Mapping[str, Theme]) -> str:
    """Say which harms there are to choose from: who writes an issue has not read the vocabulary."""
    harms = [name for name, theme in themes.items() if theme.facet == "harm" and theme.content_note]
    if not harms:
        return Reason(
            "",
            "Add a theme with facet harm and a content_note to newsletter.toml, and its id here under harms:.",
            "Add a theme of harm with words for its note in the newsletter's settings, and choose it here.",
        )
    named = f"Add what readers are warned of, as harms: [{harms[0]}]. There are: {', '.join(harms)}."
    return Reason("", named, f"Choose what readers are warned of: {', '.join(themes[name].label for name in harms)}.")


_HURT = frozenset({"serious_injury", "injury"})
"""Outcomes that the content note leaves out where no harm is named; a death it names by itself."""


@issue_rule(
    "harm.no-helpline",
    Severity.WARNING,
    bad=Example(
        issue=_HARM.replace("  - type", "  - @@type"),
        publication='[[support_contacts]]\nid = "office"\nname = "Office"\nchecked = 2024-03-01\n',
    ),
    good=_HARM,
    stage=Stage.BUILD,
)
def find_harms_without_a_helpline(context: IssueContext) -> Iterator[Violation]:
    """Readers who are shaken by what they read need someone to call, there and then."""
    if any(contact.phone for contact in context.publication.support_contacts):
        return
    for path, review in reviews(context):
        if review.sensitivities():
            hint = Reason(
                "Add one with a phone number",
                "as [[support_contacts]] in newsletter.toml.",
                "in the newsletter's settings.",
            )
            yield Violation(path, f"'{review.title}' describes harm, and the publication names no helpline", hint)
            return


@issue_rule(
    "review.media-link",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: "A visit was missed, as @@[the press wrote](https://www.dailymail.co.uk/news/1)."
    learning: {items: [Listening to the child]}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: "A visit was missed, as [the review says](https://reviews.example.net/child-a)."
    learning: {items: [Listening to the child]}
""",
    stage=Stage.BUILD,
)
def find_media_links(context: IssueContext) -> Iterator[Violation]:
    """Press and social media name and show whom a review protects: one link joins the two."""
    known = [path for path, _ in reviews(context)]
    for link in context.links:
        host = (urlsplit(link.url).hostname or "").removeprefix("www.")
        inside = any(link.path[: len(path)] == path for path in known)
        if inside and (_is_of(host, _MEDIA) or (_is_in_the_news(link.url) and not _is_of(host, _OFFICIAL))):
            yield Violation(
                link.path, f"a review links to {host}", "Link to the published review alone.", words=link.source
            )


def _is_of(host: str, names: tuple[str, ...]) -> bool:
    return host in names or host.endswith(tuple(f".{name}" for name in names))


def _is_in_the_news(url: str) -> bool:
    return urlsplit(url).path.startswith("/news/")


_OFFICIAL = ("gov.uk", "nhs.uk", "police.uk", "ac.uk", "org.uk", "gov.wales", "gov.scot", "nhs.wales", "nhs.scot")
_MEDIA = (
    "bbc.co.uk", "bbc.com", "theguardian.com", "dailymail.co.uk", "thesun.co.uk", "mirror.co.uk", "express.co.uk",
    "telegraph.co.uk", "independent.co.uk", "thetimes.co.uk", "thetimes.com", "news.sky.com", "itv.com", "metro.co.uk",
    "standard.co.uk", "live.co.uk", "liverpoolecho.co.uk", "manchestereveningnews.co.uk", "facebook.com", "x.com",
    "twitter.com", "instagram.com", "tiktok.com", "youtube.com", "youtu.be", "reddit.com", "gofundme.com",
    "justgiving.com", "wikipedia.org", "snapchat.com", "threads.net",
    "vimeo.com", "linkedin.com", "bsky.app", "change.org", "itvx.com",
)  # fmt: skip
