"""No English word is left in an issue of every block in another language, in any output.

Every text of the documents is a made-up word, so that what else readers find is the program's own.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from functools import cache

import pytest

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.languages.wording import find_wording, list_catalogues
from scripts.catalogues import list_folders, list_forms, list_phrases, read
from scripts.golden import CASES, load_case, make_files
from tests.languages.readable import MADE_UP, list_words, read_file, scramble_issue, scramble_publication

LANGUAGES = sorted({*list_catalogues()} - {"en-US"})
NAMES = {
    "rss",
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

OWN_WORDS = {"code", "hostile"}
"""Cases that show the code of a listing, or what is hostile, as it was typed."""


@cache
def list_said(tag: str) -> frozenset[str]:
    """Return the words of a language's catalogues, and those that dates and numbers are written with."""
    if tag not in list_catalogues():
        return frozenset()
    phrases = [message for folder in list_folders() for message in list_phrases(read(folder, tag.replace("-", "_")))]
    texts = [text for phrase in phrases for text in list_forms(phrase.string)]
    data = find_wording(tag).formats.data.model_dump_json()
    return frozenset(list_words(re.sub(r"\{[a-z_]+\}", " ", " ".join(texts))) | list_words(data.replace("\\u", " ")))


def translate(case: str, tag: str) -> tuple[Publication, Issue]:
    publication, loaded = load_case(case)
    settings = {"language": tag, "direction": None}
    made = scramble_publication(publication.publication.model_copy(update=settings))
    blocks = tuple(_set_language(block) for block in loaded.issue.blocks)
    return made, scramble_issue(loaded.issue.model_copy(update={"language": None, "direction": None, "blocks": blocks}))


def _set_language(block: object) -> object:
    """Let a block be in the language of the issue."""
    if not hasattr(block, "model_copy"):
        return block
    changes = {"direction": None} | ({} if getattr(block, "type", "") == "code" else {"language": None})
    below = getattr(block, "blocks", None)
    return block.model_copy(update=changes | ({"blocks": tuple(map(_set_language, below))} if below else {}))


def list_kept(*documents: Publication | Issue) -> set[str]:
    """Return the words of addresses, facets, cities and code, which are the same in all languages."""
    text = " ".join(map(repr, documents))
    found = re.findall(r"[^\s'\"]*(?:://|@)[^\s'\"]*|(?:facet|zone|code)='.*?'(?=[,)])", text)
    return {word.casefold() for one in found for word in re.findall(r"[^\W\d_]+", one)}


def find_english(case: str, tag: str) -> dict[str, set[str]]:
    """Return the words in each file of a case that are neither its own nor of the language."""
    publication, issue = translate(case, tag)
    known = list_said(tag) | NAMES | {MADE_UP} | list_kept(publication, issue)
    files = {path: read_file(path, content) for path, content in make_files(publication, issue).items()}
    return {path: {word for word in words if not _is_known(word, known)} for path, words in files.items() if words}


def _is_known(word: str, known: AbstractSet[str]) -> bool:
    return word in known or word.removeprefix("و") in known  # in Arabic "and" is one with the word that follows it


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("case", [case for case in CASES if case not in OWN_WORDS])
def test_no_english_word_is_left_in_any_output(case: str, tag: str) -> None:
    left = find_english(case, tag)

    assert {"site/index.html", "site/404.html", "site/subscribe/index.html", "site/atom.xml"} <= left.keys()
    assert {path.rpartition(".")[2] for path in left if path.startswith("email/")} == {"html", "txt"}
    assert {path: sorted(words) for path, words in left.items() if words} == {}


def test_words_that_are_not_translated_are_seen() -> None:
    """The same search in Latin, which has no catalogue, finds the program's English in each kind of file."""
    left = [item for case in ("parish_council", "event", "pages") for item in find_english(case, "la").items()]
    said = {kind: set[str]().union(*(words for path, words in left if path.endswith(kind))) for kind in ENGLISH}

    assert {kind: words - said[kind] for kind, words in ENGLISH.items()} == {kind: set() for kind in ENGLISH}


ENGLISH = {
    "html": {"skip", "subscribe", "feed", "reply"},
    "txt": {"unsubscribe", "because", "reply"},
    "xml": {"entries", "reply", "calendar"},
    "json": {"reply", "calendar"},
    "ics": {"reply"},
}
"""Words that the program says in English, by the endings of the files that have them."""
