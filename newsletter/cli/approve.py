"""``newsletter approve``."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.console import show_json
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_session
from newsletter.cli.terminal import say
from newsletter.errors import SendRefusedError

if TYPE_CHECKING:
    from newsletter.sending.approvals import ApprovalPolicy


@click.command()
@click.argument("issue", callback=check_issue)
@click.option("--by", required=True, metavar="NAME", help="The name of the person who approves it.")
@json_option
@root_option
def command(issue: str, by: str, root: Path | None, *, as_json: bool) -> None:
    """Approve exactly what readers of ISSUE would get now.

    The approval is written beside the issue. Any later change makes it void.
    """
    from newsletter.sending.approvals import approve

    folder = find_root(root)
    prepared = open_session(folder, issue).prepared
    if prepared.readiness.blockers:
        raise SendRefusedError("\n".join([f"{issue} cannot be approved yet.", *prepared.readiness.blockers]))
    approvals = approve(folder, prepared.campaign, by, at=datetime.now(UTC))
    given = replace(prepared.readiness.policy, approvals=approvals)
    _show_given(given, issue, prepared.campaign.digest, by, as_json=as_json)


def _show_given(policy: ApprovalPolicy, issue: str, digest: str, by: str, *, as_json: bool) -> None:
    held, needed, warnings = policy.approved_by(digest), policy.approvals_needed, list(policy.warnings(digest))
    if as_json:
        data = {"issue": issue, "digest": digest, "approved_by": held, "needed": needed}
        show_json(data | {"warnings": warnings})
        return
    say(f"{by} approves {issue} as it is now (digest {digest[:8]}).")
    say(f"Approved by {', '.join(held)}: {len(held)} of {needed} needed.")
    for warning in warnings:
        say(click.style(warning, fg="yellow"))
    say(f"Written to issues/{issue}.approvals.yaml. Commit it with the issue.")
