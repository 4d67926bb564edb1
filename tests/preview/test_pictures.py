"""Pictures in the preview: made when they are looked at, from the publication's folder, and not from its site."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from newsletter.preview.client_simulation import ViewOptions
from newsletter.preview.frames import make_frame, make_page
from newsletter.preview.render_cache import RenderCache, View
from tests.building.publications import make_publication, write_issue
from tests.preview.previews import Preview, open_app

BLOCKS = """\
blocks:
  - type: image
    file: images/pond.png
    alt: The pond in April
"""
LIGHT = ViewOptions()
_ADDRESS = re.compile(r"(?:/site/2024-02/light|\.\./\.\.)/(issues/2024-02/images/[a-z0-9-]+\.[a-z]+)")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication with a picture in one of its two issues."""
    root = make_publication(tmp_path / "news")
    add_picture(root)
    return root


def add_picture(root: Path, colour: str = "navy") -> None:
    (root / "images").mkdir(exist_ok=True)
    Image.new("RGB", (1400, 700), colour).save(root / "images/pond.png")
    path = write_issue(root, "2024-02")
    head = path.read_text(encoding="utf-8").partition("blocks:")[0]
    path.write_text(head + BLOCKS, encoding="utf-8")


def show_page(view: View) -> str:
    return make_page(view, "issues/2024-02/", LIGHT).content.decode()


@pytest.mark.parametrize("kind", ["email", "feed", "page"])
def test_every_picture_of_a_view_comes_from_the_preview(root: Path, kind: str) -> None:
    view = RenderCache(root).get("2024-02")
    html = show_page(view) if kind == "page" else make_frame(view, kind, LIGHT).content.decode()
    paths = _ADDRESS.findall(html)
    loaded = [make_page(view, path, LIGHT) for path in paths]

    assert len(set(paths)) == (4 if kind == "page" else 1)
    assert not re.search(r'\s(?:src|srcset)="[^"]*https:', html)
    assert all(Image.open(io.BytesIO(one.content)).width in (608, 1104, 1216) for one in loaded)
    assert {one.media_type for one in loaded} == ({"image/png", "image/webp"} if kind == "page" else {"image/png"})
    assert all("default-src 'none'" in one.policy and "sandbox" in one.policy for one in loaded)


def test_a_picture_is_made_again_only_if_its_own_file_changes(root: Path) -> None:
    cache = RenderCache(root)
    path = _ADDRESS.findall(show_page(cache.get("2024-02")))[0]
    first = make_page(cache.get("2024-02"), path, LIGHT).content
    Image.new("RGB", (20, 20)).save(root / "images/other.png")
    again = make_page(cache.get("2024-02"), path, LIGHT).content
    add_picture(root, "maroon")
    changed = cache.get("2024-02")

    assert again is first
    assert make_page(changed, path, LIGHT).status == 404
    assert make_page(changed, _ADDRESS.findall(show_page(changed))[0], LIGHT).content != first


def test_a_damaged_picture_is_missing_and_the_preview_goes_on(root: Path) -> None:
    file = root / "images/pond.png"
    file.write_bytes(file.read_bytes()[:200])
    view = RenderCache(root).get("2024-02")
    paths = _ADDRESS.findall(show_page(view))

    assert view.rendered is not None
    assert [make_page(view, path, LIGHT).status for path in paths] == [404] * len(paths)


def test_a_picture_of_dark_mode_is_shown_in_the_scheme_that_was_asked_for(root: Path) -> None:
    path = write_issue(root, "2024-02")
    head = path.read_text(encoding="utf-8").partition("blocks:")[0]
    path.write_text(f"{head}{BLOCKS}    dark: images/night.png\n", encoding="utf-8")
    Image.new("RGB", (1400, 700)).save(root / "images/night.png")
    view = RenderCache(root).get("2024-02")
    mails = [make_frame(view, "email", ViewOptions(scheme=scheme)).content.decode() for scheme in ("light", "dark")]
    dark = r'<source media="\(min-width: {}\)" srcset="/site/2024-02/light/issues/2024-02/images/night-'

    assert [bool(re.search(dark.format("0"), mail)) for mail in mails] == [False, True]
    assert [bool(re.search(dark.format("99999em"), mail)) for mail in mails] == [True, False]
    assert "<source" not in make_frame(view, "feed", LIGHT).content.decode()


def is_loaded(picture: Locator) -> bool:
    return bool(picture.evaluate("image => image.complete && image.naturalWidth > 0"))


@pytest.mark.browser
def test_a_browser_shows_a_picture_at_once_a_changed_one_and_none_where_they_are_off(
    page: Page, preview: Preview
) -> None:
    add_picture(preview.root)
    frame = open_app(page, preview, "?issue=2024-02")
    picture = frame.get_by_alt_text("The pond in April")
    expect(picture).to_be_visible()
    before = picture.get_attribute("src")
    page.wait_for_function("() => true")

    assert is_loaded(picture)

    add_picture(preview.root, "maroon")
    expect(frame.get_by_alt_text("The pond in April")).not_to_have_attribute("src", before or "")

    page.goto(f"{preview.url}frame/2024-02/email?images=off")
    assert not is_loaded(page.get_by_alt_text("The pond in April"))
    page.goto(f"{preview.url}site/2024-02/light/issues/2024-02/")
    picture = page.get_by_alt_text("The pond in April")
    picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert is_loaded(picture)
