"""Markdown as newsletters use it: what the draft holds, what is reported, and where in the file it was."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing import import_source
from newsletter.importing.lines import Line
from newsletter.importing.sources.markdown import read
from newsletter.rendering.markdown import to_html
from tests.importing.sources import PUBLICATION, Result, bring


def bring_body(markdown: str) -> str:
    """Return the body of the only block that comes of a text below a heading."""
    (block,) = bring(f"# News\n\nHello.\n\n## Hall\n\n{markdown}\n", "news.md").blocks
    body: str = block["body"]
    return body


def lines_of(markdown: str) -> tuple[Line, ...]:
    return read(markdown.encode(), "a.md").lines


SHOWN = {
    "emphasis over two rows": ("*one\ntwo* and **three\nfour**", "*one two* and **three four**"),
    "emphasis inside a word": ("un*frigging*believable", "un*frigging*believable"),
    "a bold sentence with a link in it": (
        "**Join [the walk](https://example.org/w) now**",
        "**Join** [the walk](https://example.org/w) **now**",
    ),
    "one sentence a row": ("One.\nTwo.\nThree.", "One. Two. Three."),
    "a link over two rows": ("[the new\nhall](https://example.org/h)", "[the new hall](https://example.org/h)"),
    "brackets in the words of a link": (
        "[[New] a\\]b](https://example.org/a)",
        "[\\[New\\] a\\]b](https://example.org/a)",
    ),
    "round brackets in an address": ("[a](https://example.org/a_(b))", "[a](https://example.org/a_%28b%29)"),
    "three ways to refer": (
        (
            "See [it], [this][] and [that][b].\n\n[it]: https://example.org/1\n[This]: <https://example.org/2>\n"
            "[b]:\n  https://example.org/3\n  'Three'"
        ),
        "See [it](https://example.org/1), [this](https://example.org/2) and [that](https://example.org/3).",
    ),
    "an address by itself": (
        "See https://example.org/a_b. Or (https://example.org/c_(d)).",
        (
            "See [https://example.org/a_b](https://example.org/a_b). "
            "Or ([https://example.org/c\\_(d)](https://example.org/c_%28d%29))."
        ),
    ),
    "an address in angle brackets": ("<https://example.org/a>", "[https://example.org/a](https://example.org/a)"),
    "a mailbox in angle brackets": ("<us@example.org>", "[us@example.org](mailto:us@example.org)"),
    "an address that leads elsewhere": (
        "[www.example.org](https://elsewhere.example/x) and [us@example.org](mailto:them@elsewhere.example)",
        "www.example.org and us@example.org",
    ),
    "a space at the end of a link": ("a[ b ](https://example.org/b)c", "a [b](https://example.org/b) c"),
    "signs that nobody sees": (
        "pay\u200bment of \u200e\u2066five\u2069 \U0001f468\u200d\U0001f467",
        "payment of five \U0001f468\u200d\U0001f467",
    ),
    "a mail with a subject": (
        "[Write](mailto:us@example.org?subject=The%20hall)",
        "[Write](mailto:us@example.org?subject=The%20hall)",
    ),
    "a number with spaces": ("[ring](tel:+44 20 7946 0000)", "[ring](tel:+442079460000)"),
    "a linked picture": ("[![Our map](map.png)](https://example.org/map)", "[Our map](https://example.org/map)"),
    "a picture within a sentence": ("Press ![go](go.png) to begin.", "Press to begin."),
    "hard breaks": ("12 High Street  \nAnytown\\\nAB1 2CD", "12 High Street\\\nAnytown\\\nAB1 2CD"),
    "a break of HTML": ("Hall<br>Anytown<BR/>AB1", "Hall\\\nAnytown\\\nAB1"),
    "emphasis over a hard break": ("*one  \ntwo*", "*one*\\\n*two*"),
    "long lines with hard breaks": (
        f"{'word ' * 12}end  \nand it goes on here",
        f"{'word ' * 12}end\\\nand it goes on here",
    ),
    "indented code": ("Type:\n\n    go  --all\n\n      on\n\nBye.", "Type:\n\n```\ngo  --all\n\n  on\n```\n\nBye."),
    "fenced code with Markdown in it": ("~~~\n*a*  b\n~~~", "```\n*a*  b\n```"),
    "code in a sentence": ("Use `a  *b*`.", "Use `a *b*`."),
    "a quotation over rows": ("> A saying\n> that stays.\n\nBye.", "> A saying that stays.\n\nBye."),
    "a list that begins at five": ("5. five\n6. six", "5. five\n6. six"),
    "numbers that are all one": ("1. one\n1. two\n1. three", "1. one\n2. two\n3. three"),
    "a list within a list": ("- a\n  - b\n    1. c\n- d", "- a\n  - b\n    1. c\n- d"),
    "an item of two paragraphs": ("1. one\n\n   more of it\n\n2. two", "1. one\n\n   more of it\n\n2. two"),
    "two lists one after the other": ("- a\n- b\n\n* c\n* d", "- a\n- b\n\n* c\n* d"),
    "an item over rows": ("- one\n  two\nthree", "- one two three"),
    "a break in an item": ("- one  \n  two\n- three", "- one\\\n  two\n- three"),
    "things to do": ("- [ ] paint\n- [x] sweep", "- ☐ paint\n- ☑ sweep"),
    "a table": ("| A | B |\n|---|:-:|\n| 1 | *2* |\n| 3 |", "- **A** · **B**\n- 1 · *2*\n- 3 ·"),
    "a table of one column": ("| A |\n|---|\n| 1 |", "- **A**\n- 1"),
    "code in an item": ("- a\n\n  ```\n  x\n\n   y\n  ```\n- b", "- a\n\n  ```\n  x\n\n   y\n  ```\n\n- b"),
    "one code after another": ("```\nx\n```\n\n```\ny\n```", "```\nx\n```\n\n```\ny\n```"),
    "a quotation in a quotation": ("> a\n>\n> > b\n\nc", "> a\n>\n> > b\n\nc"),
    "a heading in a quotation": ("> # a\n> b", "> **a**\n>\n> b"),
    "a number in a quotation": ("Open.\n\n> 1. a\n\n> b", "Open.\n\n> 1. a\n\n> b"),
    "two quotations": ("> a\n\n> b", "> a\n\n> b"),
    "a bold first line of an address": ("**Ann**  \n12 High Street", "**Ann**\\\n12 High Street"),
    "a list in a quotation": ("> - a\n> - b", "> - a\n> - b"),
    "a bar in a cell": ("A | B\n--|--\na \\| b | c", "- **A** · **B**\n- a | b · c"),
    "entities": ("All &copy; 2031 and caf&eacute;&nbsp;A &lt;b&gt; &#8364;5", "All © 2031 and café A &lt;b> €5"),
    "signs that are meant": ("2 \\* 3 \\_x\\_ \\# 5", "2 \\* 3 \\_x\\_ # 5"),
    "keys": ("Press <kbd>Enter</kbd>.", "Press `Enter`."),
    "HTML around Markdown": ("<div>\n\n*Inner*\n\n</div>", "*Inner*"),
    "a link of HTML": ('See <a href="https://example.org/a">this</a>.', "See [this](https://example.org/a)."),
    "words to fill in": ("Dear <your name>, welcome.", "Dear &lt;your name>, welcome."),
    "footnotes": ("Roof.[^r]\n\n[^r]: In *March*.", "Roof.[1]\n\n[1] In *March*."),
    "a footnote that nobody wrote": ("Roof.[^2]", "Roof.[^2]"),
    "a footnote within the line": ("Roof.^[Since *May*.] Door.", "Roof.[1] Door.\n\n[1] Since *May*."),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_each_kind_of_markdown_is_in_the_draft(kind: str) -> None:
    source, body = SHOWN[kind]

    assert bring_body(source) == body


TOLD = {
    "a comment": ("Hi.\n\n<!-- ask Ann -->", "ask Ann"),
    "a comment over rows": ("Hi.\n\n<!--\nask\n\nAnn\n-->", "ask Ann"),
    "a comment over blocks": ("Hi.\n\n<div><!-- one\n\nask *Ann*\n\n- ask --> all\n</div>", "ask *Ann* - ask"),
    "a comment over paragraphs": ("Hi <!-- see *it*\n\nask Ann --> all.", "ask Ann"),
    "a comment in a sentence": ("Hi <!-- ask Ann --> all.", "ask Ann"),
    "a comment that nothing closes": ("Hi.\n\n<div><!-- ask Ann", "ask Ann"),
    "a comment in a block of HTML": ("<p>Hi.<!-- ask Ann --></p>", "ask Ann"),
    "a comment as an address": ("Hi.\n\n[//]: # (ask Ann)", "[//]: # (ask Ann)"),
    "an address that nothing refers to": ("Hi.\n\n[x]: https://example.org/x", "[x]: https://example.org/x"),
    "hidden words": ('Hi <span style="display:none">ask Ann</span>.', "ask Ann"),
    "hidden Markdown": ("<div hidden>\n\nask *Ann*\n\n</div>\n\nHi.", "ask Ann"),
    "struck words": ("Hi ~~£50~~ £40.", "£50"),
    "a picture": ("Hi.\n\n![Our hall](hall.png)", "Our hall"),
    "a script": ("Hi.\n\n<script>ask(Ann)</script>", "<script>ask(Ann)</script>"),
    "the language of code": ("Hi.\n\n```python\ngo\n```", "```python"),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_readers_do_not_see_is_left_out_and_told(kind: str) -> None:
    source, words = TOLD[kind]
    result = bring(f"# News\n\n{source}\n", "news.md")

    assert words in result.dropped
    assert "ask" not in shown_words(result)
    assert "£50" not in shown_words(result)


def shown_words(result: Result) -> str:
    return "\n".join(row for row in result.text.splitlines() if not row.lstrip().startswith("#"))


def test_a_sign_that_begins_no_comment_is_shown() -> None:
    assert "Hi &lt;!-- all." in bring("# A\n\nHi <!-- all.\n\nBye.", "a.md").text
    assert "Hi &lt;!-- all." in bring("# A\n\nHi \\<!-- all.\n\nBye <!-- x -->.", "a.md").text


def test_a_link_in_a_comment_is_not_live() -> None:
    assert "example.org" not in bring("# A\n\nHi.\n\n<!-- see [it](https://example.org/x) -->", "a.md").text


def test_a_picture_and_the_second_title_of_a_link_are_reported() -> None:
    notes = bring('# A\n\n![Hall](img/hall.png) [a](https://example.org/a "Our hall")', "a.md").imported.report.notes

    assert "of a picture only the words were kept, not the picture img/hall.png" in notes
    assert "a link's second title was left out: Our hall" in notes


def test_code_that_becomes_text_is_reported() -> None:
    assert "code with HTML or a link in it is text in the draft" in bring("# A\n\nHi.\n\n    <b>x</b>\n", "a.md").notes


def test_a_table_that_became_a_list_is_reported() -> None:
    assert "a table became a list, an item for each row" in bring("A|B\n-|-\n1|2", "a.md").imported.report.notes


def test_a_link_that_deceives_is_left_out_and_told_also_in_a_list_of_links() -> None:
    links = "- [www.example.org](https://elsewhere.example/x)\n- [The hall](https://example.org/hall)"
    result = bring(f"# A\n\n## Links\n\n{links}", "a.md")

    assert "elsewhere" not in result.text
    assert 'the link of "www.example.org" is not in the draft: https://elsewhere.example/x' in (
        result.imported.report.notes
    )


def test_a_link_in_a_heading_is_below_it() -> None:
    blocks = bring("# A\n\n## [Hall](https://example.org/hall)\n\nOpen.\n\n## Fete {#fete}\n\nSoon.", "a.md").blocks

    assert [block["title"] for block in blocks] == ["Hall", "Fete"]
    assert blocks[0]["body"] == "[Hall](https://example.org/hall)\n\nOpen."


def test_a_heading_of_two_lines_is_one() -> None:
    assert bring("The summer\nletter\n===\n\nHi.\n", "a.md").data["title"] == "The summer letter"
    assert bring("# The summer<br>letter\n\nHi.\n", "a.md").data["title"] == "The summer letter"


def test_what_leads_to_a_list_stays_with_it() -> None:
    result = bring("# News\n\nWelcome.\n\nBring this:\n\n- tea\n- cake\n", "a.md")

    assert result.data["intro"] == "Welcome."
    assert result.blocks == [{"type": "text", "body": "Bring this:\n\n- tea\n- cake"}]


def test_the_report_says_in_which_rows_of_the_file_everything_stood() -> None:
    source = "# News\n\nOne\ntwo.\n\n- a\n- b\n\n    code\n\n> q\n\n| A |\n|---|\n| 1 |\n\n<p>H</p>\n\n[x]: y\n\n***\n"
    rows = {line.text: line.rows for line in lines_of(source)}

    assert rows == {
        "News": (1, 1), "One two.": (3, 4), "a": (6, 6), "b": (7, 7), "code": (9, 9), "q": (11, 11), "A": (13, 13),
        "|---|": (14, 14), "1": (15, 15), "H": (17, 17), "[x]: y": (19, 19), "***": (21, 21),
    }  # fmt: skip
    report = bring(source, "news.md").imported.report
    assert "\nlines 3 to 4 (paragraph)\n" in report.format()
    assert report.as_data()["lines"][1]["rows"] == [3, 4]


def test_an_attribute_that_names_no_rows_is_passed_over() -> None:
    assert [line.rows for line in lines_of('<p data-rows="x">a</p>\n\nb')] == [(1, 1), (3, 3)]


def test_what_is_nested_too_deep_to_be_read_is_reported() -> None:
    result = bring(f"# A\n\nHi.\n\n{'>' * 150} deep\n\nBye.", "a.md")

    assert "deep" in shown_words(result) + " ".join(result.dropped)
    assert "Bye." in shown_words(result)


@pytest.mark.parametrize("source", ["", "\n\n", "\u200b"])
def test_a_text_without_words_is_refused(source: str) -> None:
    with pytest.raises(SourceError, match="There is no text in it"):
        bring(source, "a.md")


@pytest.mark.parametrize("source", ["<!-- only this -->", "[a]: https://example.org", "---\ntitle:\n---\n"])
def test_a_text_that_shows_nobody_anything_is_reported(source: str) -> None:
    assert bring(source, "a.md").dropped


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(SourceError, match="longer than 1,000,000 characters"):
        import_source(b"x " * 600_000, "a.md", PUBLICATION, "2031-05")


def test_the_draft_shows_its_breaks_and_its_quotations() -> None:
    assert "<br />" in to_html(bring_body("one  \ntwo"))
    assert "<blockquote>" in to_html(bring_body("> one"))


PASTED = "the text on standard input"


@pytest.mark.parametrize(
    "source",
    [
        "Hello.\n\n## News\n\nThe quay\nis open.",
        "Read [the log](https://example.org/log)\nof the quay.",
        "Type:\n\n```\ngo\n```\n\nand read\nit.",
        "| A | B |\n|---|---|\n| 1 | 2 |\n\nTwo\nrows.",
    ],
)
def test_a_paste_that_is_markdown_is_read_like_a_file_of_it(source: str) -> None:
    pasted, read = bring(source, PASTED), bring(source, "news.md")

    assert pasted.data == read.data
    assert pasted.imported.report.unit == "paragraph"


@pytest.mark.parametrize(
    "source", ["Hello.\n\nThe quay is open.", "## On\n\n• one\n• two", "#hashtag - and a dash\n---"]
)
def test_any_other_paste_is_read_line_by_line(source: str) -> None:
    assert bring(source, PASTED).imported.report.unit == "line"


def test_a_text_file_is_read_line_by_line_whatever_is_in_it() -> None:
    assert bring("# News\n\nThe quay is open.", "news.txt").imported.report.unit == "line"
