"""Files that are pictures: what they hold, and what is made of them. The only module that imports Pillow."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageSequence, ImageStat, UnidentifiedImageError

from newsletter.rendering.pictures import PictureError, PictureFormat, SourcePicture, Variant
from newsletter.rendering.svg import clean_svg, measure_svg

MOST_PIXELS = 60_000_000
LONGEST_ANIMATION = 5.0
"""Seconds; what moves for longer must have a control to stop it (WCAG 2.2, 2.2.2), and a mail has none."""

_PHOTO = 0.6
"""Bytes for each pixel of a PNG file from which it is a photograph, which JPEG keeps in a tenth of the bytes."""

_ORIENTATION, _TURNED = 0x0112, 5
"""The EXIF tag of the orientation, and its first value that swaps width and height (EXIF 2.32, 4.6.4)."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What turns a picture with such an orientation the right way."""

_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, struct.error, zlib.error)
"""What Pillow raises at files that are not as they should be."""

_SIGN, _SMOOTH = 0.3, 4
"""A play sign's part of the shorter side, and how many times larger it is drawn, so that its edge is smooth."""

_DRAWN = 2400
"""Pixels of width that a drawing is taken to have."""

_QUALITIES = (82, 74, 66, 58)


def inspect(file: str, content: bytes) -> SourcePicture:
    """Return what the bytes of a file hold.

    Raises:
        PictureError: they cannot be shown as a picture.
    """
    digest = hashlib.sha256(content).hexdigest()
    if file.lower().endswith(".svg"):
        return _inspect_svg(file, digest, content)
    with _open(content) as image:
        kind, (width, height) = _choose_kind(image, len(content)), image.size
        if _read_orientation(image) >= _TURNED:
            width, height = height, width
        is_clear = image.has_transparency_data
        is_animation = kind is PictureFormat.GIF
        seconds = _measure_animation(image) if is_animation else 0.0
        begins_empty = is_animation and len(image.convert("RGB").getcolors(2) or "ab") == 1
    if seconds > LONGEST_ANIMATION:
        message = f"moves for {seconds:.0f} seconds, and readers cannot stop it"
        raise PictureError(message, f"Cut it to {LONGEST_ANIMATION:.0f} seconds, or link to a film instead.")
    return SourcePicture(file, digest, kind, width, height, seconds, is_clear, begins_empty)


def _inspect_svg(file: str, digest: str, content: bytes) -> SourcePicture:
    """Return what a drawing holds: it has no pixels, so that it is as large as any place needs."""
    width, height = measure_svg(content)
    high = max(1, round(_DRAWN * height / width))
    return SourcePicture(file, digest, PictureFormat.SVG, _DRAWN, high, is_clear=True)


@contextmanager
def _open(content: bytes) -> Iterator[Image.Image]:
    """Open a picture, and refuse in a sentence what proves to be damaged while it is used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of each thing that it does not know in a file
        with _recognise(content) as image:
            try:
                yield image
            except _DAMAGE as error:
                raise PictureError("is damaged, and cannot be decoded", "Save it again as JPEG or PNG.") from error


def _recognise(content: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "GIF", "WEBP"))
    except (UnidentifiedImageError, Image.DecompressionBombError, *_DAMAGE):
        raise PictureError("is not a picture that can be read", "Save it again as JPEG or PNG.") from None
    if image.width * image.height > MOST_PIXELS:
        message = f"has {image.width * image.height / 1_000_000:.0f} million pixels"
        raise PictureError(message, "Save it smaller: 2,400 pixels are wide enough.")
    return image


def _read_orientation(image: Image.Image) -> int:
    """Return how a camera was held, from 1 to 8; of a PNG file only what is said before its pixels.

    Pillow's own way for PNG files decodes the whole picture to look behind them.
    """
    orientation = Image.Image.getexif(image).get(_ORIENTATION, 1)
    return orientation if orientation in _TURNS else 1


def _choose_kind(image: Image.Image, size: int) -> PictureFormat:
    """Choose how a picture is encoded, from what its file says without being decoded."""
    if image.format == "GIF" and getattr(image, "is_animated", False):
        return PictureFormat.GIF
    if image.format == "JPEG":
        return PictureFormat.JPEG
    is_clear = image.has_transparency_data
    is_photo = image.mode != "P" and size > _PHOTO * image.width * image.height
    return PictureFormat.JPEG if not is_clear and (is_photo or image.format == "WEBP") else PictureFormat.PNG


def _measure_animation(image: Any) -> float:  # noqa: ANN401  # an Image of several frames
    """Return how many seconds an animation takes, all its rounds together; without an end, more than any limit."""
    total = 0.0
    for frame in range(image.n_frames):
        image.seek(frame)
        total += image.info.get("duration", 0) / 1000
    image.seek(0)
    rounds = image.info.get("loop", 1)
    return total * rounds if rounds else max(total, LONGEST_ANIMATION + 1)


_MOST_DIFFERENT = 8
"""How far two pictures may be apart on average, of 255: encoders differ by one or two, other pictures by dozens."""


def look_alike(one: bytes, other: bytes) -> bool:
    """Tell whether two files show the same picture, however each is encoded; what cannot be decoded shows nothing."""
    try:
        first, second = (_shrink(content) for content in (one, other))
    except PictureError:
        return False
    difference = ImageStat.Stat(ImageChops.difference(first, second)).mean
    return max(difference) <= _MOST_DIFFERENT


def _shrink(content: bytes) -> Image.Image:
    with _open(content) as image:
        return image.convert("RGBA").resize((_SAMPLE, _SAMPLE), Image.Resampling.BOX)


_SAMPLE = 32


def encode(variant: Variant, read: Callable[[], bytes]) -> bytes:
    """Return the bytes of a variant; ``read`` returns the file that it is made from, and is called only if needed.

    Raises:
        PictureError: the file has changed since it was looked at, or cannot be decoded.
    """
    if variant.kind is PictureFormat.SVG:
        return clean_svg(_read_same(variant, read))
    if variant.kind is PictureFormat.GIF:
        with _open(_read_same(variant, read)) as image:
            return _encode_frames(image, variant)
    shown = _resize(variant, read)
    shown = _lay_on_white(shown) if variant.is_opaque else shown
    return _encode_still(_draw_play_sign(shown) if variant.has_play_sign else shown, variant)


def _read_same(variant: Variant, read: Callable[[], bytes]) -> bytes:
    content = read()
    if hashlib.sha256(content).hexdigest() != variant.source.digest:
        raise PictureError("has changed while it was used", "Build again.")
    return content


_LAST: dict[tuple[object, ...], Image.Image] = {}
"""What was decoded and resized last, all of one file: several variants are made of each, one after the other."""


def _keep_last(digest: str, key: tuple[object, ...], make: Callable[[], Image.Image]) -> Image.Image:
    """Return what was made of a file under a key, made now if the last file was another one."""
    kept = _LAST.get((digest, *key))
    if kept is None:
        kept = make()
        for other in [known for known in _LAST if known[0] != digest]:
            _LAST.pop(other, None)
        _LAST[(digest, *key)] = kept
    return kept


def _resize(variant: Variant, read: Callable[[], bytes]) -> Image.Image:
    """Return the part of a picture that is shown, at its size."""

    def make() -> Image.Image:
        reduction = _choose_reduction(variant)
        whole = _keep_last(variant.source.digest, (reduction,), lambda: _decode(variant, read, reduction))
        factor = whole.width / variant.source.width
        box = tuple(edge * factor for edge in variant.box)
        return whole.resize((variant.width, variant.height), Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)  # type: ignore[arg-type]  # four numbers

    return _keep_last(variant.source.digest, (variant.box, variant.width, variant.height), make)


def _choose_reduction(variant: Variant) -> int:
    """Return by how much a picture can be made smaller at once, and still have all pixels that any screen shows.

    It is the same for the variants of a picture in one place, so that it is decoded once for all of them.
    """
    full, needed = variant.box[2] - variant.box[0], max(variant.width, 2 * variant.place)
    return next((reduction for reduction in (8, 4, 2) if full // reduction >= needed), 1)


def _decode(variant: Variant, read: Callable[[], bytes], reduction: int) -> Image.Image:
    """Return a whole picture, turned the right way, in sRGB, and with fewer pixels; a JPEG decodes fewer at once."""
    with _open(_read_same(variant, read)) as image:
        orientation, full = _read_orientation(image), image.size
        image.draft("RGB", (-(-full[0] // reduction), -(-full[1] // reduction)))
        image.load()
        smaller = image if image.size != full or reduction == 1 else _reduce(image, reduction)
        turned = smaller.transpose(_TURNS[orientation]) if orientation in _TURNS else smaller
        return _convert_colours(turned)


def _reduce(image: Image.Image, reduction: int) -> Image.Image:
    """Return the mean of each square of pixels; only of colours that are numbers can there be one."""
    plain = (
        image
        if image.mode in ("L", "RGB", "RGBA", "CMYK")
        else image.convert("RGBA" if image.has_transparency_data else "RGB")
    )
    reduced = plain.reduce(reduction)
    reduced.info = image.info
    return reduced


def _convert_colours(image: Image.Image) -> Image.Image:
    """Return an image in sRGB, with transparency if it has any; a broken profile is taken for sRGB."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            converted = ImageCms.profileToProfile(
                image,
                io.BytesIO(profile),
                ImageCms.createProfile("sRGB"),
                outputMode=mode if image.mode != "CMYK" else "RGB",
            )
            image = converted or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    return image if image.mode == mode else image.convert(mode)


def _lay_on_white(image: Image.Image) -> Image.Image:
    white = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(white, image.convert("RGBA")).convert("RGB")


def _draw_play_sign(image: Image.Image) -> Image.Image:
    """Draw a triangle on a dark disc with a light rim into the middle, which stands out from any picture."""
    side = max(1, round(min(image.size) * _SIGN))
    sign = Image.new("RGBA", (side * _SMOOTH, side * _SMOOTH))
    draw, unit = ImageDraw.Draw(sign), side * _SMOOTH / 100
    draw.ellipse((0, 0, 100 * unit - 1, 100 * unit - 1), fill="white")
    draw.ellipse((5 * unit, 5 * unit, 95 * unit, 95 * unit), fill="#222222")
    draw.polygon([(38 * unit, 28 * unit), (38 * unit, 72 * unit), (76 * unit, 50 * unit)], fill="white")
    small = sign.resize((side, side), Image.Resampling.LANCZOS)
    signed = image.copy()
    signed.paste(small, ((image.width - side) // 2, (image.height - side) // 2), small)
    return signed


def _encode_still(image: Image.Image, variant: Variant) -> bytes:
    tries = _find_tries(image, variant.kind)
    encoded = next(tries)
    while len(encoded) > variant.heaviest:
        smaller = next(tries, None)
        if smaller is None:
            break
        encoded = min(encoded, smaller, key=len)
    return encoded


def _save(image: Image.Image, kind: str, **options: Any) -> bytes:  # noqa: ANN401  # options of an encoder
    out = io.BytesIO()
    bare = image.copy()
    bare.info = {}
    bare.save(out, kind, **options)
    return out.getvalue()


def _try_jpeg(image: Image.Image) -> Iterator[bytes]:
    yield from (_save(image, "JPEG", quality=q, optimize=True, progressive=True) for q in _QUALITIES)


def _try_webp(image: Image.Image) -> Iterator[bytes]:
    yield from (_save(image, "WEBP", quality=q - 4, method=2) for q in _QUALITIES)


def _try_png(image: Image.Image) -> Iterator[bytes]:
    yield _save(image, "PNG", optimize=True)
    method = Image.Quantize.FASTOCTREE if image.mode == "RGBA" else Image.Quantize.MEDIANCUT
    yield from (_save(image.quantize(colours, method=method), "PNG", optimize=True) for colours in (256, 64))


def _find_tries(image: Image.Image, kind: PictureFormat) -> Iterator[bytes]:
    """Return a still picture in ever fewer bytes."""
    if kind is PictureFormat.JPEG:
        return _try_jpeg(image)
    return _try_webp(image) if kind is PictureFormat.WEBP else _try_png(image)


def _encode_frames(image: Any, variant: Variant) -> bytes:  # noqa: ANN401  # an Image of several frames
    """Return an animation at its size, frame by frame; of a mail, Outlook shows the first alone."""
    size = (variant.width, variant.height)
    frames = [frame.convert("RGB").resize(size) for frame in ImageSequence.Iterator(image)]
    durations = [frame.info.get("duration", 0) for frame in ImageSequence.Iterator(image)]
    out = io.BytesIO()
    more = {"loop": image.info["loop"]} if "loop" in image.info else {}
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=durations, optimize=True, **more)
    return out.getvalue()
