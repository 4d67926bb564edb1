"""A proof: one file with an issue as readers would get it, which loads nothing, and with a form for comments.

It can be read without a script. Its one script, known to its policy by its hash (CSP 3, 6.7.3.4), makes a file of the
comments; without it there are lines to copy into an e-mail.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from datetime import datetime
from functools import cache
from pathlib import Path

from markupsafe import Markup

from newsletter.documents.dates import name_weekday
from newsletter.languages.names import name_language
from newsletter.preview.frames import PAGES, render_page
from newsletter.preview.proofs.comments import format_template
from newsletter.preview.proofs.records import ProofRecord
from newsletter.preview.proofs.versions import FrozenIssue

_FOLDER = PAGES / "proofs"
_SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"


def render_proof(issue: FrozenIssue, proof: ProofRecord) -> str:
    """Return a proof of an issue as HTML."""
    script, style = _read("proof.js"), _read("proof.css")
    return render_page(
        "proofs/proof.html",
        issue=issue,
        proof=proof,
        when=format_time(proof.at),
        names=[name_language(edition.language) for edition in issue.editions],
        template=format_template(issue, proof.number),
        policy=write_policy(),
        sandbox=_SANDBOX,
        script=Markup(script),  # noqa: S704  # our own file
        style=Markup(style),  # noqa: S704  # our own file
    )


def write_policy() -> str:
    """Return the Content-Security-Policy of a proof, which holds for its frames too."""
    digest = b64encode(hashlib.sha256(_read("proof.js").encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
        "form-action 'none'; base-uri 'none'"
    )


def format_time(moment: datetime) -> str:
    """Say a day and a time by this computer's clock."""
    here = moment.astimezone()
    return f"{name_weekday(here.date())} at {here:%H:%M}"


@cache
def _read(name: str) -> str:
    return Path(_FOLDER / name).read_text(encoding="utf-8")
