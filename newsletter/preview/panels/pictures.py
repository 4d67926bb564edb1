"""Pictures of an issue: brought in by drop, paste or choice, and changed in a panel beside the issue.

A picture is seen at once where it is; the panel asks for the words of those who cannot see it, and crops by a point.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.editing.documents import find_issue_file
from newsletter.editing.operations import read_path
from newsletter.errors import NewsletterError, ProblemsFoundError
from newsletter.parsing.document import DataPath, shorten
from newsletter.parsing.edits import MISSING, Edit, find_value
from newsletter.preview.frames import render_page
from newsletter.preview.issue_edits import read_issue, write_edits
from newsletter.preview.picture_places import find_near, is_empty_place, require_picture
from newsletter.preview.picture_uploads import keep_picture
from newsletter.preview.picture_view import DEFAULT_FOCUS, describe_picture, find_shown, list_pictures_of, show_file
from newsletter.preview.requests import read_json, read_period, read_upload, show_panel
from newsletter.rendering.pictures import MOST_BYTES, PictureError

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

UNSAID = "[add what it shows]"
"""The words of a picture that are still to be written; the checks find it, and it keeps an issue from being sent."""

_WORDS = {"alt": "alt", "caption": "caption", "credit": "credit", "url": "link"}
"""Fields of a picture that are texts, and what the form calls them."""

_SIZES = ("hero", "column", "half")
_MOST_PER_CENT = 100


class _PicturePanel:
    """The panel of one run of the preview."""

    def __init__(self, preview: Preview) -> None:
        self._preview = preview
        self._writing = asyncio.Lock()

    def show(self, request: Request) -> Response:
        """Answer with the picture at a path, or that a frame shows under a name; without either, with all of them."""
        period, asked = read_period(request), request.query_params
        try:
            path = _read_path(asked["path"]) if "path" in asked else None
            if path is None and "shown" in asked:
                path = find_shown(read_issue(self._preview, period), asked["shown"])
            return show_panel(self._render(period, path))
        except NewsletterError as error:
            return self._refuse(period, str(error))

    async def take_file(self, request: Request) -> Response:
        """Keep the picture that is the body of a request, and put it where its address says."""
        period, asked = read_period(request), request.query_params
        name = asked.get("file", "").replace("\\", "/").rpartition("/")[2] or "This file"
        content = await read_upload(request, MOST_BYTES)
        if not content:
            large = (
                f"{name} is larger than {MOST_BYTES // 1_000_000} MB. Save it smaller: 2,400 pixels are wide enough."
            )
            return self._refuse(period, "Choose a picture first." if content == b"" else large)
        path = _read_path(asked["path"]) if asked.get("path") else None
        async with self._writing:
            return await asyncio.to_thread(self._keep, period, name, content, (asked.get("put", "add"), path))

    async def change(self, request: Request) -> Response:
        """Write what the form says about a picture."""
        period, given = read_period(request), await read_json(request, 16_384)
        path = _read_path(str(given.get("path", "")))
        async with self._writing:
            return await asyncio.to_thread(self._change, period, path, given)

    def _keep(self, period: str, name: str, content: bytes, place: tuple[str, DataPath | None]) -> Response:
        try:
            file = keep_picture(self._preview.root, name, content)
            data = read_issue(self._preview, period)
            path, edit = self._place(period, data, file, place)
            write_edits(self._preview, period, [edit])
        except PictureError as error:
            return self._refuse(period, f"{shorten(name)} {error}. {error.hint}")
        except ProblemsFoundError as error:
            return self._refuse(period, f"The picture cannot be put there: {error.problems[0].message}")
        except NewsletterError as error:
            return self._refuse(period, str(error))
        except OSError as error:
            return self._refuse(period, f"The picture cannot be kept: {error.strerror}.")
        return show_panel(self._render(period, path, said="The picture is in the issue."))

    def _place(
        self, period: str, data: dict[str, Any], file: str, place: tuple[str, DataPath | None]
    ) -> tuple[DataPath, Edit]:
        put, path = place
        documents = self._preview.editing.documents
        if put == "near":
            put, path = find_near(documents, period, data, path or ())
        if put == "new" and path and is_empty_place(documents, period, data, path):
            return path, Edit("set", path, {"file": file, "alt": UNSAID})
        return _place(data, file, put, path)

    def _change(self, period: str, path: DataPath, given: dict[str, Any]) -> Response:
        try:
            data = read_issue(self._preview, period)
            edits = list(_list_changes(require_picture(data, path), path, given))
            write_edits(self._preview, period, edits)
        except ProblemsFoundError as error:
            return show_panel(self._render(period, path, wrong=_sentence(error.problems[0].message), given=given), 422)
        except NewsletterError as error:
            return show_panel(self._render(period, path, wrong=str(error), given=given), 422)
        except OSError as error:
            return show_panel(
                self._render(period, path, wrong=f"It cannot be saved: {error.strerror}.", given=given), 422
            )
        is_unsaid = find_value(read_issue(self._preview, period), (*path, "alt")) == UNSAID
        message = "Saved. What it shows is still to be said." if is_unsaid else "Saved."
        return show_panel(self._render(period, path, said=message))

    def _refuse(self, period: str, wrong: str) -> Response:
        return show_panel(render_page("panels/pictures.html", period=period, pictures=[], wrong=wrong), 422)

    def _render(
        self,
        period: str,
        path: DataPath | None,
        *,
        wrong: str = "",
        said: str = "",
        given: dict[str, Any] | None = None,
    ) -> str:
        """Return the panel of one picture, or the list of all."""
        data = read_issue(self._preview, period)
        if path is None:
            pictures = [describe_picture(self._preview.root, found, where) for where, found in list_pictures_of(data)]
            return render_page("panels/pictures.html", period=period, pictures=pictures, wrong=wrong)
        if is_empty_place(self._preview.editing.documents, period, data, path):
            name = self._preview.editing.documents.name(find_issue_file(period), path, data)
            written = json.dumps(path)
            return render_page("panels/picture_new.html", period=period, path=written, name=name, wrong=wrong)
        shown = describe_picture(self._preview.root, require_picture(data, path), path, given)
        return render_page("panels/picture.html", period=period, picture=shown, wrong=wrong, said=said, unsaid=UNSAID)


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""
    panel = _PicturePanel(preview)

    def show_picture(request: Request) -> Response:
        return show_file(preview.root, request.query_params)

    return [
        Route("/panel/picture/{period}", panel.show),
        Route("/panel/picture/{period}", panel.take_file, methods=["POST"]),
        Route("/panel/picture/{period}/change", panel.change, methods=["POST"]),
        Route("/picture", show_picture),
    ]


def _read_path(written: str) -> DataPath:
    try:
        return read_path(json.loads(written))
    except (ValueError, RecursionError):
        raise HTTPException(400) from None


def _place(data: dict[str, Any], file: str, put: str, path: DataPath | None) -> tuple[DataPath, Edit]:
    """Return where a picture is afterwards, and the edit that puts it there.

    Raises:
        HTTPException: 404, there is no such place.
    """
    if put in {"file", "dark"} and path:
        require_picture(data, path)
        return path, Edit("set", (*path, put), file)
    if path is None:
        blocks = data.get("blocks")
        path = ("blocks", len(blocks) if isinstance(blocks, list) else 0)
    blocks = find_value(data, path[:-1])
    if path[-2:-1] != ("blocks",) or (blocks is MISSING and path != ("blocks", 0)):
        raise HTTPException(404)
    return path, Edit("insert", path, {"type": "image", "file": file, "alt": UNSAID})


def _list_changes(picture: dict[str, Any], path: DataPath, given: dict[str, Any]) -> Iterator[Edit]:
    """Yield the edits between a picture and what the form says about it; texts in several languages stay."""
    wanted: dict[str, object] = {key: str(given.get(name, "")).strip() for key, name in _WORDS.items()}
    is_decorative = bool(given.get("decorative"))
    wanted |= {"decorative": is_decorative, "focus": _read_focus(given), "dark": picture.get("dark")}
    wanted["alt"] = "" if is_decorative else wanted["alt"] or UNSAID
    if picture.get("type") == "image":
        wanted["size"] = next((size for size in _SIZES if size == given.get("size")), picture.get("size"))
    if given.get("no_dark"):
        wanted["dark"] = None
    for key, value in wanted.items():
        now = picture.get(key)
        if isinstance(now, dict) and key != "focus":
            continue
        if not value and key in picture:
            yield Edit("delete", (*path, key))
        elif value and value != now:
            yield Edit("set", (*path, key), value)


def _read_focus(given: dict[str, Any]) -> dict[str, int] | None:
    """Return the point that stays in every crop; None for the middle, which needs no saying.

    A click on the picture gives the pixel of it that was meant. A key pressed on it gives 0 and 0, and means nothing.
    """
    x, y = (_read_per_cent(given.get(name)) for name in ("x", "y"))
    clicked = tuple(_read_pixels(given.get(name)) for name in ("point.x", "point.y", "wide", "high"))
    if any(clicked[:2]) and all(clicked[2:]):
        x, y = (min(round(100 * at / size), _MOST_PER_CENT) for at, size in zip(clicked[:2], clicked[2:], strict=True))
    return None if (x, y) == DEFAULT_FOCUS else {"x": x, "y": y}


def _read_per_cent(given: object) -> int:
    return min(_read_pixels(given), _MOST_PER_CENT) if _is_number(given) else DEFAULT_FOCUS[0]


def _read_pixels(given: object) -> int:
    return int(str(given)) if _is_number(given) else 0


def _is_number(given: object) -> bool:
    return str(given).isdecimal() and len(str(given)) <= 3  # noqa: PLR2004  # digits


def _sentence(message: str) -> str:
    return message[:1].upper() + message[1:].removesuffix(".") + "."
