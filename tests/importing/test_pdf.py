"""PDF: what a reader of its pages sees is what the draft gets, in the order in which it is read."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from playwright.sync_api import Page

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.lines import Line
from newsletter.importing.sources import read_source
from newsletter.importing.sources._pdf.extract import extract
from newsletter.importing.sources._pdf.pages import make_pages
from newsletter.importing.sources.pdf import make_source
from tests.importing.pdfs import Letters, Link, make_pdf
from tests.importing.sources import PERIOD, PUBLICATION
from tests.matrix import often

FILES = Path(__file__).parent / "pdf"
PRODUCERS = ("chromium", "libreoffice")


def read(data: bytes) -> list[Line]:
    """Return the lines of a PDF, whose letters are read in this process: one for each of them takes half a second."""
    return list(make_source(make_pages(extract(data))).lines)


def show(lines: list[Line]) -> list[str]:
    return [f"{line.kind}: {line.text}" for line in lines]


def refuse(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        import_source(data, "news.pdf", PUBLICATION, PERIOD)
    return str(caught.value).removeprefix("news.pdf: ")


@pytest.fixture(scope="module", params=PRODUCERS)
def lines(request: pytest.FixtureRequest) -> list[Line]:
    return read((FILES / f"{request.param}.pdf").read_bytes())


def test_columns_are_read_one_after_the_other_and_tables_row_by_row(lines: list[Line]) -> None:
    words = [line.text[:25] for line in lines if line.kind != "margin"]
    start = words.index("All that happened by the ")

    assert words[start : start + 18] == [
        "All that happened by the ", "Ferry", "The ferry runs again from", "Read the whole timetable ",
        "Weekdays at seven, at nin", "Sundays at ten", "Library", "The library has new hours",
        "There is a story hour for", "Planning", "Reference · Where · Until", "26/01234 · 1 Quay Street ",
        "26/01240 · The Old Mill ·", "26/01241 · The New Mill ·", "Bring the form.", "Sign the form in front of",
        "Notes", "A second page.",
    ]  # fmt: skip


def test_headings_and_list_items_are_known(lines: list[Line]) -> None:
    kinds = {line.text[:14]: (line.kind, line.marker) for line in lines}

    assert kinds["Ferry"] == kinds["Library"] == kinds["Planning"] == ("heading", "")
    assert kinds["Sundays at ten"] == ("item", "•")
    assert kinds["Bring the form"] == ("item", "1.")
    assert kinds["26/01240 · The"] == ("item", "")


def test_emphasis_and_links_stay_at_their_words_and_a_link_over_two_rows_is_one(lines: list[Line]) -> None:
    marked = [(mark.kind, line.text[mark.start : mark.end], mark.url) for line in lines for mark in line.marks]

    assert ("link", "the whole timetable of the ferry", "https://example.org/ferry?a=1") in marked
    assert ("strong", "new hours", "") in marked
    assert ("em", "more books", "") in marked


def test_each_paragraph_keeps_its_page(lines: list[Line]) -> None:
    second = next(line for line in lines if line.text == "A second page.")
    third = next(line for line in lines if line.text.startswith("And a third page"))

    assert (second.page, third.page) == (2, 3)


@pytest.mark.slow
def test_headers_footers_and_page_numbers_are_dropped_and_reported() -> None:
    report = import_source((FILES / "chromium.pdf").read_bytes(), "news.pdf", PUBLICATION, PERIOD).report
    dropped = [(span.text, span.why) for span in report.dropped()]
    why = "it is in a header or footer, not in the text"

    assert dropped == [pair for n in (1, 2, 3) for pair in (("Harbour News", why), (f"Page {n}", why))]
    assert "page 3" in report.format()


@pytest.mark.parametrize(
    "words", [["Harbour News"] * 3, ["Page 1 of 3", "Page 2 of 3", "Page 3 of 3"], ["1", "2", "3"]]
)
def test_what_comes_again_at_the_foot_of_each_page_is_no_text(words: list[str]) -> None:
    pages = [[Letters(60, 700, f"Text of the page, {n}."), Letters(280, 30, word)] for n, word in enumerate(words)]

    assert [line.text for line in read(make_pdf(*pages)) if line.kind == "margin"] == words


def test_a_word_at_the_foot_of_one_page_is_text() -> None:
    pages = [[Letters(60, 700, "Text.")], [Letters(60, 40, "The end.")]]

    assert show(read(make_pdf(*pages))) == ["paragraph: Text.", "paragraph: The end."]


def rows(*texts: str, x: float = 60, y: float = 700) -> list[Letters]:
    return [Letters(x, y - 14 * n, text) for n, text in enumerate(texts)]


LONG = "The council met on Monday, and it has agreed to have the whole of the quay"


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("mended by the best of its accommo-", "dation builders in the summer of next year.", "accommodation builders"),
        ("mended by people of its non-", "commercial arm in the summer of the year after.", "non-commercial arm"),
        ("mended by those who are self-", "taught, as was said at the time, in the summer.", "self-taught"),
        ("mended by B-", "Alpha in the summer of next year, as everyone had hoped.", "B-Alpha"),
        ("mended in 2030-", "31, as was said at the time by all who were there.", "2030-31"),
        ("mended by two-", "thirds: see the two-thirds rule of this council.", "two-thirds: see"),
    ],
)
def test_a_hyphen_that_divides_a_word_goes_and_one_of_the_writer_stays(end: str, start: str, joined: str) -> None:
    (line,) = read(make_pdf(rows(LONG, f"{LONG[: len(LONG) - len(end)]}{end}", start)))

    assert joined in line.text


def test_a_paragraph_that_a_page_cuts_is_one_and_the_report_says_so() -> None:
    first, second = rows(LONG, LONG, y=80), rows("Mended in the summer.", "", y=780)[:1]
    (line,) = read(make_pdf(first, second))

    assert line.text == f"{LONG} {LONG} Mended in the summer."
    assert line.notes == ("it was cut where the page 2 begins, and joined",)


def test_a_paragraph_that_ends_with_the_page_is_not_joined_to_the_next() -> None:
    first, second = rows(LONG, "mended.", y=80), rows("Mended is the mill, too.", y=780)

    assert [line.text for line in read(make_pdf(first, second))] == [f"{LONG} mended.", "Mended is the mill, too."]


def test_a_bullet_far_from_its_words_and_a_raised_number_are_of_one_row() -> None:
    drawn = [
        Letters(60, 700, "•"), Letters(78, 700, "Ferries run again"), Letters(60, 686, "•"),
        Letters(78, 686, "Trains stand"), Letters(143, 690, "1", 6),
    ]  # fmt: skip

    assert [(line.kind, line.text) for line in read(make_pdf(drawn))] == [
        ("item", "Ferries run again"),
        ("item", "Trains stand 1"),
    ]


def test_a_broken_link_is_none_and_a_mail_address_is_one() -> None:
    links = Link(60, 690, 200, 715, "mailto:clerk@example.org"), Link(0, 0, 1, 1, "")
    (line,) = read(make_pdf([*rows("Write to the clerk."), *links]))

    assert [(mark.kind, mark.url) for mark in line.marks] == [("link", "mailto:clerk@example.org")]


@pytest.mark.slow
def test_a_page_that_is_a_picture_is_named_among_pages_of_text() -> None:
    source = read_source(make_pdf(rows("Text."), []), "news.pdf")

    assert source.notes == ("page 2 is a picture: what it shows is not imported",)


def _take_names() -> bytes:
    """Return a PDF whose font has numbers for its letters, and nothing that says which letters they are."""
    system = b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    descendant = b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500/CIDSystemInfo%s>>" % system
    font = b"/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[%s]" % descendant
    return make_pdf(rows("Text.")).replace(b"/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding", font)


def _make_bomb() -> bytes:
    """Return a PDF whose page unpacks to more than a gigabyte."""
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(bytes(10_000_000)) for _ in range(120)) + packer.flush()
    page = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
    return re.sub(
        rb"<</Length \d+>>stream\n(?:BT.*?)endstream", lambda _: page, make_pdf(rows("Text.")), flags=re.DOTALL
    )


BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "locked": ((FILES / "locked.pdf").read_bytes, "It is protected with a password."),
    "a scan": (lambda: make_pdf([], []), "Its pages are pictures, as a scanner makes them, and hold no letters."),
    "its first bytes": (lambda: b"%PDF-1.7", "This PDF is broken."),
    "half of it": (lambda: make_pdf(rows("Text."))[:300], "This PDF is broken."),
    "letters without names": (_take_names, "The fonts in it do not say which letters they draw."),
    "too many pages": (lambda: make_pdf(*[rows("Text.")] * 301), "There is more in it than in one issue."),
    "too many rows": (
        lambda: make_pdf([Letters(n, m, "x") for n in range(0, 500, 12) for m in range(0, 800, 20)]),
        "There is more in it than in one issue.",
    ),
    "a stream of a gigabyte": (_make_bomb, "There is more in it than in one issue."),
}


@pytest.mark.slow
@pytest.mark.parametrize("what", BROKEN)
def test_what_cannot_be_read_is_refused_in_a_sentence(what: str) -> None:
    make, sentence = BROKEN[what]

    assert sentence in refuse(make())


def test_pages_that_hold_themselves_end() -> None:
    data = make_pdf(rows("Text.")).replace(b"/Kids[", b"/Kids[2 0 R ")

    assert show(read(data)) == ["paragraph: Text."]


def test_a_document_that_may_only_not_be_printed_is_read() -> None:
    assert show(read((FILES / "restricted.pdf").read_bytes())) == ["paragraph: Harbour news of May 2031, for members."]


_WORDS = st.text(st.sampled_from("abcdefgh •1.("), min_size=1, max_size=20).filter(str.strip)
_LETTERS = st.builds(
    Letters, st.integers(0, 500), st.integers(0, 830), _WORDS, st.sampled_from([6, 11, 11, 18]), st.booleans()
)


@pytest.mark.slow
@settings(max_examples=often(60), deadline=None)
@given(st.lists(st.lists(_LETTERS, max_size=12), min_size=1, max_size=3))
def test_wherever_letters_are_none_is_lost(pages: list[list[Letters]]) -> None:
    if not any(pages):
        return
    found = "".join(f"{line.marker}{line.text}" for line in read(make_pdf(*pages)))

    assert sorted(_letters(found)) == sorted(_letters("".join(part.text for page in pages for part in page)))


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]


def _print_by_chromium(source: Path, page: Page) -> bytes:
    page.goto(source.as_uri())
    return page.pdf(display_header_footer=True)


SEED_COUNTS = {"reviews": 6, "learning items": 39, "recommendations": 37, "resources": 7}


def count_seed(data: bytes) -> dict[str, int]:
    report = import_source(data, "digest.pdf", PUBLICATION).report
    lost = {span.text for span in report.dropped() if span.why != "it is in a header or footer, not in the text"}
    assert lost <= {"and"}
    return report.counts


@pytest.fixture
def digest(tmp_path: Path, seed_text: str) -> Path:
    """Return the digest as it was circulated, as a page."""
    path = tmp_path / "digest.html"
    style = '<meta charset="utf-8"><style>body { font: 11pt serif }</style>'
    path.write_text(style + MarkdownIt().render(seed_text), encoding="utf-8")
    return path


@pytest.mark.browser
def test_the_digest_as_chromium_prints_it_loses_nothing(digest: Path, page: Page) -> None:
    assert count_seed(_print_by_chromium(digest, page)) == SEED_COUNTS


@pytest.mark.judges
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_digest_as_libreoffice_exports_it_loses_nothing(digest: Path) -> None:
    for made, source in (("odt:writer8", digest), ("pdf", digest.with_suffix(".odt"))):
        command = ["soffice", "--headless", "--convert-to", made, "--outdir", str(digest.parent), str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603  # our own words

    assert count_seed(digest.with_suffix(".pdf").read_bytes()) == SEED_COUNTS
