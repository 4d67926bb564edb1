"""``newsletter ledger``."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import show_editions, show_history
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.sending.history import History, LedgerEvent
    from newsletter.sending.ledger import Ledger

_EXPORT = "export"


def _check_what(context: click.Context, parameter: click.Parameter, given: str) -> str:
    return given if given == _EXPORT else check_issue(context, parameter, given) or ""


@click.command()
@click.argument("what", callback=_check_what, metavar="ISSUE|export")
@json_option
@root_option
def command(what: str, root: Path | None, *, as_json: bool) -> None:
    """Show what the ledger knows of an issue, such as 2024-01, or export every event as JSON lines.

    Nobody is asked and nothing is changed.
    """
    from newsletter.sending.ledger import open_ledger

    folder = find_root(root)
    ledger = open_ledger(folder, os.environ)
    if what == _EXPORT:
        _export(ledger)
    else:
        _show(ledger, folder, what, as_json=as_json)


def _show(ledger: Ledger, root: Path, issue: str, *, as_json: bool) -> None:
    from newsletter.sending.recall import find_histories

    histories = find_histories(ledger, root, issue)
    if as_json:
        show_editions([_describe(issue, history) for history in histories])
        return
    for history in histories:
        show_history(history)


def _describe(issue: str, history: History) -> dict[str, object]:
    return {"issue": issue, "standing": history.status, "history": [event.as_data() for event in history.events]}


def _export(ledger: Ledger) -> None:
    try:
        for event in ledger.export():
            say(json.dumps(_write_line(event)))
        sys.stdout.flush()
    except BrokenPipeError:  # who reads has seen enough, and Python must not try again at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write_line(event: LedgerEvent) -> dict[str, object]:
    actor = {"host": event.actor.host, "pid": event.actor.pid, "user": event.actor.user}
    return {"marker": event.marker} | event.as_data() | actor
