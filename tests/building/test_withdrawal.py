"""What was withdrawn: a page at the same address says so, and none of its words are anywhere in what a build leaves."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from newsletter.building import BuildRequest, record_build
from newsletter.building.build import build
from newsletter.errors import BuildError
from tests.building.publications import TODAY, make, make_publication, read_tree, write_issue

AT = "{at: 2024-04-01T10:00:00Z, reason: It named a person.}"

_ISSUE = """\
period: 2024-03
title: The month of March
subject: The month of March
preheader: In short, what there is to read in this issue.
intro: Welcome to March.
status: ready
corrections:
  - {at: 2024-03-20T10:00:00Z, block: gone, note: It said Quillfeather before.}
blocks:
  - type: article
    id: first
    title: What stays
    body: This stays where it is.
  - type: section
    title: Further
    blocks:
      - type: event
        id: gone
        page: true
        title: An evening with Xanthippe
        starts: 2024-05-14T19:00
        place: Zanzibar Hall
        body: All about Zanzibar.
"""
_PAGE = "site/issues/2024-03/gone/index.html"
_ATOM, _AT = "{http://www.w3.org/2005/Atom}", "{http://purl.org/atompub/tombstones/1.0}"


def write_march(root: Path, *, item: bool = False, whole: bool = False, more: str = "") -> None:
    """Write an issue, with an item of it or all of it withdrawn."""
    mark = f"        page: true\n        withdrawn: {AT}\n"
    text = _ISSUE.replace("        page: true\n", mark) if item else _ISSUE
    title = f"withdrawn: {AT}\n" if whole else ""
    (root / "issues/2024-03.yaml").write_text(f"{text.replace('blocks:', title + 'blocks:', 1)}{more}", "utf-8")


def find_words(root: Path, words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return every file below a folder, hidden ones too, that holds one of these words, with the word."""
    files = [path for path in root.rglob("*") if path.is_file()]
    return [(str(path), word) for path in files for word in words if word.encode() in path.read_bytes()]


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return a publication of three months, built."""
    root = make_publication(tmp_path / "news")
    write_march(root)
    make(root)
    return root


def test_no_byte_of_what_was_withdrawn_is_left_in_a_build(news: Path) -> None:
    words = ("Zanzibar", "Xanthippe", "Quillfeather")
    assert {word for _, word in find_words(news / "dist", words)} == set(words), "they were there before"
    write_march(news, item=True)
    make(news)

    assert find_words(news / "dist", words) == []
    page = (news / "dist" / _PAGE).read_text(encoding="utf-8")
    assert "This entry was withdrawn" in page
    assert "It named a person." in page
    assert not (news / "dist/site/issues/2024-03/gone.ics").exists()
    assert not (news / "dist/site/calendar.ics").exists()
    assert "It named a person." in (news / "dist/site/issues/2024-03/index.html").read_text(encoding="utf-8")


def test_an_issue_that_was_withdrawn_is_gone_from_everything(news: Path) -> None:
    words = ("Zanzibar", "Xanthippe", "Quillfeather", "The month of March", "What stays")
    write_march(news, whole=True)
    report = make(news)
    made = read_tree(news / "dist")

    assert find_words(news / "dist", words) == []
    left = {f"site/issues/2024-03/{folder}index.html" for folder in ("", "first/", "gone/")}
    assert {path for path in made if "2024-03" in path} == left
    assert [row.state for row in report.rows] == ["published", "published", "withdrawn"]
    listed = [path for path, content in made.items() if b"issues/2024-03/" in content]
    assert {path for path in listed if "/issues/2024-03/" not in path} <= {"site/atom.xml", "site/items/atom.xml"}


def test_a_build_after_a_withdrawal_gives_the_bytes_of_a_first_one(news: Path, tmp_path: Path) -> None:
    for number, (item, whole) in enumerate([(True, False), (False, True), (False, False), (True, True)]):
        write_march(news, item=item, whole=whole)
        make(news)
        build(BuildRequest(news, tmp_path / f"{number}", TODAY))
        assert read_tree(news / "dist") == read_tree(tmp_path / f"{number}"), (item, whole)


def test_the_page_names_what_was_withdrawn_if_the_publication_says_so(news: Path) -> None:
    settings = news / "newsletter.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[withdrawals]\nshow_titles = true\n", "utf-8")
    write_march(news, item=True)
    make(news)

    named = find_words(news / "dist/site", ("Xanthippe",))
    assert [Path(path).relative_to(news / "dist").as_posix() for path, _ in named] == [_PAGE]
    assert find_words(news / "dist/site", ("Zanzibar",)) == []


def test_the_pictures_of_what_was_withdrawn_go_though_they_are_on_record(news: Path) -> None:
    (news / "images").mkdir()
    for name, colour in (("stays", "navy"), ("zanzibar", "maroon")):
        Image.new("RGB", (1400, 700), colour).save(news / f"images/{name}.png")
    picture = "\n".join(
        f"  - type: article\n    id: {name}-a\n    title: A picture\n    body: Words.{{more}}\n"
        f"    picture: {{{{file: images/{name}.png, alt: It}}}}"
        for name in ("stays", "zanzibar")
    )
    write_march(news, more=picture.format(more=""))
    record_build(news, news / "dist", make(news))
    images = news / "dist/site/issues/2024-03/images"
    before = {path.name for path in images.iterdir()}
    text = (news / "issues/2024-03.yaml").read_text(encoding="utf-8")
    text = text.replace("id: zanzibar-a\n", f"id: zanzibar-a\n    withdrawn: {AT}\n")
    (news / "issues/2024-03.yaml").write_text(text, encoding="utf-8")
    make(news)
    after = {path.name for path in images.iterdir()}

    assert any("zanzibar" in name for name in before)
    assert after == {name for name in before if "zanzibar" not in name}
    (news / "issues/2024-03.yaml").write_text(text.replace("blocks:", f"withdrawn: {AT}\nblocks:", 1), "utf-8")
    make(news)
    assert not images.exists()


def test_the_mail_of_an_issue_that_was_withdrawn_cannot_be_built(news: Path) -> None:
    write_march(news, whole=True)
    with pytest.raises(BuildError, match="2024-03 has been withdrawn"):
        make(news, only="2024-03")


def test_what_was_withdrawn_of_a_draft_is_not_announced(news: Path) -> None:
    write_issue(news, "2024-04", status="draft", more=f"withdrawn: {AT.replace('04-01', '05-10')}")
    make(news, as_of=date(2024, 5, 20))

    assert not (news / "dist/site/issues/2024-04").exists()
    assert find_words(news / "dist", ("The issue 2024-04",)) == []


@pytest.mark.parametrize(
    ("what", "file"), [("item", "items/atom.xml"), ("whole", "atom.xml"), ("whole", "items/atom.xml")]
)
def test_atom_feeds_tell_readers_to_remove_their_copies(news: Path, what: str, file: str) -> None:
    feed = news / "dist/site" / file
    before = _read_ids(feed)
    write_march(news, item=what == "item", whole=what == "whole")
    make(news)
    document = etree.parse(feed)
    deleted = document.findall(f"{_AT}deleted-entry")

    assert {one.attrib["ref"] for one in deleted} == before - _read_ids(feed)
    assert {one.attrib["when"] for one in deleted} == {"2024-04-01T11:00:00+01:00"}
    assert {one.findtext(f"{_AT}comment") for one in deleted} == {"It named a person."}
    assert str(document.findtext(f"{_ATOM}updated")) >= "2024-04-01T10:00:00"
    assert "deleted-entry" not in (feed.parent / "rss.xml").read_text(encoding="utf-8")


_MORE = """\
  - {type: article, id: second, title: Second, body: This stays too., themes: [neglect]%s}
  - {type: article, id: third, title: Third, body: And this., themes: [neglect]%s}
  - {type: article, id: fourth, title: Fourth, body: And the last., themes: [neglect]%s}
"""


@pytest.mark.parametrize("gone", [(0,), (1,), (2,), (0, 1), (1, 2)])
@pytest.mark.parametrize("file", ["items/atom.xml", "feeds/themes/neglect/atom.xml", "items/feed.json"])
def test_nothing_else_changes_its_time_in_feeds(news: Path, gone: tuple[int, ...], file: str) -> None:
    write_march(news, more=_MORE % ("", "", ""))
    write_issue(news, "2024-04", more="published: 2024-04-01T09:00:02+01:00")
    make(news)
    before = _read_times(news / "dist/site" / file)
    marks = [f", withdrawn: {AT}" if number in gone else "" for number in range(3)]
    write_march(news, more=_MORE % tuple(marks))
    make(news)
    after = _read_times(news / "dist/site" / file)

    assert len(after) == len(before) - len(gone) > 0
    assert after == {urn: times for urn, times in before.items() if urn in after}


def _read_times(feed: Path) -> dict[str, object]:
    if feed.suffix == ".json":
        items = json.loads(feed.read_bytes())["items"]
        return {one["id"]: (one["date_published"], one["date_modified"]) for one in items}
    entries = etree.parse(feed).findall(f"{_ATOM}entry")
    return {
        str(one.findtext(f"{_ATOM}id")): (one.findtext(f"{_ATOM}published"), one.findtext(f"{_ATOM}updated"))
        for one in entries
    }


def test_feeds_of_topics_tell_it_and_not_what_it_was_about(news: Path) -> None:
    write_march(news, more=_MORE % ("", "", ""))
    make(news)
    write_march(news, more=_MORE % (f", withdrawn: {AT}", "", ""))
    make(news)
    [urn] = [one.get("ref") for one in etree.parse(news / "dist/site/items/atom.xml").findall(f"{_AT}deleted-entry")]
    feeds = sorted((news / "dist/site/feeds").rglob("atom.xml"))
    about = [etree.parse(feed).findall(f"{_AT}deleted-entry") for feed in feeds]

    assert len(feeds) > 1, "of themes it was about, and of others"
    assert [[one.get("ref") for one in deleted] for deleted in about] == [[urn]] * len(feeds)


def _read_ids(feed: Path) -> set[str]:
    return {str(entry.findtext(f"{_ATOM}id")) for entry in etree.parse(feed).findall(f"{_ATOM}entry")}
