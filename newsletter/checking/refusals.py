"""What hinders a rendering or a build, as problems with a place, like all others."""

from __future__ import annotations

import re

from newsletter.errors import Location, NewsletterError, Problem, ProblemsFoundError, TemplateError

_TEMPLATE_PLACE = re.compile(r"([^\s:]+\.(?:mjml|html|txt|css|svg)):(?:(\d++)[^:]*+:)? (.*)", re.DOTALL)


def explain(error: NewsletterError, name: str) -> tuple[Problem, ...]:
    """Turn what hinders a rendering into problems; ``name`` is the file that is blamed where no other is named."""
    if isinstance(error, ProblemsFoundError):
        return error.problems
    if isinstance(error, TemplateError):
        return tuple(_explain_template(line, name) for line in str(error).splitlines())
    return (Problem(Location(name), "rendering", str(error)),)


def _explain_template(said: str, name: str) -> Problem:
    found = _TEMPLATE_PLACE.match(said)
    if not found:
        return Problem(Location(name), "template", said)
    place = Location(f"templates/{found[1]}", int(found[2] or 0))
    return Problem(place, "template", found[3], "Mend the template: the issue is rendered again when you save it.")
