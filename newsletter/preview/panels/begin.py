"""Begins a publication: three questions in an empty folder, and the same files as ``newsletter new --publication``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsletter.documents.periods import KINDS, Kind
from newsletter.errors import NewsletterError, ProblemsFoundError
from newsletter.loading import FILE
from newsletter.parsing.document import shorten
from newsletter.preview.frames import render_page
from newsletter.preview.requests import go_on, read_json, show_panel
from newsletter.preview.today import find_today
from newsletter.scaffolding.beginning import Start, make_new, write_new
from newsletter.scaffolding.examples import describe_examples

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_PANEL = "panels/begin.html"
_DEFAULTS = {"title": "", "kind": "", "every": "month"}
_BLANK = "blank"
_SOMETHING_ELSE = "Something else. It begins with one issue, with words to replace."
_RHYTHMS: Mapping[Kind, str] = {
    "day": "Every day",
    "week": "Every week",
    "month": "Every month",
    "quarter": "Four times a year, by quarters",
    "season": "Four times a year, by seasons",
    "number": "When there is enough to say: issues are numbered",
}


def has_publication(root: Path) -> bool:
    """Return whether a folder holds a publication, be it in order or not."""
    return (root / FILE).exists() or (root / FILE).is_symlink()


def show_beginning(preview: Preview) -> Response:
    """Answer with the whole page that asks the questions, or says what to do where nothing may be written."""
    can_begin = not preview.options.is_read_only
    words = _render("begin.html", {}, token=preview.token, folder=preview.root.name, can_begin=can_begin)
    return HTMLResponse(words)


def _render(page: str, given: Mapping[str, object], wrong: str = "", **more: object) -> str:
    """Return the three questions, with what was answered so far and what is wrong with it."""
    kinds = {**describe_examples(), _BLANK: _SOMETHING_ELSE}
    answers = _DEFAULTS | {name: str(value) for name, value in given.items()}
    return render_page(page, given=answers, wrong=wrong, kinds=kinds, rhythms=_RHYTHMS, **more)


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""
    beginning = asyncio.Lock()

    def show(_request: Request) -> Response:
        return go_on("reload") if has_publication(preview.root) else show_panel(_render(_PANEL, {}))

    async def begin(request: Request) -> Response:
        given = await read_json(request)
        async with beginning:
            if has_publication(preview.root):
                return go_on("reload")
            wrong = await asyncio.to_thread(_begin, preview.root, given)
        return show_panel(_render(_PANEL, given, wrong), 422) if wrong else go_on("reload")

    return [Route("/panel/begin", show), Route("/panel/begin", begin, methods=["POST"])]


def _begin(root: Path, given: Mapping[str, object]) -> str:
    """Begin the publication that is asked for; return what is wrong, or nothing."""
    start = _read_start(given)
    if isinstance(start, str):
        return start
    try:
        new = make_new(start, find_today())
        if taken := [file for file in new.files if (root / file).exists() or (root / file).is_symlink()]:
            return _explain_taken(taken)
        write_new(root, new)
    except ProblemsFoundError as error:
        return f"This title cannot be used: {error.problems[0].message.removesuffix('.')}. Write another."
    except NewsletterError as error:
        return str(error)
    except OSError as error:
        return f"Nothing was begun, since the folder cannot be written to: {error.strerror}."
    return ""


def _read_start(given: Mapping[str, object]) -> Start | str:
    """Read the three answers, or say which is missing."""
    title, kind, every = (str(given.get(name, "")).strip() for name in ("title", "kind", "every"))
    if not title:
        return "Write the title of the newsletter."
    if kind != _BLANK and kind not in describe_examples():
        return "Choose what kind of newsletter it is."
    rhythm = next((one for one in KINDS if one == every), None)
    if rhythm is None:
        return "Choose how often it comes out."
    return Start(title, every=rhythm, example=None if kind == _BLANK else kind)


def _explain_taken(taken: list[str]) -> str:
    names = ", ".join(shorten(Path(file).name) for file in taken[:3])
    return (
        f"This folder already holds files that a newsletter would bring ({names}), and nothing was written. "
        "Stop the preview, and start it in an empty folder."
    )
