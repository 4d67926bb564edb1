"""No English word is left in an issue of every block in another language, in any output.

Every text of the documents is a made-up word, so that what else readers find is the program's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache

import pytest

from newsletter.documents.blocks import Block, Section
from newsletter.documents.issue import Correction, Issue
from newsletter.documents.outside import SourceRecord
from newsletter.documents.packs import find_catalogues
from newsletter.documents.publication import Publication
from newsletter.documents.records import Records
from newsletter.languages.phrases import find_phrases
from newsletter.languages.wording import PLACEHOLDER, find_wording, list_catalogues
from scripts.catalogues import list_folders, list_forms, list_phrases, read
from scripts.golden import CASES, load_case, make_files
from tests.languages.readable import (
    MADE_UP,
    list_languages,
    list_words,
    read_file,
    scramble_issue,
    scramble_publication,
)

LANGUAGES = sorted({*list_catalogues()} - {"en-US"})
NAMES = {
    "rss",
    "ris",
    "bibtex",
    "csl",
    "atom",
    "json",
    "pdf",
    "word",
    "excel",
    "powerpoint",
    "opendocument",
    "csv",
    "epub",
    "zip",
    "kb",
    "mb",
    "utc",
}
"""What has the same name in all languages."""

LISTS = re.compile(r"site/(?:kinds/.*|years/\d+/)index\.html")
"""Pages that name the kinds of a pack, which are not marked yet in a language without a catalogue."""

OWN_WORDS = {"bilingual", "bilingual_editions", "code", "hostile"}
"""Cases that show the code of a listing, or what is hostile, as it was typed; and with themes of their own."""


ENGLISH = {
    "html": {"skip", "subscribe", "feed", "reply"},
    "txt": {"unsubscribe", "because", "reply"},
    "xml": {"entries", "reply", "calendar"},
    "json": {"reply", "calendar"},
    "ics": {"reply"},
}
"""Words that the program says in English, by the endings of the files that have them."""


@cache
def list_said(tag: str) -> frozenset[str]:
    """Return the words of a language's catalogues, and those that dates and numbers are written with."""
    if tag not in list_catalogues():
        return frozenset()
    phrases = [message for folder in list_folders() for message in list_phrases(read(folder, tag.replace("-", "_")))]
    texts = [text for phrase in phrases for text in list_forms(phrase.string)]
    data = find_wording(tag).formats.data.model_dump_json()
    return frozenset(list_words(PLACEHOLDER.sub(" ", " ".join(texts))) | list_words(data.replace("\\u", " ")))


def join_cases() -> tuple[Publication, Issue]:
    """Return one issue with the blocks of all golden cases, each with an id of its own, and its publication."""
    publication, loaded = load_case("case_review_full")
    blocks: list[Block] = []
    corrections: list[Correction] = []
    for case in CASES:
        if case not in OWN_WORDS:
            issue = load_case(case)[1].issue
            blocks += [_rename(block, case.replace("_", "-")) for block in issue.blocks]
            corrections += [_rename_target(one, case.replace("_", "-")) for one in issue.corrections]
    changes = {"blocks": tuple(blocks), "corrections": tuple(corrections), "number": 12, "language": None}
    issue = loaded.issue.model_copy(update=changes)
    return publication.publication.with_records(record_gone(issue)), issue


def record_gone(issue: Issue) -> Records:
    """Return a record in which all documents that an issue links to are gone, so that readers are told of it."""
    day = date(2024, 3, 1)
    gone = SourceRecord(state="gone", since=day, checked=day)
    return Records({url: gone for block in issue.walk() for url, _ in block.outside_documents()})


def _rename(block: Block, case: str) -> Block:
    """Give a block an id that no other case has, and the language of the issue; that of code is no language."""
    changes: dict[str, object] = {"id": f"{case}-{block.id}" if block.id else None, "direction": None}
    changes |= {} if block.type == "code" else {"language": None}
    if isinstance(block, Section):
        changes["blocks"] = tuple(_rename(one, case) for one in block.blocks)
    return block.model_copy(update=changes)


def _rename_target(correction: Correction, case: str) -> Correction:
    return correction.model_copy(update={"block": f"{case}-{correction.block}" if correction.block else None})


def list_kept(issue: Issue, publication: Publication) -> set[str]:
    """Return the words of facets, cities, code and abbreviations, which are the same in all languages."""
    found = re.findall(r"(?:facet|zone|code)='(.*?)'(?=[,)])", repr(issue) + repr(publication))
    return {word.casefold() for one in (*found, *publication.glossary) for word in re.findall(r"[^\W\d_]+", one)}


def find_english(tag: str) -> dict[str, set[str]]:
    """Return the words in each file of an issue of every block that are neither its own nor of the language.

    What a reader sees of it if its mail is shortened, and of a publication without issues, is looked at too.
    """
    whole, issue = join_cases()
    publication = scramble_publication(whole.model_copy(update={"language": tag}))
    issue = scramble_issue(issue)
    mail = publication.mail.model_copy(update={"too_long": "shorten", "findings": 1, "recommendations": 1})
    short = publication.model_copy(update={"mail": mail, "subscribe_url": "https://digest.example.org/join"})
    known = list_said(tag) | NAMES | {MADE_UP} | list_kept(issue, publication)
    made = {
        "whole": make_files(publication, issue),
        "short": make_files(short, issue),
        "empty": make_files(publication),
    }
    words = {f"{name}/{path}": read_file(path, one) for name, files in made.items() for path, one in files.items()}
    return {path: {word for word in read if not _is_known(word, known)} for path, read in words.items() if read}


def _is_known(word: str, known: AbstractSet[str]) -> bool:
    return word in known or word.removeprefix("و") in known  # in Arabic "and" is one with the word that follows it


@pytest.mark.parametrize("tag", [pytest.param(tag, marks=() if tag == "de" else pytest.mark.slow) for tag in LANGUAGES])
def test_no_english_word_is_left_in_any_output(tag: str) -> None:
    left = find_english(tag)

    assert {"whole/site/index.html", "short/email/2024-03.html", "empty/site/subscribe/index.html"} <= left.keys()
    assert {path: sorted(words) for path, words in left.items() if words} == {}


@pytest.mark.slow
def test_words_that_are_not_translated_are_seen() -> None:
    """The same search in Latin, which has no catalogue, finds the program's English in each kind of file."""
    left = find_english("la")
    phrases = [list_words(PLACEHOLDER.sub("", phrase)) for phrase in find_phrases(find_catalogues(("case-reviews",)))]
    seen = set[str]().union(*left.values())

    assert {kind: words - _join(left, kind) for kind, words in ENGLISH.items()} == {kind: set() for kind in ENGLISH}
    assert sum(words - NAMES <= seen for words in phrases) > 0.75 * len(phrases) > 80


def _join(left: dict[str, set[str]], kind: str) -> set[str]:
    return set[str]().union(*(words for path, words in left.items() if path.endswith(kind)))


def list_marked(tag: str, words: Mapping[str, object] | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield each word that is seen in the pages and the mail of an issue of every block, with its file and language."""
    whole, issue = join_cases()
    publication = scramble_publication(whole.model_copy(update={"language": tag}))
    publication = publication.model_copy(update={"words": words or {}})
    for path, content in make_files(publication, scramble_issue(issue)).items():
        if path.endswith(".html"):
            yield from ((path, *found) for found in list_languages(content))


@pytest.mark.slow
def test_words_in_english_within_another_language_say_so() -> None:
    """Latin has no catalogue: readers hear its English as English, and all the document's own words as Latin."""
    found = list(list_marked("la"))
    known = NAMES | {MADE_UP} | list_kept(join_cases()[1], join_cases()[0])
    unmarked = {
        (path, word)
        for path, word, language in found
        if word not in known and language != "en" and not LISTS.match(path)
    }
    wrongly = {path for path, word, language in found if word == MADE_UP and language != "la"}

    assert (sorted(unmarked), sorted(wrongly)) == ([], [])
    assert {"email/2024-03.html", "site/index.html", "site/subscribe/index.html"} <= {path for path, *_ in found}


@pytest.mark.slow
def test_a_phrase_in_the_publications_own_words_is_in_its_language() -> None:
    own = {"In this issue": ("In hoc libello",), "Published {day}": ("Editum {day}",)}
    found = [
        (word, language) for path, word, language in list_marked("la", own) if path == "site/issues/2024-03/index.html"
    ]

    assert {language for word, language in found if word in {"libello", "editum"}} == {"la"}
    assert {language for word, language in found if word in {"march", "contents", "subscribe"}} == {"en"}


@pytest.mark.slow
def test_no_language_is_marked_where_there_is_a_catalogue() -> None:
    assert {language for *_, language in list_marked("de")} == {"de"}
