"""What the picture panel shows of a picture: what is said of it, how a mail shows it and what that weighs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from newsletter.documents.pictures import Focus, PictureFile
from newsletter.errors import MissingExtraError
from newsletter.parsing.document import DataPath
from newsletter.preview.frames import find_media_type
from newsletter.rendering.pictures import LAYOUTS, Layout, Medium, PictureError, Pictures, Variant, make_variants

DEFAULT_FOCUS = (50, 50)

_WHOLE = Layout(560, 560, heaviest=200_000)
"""The whole picture, on which the point is chosen."""

_POINT_BOX = (250, 250)
"""CSS pixels that it has at most, so that it is never shrunk: the panel is wider than that on every screen."""

_FILE: TypeAdapter[str] = TypeAdapter(PictureFile)
_PLACES = {"portrait": "portrait", "picture": "column"}
"""The layout of a picture by the field that it is in; of a block that is one, its size."""

_HASH = re.compile(r"-[0-9a-f]{12}\.\w+$")


def list_pictures_of(data: object, path: DataPath = ()) -> Iterator[tuple[DataPath, dict[str, Any]]]:
    """Yield every picture in an issue's plain data with its path."""
    if isinstance(data, dict):
        if isinstance(data.get("file"), str) and data["file"].startswith("images/"):
            yield path, data
        for key, inner in data.items():
            yield from list_pictures_of(inner, (*path, key))
    elif isinstance(data, list):
        for n, inner in enumerate(data):
            yield from list_pictures_of(inner, (*path, n))


def find_shown(data: object, name: str) -> DataPath | None:
    """Return where the picture is that a frame shows under the name of a variant; None if several may be meant."""
    stem = _HASH.sub("", name)
    found = [path for path, picture in list_pictures_of(data) if _name_stem(picture["file"]) == stem]
    return found[0] if len(found) == 1 else None


def _name_stem(file: str) -> str:
    """Return how the name of each variant of a file begins; see ``Variant.name``."""
    return (re.sub(r"[^a-z0-9]+", "-", Path(file).stem.lower()).strip("-") or "picture")[:40]


def describe_picture(
    root: Path, picture: dict[str, Any], path: DataPath, given: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return what the panel shows of a picture; ``given`` is what was typed and not saved."""
    focus = picture.get("focus") if isinstance(picture.get("focus"), dict) else {}
    x, y = ((focus or {}).get(name, DEFAULT_FOCUS[0]) for name in ("x", "y"))
    texts = {
        name: picture.get(key)
        for key, name in (("alt", "alt"), ("caption", "caption"), ("credit", "credit"), ("url", "link"))
    }
    layout = _choose_layout(picture, path)
    described = {
        "file": picture["file"],
        "name": Path(picture["file"]).name,
        "path": json.dumps(path),
        "x": x,
        "y": y,
        "layout": layout,
        "size": picture.get("size", "column") if picture.get("type") == "image" else "",
        "dark": picture.get("dark", ""),
        "decorative": bool(picture.get("decorative")),
        "translated": [name for name, value in texts.items() if isinstance(value, dict)],
        **{name: value if isinstance(value, str) else "" for name, value in texts.items()},
        **_weigh(root, picture["file"], layout, x, y),
    }
    typed = (
        {name: given[name] for name in ("alt", "caption", "credit", "link", "size") if name in given} if given else {}
    )
    return described | typed | ({"decorative": bool(given.get("decorative"))} if given else {})


def _choose_layout(picture: dict[str, Any], path: DataPath) -> str:
    if picture.get("type") == "image":
        return size if (size := picture.get("size", "column")) in LAYOUTS else "column"
    return _PLACES.get(str(path[-1]), "column") if path else "column"


def _weigh(root: Path, file: str, layout: str, x: object, y: object) -> dict[str, Any]:
    """Return what a mail's file weighs and how large it is, or why it cannot be shown."""
    try:
        variant, content = _encode(root, file, LAYOUTS[layout], _read_focus(x, y))
    except (PictureError, MissingExtraError, ValidationError) as error:
        return {"fault": f"{Path(file).name} {error}." if isinstance(error, PictureError) else str(error)}
    source = variant.source
    return {
        "fault": "",
        "kilobytes": f"{len(content) / 1000:.0f}",
        "width": variant.width,
        "height": variant.height,
        "shown": _fit(source.width, source.height),
    }


def _fit(width: int, height: int) -> tuple[int, int]:
    """Return the CSS pixels of the whole picture on which the point is chosen."""
    scale = min(1, _POINT_BOX[0] / width, _POINT_BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def show_file(root: Path, asked: Mapping[str, str]) -> Response:
    """Answer with a picture of the publication: whole, or as a mail shows it in a layout.

    Raises:
        HTTPException: 404, it is not one that can be shown.
    """
    layout = LAYOUTS.get(asked.get("layout", ""), _WHOLE)
    try:
        file = _FILE.validate_python(asked.get("file", ""))
        variant, content = _encode(root, file, layout, _read_focus(asked.get("x"), asked.get("y")))
    except (PictureError, MissingExtraError, ValidationError):
        raise HTTPException(404) from None
    return Response(content, media_type=find_media_type(variant.name))


def _encode(root: Path, file: str, layout: Layout, focus: Focus) -> tuple[Variant, bytes]:
    pictures = Pictures(root)
    variant = make_variants(pictures.find_raster(file), replace(layout, has_play_sign=False), focus, Medium.MAIL)[0]
    return variant, pictures.encode(variant, "")


def _read_focus(x: object, y: object) -> Focus:
    across, down = (int(text) if (text := str(value)).isdecimal() and len(text) <= 3 else 50 for value in (x, y))  # noqa: PLR2004  # digits
    return Focus(x=min(across, 100), y=min(down, 100))
