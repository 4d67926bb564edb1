"""The Nu HTML checker, and what it says that we mean to have: each with the reason for it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

from scripts.judges import Judges

_CHANGES = "The “(table|rowgroup|row|cell|columnheader|rowheader)” role is unnecessary"
_ROLES = "The “role” attribute must not be used on a “t[dhr]” element which has a “table” ancestor"

OF_PAGES = (
    "Trailing slash on void elements",  # XHTML style, which fragments shared with the e-mail need
    "(external stylesheet|external script|image) .* blocked by",  # in a file there is no 'self' for a policy to name
    "Inline script violates Content Security Policy",  # it holds data, which no browser runs: find_faults looks
    _CHANGES,  # on a phone the rows of a table are blocks, and then browsers forget that it is one
    _ROLES,
)

OF_MAILS = (
    *OF_PAGES,
    "“(align|valign|width|height|bgcolor|border|cellpadding|cellspacing)” attribute on the .* is obsolete",
    "“type” attribute for the “style” element",  # mrml's; without it some programs ignore the style block
    "CSS: “(mso-[a-z-]+|supported-color-schemes)”",  # Outlook's properties, and Apple Mail's for a dark scheme
    "Attribute “xmlns:[vo]” not allowed",  # Outlook's drawings
)
"""Outlook on Windows lays out tables by their attributes, and knows little of CSS."""


def find_faults(judged: Judges, folder: Path, meant: tuple[str, ...]) -> str:
    """Return what the checker says of every page, style sheet and drawing below a folder, but for what is meant."""
    options = ("--skip-non-html", "--also-check-css", "--also-check-svg", "--format", "gnu")
    harmless = ("--filterpattern", f".*({'|'.join(meant)}).*")
    ran = call(judged.java, "-jar", judged.packages / "vnu-jar/build/dist/vnu.jar", *options, *harmless, folder)
    assert {script for path in folder.rglob("*.html") for script in _find_inline_scripts(path)} <= {_DATA}
    assert list(folder.rglob("*.html"))
    assert (ran.returncode == 0) is (ran.stderr == ""), ran.stderr
    return ran.stderr


_DATA = '<script type="application/ld+json">'
"""Such a script is a data block (HTML, 4.12.1), to which no policy applies."""


def _find_inline_scripts(page: Path) -> list[str]:
    """Return the opening tags of scripts that are in a page itself."""
    tags = re.findall(r"(?i)<script\b[^>]*>", page.read_text(encoding="utf-8"))
    return [tag for tag in tags if " src=" not in tag]


def call(*command: str | Path, **more: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401  # what subprocess.run takes
    """Run a validator, and keep what it says."""
    surroundings = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    return subprocess.run(  # noqa: S603  # pinned programs, on files of our own
        list(map(str, command)), capture_output=True, text=True, timeout=300, check=False, env=surroundings, **more
    )
