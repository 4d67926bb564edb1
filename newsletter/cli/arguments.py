"""Arguments and options that commands share: an issue, a day, a folder, a number. Refuses invalid ones."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from newsletter.cli.console import WANTS_DATA
from newsletter.cli.publication import FILE
from newsletter.documents.periods import PeriodError, parse_period
from newsletter.parsing.document import shorten

HIGHEST_PORT = 65_535

_YEARS = range(1900, 2200)
_DAY = 86_400  # seconds


def check_issue(_context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """Accept a period and nothing else: it becomes a file name."""
    if given is None:
        return None
    try:
        return str(parse_period(given))
    except PeriodError as error:
        message = error.message if error.is_written else f"'{shorten(given)}' is not an issue"
        place = "ISSUE" if isinstance(parameter, click.Argument) else parameter.opts
        raise click.BadParameter(f"{message}. {error.hint}", param_hint=place) from None


def check_issues(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Accept periods, each of them once."""
    return tuple(dict.fromkeys(str(check_issue(context, parameter, one)) for one in given))


def read_day(_context: click.Context, _parameter: click.Parameter, given: str | None) -> date | None:
    """Read a day in the form of ISO 8601."""
    try:
        day = date.fromisoformat(given) if given is not None else None
    except ValueError:
        raise click.BadParameter(f"'{shorten(given or '')}' is not a date. Write it like 2024-01-31.") from None
    if day is not None and day.year not in _YEARS:
        raise click.BadParameter(f"'{given}' is in an impossible year. Check the year.")
    return day


def find_today() -> date:
    """Return the day it is where the operator is."""
    return datetime.now().astimezone().date()


def read_folder(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Path | None:
    """Read a folder's name; an empty one is an unset variable, not the current folder."""
    if given == "":
        raise click.BadParameter("This is empty. Name a folder.")
    return None if given is None else Path(given)


def read_count(_context: click.Context, _parameter: click.Parameter, given: int | None) -> int | None:
    """Accept a positive number."""
    if given is not None and given < 1:
        raise click.BadParameter("This must be 1 or more.")
    return given


def read_pause(context: click.Context, parameter: click.Parameter, given: int | None) -> int | None:
    """Accept a number of seconds, up to a day."""
    if given is not None and given > _DAY:
        raise click.BadParameter(f"That is longer than a day. Give {_DAY} seconds at most.")
    return read_count(context, parameter, given)


def check_port(_context: click.Context, _parameter: click.Parameter, given: int | None) -> int | None:
    """Accept a port number."""
    if given is not None and not 0 <= given <= HIGHEST_PORT:
        raise click.BadParameter(f"'{given}' is not a port. Give a number from 0 to {HIGHEST_PORT}.")
    return given


def read_file_name(_context: click.Context, _parameter: click.Parameter, given: str | None) -> Path | None:
    """Read a file name, which may be -; an empty one is an unset variable."""
    if given is not None and (not given or "\0" in given):
        raise click.BadParameter("This is empty. Name a file." if not given else "This cannot be a file name.")
    return None if given is None else Path(given)


def _remember(context: click.Context, _parameter: click.Parameter, given: bool) -> bool:  # noqa: FBT001  # click hands it over by position
    context.meta[WANTS_DATA] = given
    return given


FOLDER = click.Path(file_okay=False)

root_option = click.option(
    "--root",
    type=FOLDER,
    callback=read_folder,
    help=f"The publication's folder [default: the nearest one upwards with a {FILE}].",
)
json_option = click.option("--json", "as_json", is_flag=True, callback=_remember, help="Print JSON for programs.")
