"""``newsletter cancel``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_follow_ups, show_editions
from newsletter.cli.terminal import say


@click.command()
@click.argument("issue", callback=check_issue)
@json_option
@root_option
def command(issue: str, root: Path | None, *, as_json: bool) -> None:
    """Cancel the scheduled send of ISSUE at the provider, in each language that is scheduled.

    Only the ledger is needed: the document may be broken or gone.
    """
    from newsletter.sending.follow_up import cancel_editions

    events = cancel_editions(open_follow_ups(find_root(root), issue), issue)
    if as_json:
        show_editions([{"issue": issue, "cancelled": event.as_data()} for event in events])
        return
    for event in events:
        say(f"{event.name} is cancelled at {event.provider}: it is a draft again, and can be changed and sent.")
