"""Where other machines can install this program from: read from the installation (PEP 610), or given by the user."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution

from newsletter.installation import DISTRIBUTION, find_origin

EXAMPLES = f"git+https://github.com/OWNER/REPOSITORY@COMMIT, https://example.org/PACKAGE.whl or {DISTRIBUTION}==VERSION"
"""The forms of a source, as the user types them."""

_PATH = r"[A-Za-z0-9.-]+(?::\d+)?/[A-Za-z0-9._~/%+-]+"
_ADDRESS = re.compile(
    rf"git\+https://{_PATH}@[A-Za-z0-9._/-]+|https://{_PATH}\.(?:whl|zip|tar\.gz)(?:#sha256=[0-9a-f]{{64}})?"
)
_RELEASE = re.compile(rf"(?:{DISTRIBUTION})?==[A-Za-z0-9.!+]+")


def read_tool_source(given: str) -> str | None:
    """Return the line of a requirements file that installs the program from the given source; None if it is not valid.

    A source names one version and is available to every machine: not a local folder or file, and not a URL with a
    password. The line includes every extra, so that a publication may use any mailing service.
    """
    if _ADDRESS.fullmatch(given):
        return f"{DISTRIBUTION}[all] @ {given}"
    if _RELEASE.fullmatch(given):
        return f"{DISTRIBUTION}[all]=={given.partition('==')[2]}"
    return None


def find_tool_source() -> str | None:
    """Return the line of a requirements file that installs the same program; None if only this machine has it."""
    try:
        installed = distribution(DISTRIBUTION)
    except PackageNotFoundError:  # a checkout that is not installed
        return None
    return read_tool_source(find_origin() or f"=={installed.version}") if installed.read_text("WHEEL") else None
