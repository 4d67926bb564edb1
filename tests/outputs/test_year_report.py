"""The report of a year: what it counts, what it says, what an editor says instead, and the command."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from newsletter.documents.outside import SourceRecord
from newsletter.documents.publication import Publication
from newsletter.documents.records import Records
from newsletter.errors import ProblemsFoundError
from newsletter.outputs.base import Archive
from newsletter.outputs.web.year_report import find_report, format_report, format_text
from newsletter.year_reports import load_reports
from tests.building.publications import make, make_publication, run, write_issue
from tests.outputs.small_site import (
    PUBLICATION,
    REVIEW,
    find_words,
    make_archive,
    make_edition,
    make_lists,
    read,
)
from tests.outputs.small_site import make_publication as change_publication

FIRST = make_edition(REVIEW, period="2023-11", title="November")
SECOND = make_edition({**REVIEW, "themes": ["neglect", "housing"], "area": "Leeds"}, period="2024-01", title="January")
THIRD = make_edition(
    {**REVIEW, "themes": ["neglect"], "area": "Leeds"},
    {**REVIEW, "id": "other", "themes": ["neglect"], "area": "Hull"},
    period="2024-03",
    title="March",
    corrections=[
        {"at": "2024-04-05T10:00:00Z", "note": "A date was *wrong*."},
        {"at": "2024-03-31T23:30:00Z", "note": "It is in Hull.", "block": "other"},
    ],
)
ARCHIVE = make_archive([THIRD, SECOND, FIRST])


def say(archive: Archive, year: str = "2024") -> dict[str, str]:
    report = find_report(archive, year)
    assert report
    return {paragraph.id: paragraph.text for paragraph in report.paragraphs}


def test_a_report_says_how_much_there_was_what_was_new_and_what_came_back() -> None:
    assert say(ARCHIVE) == {
        "overview": "Case Review Digest in 2024: 2 issues with 3 entries. The year before, 2023, had 1 entry.",
        "themes": "What came up most often: Neglect (3) and Housing (1).",
        "new": "New in this year: Housing (1).",
        "recurred": "Back from earlier years: Neglect (since 2023).",
        "owners": "Most often asked to act: Schools (3).",
        "area": "Area: Leeds (2) and Hull (1).",
        "kind": "Type of review: Local child safeguarding practice review (3).",
        "corrections": "2 corrections were made to the issues of this year.",
    }


def test_the_first_year_has_nothing_new_nothing_that_came_back_and_no_year_before() -> None:
    phrase = say(ARCHIVE, "2023")

    assert phrase["overview"] == "Case Review Digest in 2023: 1 issue with 1 entry."
    assert phrase["corrections"] == "Nothing in the issues of this year had to be corrected."
    assert phrase.keys().isdisjoint({"new", "recurred"})


def test_a_year_without_issues_has_no_report() -> None:
    assert find_report(ARCHIVE, "2022") is None


def test_data_and_page_have_the_same_figures() -> None:
    report = find_report(ARCHIVE, "2024")
    assert report
    data = json.loads(format_report(report, PUBLICATION))
    page = make_lists(ARCHIVE)["years/2024/index.html"]

    assert (data["issues"], data["entries"], data["months"][:3], sum(data["months"])) == (2, 3, [1, 0, 2], 3)
    assert data["new"] == ["housing"]
    assert find_words(page, "//table[@class='months']//tr[1]/td")[:4] == ["1", "0", "2", "0"]
    assert [find_words(row, "./*") for row in page.xpath("//details//tbody/tr")][2] == ["March 2024", "2"]
    assert set(find_words(page, "//div[starts-with(@id, 'report_')]")) == set(data["paragraphs"].values())
    assert page.xpath("string(//*[local-name()='svg']/@aria-labelledby)") == "by_month_title by_month_about"


def test_what_was_corrected_is_listed_on_page_in_data_and_in_text() -> None:
    report = find_report(ARCHIVE, "2024")
    assert report
    data = json.loads(format_report(report, PUBLICATION))
    page = make_lists(ARCHIVE)["years/2024/index.html"]
    [listed] = page.xpath("//h3[.='Corrections']/following-sibling::ul")

    assert find_words(listed, "./li") == [
        "Child K Corrected on 1 April 2024: It is in Hull.",
        "March Corrected on 5 April 2024: A date was wrong.",
    ]
    assert listed.xpath(".//a/@href") == ["../../issues/2024-03/other/", "../../issues/2024-03/"]
    assert data["corrections"] == 2
    assert [(one["day"], one["note"]) for one in data["corrected"]] == [
        ("2024-04-01", "It is in Hull."),
        ("2024-04-05", "A date was wrong."),
    ]
    assert "1 April 2024: Child K. It is in Hull.\n5 April 2024: March. A date" in format_text(report, PUBLICATION)


REPORT = {"title": "Review of L & M", "kind": "practice_review", "url": "https://example.org/l.pdf"}
SOURCES = {
    "https://example.org/k.pdf": SourceRecord(state="gone", since=date(2024, 5, 2), checked=date(2024, 6, 1)),
    "https://example.org/l.pdf": SourceRecord(state="gone", since=date(2025, 2, 1), checked=date(2025, 2, 1)),
    "https://example.org/m.pdf": SourceRecord(state="changed", since=date(2024, 5, 2), checked=date(2024, 6, 1)),
}


def make_visited(as_of: date = date(2025, 12, 31), **fields: object) -> Archive:
    """Return an archive of 2023 and 2024 whose documents have been visited."""
    publication = change_publication(**fields).with_records(Records(sources=SOURCES))
    report = {**REPORT, "archived": "https://archive.example.net/l"}
    changed = {**REPORT, "url": "https://example.org/m.pdf"}
    editions = [
        make_edition(
            {**REVIEW, "id": "l", "title": "Child L", "resources": [report, changed]}, publication=publication
        ),
        make_edition(REVIEW, period="2023-11", title="November", publication=publication),
    ]
    return replace(make_archive(editions, publication), as_of=as_of)


def test_documents_that_are_gone_are_listed_on_page_in_data_and_in_text() -> None:
    archive = make_visited()
    report = find_report(archive, "2024")
    assert report
    data = json.loads(format_report(report, archive.publication))["sources"]
    page = make_lists(archive)["years/2024/index.html"]
    text = format_text(report, archive.publication)
    lists = page.xpath("//h3[contains(., 'ocuments')]/following-sibling::ul[1]")

    assert find_words(page, "//h3[contains(., 'ocuments')]") == [
        "Documents no longer at their publishers",
        "Documents of other years that were found gone in 2024",
    ]
    assert [find_words(one, "./li") for one in lists] == [
        ["Child L Review of L & M: no longer at example.org since 1 February 2025. A copy in an archive"],
        ["Child K Review of Child K: no longer at example.org since 2 May 2024."],
    ]
    assert lists[0].xpath(".//a/@href") == ["../../issues/2024-01/l/", "https://archive.example.net/l"]
    assert [[one["url"] for one in data[name]] for name in ("gone", "found_gone")] == [
        ["https://example.org/l.pdf"],
        ["https://example.org/k.pdf"],
    ]
    assert (data["gone"][0]["since"], data["gone"][0]["archived"]) == ("2025-02-01", "https://archive.example.net/l")
    assert "1 February 2025: Review of L & M (Child L)\n  https://example.org/l.pdf\n  A copy in an" in text
    assert say(archive)["sources"] == (
        "1 document linked from this year's issues is no longer on its publisher's site. "
        "In 2024, 1 linked document was found to have gone."
    )


def test_a_document_that_is_found_gone_later_is_not_counted_before() -> None:
    archive = make_visited(date(2024, 6, 1))

    assert say(archive)["sources"] == "In 2024, 1 linked document was found to have gone."
    assert "sources" not in say(make_visited(date(2024, 5, 1)))
    assert say(archive, "2023")["sources"].startswith("1 document linked from this year's issues")


@pytest.mark.parametrize("language", ["ar", "cy", "de", "fr", "pl"])
def test_what_is_gone_is_said_in_each_language(language: str) -> None:
    archive = make_visited(language=language)
    words = say(archive)["sources"]

    assert "document that" not in words
    assert "2024" in words
    assert "no longer" not in find_words(make_lists(archive)["years/2024/index.html"], "//main")[0]


def test_a_document_that_goes_remakes_the_report_that_a_build_has(root: Path) -> None:
    make(root)
    issue = root / "issues/2024-01.yaml"
    url = "https://example.org/gone.pdf"
    article = (
        f"  - {{type: article, id: a, title: A study, resources: [{{title: The study, url: {url}}}], body: It.}}\n"
    )
    issue.write_text(issue.read_text(encoding="utf-8") + article, encoding="utf-8")
    make(root)
    known = {url: {"state": "gone", "since": "2024-04-01", "checked": "2024-04-01", "issues": ["2024-01"]}}
    (root / "issues/sources.json").write_text(json.dumps({"format": 1, "sources": known}), encoding="utf-8")
    make(root)
    made = run("report", "2024", "--root", root, "--json", "--as-of", "2024-05-20")

    built = json.loads((root / "dist/site/years/2024/report.json").read_bytes())
    assert [one["title"] for one in built["sources"]["gone"]] == ["The study"]
    assert json.loads(made.stdout) == built


def test_an_editor_replaces_a_paragraph_in_markdown_and_markup_in_labels_stays_text() -> None:
    own = {"2024": {"overview": "We read **three** reviews.", "area": "All of them in *towns*."}}
    page = make_lists(replace(ARCHIVE, reports=own))["years/2024/index.html"]
    labels = {"neglect": PUBLICATION.themes["neglect"].model_copy(update={"label": "<b>Neglect</b> & more"})}
    hostile = change_publication(themes=PUBLICATION.themes | labels)
    other = make_lists(make_archive([SECOND], hostile))["years/2024/index.html"]

    assert find_words(page, "//*[@id='report_overview']/p[strong]") == ["We read three reviews."]
    assert find_words(page, "//*[@id='report_area']//em") == ["towns"]
    assert "2 issues with 3 entries" not in page.text_content()
    assert "<b>Neglect</b> & more (1)" in find_words(other, "//*[@id='report_themes']")[0]


@pytest.mark.parametrize("language", ["ar", "cy", "de", "en-US", "fr", "pl"])
def test_a_report_is_said_in_each_language(language: str) -> None:
    publication = change_publication(language=language)
    text = say(make_archive([THIRD, SECOND, FIRST], publication))
    english = say(ARCHIVE)

    assert text.keys() == english.keys()
    assert language == "en-US" or not set(text.values()) & set(english.values())
    assert all("{" not in words for words in text.values())


def test_a_text_report_has_paragraphs_and_tables() -> None:
    report = find_report(ARCHIVE, "2024")
    assert report
    text = format_text(report, PUBLICATION)

    assert text.startswith("Case Review Digest, 2024\n========================\n\nCase Review Digest in 2024: 2 issues")
    assert "Who is asked to act\n-------------------\n3  Schools\n" in text


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_publication(tmp_path / "a publication", ["2023-12", "2024-01", "2024-02"])


def write_report(root: Path, text: str, name: str = "2024.yaml") -> None:
    (root / "reports").mkdir(exist_ok=True)
    (root / "reports" / name).write_text(text, encoding="utf-8")


def find_problems(root: Path, publication: Publication = PUBLICATION) -> list[str]:
    with pytest.raises(ProblemsFoundError) as caught:
        load_reports(root, publication)
    return [f"{problem.place}: {problem.message} {problem.hint}" for problem in caught.value.problems]


def test_an_unknown_paragraph_is_refused_with_those_that_there_are(root: Path) -> None:
    write_report(root, "paragraphs:\n  overview: Words.\n  ownrs: Words.\n")
    [problem] = find_problems(root)

    assert problem.startswith("reports/2024.yaml:3:3: there is no paragraph 'ownrs' in the report of a year.")
    assert (
        "Did you mean owners? The paragraphs are: overview, themes, new, recurred, owners, responses, sources, "
        in problem
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [("paragraphs: [1]\n", "2024.yaml"), ("words: x\n", "2024.yaml"), ("paragraphs: {}\n", "may.yaml")],
)
def test_what_is_no_report_is_refused_at_its_place(root: Path, text: str, name: str) -> None:
    write_report(root, text, name)

    assert [problem.partition(":")[0] for problem in find_problems(root)] == [f"reports/{name}"]


def test_check_and_build_refuse_a_report_with_faults(root: Path) -> None:
    write_report(root, "paragraphs: {nothing: Words.}\n")
    checked, built = run("check", "--root", root), run("build", "--root", root)

    assert "there is no paragraph 'nothing'" in checked.stdout + checked.stderr
    assert checked.returncode == 1
    assert built.returncode == 1
    assert not (root / "dist" / "site").exists()


def test_a_changed_paragraph_remakes_the_page_of_its_year_and_no_other(root: Path) -> None:
    make(root)
    write_report(root, "paragraphs: {overview: Our own words.}\n")
    report = make(root)

    assert report.written == 2
    assert b"Our own words." in (root / "dist/site/years/2024/index.html").read_bytes()
    assert b"Our own words." in (root / "dist/site/years/2024/report.json").read_bytes()


def test_the_command_prints_what_the_build_has_and_writes_nothing(root: Path) -> None:
    made = run("report", "2024", "--root", root, "--json", "--as-of", "2024-05-20")
    assert not (root / "dist").exists()
    make(root)

    assert made.stdout.isascii()
    assert json.loads(made.stdout) == json.loads((root / "dist/site/years/2024/report.json").read_bytes())


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_what_a_report_prints_is_not_obeyed(root: Path, more: tuple[str, ...]) -> None:
    write_report(root, 'paragraphs: {overview: "::error::Our own \u202ewords."}\n')
    made = run("report", "2024", "--root", root, "--as-of", "2024-05-20", *more)

    assert "Our own \\u202ewords." in made.stdout
    assert not any(line.lstrip().startswith("::") for line in made.stdout.splitlines())


def test_the_command_counts_as_on_a_day_and_writes_into_a_folder(root: Path, tmp_path: Path) -> None:
    write_issue(root, "2024-03", status="draft")
    early = run("report", "2024", "--root", root, "--as-of", "2024-02-20")
    wrote = run("report", "2024", "--root", root, "--as-of", "2024-05-20", "--out", tmp_path / "new")
    page = read((tmp_path / "new" / "2024.html").read_bytes())

    assert "1 issue with 1 entry" in early.stdout
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"2024.html", "2024.json", "2024.txt"}
    assert "2 issues with 2 entries" in page.text_content()
    assert not page.xpath("//link | //script | //img")
    assert all(str(link).startswith(("https://", "#")) for link in page.xpath("//a/@href"))
    assert wrote.returncode == 0


@pytest.mark.parametrize(
    ("year", "code", "words"),
    [("24", 2, "Write it like 2024."), ("2019", 1, "There are issues of 2023, 2024."), ("../x", 2, "not a year")],
)
def test_another_year_is_refused_in_a_sentence(root: Path, year: str, code: int, words: str) -> None:
    refused = run("report", year, "--root", root, "--as-of", "2024-05-20")

    assert refused.returncode == code
    assert words in refused.stderr


def test_where_a_language_has_no_catalogue_the_page_marks_english_and_text_and_data_are_plain() -> None:
    archive = make_visited(language="la")
    report = find_report(archive, "2024")
    assert report
    pages = make_lists(archive)
    page = pages["years/2024/index.html"]
    plain = format_text(report, archive.publication) + format_report(report, archive.publication).decode()

    assert not {"\ufdd0", "\ufdd1", "\ufdd2"} & set(plain)
    assert "Themes\n------\n" in plain
    assert page.xpath("//*[@id='by_month_title']/@lang | //*[@id='by_month_about']/@lang") == ["en", "en"]
    assert find_words(page, "//div[@id='report_overview']//span[@lang='en']")[0].startswith(
        "Case Review Digest in 2024"
    )
    assert {len(one) for one in (pages[name].xpath("//title/*") for name in pages)} == {0}
    assert find_words(pages["index.html"], "//ul[@class='column tags']//span[@lang='en']")[0] == "Themes"
