"""``newsletter new --corrects``: begins an e-mail that tells subscribers of a correction."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import find_today
from newsletter.cli.console import show_json
from newsletter.cli.program_name import tell_preview
from newsletter.cli.terminal import say

if TYPE_CHECKING:
    from newsletter.rendering.edition import Edition
    from newsletter.scaffolding.correction import ChangedSentence


def begin_correction(folder: Path, root: Path | None, corrects: str, *, as_json: bool) -> None:
    """Write the draft of an e-mail about a correction, with what changed since the issue was sent, and say so.

    Raises:
        UsageError: the issue has no such item, or was never sent, so that there is nobody to tell.
        NewsletterError: the issue or the ledger cannot be read.
    """
    from newsletter.sending.sent_words import find_sent_words

    issue, _, item = corrects.partition("#")
    edition = _load(folder, issue, item)
    sent = find_sent_words(folder, issue, os.environ)
    if not sent.is_sent:
        raise click.UsageError(f"{issue} was not sent from here, so no subscriber has to be told. Correct it alone.")
    changes = _compare(folder, edition, sent.lines) if sent.lines else []
    path = _write(folder, edition, corrects, changes)
    if as_json:
        show_json({"issue": path.stem, "draft": str(path), "changed": [one._asdict() for one in changes]})
    else:
        _tell(path, root, len(changes), has_words=bool(sent.lines))


def _write(folder: Path, edition: Edition, corrects: str, changes: list[ChangedSentence]) -> Path:
    """Write the draft as the next special edition of the issue, and return its path."""
    from newsletter.scaffolding.beginning import name_draft
    from newsletter.scaffolding.correction import find_special_period, make_correction
    from newsletter.scaffolding.draft_files import Drafts

    publication, issue = edition.publication, edition.issue.period
    period = find_special_period(folder, issue)
    if period is None:
        raise click.UsageError(f"{issue} has as many special editions as there can be.")
    draft = make_correction(period, publication, corrects, find_today(), changes)
    with Drafts(publication.packs, publication.tags) as drafts:
        drafts.write(folder, name_draft(period), draft)
    return folder / name_draft(period)


def _load(folder: Path, issue: str, item: str) -> Edition:
    from newsletter.loading import choose_issue, find_issue_names, load_issue, load_publication
    from newsletter.pipeline import make_editions

    publication = load_publication(folder).publication
    name = choose_issue(find_issue_names(folder), issue)
    edition = make_editions(publication, load_issue(folder / name, name, publication.packs, publication.tags))[0]
    items = [str(entry.block.id) for entry in edition.items] + [one.item_id for one in edition.withdrawn.items]
    if item and item not in items:
        raise click.UsageError(f"{issue} has no item '{item}'. Its items are: {', '.join(items) or 'none'}.")
    return edition


def _compare(folder: Path, edition: Edition, lines: tuple[str, ...]) -> list[ChangedSentence]:
    """Return what was changed since an issue was sent; what it says of its corrections is none of that.

    What was withdrawn since then is not repeated.
    """
    from newsletter.rendering.email import render_campaign
    from newsletter.rendering.renderer import make_renderer
    from newsletter.scaffolding.correction import ChangedSentence, find_changed_sentences

    alone = replace(edition, issue=edition.issue.model_copy(update={"corrections": ()}))
    now = render_campaign(alone, make_renderer(folder, edition.publication.packs)).text.splitlines()
    changes = find_changed_sentences(lines, now)
    if edition.withdrawn.tombstones:
        changes = [ChangedSentence("", one.now) for one in changes if one.now]
    return changes


def _tell(path: Path, root: Path | None, changed: int, *, has_words: bool) -> None:
    said = f"It has the {changed} changes since then." if changed else "Nothing has changed since then."
    known = said if has_words else "The ledger has not kept what was sent, so nothing was compared."
    say(f"Wrote {path}\n{known}\nFinish it in an editor, and preview it with: {tell_preview(root)}")
