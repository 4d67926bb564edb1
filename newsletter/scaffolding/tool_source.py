"""Where another machine can install this program from: read from the installation (PEP 610), or given by a person."""

from __future__ import annotations

import json
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import Any

PACKAGE = "newsletter-publisher"

EXAMPLES = f"git+https://github.com/OWNER/REPOSITORY@COMMIT, https://example.org/PACKAGE.whl or {PACKAGE}==VERSION"
"""The forms that a source has, as a person types them."""

_PATH = r"[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/%+-]+"
_ADDRESS = re.compile(
    rf"git\+https://{_PATH}@[A-Za-z0-9._/-]+|https://{_PATH}\.(?:whl|zip|tar\.gz)(?:#sha256=[0-9a-f]{{64}})?"
)
_RELEASE = re.compile(rf"(?:{PACKAGE})?==[A-Za-z0-9.!+]+")


def read_tool_source(given: str) -> str | None:
    """Return the line of a requirements file that installs the program from what a person gave; None if none does.

    A source names one version and is open to every machine: a folder, a file and an address that holds a password are
    none. The line asks for every extra, so that a publication may use any mailing service.
    """
    if _ADDRESS.fullmatch(given):
        return f"{PACKAGE}[all] @ {given}"
    if _RELEASE.fullmatch(given):
        return f"{PACKAGE}[all]=={given.partition('==')[2]}"
    return None


def find_tool_source() -> str | None:
    """Return the line of a requirements file that installs what is installed here; None if it came from this machine.

    Python packaging records the origin as ``direct_url.json`` (PEP 610), and nothing for what an index provided.
    """
    try:
        installed = distribution(PACKAGE)
    except PackageNotFoundError:  # a checkout that runs as it is
        return None
    return _read_origin(installed) if installed.read_text("WHEEL") else None


def _read_origin(installed: Distribution) -> str | None:
    written = installed.read_text("direct_url.json")
    if written is None:
        return read_tool_source(f"=={installed.version}")
    origin: dict[str, Any] = json.loads(written)
    url, vcs, archive = origin.get("url", ""), origin.get("vcs_info"), origin.get("archive_info")
    if vcs:
        return read_tool_source(f"{vcs.get('vcs')}+{url}@{vcs.get('commit_id', '')}")
    if archive is None:
        return None  # a folder
    sha256 = archive.get("hashes", {}).get("sha256")
    return read_tool_source(f"{url}#sha256={sha256}" if sha256 else url)
