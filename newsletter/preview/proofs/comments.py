"""Comments that come back on a proof: the file that its form makes, or an e-mail written between given lines.

Both come from anybody, and are read as plain text of limited length.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from newsletter.documents.values import PlainText
from newsletter.errors import PreviewError
from newsletter.preview.proofs.records import Comment
from newsletter.preview.proofs.versions import FrozenIssue

LARGEST = 256 * 1024
"""Bytes of what comes back."""

WHOLE = "The whole issue"
_LONGEST = 5000

Words = Annotated[str, Field(min_length=1, max_length=_LONGEST)]


class GivenComment(BaseModel):
    """A comment as it comes back."""

    model_config = ConfigDict(extra="ignore", strict=True)

    number: Annotated[int, Field(ge=0, le=9999)]
    about: Annotated[str, Field(max_length=500)] = ""
    words: Words


class GivenComments(BaseModel):
    """The comments of one person on one proof of an issue."""

    model_config = ConfigDict(extra="ignore", strict=True)

    kind: Literal["newsletter-comments"] = "newsletter-comments"
    issue: Annotated[str, Field(max_length=40)]
    proof: Annotated[int, Field(ge=1, le=99999)]
    by: Annotated[PlainText, Field(max_length=200)]
    opinion: Literal["", "fine", "change"] = ""
    comments: Annotated[list[GivenComment], Field(max_length=500)] = []


_OPENING = "Comments on {issue}, proof {proof}"
_FIRST = re.compile(r"Comments on ([\w-]{1,40}), proof ([0-9]{1,5})")
_NAME = re.compile(r"^Your name:[ \t]*(\S.*)$", re.MULTILINE)
_PART = re.compile(r"^\[([0-9]{1,4})\][ \t]+(.*)$", re.MULTILINE)
_QUOTED = re.compile(r"^[> \t]+", re.MULTILINE)


def format_template(issue: FrozenIssue, proof: int) -> str:
    """Return the lines between which a person comments by e-mail."""
    parts = [f"[0] {WHOLE}", *(f"[{block.number + 1}] {' '.join(block.name.split())}" for block in issue.blocks)]
    return "\n\n".join([_OPENING.format(issue=issue.period, proof=proof), "Your name: ", *parts]) + "\n\n"


def read_comments(data: bytes) -> GivenComments:
    """Read a file of comments, or an e-mail of them.

    Raises:
        PreviewError: it is neither.
    """
    text = data.decode("utf-8", errors="replace").lstrip("\ufeff").strip()
    try:
        if text.startswith("{"):
            return GivenComments.model_validate_json(text)
        return _read_mail(text.replace("\r\n", "\n"))
    except ValidationError:
        raise PreviewError(
            "These are no comments on a proof. Choose the file that the proof saved, or paste the e-mail with its "
            "lines as they were."
        ) from None


def _read_mail(text: str) -> GivenComments:
    text = _QUOTED.sub("", text)
    first, name = _FIRST.search(text), _NAME.search(text)
    data = {
        "issue": first[1] if first else "",
        "proof": int(first[2]) if first else 0,
        "by": name[1].strip() if name else "",
        "comments": list(_split_parts(text)),
    }
    return GivenComments.model_validate(data)


def _split_parts(text: str) -> Iterator[dict[str, object]]:
    """Yield what is written below each of the lines, if anything is."""
    _, *pieces = _PART.split(text)
    for number, about, words in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=True):
        if words.strip():
            yield {"number": int(number), "about": about.strip()[:500], "words": words.strip()[:_LONGEST]}


def make_comments(given: GivenComments) -> Iterator[Comment]:
    """Yield what is kept of comments that came back: the opinion on the whole, and each of them."""
    if given.opinion:
        words = "Fine as it is." if given.opinion == "fine" else "Please change what I say."
        whole = GivenComment(number=0, about=WHOLE, words=words)
        yield _keep(whole, given).model_copy(update={"opinion": given.opinion})
    yield from (_keep(one, given) for one in given.comments)


def _keep(one: GivenComment, given: GivenComments) -> Comment:
    at = datetime.now(UTC).replace(microsecond=0)
    name = secrets.token_hex(6)
    return Comment(id=name, at=at, by=given.by, proof=given.proof, number=one.number, about=one.about, words=one.words)


def add_new(known: tuple[Comment, ...], new: list[Comment]) -> tuple[Comment, ...]:
    """Add comments to those that are there; a file that comes twice counts once."""
    seen = {_identify(one) for one in known}
    return (*known, *(one for one in new if _identify(one) not in seen))


def _identify(comment: Comment) -> tuple[object, ...]:
    return comment.by, comment.proof, comment.number, comment.words
