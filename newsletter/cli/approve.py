"""``newsletter approve``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.desk import open_sitting
from newsletter.cli.display import show_json
from newsletter.cli.publication import find_root
from newsletter.errors import SendRefusedError


@click.command()
@click.argument("issue", callback=check_issue)
@click.option("--by", required=True, metavar="NAME", help="Who approves it.")
@json_option
@root_option
def command(issue: str, by: str, root: Path | None, *, as_json: bool) -> None:
    """Approve exactly what readers of ISSUE would get now.

    The approval is written beside the issue. Whoever changes a letter afterwards makes it void.
    """
    from newsletter.sending.approving import approve
    from newsletter.sending.gate import Gate

    folder = find_root(root)
    prepared = open_sitting(folder, issue).prepared
    if prepared.findings.blockers:
        raise SendRefusedError("\n".join([f"{issue} cannot be approved yet.", *prepared.findings.blockers]))
    approvals = approve(folder, prepared.campaign, by, at=datetime.now(UTC))
    held = Gate(approvals=approvals).approved_by(prepared.campaign.digest)
    needed = prepared.findings.gate.approvals_needed
    if as_json:
        show_json({"issue": issue, "digest": prepared.campaign.digest, "approved_by": held, "needed": needed})
        return
    click.echo(f"{by} approves {issue} as it is now (digest {prepared.campaign.digest[:8]}).")
    click.echo(f"Approved by {', '.join(held)}: {len(held)} of {needed} needed.")
    click.echo(f"Written to issues/{issue}.approvals.yaml. Keep it there: it belongs to the issue.")
