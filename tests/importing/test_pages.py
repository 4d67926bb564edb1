"""What pages hold besides plain words: hidden text, marks that change meaning, counted lists, merged cells, links."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.sources._html.lists import format_marker
from newsletter.importing.sources._html.stylesheets import ElementNames, StyleSheet, read_declarations
from newsletter.importing.sources.html import MAX_ELEMENTS, read
from tests.importing.sources import PERIOD, PUBLICATION, Result, bring


def bring_page(body: str, head: str = "") -> Result:
    return bring(f"<html><head>{head}</head><body><h1>News</h1>{body}</body></html>", "page.html")


def write_body_of(body: str, head: str = "") -> str:
    """Return all the draft says below its title, as Markdown."""
    data = bring_page(body, head).data
    blocks = (
        f"# {block['title']}\n{block['body']}" if "title" in block else block["body"]
        for block in data.get("blocks", ())
    )
    return "\n\n".join(filter(None, [data.get("intro"), *blocks]))


HIDING = [
    'style="display:none"',
    'style="DISPLAY : NONE !important"',
    'style="display:block;display:none"',
    'style="display:none!important;display:block"',
    'style="visibility:hidden"',
    'style="visibility: collapse"',
    'style="opacity:0"',
    'style="opacity:0.0"',
    'style="opacity: 0%"',
    'style="font-size:0"',
    'style="font-size:0px"',
    'style="font-size:1px;color:#fff"',
    'style="font:0/0 a"',
    'style="mso-hide:all"',
    'style="max-height:0px"',
    'style="height:0;overflow:hidden"',
    'style="width:0px;overflow:hidden"',
    'style="color:transparent"',
    'style="text-indent:-9999px"',
    'style="position:absolute;left:-10000px"',
    'style="position:absolute;clip:rect(0,0,0,0)"',
    'style="position:absolute;clip:rect(1px, 1px, 1px, 1px)"',
    'style="clip-path:inset(50%)"',
    'style="/* x */display:/* y */none"',
    "hidden",
    'hidden="until-found"',
    'class="away"',
    'id="gone"',
    'class="a b away"',
]
SHOWING = [
    'style="display:block"',
    'style="display:none;display:block"',
    'style="opacity:0.5"',
    'style="font-size:9px"',
    'style="max-height:0.5em;max-height:none"',
    'style="height:0"',
    'style="text-indent:-20px"',
    'style="background:url(display:none)"',
    "style=\"content:'display:none'\"",
    'style="x-display:none"',
    'aria-hidden="true"',
    'class="mobile"',
    'class="Away"',
    'class="printed"',
]
SHEET = """<style><!-- .away { display : none } p.nothing { display: block }
#gone{visibility:hidden} .away .x, .x:hover { display:none } /* .a { display:none } */
@media only screen and (max-width:480px) { .mobile { display:none !important } }
@media print { .printed { display:none } } --></style>"""


@pytest.mark.parametrize("tag", ["p", "div", "span", "b", "li", "td", "h2", "section"])
@pytest.mark.parametrize("attribute", HIDING)
def test_hidden_words_are_never_published_and_always_reported(attribute: str, tag: str) -> None:
    result = bring_page(f"<p>Before.</p><{tag} {attribute}>Sesame <i>inside</i></{tag}><p>After.</p>", SHEET)

    assert "Sesame" not in result.text
    assert "inside" not in result.text
    assert " ".join(result.dropped) == "Sesame inside"
    assert result.data["intro"] == "Before.\n\nAfter."


@pytest.mark.parametrize("attribute", SHOWING)
def test_what_only_looks_hidden_is_published(attribute: str) -> None:
    assert "Sesame" in write_body_of(f"<p>Before.</p><p {attribute}>Sesame</p>", SHEET)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<p>One <span style="display:none">Sesame</span>two.</p>', "One two."),
        ('<p>One<span style="display:none">Sesame</span>two.</p>', "Onetwo."),
        ('<div style="font-size:0"><p style="font-size:14px">Shown.</p>Sesame</div>', "Shown."),
        ('<div style="visibility:hidden">Sesame <p style="visibility:visible">Shown.</p></div>', "Shown."),
        ('<div style="display:none">Sesame <p style="display:block">Sesame</p></div><p>Shown.</p>', "Shown."),
        ("<p>Shown.</p><dialog>Sesame</dialog>", "Shown."),
        ("<p>Shown.</p><noscript>Sesame</noscript>", "Shown."),
        ("<p>Shown.</p><select><option>Sesame</option></select>", "Shown."),
        ("<p>Shown.</p><svg><text>Sesame</text></svg>", "Shown."),
        ("<p>Shown.</p><math><mi>Sesame</mi></math>", "Shown."),
        ('<p>Shown.</p><input type="submit" value="Sesame">', "Shown."),
    ],
)
def test_only_what_is_seen_is_published(body: str, shown: str) -> None:
    result = bring_page(f"<p>x</p>{body}")

    assert result.data["intro"] == f"x\n\n{shown}"
    assert "Sesame" in " ".join(result.dropped)


def test_a_button_that_outlook_alone_hides_is_one_for_everybody_else() -> None:
    button = '<p>x</p><p style="mso-hide:all"><a style="mso-hide:all" href="https://example.org/b">Come</a></p>'

    assert write_body_of(button) == "x\n\n[Come](https://example.org/b)"


@pytest.mark.parametrize("tag", ["div", "span", "p", "td"])
def test_hidden_words_before_all_others_are_for_the_inbox(tag: str) -> None:
    page = f'<title>May</title><body><{tag} style="display:none;max-height:0">Inside &zwnj;&nbsp;&zwnj;</{tag}>'
    data = bring(f"{page}<h1>News</h1><p>Text.</p>", "page.html").data

    assert (data["preheader"], data["title"], data["subject"], data["intro"]) == ("Inside", "News", "May", "Text.")


def test_what_is_there_for_wide_and_for_narrow_windows_is_said_once() -> None:
    result = bring_page('<div>Come.</div><div style="display:none">Come.</div><p>End.</p>')

    assert result.data["intro"] == "Come.\n\nEnd."
    assert result.dropped == ["Come."]


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("It is <s>£50</s> £30.", "It is £30."),
        ("It is <strike>£50</strike> £30.", "It is £30."),
        ("It is <del>£50</del> £30.", "It is £30."),
        ('It is <b style="text-decoration:line-through">£50</b> £30.', "It is £30."),
        ('It is <b style="text-decoration: underline line-through red">£50</b> £30.', "It is £30."),
        ("10<sup>6</sup> l, H<sub>2</sub>O, m<sup><b>−2</b></sup>, x<sup>n</sup>", "10⁶ l, H₂O, m⁻², xⁿ"),
        ("The 1<sup>st</sup> of May[<sup>[2]</sup>]", "The 1st of May[[2]]"),
        ('10<span style="vertical-align:super">6</span>', "10⁶"),
        ("She said <q>now</q>.", "She said “now”."),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote><p>End.</p>", "> One.\n>\n> Two.\n\nEnd."),
        ("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ('a <span style="font-weight:bold">b</span> <span style="font-weight:600">c</span>', "a **b c**"),
        ('<b style="font-weight:normal">plain <span style="font-weight:700">bold</span></b>', "plain **bold**"),
        ('<span style="font:italic bold 12px/30px Georgia">both</span> x', "**both** x"),
        ('<span style="font-style:italic">em</span> x', "*em* x"),
        ("a <b>b</b><b>c</b> <i>d</i>", "a **bc** *d*"),
    ],
)
def test_marks_that_change_meaning_are_kept_or_their_words_are_reported(body: str, written: str) -> None:
    assert write_body_of(f"<p>x</p>{body}") == f"x\n\n{written}"


def test_letters_above_the_line_that_no_sign_is_there_for_are_reported() -> None:
    assert '"ab" was above the line' in bring_page("<p>x<sup>ab</sup></p>").notes


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ('<ol start="5"><li>a<li>b</ol>', "5. a\n6. b"),
        ('<ol><li value="4">a<li>b<li value="9">c</ol>', "4. a\n5. b\n\n9) c"),
        ("<ol><li>a</ol><ol><li>b</ol><ol><li>c</ol>", "1. a\n\n1) b\n\n1. c"),
        ("<ul><li>a</ul><ul><li>b</ul>", "- a\n\n* b"),
        ("<ol><li>a<li>b</ol><p>Between.</p><ol start=3><li>c</ol>", "1. a\n2. b\n\nBetween.\n\n3. c"),
        ("<ol reversed><li>a<li>b</ol>", "2. a\n\n1) b"),
        ('<ol type="a"><li>x<li>y</ol>', "- a. x\n- b. y"),
        ('<ol type="I"><li>x<li>y</ol>', "- I. x\n- II. y"),
        ('<ol style="list-style-type:lower-roman"><li>x</ol>', "- i. x"),
        ("<ol><li>a<ul><li>b<ol><li>c</ol></ul><li>d</ol>", "1. a\n   - b\n     1. c\n2. d"),
        ("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n\n  3. b"),
        ("<ul><li><p>a</p><p>b</p></li><li>c</ul>", "- a\n\n  b\n\n- c"),
        ("<ul><li>a<br>b</li><li>c</ul>", "- a b\n- c"),
        ("<ol><li><h2>Hall</h2><p>It opens.</p><li><h2>Quay</h2></ol>", "# 1. Hall\nIt opens.\n\n2\\. **Quay**"),
        ("<menu><li>a</menu>", "- a"),
    ],
)
def test_lists_keep_their_numbers_and_stay_apart(body: str, written: str) -> None:
    assert write_body_of(f"<p>x</p>{body}") == f"x\n\n{written}"


def test_lists_of_outlook_keep_their_numbers() -> None:
    item = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>{}</span>{}</p>"
    page = item.format("3.<span>&nbsp;&nbsp;</span>", "three") + item.format("4.", "four") + item.format("·", "dot")

    assert write_body_of(f"<p>x</p>{page}") == "x\n\n3. three\n4. four\n\n- dot"


@pytest.mark.parametrize(
    ("rows", "written"),
    [
        (
            "<tr><th>Day<th>Open<tr><td rowspan=2>Monday<td>9<tr><td>14<tr><td colspan=2>Closed",
            "- **Day** · **Open**\n- Monday · 9\n- Monday · 14\n- Closed",
        ),
        ("<tr><td>a<td rowspan=3>b<tr><td>c<tr><td>d", "- a · b\n- c · b\n- d · b"),
        ("<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c", "- a · b\n- a · c"),
        ("<tr><td rowspan=99>a<td>b<tr><td>c", "- a · b\n- a · c"),
    ],
)
def test_merged_cells_are_said_in_each_row_they_reach_into(rows: str, written: str) -> None:
    assert write_body_of(f"<p>x</p><table>{rows}</table>") == f"x\n\n{written}"


BASE = '<base href="https://example.org/letters/">'


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ('<a href="may.html">May</a>', "[May](https://example.org/letters/may.html)"),
        ('<a href="//cdn.example.org/x">x</a>', "[x](https://cdn.example.org/x)"),
        ('<a href="/y?a=1">y</a>', "[y](https://example.org/y?a=1)"),
        ('<a href="http://example.org/a">a</a>', "[a](https://example.org/a)"),
        ('<a href="https://example.org/\na">a</a>', "[a](https://example.org/a)"),
        ('<a href="mailto:a@example.org?subject=The%20hall">us</a>', "[us](mailto:a@example.org?subject=The%20hall)"),
        (
            '<a href="mailto:a@example.org?Subject=The hall&bcc=b@x.org">us</a>',
            "[us](mailto:a@example.org?subject=The%20hall)",
        ),
        ('<a href="tel:+44 (0)20 7946-0000">us</a>', "[us](tel:+442079460000)"),
        ('<a href="https://example.org/g"><img alt="Gallery" src="x"></a>', "[Gallery](https://example.org/g)"),
        ('<a href="https://example.org/g"><img alt="Gallery" src="x"> Look</a>', "[Look](https://example.org/g)"),
        ('<a href="https://example.org/g" title="Gallery"><img src="x"></a>', "[Gallery](https://example.org/g)"),
        ('<map><area href="https://example.org/g" alt="Gallery"></map>', "[Gallery](https://example.org/g)"),
        ('<h2><a href="https://example.org/h">Hall</a></h2><p>Come.', "# Hall\n[Hall](https://example.org/h)\n\nCome."),
        ('<a href="https://example.org/c"><h3>Card</h3><p>Words.</p></a>', "# Card\n[Words.](https://example.org/c)"),
        ('Hi <img alt="🎉" src="x"> there', "Hi 🎉 there"),
        ('<a href="https://bücher.example/ä">x</a>', "[x](https://xn--bcher-kva.example/%C3%A4)"),
        ('<a href="HTTP://Bücher.example/a b">x</a>', "[x](https://xn--bcher-kva.example/a%20b)"),
        ('<a href="https://example.org/a[1].pdf">x</a>', "[x](https://example.org/a%5B1%5D.pdf)"),
    ],
)
def test_links_are_kept(link: str, written: str) -> None:
    assert write_body_of(f"<p>x</p><div>{link}</div>", BASE) == f"x\n\n{written}"


@pytest.mark.parametrize(
    "link",
    [
        '<a href="http://example.org:8080/a">a</a>',
        '<a href="http://192.168.0.1/a">a</a>',
        '<a href="http://localhost/a">a</a>',
        '<a href="http://u:p@example.org/a">a</a>',
        '<a href="ftp://example.org/a">a</a>',
        '<a href="mailto:nobody">a</a>',
        '<a href="tel:a">a</a>',
        '<a href="https://example.org/a"><img src="a.png"></a>',
        '<a href="https://example.org/a"></a>',
        '<map><area href="https://example.org/a"></map>',
        '<iframe src="https://example.org/a"></iframe>',
        '<video src="https://example.org/a"></video>',
        '<a href="https://example.org/a" hidden>a</a>',
        '<a href="https://example.org/a"><s>a</s></a>',
    ],
)
def test_a_link_that_cannot_be_kept_is_reported(link: str) -> None:
    report = bring_page(f"<p>x</p><div>{link}</div>").imported.report
    address = link.partition('"')[2].partition('"')[0]

    assert address not in "".join(mark for mark in report.source)
    assert address in report.format()


def test_a_logo_that_is_a_link_takes_no_title_away() -> None:
    logo = '<a href="https://example.org"><img alt="Harbour News" src="x"></a>'
    result = bring(f"<body><div>{logo}</div><h1>May</h1><p>Text.</p>", "page.html")

    assert result.data["title"] == "May"
    assert "it was a link, which is not in the draft: https://example.org" in result.notes


def test_an_editor_is_asked_to_try_what_was_not_secure() -> None:
    text = bring_page('<p>See <a href="http://example.org/a">it</a>.</p>').text

    assert "See whether these answer as https, too: https://example.org/a" in " ".join(text.replace("#", "").split())


def test_links_within_a_page_are_counted() -> None:
    notes = bring_page('<p><a href="#a">a</a> <a href="#b">b</a></p>').imported.report.notes

    assert notes == ("links from one place of the text to another: 2, left out",)


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ('<p><span style="font-weight:700;font-size:24px">Hall</span></p><p>It opens.</p>', ["Hall"]),
        ('<p style="font:bold 14pt Arial">Hall</p><p>It opens.</p>', ["Hall"]),
        ('<p><font size="6">Hall</font></p><p>It opens.</p>', ["Hall"]),
        ('<p><span style="font-weight:bold">Hall</span></p><p>It opens.</p>', ["Hall"]),
        ('<p style="font-size:24px">A long talk about the hall.</p><p>It opens.</p>', [None]),
        ("<p><b>It opens on Monday.</b></p><p>Come.</p>", [None]),
    ],
)
def test_size_and_weight_make_a_heading(body: str, headings: list[str | None]) -> None:
    blocks = bring_page(f"<ul><li>x</ul>{body}").blocks

    assert [block.get("title") for block in blocks][-1:] == headings


def test_code_keeps_its_lines_and_ordinary_lines_stay_apart() -> None:
    assert write_body_of("<pre><code>if a:\n\n    b()\n</code></pre>") == "```\nif a:\n\n    b()\n```"
    assert [line.text for line in read(b"<body><pre>One\n\n  two</pre>", "a.html").lines] == ["One", "two"]


@pytest.mark.parametrize(
    ("number", "kind", "written"), [(27, "a", "aa."), (3, "A", "C."), (1999, "i", "mcmxcix."), (0, "a", "0.")]
)
def test_numbers_are_written_as_html_does(number: int, kind: str, written: str) -> None:
    assert format_marker(number, kind) == written


@pytest.mark.parametrize(
    ("css", "names", "display"),
    [
        (".a{display:none}", [ElementNames("p", "", frozenset({"a"}))], "none"),
        ("p .a{display:none}", [ElementNames("p"), ElementNames("b"), ElementNames("i", "", frozenset({"a"}))], "none"),
        ("p > .a{display:none}", [ElementNames("p"), ElementNames("b"), ElementNames("i", "", frozenset({"a"}))], None),
        ("p>i{display:none}", [ElementNames("p"), ElementNames("i")], "none"),
        ("#x{display:none} p.a{display:block}", [ElementNames("p", "x", frozenset({"a"}))], "none"),
        ("p.a{display:none!important} #x{display:block}", [ElementNames("p", "x", frozenset({"a"}))], "none"),
        ("p{display:none} p{display:block}", [ElementNames("p")], "block"),
        ("@media (min-width:600px){p{display:none}}", [ElementNames("p")], "none"),
        ("@media (max-width:600px){p{display:none}} b{}", [ElementNames("p")], None),
        ("@media screen{@media print{p{display:none}}}", [ElementNames("p")], None),
        ("@import url(x); @font-face{src:x} p{display:none}", [ElementNames("p")], "none"),
        ("p[x]{display:none} p:hover{display:none} a+p{display:none}", [ElementNames("p")], None),
        ("}}{{ p{display:none}", [ElementNames("p")], None),
    ],
)
def test_style_sheets_are_read_as_a_browser_reads_them(
    css: str, names: list[ElementNames], display: str | None
) -> None:
    sheet = StyleSheet()
    sheet.add(css)

    assert sheet.declarations_for(names).get("display", (None,))[0] == display


def test_declarations_are_read_as_a_browser_reads_them() -> None:
    read_ones = read_declarations("a:b;c : url(d;e) ; f:'g;h';A:x!important;a:y")

    assert read_ones == {"a": ("x", True), "c": ("url(d;e)", False), "f": ("'g;h'", False)}


def test_a_page_with_more_elements_than_a_newsletter_has_is_refused() -> None:
    with pytest.raises(SourceError, match="has more than 100,000 elements"):
        import_source(b"<body>" + b"<i>x" * (2 * MAX_ELEMENTS + 1), "a.html", PUBLICATION, PERIOD)


@pytest.mark.parametrize("attributes", ["a{} ", "a{}=1 ", "a{}/", 'x" a{} ', "a{}='>'"])
def test_an_element_with_more_attributes_than_any_program_writes_is_refused(attributes: str) -> None:
    tag = "".join(attributes.format(number) for number in range(20_000))
    with pytest.raises(SourceError, match="not what any program writes"):
        import_source(f"<body><p {tag}>x</p>".encode(), "a.html", PUBLICATION, PERIOD)


@pytest.mark.slow
def test_a_page_whose_styles_would_take_for_ever_is_refused() -> None:
    styles = "".join(f".a .b{n} .c{{display:none}}" for n in range(2000))
    page = f"<style>{styles}</style><body>" + '<b class="c">x</b>' * 20_000

    with pytest.raises(SourceError, match="more styles than can be read"):
        import_source(page.encode(), "a.html", PUBLICATION, PERIOD)
