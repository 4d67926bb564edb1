"""Shows what became of each line of an imported file, beside the draft, and puts lines back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.documents.dates import name_period
from newsletter.documents.periods import parse_period
from newsletter.errors import NewsletterError
from newsletter.importing.kept_report import KeptLine, KeptReport
from newsletter.importing.put_back import list_edits
from newsletter.languages.wording import ENGLISH, find_wording
from newsletter.preview.frames import render_page
from newsletter.preview.import_reports import find_report, write_report
from newsletter.preview.issue_edits import NoPlaceError, write_first_valid
from newsletter.preview.requests import read_json, read_period, show_panel

if TYPE_CHECKING:
    from newsletter.preview.app import Preview


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""
    putting_back = asyncio.Lock()

    def show(request: Request) -> Response:
        period = read_period(request)
        html = render_report(preview, period)
        return show_panel(html) if html else show_panel(render_page("panels/import_no_report.html"), 404)

    async def put_back(request: Request) -> Response:
        period, given = read_period(request), await read_json(request)
        number = given.get("line")
        if not str(number).isdecimal():
            raise HTTPException(400)
        async with putting_back:
            return await asyncio.to_thread(_put_back, preview, period, int(str(number)))

    address = "/panel/import/{period}"
    return [Route(address, show), Route(address, put_back, methods=["POST"])]


def render_report(
    preview: Preview, period: str, *, is_new: bool = False, last: int | None = None, wrong: str = ""
) -> str:
    """Return the report of an issue, with what became of the line that was asked for last; nothing without a report."""
    report = find_report(preview.root, period)
    if report is None:
        return ""
    name = name_period(find_wording(ENGLISH), parse_period(period), "north")
    return render_page(
        "panels/import_report.html",
        period=period,
        name=name,
        report=report,
        is_new=is_new,
        last=last,
        wrong=wrong,
    )


def _put_back(preview: Preview, period: str, number: int) -> Response:
    """Put a line back into the draft, and show the report with it."""
    report = find_report(preview.root, period)
    line = report.find_line(number) if report else None
    if report is None or line is None or not line.markdown:
        raise HTTPException(404)
    wrong = "" if number in report.put_back else _write_line(preview, period, report, line)
    if not wrong and number not in report.put_back:
        write_report(preview.root, period, report.model_copy(update={"put_back": (*report.put_back, number)}))
    return show_panel(render_report(preview, period, last=number, wrong=wrong), 422 if wrong else 200)


def _write_line(preview: Preview, period: str, report: KeptReport, line: KeptLine) -> str:
    """Write a line into the draft; return why that cannot be, or nothing."""
    try:
        write_first_valid(preview, period, lambda data: ([edit] for edit in list_edits(data, report, line)))
    except NoPlaceError:
        return "These words cannot be put back as they are. Copy them, and write them where they belong."
    except NewsletterError as error:
        return f"Nothing was put back: {error}"
    except OSError as error:
        return f"Nothing was put back, since the draft cannot be written: {error.strerror}."
    return ""
