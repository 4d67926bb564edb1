"""Quotation marks, ellipses and dashes: set by language where a publication asks, and nowhere else."""

from __future__ import annotations

import json
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.loading import parse_issue
from newsletter.rendering import markdown
from newsletter.rendering.words import MARKS, set_words
from scripts.golden import load_case, make_files

PUBLICATION = load_case("text")[0].publication.model_copy(update={"smart_punctuation": True})

ENGLISH = {
    '"Tea," she said.': "“Tea,” she said.",
    "She said \"he said 'tea' twice\".": "She said “he said ‘tea’ twice”.",
    "It's the dogs' bowl, isn't it?": "It’s the dogs’ bowl, isn’t it?",
    "'Tea' and 'cake'": "‘Tea’ and ‘cake’",
    "'I don't know'": "‘I don’t know’",
    "the '90s, rock 'n' roll, 'tis": "the ’90s, rock ’n’ roll, ’tis",
    '("Tea")': "(“Tea”)",
    "a 5\" pipe, 6' long": 'a 5" pipe, 6’ long',
    "Wait... no.... ... yes": "Wait… no.... … yes",
    "Tea -- or cake": "Tea – or cake",
    "--flag and a--b": "--flag and a--b",
    "Plain": "Plain",
}


@pytest.mark.parametrize(("typed", "shown"), ENGLISH.items())
def test_marks_of_english(typed: str, shown: str) -> None:
    assert set_words(typed, "en-GB") == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", "„Er sagte ‚ja‘“, geht’s"),
        ("de-CH", "«Er sagte ‹ja›», geht’s"),
        ("fr", "«\u00a0Er sagte “ja”\u00a0», geht’s"),
        ("pl", "„Er sagte «ja»”, geht’s"),
        ("sv", "”Er sagte ’ja’”, geht’s"),
        ("ar", "”Er sagte ’ja‘“, geht’s"),
        ("", "\"Er sagte 'ja'\", geht's"),
    ],
)
def test_marks_are_those_of_the_language(language: str, shown: str) -> None:
    assert set_words("\"Er sagte 'ja'\", geht's", language) == shown


def test_in_markdown_a_mark_may_close_beyond_emphasis_and_code_and_addresses_stay() -> None:
    typed = '"*Tea* and `\'a\' ... -- b`" at https://example.org/it\'s [the "quay"](https://example.org/"x") ...'
    html = markdown.to_html(typed, "en")

    assert html.startswith("<p>“<em>Tea</em> and <code>'a' ... -- b</code>” at ")
    assert ">https://example.org/it's</a>" in html
    assert '">the “quay”</a> …</p>' in html
    assert markdown.to_html(typed) != html
    assert markdown.to_line_text("It's", "en") == "It’s"


def test_only_what_readers_read_is_set_and_only_if_the_publication_asks() -> None:
    document = {
        "period": "2024-03", "title": "It's \"March\"", "subject": "It's \"March\"", "status": "ready",
        "intro": "It's here...", "blocks": [
            {"type": "text", "id": "tea", "title": "It's \"tea\"", "body": "It's tea -- hot."},
            {"type": "code", "code": "it's ... -- \"code\""},
        ],
    }  # fmt: skip
    issue = parse_issue(json.dumps(document).encode(), "issues/2024-03.yaml", PUBLICATION.packs).issue
    files, plain = make_files(PUBLICATION, issue), make_files(load_case("text")[0].publication, issue)
    text, page = files["email/2024-03.txt"].decode(), files["site/issues/2024-03/index.html"].decode()
    feed = json.loads(files["site/feed.json"])["items"][0]

    for shown in ("It’s “March”", "It’s here…", "It’s “tea”", "It’s tea – hot.", 'it\'s ... -- "code"'):
        assert shown in text
        assert shown in page.replace("&#34;", '"').replace("&#39;", "'")
    assert message_from_bytes(files["email/2024-03.eml"], policy=policy.default)["Subject"] == 'It\'s "March"'
    assert feed["title"] == 'It\'s "March"'
    assert "It’s “tea”" in feed["content_html"]
    assert not {"’", "“", "…", "–"} & set(plain["email/2024-03.txt"].decode())


@given(st.sampled_from([*MARKS, "xx"]), st.text(st.sampled_from("ab 'n\"(-.\u00a0é1"), max_size=40))
def test_setting_changes_marks_alone(language: str, typed: str) -> None:
    letters = {letter for letter in set_words(typed, language) if letter.isalnum()}

    assert letters == {letter for letter in typed if letter.isalnum()}
    assert '"' not in set_words(typed.replace("1", ""), "en")


def test_no_text_takes_more_than_linear_time() -> None:
    assert len(set_words("'a \"b " * 100_000, "en")) == len("'a \"b " * 100_000)
