"""The finished site over HTTP: files with their types, and the status of what has moved, is gone or was never there.

Starlette's ``StaticFiles`` does the rest: ETag, 304, ranges, HEAD, no path outside the folder and no link followed.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any, TypeAlias

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from newsletter.outputs.redirects import FILE
from newsletter.serving.site import FIELDS, FinishedSite, find_cache_control, find_policy, find_type

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


def make_app(site: FinishedSite) -> Starlette:
    """Return the app that serves a site, below the path in its addresses."""
    routes: list[Mount | Route] = [Mount(site.prefix, _Files(site))]
    if site.prefix:
        routes.append(Route("/", lambda _: RedirectResponse(f"{site.prefix}/")))
    middleware = [Middleware(_FieldsMiddleware, prefix=site.prefix), Middleware(GZipMiddleware)]
    return Starlette(routes=routes, middleware=middleware)


class _Files(StaticFiles):
    """The files of a site, each with its media type."""

    def __init__(self, site: FinishedSite) -> None:
        super().__init__(directory=site.folder, html=True)
        self._site = site

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See ``StaticFiles.get_response``; a page that moved leads on, and one that was withdrawn is gone.

        The list of what moved is for hosts alone.
        """
        asked = str(scope["path"]).removeprefix(f"{self._site.prefix}/")
        page = asked.removesuffix("index.html")
        if page in self._site.redirects:
            return RedirectResponse(f"{self._site.prefix}/{self._site.redirects[page]}", 301)
        gone = self._site.find_tombstone(asked) if scope["method"] in ("GET", "HEAD") else None
        if gone is not None:  # RFC 9110, 15.5.11
            return Response(
                (self._site.folder / gone / "index.html").read_bytes(), 410, media_type=find_type("index.html")
            )
        return await super().get_response(f"{FILE}/-" if path == FILE else path, scope)

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """See ``StaticFiles.file_response``."""
        path = Path(os.fspath(full_path))
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["content-type"] = find_type(path.name)
        return response


class _FieldsMiddleware:
    """Adds the common header fields to every response, and makes the ETag of a compressed one weak."""

    def __init__(self, app: App, prefix: str) -> None:
        self._app, self._prefix = app, prefix

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = str(scope["path"]).removeprefix(f"{self._prefix}/")

        async def send_with_fields(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_fields(MutableHeaders(scope=message), path, int(message["status"]))
            await send(message)

        await self._app(scope, receive, send_with_fields)

    def _add_fields(self, headers: MutableHeaders, path: str, status: int) -> None:
        headers.update({**FIELDS, "Content-Security-Policy": find_policy(path)})
        is_there = status in {200, 206, 304}
        headers["Cache-Control"] = find_cache_control(path if is_there else "")
        etag = headers.get("etag", "")
        if "content-encoding" in headers and etag and not etag.startswith("W/"):
            headers["etag"] = f"W/{etag}"
