"""The page of the search in a real Chromium: by keyboard alone, in every state, under its strict policy."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Literal

import pytest
import snowballstemmer
from playwright.sync_api import Browser, Locator, Page

from scripts.search_corpus import AREAS, PHRASES, THEMES
from scripts.search_queries import Query, count_plainly, make_queries
from tests.browser import find_violations
from tests.outputs.search.conftest import CORPUS, ISSUES, Searcher
from tests.outputs.search.index_reader import read_folder

pytestmark = pytest.mark.browser

WIDTHS = (375, 1024, 1440)
QUERIES = 200
_ENGLISH = snowballstemmer.stemmer("english")


def test_by_keyboard_alone_one_searches_and_comes_to_the_results(searcher: Searcher) -> None:
    page = searcher.page
    while page.evaluate("document.activeElement.id") != "q":
        page.keyboard.press("Tab")
    page.keyboard.type('"information sharing"')
    page.keyboard.press("Enter")
    shown = searcher.wait()

    assert re.fullmatch(r"Entries found: [1-9]\d*\. Shown: 10\.", shown)
    assert page.evaluate("document.activeElement.id") == "heading"
    assert page.url.endswith("?q=%22information+sharing%22")
    assert len(searcher.links) == 10
    assert all("information sharing" in text.lower() for text in page.locator("#found li").all_inner_texts())
    assert {mark.inner_text().lower() for mark in page.locator("mark").all()} >= {"information", "sharing"}


def test_a_hit_leads_to_the_very_point(searcher: Searcher, folder: Path) -> None:
    searcher.search('"early help"')
    link = next(one for one in searcher.links if "#" in one)
    found = re.fullmatch(r"\.\./issues/([\d-]+)/item-(\d)/#(?:finding|recommendation)-(\d+)", link)

    assert found
    record = json.loads((folder / f"search/r/{found[1]}.json").read_bytes())
    path, texts, anchors, *_ = record["entries"][int(found[2]) + 1]
    assert path in link
    assert "early help" in texts[len(texts) - len(anchors) + anchors.index(link.partition("#")[2])].lower()


def test_it_asks_for_nothing_from_elsewhere_and_has_nothing_to_complain_of(searcher: Searcher) -> None:
    for words in ("information", "infromation", '"duty of care"', "the of", "qqqqqq", "information"):
        searcher.search(words)
    searcher.page.locator("#narrow summary").click()
    searcher.search("information")
    searcher.page.locator("#facets fieldset").first.wait_for()

    assert searcher.complaints == []
    assert [url for url in searcher.asked if not url.startswith(searcher.origin)] == []
    assert all("?v=" in url for url in searcher.asked if re.search(r"\.(bin|pos)|/w/|/r/|segment", url))


def test_markup_can_not_be_made_of_text(searcher: Searcher) -> None:
    refused = searcher.page.evaluate(
        "() => { try { document.createElement('p').innerHTML = '<b>x</b>'; return '' } catch (e) { return e.name } }"
    )

    assert refused == "TypeError"


def test_every_random_query_finds_what_a_plain_reading_finds(searcher: Searcher) -> None:
    issues = [CORPUS.make_issue(number) for number in range(ISSUES)]
    used = " ".join(text for issue in issues for entry in issue.entries for text in entry.documents).lower()
    known = set(re.findall("[a-z]+", used))
    queries = make_queries([word for word in CORPUS.words if word in known], QUERIES)
    plain = count_plainly(queries, issues)
    found = [_count(searcher, query.address, " ".join(query.words)) for query in queries]

    assert sum(count > 0 for count in plain) > QUERIES // 2
    assert [one for one in zip(queries, plain, found, strict=True) if one[1] != one[2]] == []


def _count(searcher: Searcher, address: str, words: str) -> int:
    searcher.open(f"?{address}")
    counted = re.search(r"Entries found: ([\d,]+)", searcher.page.locator("#status").inner_text())
    assert words
    return int(counted[1].replace(",", "")) if counted else 0


def test_a_word_that_is_not_there_is_said_and_the_others_are_searched(searcher: Searcher) -> None:
    shown = searcher.search("qqqqqq information")

    assert shown.startswith("No entry has the word qqqqqq. It was left out. Entries found: ")


@pytest.mark.parametrize("slip", ["infromation", "informaton", "informattion", "infirmation", "niformation"])
def test_a_slip_finds_the_word_that_was_meant(searcher: Searcher, slip: str) -> None:
    shown = searcher.search(slip)

    assert "Searched for instead: information" in shown
    assert "Entries found" in shown


def test_random_slips_and_forms_that_are_not_in_the_archive_find_what_was_meant(
    searcher: Searcher, folder: Path
) -> None:
    rows = {
        word: stem for word, stem in read_folder(folder / "search").read_words() if len(word) > 5 and word.isalpha()
    }
    chance, words = random.Random(5), sorted(rows)  # noqa: S311  # the same slips each time
    slips = [(_slip(chance, word), word) for word in chance.sample(words, 40)]
    forms = [(form, stem) for word, stem in rows.items() if (form := f"{word}ment") not in rows and _stem(form) == stem]
    found = [word in _find_instead(searcher, slip) for slip, word in slips if slip not in rows]
    meant = [stem in map(_stem, _find_instead(searcher, form)) for form, stem in chance.sample(forms, 20)]

    assert sum(found) >= 0.95 * len(found)
    assert sum(meant) >= 0.9 * len(meant)


def _slip(chance: random.Random, word: str) -> str:
    """Leave out a letter after the second one, swap it with the next, or type another."""
    at = chance.randrange(2, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return chance.choice((word[:at] + word[at + 1 :], swapped, f"{word[:at]}{chance.choice('aeiou')}{word[at + 1 :]}"))


def _find_instead(searcher: Searcher, word: str) -> list[str]:
    found = re.search(r"instead: ([^.]*)\.", searcher.search(word))
    return found[1].split(", ") if found else []


def _stem(word: str) -> str:
    return str(_ENGLISH.stemWord(word))


def test_words_too_common_to_look_for_are_said(searcher: Searcher) -> None:
    assert searcher.search("the of") == "These words are in nearly every entry. Add one that is not."


def test_stop_words_keep_their_place_in_a_phrase(searcher: Searcher) -> None:
    exact, without = searcher.search('"duty of care"'), searcher.search('"duty care"')

    assert re.match(r"Entries found: [1-9]", exact)
    assert without == "No entry has all of this. Try fewer words, or other ones."


def test_one_narrows_down_and_the_address_keeps_it(searcher: Searcher) -> None:
    page = searcher.page
    searcher.search("information")
    page.locator("#narrow summary").click()
    box = page.get_by_label(re.compile(r"Recommendations \(\d+\)"))
    box.wait_for()
    count = re.search(r"\((\d+)\)", page.locator("label", has=box).inner_text())
    box.check()
    page.wait_for_url("**/?q=information&in=point*")
    shown = searcher.wait()
    searcher.open(page.url.partition("/search/")[2])

    assert count
    assert shown.startswith(f"Entries found: {count[1]}.")
    assert page.locator("#status").inner_text() == shown
    assert page.get_by_label(re.compile(r"Recommendations \(\d+\)")).is_checked()


def test_more_shows_ten_more_and_moves_to_the_first_of_them(searcher: Searcher) -> None:
    page = searcher.page
    searcher.search("information")
    first = searcher.links
    page.locator("#more").press("Enter")
    page.locator("#found li:nth-child(20)").wait_for()

    assert len(searcher.links) == 20
    assert searcher.links[:10] == first
    page.locator("#found li:nth-child(11) a:focus").wait_for()


def test_what_is_typed_is_completed(searcher: Searcher) -> None:
    searcher.page.locator("#q").press_sequentially("domestic infor")
    searcher.page.locator("#near option[value='domestic information']").wait_for(state="attached")


def test_files_of_another_build_are_noticed(searcher: Searcher, folder: Path) -> None:
    searcher.search("information")
    changed = sorted((folder / "search/2000").glob("*.bin"))
    before = {path: path.read_bytes() for path in changed}
    try:
        for path in changed:
            path.write_bytes(b"\0\0\0" + before[path][3:])
        searcher.open()
        shown = searcher.search("safeguard " + CORPUS.words[5])
    finally:
        for path, content in before.items():
            path.write_bytes(content)

    assert shown == "The search cannot be read, or the archive has changed since. Load this page again."


@pytest.mark.parametrize("colours", ["none", "active"])
def test_axe_finds_nothing_before_and_after_a_search(
    searcher: Searcher, browser: Browser, colours: Literal["none", "active"]
) -> None:
    off = ("color-contrast",) if colours == "active" else ()  # these colours are the reader's own
    context = browser.new_context(bypass_csp=True, forced_colors=colours)  # axe is a script that the policy refuses
    other = Searcher(context.new_page(), searcher.origin)
    other.open()
    before = find_violations(other.page, WIDTHS, off)
    other.search("information")
    other.page.locator("#narrow summary").click()
    other.page.locator("#facets fieldset").first.wait_for()

    assert before == []
    assert find_violations(other.page, WIDTHS, off) == []
    context.close()


def test_nothing_needs_two_directions_to_scroll_and_targets_are_large_on_a_phone(searcher: Searcher) -> None:
    searcher.page.set_viewport_size({"width": 320, "height": 800})
    searcher.search("information")
    searcher.page.locator("#narrow summary").click()
    searcher.page.locator("#facets input").first.wait_for()
    small = [
        box
        for one in searcher.page.locator("input, button:visible, summary").all()
        if (box := one.bounding_box()) and box["height"] < 24
    ]

    assert searcher.page.evaluate("document.documentElement.scrollWidth") <= 320
    assert small == []


def test_without_a_script_one_browses_and_no_form_promises_anything(browser: Browser, origin: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{origin}/search/")

    assert page.locator("form, input").count() == 0
    links = [str(link.get_attribute("href")) for link in page.locator("main a").all()]
    assert {"./../themes/", "../themes/"} & set(links)
    assert [link for link in links if "years/2000/" in link]
    context.close()


def test_from_a_file_the_page_says_why_it_does_not_search(page: Page, folder: Path) -> None:
    page.goto((folder / "search/index.html").as_uri())

    shown = page.locator("#status:not(:empty)").inner_text()
    assert shown.startswith("The search works where this site is on the web.")


def test_the_phrases_of_the_corpus_are_in_it(searcher: Searcher) -> None:
    assert all(re.match(r"Entries found: [1-9]", searcher.search(f'"{phrase}"')) for phrase in PHRASES[:4])


def test_of_one_facet_any_value_counts_and_of_several_all(searcher: Searcher) -> None:
    """Each number beside a value is what one would find by it, with what is chosen in the other facets."""
    page, issues = searcher.page, [CORPUS.make_issue(number) for number in range(ISSUES)]
    word = CORPUS.words[3]
    chosen = (
        ("area", AREAS[1]),
        ("area", AREAS[2]),
        ("point", "recommendation"),
        ("theme", THEMES[0]),
        ("theme", THEMES[1]),
    )
    searcher.open(f"?{Query((word,), chosen=chosen).address}")
    page.locator("#facets fieldset").first.wait_for()
    shown = {box.get_attribute("value"): _read_number(box) for box in page.locator("#facets input").all()}
    pairs = [(str(name).partition(":")[0], str(name).partition(":")[2]) for name in shown]
    queries = [Query((word,), chosen=(*(one for one in chosen if one[0] != own[0]), own)) for own in pairs]

    assert list(shown.values()) == count_plainly(queries, issues)
    assert {facet for facet, _ in pairs} == {"point", "owner", "theme", "area", "year"}
    assert len({count for count in shown.values() if count}) > 2
    assert f"Entries found: {count_plainly([Query((word,), chosen=chosen)], issues)[0]}." in searcher.wait()


def _read_number(box: Locator) -> int:
    found = re.search(r"\((\d+)\)", box.locator("xpath=..").inner_text())
    assert found
    return int(found[1])
