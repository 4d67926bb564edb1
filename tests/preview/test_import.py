"""Import in the page: a file dropped, chosen or pasted becomes a draft, with what became of each line beside it."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from newsletter.parsing.yaml import read_yaml
from tests.browser import find_violations
from tests.cli.calls import read_everything
from tests.importing.pdfs import Letters, make_pdf
from tests.importing.test_put_back import CHAIRS, PAGE
from tests.preview.previews import Preview, frame_of, open_app

WIDTHS = (1440, 1024, 375)
MAIL = b"Subject: The Green, August 2031\nContent-Type: text/html\n\n<h2>The fair</h2><p>The fair was good.</p>\n"
PDF = make_pdf(
    [
        Letters(60, 780, "The Green, April 2031", 20, is_bold=True),
        Letters(60, 740, "The fair", 14, is_bold=True),
        Letters(60, 720, "The fair is on the green this year, as it always was."),
        Letters(60, 40, "Page 1 of 2", 8),
    ],
    [Letters(60, 720, "There will be cake for everyone who comes."), Letters(60, 40, "Page 2 of 2", 8)],
)


def send(preview: Preview, body: bytes, name: str = "green.html", address: str = "panel/import") -> httpx.Response:
    """Send a file as the page does: its bytes as the body, its name in the address."""
    fields = {"x-preview-token": preview.token(), "content-type": "application/octet-stream"}
    return httpx.post(f"{preview.url}{address}", params={"file": name}, content=body, headers=fields, timeout=120)


def answer(preview: Preview, address: str, **given: object) -> httpx.Response:
    fields = {"x-preview-token": preview.token(), "content-type": "application/json"}
    return httpx.post(f"{preview.url}{address}", content=json.dumps(given), headers=fields, timeout=60)


def read_blocks(preview: Preview, period: str) -> list[dict[str, str]]:
    blocks: list[dict[str, str]] = read_yaml((preview.root / f"issues/{period}.yaml").read_bytes(), "x").data["blocks"]  # type: ignore[assignment]  # plain data
    return blocks


def make_bomb() -> bytes:
    """Return a Word document that would unpack to half a gigabyte."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 500_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("body", "name", "period"),
    [
        (PAGE.encode(), "green.html", "2031-03"),
        (PDF, "green.pdf", "2031-04"),
        (b"# The Green, May 2031\n\n## The fair\n\nThe fair was on the green.\n", "green.md", "2031-05"),
        (
            b"The Green, June 2031\n\nThe fair\n========\n\nIt was on the green.\n\nAll came.\n",
            "../../etc/a.txt",
            "2031-06",
        ),
        (PAGE.replace("March", "July").encode(), "green.docx", "2031-07"),
        (MAIL, "green.eml", "2031-08"),
    ],
)
def test_a_file_becomes_a_draft_with_its_report(preview: Preview, body: bytes, name: str, period: str) -> None:
    panel = send(preview, body, name)

    assert panel.status_code == 200, panel.text
    assert f'data-issue="{period}"' in panel.text
    assert "fair" in (preview.root / f"issues/{period}.yaml").read_text(encoding="utf-8")
    assert preview.ask(f"panel/import/{period}").status_code == 200
    assert preview.ask(f"api/issues/{period}").json()["hasReport"] is True
    assert preview.ask("api/issues/2024-01").json()["hasReport"] is False


def test_a_line_is_put_back_at_its_place_and_only_once(preview: Preview) -> None:
    send(preview, PAGE.encode())
    before = (preview.root / "issues/2031-03.yaml").read_text(encoding="utf-8")
    first, again = (answer(preview, "panel/import/2031-03", line="5") for _ in range(2))
    after = (preview.root / "issues/2031-03.yaml").read_text(encoding="utf-8")

    assert (first.status_code, again.status_code) == (200, 200)
    assert "It is back in the draft." in first.text
    assert read_blocks(preview, "2031-03")[0]["body"].split("\n\n")[1] == CHAIRS
    assert after.replace(f"      {CHAIRS}\n\n", "") == before
    assert "It is back in the draft." in preview.ask("panel/import/2031-03").text


@pytest.mark.parametrize("line", ["1", "4711", "x", "-1", None, ["5"]])
def test_what_is_no_line_that_was_dropped_is_refused(preview: Preview, line: object) -> None:
    send(preview, PAGE.encode())
    before = (preview.root / "issues/2031-03.yaml").read_bytes()

    assert answer(preview, "panel/import/2031-03", line=line).status_code in {400, 404}
    assert (preview.root / "issues/2031-03.yaml").read_bytes() == before


def test_a_draft_with_an_error_is_left_as_it_is(preview: Preview) -> None:
    send(preview, PAGE.encode())
    (preview.root / "issues/2031-03.yaml").write_text("blocks: [", encoding="utf-8")
    text = answer(preview, "panel/import/2031-03", line="5")

    assert text.status_code == 422
    assert "Nothing was put back" in text.text
    assert (preview.root / "issues/2031-03.yaml").read_text(encoding="utf-8") == "blocks: ["


def test_a_file_that_does_not_say_its_month_is_asked_for_it(preview: Preview) -> None:
    asked = send(preview, b"The fair was on the green.\n\nAll came.\n", "notes.txt")
    key = asked.text.partition('name="upload" value="')[2].partition('"')[0]
    wrong = answer(preview, "panel/import/period", upload=key, period="../2024-05")
    made = answer(preview, "panel/import/period", upload=key, period="2024-05")

    assert (asked.status_code, wrong.status_code, made.status_code) == (422, 422, 200)
    assert "It does not say which month it is of." in asked.text
    assert '<option value="2024-05">May 2024</option>' in asked.text
    assert '<option value="2024-01">' not in asked.text
    assert "Choose which issue it is." in wrong.text
    assert (preview.root / "issues/2024-05.yaml").is_file()


def test_an_issue_that_is_there_is_never_overwritten(preview: Preview) -> None:
    before = (preview.root / "issues/2024-01.yaml").read_bytes()
    asked = send(preview, PAGE.replace("March 2031", "January 2024").encode())

    assert asked.status_code == 422
    assert "There is an issue of January 2024 already, and it stays as it is." in asked.text
    assert (preview.root / "issues/2024-01.yaml").read_bytes() == before


@pytest.mark.parametrize("given", [{"text": "The Green, May 2031\n\nHello from here."}, {"text": "x", "html": PAGE}])
def test_what_is_pasted_becomes_a_draft(preview: Preview, given: dict[str, str]) -> None:
    panel = answer(preview, "panel/import/text", **given)

    assert panel.status_code == 200, panel.text
    assert "the text you pasted" in panel.text


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (b"", "nothing.txt", "Choose a file first"),
        (b" \n ", "blank.txt", "There is no text in it."),
        (b"PK\x03\x04 broken", "letter.docx", "letter.docx: "),
        (b"%PDF-1.7 broken", "scan.pdf", "scan.pdf: "),
        (b"\x89PNG\r\n\x1a\n0000", "photo.txt", "photo.txt: "),
        (b"x" * 20_000_001, "large.txt", "large.txt is larger than 20 MB."),
        (b"MZ\x90\x00" + bytes(400), "<script>alert(1)<script>.exe", "&lt;script&gt;"),
    ],
)
def test_what_cannot_be_imported_is_said_in_a_sentence(preview: Preview, body: bytes, name: str, words: str) -> None:
    before = read_everything(preview.root)
    answer = send(preview, body, name)

    assert answer.status_code == 422
    assert words in answer.text
    assert "<script" not in answer.text
    assert "Traceback" not in answer.text
    assert read_everything(preview.root) == before


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(preview: Preview) -> None:
    answer = send(preview, make_bomb(), "bomb.docx")

    assert answer.status_code == 422
    assert "bomb.docx: " in answer.text


def test_a_link_in_the_place_of_the_reports_is_not_followed(preview: Preview, tmp_path: Path) -> None:
    issues = sorted((preview.root / "issues").iterdir())
    (preview.root / ".newsletter").symlink_to(tmp_path, target_is_directory=True)
    panel = send(preview, PAGE.encode())
    (preview.root / ".newsletter").unlink()

    assert panel.status_code == 422
    assert "The draft cannot be written" in panel.text
    assert list(tmp_path.iterdir()) == []
    assert sorted((preview.root / "issues").iterdir()) == issues


def test_only_the_page_that_is_open_can_import(preview: Preview) -> None:
    addresses = ("panel/import", "panel/import/text", "panel/import/period", "panel/import/2031-03")
    refused = [
        httpx.post(f"{preview.url}{address}", content=PAGE.encode(), timeout=60).status_code for address in addresses
    ]

    assert refused == [403] * len(addresses)
    assert not (preview.root / "issues/2031-03.yaml").exists()


def drop(page: Page, body: bytes, name: str) -> None:
    """Drop a file on the page, as a browser reports that."""
    page.evaluate(
        """([bytes, name]) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], name));
          for (const kind of ["dragenter", "dragover", "drop"])
            document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        [list(body), name],
    )


@pytest.mark.browser
def test_an_editor_drops_a_file_and_puts_a_line_back(page: Page, preview: Preview) -> None:
    open_app(page, preview)
    drop(page, PAGE.encode(), "green.html")
    panel = page.get_by_role("dialog", name="The draft is here")
    expect(frame_of(page).get_by_text("There will be cake")).to_be_visible()
    found = find_violations(page, WIDTHS)
    page.set_viewport_size({"width": 1440, "height": 900})
    panel.get_by_role("button", name="Put it back: Bring your own chairs").click()

    expect(frame_of(page).get_by_text("Bring your own chairs")).to_be_visible()
    expect(page.locator("#panel :focus")).to_have_text("It is back in the draft.")
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    page.get_by_role("button", name="What became of the imported file").click()
    expect(page.get_by_role("dialog").get_by_text("It is back in the draft.")).to_be_visible()
    assert found + find_violations(page, WIDTHS) == []


@pytest.mark.browser
def test_an_editor_pastes_from_a_word_processor(page: Page, preview: Preview) -> None:
    open_app(page, preview)
    page.get_by_role("button", name="New issue").first.click()
    page.get_by_role("button", name="Make an issue of a file").click()
    found = find_violations(page, WIDTHS)
    page.get_by_label("Or paste the text here").focus()
    page.evaluate(
        """(html) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }""",
        PAGE,
    )
    page.get_by_label("Or paste the text here").evaluate("field => field.value = 'The fair'")
    page.get_by_role("button", name="Make a draft of this text").click()

    expect(frame_of(page).get_by_text("There will be cake")).to_be_visible()
    assert found == []
