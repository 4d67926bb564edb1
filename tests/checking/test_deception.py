"""Links with a misleading text, and invisible characters: what is reported, and what is allowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter.checking.analysis.unseen import find_unseen
from newsletter.errors import Severity
from tests.checking.documents import check_changed_issue, check_changed_publication

DECEIVING = (
    ("https://bank.example/login", "https://evil.example/"),
    ("http://bank.example", "https://evil.example/"),
    ("Go to https://bank.example/login now", "https://evil.example/"),
    ("www.bank.example", "https://evil.example/"),
    ("see www.bank.example/a.", "https://evil.example/"),
    ("bank.example", "https://evil.example/"),
    ("Bank.example/login", "https://evil.example/"),
    ("**bank.com**", "https://evil.example/"),
    ("`bank.com`", "https://evil.example/"),
    ("https:\\\\\\\\bank.example", "https://evil.example/"),
    ("https:⁄⁄bank.example", "https://evil.example/"),
    ("bank．example", "https://evil.example/"),
    ("bank&period;example", "https://evil.example/"),
    ("bank.example", "https://bank.example.evil.net/"),
    ("bank.example", "https://evilbank.example/"),
    ("bank.example", "https://evil.example/bank.example"),
    ("bank.example", "https://evil.example/?https://bank.example"),
    ("bank.example", "mailto:a@bank.example"),
    ("apple.com", "https://xn--pple-43d.com/"),
    ("аpple.com", "https://apple.com/"),
    ("clerk@hall.example", "mailto:clerk@evil.example"),
    ("clerk@hall.example", "mailto:other@hall.example"),
    ("clerk@hall.example", "https://evil.example/form"),
    ("https://bank.example", "tel:+4420794600"),
    ("0800 1111", "tel:+449098790000"),
)
HONEST = (
    ("https://bank.example/login", "https://bank.example/other?x=1"),
    ("www.bank.example", "https://bank.example/"),
    ("bank.example", "https://www.bank.example/a"),
    ("Bank.Example", "https://bank.example/"),
    ("bank.example", "https://login.bank.example/"),
    ("news.bank.example", "https://bank.example/news"),
    ("www.bank.example:443", "https://bank.example/"),
    ("bücher.example", "https://xn--bcher-kva.example/"),
    ("The bank", "https://evil.example/"),
    ("Node.js 22", "https://nodejs.example/"),
    ("ASP.NET", "https://learn.example/"),
    ("GOV.UK", "https://www.service.example/"),
    ("report.pdf (PDF, 20 KB)", "https://files.example/report.pdf"),
    ("os.path.join", "https://docs.example/"),
    ("e.g. this", "https://docs.example/"),
    ("clerk@hall.example", "mailto:Clerk@hall.example?subject=x"),
    ("clerk@hall.example", "mailto:a@hall.example,clerk@hall.example"),
    ("clerk@hall.example", "https://www.hall.example/contact"),
    ("020 7946 0000", "tel:+442079460000"),
    ("+44 (0)20 7946 0000", "tel:+44-20-7946-0000"),
    ("116 000", "tel:116000"),
    ("2024-25", "https://hall.example/2024"),
)


def find_rules(folder: Path, intro: str, more: str = "") -> dict[str, Severity]:
    problems = check_changed_issue(folder, f"intro: {json.dumps(intro, ensure_ascii=False)}\n{more}")
    return {problem.rule: problem.severity for problem in problems}


@pytest.mark.parametrize(("words", "url"), DECEIVING)
def test_words_that_are_another_address_stop_the_build(tmp_path: Path, words: str, url: str) -> None:
    assert find_rules(tmp_path, f"See [{words}](<{url}>).")["link.deceives"] is Severity.ERROR


@pytest.mark.parametrize(("words", "url"), HONEST)
def test_words_that_only_look_like_an_address_are_left_in_peace(tmp_path: Path, words: str, url: str) -> None:
    assert find_rules(tmp_path, f"See [{words}](<{url}>).") == {}


def test_the_words_of_a_list_of_links_are_held_against_it_too(tmp_path: Path) -> None:
    links = (
        "blocks:\n  - {type: links, title: Links, items: [{text: www.bank.example, url: 'https://evil.example/'}]}\n"
    )

    assert find_rules(tmp_path, "Welcome.", links) == {"link.deceives": Severity.ERROR}


@pytest.mark.parametrize(
    "query",
    [
        "bcc=z@evil.example",
        "cc=z@evil.example",
        "BCC=z@evil.example",
        "%62cc=z@evil.example",
        "subject=x&bcc=z@evil.example",
        "to=z@evil.example",
        "subject=x%0D%0ABcc:%20z@evil.example",
        "attach=/etc/passwd",
        "subject=x;bcc=z@evil.example",
        "subject=x&amp;bcc=z@evil.example",
    ],
)
def test_a_mail_link_fills_in_nothing_but_subject_and_body(tmp_path: Path, query: str) -> None:
    assert find_rules(tmp_path, f"[Write](mailto:a@hall.example?{query}).") == {"link.mail-fields": Severity.ERROR}


@pytest.mark.parametrize(
    "target", ["a@hall.example", "a@hall.example?subject=Tea%20%26%20cake&body=Dear%0D%0Aclerk", "?body=x"]
)
def test_a_mail_link_may_fill_in_subject_and_body(tmp_path: Path, target: str) -> None:
    assert find_rules(tmp_path, f"[Write](mailto:{target}).") == {}


@pytest.mark.parametrize(
    "number", ["*21*1234%23", "*21*1234#", "%2A21%2A1", "alice", "", "+", "1;x y", "javascript", "12,34"]
)
def test_a_telephone_link_dials_a_number(tmp_path: Path, number: str) -> None:
    assert find_rules(tmp_path, f"[Ring](<tel:{number}>) us.") == {"link.telephone": Severity.ERROR}


@pytest.mark.parametrize(
    "number", ["999", "+442079460000", "+44-20-7946-0000", "(020)7946.0000", "0800 1111", "+4420794600;ext=12"]
)
def test_numbers_are_written_in_many_ways(tmp_path: Path, number: str) -> None:
    assert find_rules(tmp_path, f"[Ring](<tel:{number}>) us.") == {}


UNSEEN = (
    "pay\u200bload",
    "pay\u2060load",
    "pay\u200dload",
    "pay\u200cload",
    "\u200fx",
    "x\u200e",
    "\u202eevil\u202c",
    "\u2066x\u2069",
    "a\u3164b",
    "x\U000e0041y",
    "\u2063",
    "a\u034fb",
    "\ufff9x",
    "\u180ea",
    "[pay\u200bpal](https://example.net)",
    "😀\u200dx",
)
NEEDED = (
    "👨\u200d👩\u200d👧",
    "🏳️\u200d🌈 ❤️\u200d🔥 🧑🏽\u200d🚒",
    "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
    "می\u200cخواهم",
    "क्\u200dष",
    "שלום\u200f!",
    "He said שלום\u200e (hello)",
    "ภาษา\u200bไทย",
    "Donau\u00addampfschiff",
    "ᠠ\u180eᠨ",
    "a\u00a0b",
    "☑️ 1️⃣",
    "naïve café",
)


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_sees_stops_the_build(tmp_path: Path, text: str) -> None:
    assert find_rules(tmp_path, f"We {text} here.")["text.invisible"] is Severity.ERROR


@pytest.mark.parametrize("text", NEEDED)
def test_what_a_language_needs_is_left_in_peace(tmp_path: Path, text: str) -> None:
    assert find_rules(tmp_path, f"We {text} here.") == {}


@pytest.mark.parametrize("text", ["\u2067a\u2069", "\u202ea\u202c", "\u200fa"])
def test_a_language_that_runs_right_to_left_may_turn_the_order_and_turn_it_back(text: str) -> None:
    assert not list(find_unseen(f"سلام {text}", is_rtl=True))


@pytest.mark.parametrize("text", ["\u2067a", "a\u2069", "\u2067a\n\nb\u2069", "\u202ea\u2069", "\u200b"])
def test_an_order_that_is_not_turned_back_is_found_in_every_language(text: str) -> None:
    assert list(find_unseen(f"سلام {text}", is_rtl=True))


def test_an_entity_hides_nothing(tmp_path: Path) -> None:
    assert "text.invisible" in find_rules(tmp_path, "A pay&#x200B;ment.")


def test_every_field_for_readers_is_looked_at(tmp_path: Path) -> None:
    problems = check_changed_issue(tmp_path, 'title: "Ne\\u200bws"\nsubject: "Wh\\u2060at"\n')

    assert [(problem.rule, problem.path) for problem in problems] == [
        ("text.invisible", "title"),
        ("text.invisible", "subject"),
    ]


@pytest.mark.parametrize("part", ['[glossary]\nNHS = "National\\u200B Health"\n', 'title = "Di\\u202egest"\n'])
def test_what_every_issue_says_is_looked_at_too(tmp_path: Path, part: str) -> None:
    assert [problem.rule for problem in check_changed_publication(tmp_path, part)] == ["publication.invisible"]
