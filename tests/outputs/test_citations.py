"""References: what other programs read in them is what the site says, whatever is in a title."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from urllib.parse import unquote_to_bytes

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from pylatexenc.latex2text import LatexNodes2Text

from newsletter.outputs import citations
from newsletter.outputs.base import SITE, summarise_issue
from newsletter.outputs.citations.formats import BIBTEX, CSL, RIS, Citation
from tests.outputs.small_site import HOSTILE, PUBLICATION, RENDERER, make_archive, make_editions, make_site, read

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).filter(str.strip)


def _cite(title: str) -> Citation:
    return Citation(
        "2024-01-a", title, "Digest", "The Board, Leeds", date(2024, 1, 31), "https://example.org/a/", "en-GB"
    )


@given(WORDS)
def test_a_reference_manager_reads_the_title_in_ris(title: str) -> None:
    [read_back] = rispy.loads(RIS.format([_cite(title)]).decode())

    assert read_back["title"] == title
    assert read_back["date"] == "2024/01/31"
    assert read_back["urls"] == ["https://example.org/a/"]


@pytest.mark.parametrize("title", [HOSTILE, "100 % & {more} \\ ~ ^ _ # $", "Złoty"])
def test_latex_reads_the_title_in_bibtex(title: str) -> None:
    """What is special in LaTeX is written as it is shown."""
    [entry] = parse_string(BIBTEX.format([_cite(title)]).decode()).entries

    plain = LatexNodes2Text(keep_braced_groups=False).latex_to_text(str(entry["title"]))
    assert plain.replace("ˆ", "^") == " ".join(title.split())  # the reader takes \textasciicircum for an accent
    assert (entry["year"], entry.entry_type) == ("2024", "misc")


def test_csl_has_date_and_author() -> None:
    [entry] = json.loads(CSL.format([_cite("A & B")]))

    assert entry["issued"] == {"date-parts": [[2024, 1, 31]]}
    assert entry["author"] == [{"literal": "The Board, Leeds"}]
    assert (entry["type"], entry["title"]) == ("webpage", "A & B")


def test_the_page_of_an_item_offers_its_reference_in_each_format() -> None:
    """The links hold the files, so that nothing more is served or fetched."""
    page = read(make_site()["issues/2024-01/child-k/index.html"])

    links = page.xpath("//details[@class='cite']//a[@download]")
    assert [link.get("download") for link in links] == [
        "2024-01-child-k.ris",
        "2024-01-child-k.bib",
        "2024-01-child-k.csl.json",
    ]
    [read_back] = rispy.loads(unquote_to_bytes(links[0].get("href").partition(",")[2]).decode())
    assert read_back["title"] == "Child K"


def test_a_theme_has_a_file_of_its_references_in_each_format() -> None:
    [page] = citations.plan_aggregate_pages(make_archive(make_editions()))
    files = {one.path.removeprefix(SITE): one.content for one in citations.make_aggregate_page(page, (), RENDERER)}

    assert [entry["title"] for entry in rispy.loads(files["cite/neglect.ris"].decode())] == ["Child K", "Child K"]
    assert {path.partition(".")[0] for path in files} == {
        f"cite/{theme}" for theme in ("neglect", "serious-violence", "extra-familial", "housing")
    }
    assert summarise_issue(make_editions()[0], RENDERER).items[0].id in files["cite/neglect.bib"].decode()
    assert PUBLICATION.title in files["cite/neglect.csl.json"].decode()


def test_a_long_archive_has_a_file_of_each_year_with_every_item_once() -> None:
    """Its themes are keywords there, and the page of the year leads to it."""
    archive = make_archive(make_editions())
    long = replace(archive, issues=archive.issues * 101)
    pages = list(citations.plan_aggregate_pages(long))
    [page] = [page for page in pages if page.options["part"] == "2024/"]
    files = {one.path.removeprefix(SITE): one.content for one in citations.make_aggregate_page(page, (), RENDERER)}

    assert set(files) == {"cite/2024.ris", "cite/2024.bib", "cite/2024.csl.json"}
    read_back = rispy.loads(files["cite/2024.ris"].decode())
    assert len(read_back) == sum(len(issue.items) for issue in page.issues)
    assert "Neglect" in {word for entry in read_back for word in entry.get("keywords", ())}
    assert len(json.loads(files["cite/2024.csl.json"])) == len(read_back)
