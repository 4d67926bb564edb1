"""``newsletter rules``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.arguments import json_option, root_option
from newsletter.cli.console import show_json, show_table
from newsletter.cli.publication import find_packs
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.checking.registry import Example, Rule

WIDEST = 110
"""Columns of an example that are shown; one that shows what is too long would fill the screen."""

MOST_LINES = 3
"""Lines of a file in an example that are shown; a whole dictionary explains nothing."""


@click.command()
@click.argument("rule", required=False)
@json_option
@root_option
def command(rule: str | None, root: Path | None, *, as_json: bool) -> None:
    """List the rules that issues are held to.

    With RULE, such as link.says-nothing, say why there is this rule, and show a bad and a good example.
    """
    from newsletter.checking import find_rules

    rules = find_rules(_find_packs(root))
    chosen = [_find_rule(rule, rules)] if rule else [rules[rule_id] for rule_id in sorted(rules)]
    if as_json:
        show_json([_describe(one) for one in chosen])
    elif rule:
        _explain(chosen[0])
    else:
        show_table(("Rule", "Severity", "Asked by", "Pack", "Waivable", "Why"), [_write_row(one) for one in chosen])


def _find_rule(rule_id: str, rules: Mapping[str, Rule[Any]]) -> Rule[Any]:
    from newsletter.parsing.document import shorten
    from newsletter.parsing.messages import suggest

    if rule_id not in rules:
        meant = suggest(rule_id, rules)
        hint = f"Did you mean {meant}?" if meant else "newsletter rules lists them all."
        raise click.BadParameter(f"unknown rule '{shorten(rule_id)}'. {hint}", param_hint="RULE")
    return rules[rule_id]


def _find_packs(root: Path | None) -> tuple[str, ...]:
    """Return the packs that the publication uses; none where it is broken and cannot say."""
    from newsletter.errors import ProblemsFoundError

    try:
        return find_packs(root)
    except ProblemsFoundError:
        return ()


def _write_row(rule: Rule[Any]) -> tuple[str, ...]:
    asked = "build, send, check" if rule.stage == "build" else "check"
    return (rule.id, rule.severity, asked, rule.pack or "", "yes" if rule.waivable else "no", rule.reason)


def _explain(rule: Rule[Any]) -> None:
    asked = "by build, send and check" if rule.stage == "build" else "by check alone"
    waivable = _WAIVING.format(rule.id) if rule.waivable else "Nobody can waive it."
    pack = f" From the pack {rule.pack}." if rule.pack else ""
    language = f" Texts in other languages than {rule.language} are kept from it." if rule.language else ""
    weight = _MEANINGS[rule.severity]
    say(f"{click.style(rule.id, bold=True)}: {weight}, asked {asked}.{pack}{language}\n\n{rule.reason}\n\n{waivable}")
    for title, example in (("Bad", rule.bad), ("Good", rule.good)):
        say(f"\n{click.style(title, bold=True)}\n\n{_show(example)}")


_MEANINGS = {
    "error": "an error",
    "unfinished": "a warning while the issue is a draft, an error once it is ready",
    "warning": "a warning",
}
_WAIVING = (
    "Where it does not hold, write in the issue, with the block's id: waivers: [{{rule: {}, block: …, reason: …}}]"
)


def _show(example: Example) -> str:
    """Write an example as a document has it, each line no wider than a window."""
    named = {"": example.issue, "# the issue before\n": example.earlier, "# newsletter.toml\n": example.publication}
    parts = [name + part.strip("\n") for name, part in named.items() if part.strip()]
    parts += [_show_file(name, content) for name, content in example.make_files().items()]
    lines = "\n\n".join(parts).replace("@@", "").splitlines()
    return "\n".join(f"    {line if len(line) <= WIDEST else line[:WIDEST] + ' …'}".rstrip() for line in lines)


def _show_file(name: str, content: bytes) -> str:
    """Write what a file holds, if that is text; how large it is, if it is a picture."""
    from newsletter.checking.analysis.images import measure_picture

    if size := measure_picture(content):
        return f"# {name}: {size[0]} pixels wide, {len(content):,} bytes"
    text = content.decode().strip()
    return f"# {name}\n{text}" if text.count("\n") < MOST_LINES else f"# {name}, {len(content):,} bytes"


def _describe(rule: Rule[Any]) -> dict[str, object]:
    return {
        "rule": rule.id,
        "weight": rule.severity,
        "asked_by": "build" if rule.stage == "build" else "check",
        "pack": rule.pack,
        "waivable": rule.waivable,
        "language": rule.language or None,
        "why": rule.reason,
        "bad": re.sub("@@", "", rule.bad.issue + rule.bad.publication),
        "good": rule.good.issue + rule.good.publication,
    }
