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
        ({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}, "nested too deep"),
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


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def test_what_is_no_text_of_a_document_is_in_the_report() -> None:
    deleted = "<w:p><w:r><w:t>Kept.</w:t></w:r><w:del><w:r><w:delText>Struck.</w:delText></w:r></w:del></w:p>"
    formula = f'<w:p><m:oMath xmlns:m="{MATHS}"><m:r><m:t>x=y</m:t></m:r></m:oMath></w:p>'
    more: dict[str, str | bytes] = {
        "word/comments.xml": f'<w:comments xmlns:w="{W}"><w:comment w:id="1">{paragraph("Is this so?")}</w:comment>'
        "</w:comments>",
        "word/diagrams/data1.xml": f'<a:p xmlns:a="{DRAWINGS}/main"><a:r><a:t>Step one</a:t></a:r></a:p>',
    }
    result = bring(make_docx(*REVIEW, deleted, formula, more=more), "list.docx")

    assert result.dropped == ["and", "and", "Is this so?", "Struck.", "x=y", "Step one"]
    assert "it was deleted while changes were tracked" in result.imported.report.format()


def test_footnotes_are_after_the_reviews_and_are_no_points_of_their_lists() -> None:
    targets = "".join(
        f'<Relationship Id="{n}" Type="{OFFICE}/{n}" Target="{n}.xml"/>' for n in ("footnotes", "numbering")
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": PICTURES.replace("</R", f"{targets}</R"),
        "word/footnotes.xml": f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph("See the guidance.")}'
        "</w:footnote></w:footnotes>",
    }
    noted = '<w:p><w:r><w:t>He was 5.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    named = paragraph("Serious case review: Child Q", bold=True)
    items = [paragraph(words, level=0) for words in ("Train staff.", "Listen.")]
    result = bring(make_docx(named, noted, paragraph("Recommendations:"), *items, more=more), "list.docx")

    assert result.review["recommendations"] == [{"items": ["Train staff.", "Listen."]}]
    assert result.blocks[-1] == {"type": "text", "body": "[1] See the guidance."}


def test_a_page_break_within_a_paragraph_keeps_words_apart() -> None:
    broken = '<w:p><w:r><w:t>before</w:t><w:br w:type="page"/><w:t>after</w:t></w:r></w:p>'

    assert "before after" in " ".join(bring(make_docx(paragraph("Hello."), broken), "list.docx").text.split())


def test_a_document_with_a_password_is_refused_with_what_to_do() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")

    assert refuse(locked) == "list.docx: This Word document has a password. Open it, and save it without one."
