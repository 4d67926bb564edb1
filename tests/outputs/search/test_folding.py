"""Words are folded and stemmed as the page folds a query: in Python once, in seven languages."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Page

from newsletter.languages.wording import ENGLISH, list_catalogues
from newsletter.outputs.search.folding import MOST_LETTERS, fold, split_words
from newsletter.outputs.search.stemming import find_stemmer, is_stemmed
from newsletter.outputs.search.stop_words import list_stop_words

SCRIPT = Path(__file__).parents[3] / "templates/web/search.js"


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en-GB", ["safeguarding", "Safeguarded", "safeguards"]),
        ("de", ["Überprüfung", "uberprufungen"]),
        ("fr", ["évaluation", "Evaluations"]),
        ("pl", ["rodzinami", "rodzinach"]),
        ("ar", ["المَعلُومات", "معلومات", "والمعلومات", "بالمعلومات", "معلومة"]),
        ("ar", ["المكتبة", "مكتبة", "مكتبات", "والمكتبات"]),
        ("pl", ["dzieci", "dzieciom"]),
        ("cy", ["Tŷ", "ty"]),
    ],
)
def test_forms_of_a_word_have_one_stem(language: str, forms: list[str]) -> None:
    stem = find_stemmer(language)

    assert len({stem(word) for form in forms for word in split_words(form)}) == 1


def test_every_language_of_the_program_has_stop_words_and_all_but_welsh_an_algorithm() -> None:
    languages = {tag.partition("-")[0] for tag in (*list_catalogues(), ENGLISH)}

    assert [language for language in languages if not list_stop_words(language)] == []
    assert [language for language in sorted(languages) if not is_stemmed(language)] == ["cy"]


def test_a_word_that_is_too_long_is_cut_for_the_names_of_files() -> None:
    assert split_words("x" * 200) == ["x" * MOST_LETTERS]


@pytest.mark.browser
def test_the_page_folds_every_character_as_python_does(page: Page) -> None:
    lines = [
        line
        for line in SCRIPT.read_text(encoding="utf-8").split("\n")
        if line.startswith(("const fold", "const split"))
    ]
    assert len(lines) == 2
    assigned = [chr(c) for c in range(0x20000) if unicodedata.category(chr(c)) not in {"Cn", "Cs", "Co"}]
    page.add_script_tag(
        content="\n".join(lines).replace("const fold", "window.fold").replace("const split", "window.split")
    )
    folded, words = page.evaluate("all => [all.map(c => fold(c)), all.map(c => split(c).join())]", assigned)

    assert [hex(ord(c)) for c, other in zip(assigned, folded, strict=True) if fold(c) != other] == []
    assert [hex(ord(c)) for c, other in zip(assigned, words, strict=True) if ",".join(split_words(c)) != other] == []


def test_welsh_has_no_algorithm_and_keeps_its_words() -> None:
    assert [find_stemmer("cy")(word) for word in ("plentyn", "plant", "y")] == ["plentyn", "plant", ""]
    assert not is_stemmed("cy")
