"""What the preview makes of an issue: marks that leave no trace, sizes, looks, the list at a glance."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.checking.rules.size import CLIP_AT
from newsletter.errors import Severity
from newsletter.loading import load_publication
from newsletter.preview.client_simulation import ViewOptions, answer_css_queries, draw_clip_line, force_dark, simulate
from newsletter.preview.issue_list import IssueList, Row
from newsletter.preview.render_cache import KEPT, RenderCache
from newsletter.preview.serializers import serialize_view
from newsletter.preview.snapshot import make_pages
from newsletter.rendering.block_markers import (
    MarkingRenderer,
    find_byte,
    measure_blocks,
    split_text,
    strip_html_marks,
    strip_text_marks,
)
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer
from newsletter.sending.prepare import prepare_issue
from scripts.golden import CASES, load_case, make_files
from tests.building.publications import make_publication, name_periods, write_issue
from tests.packs import PACKS
from tests.test_first_publication import luminance

ROOT = Path(__file__).parents[2]
LATER = 10**18  # nanoseconds; a time long after any file of a test was written


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small publication."""
    return make_publication(tmp_path / "news")


@pytest.mark.parametrize("case", CASES)
def test_marks_leave_no_trace_in_what_goes_out(case: str) -> None:
    publication, loaded = load_case(case)
    edition = Edition(publication.publication, loaded.issue)
    plain = render_campaign(edition, make_renderer(ROOT, PACKS))
    marked = render_campaign(
        Edition(publication.publication, loaded.issue), make_renderer(ROOT, PACKS, MarkingRenderer)
    )
    blocks = len(list(loaded.issue.walk()))

    assert strip_html_marks(marked.html) == plain.html
    assert strip_text_marks(marked.text) == plain.text
    assert marked.html.count("<!--block ") == marked.html.count("<!--end ") == blocks
    assert [number for number, _ in split_text(marked.text) if number is not None] == list(range(blocks))
    assert "".join(words for _, words in split_text(marked.text)) == plain.text


@pytest.mark.parametrize("case", CASES)
def test_every_byte_of_a_mail_is_some_blocks_or_the_frames(case: str) -> None:
    publication, loaded = load_case(case)
    edition = Edition(publication.publication, loaded.issue)
    html = render_campaign(edition, make_renderer(ROOT, PACKS, MarkingRenderer)).html
    shares = measure_blocks(html)

    assert sum(share.size for share in shares) == len(strip_html_marks(html).encode())
    assert [share.number for share in shares] == [None, *range(len(list(loaded.issue.walk()))), None]


def test_what_is_seen_is_what_would_be_sent(root: Path) -> None:
    rendered = RenderCache(root).get("2024-01").rendered

    assert rendered
    assert rendered.campaign == prepare_issue(root, "2024-01", datetime.now(UTC)).campaign
    assert "<!--block" not in rendered.campaign.html


def test_the_pages_are_those_of_the_site() -> None:
    publication, loaded = load_case("section")
    built = make_files(publication.publication, loaded.issue)
    edition = Edition(publication.publication, loaded.issue)
    pages = make_pages(edition, make_renderer(ROOT, PACKS, MarkingRenderer))

    assert {"style.css", f"issues/{loaded.issue.period}/index.html"} < pages.keys()
    assert {path: _strip(path, page) for path, page in pages.items()} == {path: built[f"site/{path}"] for path in pages}


def _strip(path: str, page: bytes) -> bytes:
    return strip_html_marks(page.decode()).encode() if path.endswith(".html") else page


def test_a_place_in_the_mail_is_found_between_marks() -> None:
    marked = "äb<!--block 0-->cd<!--end 0-->e"

    assert [find_byte(marked, size) for size in range(7)] == [0, 0, 1, 16, 17, 30, None]


def test_a_long_mail_is_cut_where_gmail_cuts_it() -> None:
    mail = "<body>" + "<p>x</p>\n" * 20_000 + "</body>"
    cut = draw_clip_line(mail)
    before = cut.partition('<div id="gmail-clip"')[0]

    assert CLIP_AT - 20 < len(before) <= CLIP_AT
    assert before.endswith("</p>")
    assert "longer than 102 KB" in cut
    assert draw_clip_line("<body><p>x</p></body>").endswith(
        "Gmail shows all of it: the mail has 0 of 102 KB.</div></body>"
    )


STYLED = (
    '<html><head><meta name="color-scheme" content="light dark" /><style>:root { color-scheme: light dark; } '
    "@media (prefers-color-scheme: dark) { p { color: #ffffff } } #bead01 p { color: #000 }</style></head>"
    '<body style="background-color:#fffdf9;color:#1e272b" bgcolor="#ffffff"><p>#ffffff (prefers-color-scheme: dark)</p>'
    '<img src="https://example.org/a.png" /></body></html>'
)


def test_schemes_are_chosen_in_styles_and_not_by_the_machine() -> None:
    light, dark = (simulate(STYLED, ViewOptions(scheme=scheme)) for scheme in ("light", "dark"))

    assert 'content="light"' in light
    assert "color-scheme: dark;" in dark
    assert "@media (min-width: 0) { p" in dark
    assert "@media (min-width: 99999em) { p" in light
    assert answer_css_queries("@media (prefers-color-scheme:light) {}", "light") == "@media (min-width: 0) {}"


def test_words_are_not_taken_for_styles() -> None:
    words = "<p>#ffffff (prefers-color-scheme: dark)</p>"

    assert [words in simulate(STYLED, ViewOptions(scheme=scheme)) for scheme in ("light", "dark", "forced")] == [
        True
    ] * 3


def test_forced_dark_turns_grounds_dark_and_words_light() -> None:
    forced = force_dark(STYLED)
    ground, text = re.findall(r"<body style=\"background-color:(#\w{6});color:(#\w{6})\"", forced)[0]

    assert luminance(ground) < 0.02
    assert luminance(text) > 0.5
    assert "#bead01 p" in forced
    assert 'src="https://example.org/a.png"' in forced


def test_without_styles_a_mail_has_no_style_block_and_no_scheme() -> None:
    bare = simulate(STYLED, replace(ViewOptions(scheme="dark"), has_styles=False))

    assert "<style" not in bare
    assert "color-scheme" not in bare.partition("<body")[0]
    assert "background-color:#fffdf9" in bare


def test_the_list_is_read_at_a_glance(root: Path) -> None:
    issues = root / "issues"
    write_issue(root, "2024-03", status="draft")
    write_issue(root, "2031-01")
    (issues / "2024-04.yaml").write_text("title: >-\n  Folded\nstatus: ready # at last\npublished: soon\n")
    (issues / "2024-05.yaml").write_text("title: 'It''s quoted'\nstatus: ready\npublished: 2024-06-02T09:00:00+01:00\n")
    (issues / "2024-06.yml").write_text("title: Wrong ending\n")
    (issues / "2024-07.yaml").mkdir()
    (issues / "notes.txt").write_text("not an issue")

    assert IssueList(issues).list_rows(load_publication(root).publication) == [
        Row("2031-01", "Jan 2031", "Issue 2031-01", "ready"),
        Row("2024-07", "Jul 2024", "", "draft"),
        Row("2024-05", "May 2024", "It's quoted", "published"),
        Row("2024-04", "Apr 2024", "Folded", "ready"),
        Row("2024-03", "Mar 2024", "Issue 2024-03", "draft"),
        Row("2024-02", "Feb 2024", "Issue 2024-02", "published"),
        Row("2024-01", "Jan 2024", "Issue 2024-01", "published"),
        Row("2024-06.yml", "2024-06.yml", "Wrong ending", "misnamed"),
    ]


def test_the_list_reads_what_windows_editors_save(root: Path) -> None:
    path = write_issue(root, "2024-02")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert IssueList(root / "issues").list_rows(load_publication(root).publication)[0] == Row(
        "2024-02", "Feb 2024", "Issue 2024-02", "published"
    )


def test_the_list_looks_again_only_at_what_changed(root: Path) -> None:
    issue_list, publication = IssueList(root / "issues"), load_publication(root).publication
    issue_list.list_rows(publication)
    first, second = (root / "issues" / f"2024-0{month}.yaml" for month in (1, 2))
    for path in (first, second):
        was = path.stat()
        path.write_bytes(path.read_bytes().replace(b"title: Issue", b"title: Later"))
        os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns if path == first else LATER))

    assert [row.title for row in issue_list.list_rows(publication)] == ["Later 2024-02", "Issue 2024-01"]


READ_WITHOUT_PRIVILEGES = """
import os
from pathlib import Path
from newsletter.preview.issue_list import IssueList
mine = os.geteuid()
list(IssueList(Path("issues")).list_rows(None))  # what is imported late may be where only root reads
contents = IssueList(Path("issues"))
for mode in (0o000, 0o644):
    Path("issues/2024-02.yaml").chmod(mode)
    os.seteuid(mine or 65534)  # root may read anything
    print(*(row.title for row in contents.list_rows(None)), sep=", ")
    os.seteuid(mine)
"""


def test_the_list_reads_an_issue_as_soon_as_it_may(root: Path) -> None:
    root.chmod(0o755)
    (root / "issues").chmod(0o755)
    command = [sys.executable, "-c", READ_WITHOUT_PRIVILEGES]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout.splitlines() == [", Issue 2024-01", "Issue 2024-02, Issue 2024-01"]


def test_an_issue_is_rendered_once_for_each_state_of_the_files(root: Path) -> None:
    cache = RenderCache(root)
    first = cache.get("2024-01")
    again = cache.get("2024-01")
    write_issue(root, "2024-02", words="Another issue.")
    unmoved = cache.get("2024-01")
    write_issue(root, "2024-01", words="Changed.")
    changed = cache.get("2024-01")
    (root / "templates/web").mkdir(parents=True)
    (root / "templates/web/missing.html").write_text("changed")
    templates = cache.get("2024-01")

    assert first is again is unmoved
    assert len({first.key, changed.key, templates.key}) == 3


def test_only_so_many_renderings_are_kept(root: Path) -> None:
    cache = RenderCache(root)
    first = cache.get("2024-01")
    for period in name_periods(KEPT):
        cache.get(period)

    assert cache.get("2024-01") is not first


def test_problems_of_rules_do_not_hinder_the_rendering(root: Path) -> None:
    path = write_issue(root, "2024-02")
    path.write_text(path.read_text(encoding="utf-8").replace("subject: The issue 2024-02\n", ""), encoding="utf-8")
    view = RenderCache(root).get("2024-02")

    assert view.is_current
    assert view.rendered
    assert [problem.rule for problem in view.problems if problem.severity is Severity.ERROR] == ["issue.unfinished"]
    assert serialize_view(view)["problems"][0]["about"] == "inbox"


def test_a_publication_that_breaks_leaves_the_last_good_one_in_place(root: Path) -> None:
    cache = RenderCache(root)
    assert cache.get("2024-01").is_current
    settings = (root / "newsletter.toml").read_text(encoding="utf-8")
    (root / "newsletter.toml").write_text("title = ", encoding="utf-8")
    write_issue(root, "2024-01", words="Written meanwhile.")
    broken = cache.get("2024-01")
    (root / "newsletter.toml").write_text(settings, encoding="utf-8")
    mended = cache.get("2024-01")

    assert not broken.is_current
    assert broken.rendered
    assert "Written meanwhile." in broken.rendered.html
    assert broken.problems[0].place.file == "newsletter.toml"
    assert mended.is_current


def test_a_publication_that_never_was_in_order_shows_its_problems(root: Path) -> None:
    (root / "newsletter.toml").unlink()
    view = RenderCache(root).get("2024-01")

    assert view.rendered is None
    assert [problem.place.file for problem in view.problems] == ["newsletter.toml"]
    assert serialize_view(view)["isGone"] is False
