"""Which block of an issue a comment is about, after blocks were renamed, moved or rewritten since the proof."""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.preview.proofs.records import BlockRecord, Comment, ProofRecord
from newsletter.preview.proofs.versions import NamedBlock


def find_block(comment: Comment, proofs: Sequence[ProofRecord], blocks: Sequence[NamedBlock]) -> NamedBlock | None:
    """Return the block of today that a comment is about; None for the whole issue, or where it is gone.

    A block is found again by its id, then by its words, then by its name.
    """
    was = _find_record(comment, proofs)
    for key in ("id", "content", "name"):
        wanted = getattr(was, key)
        found = next((block for block in blocks if wanted and getattr(block, key) == wanted), None)
        if found:
            return found
    return None


def _find_record(comment: Comment, proofs: Sequence[ProofRecord]) -> BlockRecord:
    """Return what the proof kept of the block; of older proofs that is no more than its name."""
    proof = next((one for one in proofs if one.number == comment.proof), None)
    known = proof.block_records if proof else ()
    place = comment.number - 1
    return known[place] if 0 <= place < len(known) else BlockRecord(name=comment.about if comment.number else "")
