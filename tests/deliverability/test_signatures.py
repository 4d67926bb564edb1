"""What the doctor says of the signature of a message that arrived: one click counts only where it is signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.deliverability.dkim import check_signatures, check_unsigned
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN, LEAVE

BOTH = "from:to:subject:list-unsubscribe:list-unsubscribe-post"
OPENDKIM = "From:Reply-To:Subject:Date:To:List-Id:List-Unsubscribe:From"


def sign(covered: str, fold: str = " ") -> bytes:
    return (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/simple; d=example.org; s=s1; t=17067;\r\n\tbh=47DEQpj8HBSa+=;"
        f"{fold}h={covered};{fold}b=dzdVyOfAKCdL=\r\n"
    ).encode()


def arrive(*signatures: bytes, ends: bytes = b"\r\n", drop: bytes = b"") -> bytes:
    message = compose_message(CAMPAIGN, to=CAMPAIGN.sender, unsubscribe_url=LEAVE).replace(drop, b"", 1)
    return (b"".join(signatures) + message).replace(b"\r\n", ends)


@pytest.mark.parametrize(
    ("message", "weight", "seen"),
    [
        (arrive(sign(BOTH)), "ok", "The signature of example.org covers List-Unsubscribe and List-Unsubscribe-Post."),
        (arrive(sign(BOTH.upper())), "ok", "covers"),
        (arrive(sign(BOTH.replace(":", " :\r\n\t ")), ends=b"\n"), "ok", "covers"),
        (arrive(sign(BOTH, fold="\r\n ")), "ok", "covers"),
        (arrive(sign(OPENDKIM), sign(BOTH)), "ok", "covers"),
        (arrive(sign(OPENDKIM)), "fail", "does not cover List-Unsubscribe-Post (h=)"),
        (arrive(sign("from:to")), "fail", "does not cover List-Unsubscribe and List-Unsubscribe-Post (h=)"),
        (arrive(sign(OPENDKIM), sign("from:list-unsubscribe-post")), "fail", "does not cover List-Unsubscribe-Post"),
        (arrive(), "fail", "The message is not signed."),
        (arrive(b"DKIM-Signature: nonsense\r\n"), "fail", "The signature cannot be read: nonsense"),
        (arrive(b"DKIM-Signature: v=1; d=example.org\r\n"), "fail", "The signature cannot be read"),
        (
            arrive(sign(BOTH), drop=b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
            "fail",
            "The message has no List-Unsubscribe-Post.",
        ),
        (b"", "fail", "The message has no List-Unsubscribe and no List-Unsubscribe-Post."),
    ],
)
def test_a_signature_is_judged_by_what_it_covers(message: bytes, weight: str, seen: str) -> None:
    [found] = check_signatures(message)
    assert (found.status, seen in found.observed) == (weight, True)


def test_the_setting_of_opendkim_is_named_where_it_is_needed_or_cannot_be_seen() -> None:
    [found] = check_signatures(arrive(sign(OPENDKIM)))
    for diagnostic in (found, check_unsigned()):
        assert "SignHeaders *,+List-Unsubscribe-Post" in diagnostic.advice
    assert check_unsigned().status == "warning"


@given(st.binary(max_size=300))
def test_whatever_arrived_is_judged(data: bytes) -> None:
    assert len(list(check_signatures(data))) == 1
    assert len(list(check_signatures(b"DKIM-Signature: " + data + b"\r\n" + arrive()))) == 1
