"""``newsletter doctor --self``: what is installed, and where. Needed by anyone who reports a fault."""

from __future__ import annotations

import platform
from typing import Any

from newsletter import __version__
from newsletter.cli.console import show_json, show_pairs, show_table
from newsletter.cli.terminal import say


def show_installation(*, as_json: bool) -> None:
    """Say what is installed; ask nothing of the network, and nothing of a publication."""
    described = describe_installation()
    if as_json:
        show_json(described)
        return
    show_pairs(
        {name.capitalize(): _write(value) for name, value in described.items() if name not in {"extras", "broken"}}
    )
    say()
    show_table(("Extra", "Library", "Version"), _list_rows(described["extras"]))
    for name, extra in described["extras"].items():
        if extra["install"]:
            say(f"To add {name}: {extra['install']}")
    for fault in described["broken"]:
        say(fault)


def describe_installation() -> dict[str, Any]:
    """Return the versions, the places and the parts of this installation, as JSON can hold them."""
    from newsletter.documents.packs import list_packs
    from newsletter.installation import EXTRAS, PACKAGE, find_templates
    from newsletter.outputs import find_outputs
    from newsletter.plugins import Group, list_plugins
    from newsletter.providers import provider_names

    return {
        "newsletter": __version__,
        "python": f"{platform.python_version()} on {platform.system()} ({platform.machine()})",
        "program": str(PACKAGE),
        "templates": str(find_templates()),
        "extras": {extra: _describe_extra(extra) for extra in EXTRAS},
        "providers": sorted({*provider_names(), *list_plugins(Group.PROVIDERS)}),
        "outputs": sorted({*find_outputs(), *list_plugins(Group.OUTPUTS)}),
        "packs": list(list_packs()),
        "broken": _find_broken(),
    }


def _find_broken() -> list[str]:
    """Import every plug-in, and say which cannot be used, and why."""
    from newsletter.documents.packs import find_pack, list_own_packs
    from newsletter.outputs import find_output, find_outputs
    from newsletter.plugins import Group, find_broken
    from newsletter.providers import find_provider, provider_names

    return [
        *find_broken(Group.PACKS, list_own_packs(), find_pack),
        *find_broken(Group.PROVIDERS, provider_names(), find_provider),
        *find_broken(Group.OUTPUTS, find_outputs(), find_output),
    ]


def _describe_extra(extra: str) -> dict[str, Any]:
    from newsletter.installation import EXTRAS, find_missing, find_version, format_install_command

    missing = find_missing(extra)
    libraries = {name: None if name in missing else find_version(name) for name in EXTRAS[extra].values()}
    return {"libraries": libraries, "install": format_install_command(extra) if missing else None}


def _list_rows(extras: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (extra, library, version or "not installed")
        for extra, described in extras.items()
        for library, version in described["libraries"].items()
    ]


def _write(value: str | list[str]) -> str:
    return value if isinstance(value, str) else ", ".join(value)
