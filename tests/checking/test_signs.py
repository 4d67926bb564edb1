"""Signs that readers would see are told; the same characters with a meaning of their own are left in peace."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter.checking.analysis.garbled import find_garbled
from newsletter.checking.analysis.signs import find_signs
from newsletter.rendering.markdown import find_shown
from tests.checking.documents import inspect_issue

SHOWN_IN_MARKDOWN = {
    "| Wooden | £42,000 |\n| Steel | £50,000 |": "a table",
    "| Wooden | £42,000 | £1 |\n|---|---|": "a table",
    "Before.\n\n---\n\nAfter.": "a rule across the page",
    "***": "a rule across the page",
    "See below.[^1]": "a footnote",
    "[the hall][hall]": "a link by reference",
    "[the hall][]": "a link by reference",
    "[hall]: https://example.net": "the address of a link by reference",
    "[the hall] (https://example.net/)": "a link",
    "[the hall]\n(www.example.net)": "a link",
    "[the hall](https://example.net/a b)": "a link",
    "**bold **word": "strong words",
    "R&amp;nbsp;D": "a character of HTML",
}
FINE_IN_MARKDOWN = (
    "| Option | Cost |\n|--------|------|\n| Wooden | £42,000 |",
    "Name | Role\n--- | ---\nA | B",
    "- Costs:\n\n  | a | b |\n  |:-:|--:|",
    "Was ~~£50~~ £40.",
    "See below.[^note]\n\n[^note]: Here.",
    "`~~x~~ [^1] | a | b |` and ``[x][y]``",
    "```\n| a | b |\n|---|---|\n~~x~~\n---\n```",
    "    | a | b |\n    |---|---|",
    "[1][2] and [a] (see below) and array[0][1]",
    "5 * 3 ** 2, 2**3, f**k, ****, a|b, A | B, ~5, 5~10, ~~ x",
    "A – b -- c --- d, a_b, __init__.py",
    "*a* **b** _c_ __d__ `e` [f](https://example.net) <https://example.net>",
    "C# and #5, # 5",
    "2023-24 | 3",
    "a&nbsp;b &copy; R&D; AT&T",
    "-- \nA. Clerk",
    "\\*\\* and \\~",
    "- one\n- two\n\n1. three",
)
SHOWN_IN_TITLES = {
    "Rapid recovery of *Zostera marina*": "emphasis",
    "**News**": "emphasis",
    "__News__ of May": "emphasis",
    "_News_ today": "emphasis",
    "The `code`": "code",
    "See [the hall](https://example.net)": "a link",
    "~~Old~~ news": "struck words",
    "News[^1]": "a footnote",
    "[News][news]": "a link by reference",
    "Tea&nbsp;time": "a character of HTML",
    "Tea &#38; cake": "a character of HTML",
}
FINE_IN_TITLES = (
    "M*A*S*H",
    "Prices* from £5",
    "* terms apply",
    "5 * 3 * 2",
    "snake_case_name",
    "Using __init__.py",
    "f**k",
    "Don`t and can`t",
    "R&D; AT&T",
    "[1][2]",
    "A | B",
    "--- x ---",
    "What is on [updated]",
    "#5",
    "5*-hotel",
    "a ~ b",
    "**",
)
GARBLED = [
    "café",
    "It’s “now”",
    "– dash — …",
    "£5",
    "naïve",
    "à la",
    "École",
    "CORAÇÃO",
    "Zürich",
    "5 €",
    "piękny",
    "mały",
    "şeker",
]
GARBLED += [
    "Привет",
    "Ελλάδα",
    "日本",
    "שלום",
    "😀",
    "→",
    "✓",
    "10 °C",
    "©",
    "5\u00a0kg",
    "Dvořák",
    "ñandú",
    "straße",
    "œuvre",
]
GARBLED_ON_A_MACINTOSH = [
    "café",
    "It’s",
    "“now”",
    "– dash",
    "£5",
    "naïve",
    "à la",
    "École",
    "Zürich",
    "5 €",
    "Dvořák",
    "straße",
    "10 °C",
]
REAL = (
    "«AMANH\u00c3» não é «CAFÉ»… “AMANH\u00c3”, MAÇÃ, SÃO",
    "Mae hi’n mynd â’r ci, gydâ’r nos… â — â’i tâ’n â…",
    "à « Paris » né…” l’été À «Â» Â-t-il",
    "à\u00a0«\u00a0Paris\u00a0» É» É…” É–É",
    "ĐÃ” ĐÃ… ĐÃ “ ĐÂU? TÂM» Năm ngoái",
    "JÄ… Å—Å… ‚Ärger‘ ‚Äpfel‘ „Österreich“ 5 Å",
    "Ísland: Ðað er, ð’ Þ",
    "ÎNCEPUT … «ÎN» Îles—Île’s",
    "© 2024 ×2 5×«3» Ø — Øl °C ½ µ ¿Qué? ¡Hola! ±5",
    "√2 √(x) √π √∞ ¬p 2√3",
    "Uí hÓgáin, hÉireann, O’Ò, SÕNA Õ",
    "naïve œuvre sœur cœur Œuvres",
    "Dvořák, Łódź, İstanbul, ğ",
    "Русский «текст» Ελληνικά עברית العربية 日本語",
)


def misread(text: str, charset: str) -> str:
    """Read the UTF-8 of a text as a program does that takes it for another character set."""
    letters = (bytes([byte]) for byte in text.encode())
    return "".join(letter.decode(charset, "ignore") or chr(letter[0]) for letter in letters)


@pytest.mark.parametrize(("typed", "meant"), SHOWN_IN_MARKDOWN.items())
def test_a_sign_that_does_not_count_in_markdown_is_told(typed: str, meant: str) -> None:
    assert meant in [sign.meant for part in find_shown(typed) for sign in find_signs(part, is_markdown=True)]


@pytest.mark.parametrize("typed", FINE_IN_MARKDOWN)
def test_what_markdown_shows_as_it_was_meant_is_left_in_peace(typed: str) -> None:
    assert [sign for part in find_shown(typed) for sign in find_signs(part, is_markdown=True)] == []


@pytest.mark.parametrize(("typed", "meant"), SHOWN_IN_TITLES.items())
def test_a_sign_in_plain_words_is_told(typed: str, meant: str) -> None:
    assert [sign.meant for sign in find_signs(typed, is_markdown=False)] == [meant]


@pytest.mark.parametrize("typed", FINE_IN_TITLES)
def test_a_character_with_a_meaning_of_its_own_is_left_in_peace(typed: str) -> None:
    assert list(find_signs(typed, is_markdown=False)) == []


@pytest.mark.parametrize("text", GARBLED)
def test_what_was_read_as_windows_1252_is_found(text: str) -> None:
    garbled = list(find_garbled(misread(text, "cp1252")))

    assert garbled
    assert all(meant in text for _, meant in garbled)


@pytest.mark.parametrize("text", GARBLED_ON_A_MACINTOSH)
def test_what_was_read_as_mac_os_roman_is_found(text: str) -> None:
    assert list(find_garbled(misread(text, "mac_roman")))


@pytest.mark.parametrize("text", ["a \ufffd b", "ItÕs", "donÕt", "ï»¿Dear", "CafÃƒÂ©"])
def test_other_traces_of_a_wrong_character_set_are_found(text: str) -> None:
    assert list(find_garbled(text))


@pytest.mark.parametrize("text", [*GARBLED, *REAL])
def test_what_languages_write_is_left_in_peace(text: str) -> None:
    assert list(find_garbled(text)) == []


def test_each_sign_is_told_at_its_place(tmp_path: Path) -> None:
    intro = json.dumps("Was £50.[^1]\n\nIn the cafÃ©.", ensure_ascii=False)
    problems = inspect_issue(tmp_path, f"title: News *of* May\nintro: {intro}\n")

    assert [(problem.rule, problem.path) for problem in problems if problem.rule.startswith("text.")] == [
        ("text.signs", "title"),
        ("text.signs", "intro"),
        ("text.garbled", "intro"),
    ]
    assert problems[0].place.column == len("title: News *")
