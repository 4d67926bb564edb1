"""A publication in two languages is two sites, one in a folder of the other, with links between all of their pages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image

from newsletter.building import BuildReport, BuildRequest, build
from newsletter.building.record import record_build
from newsletter.documents.published import PublishedIssue
from newsletter.errors import ProblemsFoundError
from newsletter.published import load_published
from newsletter.translations import digest_text
from tests.bilingual import ISSUE, PERIOD, PUBLICATION, write_publication

DAY = date(2026, 12, 5)
PICTURE = """\
  - type: image
    file: images/hall.png
    alt: {en: The town hall, cy: Neuadd y dref, of: HALL}
"""
_SWITCH = re.compile(
    r'<link rel="alternate" hreflang.*\n|<li><a [^>]*hreflang.*\n|<(?:atom:)?link [^>]*hreflang[^>]*/>'
)


def make(folder: Path) -> tuple[Path, BuildReport]:
    """Build the publication; return the folder of its site."""
    return folder / "dist/site", build(BuildRequest(folder, folder / "dist", DAY))


def write_single(folder: Path) -> Path:
    """Write the same publication as if it were in English alone."""
    folder.mkdir()
    settings = re.sub(r'\{ en = ("[^"]*"), cy = "[^"]*" \}', r"\1", PUBLICATION)
    settings = re.sub(r"\[languages\]\n.*\n.*\n", "", settings)
    issue = re.sub(r"\{en: (\"[^\"]*\"|[^,]*), cy: (?:\"[^\"]*\"|[^,]*), of: \w*\}", r"\1", ISSUE)
    issue = re.sub(r"\n +cy: \|\n.*\n +en: \|\n(.*)\n +of: .*", r" |\n\1", issue)
    issue = re.sub(r"\n +en: (.*)\n +cy: .*\n +of: .*", r" \1", issue)
    (folder / "issues").mkdir()
    (folder / "newsletter.toml").write_text(settings, encoding="utf-8")
    (folder / f"issues/{PERIOD}.yaml").write_text(issue, encoding="utf-8")
    return folder


def test_the_main_language_keeps_every_byte_that_it_has_alone_but_for_the_links_to_the_other(tmp_path: Path) -> None:
    single, _ = make(write_single(tmp_path / "single"))
    both, _ = make(write_publication(tmp_path / "both", send_as="editions"))
    names = {path.relative_to(single) for path in single.rglob("*") if path.is_file()} - {Path("robots.txt")}

    assert len(names) > 15
    for name in names:
        content = (both / name).read_text(errors="surrogateescape")
        if name.suffix == ".html" and "newsletter-digest" in content:
            content = re.sub(r'(newsletter-digest" content=")\w+', r"\1", content)
            expected = re.sub(r'(newsletter-digest" content=")\w+', r"\1", (single / name).read_text())
        else:
            expected = (single / name).read_text(errors="surrogateescape")
        assert _SWITCH.sub("", content) == expected, name


def test_every_page_leads_to_the_same_page_in_the_other_language_and_back(tmp_path: Path) -> None:
    site, _ = make(write_publication(tmp_path, send_as="editions"))
    pages = [path for path in site.rglob("*.html") if path.name != "404.html"]
    told: dict[str, dict[str, str]] = {}
    for path in pages:
        html = path.read_text()
        canonical = re.findall('rel="canonical" href="([^"]*)"', html)[0]
        told[canonical] = dict(re.findall('hreflang="([^"]*)" href="([^"]*)" />', html))
        (href,) = re.findall('<li><a href="([^"]*)" lang="(?:cy|en-GB)" hreflang', html)
        own = re.findall('<html lang="([^"]*)"', html)[0]

        assert told[canonical][own] == canonical
        assert urljoin(canonical, href) in told[canonical].values()
        assert urljoin(canonical, href) != canonical

    assert len(told) == len(pages)
    assert all(told[other] == links for links in told.values() for other in links.values())


def test_feeds_have_ids_of_their_own_in_each_language_and_name_one_another(tmp_path: Path) -> None:
    site, _ = make(write_publication(tmp_path, send_as="editions"))
    english, welsh = ((site / name).read_text() for name in ("atom.xml", "cy/atom.xml"))
    english_ids, welsh_ids = (set(re.findall("<id>(.*?)</id>", feed)) for feed in (english, welsh))

    assert english_ids.isdisjoint(welsh_ids)
    assert 'href="https://news.example.org/cy/atom.xml" rel="alternate" hreflang="cy"' in english
    assert 'href="https://news.example.org/atom.xml" rel="alternate" hreflang="en-GB"' in welsh
    assert 'xml:lang="cy"' in welsh
    assert "llyfrgell yn agor" in welsh
    assert "The library" not in welsh


@pytest.mark.parametrize("send_as", ["editions", "one-mail"])
def test_a_picture_is_one_file_for_all_languages(tmp_path: Path, send_as: str) -> None:
    issue = ISSUE + PICTURE.replace("HALL", digest_text("The town hall")[:8])
    write_publication(tmp_path, send_as=send_as, issue=issue)
    (tmp_path / "images").mkdir()
    Image.new("RGB", (600, 400), "#456").save(tmp_path / "images/hall.png")
    site, report = make(tmp_path)
    page = site / f"cy/issues/{PERIOD}/index.html"

    for shown in (page, site / "cy/index.html"):
        sources = set(re.findall('<img [^>]*src="([^"]*)"', shown.read_text()))
        assert sources
        assert all((shown.parent / source).resolve().is_file() for source in sources)
    assert not list((site / "cy").rglob("hall*.png"))
    assert 'alt="Neuadd y dref"' in page.read_text()
    assert build(BuildRequest(tmp_path, tmp_path / "dist", DAY)).written == 0

    record_build(tmp_path, tmp_path / "dist", report)
    recorded = load_published(tmp_path).issues[PERIOD]
    (welsh,) = recorded.languages.values()
    assert isinstance(welsh, PublishedIssue)
    assert welsh.page == f"https://news.example.org/cy/issues/{PERIOD}/"
    assert welsh.pictures == recorded.pictures != ()


def test_one_mail_is_one_file_and_editions_are_two(tmp_path: Path) -> None:
    make(write_publication(tmp_path / "one"))
    make(write_publication(tmp_path / "two", send_as="editions"))

    assert [path.name for path in (tmp_path / "one/dist/email").rglob("*.html")] == [f"{PERIOD}.html"]
    assert len(list((tmp_path / "two/dist/email").rglob("*.html"))) == 2


def test_a_draft_that_lacks_a_translation_builds_and_a_ready_issue_does_not(tmp_path: Path) -> None:
    missing = ISSUE.replace("cy: Newyddion mis Tachwedd, ", "")
    ready = write_publication(tmp_path / "ready", send_as="editions", issue=missing)
    draft = write_publication(
        tmp_path / "draft", send_as="editions", issue=missing.replace("status: ready", "status: draft")
    )
    make(draft)

    assert "News for November" in (draft / f"dist/email/cy/{PERIOD}.html").read_text()
    with pytest.raises(ProblemsFoundError, match="this text is not there in cy"):
        make(ready)
    assert not (ready / "dist/site").exists()
