"""Pictures: small enough, the right way up, cropped around what matters, and with nothing of the camera in them."""

from __future__ import annotations

import io
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms
from pydantic import ValidationError

from newsletter.documents.pictures import Focus, Picture
from newsletter.rendering.pictures import (
    KEPT,
    LAYOUTS,
    Layout,
    Medium,
    PictureError,
    PictureFormat,
    Pictures,
    Variant,
    make_variants,
)

COLOURS = ("red", "blue")
CANARY, FOLDER = "52-12-34-N-canary", "site/issues/2024-03/images/"
_ORIENTATION, _ARTIST, _GPS = 0x0112, 0x013B, 0x8825


def draw(width: int, height: int, mode: str = "RGB", noise: int = 30) -> Image.Image:
    """Return a picture with as many colours as a photograph, and another colour in each corner."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    whole = Image.merge("RGB", (across, Image.effect_noise((width, height), noise), down))
    return whole.convert(mode)


def save(folder: Path, name: str, image: Image.Image, **options: Any) -> str:  # noqa: ANN401  # those of an encoder
    path = folder / "images" / name
    path.parent.mkdir(exist_ok=True)
    image.save(path, **options)
    return f"images/{name}"


def encode_mail(folder: Path, file: str, layout: str = "column", **focus: int) -> tuple[Variant, Image.Image, bytes]:
    pictures = Pictures(folder)
    variant = make_variants(pictures.find(file), LAYOUTS[layout], Focus(**focus), Medium.MAIL)[0]
    content = pictures.encode(variant, FOLDER)
    return variant, Image.open(io.BytesIO(content)), content


def exif_of_a_camera(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[_ORIENTATION], exif[_ARTIST] = orientation, CANARY
    exif.get_ifd(_GPS)[1] = "N"
    exif.get_ifd(_GPS)[29] = CANARY
    return exif


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_the_right_way_and_says_nothing_of_its_camera(tmp_path: Path, orientation: int) -> None:
    upright = draw(800, 600, noise=0)
    turns = {2: "FLIP_LEFT_RIGHT", 3: "ROTATE_180", 4: "FLIP_TOP_BOTTOM", 5: "TRANSPOSE", 6: "ROTATE_90",
             7: "TRANSVERSE", 8: "ROTATE_270"}  # fmt: skip
    stored = upright.transpose(Image.Transpose[turns[orientation]]) if orientation > 1 else upright
    file = save(tmp_path, "hall.jpg", stored, exif=exif_of_a_camera(orientation), quality=95, comment=CANARY.encode())
    variant, image, content = encode_mail(tmp_path, file)

    assert CANARY.encode() in (tmp_path / file).read_bytes()
    assert (image.size, variant.width, variant.height) == ((800, 600), 800, 600)
    assert CANARY.encode() not in content
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp"} & image.info.keys()
    corners = [image.convert("RGB").getpixel(at) for at in ((20, 20), (780, 20), (20, 580))]
    expected = [upright.getpixel(at) for at in ((20, 20), (780, 20), (20, 580))]
    assert all(abs(a[n] - b[n]) < 40 for a, b in zip(corners, expected, strict=True) for n in (0, 2))  # type: ignore[index]  # three numbers


@pytest.mark.parametrize(("name", "options"), [("a.png", {}), ("a.webp", {"lossless": True}), ("a.jpg", {})])
def test_what_is_written_beside_the_pixels_is_in_no_variant(tmp_path: Path, name: str, options: dict[str, Any]) -> None:
    file = save(tmp_path, name, draw(400, 300), exif=exif_of_a_camera(1), **options)
    pictures = Pictures(tmp_path)
    variants = [
        variant for medium in Medium for variant in make_variants(pictures.find(file), LAYOUTS["half"], Focus(), medium)
    ]

    assert CANARY.encode() in (tmp_path / file).read_bytes()
    assert {variant.kind for variant in variants} == {PictureFormat.JPEG, PictureFormat.WEBP}
    assert all(CANARY.encode() not in pictures.encode(variant, FOLDER) for variant in variants)


def test_colours_of_another_profile_become_those_of_srgb(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    assert profile.tobytes()
    red = Image.new("CMYK", (400, 300), (0, 255, 255, 0))
    _, image, _ = encode_mail(tmp_path, save(tmp_path, "red.jpg", red))

    shown = image.convert("RGB").getpixel((200, 150))
    assert image.mode == "RGB"
    assert isinstance(shown, tuple)
    assert shown[0] > 200
    assert max(shown[1:]) < 60


@pytest.mark.slow
@pytest.mark.parametrize(("layout", "limit"), [("hero", 150_000), ("column", 150_000), ("half", 100_000)])
def test_a_photograph_is_twice_as_wide_as_shown_and_light_enough(tmp_path: Path, layout: str, limit: int) -> None:
    file = save(tmp_path, "field.jpg", draw(4000, 3000), quality=97)
    variant, image, content = encode_mail(tmp_path, file, layout)

    assert image.width == variant.width == 2 * LAYOUTS[layout].mail
    assert image.format == "JPEG"
    assert len(content) <= limit


def test_a_small_picture_is_not_made_larger(tmp_path: Path) -> None:
    variant, image, _ = encode_mail(tmp_path, save(tmp_path, "small.png", draw(90, 60)))

    assert image.size == (variant.width, variant.height) == (90, 60)


@pytest.mark.parametrize(
    ("focus", "box"),
    [
        ({"x": 0, "y": 0}, (0, 0, 600, 600)),
        ({"x": 100, "y": 100}, (600, 0, 1200, 600)),
        ({"x": 75, "y": 10}, (600, 0, 1200, 600)),
        ({}, (300, 0, 900, 600)),
    ],
)
def test_a_crop_keeps_the_focus(tmp_path: Path, focus: dict[str, int], box: tuple[int, ...]) -> None:
    source = Pictures(tmp_path).find(save(tmp_path, "wide.png", draw(1200, 600)))

    assert make_variants(source, LAYOUTS["portrait"], Focus(**focus), Medium.MAIL)[0].box == box
    assert make_variants(source, LAYOUTS["column"], Focus(**focus), Medium.MAIL)[0].box == (0, 0, 1200, 600)


@pytest.mark.slow
def test_a_hero_is_cropped_only_if_it_is_too_high(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    high = pictures.find(save(tmp_path, "high.png", draw(1000, 1000)))
    wide = pictures.find(save(tmp_path, "wide.png", draw(1500, 500)))
    boxes = [make_variants(source, LAYOUTS["hero"], Focus(y=20), Medium.MAIL)[0].box for source in (high, wide)]

    assert boxes == [(0, 0, 1000, 500), (0, 0, 1500, 500)]


def test_a_page_offers_two_sizes_and_webp(tmp_path: Path) -> None:
    source = Pictures(tmp_path).find(save(tmp_path, "field.jpg", draw(2000, 1000)))
    variants = make_variants(source, Layout(552, 608), Focus(), Medium.PAGE)

    assert [(variant.kind, variant.width) for variant in variants] == [
        (PictureFormat.WEBP, 608), (PictureFormat.WEBP, 1216), (PictureFormat.JPEG, 608), (PictureFormat.JPEG, 1216),
    ]  # fmt: skip
    assert len({variant.name for variant in variants}) == 4


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mode", "colours", "kind"),
    [("RGBA", None, PictureFormat.PNG), ("P", 16, PictureFormat.PNG), ("RGB", None, PictureFormat.JPEG)],
)
def test_graphics_stay_sharp_and_photographs_small(
    tmp_path: Path, mode: str, colours: int | None, kind: PictureFormat
) -> None:
    image = draw(600, 400).quantize(colours) if colours else draw(600, 400, mode)
    if mode == "RGBA":
        image.putalpha(Image.linear_gradient("L").resize(image.size))
    variant, encoded, _ = encode_mail(tmp_path, save(tmp_path, "a.png", image))

    assert variant.kind is kind
    assert encoded.has_transparency_data is (mode == "RGBA")


def animate(folder: Path, frames: int, milliseconds: int, **options: Any) -> str:  # noqa: ANN401  # those of an encoder
    images = [draw(120, 80, "P", noise) for noise in range(frames)]
    return save(
        folder, "move.gif", images[0], save_all=True, append_images=images[1:], duration=milliseconds, **options
    )


def test_an_animation_of_a_few_seconds_keeps_its_frames(tmp_path: Path) -> None:
    variant, image, _ = encode_mail(tmp_path, animate(tmp_path, 4, 500))

    assert variant.kind is PictureFormat.GIF
    assert (image.format, getattr(image, "n_frames", 1)) == ("GIF", 4)


@pytest.mark.parametrize("options", [{"frames": 8, "milliseconds": 900}, {"frames": 3, "milliseconds": 300, "loop": 0}])
def test_an_animation_that_goes_on_is_refused(tmp_path: Path, options: dict[str, int]) -> None:
    with pytest.raises(PictureError, match="seconds, and readers cannot stop it"):
        Pictures(tmp_path).find(animate(tmp_path, **options))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is not a picture"),
        (b"<svg onload='alert(1)'/>", "is not a picture"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "is not a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 30, "is not a picture"),
    ],
)
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images/a.png").write_bytes(content)

    with pytest.raises(PictureError, match=message):
        Pictures(tmp_path).find("images/a.png")


def test_a_missing_file_a_bomb_and_a_half_file_are_refused(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    bomb = save(tmp_path, "bomb.png", Image.new("1", (9000, 9000)))
    half = save(tmp_path, "half.jpg", draw(800, 600), quality=95)
    content = (tmp_path / half).read_bytes()
    (tmp_path / half).write_bytes(content[: len(content) // 2])

    with pytest.raises(PictureError, match="is not there"):
        pictures.find("images/none.png")
    with pytest.raises(PictureError, match="81 million pixels"):
        pictures.find(bomb)
    with pytest.raises(PictureError, match="is damaged"):
        pictures.encode(make_variants(pictures.find(half), LAYOUTS["column"], Focus(), Medium.MAIL)[0], FOLDER)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
@given(data=st.data())
def test_any_damage_is_refused_in_a_sentence(kind: str, data: st.DataObject) -> None:
    out = io.BytesIO()
    draw(60, 40, noise=0).save(out, kind, exif=exif_of_a_camera(6))
    content = bytearray(out.getvalue())
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), max_size=5)):
        content[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(content)))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "images").mkdir()
        (root / "images/a.png").write_bytes(content[:cut])
        with suppress(PictureError):
            pictures = Pictures(root)
            for medium in Medium:
                for variant in make_variants(pictures.find("images/a.png"), LAYOUTS["half"], Focus(), medium):
                    assert pictures.encode(variant, FOLDER)


def test_only_so_many_pictures_are_kept_in_memory(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    source = pictures.find(save(tmp_path, "a.png", Image.new("RGB", (400, 300))))
    variants = [Variant(source, (0, 0, 400, 300), width, 10, PictureFormat.PNG, 10_000) for width in range(1, KEPT + 9)]
    first = pictures.encode(variants[0], FOLDER)
    for variant in variants[1:]:
        pictures.encode(variant, FOLDER)

    assert pictures.encode(variants[-1], FOLDER) is pictures.encode(variants[-1], FOLDER)
    assert pictures.encode(variants[0], FOLDER) is not first
    assert pictures.encode(variants[0], FOLDER) == first


@pytest.mark.slow
def test_a_name_depends_on_what_is_made_and_on_no_encoder(tmp_path: Path) -> None:
    file = save(tmp_path, "Élan Vital.PNG", draw(900, 600))
    source = Pictures(tmp_path).find(file)
    names = {
        make_variants(source, LAYOUTS[layout], Focus(x=x), Medium.MAIL)[0].name
        for layout in ("side", "portrait", "half")
        for x in (0, 100)
    }
    Image.open(tmp_path / file).point(lambda value: value ^ 1).save(tmp_path / file)
    changed = make_variants(Pictures(tmp_path).find(file), LAYOUTS["half"], Focus(), Medium.MAIL)[0].name

    assert len(names) == 5  # half is never cropped, so its focus changes nothing
    assert changed not in names
    assert all(name.startswith("lan-vital-") and name.endswith(".jpg") for name in names)


def test_what_an_earlier_build_made_is_not_made_again(tmp_path: Path) -> None:
    file = save(tmp_path, "a.png", draw(300, 200))
    pictures = Pictures(tmp_path, find_made=lambda path: path.encode())
    variant = make_variants(pictures.find(file), LAYOUTS["half"], Focus(), Medium.MAIL)[0]

    assert pictures.encode(variant, FOLDER) == f"{FOLDER}{variant.name}".encode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "alt is missing: what the picture shows"),
        ({"alt": "fete.jpg"}, "is the name of a file"),
        ({"alt": "IMG_1234"}, "is the name of a file"),
        ({"alt": "Image of two swings"}, "says that it is a picture"),
        ({"alt": "A photo of a swing"}, "says that it is a picture"),
        ({"alt": "photograph"}, "says that it is a picture"),
        ({"alt": "Two swings", "decorative": True}, "a decorative picture has no alt text"),
        ({"decorative": True, "url": "https://example.org/"}, "a picture that is a link needs an alt text"),
        ({"alt": "Two swings", "file": "https://example.org/a.jpg"}, "is on another site"),
        ({"alt": "Two swings", "file": "//example.org/a.jpg"}, "is on another site"),
        ({"alt": "Two swings", "file": "../images/a.jpg"}, "is not in the folder images"),
        ({"alt": "Two swings", "file": "images/../a.jpg"}, "cannot be a picture"),
        ({"alt": "Two swings", "file": "images/a.bmp"}, "cannot be a picture"),
        ({"alt": "Two swings", "focus": {"x": 101}}, "less than or equal to 100"),
    ],
)
def test_a_picture_without_words_or_from_elsewhere_is_refused(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Picture.model_validate({"file": "images/a.jpg", **fields})

    assert message in str(refused.value)


@pytest.mark.parametrize("alt", ["Two swings", "Imagery from space", "The picture book stall", "Photographers at work"])
def test_words_that_only_begin_like_picture_are_accepted(alt: str) -> None:
    assert Picture.model_validate({"file": "images/a.jpg", "alt": alt}).words == alt


def test_a_play_sign_is_drawn_into_the_middle_of_a_recordings_picture_and_changes_its_name(tmp_path: Path) -> None:
    file = save(tmp_path, "film.png", draw(800, 450, noise=0))
    with_sign, shown, _ = encode_mail(tmp_path, file, "recording")
    without, plain, _ = encode_mail(tmp_path, file, "column")
    changed = ImageChops.difference(shown.convert("RGB"), plain.convert("RGB")).getbbox()

    assert with_sign.name != without.name
    assert shown.convert("RGB").getpixel((405, 225)) == (255, 255, 255)
    assert changed is not None
    assert all(abs(edge - wanted) <= 2 for edge, wanted in zip(changed, (332, 157, 468, 292), strict=True))


def test_the_picture_that_was_decoded_last_is_never_taken_for_another(tmp_path: Path) -> None:
    pictures = Pictures(tmp_path)
    sources = [pictures.find(save(tmp_path, f"{name}.png", Image.new("RGB", (600, 300), name))) for name in COLOURS]
    turned = exif_of_a_camera(6)
    sources.append(pictures.find(save(tmp_path, "turned.png", Image.new("RGB", (600, 300), "lime"), exif=turned)))
    found = []
    for layout in ("column", "half", "portrait"):
        for source in sources:
            content = pictures.encode(make_variants(source, LAYOUTS[layout], Focus(), Medium.MAIL)[0], FOLDER)
            found.append(Image.open(io.BytesIO(content)).convert("RGB").getpixel((9, 9)))

    assert found == [(255, 0, 0), (0, 0, 255), (0, 255, 0)] * 3


@pytest.mark.parametrize(("mode", "ending"), [("RGB", "jpg"), ("RGB", "png"), ("CMYK", "jpg")])
def test_a_file_is_the_same_whatever_was_made_before_it(tmp_path: Path, mode: str, ending: str) -> None:
    file = save(tmp_path, f"fete.{ending}", draw(1200, 900, mode), exif=exif_of_a_camera(6))
    other = save(tmp_path, "pond.png", draw(90, 60))
    source = Pictures(tmp_path).find(file)
    variants = [
        variant
        for layout in ("side", "portrait")
        for medium in Medium
        for variant in make_variants(source, LAYOUTS[layout], Focus(), medium)
    ]

    def encode_all(order: list[Variant]) -> dict[str, bytes]:
        pictures = Pictures(tmp_path)
        pictures.encode(make_variants(pictures.find(other), LAYOUTS["half"], Focus(), Medium.MAIL)[0], FOLDER)
        return {variant.name: pictures.encode(variant, FOLDER) for variant in order}

    assert encode_all(variants) == encode_all(variants[::-1])


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_a_large_file_of_any_kind_keeps_its_colours_when_it_is_made_small(tmp_path: Path, mode: str) -> None:
    colours: dict[str, int | tuple[int, ...]] = {"L": 180, "LA": (180, 255), "1": 1, "I;16": 250, "P": 0}
    image = Image.new(mode, (1200, 900), colours.get(mode, "#c08040"))
    if mode == "P":
        image.putpalette((192, 128, 64))
    file = save(tmp_path, "wall.png", image)
    _, small, _ = encode_mail(tmp_path, file, "side")
    wanted = image.convert("RGB").getpixel((0, 0))
    found = small.convert("RGB").resize((1, 1)).getpixel((0, 0))

    assert isinstance(wanted, tuple)
    assert isinstance(found, tuple)
    assert [abs(one - other) <= 4 for one, other in zip(wanted, found, strict=True)] == [True] * 3
