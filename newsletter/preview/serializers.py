"""What the page shows, as plain data: problems and the blocks they are about, the inbox line."""

from __future__ import annotations

from typing import Any

from newsletter.errors import Problem
from newsletter.languages.names import name_language
from newsletter.preview.block_lookup import find_block_number, find_in_rendering, leads_to_block
from newsletter.preview.render_cache import View, name_file
from newsletter.preview.snapshot import RenderedIssue
from newsletter.rendering.block_markers import walk_entries
from newsletter.rendering.edition import Edition
from newsletter.sending.plan_words import format_moment

_IN_THE_INBOX = ("subject", "preheader", "published")


def serialize_view(view: View) -> dict[str, Any]:
    """Return everything about an issue but its rendering."""
    rendered = view.rendered
    return {
        "issue": view.period,
        "file": name_file(view.period),
        "key": rendered.key if rendered else "",
        "isCurrent": view.is_current,
        "isGone": is_gone(view),
        "problems": [describe_problem(problem, view) for problem in view.problems],
        "inbox": _describe_inbox(rendered) if rendered else None,
        "items": [entry.block.id for entry in rendered.edition.items] if rendered else [],
        "deferred": list(rendered.prepared.deferred) if rendered else [],
        "digest": rendered.campaign.digest if rendered else "",
        "language": rendered.edition.language if rendered else "",
    }


def is_gone(view: View) -> bool:
    """Return whether the file of an issue is not there any more."""
    gone = ("file.missing", name_file(view.period))
    return any((problem.rule, problem.place.file) == gone for problem in view.problems)


def list_languages(rendered: RenderedIssue | None) -> list[dict[str, Any]]:
    """Return the languages of an issue in the order in which they are shown; of a single one none.

    ``folder`` is where the site has a language, and ``hasMail`` says whether it has an e-mail of its own.
    """
    every = rendered.in_every_language if rendered and rendered.others else ()
    return [
        {
            "tag": one.edition.language,
            "name": name_language(one.edition.language),
            "folder": one.edition.publication.folder,
            "hasMail": not one.edition.publication.is_one_mail,
        }
        for one in every
    ]


def describe_problem(problem: Problem, view: View) -> dict[str, Any]:
    """Return a problem, and what in the preview it is about."""
    block = _find_block(problem, view)
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "place": str(problem.place),
        "path": problem.path,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "said": problem.in_page,
        "words": problem.words,
        "replacements": list(problem.replacements),
        "why": problem.why,
        "block": block,
        "about": "block" if block is not None else _find_part(problem, view),
    }


def name_block(edition: Edition, number: int) -> str:
    """Return the name by which an editor knows a block: its heading, else its type."""
    entry = next(entry for position, entry in enumerate(walk_entries(edition)) if position == number)
    return entry.heading or entry.block.type


def _find_block(problem: Problem, view: View) -> int | None:
    if view.rendered is None or problem.place.file != name_file(view.period):
        return None
    if view.document is None:
        return find_block_number(view.rendered.edition, problem.path)
    return find_in_rendering(view.rendered.edition, view.document, problem.path)


def _find_part(problem: Problem, view: View) -> str:
    if view.rendered is None:
        return ""
    is_own = problem.place.file == name_file(view.period)
    if is_own and leads_to_block(problem.path):
        return "unseen"
    return "inbox" if is_own and (not problem.path or problem.path.startswith(_IN_THE_INBOX)) else "top"


def _describe_inbox(rendered: RenderedIssue) -> dict[str, str]:
    campaign = rendered.campaign
    return {
        "from": campaign.sender.name,
        "address": campaign.sender.email,
        "subject": campaign.subject,
        "preheader": campaign.preheader,
        "published": format_moment(campaign.date),
        "title": rendered.edition.issue.title,
        "publication": rendered.edition.publication.title,
    }
