"""Drawings in SVG: what draws stays, and nothing runs, moves, loads or tells of its author."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from newsletter.documents.pictures import Focus, Picture
from newsletter.rendering.pictures import LAYOUTS, Medium, PictureError, Pictures, make_variants
from newsletter.rendering.shown_pictures import show
from newsletter.rendering.svg import clean_svg, measure_svg
from tests.rendering.test_pictures import FOLDER, save

CANARY = "canary"
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 30"{}>{}</svg>'
)


def draw(inside: str, attributes: str = "") -> bytes:
    return DRAWING.format(attributes, inside).encode()


def save_svg(folder: Path, inside: str = "<path d='M0 0h9'/>") -> str:
    (folder / "images").mkdir(exist_ok=True)
    (folder / "images/chart.svg").write_bytes(draw(inside))
    return "images/chart.svg"


@pytest.mark.parametrize(
    "inside",
    [
        f"<script>{CANARY}</script>",
        f"<SCRIPT xmlns='http://www.w3.org/1999/xhtml'>{CANARY}</SCRIPT>",
        f"<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>{CANARY}</body></foreignObject>",
        f"<image href='https://example.org/{CANARY}.png'/>",
        f"<image href='data:image/png;base64,{CANARY}'/>",
        f"<use href='https://example.org/a.svg#{CANARY}'/>",
        f"<use xlink:href='data:image/svg+xml,{CANARY}'/>",
        f"<a xlink:href='javascript:{CANARY}()'><path d='M0 0h9'/></a>",
        f"<path d='M0 0h9' onclick='{CANARY}()'/>",
        f"<path d='M0 0h9' style='fill: url(https://example.org/{CANARY})'/>",
        f"<path d='M0 0h9' fill=\"url('//example.org/{CANARY}')\"/>",
        f"<path d='M0 0h9' style='fill: u\\72l(//example.org/{CANARY})'/>",
        f"<style>@import '//example.org/{CANARY}.css';</style>",
        f"<style>path {{ animation: {CANARY} 1s infinite }}</style>",
        f"<animate attributeName='x' values='{CANARY}'/>",
        f"<set attributeName='href' to='javascript:{CANARY}'/>",
        f"<metadata>{CANARY}</metadata>",
        f"<!-- {CANARY} -->",
        f"<?php {CANARY} ?>",
        f"<path xmlns:i='http://www.inkscape.org/' i:export-filename='/home/{CANARY}/a.png' d='M0 0h9'/>",
        f"<handler xmlns='http://www.w3.org/2001/xml-events'>{CANARY}</handler>",
    ],
)
def test_what_runs_moves_loads_or_tells_of_its_author_goes(inside: str) -> None:
    cleaned = clean_svg(draw(inside + "<rect width='9' height='9'/>"))

    assert CANARY.encode() in draw(inside)
    assert CANARY.encode() not in cleaned
    assert b"<rect" in cleaned
    assert etree.fromstring(cleaned).tag == "{http://www.w3.org/2000/svg}svg"


def test_what_draws_stays() -> None:
    inside = (
        '<title>Cakes</title><defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient></defs>'
        '<style>.bar { fill: url(#g); stroke: #123456 }</style><g transform="scale(2)">'
        '<path class="bar" d="M0 0h9v9z" style="fill: url(\'#g\')"/><use href="#g"/><text x="1">A &amp; B</text></g>'
    )

    assert clean_svg(draw(inside)).decode() == draw(inside).decode().replace(
        ' xmlns:xlink="http://www.w3.org/1999/xlink"', ""
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not an SVG that can be read"),
        (b"<svg", "is not an SVG that can be read"),
        (b"<svg viewBox='0 0 1 1'/>", "is not an SVG that can be used"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + draw("<text>&a;</text>"), "definitions of entities"),
        (
            "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE svg [<!ENTITY a SYSTEM '/etc/passwd'>]>".encode("utf-16")
            + draw("<text>&a;</text>").decode().encode("utf-16-le"),
            "definitions of entities",
        ),
        (b"<g>" * 100_000, "is not an SVG that can be read"),
        (draw("").replace(b' viewBox="0 0 60 30"', b""), "does not say how large it is"),
        (draw("").replace(b"60 30", b"0 30"), "does not say how large it is"),
    ],
)
def test_what_cannot_be_used_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(PictureError) as refused:
        measure_svg(content)

    assert message in f"{refused.value} {refused.value.hint}"


@pytest.mark.parametrize(
    ("attributes", "size"),
    [("", (60, 30)), (' width="12mm" height="4mm"', (12, 4)), (' width="100%" height="100%"', (60, 30))],
)
def test_its_size_is_what_its_first_tag_says(attributes: str, size: tuple[float, float]) -> None:
    assert measure_svg(draw("", attributes)) == size


def test_a_page_shows_the_drawing_and_a_mail_the_picture_beside_it(tmp_path: Path) -> None:
    file = save_svg(tmp_path)
    save(tmp_path, "chart.png", Image.new("RGB", (1200, 600)))
    pictures, picture = Pictures(tmp_path), Picture(file=file, alt="Cakes")
    page, drawn = show(picture, pictures, LAYOUTS["column"], Medium.PAGE, "/")
    mail, _ = show(picture, pictures, LAYOUTS["column"], Medium.MAIL, "/")

    assert (page.src[-4:], page.width, page.height) == (".svg", 608, 304)
    assert (mail.src[-4:], mail.width, mail.height) == (".png", 552, 276)
    assert pictures.encode(drawn[0], FOLDER) == clean_svg((tmp_path / file).read_bytes())
    assert page.needs_plate
    assert pictures.faults == {}


def test_a_mail_needs_a_picture_beside_the_drawing(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    show(Picture(file=save_svg(tmp_path), alt="Cakes"), pictures, LAYOUTS["column"], Medium.MAIL, "/")
    fault = pictures.faults["images/chart.svg"]

    assert str(fault) == "is an SVG, which mail programs do not show, and there is no PNG beside it"
    assert fault.hint.endswith("images/chart.png")


def test_dark_mode_has_a_picture_of_its_own_in_page_and_mail(tmp_path: Path) -> None:
    clear = Image.new("RGBA", (1300, 650))
    clear.paste("navy", (100, 100, 200, 200))
    picture = Picture(
        file=save(tmp_path, "a.png", clear), alt="Cakes", dark=save(tmp_path, "b.png", Image.new("RGBA", (1300, 650)))
    )
    pictures = Pictures(tmp_path)
    page, _ = show(picture, pictures, LAYOUTS["column"], Medium.PAGE, "/")
    mail, needed = show(picture, pictures, LAYOUTS["column"], Medium.MAIL, "/")
    light = Image.open(io.BytesIO(pictures.encode(needed[0], FOLDER))).convert("RGBA")

    assert [(one.media, one.type) for one in page.alternatives] == [
        ("(prefers-color-scheme: dark)", "image/webp"),
        ("(prefers-color-scheme: dark)", ""),
        ("", "image/webp"),
    ]
    assert [(one.srcset, one.media) for one in mail.alternatives] == [
        (f"/{needed[1].name}", "(prefers-color-scheme: dark)")
    ]
    assert not page.needs_plate
    assert not mail.needs_plate
    assert light.getpixel((0, 0)) == (
        255,
        255,
        255,
        255,
    )  # dark ink survives where a mail program has its own dark mode
    assert (
        make_variants(pictures.find("images/a.png"), LAYOUTS["column"], Focus(), Medium.MAIL)[0].name != needed[0].name
    )
