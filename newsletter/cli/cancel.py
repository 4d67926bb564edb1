"""``newsletter cancel``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.console import show_json
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_follow_up
from newsletter.cli.terminal import say


@click.command()
@click.argument("issue", callback=check_issue)
@json_option
@root_option
def command(issue: str, root: Path | None, *, as_json: bool) -> None:
    """Cancel the scheduled send of ISSUE at the provider.

    Only the ledger is needed: the document may be broken or gone.
    """
    from newsletter.sending.cancel import cancel_send

    follow_up = open_follow_up(find_root(root), issue)
    event = cancel_send(follow_up.context, issue, follow_up.marker, now=follow_up.now)
    if as_json:
        show_json({"issue": issue, "cancelled": event.as_data()})
    else:
        say(f"{issue} is cancelled at {event.provider}: it is a draft again, and can be changed and sent.")
