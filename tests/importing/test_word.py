"""Word documents: styles, lists and bold are understood; what is broken, hostile or too large is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from tests.importing.sources import DESCRIPTION, PERIOD, PUBLICATION, bring, make_docx, paragraph

HEADER = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:p><w:r><w:t>Harbour &amp; Quay</w:t></w:r></w:p></w:hdr>"
)
REVIEW = [
    paragraph("New reviews, May 2031", "Title"),
    paragraph("One review came out."),
    paragraph("3. Serious case review: Child Q", "Heading2"),
    paragraph(DESCRIPTION),
    paragraph("Learning themes include:", bold=True),
    paragraph("listening to children;", level=0),
    paragraph("at home; and", level=1),
    paragraph("at school", level=1),
    paragraph("the part that schools play.", level=0),
    paragraph("Recommendations for the partnership include: train staff; and review the policy."),
    paragraph("Other resources Read practice review (PDF)"),
]


def refuse(data: bytes) -> str:
    with pytest.raises(SourceError) as caught:
        import_source(data, "list.docx", PUBLICATION, PERIOD)
    return str(caught.value)


def test_a_table_is_a_list_a_row_each() -> None:
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in row)}</w:tr>"
        for row in (("Reference", "Comments by"), ("26/01234", "11 May"))
    )
    (block,) = bring(make_docx(paragraph("Planning", "Heading1"), f"<w:tbl>{rows}</w:tbl>"), "news.docx").blocks

    assert block["body"] == "- Reference · Comments by\n- 26/01234 · 11 May"


def test_a_word_document_becomes_a_draft() -> None:
    result = bring(make_docx(*REVIEW), "list.docx", None)

    assert result.data["title"] == "New reviews, May 2031"
    assert result.data["intro"] == "One review came out."
    assert result.review["title"] == "Child Q"
    assert result.review["learning"]["items"] == [
        {"text": "listening to children", "items": ["at home", "at school"]},
        "the part that schools play.",
    ]
    assert result.review["recommendations"][0]["items"] == ["train staff", "review the policy"]
    assert result.imported.report.unit == "paragraph"


def test_a_bold_paragraph_is_a_heading_where_no_style_says_so() -> None:
    plain = [REVIEW[0], paragraph("Rapid review: Child Q", bold=True), *REVIEW[3:]]

    assert bring(make_docx(*plain), "list.docx").review["title"] == "Child Q"


def test_a_word_document_is_known_by_its_content() -> None:
    assert bring(make_docx(*REVIEW), "list.txt").review["title"] == "Child Q"


def test_the_margins_of_pages_are_in_the_report() -> None:
    result = bring(make_docx(*REVIEW, more={"word/header1.xml": HEADER, "word/footer1.xml": HEADER}), "list.docx")

    assert result.dropped == ["and", "and", "Harbour & Quay", "Harbour & Quay"]


@pytest.mark.parametrize("length", [0, 1, 4, 30, 100, 1000])
def test_half_a_document_is_refused(length: int) -> None:
    assert refuse(make_docx(*REVIEW)[:length]).endswith((".", " -"))


def test_a_packed_file_without_a_document_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("word/nothing.xml", "<a/>")

    assert "There is no Word document in this file." in refuse(packed.getvalue())


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"word/media/image1.png": b"\0" * 100_000_001}, "unpacks to more than it should"),
        ({"word/styles2.xml": b" " * 20_000_001}, "unpacks to more than it should"),
        ({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "what Word never writes"),
        ({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>".encode("utf-16")}, "what Word never writes"),
        ({"word/document.xml": "<w:p>" * 5000 + "</w:p>" * 5000}, "nested too deep"),
        ({"word/document.xml": "<w:p>"}, "is broken"),
        ({"word/document.xml": b"\xff\xfe\0"}, "is broken"),
        ({"word/document.xml": "<a/>"}, "."),
    ],
)
def test_a_document_that_would_do_harm_is_refused(parts: dict[str, str | bytes], reason: str) -> None:
    assert reason in refuse(make_docx(*REVIEW, more=parts))


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006"
DRAWING = f"""<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWINGS}/wordprocessingDrawing"><wp:docPr descr="A boat"/>
<a:graphic xmlns:a="{DRAWINGS}/main"><a:graphicData><pic:pic xmlns:pic="{DRAWINGS}/picture"><pic:blipFill>
<a:blip xmlns:r="{OFFICE}" r:embed="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>
</w:r></w:p>"""
PICTURES = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="p1" Type="{OFFICE}/image" Target="media/boat.png"/></Relationships>"""


def test_a_picture_is_left_out_and_its_words_are_reported() -> None:
    more: dict[str, str | bytes] = {"word/_rels/document.xml.rels": PICTURES, "word/media/boat.png": b"png"}

    assert "A boat" in bring(make_docx(*REVIEW, DRAWING, more=more), "list.docx").dropped
