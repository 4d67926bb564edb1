"""No output says less than another: every item, heading, link, date and number of a document is in each of them."""

from __future__ import annotations

import json
import re
from calendar import timegm
from datetime import UTC, datetime
from email import message_from_bytes, policy
from functools import cache
from html import unescape
from pathlib import Path
from typing import TypeAlias

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.loading import load_issue, load_publication
from newsletter.packs.case_reviews.settings import ReviewEmailSettings
from newsletter.rendering.edition import Edition
from scripts.golden import CASES, load_case, make_files
from tests.expected_facts import Fact, find_facts, find_mail_facts
from tests.matrix import often
from tests.packs import PACKS
from tests.parsed_outputs import ParsedFile, Seen, flatten, look_at
from tests.random_issues import issues, read_seeds

ROOT = Path(__file__).parents[1]
JANUARY = "the January issue"


def load(name: str) -> tuple[Publication, Issue]:
    if name == JANUARY:
        issue = load_issue(ROOT / "issues" / "2024-01.yaml", "issues/2024-01.yaml", PACKS).issue
        return load_publication(ROOT).publication, issue
    publication, loaded = load_case(name)
    return publication.publication, loaded.issue


Glossary: TypeAlias = tuple[tuple[str, str], ...]


def is_borne_out(fact: Fact, seen: Seen, page: str, glossary: Glossary) -> bool:
    match fact.kind:
        case "link" if fact.said.startswith("#"):
            return any(link == fact.said or link.endswith(f"{page}{fact.said}") for link in seen.links)
        case "link":
            return fact.said in seen.links
        case "theme":
            return flatten(fact.said) in seen.themes
        case "heading":
            return flatten(fact.said) in seen.headings
    return holds(without_explanations(seen.words, glossary), without_explanations(flatten(fact.said), glossary))


def holds(words: str, text: str) -> bool:
    """Tell whether something is said as whole words: "17 years" does not say "7 years"."""
    around = (
        f" {words} "[found.start()] + f" {words} "[found.end() + 1] for found in re.finditer(re.escape(text), words)
    )
    return any(not re.search(r"\w", neighbours) for neighbours in around)


@cache
def without_explanations(words: str, glossary: Glossary) -> str:
    """Leave out what was added where an abbreviation first comes up."""
    for short, full in glossary:
        words = re.sub(rf"\b({re.escape(short.casefold())}s?) \({re.escape(full.casefold())}s?\)", r"\1", words)
    return words


def find_missing(publication: Publication, issue: Issue, files: dict[str, bytes]) -> list[tuple[str, Fact]]:
    """Return each claim that an output does not bear out, with the output's path."""
    facts, glossary = find_facts(publication, issue), tuple(publication.glossary.items())
    page, in_mail = f"/issues/{issue.period}/", find_mail_facts(publication, issue)
    missing: list[tuple[str, Fact]] = []
    for sight in look_at(files, issue):
        of_output = in_mail if sight.path.startswith("email/") else facts
        expected = (fact for fact in of_output if sight.item in (None, fact.item) and is_shown(fact, sight))
        missing += [(sight.path, fact) for fact in expected if not is_borne_out(fact, sight.seen, page, glossary)]
    return missing


def is_shown(fact: Fact, sight: ParsedFile) -> bool:
    """Tell whether such a claim belongs there: mails and the page of an issue do not say what items are filed under."""
    return (
        fact.kind != "theme" or sight.item is not None or sight.path.startswith(("site/rss", "site/atom", "site/feed"))
    )


@pytest.fixture(scope="module")
def january() -> tuple[Publication, Issue, dict[str, bytes]]:
    """Return the January issue and everything that is made of it."""
    publication, issue = load(JANUARY)
    return publication, issue, make_files(publication, issue)


@pytest.mark.slow
@pytest.mark.parametrize("name", [JANUARY, *CASES])
def test_every_output_says_everything(name: str) -> None:
    publication, issue = load(name)

    assert find_missing(publication, issue, make_files(publication, issue)) == []


@pytest.mark.parametrize("name", [JANUARY, "case_review_full", "parish_council"])
def test_every_output_is_dated_alike(name: str) -> None:
    publication, issue = load(name)
    files, site = make_files(publication, issue), "site/"
    mail = message_from_bytes(files[f"email/{issue.period}.eml"], policy=policy.default)
    page = files[f"site/issues/{issue.period}/index.html"].decode()
    dated = {
        mail["Date"].datetime,
        datetime.fromisoformat(re.findall(r'<time datetime="([^"]+)">', page)[0]),
        datetime.fromisoformat(json.loads(files[f"{site}feed.json"])["items"][0]["date_published"]),
        *(find_published(files[f"{site}{feed}.xml"]) for feed in ("rss", "atom")),
    }

    assert {moment.astimezone(UTC) for moment in dated} == {Edition(publication, issue).published.astimezone(UTC)}


def find_published(feed: bytes) -> datetime:
    return datetime.fromtimestamp(timegm(feedparser.parse(feed)["entries"][0]["published_parsed"]), UTC)


@pytest.mark.slow
@pytest.mark.parametrize("name", [JANUARY, *CASES])
def test_the_message_holds_the_mail_as_it_is_shown_beside_it(name: str) -> None:
    publication, issue = load(name)
    files = make_files(publication, issue)
    mail = message_from_bytes(files[f"email/{issue.period}.eml"], policy=policy.default)
    text, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())

    assert mail["Subject"] == issue.subject
    assert (issue.preheader or "") in unescape(html)
    assert text.rstrip("\n") == files[f"email/{issue.period}.txt"].decode().rstrip("\n")
    assert html.rstrip("\n") == files[f"email/{issue.period}.html"].decode().rstrip("\n")


PLAIN_WORDS = st.sampled_from(
    ["apple", "Bär", "日本", "R&D", "d'or", "two  words", "café", "x*y", "2 > 1", "tea\u00a0time"]
)
BREAKS = st.sampled_from(["\n", " ", "\\\n", "  \n", "\n\n"])
PHRASES = st.one_of(
    PLAIN_WORDS,
    st.builds("**{}**".format, PLAIN_WORDS),
    st.builds("*{}*".format, PLAIN_WORDS),
    st.builds("***{}***".format, PLAIN_WORDS),
    st.builds("`{}`".format, PLAIN_WORDS),
    st.builds("[{}](https://example.net/)".format, PLAIN_WORDS),
    st.builds("[**{}**\n*{}*](https://example.net/)".format, PLAIN_WORDS, PLAIN_WORDS),
    st.builds("**{}\n`{}`**".format, PLAIN_WORDS, PLAIN_WORDS),
    st.sampled_from(["<https://example.net/>", "https://example.net/a_b", "(www.example.net).", "clerk@example.net"]),
)
PARAGRAPHS = st.lists(st.builds(str.__add__, PHRASES, BREAKS), min_size=1, max_size=6).map("".join)
MARKDOWN = st.lists(
    st.one_of(
        PARAGRAPHS,
        st.builds("- {}".format, PARAGRAPHS.map(lambda part: part.replace("\n", "\n  "))),
        st.builds("1. {}".format, PARAGRAPHS.map(lambda part: part.replace("\n", "\n   "))),
        st.builds("> {}".format, PARAGRAPHS.map(lambda part: part.replace("\n", "\n> "))),
        st.builds("```\n{}\n```".format, PLAIN_WORDS),
    ),
    min_size=1,
    max_size=4,
).map("\n\n".join)


def read_body(words: str) -> list[str]:
    """Return what is said between the two marks of a document, word by word."""
    return words.partition("beginning")[2].partition("ending")[0].split()


@settings(max_examples=often(40))
@given(markdown=MARKDOWN)
def test_the_same_words_stand_in_every_output_of_any_markdown(markdown: str) -> None:
    publication, issue = load("text")
    block = issue.blocks[1].model_copy(update={"body": f"beginning\n\n{markdown}\n\nending"})
    sights = list(look_at(make_files(publication, issue.model_copy(update={"blocks": (block,)})), issue))
    text = {sight.path: read_body(sight.seen.words) for sight in sights}

    assert len(text) == 6
    assert [text[sights[0].path]] * 6 == list(text.values())
    assert text[sights[0].path]


def load_random(issue: Issue, findings: int | None, recommendations: int | None) -> tuple[Publication, Issue]:
    """Return an issue with a publication that asks for so many findings of a review in its e-mail."""
    publication, _ = load("shortened")
    values = {"findings": findings, "recommendations": recommendations, "too_long": "shorten"}
    return publication.model_copy(update={"mail": ReviewEmailSettings.model_validate(values)}), issue


LIMITS = st.one_of(st.none(), st.integers(1, 3))


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(read_seeds()))
@settings(max_examples=often(6), suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_output_says_everything_of_any_block(kind: str, data: st.DataObject) -> None:
    publication, issue = load_random(data.draw(issues(of=kind)), data.draw(LIMITS), data.draw(LIMITS))

    assert find_missing(publication, issue, make_files(publication, issue)) == []


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(5))
@settings(max_examples=often(20), suppress_health_check=[HealthCheck.too_slow])
@given(issue=issues(), findings=LIMITS, recommendations=LIMITS)
def test_every_output_says_everything_of_any_issue(
    part: int,  # noqa: ARG001  # each has other issues, as all at once take too long for one test
    issue: Issue,
    findings: int | None,
    recommendations: int | None,
) -> None:
    publication, issue = load_random(issue, findings, recommendations)

    assert find_missing(publication, issue, make_files(publication, issue)) == []


WHOLE_ISSUE = ("email/2024-01.html", "email/2024-01.txt", "site/issues/2024-01/index.html",
               "site/rss.xml", "site/atom.xml", "site/feed.json")  # fmt: skip
ONE_ITEM = ("site/issues/2024-01/child-a/index.html", "site/items/rss.xml", "site/items/atom.xml",
            "site/items/feed.json")  # fmt: skip
PIECES = {
    "a point learned": b"Barriers that keep",
    "a recommendation": b"Within the Quality Assurance",
    "the date of an incident": b"Summer 2020",
    "an age": b"7 years old",
    "a commissioner": b"The Bradford",
    "a heading": b"Child A (Bradford)",
    "a link": b"https://learning.nspcc.org.uk/case-reviews/national-case-review-repository",
}


@pytest.mark.slow
@pytest.mark.parametrize("path", [*WHOLE_ISSUE, *ONE_ITEM])
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_whatever_an_output_drops_is_missed_there(
    january: tuple[Publication, Issue, dict[str, bytes]], path: str, piece: bytes
) -> None:
    publication, issue, files = january
    missing = find_missing(publication, issue, files | {path: files[path].replace(piece, b"")})

    assert {where for where, _ in missing} == {path}


@pytest.mark.parametrize("path", [*WHOLE_ISSUE[3:], *ONE_ITEM])
def test_a_theme_that_is_dropped_is_missed(january: tuple[Publication, Issue, dict[str, bytes]], path: str) -> None:
    publication, issue, files = january
    missing = find_missing(publication, issue, files | {path: files[path].replace(b"Professional curiosity", b"")})

    assert (path, Fact("theme", "Professional curiosity", "child-a")) in missing
    assert {fact.kind for _, fact in missing} == {"theme"}


@pytest.mark.parametrize("path", [*WHOLE_ISSUE, *ONE_ITEM])
def test_an_item_that_is_left_out_of_one_output_is_missed_there(
    january: tuple[Publication, Issue, dict[str, bytes]], path: str
) -> None:
    publication, issue, files = january
    fewer = make_files(publication, issue.model_copy(update={"blocks": issue.blocks[1:]}))
    altered = {name: fewer.get(name, b"") if name == path else content for name, content in files.items()}
    missing = find_missing(publication, issue, {name: content for name, content in altered.items() if content})

    assert {where for where, _ in missing} == {path}
    assert Fact("words", "7 years old", "child-a") in {fact for _, fact in missing}
