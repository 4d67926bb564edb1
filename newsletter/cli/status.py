"""``newsletter status``."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.arguments import check_issue, json_option, read_pause, root_option
from newsletter.cli.console import show_json, show_pairs, show_progress, show_table
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_follow_ups, show_editions, show_history
from newsletter.cli.terminal import say
from newsletter.documents.periods import is_period, parse_period
from newsletter.errors import SendRefusedError
from newsletter.languages.names import name_language

if TYPE_CHECKING:
    from newsletter.providers.base import RemoteCampaign
    from newsletter.sending.discrepancies import Discrepancy
    from newsletter.sending.opening import FollowUp
    from newsletter.sending.session import SendContext

_OVER = ("sent", "draft", "unknown")
_DIFFERS, _IN_DOUBT = 1, 3
"""Exit codes for a provider that contradicts the ledger."""


@click.command()
@click.argument("issue", required=False, callback=check_issue)
@click.option("--watch", is_flag=True, help="Keep asking until it is sent.")
@click.option(
    "--every", type=int, callback=read_pause, default=30, metavar="SECONDS", help="How often to ask; 30 if left out."
)
@json_option
@root_option
def command(issue: str | None, every: int, root: Path | None, *, watch: bool, as_json: bool) -> int:
    """Show what the ledger and the provider know about ISSUE; settle an unknown outcome if possible.

    Without ISSUE, list every issue in the ledger.
    """
    folder = find_root(root)
    if issue is None:
        if watch:
            raise click.UsageError("--watch follows one issue. Name it: newsletter status 2024-01 --watch")
        _show_all(folder, as_json=as_json)
        return 0
    codes, shown = [], list[dict[str, Any]]()
    for follow_up in open_follow_ups(folder, issue):
        code, described = _show_one(follow_up, issue, every if watch else None, as_json=as_json)
        codes.append(code)
        shown.append(described)
    if as_json:
        show_editions(shown)
    return max(codes)


def _show_all(root: Path, *, as_json: bool) -> None:
    from newsletter.loading import find_rhythm
    from newsletter.sending.history import group_by_campaign
    from newsletter.sending.ledger import open_ledger

    events = tuple(open_ledger(root, os.environ).export())
    periods = {parse_period(event.issue) for event in events if is_period(event.issue)}
    histories = group_by_campaign(events, find_rhythm(root, periods).hemisphere)
    rows = [(it.events[-1].name, it.status, it.effective_event) for it in histories if it.effective_event]
    if as_json:
        show_json([{"issue": name, "standing": status, "by": last.provider} for name, status, last in rows])
    elif rows:
        cells = ((name, status, last.provider, last.audience, last.when) for name, status, last in rows)
        show_table(("Issue", "Status", "Provider", "Audience", "Since"), cells)
    else:
        say("The ledger is empty: nothing was sent yet.")


def _show_one(follow_up: FollowUp, issue: str, every: int | None, *, as_json: bool) -> tuple[int, dict[str, Any]]:
    """Show the status of an edition; return the exit code, and the status as JSON."""
    from newsletter.sending.follow_up import ask_provider, report_send

    remote_campaign = ask_provider(follow_up)
    if every is not None and remote_campaign is not None:
        remote_campaign = _watch(follow_up, remote_campaign, every)
    report = report_send(follow_up, remote_campaign)
    history, discrepancies = report.history, report.discrepancies
    shown = _describe(remote_campaign) if remote_campaign else None
    events = [event.as_data() for event in history.events]
    told: dict[str, Any] = {"issue": issue, "standing": history.status, "provider": shown, "history": events}
    told |= {"drift": [it.message for it in discrepancies]}
    if not as_json:
        _show_language(follow_up)
        show_history(history)
        _show_remote_campaign(follow_up.context, remote_campaign)
        _show_discrepancies(discrepancies)
    return max((_IN_DOUBT if it.is_doubt else _DIFFERS for it in discrepancies), default=0), told


def _show_language(follow_up: FollowUp) -> None:
    """Print a heading where there are several editions."""
    if follow_up.language:
        say(click.style(f"{name_language(follow_up.language)} ({follow_up.language})", bold=True))


def _show_remote_campaign(context: SendContext, remote_campaign: RemoteCampaign | None) -> None:
    if remote_campaign is not None:
        say()
        show_pairs(
            {
                "At the provider": f"{context.provider.name}, {remote_campaign.id}",
                **_format_remote_campaign(remote_campaign),
            }
        )


def _show_discrepancies(discrepancies: tuple[Discrepancy, ...]) -> None:
    for it in discrepancies:
        say(f"\n{click.style('Warning:', fg='red', bold=True)} {it.message}")


def _watch(follow_up: FollowUp, remote_campaign: RemoteCampaign, every: int) -> RemoteCampaign:
    """Ask again and again, with a bar where the provider counts, until the send is over."""
    from newsletter.sending.reconcile import refresh

    context, marker = follow_up.context, follow_up.marker
    with show_progress("Sending") as advance:
        while remote_campaign.state not in _OVER:
            figures = remote_campaign.statistics
            advance(figures.sent or 0, figures.recipients or 0)
            time.sleep(every)
            now = refresh(context, marker, now=datetime.now(UTC))
            if now is None:
                raise SendRefusedError("The provider no longer has this issue.")
            remote_campaign = now
    return remote_campaign


def _format_remote_campaign(remote_campaign: RemoteCampaign) -> Mapping[str, str]:
    told = {"State": str(remote_campaign.state)}
    if remote_campaign.at is not None:
        told["At"] = f"{remote_campaign.at:%Y-%m-%d %H:%M %Z}"
    figures = {"Recipients": "recipients", "Sent": "sent", "Bounces": "bounces", "Unsubscribes": "unsubscribes"}
    counted = {name: getattr(remote_campaign.statistics, field) for name, field in figures.items()}
    return told | {name: str(count) for name, count in counted.items() if count is not None}


def _describe(remote_campaign: RemoteCampaign) -> dict[str, Any]:
    from newsletter.sending.plan import describe_remote_campaign

    return describe_remote_campaign(remote_campaign)
