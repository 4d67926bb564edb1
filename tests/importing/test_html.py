"""HTML as Mailchimp, Outlook and browsers write it: the words are found, and all that surrounds them is not."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.sources.html import read, recognises
from tests.importing.sources import PUBLICATION, bring

MAILCHIMP = """<!doctype html>
<html><head><meta charset="UTF-8"><title>Harbour News, May 2031</title>
<style>p { color: red } .mcnPreviewText { display: none }</style>
<!--[if gte mso 15]><xml><o:OfficeDocumentSettings/></xml><![endif]--></head>
<body><span class="mcnPreviewText" style="display:none; max-height:0px;">The quay is open.&zwnj;&nbsp;&zwnj;</span>
<center><table width="100%"><tr><td><table><tbody><tr><td class="mcnTextContent">
<a href="*|ARCHIVE|*">View this email in your browser</a></td></tr></tbody></table>
<table><tr><td><img alt="A boat" src="boat.png">
<img src="https://track.example.org/open.gif" width="1"></td></tr></table>
<table><tr><td class="mcnTextContent"><h1>Harbour&nbsp;News</h1>
<p>Welcome&nbsp;&nbsp;to the <strong>quay</strong>.<br>It is open
again.</p>
<h2>What is on</h2>
<ul><li>Regatta</li><li>Fair<ul><li>for children</li></ul></li></ul>
<p><a href="https://harbour.us1.list-manage.com/track/click?u=1&amp;id=2&amp;e=3">Come</a> or write to
<a href="mailto:quay@example.org">us</a>.</p></td></tr></table>
<table><tr><td><em>Copyright © *|CURRENT_YEAR|* Harbour Press</em><br>
<a href="*|UNSUB|*">unsubscribe from this list</a></td></tr></table>
</td></tr></table></center><script>alert(1)</script></body></html>"""

OUTLOOK = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=windows-1252">
<style><!-- p.MsoNormal {margin:0} --></style></head>
<body lang=EN-GB><div class=WordSection1>
<p class=MsoHeading1>New reviews, May 2031<o:p></o:p></p>
<p class=MsoNormal>One review came out.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal><b><span style='font-size:14.0pt'>3. Serious case review: Child Q<o:p></o:p></span></b></p>
<p class=MsoNormal>Death of a 5-year-old boy in May\xa02030 – by the harbour.</p>
<p class=MsoNormal><b>Learning themes include:</b></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;
</span></span><![endif]>listening to children;</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>
<![if !supportLists]><span style='mso-list:Ignore'>o</span><![endif]>at home</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>the part that schools play</p>
<table><tr><td><p class=MsoNormal>Recommendations for the partnership include:
train staff; and review the policy.</p></td></tr></table>
<p class=MsoNormal>
<a href="https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa.pdf&amp;data=05">
Read practice review (PDF)</a></p>
</div></body></html>"""


def test_a_mailchimp_export_becomes_a_draft() -> None:
    result = bring(MAILCHIMP, "export.html")

    assert result.data["title"] == "Harbour News"
    assert result.data["subject"] == "Harbour News, May 2031"
    assert result.data["preheader"] == "The quay is open."
    assert result.data["intro"] == "Welcome to the **quay**.\n\nIt is open again."
    (block,) = result.blocks
    assert block["title"] == "What is on"
    assert block["body"].startswith(
        "- Regatta\n- Fair\n  - for children\n\n[Come](https://harbour.us1.list-manage.com/"
    )
    assert block["body"].endswith("or write to\n[us](mailto:quay@example.org).")
    assert result.dropped == [
        "View this email in your browser",
        "A boat",
        "Copyright © *|CURRENT_YEAR|* Harbour Press",
        "unsubscribe from this list",
    ]


def test_what_is_not_text_in_a_page_is_counted() -> None:
    report = bring(MAILCHIMP, "export.html").imported.report

    assert report.unit == "paragraph"
    assert set(report.notes) == {"pictures without words: 1, left out", "styles, scripts and the like: 2, left out"}
    assert "a service that counts who follows it" in report.format()


def test_a_page_saved_by_outlook_becomes_a_review() -> None:
    result = bring(OUTLOOK.encode("cp1252"), "mail.htm")

    assert result.data["title"] == "New reviews, May 2031"
    assert result.review["title"] == "Child Q"
    assert result.review["summary"] == "Death of a 5-year-old boy in May 2030 – by the harbour."
    assert result.review["incidents"][0]["when"] == {"year": 2030, "month": 5}
    assert result.review["learning"]["items"] == [
        {"text": "listening to children", "items": ["at home"]},
        "the part that schools play",
    ]
    assert result.review["recommendations"][0]["items"] == ["train staff", "review the policy"]
    assert result.review["resources"][0]["url"] == "https://example.org/a.pdf"
    assert result.dropped == ["and"]
    assert "wrapped by safelinks.protection.outlook.com" in result.notes


def test_a_page_of_reviews_with_headings_of_year_area_and_subject_becomes_a_digest() -> None:
    entry = (
        "<h3>2031 – Seaport – Child {0}</h3><p>Death of a girl in 2030.<br><strong>Learning includes:</strong> one; "
        "and two.<br><strong>Recommendations include:</strong> three; four.<br><strong>Keywords:</strong> the sea</p>"
        '<p><a href="https://example.org/{0}">Read the overview report (PDF, 2.5MB)</a></p>'
    )
    page = "<main><h1>May 2031</h1>" + entry.format("Q") + entry.format("W") + "<footer>© Harbour</footer></main>"
    result = bring(f"<body>{page}</body>", "page.html", None)

    assert [review["title"] for review in result.reviews] == ["Child Q", "Child W"]
    for review in result.reviews:
        assert review["area"] == "Seaport"
        assert review["learning"]["items"] == ["one", "two"]
        assert review["recommendations"] == [{"partial": True, "items": ["three", "four"]}]
        assert review["summary"].endswith("Keywords: the sea")
        assert review["resources"][0]["bytes"] == 2_500_000


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>a<p>b", ["a", "b"]),
        ("a<b>b</b>c", ["abc"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("<td>a</td><td>b</td>", ["a", "b"]),
        ("<li>a<li>b", ["a", "b"]),
        ("<p>a\n  b&nbsp;c</p>", ["a b c"]),
        ("<p>&lt;b&gt;</p>", ["<b>"]),
        ("<p hidden>a</p>b", ["a", "b"]),
        ("<p>a</p><svg><text>b</text></svg>", ["a", "b"]),
        ("<p>a<!-- b --></p>", ["a"]),
        ("<p>&zwnj;</p>b", ["b"]),
    ],
)
def test_text_that_is_by_itself_is_a_line(body: str, lines: list[str]) -> None:
    assert [line.text for line in read(f"<body>{body}".encode(), "a.html").lines] == lines


def test_emphasis_and_links_go_on_across_a_break() -> None:
    (first, second) = read(b"<body><p><b>a<br>b <a href='https://example.org'>c</a></b></p>", "a.html").lines

    assert first.is_strong
    assert [(mark.kind, mark.start, mark.end) for mark in second.marks] == [("link", 2, 3), ("strong", 0, 3)]


def test_html_from_the_clipboard_is_known_by_its_beginning() -> None:
    assert bring("<div><h1>News</h1><p>Hello.</p></div>", "the text on standard input").data["title"] == "News"
    assert bring("<who knows> Hello.", "the text on standard input").data["intro"] == "&lt;who knows> Hello."


def test_a_script_or_a_style_never_becomes_text() -> None:
    result = bring("<body><script>alert(1)</script><style>b{}</style><p onclick='x()'>Hello.</p>", "a.html")

    assert result.data["intro"] == "Hello."
    assert "alert" not in result.text


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "http://example.org:80", "data:text/html,x", "x", "ftp://a.org"]
)
def test_a_link_that_a_document_may_not_hold_is_reported(address: str) -> None:
    result = bring(f"<body><p>See <a href='{address}'>this</a>.</p>", "a.html")

    assert result.data["intro"] == "See this."
    assert result.imported.report.notes == (f'the link of "this" is not in the draft: {address}',)


def test_deep_nesting_is_read_or_refused_and_never_cut_short() -> None:
    assert bring("<div>" * 1000 + "deep" + "</div>" * 1000, "a.html").data["intro"] == "deep"
    with pytest.raises(SourceError, match="nested too deep"):
        import_source(b"<div>" * 9000 + b"deep", "a.html", PUBLICATION, "2031-05")


@pytest.mark.parametrize("page", ["<html></html>", "<body><!-- a --></body>", "<p><script>x</script>"])
def test_a_page_without_words_is_refused(page: str) -> None:
    with pytest.raises(SourceError, match="There is no text in it"):
        import_source(page.encode(), "a.html", PUBLICATION, "2031-05")


@pytest.mark.parametrize("tag", ["*|FNAME|*", "{{ contact.FIRSTNAME }}", "%FIRSTNAME%"])
def test_what_a_mailing_service_filled_in_is_pointed_out(tag: str) -> None:
    result = bring(f"<h1>News</h1><p>Hi {tag}, hello.</p><h2>More</h2><p>100% of us.</p>", "a.html")

    assert result.text.count("Here readers would see it") == 1
    assert f"# A mailing service filled in {tag}." in result.text


def test_the_reason_for_a_mailing_is_small_print() -> None:
    why = "You are receiving this email because you opted in via our website."

    assert bring(f"<h1>News</h1><p>Hello.</p><p>{why}</p>", "a.html").dropped == [why]


@pytest.mark.parametrize("encoding", ["idna", "undefined", "punycode", "rot13", "nonsense"])
def test_a_page_that_declares_what_cannot_be_read_is_read_all_the_same(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><h1>News</h1><p>Caf\u00e9.</p></body></html>'

    assert "Caf" in bring(page.encode("cp1252"), "a.html").text


TABLE = """<html><body><h1>News</h1><h2>Deadlines</h2><p>Please note:</p>
<table><thead><tr><th>What</th><th>When</th></tr></thead>
<tbody><tr><td><p>Ethics <b>amendments</b></p></td><td>11 December,<br>noon</td></tr>
<tr><td><a href="https://example.org/erc">Grant</a></td><td></td></tr></tbody></table><p>That is all.</p>"""
"""A table as people make them."""


def test_a_table_of_data_becomes_a_list_a_row_each() -> None:
    (block,) = bring(TABLE, "mail.html").blocks

    assert block["body"] == (
        "Please note:\n\n- **What** · **When**\n- Ethics **amendments** · 11 December, noon\n"
        "- [Grant](https://example.org/erc) ·\n\nThat is all."
    )


@pytest.mark.parametrize(
    "cells",
    [
        "<td><h2>Left</h2><p>One.</p></td><td><h2>Right</h2><p>Two.</p></td>",
        "<td><p>Left</p></td>",
        f"<td>Left</td><td>{'word ' * 40}</td>",
        '<td>Left</td><td><img src="a.png" alt="A boat"></td>',
        "<td>Left</td><td><table><tr><td>Right</td></tr></table></td>",
    ],
)
def test_the_columns_of_a_page_stay_paragraphs(cells: str) -> None:
    result = bring(f"<html><body><table><tr>{cells}</tr><tr>{cells}</tr></table></body></html>", "mail.html")

    assert "·" not in result.text
    assert "- " not in result.text.partition("blocks:")[2].replace("  - type", "")


@pytest.mark.parametrize("comments", [1, 30, 300])
def test_comments_before_a_page_are_passed_over(comments: int) -> None:
    """Thirty of them before what is not a page used to take for ever."""
    start = "<!-- a -->\n" + "<!---->" * comments
    assert recognises(f"{start}<p>Hello</p>".encode())
    assert not recognises(f"{start}<font>Hello</font>".encode())
    assert not recognises(f"{start}<!--<p>".encode())
