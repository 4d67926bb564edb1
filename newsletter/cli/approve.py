"""``newsletter approve``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_sessions, show_editions
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.rendering.campaign import Campaign
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
    from newsletter.sending.approving import approve_editions

    folder = find_root(root)
    editions = [session.prepared for session in open_sessions(folder, issue)]
    approved = approve_editions(folder, editions, by)
    described = [_show_given(one.policy, one.prepared.campaign, by, as_json=as_json) for one in approved]
    if as_json:
        show_editions(described)


def _show_given(policy: ApprovalPolicy, campaign: Campaign, by: str, *, as_json: bool) -> dict[str, Any]:
    from newsletter.sending.approvals import name_file

    digest = campaign.digest
    held, needed, warnings = policy.approved_by(digest), policy.approvals_needed, list(policy.warnings(digest))
    if as_json:
        data = {"issue": campaign.issue, "digest": digest, "approved_by": held, "needed": needed}
        return data | {"warnings": warnings}
    say(f"{by} approves {campaign.name} as it is now (digest {digest[:8]}).")
    say(f"Approved by {', '.join(held)}: {len(held)} of {needed} needed.")
    for warning in warnings:
        say(click.style(warning, fg="yellow"))
    say(f"Written to {name_file(campaign.issue, campaign.edition)}. Commit it with the issue.")
    return {}
