"""``newsletter cancel``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.desk import open_sitting
from newsletter.cli.display import show_json
from newsletter.cli.publication import find_root


@click.command()
@click.argument("issue", callback=check_issue)
@json_option
@root_option
def command(issue: str, root: Path | None, *, as_json: bool) -> None:
    """Take back ISSUE, which a provider was told to send later."""
    from newsletter.sending.cancel import cancel_send

    sitting = open_sitting(find_root(root), issue)
    event = cancel_send(sitting.desk, issue, sitting.prepared.campaign.marker, now=sitting.now)
    if as_json:
        show_json({"issue": issue, "cancelled": event.as_data()})
    else:
        click.echo(f"{issue} is taken back from {event.provider}: it is a draft again, and may be changed and sent.")
