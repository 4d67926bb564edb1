"""``newsletter status``."""

from __future__ import annotations

from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.desk import open_sitting, show_history
from newsletter.cli.display import show_json
from newsletter.cli.publication import find_root


@click.command()
@click.argument("issue", callback=check_issue)
@json_option
@root_option
def command(issue: str, root: Path | None, *, as_json: bool) -> None:
    """Show what the ledger knows of ISSUE, and settle an unknown outcome if the provider can tell."""
    from newsletter.sending.reconcile import reconcile

    sitting = open_sitting(find_root(root), issue)
    history = reconcile(sitting.desk, sitting.prepared.campaign.marker, now=sitting.now)
    if as_json:
        show_json({"issue": issue, "standing": history.standing, "history": [e.as_data() for e in history.events]})
    else:
        show_history(history)
