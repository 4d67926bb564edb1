"""Pictures in the page: looked at before they are kept, put where they belong, described and cropped in a panel."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from newsletter.parsing.yaml import read_yaml
from newsletter.preview.picture_view import list_pictures_of
from newsletter.rendering.pictures import MOST_BYTES
from tests.browser import find_violations
from tests.cli.calls import read_everything
from tests.preview.previews import Preview, frame_of, open_app

PERIOD = "2024-01"
WIDTHS = (1440, 1024, 375)
UNSAID = "[add what it shows]"
ADDRESS = f"panel/picture/{PERIOD}"
Make = Callable[[], bytes]
"""What makes a picture, when a test asks for it: to draw them all takes a second."""


def draw(kind: str = "PNG", size: tuple[int, int] = (600, 400), **options: Any) -> bytes:  # noqa: ANN401  # of an encoder
    """Return a picture, red at the left and blue at the right."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def send(preview: Preview, content: bytes, name: str = "Summer fête.png", **place: str) -> httpx.Response:
    """Send a picture as the page does."""
    fields = {"x-preview-token": preview.token(), "content-type": "application/octet-stream"}
    return httpx.post(
        f"{preview.url}{ADDRESS}", params={"file": name, **place}, content=content, headers=fields, timeout=120
    )


def change(preview: Preview, path: list[object], **given: object) -> httpx.Response:
    fields = {"x-preview-token": preview.token(), "content-type": "application/json"}
    words = {"alt": "A red half and a blue half", "x": "50", "y": "50", "size": "column"}
    body = json.dumps({"path": json.dumps(path), **words, **given})
    return httpx.post(f"{preview.url}{ADDRESS}/change", content=body, headers=fields, timeout=60)


def read_blocks(preview: Preview) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = read_yaml((preview.root / f"issues/{PERIOD}.yaml").read_bytes(), "x").data["blocks"]  # type: ignore[assignment]  # plain data
    return blocks


def list_images(preview: Preview) -> list[str]:
    return sorted(path.name for path in (preview.root / "images").glob("*"))


def make_png_bomb() -> bytes:
    """Return a PNG file of a few kilobytes that says it has 40,000 by 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(5_000_000)))
        + chunk(b"IEND", b"")
    )


def animate(seconds: float) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=seconds * 1000 / 3, loop=1)
    return out.getvalue()


ARTICLE = """period: 2024-03
title: News
blocks:
  - type: article
    id: pool
    title: The pool
    body: It is open.
  - type: people
    title: Who we are
    people:
      - name: A. Reader
        role: Chair
"""


@pytest.mark.parametrize("path", [["blocks", 0, "picture"], ["blocks", 1, "people", 0, "portrait"]])
def test_a_first_picture_is_put_into_a_field_that_holds_one(preview: Preview, path: list[object]) -> None:
    file = preview.root / "issues/2024-03.yaml"
    file.write_text(ARTICLE, encoding="utf-8")
    fields = {"x-preview-token": preview.token(), "content-type": "application/octet-stream"}
    address, place = f"{preview.url}panel/picture/2024-03", {"path": json.dumps(path)}
    shown = httpx.get(address, params=place, timeout=60)
    asked = {**place, "put": "new", "file": "a.png"}
    answer = httpx.post(address, params=asked, content=draw(), headers=fields, timeout=120)
    again = httpx.post(address, params=asked, content=draw(), headers=fields, timeout=120)
    written = file.read_text(encoding="utf-8")
    added = [line.strip() for line in written.splitlines() if line not in ARTICLE.splitlines()]

    assert "Choose a file, or drop it on this field" in shown.text
    assert (answer.status_code, again.status_code) == (200, 404)
    assert "What does it show?" in answer.text
    assert added[1:] == ["file: images/a.png", f"alt: '{UNSAID}'"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["blocks", 0, "body"], [["blocks", 0, "picture"]]),
        (["blocks", 1, "people", 0, "role"], [["blocks", 1, "people", 0, "portrait"]]),
        (["blocks", 2, "body"], [["blocks", 3]]),
    ],
)
def test_a_picture_that_is_dropped_on_words_goes_to_what_they_belong_to(
    preview: Preview, words: list[object], kept: list[list[object]]
) -> None:
    file = preview.root / "issues/2024-03.yaml"
    file.write_text(f"{ARTICLE}  - {{type: text, title: A word, body: Hello.}}\n", encoding="utf-8")
    fields = {"x-preview-token": preview.token(), "content-type": "application/octet-stream"}
    asked = {"path": json.dumps(words), "put": "near", "file": "a.png"}
    address = f"{preview.url}panel/picture/2024-03"
    answers = [httpx.post(address, params=asked, content=draw(), headers=fields, timeout=120) for _ in range(2)]
    data = read_yaml(file.read_bytes(), "x").data
    found = [list(path) for path, _ in list_pictures_of(data)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(found) == 2  # where there is one, the second becomes a block
    assert kept[0] in found


@pytest.mark.parametrize(
    ("clicked", "focus"),
    [
        ({"point.x": "25", "point.y": "10", "wide": "250", "high": "100"}, {"x": 10, "y": 10}),
        ({"point.x": "0", "point.y": "0", "wide": "250", "high": "100"}, {"x": 20, "y": 30}),
        ({"point.x": "999", "point.y": "10", "wide": "250", "high": "100"}, {"x": 100, "y": 10}),
        ({"point.x": "25", "point.y": "10", "wide": "0", "high": "x"}, {"x": 20, "y": 30}),
    ],
)
def test_a_click_on_the_picture_says_what_stays_in_sight(
    preview: Preview, clicked: dict[str, str], focus: dict[str, int]
) -> None:
    send(preview, draw(), path='["blocks", 0]')

    assert change(preview, ["blocks", 0], x="20", y="30", **clicked).status_code == 200
    assert read_blocks(preview)[0]["focus"] == focus


def test_a_picture_goes_into_no_field_of_another_kind(preview: Preview) -> None:
    before = read_blocks(preview)
    answer = send(preview, draw(), path='["blocks", 0, "summary"]', put="new")

    assert answer.status_code == 404
    assert read_blocks(preview) == before


def test_a_picture_is_kept_and_put_at_its_place(preview: Preview) -> None:
    before = (preview.root / f"issues/{PERIOD}.yaml").read_text(encoding="utf-8")
    answer = send(preview, draw(), path='["blocks", 1]')
    after = (preview.root / f"issues/{PERIOD}.yaml").read_text(encoding="utf-8")
    written = [line for line in after.splitlines() if line not in before.splitlines()]

    assert answer.status_code == 200, answer.text
    assert list_images(preview) == ["summer-fete.png"]
    assert read_blocks(preview)[1] == {"type": "image", "file": "images/summer-fete.png", "alt": UNSAID}
    assert len(written) == 3
    assert "As mail shows it: " in answer.text
    assert preview.ask(f"api/issues/{PERIOD}").json()["isCurrent"] is True


@pytest.mark.parametrize(
    ("make", "name", "kept"),
    [
        (partial(draw, "JPEG"), "../../etc/passwd", "passwd.jpg"),
        (partial(draw, "PNG"), "C:\\photos\\IMG 0012.JPG", "img-0012.png"),
        (partial(draw, "WEBP"), "東京.gif", "picture.webp"),
        (partial(animate, 3), ".htaccess", "htaccess.gif"),
        (partial(draw, "PNG"), "a" * 300 + ".png", "a" * 40 + ".png"),
    ],
)
def test_a_name_is_a_hint_and_the_bytes_say_what_it_is(preview: Preview, make: Make, name: str, kept: str) -> None:
    assert send(preview, make(), name).status_code == 200
    assert list_images(preview) == [kept]
    assert read_blocks(preview)[-1]["file"] == f"images/{kept}"


def test_the_same_bytes_are_kept_once_and_nothing_is_overwritten(preview: Preview) -> None:
    one, other = draw(), draw(size=(500, 400))
    for content in (one, other, one):
        assert send(preview, content).status_code == 200

    assert list_images(preview) == ["summer-fete-2.png", "summer-fete.png"]
    assert (preview.root / "images/summer-fete.png").read_bytes() == one
    files = [block["file"] for block in read_blocks(preview)[-3:]]
    assert files == [f"images/{name}" for name in ("summer-fete.png", "summer-fete-2.png", "summer-fete.png")]


def make_packed() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", draw())
    return packed.getvalue()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (b"", "Choose a picture first."),
        (b"<html><script>alert(1)</script></html>", "is not a picture that can be shown"),
        (
            lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
            "is a drawing (SVG)",
        ),
        (b"%PDF-1.7", "is not a picture that can be shown"),
        (make_packed, "is not a picture that can be shown"),
        (lambda: draw()[:-200], "is damaged"),
        (lambda: draw("JPEG")[:300], "odd &lt;b&gt;.png is"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "is not a picture that can be read"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "as telephones take them"),
        (make_png_bomb, "is not a picture that can be read"),
        (partial(draw, size=(9_000, 7_000)), "has 63 million pixels"),
        (partial(animate, 8), "moves for 8 seconds"),
        (lambda: b"\xff\xd8\xff" + bytes(MOST_BYTES), "is larger than 25 MB"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(preview: Preview, make: bytes | Make, words: str) -> None:
    before = read_everything(preview.root)
    answer = send(preview, make if isinstance(make, bytes) else make(), "odd <b>.png")

    assert answer.status_code == 422
    assert words in answer.text
    assert "<b>.png" not in answer.text
    assert read_everything(preview.root) == before


@pytest.mark.parametrize(
    "path", ['["blocks", 99]', '["title"]', '["blocks"]', '["blocks", 0, "body", 0]', "[", '["blocks", -1]']
)
def test_a_place_that_there_is_not_is_refused(preview: Preview, path: str) -> None:
    before = (preview.root / f"issues/{PERIOD}.yaml").read_bytes()

    assert send(preview, draw(), path=path).status_code in {400, 404, 422}
    assert (preview.root / f"issues/{PERIOD}.yaml").read_bytes() == before


def test_a_folder_that_is_a_link_is_not_written_through(preview: Preview, tmp_path: Path) -> None:
    (preview.root / "images").symlink_to(tmp_path, target_is_directory=True)
    answer = send(preview, draw())
    (preview.root / "images").unlink()

    assert answer.status_code == 422
    assert "The picture cannot be kept" in answer.text
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_a_camera_wrote_is_in_what_the_panel_shows(preview: Preview) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET CAMERA"
    send(preview, draw("JPEG", exif=exif), "photo.jpg")
    shown = preview.ask("picture?file=images/photo.jpg")

    assert shown.headers["content-type"] == "image/jpeg"
    assert b"SECRET" not in shown.content
    assert Image.open(io.BytesIO(shown.content)).size == (400, 600)


@pytest.mark.parametrize("file", ["newsletter.toml", "images/../newsletter.toml", "images/none.png", "/etc/passwd", ""])
def test_only_pictures_of_the_folder_are_shown(preview: Preview, file: str) -> None:
    assert httpx.get(f"{preview.url}picture", params={"file": file}, timeout=60).status_code == 404


def test_what_the_form_says_is_written_and_nothing_else(preview: Preview) -> None:
    send(preview, draw(), path='["blocks", 0]')
    answer = change(
        preview,
        ["blocks", 0],
        caption="On the *green*",
        credit="Photo: A. Reader",
        link="https://example.org/a",
        x="20",
        y="50",
    )
    whole = read_blocks(preview)[0]
    cleared = change(preview, ["blocks", 0], alt="", decorative="yes", size="half")

    assert (answer.status_code, cleared.status_code) == (200, 200)
    assert whole == {
        "type": "image", "file": "images/summer-fete.png", "alt": "A red half and a blue half",
        "caption": "On the *green*",
        "credit": "Photo: A. Reader", "url": "https://example.org/a", "focus": {"x": 20, "y": 50}, "size": "column",
    }  # fmt: skip
    assert read_blocks(preview)[0] == {
        "type": "image", "file": "images/summer-fete.png", "decorative": True, "size": "half"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"alt": "IMG_0012.jpg"}, "is the name of a file"),
        ({"alt": "A picture of a bench"}, "says that it is a picture"),
        ({"link": "javascript:alert(1)"}, "javascript:alert(1)"),
        ({"caption": "<script>alert(1)</script>"}, "&lt;script&gt;"),
    ],
)
def test_words_that_cannot_be_are_said_and_stay_in_the_form(
    preview: Preview, given: dict[str, str], words: str
) -> None:
    send(preview, draw(), path='["blocks", 0]')
    before = (preview.root / f"issues/{PERIOD}.yaml").read_bytes()
    answer = change(preview, ["blocks", 0], **given)

    assert answer.status_code == 422
    assert words in answer.text
    assert "<script" not in answer.text
    assert (preview.root / f"issues/{PERIOD}.yaml").read_bytes() == before


def test_a_picture_without_words_is_saved_and_stays_to_be_done(preview: Preview) -> None:
    send(preview, draw(), path='["blocks", 0]')
    answer = change(preview, ["blocks", 0], alt="", caption="Below it")
    problems = preview.ask(f"api/issues/{PERIOD}").json()["problems"]

    assert "What it shows is still to be said." in answer.text
    assert read_blocks(preview)[0]["alt"] == UNSAID
    assert [problem["path"] for problem in problems if problem["rule"] == "words.placeholder"] == ["blocks[0].alt"]


def test_another_file_and_one_for_the_dark_take_their_places(preview: Preview) -> None:
    send(preview, draw(), path='["blocks", 0]')
    send(preview, draw(size=(500, 300)), "other.png", path='["blocks", 0]', put="file")
    dark = send(preview, draw(size=(300, 300)), "night.png", path='["blocks", 0]', put="dark")

    assert read_blocks(preview)[0] == {
        "type": "image", "file": "images/other.png", "alt": UNSAID, "dark": "images/night.png"
    }  # fmt: skip
    assert "night.png is shown now" in dark.text
    change(preview, ["blocks", 0], no_dark="yes")
    assert "dark" not in read_blocks(preview)[0]


def test_only_the_page_that_is_open_can_bring_pictures(preview: Preview) -> None:
    answers = [
        httpx.post(f"{preview.url}{address}", content=draw(), timeout=60) for address in (ADDRESS, f"{ADDRESS}/change")
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not (preview.root / "images").exists()


@pytest.mark.browser
def test_an_editor_drops_a_picture_describes_it_and_crops_it(page: Page, preview: Preview) -> None:
    open_app(page, preview, f"?issue={PERIOD}")
    expect(page.locator(".hit").first).to_be_visible()
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "fete.png", { type: "image/png" }));
          const hit = [...document.querySelectorAll(".hit")].find((one) => one.ariaLabel.includes("Hello."));
          const { left, top } = hit.getBoundingClientRect();
          const where = { clientX: left + 5, clientY: top + 8, dataTransfer: data, bubbles: true, cancelable: true };
          for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, where));
        }""",
        list(draw()),
    )
    panel = page.get_by_role("dialog", name="Picture")
    expect(panel.get_by_label("What does it show?")).to_be_focused()
    expect(frame_of(page).locator("img[src*=fete]").first).to_be_visible()
    page.keyboard.type("Red and blue")
    panel.locator(".point").click(position={"x": 10, "y": 10})
    page.keyboard.press("ArrowRight")
    found = find_violations(page, WIDTHS)
    panel.get_by_role("button", name="Save").click()

    expect(panel.get_by_role("status")).to_have_text("Saved.")
    block = read_blocks(preview)[1]
    assert (block["file"], block["alt"]) == ("images/fete.png", "Red and blue")
    assert 1 < block["focus"]["x"] < 30
    assert found == []


@pytest.mark.browser
def test_a_click_on_a_picture_in_the_mail_opens_it(page: Page, preview: Preview) -> None:
    send(preview, draw(), path='["blocks", 0]')
    change(preview, ["blocks", 0], alt="Red and blue")
    open_app(page, preview, f"?issue={PERIOD}")
    expect(page.locator(".hit").first).to_be_attached()
    box = frame_of(page).locator("img[src*=fete]").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 60)

    panel = page.get_by_role("dialog", name="Picture")
    expect(panel.get_by_label("What does it show?")).to_have_value("Red and blue")


@pytest.mark.browser
def test_a_picture_that_is_pasted_goes_behind_the_words_that_are_chosen(page: Page, preview: Preview) -> None:
    open_app(page, preview, f"?issue={PERIOD}")
    expect(page.locator(".hit").first).to_be_attached()
    page.evaluate(
        """(bytes) => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array(bytes)], "image.png", { type: "image/png" }));
          const hit = [...document.querySelectorAll(".hit")].find((one) => one.ariaLabel.includes("Hello."));
          hit.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        list(draw()),
    )

    expect(page.get_by_role("dialog", name="Picture").get_by_label("What does it show?")).to_be_focused()
    assert [block["type"] for block in read_blocks(preview)] == ["text", "image", "case_review"]


@pytest.mark.browser
def test_the_list_of_pictures_leads_to_each_by_keyboard(page: Page, preview: Preview) -> None:
    send(preview, draw(), path='["blocks", 0]')
    open_app(page, preview, f"?issue={PERIOD}")
    page.get_by_role("button", name="More", exact=True).press("Enter")
    page.get_by_role("button", name="Pictures").press("Enter")
    panel = page.get_by_role("dialog", name="Pictures")
    expect(panel.get_by_role("button", name="Change")).to_be_visible()
    found = find_violations(page, WIDTHS)
    panel.get_by_role("button", name="Change").press("Enter")
    expect(page.get_by_role("dialog", name="Picture").get_by_label("What does it show?")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="More", exact=True)).to_be_focused()
    assert found == []
