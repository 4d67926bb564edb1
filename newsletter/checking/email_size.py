"""Holds an e-mail to the rules about e-mails; knows how large one may be."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.mails import EMAIL_RULES, EmailContext
from newsletter.checking.registry import Stage, choose
from newsletter.checking.reporting import report
from newsletter.errors import Problem
from newsletter.parsing.document import Document
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

KB = 1000
WARN_AT = 80 * KB
"""Bytes of HTML from which providers' additions may push it past the clip."""

FAIL_AT = 100 * KB
"""Bytes of HTML from which it would not arrive whole."""

CLIP_AT = 102 * KB
"""Bytes of HTML after which Gmail hides the rest of an e-mail."""


def check_html(document: Document, edition: Edition, renderer: Renderer, html: bytes) -> tuple[Problem, ...]:
    """Hold an e-mail to the rules that a build holds it to."""
    return tuple(find_in_mail(document, EmailContext(edition, renderer, html), Stage.BUILD))


def find_in_mail(document: Document, mail: EmailContext, stage: Stage) -> Iterator[Problem]:
    """Yield what the rules about e-mails find."""
    for rule in choose(EMAIL_RULES, mail.edition.publication, stage):
        for violation in rule.find(mail):
            yield report(document, rule, violation, is_ready=mail.edition.issue.is_ready)
