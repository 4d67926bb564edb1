"""What was done to an issue since a version of it was kept: as the journal has it, else as its documents differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.editing.history import Change, Journal
from newsletter.editing.splices import digest_state
from newsletter.preview.proofs.changes import describe_changes
from newsletter.preview.proofs.keeping import Repository
from newsletter.preview.proofs.records import SavedState


@dataclass(frozen=True, slots=True)
class Story:
    """What was done, a sentence each, and by whom."""

    sentences: tuple[str, ...]
    authors: tuple[str, ...] = ()


def tell_since_kept(root: Path, period: str, repository: Repository, now: SavedState) -> Story:
    """Return what was done to the document of an issue since it was kept last."""
    kept = repository.find_kept(f"issues/{period}.yaml")
    if kept is None:
        return Story((f"The first version of {period}",))
    journal = Journal(root, period)
    changes = _list_since(journal, digest_state(kept))
    sentences = tuple(dict.fromkeys(change.said for change in changes))
    if not sentences or not journal.last or journal.last.after != digest_state(now.issue):
        sentences = describe_changes(SavedState(kept, now.publication), now)
    return Story(sentences, tuple(dict.fromkeys(change.by for change in changes if change.by)))


def _list_since(journal: Journal, digest: str) -> Sequence[Change]:
    """Return what was done since the document was in this state, and not taken back; nothing where that is unknown."""
    count = journal.count_until(digest)
    return [] if count is None else list(_choose(journal, count))


def _choose(journal: Journal, count: int) -> Iterator[Change]:
    first = journal.changes[count - 1].number if count else 0
    for number in journal.list_steps("undo"):
        if number > first:
            yield journal.find_run(number)[0]
