"""What is pasted into a field keeps its words, emphasis, links and lists, and nothing else."""

from __future__ import annotations

import pytest

from newsletter.errors import SourceError
from newsletter.importing.pasted import format_pasted_line, format_pasted_text

ITEM = "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>{}&nbsp;</span>{}</p>"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<b>Please</b> read <i>this</i>", "**Please** read *this*"),
        ("<h2>Heading</h2><p>Words</p>", "**Heading**\n\nWords"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<ol><li><p>One</p></li><li><p>Two</p></li></ol>", "1. One\n2. Two"),
        (ITEM.format("·", "First") + ITEM.format("·", "Second"), "- First\n- Second"),
        ('<a href="https://example.org/a(b)">our site</a>', "[our site](https://example.org/a%28b%29)"),
        ('<a href="javascript:alert(1)">no link</a>', "no link"),
        ("<script>alert(1)</script><style>p {}</style><p>with_care * and &lt;b&gt;</p>", "with_care \\* and &lt;b>"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert format_pasted_text(html) == markdown


def test_a_line_has_the_words_alone() -> None:
    assert format_pasted_line("<p><b>One</b>\n two</p><ul><li>three</li></ul><script>4</script>") == "One two three"


def test_what_no_program_writes_is_refused() -> None:
    with pytest.raises(SourceError):
        format_pasted_text("<b>" * 300_000)
