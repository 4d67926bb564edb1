"""From rendered MJML to HTML; the only door to mjml-python, which runs mrml 6."""

from __future__ import annotations

from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.harden import harden
from newsletter.rendering.mjml.mend import mend
from newsletter.rendering.mjml.output_check import check_html
from newsletter.rendering.mjml.validate import validate
from newsletter.rendering.panics import refuse_panics

_NOWHERE: frozenset[str] = frozenset()


def compile_mjml(source: str, *, allowed_hosts: frozenset[str] = _NOWHERE) -> str:
    """Compile MJML, as a template has rendered it, to the HTML of a mail that loads nothing but from ``allowed_hosts``.

    Raises:
        TemplateError: it names every fault of the MJML with the template's file and line.

    """
    validate(source)
    html = mend(translate(harden(source)))
    check_html(html, allowed_hosts)
    return html


def translate(mjml: str) -> str:
    """Run the engine alone, with no web font linked: what it would load by itself comes from a third party.

    Raises:
        TemplateError: the engine refuses the MJML or panics, which after ``validate`` would be a gap in our own table.

    """
    try:
        with refuse_panics("the MJML engine"):
            return mjml2html(mjml, fonts={})
    except ValueError as error:
        raise TemplateError(f"the MJML engine refuses what our own check let through: {error}.") from error
