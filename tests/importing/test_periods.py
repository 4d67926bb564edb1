"""Months as people write them, and which of those in a source is the month of the issue."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.months import find_month
from newsletter.importing.stated import find_stated_by_file
from tests.importing.sources import PUBLICATION, bring

STATED = [
    *("May 2031", "MAY 2031", "may, 2031", "4 May 2031", "May 4, 2031", "May 4th, 2031", "Monday 4th of May 2031"),
    *("May-2031", "May/2031", "May '31", "May ’31", "Letter 2031-05-04", "2031-05", "2031/05", "2031-05-04T10:00:00Z"),
    *("4.5.2031", "04.05.2031", "25/05/2031", "05/25/2031", "5/5/2031", "2031年5月", "2031 May", "2031. május"),
    *("Rundbrief Mai 2031", "4. Mai 2031", "1er mai 2031", "4 de mayo de 2031", "mayo del 2031", "maio de 2031"),
    *("maggio 2031", "mei 2031", "maj 2031", "toukokuu 2031", "květen 2031", "1. května 2031", "maja 2031"),
    *(
        "svibanj 2031",
        "Mayıs 2031",
        "мая 2031",
        "Май 2031",
        "Μάιος 2031",
        "Bealtaine 2031",
        "Minutes of June: May 2031",
    ),
]
"""Ways to write May 2031."""


@pytest.mark.parametrize("text", STATED)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    found = find_month(text)

    assert found
    assert found[0] == "2031-05"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        *(("4 Sept 2031", "2031-09"), ("Sept. 2031", "2031-09"), ("Sep 2031", "2031-09"), ("Jan 2031", "2031-01")),
        *(("août 2031", "2031-08"), ("fév 2031", "2031-02"), ("März 2031", "2031-03"), ("Mrz. 2031", "2031-03")),
        *(("décembre 2031", "2031-12"), ("Rhagfyr 2031", "2031-12"), ("září 2031", "2031-09")),
        *(("From Dec 2030 to May 2031", "2030-12"), ("Report 2030 May 2031", "2031-05")),
        *(("4/5/2031", None), ("No. 5/2031", None), ("listopad 2031", None), ("Season 2011-12", None)),
        *(("Season 2031-32", None), ("2031-13", None), ("12031-05", None), ("Mayor 2031", None), ("May", None)),
        *(("May 20311", None), ("Spring 2031", None), ("May 1831", None), ("", None)),
    ],
)
def test_a_month_is_read_only_where_it_is_one_and_no_other(text: str, period: str | None) -> None:
    assert (find_month(text) or (None,))[0] == period


@pytest.mark.parametrize(
    ("name", "period"),
    [
        *(("2031-05.md", "2031-05"), ("2031-05-04-letter.md", "2031-05"), ("News_May_2031.docx", "2031-05")),
        *(("may2031.txt", "2031-05"), ("letter.2031.05.html", "2031-05"), ("20310504.txt", "2031-05")),
        *(("Rundbrief Mai 2031.docx", "2031-05"), ("letter-203105", "2031-05"), ("issue-12.md", None)),
        *(("scan0012031.txt", None), ("2011-12.md", None), ("the text on standard input", None)),
    ],
)
def test_the_name_of_a_file_may_say_the_month(name: str, period: str | None) -> None:
    assert find_stated_by_file(name, "month") == period


@pytest.mark.parametrize(
    ("source", "name", "period"),
    [
        ("# Letter, 4 Sept 2031\n\nHello.", "a.txt", "2031-09"),
        ("Since May 2029 we wait.\n\n# News of June, 2031\n\nHello.", "a.txt", "2031-06"),
        ("**Rundbrief Mai 2031**\n\nDer Saal ist offen.", "a.txt", "2031-05"),
        ("May 2031\n\nHello.", "a.txt", "2031-05"),
        ("The village letter\n\nMonday 4 May 2031\n\nHello.", "a.txt", "2031-05"),
        ("# News\n\n## Issue 12, May 2031\n\nHello.", "a.txt", "2031-05"),
        ("## Letter of May 2031\n\nHello.", "a.md", "2031-05"),
        ("# News\n\nIssue 12, May 2031\n\nHello.", "a.txt", "2031-05"),
        ("# News of May 2031\n\nHello.", "2031-07.txt", "2031-05"),
        ("# News\n\nIn June 2031 we shall sing.", "2031-05.txt", "2031-05"),
    ],
)
def test_title_date_line_and_file_say_which_month_it_is(source: str, name: str, period: str) -> None:
    assert bring(source, name, None).imported.period == period


@pytest.mark.parametrize(
    "source",
    [
        "Hello.",
        "# News\n\nThis is June 2031 already.",
        "# News\n\nIn June 2031 we shall sing for all who come, and then",
        "# News\n\n- Carols on 19 December 2031",
        "# News\n\n## Carols, 19 December 2031\n\nCome.",
        "Hello all.\n\n## Summer fete in July 2031\n\nCome.",
        "**In June 2031 we shall sing.**\n\nCome.",
        "# News\n\nHello.\n\n## What we did all the way from spring to May 2031 in the hall\n\nMuch.",
    ],
)
def test_a_month_in_running_text_never_decides(source: str) -> None:
    with pytest.raises(SourceError, match="--period"):
        import_source(source.encode(), "list.txt", PUBLICATION)
