"""``newsletter send``."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.arguments import check_issue, json_option, read_count, root_option
from newsletter.cli.console import show_json
from newsletter.cli.plans import show_plan, show_warnings
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_follow_ups, open_sessions, show_editions
from newsletter.cli.terminal import ask, say
from newsletter.errors import NewsletterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.sending.editions import Planned, Sent
    from newsletter.sending.opening import SendSession
    from newsletter.sending.options import SendOptions
    from newsletter.sending.plan import Plan


class _TimeOption(click.Option):
    """An option whose help says by which clock a time is meant: the publication's."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0], f"{record[1]} by the publication's clock{_name_zone(ctx.params.get('root'))}.")


def _name_zone(root: Path | None) -> str:
    from newsletter.loading import load_publication

    with suppress(NewsletterError):
        return f", which is that of {load_publication(find_root(root)).publication.zone.key}"
    return ""


@click.command()
@click.argument("issue", callback=check_issue)
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--dry-run", is_flag=True, help="Show the plan and do nothing.")
@click.option("--online", is_flag=True, help="With --dry-run: also look whether page, pictures and links are there.")
@click.option("--test", is_flag=True, help="Send to the addresses that follow, and to them alone.")
@click.option("--at", "at", cls=_TimeOption, metavar="TIME", help="Schedule it for this time (2024-02-01T09:00)")
@click.option("--yes", is_flag=True, help="Do not ask; for machines.")
@click.option("--first-send", is_flag=True, help="With --yes: confirm that this publication was never sent before.")
@click.option(
    "--audience-size-max", type=int, callback=read_count, metavar="N", help="Refuse to send to more than N readers."
)
@click.option("--was-sent/--was-not-sent", default=None, help="Settle an unknown outcome after checking it yourself.")
@click.option("--language", metavar="TAG", help="With --was-sent or --was-not-sent: which of several editions.")
@json_option
@root_option
def command(
    issue: str,
    addresses: tuple[str, ...],
    at: str | None,
    audience_size_max: int | None,
    root: Path | None,
    *,
    dry_run: bool,
    online: bool,
    test: bool,
    yes: bool,
    first_send: bool,
    was_sent: bool | None,
    language: str | None,
    as_json: bool,
) -> int:
    """Send ISSUE, such as 2024-01, exactly once.

    The plan is shown first, and you are asked to confirm. An issue that was sent is never sent again. Where each
    language has an e-mail of its own, all of them go out together.
    """
    _check_usage([test, dry_run, was_sent is not None], addresses, yes=yes, as_json=as_json)
    if was_sent is not None:
        return _settle(find_root(root), issue, language, was_sent=was_sent, as_json=as_json)
    sessions = _open(find_root(root), issue, is_dry=dry_run, is_online=online)
    if test:
        return _send_tests(sessions, addresses, as_json=as_json)
    options = _read_options(sessions[0], at, audience_size_max, yes=yes, is_first=first_send)
    return _plan_and_send(sessions, options, is_dry=dry_run, as_json=as_json)


def _plan_and_send(sessions: Sequence[SendSession], options: SendOptions, *, is_dry: bool, as_json: bool) -> int:
    """Show the plan of each edition; then, if it is not only to be shown, ask, and send what was not sent before."""
    from newsletter.sending.editions import find_left, list_reasons

    planned = _plan(sessions, options, as_json=as_json)
    left, yes = find_left(planned), options.is_unattended
    if is_dry or not left:
        return _stop(planned, as_json=as_json)
    if not as_json:
        show_warnings(list_reasons(planned))  # of those sent before
    for one in left:
        _require_maximum(one.plan, options.audience_size_max, yes=yes)
    _ask(left, yes=yes)
    return _send(left, as_json=as_json)


def _check_usage(chosen: list[bool], addresses: tuple[str, ...], *, yes: bool, as_json: bool) -> None:
    if as_json and not (yes or any(chosen)):
        raise click.UsageError("With --json there is no prompt: add --dry-run, or --yes to send.")
    if sum(chosen) > 1:
        raise click.UsageError("--dry-run, --test and --was-sent exclude one another. Give one of them.")
    _check_addresses(addresses, test=chosen[0])


def _check_addresses(addresses: tuple[str, ...], *, test: bool) -> None:
    if test and not addresses:
        raise click.UsageError("--test needs an address: --test you@example.org")
    if addresses and not test:
        raise click.UsageError(
            f"'{addresses[0]}' is not expected here. To send a test to that address, put --test before it."
        )


def _settle(root: Path, issue: str, language: str | None, *, was_sent: bool, as_json: bool) -> int:
    from newsletter.sending.reconcile import resolve_unknown

    follow_ups = open_follow_ups(root, issue, language)
    if len(follow_ups) > 1:
        tags = " or ".join(f"--language {one.language}" for one in follow_ups)
        raise click.UsageError(f"{issue} has several editions. Say which one is meant: {tags}")
    (follow_up,) = follow_ups
    resolve_unknown(follow_up.context, follow_up.marker, was_sent=was_sent, now=follow_up.now)
    if as_json:
        show_json({"issue": issue, "was_sent": was_sent})
    else:
        say("Recorded: it was sent." if was_sent else "Recorded: it was not sent, and can be sent now.")
    return 0


def _send_tests(sessions: Sequence[SendSession], addresses: tuple[str, ...], *, as_json: bool) -> int:
    """Send a test of each edition."""
    described = [_send_test(session, addresses, as_json=as_json) for session in sessions]
    if as_json:
        show_editions(described)
    return 0


def _send_test(session: SendSession, addresses: tuple[str, ...], *, as_json: bool) -> dict[str, Any]:
    from newsletter.rendering.message import check_address
    from newsletter.sending.live import WEB
    from newsletter.sending.test_send import send_test

    people = tuple(dict.fromkeys(map(check_address, addresses)))
    receipt = send_test(session.context, session.prepared.campaign, people, now=session.now)
    live = session.make_live_check(is_kept=True).run()
    if not as_json:
        show_warnings(str(fault) for fault in live.faults if fault.what != WEB)
        say(f"Test sent to {', '.join(people)} alone: {receipt.detail}")
    return {"test": list(people), "receipt": asdict(receipt), "live": live.as_data()}


def _open(root: Path, issue: str, *, is_dry: bool, is_online: bool) -> tuple[SendSession, ...]:
    """Open a session for each edition, whose plan looks at the web once nothing at the ledger or provider stops it."""
    sessions = open_sessions(root, issue)
    if is_dry and not is_online:
        return sessions
    return tuple(session.look_at_web(is_kept=not is_dry) for session in sessions)


def _read_options(session: SendSession, at: str | None, most: int | None, *, yes: bool, is_first: bool) -> SendOptions:
    from newsletter.sending.options import SendOptions, read_time

    time = read_time(at, session.prepared.publication.zone) if at is not None else None
    return SendOptions(time, most, is_unattended=yes, is_first=is_first)


def _plan(sessions: Sequence[SendSession], options: SendOptions, *, as_json: bool) -> tuple[Planned, ...]:
    from newsletter.sending.editions import plan_editions

    planned = plan_editions(sessions, options)
    for one in () if as_json else planned:
        show_plan(one.plan)
    return planned


def _send(left: Sequence[Planned], *, as_json: bool) -> int:
    """Send each edition, and print its receipt at once."""
    from newsletter.sending.editions import send_editions

    now = datetime.now(UTC)  # confirming may have taken an hour
    described = [_show_sent(sent, as_json=as_json) for sent in send_editions(left, now=now)]
    if as_json:
        show_editions(described)
    return 0


def _show_sent(sent: Sent, *, as_json: bool) -> dict[str, Any]:
    plan, recorded = sent.plan, sent.recorded
    if not as_json:
        what = f"Sent to {plan.audience.name}" if plan.at is None else f"Scheduled for {plan.audience.name}"
        edition = f" ({plan.campaign.edition})" if plan.campaign.edition else ""
        say(click.style(f"{what}{edition}: {sent.receipt.detail}", fg="green"))
        show_warnings([recorded] if recorded else [])
    return plan.as_data() | {"receipt": asdict(sent.receipt), "recorded": recorded or None}


def _stop(planned: Sequence[Planned], *, as_json: bool) -> int:
    from newsletter.sending.editions import list_reasons
    from newsletter.sending.session import Outcome

    plans = [one.plan for one in planned]
    if as_json:
        show_editions([plan.as_data() for plan in plans])
    else:
        for reason in list_reasons(planned):
            say(reason)
        if any(plan.decision.outcome is Outcome.REFUSED for plan in plans):
            say("Nothing was sent.")
    return max(plan.decision.exit_code for plan in plans)


def _require_maximum(plan: Plan, audience_size_max: int | None, *, yes: bool) -> None:
    """Require a limit on readers from a machine, which reads no plan."""
    if yes and plan.audience.size is not None and audience_size_max is None:
        raise click.UsageError(
            f"With --yes no one sees that this reaches {plan.audience.size} readers. "
            f"Set a maximum: --audience-size-max {plan.audience.size}"
        )


def _ask(left: Sequence[Planned], *, yes: bool) -> None:
    """Have the operator type the issue's name, so that no one sends by habit."""
    from newsletter.sending.editions import format_audiences, require_typed

    if yes:
        return
    if not os.isatty(0):
        raise click.UsageError(
            "This is not a terminal, so the send cannot be confirmed. Add --yes to send, or --dry-run to look."
        )
    issue = left[0].plan.campaign.issue
    require_typed(ask(f"Send to {format_audiences(left)}? Type {issue} to send"), issue)
