"""A publication says any phrase in words of its own: checked with its line, and never more than text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from newsletter.checking.contexts import PublicationContext
from newsletter.checking.rules.languages import find_unspoken_language
from newsletter.documents.publication import Publication
from newsletter.errors import ProblemsFoundError
from newsletter.languages.phrases import find_phrases
from newsletter.rendering.words import choose_wording
from tests.building.publications import make, read_tree
from tests.building.publications import make_publication as write_publication


def make_publication(words: object, language: str = "en-GB") -> Publication:
    return Publication.model_validate({
        "uuid": "6f1c5f5e-6f0e-4d8e-9f6c-0c5f6a1b2c3d",
        "title": "The Post",
        "publisher": "Quay",
        "description": "News.",
        "base_url": "https://post.example.org",
        "language": language,
        "sender": {"name": "Quay", "email": "post@example.org", "address": "1 Quay Street"},
        "words": words,
    })  # fmt: skip


def test_a_phrase_is_said_in_the_publications_own_words() -> None:
    wording = choose_wording(make_publication({"Unsubscribe from {title}": "Stop getting {title}"}))

    assert wording.gettext("Unsubscribe from {title}", title="The Post") == "Stop getting The Post"
    assert wording.gettext("In this issue") == "In this issue"


def test_a_plural_has_a_form_for_each_number() -> None:
    wording = choose_wording(make_publication({"{count} entry": ["{count} piece", "{count} pieces"]}))

    assert [wording.ngettext("{count} entry", "{count} entries", n) for n in (1, 2)] == ["1 piece", "2 pieces"]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en-GB", "Contents"), ("en-US", "Inside"), ("en", "Contents"), ("la", "In hoc numero"), ("tlh", "In this issue")],
)
def test_words_for_one_language_are_under_its_tag(language: str, expected: str) -> None:
    words = {
        "In this issue": "Contents",
        "en-US": {"In this issue": "Inside"},
        "la": {"In this issue": "In hoc numero"},
    }

    assert choose_wording(make_publication(words), language).gettext("In this issue") == expected


def add_words(root: Path, lines: str) -> None:
    settings = root / "newsletter.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[words]\n{lines}\n", encoding="utf-8")


def test_mail_text_and_pages_say_it(tmp_path: Path) -> None:
    root = write_publication(tmp_path)
    add_words(root, '"Read on the web" = "In your browser & now"\n"All issues" = "Every issue"')
    make(root)
    files = {path: content.decode() for path, content in read_tree(root / "dist").items() if path.endswith("html")}

    assert "In your browser &amp; now" in files["email/2024-01.html"]
    assert "Every issue</a>" in files["site/index.html"]
    assert not [path for path, text in files.items() if ">All issues<" in text]


@pytest.mark.parametrize(
    "text",
    [
        "{title.__class__} {title}",
        "{{ 7 * 7 }} {title}",
        "{% include 'x' %} {title}",
        "%(title)s {title}",
        "a < b {title}",
    ],
)
def test_what_is_said_is_never_more_than_text(text: str) -> None:
    wording = choose_wording(make_publication({"Unsubscribe from {title}": text}))

    assert wording.gettext("Unsubscribe from {title}", title="<b>") == text.replace("{title}", "<b>")
    assert "<" not in wording.markup.gettext("Unsubscribe from {title}", title="<b>")


@pytest.mark.parametrize("message", ["Stop <b>{title}</b>", "Stop\n{title}", "", 5, "Stop \x00 {title}"])
def test_what_is_no_line_of_text_is_refused(message: object) -> None:
    with pytest.raises(ValidationError):
        make_publication({"Unsubscribe from {title}": message})


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (
            '"In this isue" = "Inside"',
            ":85:18: error: words['In this isue']: the program never says 'In this isue'. Did",
        ),
        ('[words.cy]\n"All issue" = "X"', ":86:15: error: words.cy['All issue']: the program never says 'All issue'."),
        ('cy = "Inside"', ":85:6: error: words.cy: the program never says 'cy'. Write it as the program does"),
        ('"Read on: {title}" = "On"', ":85:22: error: words['Read on: {title}']: {title} is missing. Write it where"),
        ('"All issues" = "All {n}"', ":85:16: error: words['All issues']: {n} has no value here. This phrase has"),
        (
            '"{count} entry" = ["a", "b", "c"]',
            "there are 3 forms, and en-GB has 2. Write one for each of them: one, oth",
        ),
        (
            '[words.pl]\n"{count} entry" = ["a", "b"]',
            "there are 2 forms, and pl has 3. Write one for each of them: one,",
        ),
        ('[words."no such"]\n"All issues" = "All"', "'no such' is not a language tag. Write it like cy or pt-BR."),
        ('"All issues" = 5', ":85:16: error: words['All issues']: 5 is not text. Put it in quotes."),
        ('"All issues" = "<b>All</b>"', ":85:17: error: words['All issues']: '<b>' is an HTML tag"),
    ],
)
def test_a_slip_is_shown_at_its_line_with_what_to_write(tmp_path: Path, lines: str, message: str) -> None:
    root = write_publication(tmp_path)
    add_words(root, lines)

    with pytest.raises(ProblemsFoundError) as refused:
        make(root)

    assert message in str(refused.value)


def test_a_language_without_a_catalogue_is_pointed_out_unless_all_is_said_in_it() -> None:
    today = date(2024, 1, 1)
    poor = PublicationContext(make_publication({}, "la"), today)
    rich = PublicationContext(make_publication(dict.fromkeys(find_phrases(), "Verba"), "la"), today)

    assert [found.message for found in find_unspoken_language(poor)] == [
        "readers get the program's own words in English: it does not speak 'la'"
    ]
    assert list(find_unspoken_language(rich)) == []
