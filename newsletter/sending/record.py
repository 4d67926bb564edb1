"""Puts an issue on record once it was sent: its pictures must stay for as long as somebody keeps the e-mail."""

from __future__ import annotations

from pathlib import Path

from newsletter.documents.published import FILE, PublishedIssue
from newsletter.errors import NewsletterError, Reason, find_page_text
from newsletter.published import describe_addresses, describe_picture, load_published, record_published
from newsletter.rendering.edition import Edition
from newsletter.sending.plan import Plan
from newsletter.sending.prepare import PreparedSend


def record_sent(root: Path, prepared: PreparedSend, plan: Plan) -> str:
    """Add an issue that was sent to the record; return what to tell the operator, or nothing where nothing changed.

    A message that was only stored, and whose pages are not on the web, is not published yet.
    """
    live = plan.live
    if live is None or not (plan.capabilities.reaches_readers or live.is_live):
        return ""
    seen = {picture.address: picture.content for picture in live.pictures}
    kept = (picture for picture in prepared.pictures if picture.file and picture.address in seen)
    pictures = tuple(describe_picture(picture, seen[picture.address]) for picture in kept)
    edition = prepared.issue.edition
    issue = PublishedIssue(digest=plan.campaign.digest, page=edition.url, pictures=pictures)
    sent = describe_addresses(issue, edition)
    try:
        changed = record_published(root, {plan.campaign.issue: _join_languages(root, prepared, sent)}, is_sent=True)
    except NewsletterError as error:
        message = Reason("It was sent, and could not be put on record:", str(error), find_page_text(error.reason))
        return Reason(message, "Then write the record: newsletter build --record")
    terminal = f"{FILE} has it now: commit that file, so that no build removes its pictures."
    return Reason("", terminal, "It is on record now: keep this version.") if changed else ""


def _join_languages(root: Path, prepared: PreparedSend, sent: PublishedIssue) -> PublishedIssue:
    """Return an issue for the record: the main language, with what was sent in another, or in the same e-mail."""
    if not prepared.publication.folder:
        others = [other.edition for other in prepared.others]
        same = {one.language: _describe(sent.digest, one) for one in others}
        return sent.model_copy(update={"languages": same}) if prepared.publication.is_one_mail else sent
    main = next(other for other in prepared.others if not other.edition.publication.folder)
    fresh = _describe(main.campaign.digest, main.edition)
    known = load_published(root).issues.get(main.campaign.issue, fresh)
    return known.model_copy(update={"languages": known.languages | {prepared.publication.language: sent}})


def _describe(digest: str, edition: Edition) -> PublishedIssue:
    return describe_addresses(PublishedIssue(digest=digest, page=edition.url), edition)
