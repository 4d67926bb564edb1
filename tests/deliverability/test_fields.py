"""What the doctor says of the List-* fields (RFC 2369, RFC 2919, RFC 8058) and of the links in a message."""

from __future__ import annotations

import pytest

from newsletter.deliverability.diagnostics import Diagnostic
from newsletter.deliverability.fields import check_fields
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN, LEAVE

UNSUBSCRIBE = f"List-Unsubscribe: <{LEAVE}>\r\n"
POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
LIST_ID = "List-Id: Safeguarding Digest <digest.invented-digest.org>\r\n"
SET_ADDRESS = "Set unsubscribe_url in newsletter.toml: https://…"


def look(old: str = "", new: str = "") -> dict[str, Diagnostic]:
    """Return what is found in a message of ours in which ``old`` became ``new``."""
    message = compose_message(CAMPAIGN, to=CAMPAIGN.sender, unsubscribe_url=LEAVE).decode("ascii")
    assert old in message
    changed = message.replace(old, new, 1) if old else message
    return {diagnostic.check: diagnostic for diagnostic in check_fields(changed.encode("ascii"))}


def test_a_message_of_ours_has_all_that_is_asked_for() -> None:
    found = look()

    assert {diagnostic.status for diagnostic in found.values()} == {"ok"}
    assert found["List-Unsubscribe"].observed == f"One https address, on one line: {LEAVE}"
    assert found["List-Id"].observed == "Safeguarding Digest <digest.invented-digest.org>"
    assert set(found) == {
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "List-Id",
        "Link in the text",
        "Link in the HTML",
    }


@pytest.mark.parametrize(
    ("new", "weight", "seen", "advice"),
    [
        ("", "fail", "The message has no such field.", SET_ADDRESS),
        (UNSUBSCRIBE * 2, "fail", "The message has 2 such fields.", SET_ADDRESS),
        (
            "List-Unsubscribe: <mailto:a@example.org>\r\n",
            "fail",
            "It holds no https address: <mailto:a@example.org>",
            SET_ADDRESS,
        ),
        (
            "List-Unsubscribe: <http://a.example.org/>\r\n",
            "fail",
            "It holds no https address: <http://a.example.org/>",
            SET_ADDRESS,
        ),
        (
            "List-Unsubscribe: <https://a.example.org/>, <https://b.example.org/>\r\n",
            "fail",
            "It holds 2 https addresses: <https://a.example.org/>, <https://b.example.org/>",
            SET_ADDRESS,
        ),
        (
            f"List-Unsubscribe: <mailto:a@example.org>,\r\n <{LEAVE}>\r\n",
            "warning",
            "It is folded, which breaks signatures at some relays.",
            "Use a shorter address.",
        ),
    ],
)
def test_the_address_to_leave_at_is_one_https_address_on_one_line(
    new: str, weight: str, seen: str, advice: str
) -> None:
    found = look(UNSUBSCRIBE, new)["List-Unsubscribe"]

    assert (found.status, found.observed, found.advice) == (weight, seen, advice)


def test_an_address_for_letters_may_stand_beside_it_and_the_name_be_written_small() -> None:
    found = look(UNSUBSCRIBE, f"list-unsubscribe: <mailto:a@example.org>, <{LEAVE}>\r\n")["List-Unsubscribe"]

    assert (found.status, found.observed) == ("ok", f"One https address, on one line: {LEAVE}")


@pytest.mark.parametrize(
    ("new", "seen"),
    [
        ("", "The message has no such field: one-click unsubscribing does not work."),
        ("List-Unsubscribe-Post: yes\r\n", "It says ['yes']: one-click unsubscribing does not work."),
    ],
)
def test_one_click_is_promised_in_the_one_way_that_counts(new: str, seen: str) -> None:
    found = look(POST, new)["List-Unsubscribe-Post"]

    assert (found.status, found.observed, found.advice) == ("fail", seen, SET_ADDRESS)


def test_one_click_needs_an_https_address() -> None:
    found = look(UNSUBSCRIBE, "List-Unsubscribe: <mailto:a@example.org>\r\n")["List-Unsubscribe-Post"]

    assert (found.status, found.observed) == ("fail", "It promises one click, but there is no https address for it.")


@pytest.mark.parametrize(
    ("new", "seen"),
    [
        ("", "The message has none."),
        ("List-Id: digest\r\n", "It says ['digest']."),
        ("List-Id: Digest <digest>\r\n", "It says ['Digest <digest>']."),
        ("List-Id: <a.example.org>\r\nList-Id: <b.example.org>\r\n", "It says ['<a.example.org>', '<b.example.org>']."),
    ],
)
def test_a_list_has_one_name_that_programs_know_it_by(new: str, seen: str) -> None:
    found = look(LIST_ID, new)["List-Id"]

    assert (found.status, found.observed, found.advice) == ("fail", seen, "Check base_url in newsletter.toml.")


def test_a_long_name_of_a_list_may_be_folded() -> None:
    found = look(LIST_ID, "List-Id: Safeguarding\r\n Digest <digest.invented-digest.org>\r\n")["List-Id"]

    assert (found.status, found.observed) == ("ok", "Safeguarding Digest <digest.invented-digest.org>")


@pytest.mark.parametrize(
    ("before", "check"), [("Leave: https", "Link in the text"), ('href=3D"https', "Link in the HTML")]
)
def test_readers_find_the_way_out_in_both_parts(before: str, check: str) -> None:
    found = look(before, before.replace("https", "gone"))
    wrong = [diagnostic for diagnostic in found.values() if diagnostic.status != "ok"]

    assert [(diagnostic.check, diagnostic.observed) for diagnostic in wrong] == [
        (check, "There is no unsubscribe address in it.")
    ]
    assert wrong[0].advice == "Put {{ unsubscribe }} back into the template."
