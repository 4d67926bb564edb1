"""What Word wraps around words, hides, strikes, counts or draws: every word of a document is read or reported."""

from __future__ import annotations

import re
import time
import zipfile
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.sources._word.packages import MAX_PARAGRAPHS
from tests.importing.sources import PERIOD, PUBLICATION, Result, bring, make_docx, paragraph
from tests.matrix import often

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:x="urn:unknown"'
)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def document(*paragraphs: str) -> str:
    return f"<w:document {SPACES}><w:body>{''.join(paragraphs)}</w:body></w:document>"


def bring_word(*paragraphs: str, more: dict[str, str | bytes] | None = None) -> Result:
    """Import a document of these paragraphs, below a title."""
    parts = {"word/document.xml": document(paragraph("News", "Heading1"), *paragraphs)}
    return bring(make_docx(more={**parts, **(more or {})}), "news.docx")


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


BOX = "<w:txbxContent><w:p>{}</w:p></w:txbxContent>"
CHOICE = f"<mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
FALLBACK = f"<mc:Fallback><w:pict><v:shape><v:textbox>{BOX}</v:textbox></v:shape></w:pict></mc:Fallback>"
WRAPPED = {
    "fldSimple": '<w:fldSimple w:instr=" DOCPROPERTY x ">{}</w:fldSimple>',
    "complex field": '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF a </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    "bdo": '<w:bdo w:val="rtl">{}</w:bdo>',
    "dir": '<w:dir w:val="rtl">{}</w:dir>',
    "smartTag": '<w:smartTag w:element="place"><w:smartTagPr/>{}</w:smartTag>',
    "sdt": "<w:sdt><w:sdtPr><w:rPr><w:b/></w:rPr></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "customXml": '<w:customXml w:element="x">{}</w:customXml>',
    "ins": '<w:ins w:id="1">{}</w:ins>',
    "moveTo": '<w:moveTo w:id="1">{}</w:moveTo>',
    "hyperlink": '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
    "unknown": "<x:new>{}</x:new>",
    "ruby": "<w:r><w:ruby><w:rt><w:r><w:t>top</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
    "lost link": '<w:hyperlink r:id="nothing">{}</w:hyperlink>',
}
BESIDE = {
    "two forms": f"<w:r><mc:AlternateContent>{CHOICE}{FALLBACK}</mc:AlternateContent></w:r>",
    "new form": f"<w:r><mc:AlternateContent>{CHOICE}</mc:AlternateContent></w:r>",
    "box": f"<w:r><w:pict><v:oval><v:textbox>{BOX}</v:textbox></v:oval></w:pict></w:r>",
    "nested forms": f"<w:r><mc:AlternateContent><mc:Fallback><mc:AlternateContent>{FALLBACK}</mc:AlternateContent>"
    "</mc:Fallback></mc:AlternateContent></w:r>",
}
TOLD = {
    "del": '<w:del w:id="1">{}</w:del>',
    "moveFrom": '<w:moveFrom w:id="1">{}</w:moveFrom>',
    "vanish": "<w:r><w:rPr><w:vanish/></w:rPr>{}</w:r>",
    "style": '<w:r><w:rPr><w:rStyle w:val="Below"/></w:rPr>{}</w:r>',
    "strike": "<w:r><w:rPr><w:strike/></w:rPr>{}</w:r>",
    "dstrike": "<w:r><w:rPr><w:dstrike/></w:rPr>{}</w:r>",
    "formula": "<m:oMath><m:r>{}</m:r></m:oMath>",
    "drawn": "<w:r><w:drawing><a:p>{}</a:p></w:drawing></w:r>",
}
STYLES = f"""<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Below"><w:basedOn w:val="Gone"/></w:style>
<w:style w:type="paragraph" w:styleId="Away"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Cite"><w:name w:val="Quote"/></w:style></w:styles>"""
HIDING = {"word/styles.xml": STYLES}


@pytest.mark.parametrize("name", WRAPPED)
def test_what_word_wraps_around_words_takes_none_away(name: str) -> None:
    result = bring_word(p(run("Before "), WRAPPED[name].format(run("inside")), run(" after.")))

    assert result.data["intro"].replace("(top)", "") == "Before inside after."
    assert result.dropped == []


@pytest.mark.parametrize("name", BESIDE)
def test_boxes_are_read_once_after_their_paragraph(name: str) -> None:
    result = bring_word(p(run("Before."), BESIDE[name].format(*[run("Inside.")] * 2)), p(run("After.")))

    assert result.data["intro"] == "Before.\n\nInside.\n\nAfter."
    assert result.dropped == []


@pytest.mark.parametrize("name", TOLD)
def test_what_word_does_not_show_as_text_is_reported(name: str) -> None:
    text = "<a:t>inside</a:t>" if name == "drawn" else "<m:t>inside</m:t>" if name == "formula" else "<w:t>inside</w:t>"
    inside = run("inside") if name in {"del", "moveFrom"} else text
    result = bring_word(p(run("Before "), TOLD[name].format(inside), run("after.")), more=dict(HIDING))

    assert result.data["intro"] == "Before after."
    assert result.dropped == ["inside"]


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        (p(run("a", '<w:vanish w:val="0"/>')), "a"),
        (p(run("a", '<w:vanish w:val="false"/>'), properties='<w:pStyle w:val="Away"/>'), "a"),
        (p(run("a", "<w:webHidden/>")), "a"),
        (p(run("a"), properties='<w:pStyle w:val="Loop"/>'), "a"),
        (p(run("a"), properties="<w:rPr><w:vanish/></w:rPr>"), "a"),
    ],
)
def test_what_word_shows_is_not_taken_for_hidden(runs: str, shown: str) -> None:
    assert bring_word(runs, more=dict(HIDING)).data["intro"] == shown


def test_a_paragraph_of_a_hidden_style_is_hidden() -> None:
    result = bring_word(p(run("a")), p(run("b"), properties='<w:pStyle w:val="Away"/>'), more=dict(HIDING))

    assert (result.data["intro"], result.dropped) == ("a", ["b"])


def test_a_simple_field_that_is_a_link_stays_one() -> None:
    field = f"""<w:fldSimple w:instr=' HYPERLINK "https://example.org/a" '>{run("there")}</w:fldSimple>"""

    assert bring_word(p(run("Look "), field, run("."))).data["intro"] == "Look [there](https://example.org/a)."


def test_breaks_of_every_kind_keep_words_apart() -> None:
    breaks = '<w:r><w:t>a</w:t><w:cr/><w:t>b</w:t><w:br w:type="odd"/><w:t>c</w:t></w:r>'

    assert bring_word(p(breaks)).data["intro"].split() == ["a", "b", "c"]


def test_quotations_are_kept() -> None:
    quoted = p(run("Well said."), properties='<w:pStyle w:val="Cite"/>')

    assert bring_word(p(run("She said:")), quoted, more=dict(HIDING)).data["intro"] == "She said:\n\n> Well said."


def test_both_forms_of_the_format_are_read() -> None:
    strict = document(p(run("Strict "), WRAPPED["bdo"].format(run("words")), run(" here."))).replace(W, STRICT)

    assert bring(make_docx(more={"word/document.xml": strict}), "a.docx").data["intro"] == "Strict words here."


LEVEL = '<w:lvl w:ilvl="{}"><w:start w:val="{}"/><w:numFmt w:val="{}"/><w:lvlText w:val="{}"/></w:lvl>'
ABSTRACT = '<w:abstractNum w:abstractNumId="{}">{}</w:abstractNum>'
NUM = '<w:num w:numId="{}"><w:abstractNumId w:val="{}"/>{}</w:num>'
RESTART = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
DECIMAL, LETTERS = LEVEL.format(0, 1, "decimal", "%1."), LEVEL.format(1, 1, "lowerLetter", "%2)")
NUMBERING = (
    f'<w:numbering xmlns:w="{W}">'
    + ABSTRACT.format(0, DECIMAL + LETTERS)
    + ABSTRACT.format(1, LEVEL.format(0, 4, "decimal", "%1."))
    + ABSTRACT.format(2, DECIMAL + LEVEL.format(1, 1, "decimal", "%1.%2."))
    + ABSTRACT.format(3, LEVEL.format(0, 1, "decimal", "Step %1:"))
    + ABSTRACT.format(4, LEVEL.format(0, 1, "bullet", "·"))
    + "".join(
        NUM.format(n, a, more) for n, a, more in ((1, 0, ""), (2, 0, RESTART), (3, 1, ""), (4, 2, ""), (5, 3, ""))
    )
    + NUM.format(6, 4, "")
    + NUM.format(7, 0, "")
    + "</w:numbering>"
)


def item(text: str, num: int, level: int = 0) -> str:
    return p(run(text), properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


@pytest.mark.parametrize(
    ("items", "written"),
    [
        (
            [item("a", 1), item("b", 1), p(run("Between.")), item("c", 1), item("d", 1)],
            "1. a\n2. b\n\nBetween.\n\n3. c\n4. d",
        ),
        ([item("a", 1), item("b", 1), item("c", 2), item("d", 2)], "1. a\n2. b\n\n1) c\n2) d"),
        ([item("a", 1), item("b", 7)], "1. a\n2. b"),
        ([item("a", 1), item("b", 3)], "1. a\n\n4) b"),
        ([item("a", 1), item("b", 1, 1), item("c", 1, 1), item("d", 1)], "1. a\n   - a) b\n   - b) c\n2. d"),
        ([item("a", 4), item("b", 4, 1), item("c", 4), item("d", 4, 1)], "1. a\n   - 1.1. b\n2. c\n   - 2.1. d"),
        ([item("a", 5), item("b", 5)], "- Step 1: a\n- Step 2: b"),
        ([item("a", 6), item("b", 6)], "- a\n- b"),
        ([item("a", 99)], "a"),
    ],
)
def test_numbers_are_those_that_word_shows(items: list[str], written: str) -> None:
    data = bring_word(p(run("x")), *items, more={"word/numbering.xml": NUMBERING}).data
    bodies = [block["body"] for block in data.get("blocks", ())]

    assert "\n\n".join([data["intro"], *bodies]) == f"x\n\n{written}"


def test_merged_cells_of_a_table_are_said_in_each_row() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(run(text))}</w:tc>"

    rows = [
        cell("Monday", '<w:vMerge w:val="restart"/>') + cell("9"),
        cell("", "<w:vMerge/>") + cell("14"),
        cell("Closed", '<w:gridSpan w:val="2"/>'),
    ]
    table = f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    assert bring_word(p(run("x")), table).blocks[0]["body"] == "- Monday · 9\n- Monday · 14\n- Closed"


EVIL = '<!DOCTYPE x [<!ENTITY a "TAKEN">]>'


def relate(kind: str, target: str) -> str:
    """Write what one part says of another."""
    return (
        f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def hidden_main() -> dict[str, str | bytes]:
    """Name as the document a part that does not look like one."""
    return {
        "_rels/.rels": relate("officeDocument", "word/evil.bin"),
        "word/evil.bin": EVIL + document(p("<w:r><w:t>&a;</w:t></w:r>")),
    }


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (hidden_main(), "what Word never writes"),
        ({"word/styles.xml": EVIL + "<a/>"}, "what Word never writes"),
        ({"word/theme/theme1.xml": EVIL + "<a/>"}, "what Word never writes"),
        ({"[Content_Types].xml": EVIL + "<a/>"}, "what Word never writes"),
        ({"customXml/item1.xml": (EVIL + "<a/>").encode("utf-16")}, "what Word never writes"),
        ({"word/document.xml": document("<w:p/>" * (MAX_PARAGRAPHS + 1))}, "more than 10,000 paragraphs"),
        ({"word/footnotes.xml": document("<x:a/>" * 200_001)}, "or 200,000 elements"),
        ({f"x{n}": "" for n in range(5001)}, "unpacks to more than it should"),
    ],
)
def test_every_part_that_is_read_is_guarded(parts: dict[str, str | bytes], reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        import_source(make_docx(paragraph("Hello."), more=parts), "a.docx", PUBLICATION, PERIOD)


def test_what_no_relation_leads_to_is_not_read() -> None:
    parts: dict[str, str | bytes] = {"mammoth/style-map": "p => !", "word/media/a.svg": EVIL + "<svg/>"}

    assert bring_word(p(run("Hello.")), more=parts).data["intro"] == "Hello."


def test_a_small_file_of_many_paragraphs_is_refused_at_once() -> None:
    data = make_docx(more={"word/document.xml": document("<w:p/>" * 300_000)})
    started = time.process_time()
    with pytest.raises(SourceError, match="Split it"):
        import_source(data, "a.docx", PUBLICATION, PERIOD)

    assert len(data) < 40_000
    assert time.process_time() - started < 5


def test_what_is_no_text_of_a_document_is_reported() -> None:
    note = f'<w:footnote w:id="7">{p(run("Nowhere."))}</w:footnote>'
    chart = (
        '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:strCache><c:pt><c:v>North</c:v>'
        "</c:pt></c:strCache></c:chartSpace>"
    )
    more: dict[str, str | bytes] = {
        "word/_rels/document.xml.rels": relate("aFChunk", "chunk.html"),
        "word/charts/chart1.xml": chart,
        "word/footnotes.xml": f"<w:footnotes {SPACES}>{note}</w:footnotes>",
        "word/new.xml": f"<x:new {SPACES}>{p(run('Novel.'))}</x:new>",
    }
    result = bring_word(p(run("Hello.")), more=more)

    assert set(result.dropped) == {"North", "Nowhere.", "Novel."}
    assert "another document within this one is left out: chunk.html" in result.imported.report.notes


_WORDS = st.integers(100, 999).map(lambda number: f"w{number}")
_RUNS = st.builds(
    run,
    _WORDS,
    st.sampled_from(["", "<w:b/>", "<w:i/>", "<w:vanish/>", "<w:strike/>", '<w:vertAlign w:val="superscript"/>']),
)
_AROUND = st.sampled_from([*WRAPPED.values(), *BESIDE.values(), *list(TOLD.values())[:2]])
_INLINE = st.recursive(
    _RUNS,
    lambda inner: st.builds(
        lambda around, content: around.replace("{}", "".join(content)), _AROUND, st.lists(inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)
_PARAGRAPHS = st.builds(
    lambda runs, style: p(*runs, properties=style),
    st.lists(_INLINE, max_size=4),
    st.sampled_from(
        [
            "",
            '<w:pStyle w:val="Heading1"/>',
            '<w:pStyle w:val="Away"/>',
            '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>',
        ]
    ),
)
_BLOCKS = st.one_of(
    _PARAGRAPHS,
    st.builds(lambda content: f"<w:sdt><w:sdtContent>{content}</w:sdtContent></w:sdt>", _PARAGRAPHS),
    st.builds(lambda a, b: f"<w:tbl><w:tr><w:tc>{a}</w:tc><w:tc>{b}</w:tc></w:tr></w:tbl>", _PARAGRAPHS, _PARAGRAPHS),
    st.builds(lambda inner: f"<x:wrap>{inner}</x:wrap>", _PARAGRAPHS),
)


@pytest.mark.slow
@settings(max_examples=often(150), deadline=None)
@given(st.lists(_BLOCKS, min_size=1, max_size=5), st.lists(_PARAGRAPHS, max_size=2))
def test_every_word_of_a_document_is_used_or_reported(blocks: list[str], margin: list[str]) -> None:
    header = f"<w:hdr {SPACES}>{''.join(margin)}</w:hdr>"
    data = make_docx(
        more={**HIDING, "word/document.xml": document(p(run("Start.")), *blocks), "word/header1.xml": header}
    )
    result = bring(data, "a.docx")
    told = result.text + result.imported.report.format()
    with zipfile.ZipFile(BytesIO(data)) as packed:
        xml = packed.read("word/document.xml").decode() + packed.read("word/header1.xml").decode()
    words = set(re.findall(r"w\d{3}|top(?=<)", xml))

    assert {word for word in words if word not in told and word not in lift(told)} == set()
    hidden = set(re.findall(r"<w:vanish/></w:rPr><w:t xml:space=\"preserve\">(w\d{3})", xml))
    shown = set(re.findall(r"(?<!<w:vanish/>)</w:rPr><w:t xml:space=\"preserve\">(w\d{3})", xml))
    assert {word for word in hidden - shown if word in result.text} == set()


def lift(text: str) -> str:
    """Return text with figures above the line as plain ones."""
    return text.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))
