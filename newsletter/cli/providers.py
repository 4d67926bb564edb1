"""``newsletter providers``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.arguments import json_option, root_option
from newsletter.cli.console import show_json, show_table
from newsletter.cli.publication import find_root
from newsletter.cli.send_output import open_session
from newsletter.cli.terminal import say
from newsletter.errors import NewsletterError, PluginError, SendRefusedError

if TYPE_CHECKING:
    from newsletter.providers.base import Provider

_HEADINGS = ("Provider", "Own text", "Tests go to", "Can wait", "Remembers", "Needs from the environment")


@click.command()
@click.argument("action", type=click.Choice(["list", "check"]), default="list", metavar="[check]")
@json_option
@root_option
def command(action: str, root: Path | None, *, as_json: bool) -> int:
    """List the mailing services and their capabilities.

    With check, ask the service in newsletter.toml: are the key, the sender and the audience accepted?
    """
    if action == "check":
        return _check(find_root(root), as_json=as_json)
    from newsletter.plugins import Group, list_plugins
    from newsletter.providers import find_provider, load_providers, provider_names

    kinds, broken = list(load_providers()), []
    for name in (name for name in list_plugins(Group.PROVIDERS) if name not in provider_names()):
        try:
            kinds.append(find_provider(name))
        except PluginError as error:
            broken.append(str(error))
    described = [_describe(kind) for kind in kinds]
    if as_json:
        show_json(described)
    else:
        show_table(_HEADINGS, (_format_row(row) for row in described))
        _show_missing(described)
    for fault in broken:
        say(fault, err=True)
    return 0


def _show_missing(described: list[dict[str, Any]]) -> None:
    """Say which providers cannot send yet, and the command to type."""
    from newsletter.installation import find_missing, format_install_command

    for extra in sorted({row["extra"] for row in described if row["extra"]}):
        if missing := find_missing(extra):
            names = ", ".join(row["name"] for row in described if row["extra"] == extra)
            say(f"To use {names}, install {', '.join(missing)}: {format_install_command(extra)}")


def _describe(kind: type[Provider[Any]]) -> dict[str, Any]:
    return {
        "name": kind.name,
        **kind.capabilities.as_data(),
        "environment": list(kind.secrets),
        "extra": kind.extra or None,
        "options": {name: field.description or "" for name, field in kind.options_type.model_fields.items()},
    }


def _format_row(row: dict[str, Any]) -> tuple[str, ...]:
    whom = {"any": "anyone", "subscribers": "subscribers", "none": "no one"}[row["test_send"]]
    step = row["schedule_step"]
    wait = "no" if step is None else "to the minute" if step == 1 else f"every {step} minutes"
    own, remembers = ("yes" if row[name] else "no" for name in ("own_text", "remembers"))
    return (row["name"], own, whom, wait, remembers, ", ".join(row["environment"]) or "nothing")


def _check(root: Path, *, as_json: bool) -> int:
    """Ask with the newest issue: problems may depend on its content."""
    from newsletter.sending.blockers import find_secret_blockers, format_server

    session = open_session(root, _find_newest(root))
    provider, campaign = session.context.provider, session.prepared.campaign
    faults, audience = list(find_secret_blockers(provider)), None
    if not faults:
        faults = list(provider.preflight(campaign))
        audience = _find_audience(provider)
    server = format_server(provider)
    if as_json:
        show_json({"provider": provider.name, "server": server or None, "audience": audience, "faults": faults})
    else:
        key = f" The key goes to {server}." if server else ""
        for fault in faults or [f"{provider.name} accepts {campaign.sender.email} as the sender, to {audience}.{key}"]:
            say(fault)
    return 1 if faults else 0


def _find_audience(provider: Provider[Any]) -> str | None:
    try:
        audience = provider.audience()
    except NewsletterError:
        return None  # a fault says why
    return audience.name if audience.size is None else f"{audience.name} ({audience.size} readers)"


def _find_newest(root: Path) -> str:
    from newsletter.loading import find_issue_names

    names = find_issue_names(root)
    if not names:
        raise SendRefusedError("There are no issues yet, and this check needs one. Create one: newsletter new")
    return Path(names[-1]).stem
