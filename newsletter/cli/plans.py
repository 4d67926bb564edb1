"""Prints the plan of a send: what goes to whom and when, what blocks it, and what will be done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from newsletter.cli.console import show_pairs
from newsletter.cli.send_output import show_history
from newsletter.cli.terminal import clean_line, say

if TYPE_CHECKING:
    from newsletter.sending.plan import Plan


def show_plan(plan: Plan) -> None:
    """Print a plan."""
    from newsletter.sending.plan_words import describe_plan, format_step

    show_pairs(describe_plan(plan))
    if plan.found is not None:
        say(f"\n{plan.provider} has it already: {plan.found.state} as {clean_line(plan.found.id)}")
    if plan.history.events:
        say(click.style("\nWhat happened so far", bold=True))
        show_history(plan.history)
    if plan.warnings:
        say(click.style("\nBefore you send", bold=True))
    show_warnings(plan.warnings)
    if plan.steps:
        say(click.style("\nWhat will be done", bold=True))
    for number, step in enumerate(plan.steps, 1):
        say(f"{number}. {format_step(step, plan)}")
    say()


def show_warnings(warnings: Iterable[str]) -> None:
    """Print warnings, one a line."""
    for warning in warnings:
        say(click.style(clean_line(warning), fg="yellow"))
