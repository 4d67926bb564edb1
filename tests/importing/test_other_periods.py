"""Sources of newsletters that are not monthly: the day, week, quarter, season or number is read where it is stated."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from newsletter.documents.periods import Kind
from newsletter.documents.rhythm import Rhythm
from newsletter.errors import SourceError
from newsletter.importing import Imported, import_source
from newsletter.importing.stated import find_stated, find_stated_by_file
from newsletter.loading import parse_issue
from tests.importing.sources import PUBLICATION
from tests.packs import PACKS

TODAY = date(2031, 5, 7)


def bring(source: str, name: str, period: str | None = None, **rhythm: str) -> Imported:
    publication = PUBLICATION.model_copy(update={"rhythm": Rhythm.model_validate(rhythm)})
    return import_source(source.encode(), name, publication, period, day=TODAY)


STATED: dict[Kind, dict[str, tuple[str, ...]]] = {
    "day": {
        "2031-05-04": (
            *(
                "4 May 2031",
                "May 4, 2031",
                "Sunday 4th of May 2031",
                "2031-05-04",
                "2031-05-04T10:00:00Z",
                "4. Mai 2031",
            ),
            *("4.5.2031", "04.05.2031", "4 de mayo de 2031", "2031年5月4日", "4 maja 2031", "Letter, 4 May 2031"),
        ),
        "2031-05-25": ("25/05/2031", "05/25/2031", "25 mai 2031"),
    },
    "week": {
        "2031-W18": ("2031-W18", "2031W18", "Week 18, 2031", "week 18 of 2031", "KW 18/2031", "Semaine 18 2031"),
        "2031-W01": ("Monday 30 December 2030", "1 January 2031", "News of week 1, 2031"),
    },
    "quarter": {
        "2031-Q2": (
            *("Q2 2031", "2031-Q2", "2031 Q2", "2nd quarter 2031", "Second quarter of 2031", "2. Quartal 2031"),
            *("Quartal 2/2031", "T2 2031", "April to June 2031", "April–June 2031", "2e trimestre 2031"),
        )
    },
    "season": {
        "2031-spring": ("Spring 2031", "Frühling 2031", "printemps 2031", "Gwanwyn 2031", "wiosna 2031", "2031-spring"),
        "2031-autumn": ("Autumn 2031", "Fall 2031", "Herbst 2031", "Hydref 2031"),
        "2031-winter": ("Winter 2031/32", "Winter 2031–2032", "Winter 2031", "Zima 2031"),
    },
    "number": {
        "12": (
            *("Issue 12", "No. 12", "Issue no. 12", "№ 12", "Nr. 12", "Number 12", "Numéro 12", "N° 12", "#12"),
            *("Rhifyn 12", "Ausgabe 12", "The village letter, issue 12, May 2031"),
        )
    },
}
CASES = [(kind, text, name) for kind, names in STATED.items() for name, texts in names.items() for text in texts]


@pytest.mark.parametrize(("kind", "text", "period"), CASES)
def test_a_period_is_read_however_it_is_written(kind: Kind, text: str, period: str) -> None:
    found = find_stated(text, kind)

    assert found
    assert found.period == period


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("day", "May 2031"), ("day", "4/5/2031"), ("day", "30 February 2031"), ("day", "4 May")),
        *(("week", "week 18"), ("week", "Week 53, 2031"), ("week", "4/5/2031"), ("week", "May 2031")),
        *(
            ("quarter", "May 2031"),
            ("quarter", "April to May 2031"),
            ("quarter", "Q5 2031"),
            ("quarter", "May to July 2031"),
        ),
        *(("season", "summer"), ("season", "Winter 2031/33"), ("season", "Sommerfest 2031"), ("season", "July 2031")),
        *(("number", "12 people"), ("number", "Issue 12/2031"), ("number", "Issue 0"), ("number", "piano 12")),
    ],
)
def test_a_period_is_read_only_where_it_is_one_and_no_other(kind: Kind, text: str) -> None:
    assert find_stated(text, kind) is None


@pytest.mark.parametrize(
    ("kind", "name", "period"),
    [
        *(("day", "2031-05-04-letter.md", "2031-05-04"), ("day", "20310504.txt", "2031-05-04")),
        *(("week", "2031-W18.md", "2031-W18"), ("week", "letter_week_18_2031.docx", "2031-W18")),
        *(("week", "2031-05-04.md", "2031-W18"), ("quarter", "Q2-2031.md", "2031-Q2")),
        *(("season", "summer-2031.docx", "2031-summer"), ("season", "2031-05.md", None)),
        *(("number", "12.md", "12"), ("number", "issue-12.md", "12"), ("number", "letter-12.md", None)),
    ],
)
def test_the_name_of_a_file_may_say_the_period(kind: Kind, name: str, period: str | None) -> None:
    assert find_stated_by_file(name, kind) == period


@pytest.mark.parametrize(
    ("every", "source", "period"),
    [
        ("day", "# The village letter, 4 May 2031\n\nHello.", "2031-05-04"),
        ("week", "# The village letter\n\nWeek 18, 2031\n\nHello.", "2031-W18"),
        ("week", "# The village letter\n\nThursday 1 May 2031\n\nHello.", "2031-W18"),
        ("quarter", "# The village letter\n\nApril to June 2031\n\nHello.", "2031-Q2"),
        ("season", "# The village letter, spring 2031\n\nHello.", "2031-spring"),
        ("number", "# The village letter\n\nIssue 12, 4 May 2031\n\nHello.", "12"),
        ("week", "---\ntitle: The village letter\ndate: 2031-05-01\n---\n\nHello.", "2031-W18"),
        ("number", "---\ntitle: The village letter\nissue: 12\n---\n\nHello.", "12"),
    ],
)
def test_title_date_line_and_front_matter_say_which_issue_it_is(every: str, source: str, period: str) -> None:
    imported = bring(source, "letter.md", every=every)
    issue = parse_issue(imported.document, f"issues/{period}.yaml", PACKS).issue

    assert imported.period == str(issue.period) == period


@pytest.mark.parametrize(
    ("source", "day", "doubts"),
    [
        ("# The village letter\n\nIssue 12, 4 May 2031\n\nHello.", date(2031, 5, 4), 0),
        ("---\ntitle: Letter\nissue: 12\ndate: 2031-05-04\n---\n\nHello.", date(2031, 5, 4), 0),
        ("# The village letter, issue 12\n\nHello.", TODAY, 1),
    ],
)
def test_a_numbered_issue_goes_out_on_the_day_that_is_stated_or_on_one_to_correct(
    source: str, day: date, doubts: int
) -> None:
    document = bring(source, "letter.md", every="number").document

    assert parse_issue(document, "issues/12.yaml", PACKS).issue.published == day
    assert document.count(b"# The source does not say on which day it goes out.") == doubts


def test_front_matter_that_says_issue_and_day_is_used_for_both() -> None:
    imported = bring("---\ntitle: Letter\nissue: 12\ndate: 2031-05-04\n---\n\nHello.", "letter.md", every="number")
    lines: list[dict[str, Any]] = imported.report.as_data()["lines"]
    became = {part["text"]: part.get("path") for line in lines for part in line["parts"]}

    assert became["issue: 12"] == "period"
    assert became["date: 2031-05-04"] == "published"


def test_a_source_that_does_not_say_is_refused_with_an_example_of_the_kind() -> None:
    with pytest.raises(SourceError, match=r"which week it is of\. Add it: --period 2024-W05"):
        bring("# News\n\nMay 2031\n\nHello.", "a.md", every="week")


def test_a_period_of_another_kind_is_refused_with_what_to_write() -> None:
    with pytest.raises(SourceError, match=r"2031-05 is a month, and every issue of this newsletter is of a week\."):
        bring("# News\n\nHello.", "a.md", "2031-05", every="week")
