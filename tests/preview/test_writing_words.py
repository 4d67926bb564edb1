"""Where the caret is after a click, what pasting makes of other programs' words, and problems at their very words."""

from __future__ import annotations

import random
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import find_violations
from tests.preview.previews import Preview
from tests.preview.writers import JANUARY, box, click_words, expect_saved, open_writing, read_caret

pytestmark = pytest.mark.browser

SENTENCE = "A boy of 7, Child A, died"
CLICKS = 200
ABBREVIATION = re.compile(r"[A-Z]{2,}\Z")
"""What is before the caret where the word is of an abbreviation that is written out for readers."""
WORDS = """numbers => {
  const { contentDocument: document } = window.written;
  const words = [];
  for (const span of document.querySelectorAll("[data-f]")) {
    if (!numbers.includes(span.dataset.f)) continue;
    const texts = document.createTreeWalker(span, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { currentNode: node } = texts;
      for (const { 0: word, index } of node.data.matchAll(/\\p{L}{3,}/gu)) words.push([node, index, word]);
    }
  }
  window.words = words;
  return words.length;
}"""
POINT = """number => {
  const [node, start, word] = window.words[number];
  const { contentDocument: document, parentElement: screen } = window.written;
  const range = document.createRange();
  const at = start + Math.floor(word.length / 2);
  range.setStart(node, at);
  range.setEnd(node, at + 1);
  const scale = window.written.getBoundingClientRect().width / window.written.offsetWidth;
  screen.scrollTop = range.getBoundingClientRect().top * scale - 200;
  const [box, around] = [range.getBoundingClientRect(), window.written.getBoundingClientRect()];
  const [x, y] = [around.left + (box.left + 1) * scale, around.top + (box.top + box.height / 2) * scale];
  return [x, y, word, word.slice(0, at - start)];
}"""
PASTE = """([type, content]) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData(type, content);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.x { margin: 0 }</style></head>
<body><!--StartFragment--><p class=MsoNormal><b>Please</b> read <i><span lang=EN-GB>this report</span></i> at
<a href="https://example.org/a(b)"><span style='color:blue'>our site</span></a>, with_care.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;
</span></span></span><![endif]>First point<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>·&nbsp;</span>Second&nbsp;point</p>
<p class=MsoNormal><span style='font-weight:bold'>The end</span><script>alert(1)</script></p><!--EndFragment-->
</body></html>"""
FROM_DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2>Heading</h2>
<p dir="ltr"><span style="font-weight:700">Bold</span><span style="font-weight:400"> and </span><span
style="font-style:italic">thin</span>
<a href="javascript:alert(1)">no link</a></p><ol><li><p>One</p></li><li><p>Two</p></li></ol></b>"""


def paste(page: Page, content: str, kind: str = "text/html") -> None:
    """Paste as the browser does, with what another program has put on the clipboard."""
    page.keyboard.press("Control+a")
    page.evaluate(PASTE, [kind, content])


def test_the_caret_is_within_the_word_that_was_clicked(page: Page, january: Preview) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    open_writing(page, january)
    page.evaluate("window.written = document.querySelector('.pane iframe:not(.next)')")
    fields = january.ask(f"api/issues/{JANUARY}/fields?view=email&tab=test").json()["fields"]
    total = page.evaluate(WORDS, [number for number, field in fields.items() if field["kind"] == "words"])
    wrong = []
    for number in random.Random(13).sample(range(total), CLICKS):  # noqa: S311  # not for a secret
        x, y, word, before = page.evaluate(POINT, number)
        page.mouse.click(x, y)
        expect(box(page)).to_be_focused()
        left, right = read_caret(page)
        is_within = left.endswith(before) and right.startswith(word[len(before) :])
        if not is_within and not ABBREVIATION.search(left):
            wrong.append((word, left[-20:], right[:20]))
        page.keyboard.press("Escape")
        expect(page.locator("#box")).to_have_count(0)

    assert len(wrong) <= CLICKS // 100, wrong


def test_what_is_pasted_from_word_is_clean_markdown(page: Page, january: Preview) -> None:
    text: list[str] = []
    page.on("console", lambda message: text.append(message.text))
    open_writing(page, january)
    click_words(page, SENTENCE, "hit")
    paste(page, FROM_WORD)

    expect(box(page)).to_have_value(
        "**Please** read *this report* at [our site](https://example.org/a%28b%29), with_care.\n\n"
        "- First point\n- Second point\n\n**The end**"
    )
    page.keyboard.press("Control+z")
    expect(box(page)).not_to_have_value("")
    paste(page, FROM_DOCS)
    expect(box(page)).to_have_value("**Heading**\n\n**Bold** and *thin* no link\n\n1. One\n2. Two")
    assert text == []


def test_what_is_pasted_into_a_line_stays_a_line(page: Page, january: Preview) -> None:
    open_writing(page, january)
    click_words(page, "Case reviews, January 2024", "Case")
    paste(page, FROM_WORD.partition("<p class=MsoListParagraphCxSpFirst")[0])
    expect(box(page)).to_have_value("Please read this report at our site, with_care.")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("One\ntwo")
    expect(box(page)).to_have_value("One two")


def test_a_problem_is_underlined_at_its_words_and_mended_by_one_click(page: Page, january: Preview) -> None:
    path = january.root / f"issues/{JANUARY}.yaml"
    text = path.read_text(encoding="utf-8")
    assert "he was hit by a car" in text
    path.write_text(text.replace("he was hit by a car", "he committed suicide"), encoding="utf-8")
    open_writing(page, january)
    problem = page.locator("#problems li", has_text="committed suicide")
    expect(problem).to_be_visible()
    marked = """() => {
      const { CSS } = document.querySelector('.pane iframe:not(.next)').contentWindow;
      return [...CSS.highlights.get("problem")].map(String);
    }"""
    assert "committed suicide" in page.evaluate(marked)
    assert find_violations(page, (1440, 1024, 375)) == []

    problem.locator(".problem").click()
    expect(page.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("Problem: "))
    problem.get_by_role("button", name="instead of “committed suicide”").first.click()
    expect_saved(page)
    expect(problem).to_have_count(0)
    assert "committed suicide" not in path.read_text(encoding="utf-8")
    assert page.locator("#undo").is_enabled()


def test_a_problem_of_what_is_missing_opens_the_form_that_it_is_written_in(page: Page, january: Preview) -> None:
    open_writing(page, january)
    page.locator("#problems").get_by_role("button", name="'Samuel' is not").click()
    form = page.get_by_role("dialog", name="Samuel")
    expect(form.get_by_label("Label", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(form).to_be_hidden()

    page.locator("#problems").get_by_role("button", name="The postal address is still").click()
    hit = page.locator("#layer .hit:focus")
    expect(hit).to_have_attribute("aria-label", re.compile("^Sender › address"))
    expect(hit).to_have_css("outline-style", "solid")
