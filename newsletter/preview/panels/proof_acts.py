"""What the panel of reviewing does: it freezes proofs, takes comments, records approvals and keeps versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from newsletter.documents.values import PlainText
from newsletter.editing.author import find_given_author
from newsletter.errors import NewsletterError, PreviewError, SendRefusedError, find_page_text
from newsletter.parsing.yaml import read_yaml
from newsletter.preview.panels.proof_page import ProofState, show_proofs
from newsletter.preview.proofs.changes import describe_changes
from newsletter.preview.proofs.comments import GivenComment, GivenComments, add_new, make_comments, read_comments
from newsletter.preview.proofs.keeping import find_repository, format_message, list_files
from newsletter.preview.proofs.kept_story import tell_since_kept
from newsletter.preview.proofs.proof import render_proof
from newsletter.preview.proofs.records import BlockRecord, Comment, ProofRecord, ProofRecords, SavedState, read_state
from newsletter.preview.proofs.versions import freeze_issue
from newsletter.sending.approving import approve_editions
from newsletter.sending.opening import open_sessions

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

Given = Mapping[str, str]

_NAME: TypeAdapter[str] = TypeAdapter(PlainText)
_LONGEST_NOTE = 2000


class ProofPanel:
    """The panel of one issue, for one request."""

    def __init__(self, preview: Preview, period: str) -> None:
        self.period = period
        self._root, self._environment = preview.root, preview.environment
        self._records = ProofRecords(preview.root, period)
        self._documents, self._can_send = preview.editing.documents, preview.options.can_send

    def show(self, said: Sequence[str] = (), error: str = "") -> str:
        """Return the panel as it is now."""
        return show_proofs(self._look(), said, error)

    def act(self, given: Given) -> str:
        """Do what a form asks for; return the panel as it is then, with the reason where that is refused."""
        acts: dict[str, Callable[[Given], Sequence[str]]] = {
            "ask": self._ask,
            "comment": self._comment,
            "paste": self._paste,
            "done": self._set_done,
            "approve": self._approve,
            "keep": self._keep,
        }
        act = acts.get(given.get("act", ""))
        return self._try(lambda: act(given) if act else ())

    def take_file(self, data: bytes) -> str:
        """Take a file of comments; return the panel as it is then."""
        return self._try(lambda: self._take(read_comments(data)))

    def _try(self, act: Callable[[], Sequence[str]]) -> str:
        try:
            return self.show(act())
        except NewsletterError as error:
            return self.show(error=find_page_text(error.reason))

    def _look(self) -> ProofState:
        """Return what is known of the issue, as far as it can be read."""
        author = find_given_author(self._root)
        state = ProofState(self.period, self._name(), self._records.proofs, self._records.comments, author=author)
        state = replace(state, can_send=self._can_send)
        try:
            sessions = open_sessions(self._root, self.period, self._environment)
            now = read_state(self._root, self.period)
        except NewsletterError as error:
            return replace(state, fault=find_page_text(error.reason))
        repository = find_repository(self._root)
        can_keep = repository is not None and repository.is_changed(self._list_files(now))
        editions = tuple(session.prepared for session in sessions)
        changes = self._find_changes(state.proofs, now)
        return replace(state, editions=editions, can_keep=can_keep, changes=changes)

    def _name(self) -> str:
        return self._documents.name_issue(self.period)

    def _find_changes(self, proofs: Sequence[ProofRecord], now: SavedState) -> tuple[str, ...]:
        before = self._records.find_state(proofs[-1].state) if proofs else None
        return describe_changes(before, now) if before else ()

    def _ask(self, given: Given) -> Sequence[str]:
        """Freeze a proof of the issue as it is saved now."""
        by, note = _read_name(given), given.get("note", "").strip()[:_LONGEST_NOTE]
        now, issue = read_state(self._root, self.period), freeze_issue(self._root, self.period)

        def make(number: int, before: SavedState | None) -> tuple[ProofRecord, str]:
            changes = describe_changes(before, now) if before else ()
            record = ProofRecord(
                number=number,
                at=datetime.now(UTC).replace(microsecond=0),
                by=by,
                digest=issue.digest,
                state=now.name,
                note=note,
                changes=changes,
                blocks=tuple(block.name for block in issue.blocks),
                block_records=tuple(
                    BlockRecord(name=block.name, id=block.id, content=block.content) for block in issue.blocks
                ),
            )
            return record, render_proof(issue, record)

        record = self._records.add_proof(make, now)
        return [f"Proof {record.number} is ready. Save it and mail it, or show it."]

    def _take(self, given: GivenComments) -> Sequence[str]:
        if given.issue != self.period:
            raise PreviewError(f"These comments are on {given.issue}, not on {self.period}. Open that issue for them.")
        if given.proof not in {proof.number for proof in self._records.proofs}:
            raise PreviewError(f"There is no proof {given.proof} of this issue here.")
        new = list(make_comments(given))
        before = len(self._records.comments)
        self._records.change_comments(lambda known: add_new(known, new))
        count = len(self._records.comments) - before
        return [f"{count} {'comment' if count == 1 else 'comments'} from {given.by}." if count else "Nothing new."]

    def _comment(self, given: Given) -> Sequence[str]:
        """Take a comment that was written here."""
        proofs, number = self._records.proofs, given.get("number", "")
        names = ("The whole issue", *proofs[-1].blocks) if proofs else ()
        if not number.isascii() or not number.isdigit() or int(number[:5]) >= len(names):
            raise PreviewError("Choose what the comment is about.")
        try:
            one = GivenComment(number=int(number), about=names[int(number)], words=given.get("words", "").strip())
        except ValidationError:
            raise PreviewError("Write the comment, in at most 5,000 characters.") from None
        return self._take(
            GivenComments(issue=self.period, proof=proofs[-1].number, by=_read_name(given), comments=[one])
        )

    def _paste(self, given: Given) -> Sequence[str]:
        return self._take(read_comments(given.get("pasted", "").encode(errors="replace")))

    def _set_done(self, given: Given) -> Sequence[str]:
        """Mark a comment as dealt with, or as open again."""

        def change(known: tuple[Comment, ...]) -> tuple[Comment, ...]:
            return tuple(
                one.model_copy(update={"is_done": not one.is_done}) if one.id == given.get("comment") else one
                for one in known
            )

        self._records.change_comments(change)
        return ()

    def _approve(self, given: Given) -> Sequence[str]:
        """Record that a person approves what the panel showed, if the issue is still that."""
        by = _read_name(given)
        editions = [session.prepared for session in open_sessions(self._root, self.period, self._environment)]
        if given.get("digest") != " ".join(one.campaign.digest for one in editions):
            raise SendRefusedError("The issue has changed since this page showed it. Nothing was approved: look again.")
        approved = list(approve_editions(self._root, editions, by))
        self._records.keep_state(read_state(self._root, self.period))
        lines = [f"{by} approves {one.prepared.campaign.name} as it is now." for one in approved]
        warnings = [w for one in approved for w in one.policy.warnings(one.prepared.campaign.digest)]
        return [*lines, *warnings]

    def _keep(self, _given: Given) -> Sequence[str]:
        """Keep this version where the publication is kept in versions."""
        repository, now = find_repository(self._root), read_state(self._root, self.period)
        names = self._list_files(now)
        if repository is None or not repository.is_changed(names):
            raise PreviewError("This version is kept already.")
        story = tell_since_kept(self._root, self.period, repository, now)
        message = format_message(self.period, story.sentences, story.authors)
        repository.keep(names, message)
        return [f"Kept: {message.splitlines()[0]}"]

    def _list_files(self, now: SavedState) -> list[str]:
        return list_files(self._root, self.period, read_yaml(now.issue, f"issues/{self.period}.yaml").data)


def _read_name(given: Given) -> str:
    try:
        return _NAME.validate_python(given.get("by", "").strip()[:200])
    except ValidationError:
        raise PreviewError("Write your name.") from None
