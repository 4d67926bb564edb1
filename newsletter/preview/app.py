"""The app's addresses and what each answers."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from newsletter.editing.author import find_author
from newsletter.editing.session import EditingSession
from newsletter.errors import NewsletterError, Severity, find_page_text
from newsletter.preview.features import make_feature_routes
from newsletter.preview.frames import (
    VIEWS,
    Frame,
    find_media_type,
    make_frame,
    make_page,
    make_traced_frame,
    make_traced_page,
    read_appearance,
    read_options,
    render_page,
)
from newsletter.preview.import_reports import has_report
from newsletter.preview.issue_fields import find_view_numbers
from newsletter.preview.issue_list import IssueList, Row
from newsletter.preview.options import DEFAULT, PreviewOptions
from newsletter.preview.panels.begin import has_publication, show_beginning
from newsletter.preview.panes import ShownIssue, read_panes, render_followers, render_panes
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.requests import read_json, read_language, read_period
from newsletter.preview.revisions import RevisionCounter
from newsletter.preview.security import LOOPBACK, LocalOnlyMiddleware
from newsletter.preview.send_jobs import SendJobs
from newsletter.preview.serializers import list_languages, serialize_view
from newsletter.preview.sidebar import ListedIssues, name_issues, render_issues, render_view
from newsletter.preview.traced_issue import TracedIssue
from newsletter.preview.watcher import watch

_FILES = Path(__file__).parent / "static"
STATIC = {path.relative_to(_FILES).as_posix(): path for path in _FILES.rglob("*") if path.is_file()}
_SCRIPT = "text/javascript; charset=utf-8"
_REVISION = re.compile(r"[0-9]{1,15}")
_TIMEOUT = 15.0  # seconds after which the page is answered though nothing changed


class Preview:
    """One run of the preview: the publication it shows, the revision of its files, and the token of its page."""

    def __init__(self, root: Path, environment: Mapping[str, str], options: PreviewOptions = DEFAULT) -> None:
        self.root = root
        self.environment = environment
        self.options = options
        self.token = secrets.token_urlsafe(24)
        self.revisions = RevisionCounter()
        self.cache = RenderCache(root)
        self.issue_list = IssueList(root / "issues")
        self.began = datetime.now(UTC)
        self.editing = EditingSession(root, partial(find_author, root, environment))
        self.jobs = SendJobs()

    def make_app(self) -> LocalOnlyMiddleware:
        """Return the app behind the middleware that refuses other origins."""
        routes = [
            Route("/", self.show_app),
            Route("/static/{name:path}", self.show_static),
            Route("/api/issues", self.list_issues),
            Route("/api/issues/{period}", self.describe_issue),
            Route("/api/issues/{period}/test", self.show_test),
            Route("/api/issues/{period}/test", self.send_test, methods=["POST"]),
            Route("/api/revision", self.wait_for_revision),
            Route("/frame/{period}/{view}", self.show_frame),
            Route("/site/{period}/{appearance}/{path:path}", self.show_page),
            *make_feature_routes(self),
        ]
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=[*LOOPBACK, "[::1]"])
        return LocalOnlyMiddleware(Starlette(routes=routes, middleware=[hosts], lifespan=self._live), self.token)

    @asynccontextmanager
    async def _live(self, _app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(self.root, self.revisions.advance))
        warming = asyncio.create_task(asyncio.to_thread(self._warm_up))
        try:
            yield
        finally:
            await warming
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    def _warm_up(self) -> None:
        """Make what the first click would wait for, while the browser opens."""
        with suppress(NewsletterError):  # the page reports it
            if not self.options.is_read_only and has_publication(self.root):
                self._render_first()
                self.editing.documents.find_models()

    def _render_first(self) -> None:
        """Render the newest issue as a writer's page shows it: the first time, templates are compiled."""
        rows = self.issue_list.list_rows(self.cache.find_publication())
        traced = self.cache.find_traced(rows[0].name) if rows else None
        if traced is not None:
            find_view_numbers(traced, "email")

    def show_app(self, _request: Request) -> Response:
        """Answer with the app's page; in a folder without a publication, with one to begin it."""
        if not has_publication(self.root):
            return show_beginning(self)
        publication = self.cache.find_publication()
        title = publication.title if publication else self.root.name
        return HTMLResponse(
            render_page(
                "app.html",
                token=self.token,
                title=title,
                can_write=not self.options.is_read_only,
                can_send=self.options.can_send,
            )
        )

    def show_static(self, request: Request) -> Response:
        """Answer with one of the app's own files."""
        path = STATIC.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        kind = _SCRIPT if path.suffix == ".js" else find_media_type(path.name)
        return Response(path.read_bytes(), media_type=kind)

    def list_issues(self, request: Request) -> Response:
        """Answer with the list of issues."""
        rows = self._list_rows()
        newest = next((row.name for row in rows if row.state != "misnamed"), "")
        listed = ListedIssues(request.query_params.get("find", ""))
        return JSONResponse({"newest": newest, "parts": render_issues(rows, listed)})

    def _list_rows(self) -> list[Row]:
        return self.issue_list.list_rows(self.cache.find_publication())

    def describe_issue(self, request: Request) -> Response:
        """Answer with everything about an issue but its rendering."""
        every, can_write = self.cache.get(read_period(request)), not self.options.is_read_only
        languages = list_languages(every.rendered)
        panes = read_panes(request.query_params.getlist("pane"), languages)
        view = every.in_language(read_language(request) or panes[0].language)
        more = {"server": self.token[:6], "revision": self.revisions.current, "panes": [one.word for one in panes]}
        more |= {"languages": languages, "hasReport": has_report(self.root, view.period)}
        errors = sum(problem.severity is Severity.ERROR for problem in view.problems)
        listed = ListedIssues(request.query_params.get("find", ""), view.period, errors)
        shown = ShownIssue(view.period, view.rendered.key if view.rendered else "", languages, can_write)
        parts = {"panes": render_panes(panes, shown)} | render_view(view, can_write=can_write)
        rows = self._list_rows()
        more["list"] = name_issues(rows, listed)
        parts |= render_issues(rows, listed) if request.query_params.get("list") != more["list"] else {}
        parts |= {"followers": render_followers(shown)} if can_write else {}
        return JSONResponse(serialize_view(view) | more | {"parts": parts})

    def show_test(self, request: Request) -> Response:
        """Answer with the form that sends a test: what it goes through, and the outcome of earlier ones."""
        return HTMLResponse(self._render_test(read_period(request), read_language(request)))

    def _render_test(self, period: str, language: str, message: str = "", *, is_sent: bool = False) -> str:
        from newsletter.preview.test_send import describe_test  # noqa: PLC0415  # sending loads only when it is used

        view = self.cache.get(period).in_language(language)
        rendered = view.rendered if view.is_current else None
        status, can_test = describe_test(self.root, self.environment, rendered)
        digest = rendered.campaign.digest if rendered else ""
        more = {"status": status, "can_test": can_test, "digest": digest, "said": message, "is_sent": is_sent}
        return render_page("test_send.html", period=period, language=language, **more)

    async def send_test(self, request: Request) -> Response:
        """Send a test, one at a time, and answer with the form again and the outcome in plain words."""
        from newsletter.preview.test_send import send_preview_test  # noqa: PLC0415  # sending loads only when it is used

        period, language, asked = read_period(request), read_language(request), await read_json(request)
        address, digest = str(asked.get("address", "")), str(asked.get("digest", ""))

        def send() -> Response:
            with self.jobs.acting():
                try:
                    message = send_preview_test(self.root, self.environment, period, address, digest)
                except NewsletterError as error:
                    return HTMLResponse(self._render_test(period, language, find_page_text(error.reason)), 409)
                return HTMLResponse(self._render_test(period, language, message, is_sent=True))

        return await asyncio.to_thread(send)

    async def wait_for_revision(self, request: Request) -> Response:
        """Answer with the revision as soon as it differs from the one seen, or after a while."""
        seen = request.query_params.get("seen", "")
        revision = await self.revisions.wait_beyond(int(seen) if _REVISION.fullmatch(seen) else 0, _TIMEOUT)
        return JSONResponse({"revision": revision})

    def show_frame(self, request: Request) -> Response:
        """Answer with a view of an issue."""
        view, asked, period = request.path_params["view"], request.query_params, read_period(request)
        if view not in VIEWS:
            raise HTTPException(404)
        options, language = read_options(asked), read_language(request)
        if traced := self._find_traced(request):
            return _frame(make_traced_frame(traced.in_language(language), view, options))
        return _frame(make_frame(self.cache.get(period).in_language(language), view, options))

    def _find_traced(self, request: Request) -> TracedIssue | None:
        """Return the issue with marks, if that is what is asked for and there is one."""
        is_asked = request.query_params.get("write") == "1" and not self.options.is_read_only
        return self.cache.find_traced(read_period(request)) if is_asked else None

    def show_page(self, request: Request) -> Response:
        """Answer with a page of the site as it will be, or with what it loads."""
        path, options = request.path_params["path"], read_appearance(request.path_params["appearance"])
        if traced := self._find_traced(request):
            return _frame(make_traced_page(traced, path, options))
        return _frame(make_page(self.cache.get(read_period(request)), path, options))


def _frame(frame: Frame) -> Response:
    policy = {"content-security-policy": frame.policy}
    return Response(frame.content, frame.status, policy, frame.media_type)
