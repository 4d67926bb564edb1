"""The app's addresses and what each answers; the only door to Starlette."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from newsletter.errors import NewsletterError
from newsletter.files import read_below
from newsletter.preview.client_simulation import SCHEMES, Scheme, ViewOptions
from newsletter.preview.frames import MEDIA_TYPES, VIEWS, Frame, fill, find_media_type, make_frame, make_page
from newsletter.preview.issue_list import PERIOD, Contents
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.revisions import RevisionCounter
from newsletter.preview.security import LocalOnlyMiddleware
from newsletter.preview.serializers import describe_sight
from newsletter.preview.snapshot import find_copies
from newsletter.preview.watcher import watch

STATIC = {path.name: path for path in (Path(__file__).parent / "static").iterdir()}
_SCRIPT = "text/javascript; charset=utf-8"
_EPOCH = re.compile(r"[0-9]{1,15}")
_LONGEST_REQUEST = 4096  # bytes; an address and a digest need a few hundred
_PATIENCE = 15.0  # seconds after which a silent stream is heard, and a poll answered


class Preview:
    """One run of the preview: the publication it shows, the epoch it is in, and the token its own page knows."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self.root = root
        self.environment = environment
        self.token = secrets.token_urlsafe(24)
        self.epochs = RevisionCounter()
        self.studio = RenderCache(root)
        self.contents = Contents(root / "issues")
        self._sending = asyncio.Lock()

    def make_app(self) -> LocalOnlyMiddleware:
        """Return the app with the guard before it."""
        routes = [
            Route("/", self.show_app),
            Route("/static/{name}", self.show_static),
            Route("/api/issues", self.list_issues),
            Route("/api/issues/{period}", self.describe_issue),
            Route("/api/issues/{period}/desk", self.describe_desk),
            Route("/api/issues/{period}/test", self.send_test, methods=["POST"]),
            Route("/api/events", self.stream_epochs),
            Route("/api/epoch", self.wait_for_epoch),
            Route("/frame/{period}/{view}", self.show_frame),
            Route("/site/{period}/{look}/{path:path}", self.show_page),
        ]
        return LocalOnlyMiddleware(Starlette(routes=routes, lifespan=self._live), self.token)

    @asynccontextmanager
    async def _live(self, _app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(self.root, self.epochs.advance))
        try:
            yield
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    def show_app(self, _request: Request) -> Response:
        """Answer with the app's page."""
        publication = self.studio.find_publication()
        title = publication.title if publication else self.root.name
        return HTMLResponse(fill("app.html", token=self.token, title=title))

    def show_static(self, request: Request) -> Response:
        """Answer with one of the app's own files."""
        path = STATIC.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        kind = _SCRIPT if path.suffix == ".js" else find_media_type(path.name)
        return Response(path.read_bytes(), media_type=kind)

    def list_issues(self, _request: Request) -> Response:
        """Answer with the list of issues."""
        rows = self.contents.list_rows(self.studio.find_publication())
        return JSONResponse({"issues": [asdict(row) for row in rows]})

    def describe_issue(self, request: Request) -> Response:
        """Answer with what stands around the rendering of an issue."""
        sight = self.studio.look_at(_read_period(request))
        return JSONResponse(describe_sight(sight) | {"server": self.token[:6], "epoch": self.epochs.current})

    def describe_desk(self, request: Request) -> Response:
        """Answer with what a test would go through, and what became of earlier ones."""
        from newsletter.preview.test_send import describe_desk  # noqa: PLC0415  # the ledger loads as long as all the rest

        sight = self.studio.look_at(_read_period(request))
        if sight.proof is None or not sight.is_current:
            return JSONResponse({"error": "There is nothing to send while this issue cannot be rendered."})
        try:
            return JSONResponse(describe_desk(self.root, self.environment, sight.proof))
        except NewsletterError as error:
            return JSONResponse({"error": str(error)})

    async def send_test(self, request: Request) -> Response:
        """Send a test, one at a time, and answer in plain words."""
        from newsletter.preview.test_send import send_trial  # noqa: PLC0415  # the ledger loads as long as all the rest

        period, asked = _read_period(request), await _read_json(request)
        address, digest = str(asked.get("address", "")), str(asked.get("digest", ""))
        async with self._sending:
            try:
                said = await asyncio.to_thread(send_trial, self.root, self.environment, period, address, digest)
            except NewsletterError as error:
                return JSONResponse({"error": str(error)}, 409)
        return JSONResponse({"said": said})

    async def stream_epochs(self, _request: Request) -> Response:
        """Tell of every epoch as a server-sent event, and now and then that the line still holds."""

        async def tell() -> AsyncIterator[str]:
            told = 0
            while not self.epochs.is_closed:
                epoch = await self.epochs.wait_beyond(told, _PATIENCE)
                yield f"data: {epoch}\n\n" if epoch != told else ": still here\n\n"
                told = epoch

        return StreamingResponse(tell(), media_type="text/event-stream")

    async def wait_for_epoch(self, request: Request) -> Response:
        """Answer with the epoch as soon as it is not the one that was seen: for where streams do not pass."""
        seen = request.query_params.get("seen", "")
        epoch = await self.epochs.wait_beyond(int(seen) if _EPOCH.fullmatch(seen) else 0, _PATIENCE)
        return JSONResponse({"epoch": epoch})

    def show_frame(self, request: Request) -> Response:
        """Answer with a view of an issue."""
        view, asked = request.path_params["view"], request.query_params
        if view not in VIEWS:
            raise HTTPException(404)
        look = ViewOptions(
            scheme=next((scheme for scheme in SCHEMES if scheme == asked.get("scheme")), "light"),
            has_images=asked.get("images") != "off",
            has_styles=asked.get("styles") != "off",
            has_clip=asked.get("clip") == "on",
        )
        return _frame(make_frame(self.studio.look_at(_read_period(request)), view, look))

    def show_page(self, request: Request) -> Response:
        """Answer with a page of the site as it will be, or with what it loads."""
        path, look = request.path_params["path"], request.path_params["look"]
        sight = self.studio.look_at(_read_period(request))
        if copied := self._find_copy(path):
            return Response(copied, media_type=find_media_type(path))
        scheme: Scheme = "dark" if look.startswith("dark") else "light"
        return _frame(make_page(sight, path, ViewOptions(scheme=scheme, has_images="bare" not in look)))

    def _find_copy(self, path: str) -> bytes | None:
        """Return a file that the site serves as it is, if it is one and inside the publication."""
        publication = self.studio.find_publication()
        source = find_copies(publication).get(path) if publication else None
        if source is None or path.rpartition(".")[2] not in MEDIA_TYPES:
            return None
        try:
            return read_below(self.root, source)
        except OSError:  # the build says what is wrong with it; here a picture is missing
            return None


def _read_period(request: Request) -> str:
    """Let through a month and nothing else: it becomes the name of a file."""
    period = str(request.path_params["period"])
    if not PERIOD.fullmatch(period):
        raise HTTPException(404)
    return period


async def _read_json(request: Request) -> dict[str, Any]:
    """Read a small JSON object, or refuse; who breaks off in the middle of one hears nothing of it."""
    try:
        asked = json.loads(await _read_body(request))
    except (ValueError, RecursionError, ClientDisconnect):
        raise HTTPException(400) from None
    if not isinstance(asked, dict):
        raise HTTPException(400)
    return asked


async def _read_body(request: Request) -> bytes:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_REQUEST:
            raise HTTPException(413)
    return body


def _frame(frame: Frame) -> Response:
    policy = {"content-security-policy": frame.policy}
    return Response(frame.content, frame.status, policy, frame.media_type)
