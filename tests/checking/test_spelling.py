"""Words are judged by a dictionary and by what the publication calls its own; names and signs are left in peace."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checker import CheckRequest, check_all
from newsletter.checking.analysis.spell_checker import SpellChecker
from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.registry import Example
from newsletter.pipeline import Tools
from tests.checking.documents import TODAY, inspect_example, write_example
from tests.packs import PACKS, RULES

FILES = RULES["words.spelling"].good.files


def misspelt(folder: Path, words: str, publication: str = "", packs: tuple[str, ...] = ()) -> list[str]:
    example = Example(issue=f"intro: '{words}'\n", publication=publication, files=FILES)
    found = inspect_example(folder, example, packs=packs)
    return [problem.message for problem in found if problem.rule == "words.spelling"]


@pytest.mark.parametrize(
    "words",
    [
        "Welcome to Quayford.",
        "Welcome to the hall.",
        "WELCOME to the LSCB.",
        "The hall''s doors, and the library’s.",
        "Welcome to quayford.example.org and to hall@example.org.",
        "Welcome to [the hall](https://hall.example.org/oepning).",
        "The 2nd month, the x, and the hall/door.",
    ],
)
def test_names_signs_and_addresses_are_no_misspellings(tmp_path: Path, words: str) -> None:
    assert misspelt(tmp_path, words) == []


@pytest.mark.parametrize(
    ("words", "wrong"),
    [("Welcom to the hall.", "Welcom"), ("The new-oof news.", "oof"), ("A haall’s news.", "haall’s")],
)
def test_a_slip_is_found_at_the_start_of_a_sentence_behind_a_hyphen_and_before_an_s(
    tmp_path: Path, words: str, wrong: str
) -> None:
    assert misspelt(tmp_path, words) == [f"'{wrong}' is in no dictionary"]


@pytest.mark.parametrize(
    "publication",
    [
        '[checks]\nwords = ["Oof"]\n',
        '[glossary]\nHO = "hall of oof"\n',
        '[house_dictionary]\n"ooof" = "oof"\n',
        '[themes.oof]\nlabel = "Oof"\nfacet = "system"\n',
    ],
)
def test_the_publications_own_words_are_right(tmp_path: Path, publication: str) -> None:
    assert misspelt(tmp_path, "The oof news.") != []
    assert misspelt(tmp_path, "The oof news.", publication) == []


def test_a_hint_names_the_word_that_is_meant(tmp_path: Path) -> None:
    (problem,) = inspect_example(tmp_path, Example(issue="intro: The new hal.\n", files=FILES), packs=())

    assert problem.hint == "Write 'hall'. Or add 'hal' to words under [checks] in newsletter.toml."
    assert (problem.words, problem.replacements) == ("hal", ("hall",))


def test_a_guess_that_is_not_sure_is_a_question(tmp_path: Path) -> None:
    (problem,) = inspect_example(tmp_path, Example(issue="intro: The new lirry.\n", files=FILES), packs=())

    assert problem.hint == "Is 'library' meant? Or add 'lirry' to words under [checks] in newsletter.toml."


def test_without_a_dictionary_nothing_is_checked_and_that_is_said(tmp_path: Path) -> None:
    write_example(tmp_path, Example(issue="intro: The new hal.\n"))
    inspection = check_all(CheckRequest(tmp_path, TODAY, (ISSUE_NAME,), Tools(dictionaries=())))

    assert inspection.problems == ()
    (note,) = inspection.notes
    assert note.startswith("Spelling was not checked. Install hunspell-en-gb, or put en_GB.aff and en_GB.dic into")


def test_a_speller_without_a_dictionary_finds_every_word_right(tmp_path: Path) -> None:
    assert SpellChecker("en-GB", [tmp_path]).is_right("hal")
    assert SpellChecker("en-GB", [tmp_path]).suggest("hal") == ()


def test_words_that_are_newer_than_dictionaries_are_right(tmp_path: Path) -> None:
    assert misspelt(tmp_path, "welcome to wellbeing") == []


def test_the_words_of_a_pack_are_right_where_it_is_used(tmp_path: Path) -> None:
    phrase = "'cuckooing' is in no dictionary"

    assert phrase in misspelt(tmp_path, "welcome to cuckooing")
    assert phrase not in misspelt(tmp_path, "welcome to cuckooing", packs=PACKS)
