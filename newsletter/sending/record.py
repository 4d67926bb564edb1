"""Puts an issue on record once it was sent: its pictures must stay for as long as somebody keeps the e-mail."""

from __future__ import annotations

from pathlib import Path

from newsletter.documents.published import FILE, PublishedIssue
from newsletter.errors import NewsletterError, Reason, find_page_text
from newsletter.published import describe_picture, load_published, record_published
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
    sent = PublishedIssue(digest=plan.campaign.digest, page=prepared.issue.edition.url, pictures=pictures)
    try:
        changed = record_published(root, {plan.campaign.issue: _join_languages(root, prepared, sent)}, is_sent=True)
    except NewsletterError as error:
        said = Reason("It was sent, and could not be put on record:", str(error), find_page_text(error.reason))
        return Reason(said, "Then write the record: newsletter build --record")
    terminal = f"{FILE} has it now: commit that file, so that no build removes its pictures."
    return Reason("", terminal, "It is on record now: keep this version.") if changed else ""


def _join_languages(root: Path, prepared: PreparedSend, sent: PublishedIssue) -> PublishedIssue:
    """Return an issue for the record: the main language, with what was sent in another, or in the same e-mail."""
    if not prepared.publication.folder:
        pages = {other.edition.language: other.edition.url for other in prepared.others}
        same = {tag: PublishedIssue(digest=sent.digest, page=page) for tag, page in pages.items()}
        return sent.model_copy(update={"languages": same}) if prepared.publication.is_one_mail else sent
    main = next(other for other in prepared.others if not other.edition.publication.folder)
    fresh = PublishedIssue(digest=main.campaign.digest, page=main.edition.url)
    known = load_published(root).issues.get(main.campaign.issue, fresh)
    return known.model_copy(update={"languages": known.languages | {prepared.publication.language: sent}})
