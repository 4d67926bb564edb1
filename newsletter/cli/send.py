"""``newsletter send``."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.desk import Sitting, open_sitting, show_plan
from newsletter.cli.display import show_json
from newsletter.cli.publication import find_root
from newsletter.errors import SendRefusedError

if TYPE_CHECKING:
    from newsletter.sending.plan import Plan


@click.command()
@click.argument("issue", callback=check_issue)
@click.option("--dry-run", is_flag=True, help="Show the plan and do nothing.")
@click.option("--test", metavar="ADDRESS", help="Send to this address alone.")
@click.option("--yes", is_flag=True, help="Do not ask; for machines.")
@click.option("--was-sent/--was-not-sent", default=None, help="Settle an unknown outcome, after you have looked.")
@json_option
@root_option
def command(
    issue: str, test: str | None, root: Path | None, *, dry_run: bool, yes: bool, was_sent: bool | None, as_json: bool
) -> int:
    """Send ISSUE, such as 2024-01, once and only once.

    The plan is shown first, and you are asked. What was sent is not sent again.
    """
    chosen = [test is not None, dry_run, was_sent is not None]
    if sum(chosen) > 1:
        raise click.UsageError("--dry-run, --test and --was-sent exclude one another. Give one of them.")
    if as_json and not (yes or any(chosen)):
        raise click.UsageError("With --json nobody can be asked: add --dry-run, or --yes to send.")
    sitting = open_sitting(find_root(root), issue)
    if was_sent is not None:
        return _settle(sitting, was_sent=was_sent, as_json=as_json)
    if test is not None:
        return _send_test(sitting, test, as_json=as_json)
    return _send(sitting, dry_run=dry_run, yes=yes, as_json=as_json)


def _settle(sitting: Sitting, *, was_sent: bool, as_json: bool) -> int:
    from newsletter.sending.reconcile import resolve_unknown

    resolve_unknown(sitting.desk, sitting.prepared.campaign.marker, was_sent=was_sent, now=sitting.now)
    if as_json:
        show_json({"issue": sitting.prepared.campaign.issue, "was_sent": was_sent})
    else:
        click.echo("Recorded: it was sent." if was_sent else "Recorded: it was not sent, and may be sent now.")
    return 0


def _send_test(sitting: Sitting, address: str, *, as_json: bool) -> int:
    from newsletter.sending.trial import send_test

    receipt = send_test(sitting.desk, sitting.prepared.campaign, [address], now=sitting.now)
    if as_json:
        show_json({"test": address, "receipt": asdict(receipt)})
    else:
        click.echo(f"Test sent to {address} alone: {receipt.detail}")
    return 0


def _send(sitting: Sitting, *, dry_run: bool, yes: bool, as_json: bool) -> int:
    from newsletter.sending.apply import apply_plan
    from newsletter.sending.plan import plan_send

    plan = plan_send(sitting.desk, sitting.prepared.campaign, sitting.prepared.findings, now=sitting.now)
    if not as_json:
        show_plan(plan)
    if dry_run or not plan.may_go:
        return _stop(plan, as_json=as_json)
    if not yes:
        _ask(plan)
    receipt = apply_plan(sitting.desk, plan, now=datetime.now(UTC))  # whoever was asked may have taken an hour
    if as_json:
        show_json(plan.as_data() | {"receipt": asdict(receipt)})
    else:
        click.echo(click.style(f"Sent to {plan.audience.name}: {receipt.detail}", fg="green"))
    return 0


def _stop(plan: Plan, *, as_json: bool) -> int:
    if as_json:
        show_json(plan.as_data())
    else:
        for reason in plan.judgement.reasons:
            click.echo(reason)
    return plan.judgement.exit_code


def _ask(plan: Plan) -> None:
    """Have the operator type the issue's name, so that nobody sends by habit."""
    if not os.isatty(0):
        raise click.UsageError("There is nobody to ask here. Add --yes to send, or --dry-run to look.")
    issue = plan.campaign.issue
    typed = click.prompt(f"Send to {plan.audience.name}? Type {issue} to send", default="", show_default=False)
    if typed.strip() != issue:
        raise SendRefusedError(f"That is not {issue}. Nothing was sent.")
