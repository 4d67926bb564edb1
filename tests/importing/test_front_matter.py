"""Front matter, which is above a Markdown text for a program: title and month are used, and the rest is told."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from tests.importing.sources import PUBLICATION, bring

BODY = "\n## Hall\n\nOpen again.\n"
YAML = f"---\ntitle: The village letter\ndate: 2031-05-04\nauthor: Ann\ntags: [hall, fete]\n---\n{BODY}"
TOML = (
    '+++\ntitle = "The village letter"\ndate = 2031-05-04T10:00:00Z\nauthor = "Ann"\ntags = ["hall", "fete"]\n+++\n'
    + BODY
)
PELICAN = f"Title: The village letter\nDate: 2031-05-04 10:20\nAuthor: Ann\nTags: hall,\n  fete\n{BODY}"


@pytest.mark.parametrize("source", [YAML, TOML, PELICAN, YAML.replace("\n", "\r\n"), f"\ufeff{YAML}"])
def test_title_and_month_are_used_and_the_rest_is_reported(source: str) -> None:
    result = bring(source, "letter.md", None)

    assert result.imported.period == "2031-05"
    assert result.data["title"] == "The village letter"
    assert "intro" not in result.data
    assert result.blocks == [{"type": "text", "title": "Hall", "body": "Open again."}]
    assert [words.lower().replace('"', "").replace("= ", "").replace(": ", " ") for words in result.dropped] == [
        "author ann",
        result.dropped[1].lower().replace('"', "").replace("= ", "").replace(": ", " "),
    ]
    assert "fete" in result.dropped[1]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ("title: The letter: May", "The letter: May"),
        ("title: 'Ann''s letter'", "Ann's letter"),
        ('title: "Letter #12"', "Letter #12"),
        ("title: Letter #12", "Letter #12"),
        ("title: Letter # the working title", "Letter"),
        ("title: >\n  The village\n  letter", "The village letter"),
        ("Title: News\nparams:\n  title: Other", "News"),
        ("layout: post\n# a comment\ntitle: News", "News"),
        ("title: News\ntitle: Twice", "News"),
    ],
)
def test_a_title_is_read_as_its_writer_meant_it(fields: str, title: str) -> None:
    result = bring(f"---\n{fields}\n---\n\nHello.\n", "a.md")

    assert result.data["title"] == title
    assert result.data["intro"] == "Hello."


@pytest.mark.parametrize(
    ("fields", "period"),
    [
        ("title: News\nperiod: 2031-06\ndate: 2031-05-28", "2031-06"),
        ("title: News of June 2031\ndate: 2031-05-28", "2031-06"),
        ("title: News\npublished: 4 May 2031", "2031-05"),
        ("title: News\nlastmod: 2031-07-01\ndate: 2031-05-28", "2031-05"),
    ],
)
def test_the_month_is_that_of_the_issue_before_that_of_a_day(fields: str, period: str) -> None:
    assert bring(f"---\n{fields}\n---\n\nHello.\n", "a.md", None).imported.period == period


def test_a_month_that_was_asked_for_goes_before_the_front_matter() -> None:
    result = bring("---\ntitle: News\ndate: 2031-07-04\n---\n\nHello.\n", "a.md", "2031-05")

    assert result.imported.period == "2031-05"
    assert result.dropped == ["date: 2031-07-04"]


def test_a_title_that_the_text_says_again_is_said_once() -> None:
    result = bring("---\ntitle: The letter\n---\n\n# The letter\n\nHello.\n", "a.md")

    assert (result.data["title"], result.data["intro"]) == ("The letter", "Hello.")
    assert result.blocks == []


@pytest.mark.parametrize(
    "source",
    [
        "---\n\nHello.\n\n---\n\nBye.\n",
        "---\nHello.\n\nBye.\n",
        "Title of it all\n\nHello.\n\nBye.\n",
        "Dear all: hello\n\nHello. Bye.\n",
        "Date: Sunday\nPlace: Hall\n\nHello. Bye.\n",
    ],
)
def test_what_only_looks_like_front_matter_is_text(source: str) -> None:
    result = bring(source, "a.md")

    assert "Hello." in result.text
    assert "Bye." in result.text
    assert result.dropped in ([], ["---"], ["---", "---"])


def test_front_matter_says_that_a_text_is_markdown() -> None:
    assert bring(YAML, "the text on standard input", None).data["title"] == "The village letter"
    assert bring(YAML, "letter.html", None).data["title"] == "The village letter"


def test_front_matter_alone_is_no_issue() -> None:
    with pytest.raises(SourceError, match="--period"):
        import_source(b"---\nlayout: post\n---\n\nHello.\n", "a.md", PUBLICATION)


def test_broken_front_matter_is_read_row_by_row() -> None:
    result = bring("---\ntitle: News\ntags: [hall\ndate: 2031-05-04\n---\n\nHello.\n", "a.md", None)

    assert (result.data["title"], result.imported.period) == ("News", "2031-05")
    assert result.dropped == ["tags: [hall"]
