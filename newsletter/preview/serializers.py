"""What the page is told, as plain data: problems and the blocks they are about, sizes by block, the inbox's line."""

from __future__ import annotations

from typing import Any

from newsletter.checking.email_size import CLIP_AT, WARN_AT
from newsletter.errors import Problem
from newsletter.preview.block_lookup import find_again, find_number, leads_to_block
from newsletter.preview.render_cache import View, name_file
from newsletter.preview.snapshot import RenderedIssue
from newsletter.rendering.block_markers import measure_shares, walk_entries
from newsletter.rendering.edition import Edition

_IN_THE_INBOX = ("subject", "preheader", "published")


def describe_sight(sight: View) -> dict[str, Any]:
    """Return everything about an issue that stands around its rendering."""
    proof = sight.proof
    return {
        "issue": sight.period,
        "file": name_file(sight.period),
        "key": proof.key if proof else "",
        "isCurrent": sight.is_current,
        "isGone": any((p.rule, p.place.file) == ("file.missing", name_file(sight.period)) for p in sight.problems),
        "problems": [describe_problem(problem, sight) for problem in sight.problems],
        "inbox": _describe_inbox(proof) if proof else None,
        "size": _describe_size(proof) if proof else None,
        "items": [entry.block.id for entry in proof.edition.items] if proof else [],
        "digest": proof.campaign.digest if proof else "",
    }


def describe_problem(problem: Problem, sight: View) -> dict[str, Any]:
    """Return a problem, and what in the preview it is about."""
    block = _find_block(problem, sight)
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "place": str(problem.place),
        "path": problem.path,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "why": problem.why,
        "block": block,
        "about": "block" if block is not None else _find_part(problem, sight),
    }


def name_block(edition: Edition, number: int) -> str:
    """Name a block as an editor knows it: by its heading, else by its type."""
    entry = next(entry for place, entry in enumerate(walk_entries(edition)) if place == number)
    return entry.heading or entry.block.type


def _find_block(problem: Problem, sight: View) -> int | None:
    if sight.proof is None or problem.place.file != name_file(sight.period):
        return None
    if sight.document is None:
        return find_number(sight.proof.edition, problem.path)
    return find_again(sight.proof.edition, sight.document, problem.path)


def _find_part(problem: Problem, sight: View) -> str:
    if sight.proof is None:
        return ""
    is_own = problem.place.file == name_file(sight.period)
    if is_own and leads_to_block(problem.path):
        return "unseen"
    return "inbox" if is_own and (not problem.path or problem.path.startswith(_IN_THE_INBOX)) else "top"


def _describe_inbox(proof: RenderedIssue) -> dict[str, str]:
    campaign = proof.campaign
    return {
        "from": campaign.sender.name,
        "address": campaign.sender.email,
        "subject": campaign.subject,
        "preheader": campaign.preheader,
        "published": f"{campaign.date:%Y-%m-%d %H:%M}",
        "title": proof.edition.issue.title,
        "publication": proof.edition.publication.title,
    }


def _describe_size(proof: RenderedIssue) -> dict[str, Any]:
    parts = [
        {"block": share.number, "bytes": share.size, "name": _name_share(proof.edition, share.number, place)}
        for place, share in enumerate(measure_shares(proof.html))
    ]
    return {"bytes": proof.size, "warnAt": WARN_AT, "clipAt": CLIP_AT, "parts": parts}


def _name_share(edition: Edition, number: int | None, place: int) -> str:
    if number is not None:
        return name_block(edition, number)
    return "Foot" if place else "Head and contents"
