"""A comment stays with its block, whatever becomes of the block's name and place."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from newsletter.preview.proofs.block_matching import find_block
from newsletter.preview.proofs.records import BlockRecord, Comment, ProofRecord
from newsletter.preview.proofs.versions import NamedBlock

AT = datetime(2024, 2, 1, tzinfo=UTC)


def comment(number: int, about: str, proof: int = 1) -> Comment:
    return Comment(id="a", at=AT, by="Ann", proof=proof, number=number, about=about, words="Say more.")


def block(number: int, name: str, block_id: str = "", content: str = "") -> NamedBlock:
    return NamedBlock(number, name, ("blocks", number), block_id, content)


KEPT = (BlockRecord(name="The pool", id="pool", content="c1"), BlockRecord(name="The hall", content="c2"))
PROOF = ProofRecord(number=1, at=AT, by="Ann", digest="d", state="s", block_records=KEPT)
OLD = ProofRecord(number=2, at=AT, by="Ann", digest="d", state="s")


@pytest.mark.parametrize(
    ("given", "now", "found"),
    [
        (comment(1, "The pool"), [block(0, "New"), block(1, "The baths", "pool", "c9")], 1),
        (comment(2, "The hall"), [block(0, "The hall", "", "c9"), block(1, "The barn", "", "c2")], 1),
        (comment(2, "The hall"), [block(0, "The barn"), block(1, "The hall", "", "c9")], 1),
        (comment(2, "The hall"), [block(0, "The barn", "", "c9")], None),
        (comment(0, "The whole issue"), [block(0, "The pool", "pool", "c1")], None),
        (comment(1, "The pool", proof=2), [block(0, "The hall"), block(1, "The pool")], 1),
        (comment(9, "The pool"), [block(0, "The pool")], 0),
    ],
    ids=["renamed", "renamed without id", "rewritten", "gone", "whole", "older proof", "odd number"],
)
def test_a_comment_is_found_again(given: Comment, now: list[NamedBlock], found: int | None) -> None:
    place = find_block(given, (PROOF, OLD), now)

    assert (place.number if place else None) == found
