"""What the panel of reviewing shows: the last proof, what changed since, comments by block, and approvals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from newsletter.errors import find_page_text
from newsletter.languages.names import name_language
from newsletter.preview.frames import render_page
from newsletter.preview.proofs.block_matching import find_block
from newsletter.preview.proofs.proof import format_time
from newsletter.preview.proofs.records import Comment, ProofRecord
from newsletter.preview.proofs.versions import NamedBlock, join_digests, name_blocks
from newsletter.sending.prepare import PreparedSend
from newsletter.sending.snapshot import diff_snapshots, take_snapshot


@dataclass(frozen=True, slots=True)
class ProofState:
    """What is known of the proofs of an issue; ``fault`` is why its document cannot be used, if it cannot."""

    period: str
    title: str
    proofs: tuple[ProofRecord, ...]
    comments: tuple[Comment, ...]
    editions: tuple[PreparedSend, ...] = ()
    changes: tuple[str, ...] = ()
    """What changed since the last proof."""
    author: str = ""
    """The name that was given on this computer, if any was."""
    can_keep: bool = False
    can_send: bool = False
    fault: str = ""


def show_proofs(state: ProofState, said: Sequence[str], error: str) -> str:
    """Return the panel."""
    proof = state.proofs[-1] if state.proofs else None
    digests = [one.campaign.digest for one in state.editions]
    editions = [_describe_edition(one) for one in state.editions]
    return render_page(
        "panels/proof.html",
        period=state.period,
        title=state.title,
        said=[line for one in said for line in find_page_text(one).splitlines()],
        errors=[line for one in (error, state.fault) for line in one.splitlines()],
        proof=_describe_proof(state, proof) if proof else None,
        is_current=bool(proof and digests and join_digests(digests) == proof.digest),
        changes=state.changes,
        comments=list(_group(state)),
        subjects=["The whole issue", *proof.blocks] if proof else [],
        editions=editions,
        can_go_on=state.can_send and bool(editions) and all(one["held"] for one in editions),
        digest=" ".join(digests),
        author=state.author,
        can_keep=state.can_keep,
    )


def _describe_proof(state: ProofState, proof: ProofRecord) -> dict[str, Any]:
    address = f"/proof/{state.period}/{proof.number}"
    subject = f"Please look at “{state.title}”, proof {proof.number}"
    body = f"{proof.note}\n\nThe proof is attached. Open it, write your comments, and send me the file that it saves."
    mail = f"mailto:?subject={quote(subject)}&body={quote(body.strip())}"
    return {"number": proof.number, "when": format_time(proof.at), "by": proof.by, "address": address, "mail": mail}


def _group(state: ProofState) -> Iterator[dict[str, Any]]:
    """Yield comments by what they are about, in the order of the issue as it is now; then about what is gone."""
    main = next((one for one in state.editions if not one.publication.folder), None)
    blocks = list(name_blocks(main.issue.edition)) if main else []
    found = [(find_block(one, state.proofs, blocks), one) for one in state.comments]
    groups = sorted({_find_place(block, one): block for block, one in found}.items())
    for (order, name), block in groups:
        of_it = [_describe_comment(one) for where, one in found if _find_place(where, one) == (order, name)]
        yield {"about": name, "path": _write_path(block), "comments": of_it}


def _find_place(block: NamedBlock | None, comment: Comment) -> tuple[int, str]:
    """Return where comments come among those on other blocks, and what they are about, as it is called now."""
    if block is None:
        return (0 if comment.about in _WHOLE else _GONE, comment.about)
    return block.number + 1, block.name


_WHOLE = ("", "The whole issue")
_GONE = 10_000


def _write_path(block: NamedBlock | None) -> str:
    return json.dumps(block.path) if block else ""


def _describe_comment(comment: Comment) -> dict[str, Any]:
    return comment.model_dump() | {"when": format_time(comment.at)}


def _describe_edition(prepared: PreparedSend) -> dict[str, Any]:
    """Return who approved an edition as it is, who did before it changed, and what changed for readers since."""
    campaign, policy = prepared.campaign, prepared.readiness.policy
    held, approvals = policy.approved_by(campaign.digest), policy.approvals
    earlier = [it.by for it in approvals.approvals if it.digest != campaign.digest and it.by not in held]
    snapshot = approvals.snapshot
    has_changed = snapshot is not None and snapshot.digest != campaign.digest
    return {
        "language": name_language(campaign.edition) if campaign.edition else "",
        "version": campaign.digest[:8],
        "held": held,
        "needed": policy.approvals_needed,
        "earlier": list(dict.fromkeys(earlier)),
        "lines": list(diff_snapshots(snapshot, take_snapshot(campaign)))[2:] if snapshot and has_changed else [],
        "blockers": [find_page_text(reason) for reason in prepared.readiness.blockers],
    }
