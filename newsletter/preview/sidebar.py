"""The parts of the page that are about one issue, as HTML: its head, its problems, its sizes, and the list of issues.

The page puts each in the element whose id is its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.checking.rules.size import CLIP_AT, WARN_AT
from newsletter.editing.field_words import capitalise
from newsletter.preview.forms.issue_facts import list_inbox_lines, summarise
from newsletter.preview.frames import render_page
from newsletter.preview.issue_list import Row
from newsletter.preview.render_cache import View, name_file
from newsletter.preview.serializers import describe_problem, is_gone, name_block
from newsletter.preview.snapshot import RenderedIssue
from newsletter.rendering.block_markers import BlockSize, measure_blocks
from newsletter.sending.plan_words import format_moment

_KILO = 1000
_ELSEWHERE = {
    "inbox": "Shown above the preview.",
    "top": "It is about no single block.",
    "unseen": "Its block is not in the version that is shown.",
}
"""What is said of a problem that no block in the preview is about."""


@dataclass(frozen=True, slots=True)
class ListedIssues:
    """Which issues the list shows: those that match some words, with the one that is open and its errors."""

    words: str = ""
    chosen: str = ""
    errors: int = 0


def name_issues(rows: Sequence[Row], listed: ListedIssues) -> str:
    """Return a name for what the list of issues shows, by which a page says that it has it already."""
    return hashlib.sha256(repr((rows, listed)).encode()).hexdigest()[:16]


def render_issues(rows: Sequence[Row], listed: ListedIssues) -> dict[str, str]:
    """Return the list of issues: each is a link, so that it behaves as links do."""
    words = listed.words.strip().lower()
    shown = [row for row in rows if words in f"{row.name} {row.when} {row.title} {row.state}".lower()]
    number = f"{len(rows)} issue{'' if len(rows) == 1 else 's'}"
    none = f"None of {number} matches in title or period." if rows else "There are no issues yet."
    html = render_page("issue_rows.html", rows=shown, chosen=listed.chosen, errors=listed.errors)
    return {"issues": html, "no-issues": "" if shown else none}


def render_view(view: View, *, can_write: bool) -> dict[str, str]:
    """Return the parts of the page that are about an issue. Where it is written, its problems come with its fields."""
    rendered = view.rendered
    deferred = list(rendered.prepared.deferred) if rendered else []
    left = f"Not looked at here: {', '.join(deferred)}." if deferred else ""
    problems = render_page("problem_rows.html", problems=_sort_rows(view), count=_count_problems(view), left=left)
    return {
        "inbox": _render_inbox(view, can_write=can_write),
        "sizes": _render_sizes(rendered) if rendered else "",
        "stale": "" if view.is_current else _explain_stale(view),
    } | ({} if can_write else {"problem-panel": problems})


def _render_inbox(view: View, *, can_write: bool) -> str:
    """Return the head of the page: the title, who the mail is from, and its lines in an inbox."""
    rendered = view.rendered
    campaign = rendered.campaign if rendered else None
    lines = list_inbox_lines(campaign.subject if campaign else "", campaign.preheader if campaign else "")
    return render_page(
        "inbox.html",
        title=rendered.edition.issue.title if rendered else view.period,
        campaign=campaign,
        goes_out=format_moment(campaign.date) if campaign else "",
        lines=lines,
        summarised=summarise(campaign.text) if campaign else "",
        can_write=can_write,
    )


def _sort_rows(view: View) -> list[dict[str, Any]]:
    """Return the problems, errors before warnings, and of each those of the issue's own document first."""
    described = [describe_problem(problem, view) for problem in view.problems]
    own = name_file(view.period)
    in_order = sorted(described, key=lambda one: (one["severity"] != "error", one["file"] != own))
    return [one | _word_problem(one) for one in in_order]


def _word_problem(problem: Mapping[str, Any]) -> dict[str, str]:
    message = capitalise(problem["message"])
    return {
        "sentence": message if message.endswith((".", "?", "!")) else f"{message}.",
        "source": " · ".join(filter(None, (problem["path"], problem["rule"]))),
        "shows": _show(problem["about"], problem["block"], problem["message"]),
    }


def _show(about: str, block: int | None, message: str) -> str:
    """Return what a click shows in the preview, and what is said of it."""
    says = f"Shown in the preview: {message}" if about == "block" else _ELSEWHERE.get(about, "")
    return json.dumps({"about": about, "block": block, "says": says}, ensure_ascii=False)


def _count_problems(view: View) -> str:
    errors = sum(problem.severity.value == "error" for problem in view.problems)
    totals = (("error", errors), ("warning", len(view.problems) - errors))
    return ", ".join(f"{number} {name}{'s' if number > 1 else ''}" for name, number in totals if number)


def _explain_stale(view: View) -> str:
    why = "This issue is not there any more." if is_gone(view) else "This version cannot be rendered."
    what = "Below is the last version that could." if view.rendered else "The problems say where, and what to write."
    return f"{why} {what}"


def _render_sizes(rendered: RenderedIssue) -> str:
    parts = list(measure_blocks(rendered.html))
    level = "over" if rendered.size >= CLIP_AT else "near" if rendered.size >= WARN_AT else "fine"
    return render_page(
        "sizes.html",
        size=_format_size(rendered.size),
        limit=CLIP_AT // _KILO,
        share=_format_share(rendered.size, CLIP_AT),
        level=level,
        parts=_describe_parts(rendered, parts),
    )


def _describe_parts(rendered: RenderedIssue, parts: Sequence[BlockSize]) -> list[dict[str, str]]:
    most = max((part.size for part in parts), default=1)
    names = [_name_part(rendered, part.number, position) for position, part in enumerate(parts)]
    return [
        {
            "name": name,
            "size": _format_size(part.size),
            "share": _format_share(part.size, most),
            "shows": "" if part.number is None else _show("block", part.number, name),
        }
        for name, part in zip(names, parts, strict=True)
    ]


def _name_part(rendered: RenderedIssue, number: int | None, position: int) -> str:
    if number is not None:
        return name_block(rendered.edition, number)
    return "Foot" if position else "Head and contents"


def _format_size(size: int) -> str:
    return f"{size / _KILO:.1f} KB"


def _format_share(size: int, whole: int) -> str:
    return f"{min(100, 100 * size / whole):.2f}%"
