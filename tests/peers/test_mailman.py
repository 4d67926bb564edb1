"""The list address of a real GNU Mailman: exactly what it changes of a message on its way to a member."""

from __future__ import annotations

import re
from email import message_from_bytes

import pytest

from newsletter.rendering.campaign import Campaign, Mailbox
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN
from tests.peers.list_server import DRESSED, FIRST, PLAIN, SECOND, wait_for_hold
from tests.peers.postfix_server import PostOffice
from tests.peers.test_postfix import open_smtp

pytestmark = pytest.mark.peers

Fields = dict[str, str]

TRACE = {"Return-Path", "X-Original-To", "Delivered-To", "Received"}
OWN = {
    "Message-ID-Hash": "",
    "X-Message-ID-Hash": "",
    "X-MailFrom": "",
    "X-Mailman-Rule-Misses": "",
    "X-Mailman-Version": "",
    "Precedence": "list",
    "List-Post": "NO",
}
"""What Mailman writes above each letter, beside the addresses of the list; nothing where the words do not matter."""


def name_addresses(to: str) -> Fields:
    """Return the fields in which Mailman names its list (RFC 2369, RFC 2919)."""
    name, domain = to.split("@")
    return {
        "List-Id": f"<{name}.{domain}>",
        "List-Help": f"<mailto:{name}-request@{domain}?subject=help>",
        "List-Owner": f"<mailto:{name}-owner@{domain}>",
        "List-Subscribe": f"<mailto:{name}-join@{domain}>",
        "List-Unsubscribe": f"<mailto:{name}-leave@{domain}>",
    }


def read_fields(data: bytes) -> Fields:
    """Return the header, unfolded, without what servers on the way have written."""
    items = [(name, re.sub(r"\r?\n[ \t]+", " ", value).strip()) for name, value in message_from_bytes(data).items()]
    kept = [(name, value) for name, value in items if name not in TRACE]
    assert len(dict(kept)) == len(kept), "a field stands there twice"
    return dict(kept)


def read_body(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


def changes(before: Fields, after: Fields) -> Fields:
    """Return what is new or different, but for the words of those fields whose words do not matter."""
    differing = {name: value for name, value in after.items() if before.get(name) != value}
    return {name: "" if OWN.get(name) == "" else value for name, value in differing.items()}


def mail(lists: PostOffice, campaign: Campaign, to: str, *, list_headers: bool = False) -> tuple[bytes, list[bytes]]:
    """Send a campaign to a list; return the message that was built and the letters that its members got."""
    provider = open_smtp(lists, to, list_headers=list_headers)
    provider.send(provider.draft(campaign))
    built = compose_message(
        campaign,
        to=Mailbox(campaign.list_name, to),
        unsubscribe_url=campaign.unsubscribe_url,
        list_headers=list_headers,
    )
    return built, lists.wait_for(2)


def test_each_member_gets_one_letter(lists: PostOffice) -> None:
    _, messages = mail(lists, CAMPAIGN, PLAIN)
    delivered = [str(message_from_bytes(message)["Delivered-To"]) for message in messages]

    assert sorted(delivered) == [FIRST, SECOND]


def test_a_list_set_up_as_advised_adds_fields_and_changes_nothing_else(lists: PostOffice, january: Campaign) -> None:
    built, messages = mail(lists, january, PLAIN)

    for message in messages:
        assert read_body(message) == read_body(built)
        assert changes(read_fields(built), read_fields(message)) == OWN | name_addresses(PLAIN)
        assert read_fields(built).keys() <= read_fields(message).keys()


def test_a_list_as_mailman_makes_it_marks_the_subject_and_wraps_the_message_for_a_footer(lists: PostOffice) -> None:
    built, [message, _] = mail(lists, CAMPAIGN, DRESSED)
    before, after = read_fields(built), read_fields(message)
    boundary = re.fullmatch(r'multipart/mixed; boundary="(=+\d+==)"', after["Content-Type"])
    assert boundary

    assert changes(before, after) == OWN | name_addresses(DRESSED) | {
        "Subject": f"[Announcements] {before['Subject']}",
        "Content-Type": after["Content-Type"],
    }
    dash = f"--{boundary[1]}\n".encode()
    kind = before["Content-Type"].replace("; ", ";\n ")
    wrapped = f"Content-Language: en-GB\nContent-Type: {kind}\n\n".encode()
    assert read_body(message).startswith(dash + wrapped + read_body(built) + b"\n" + dash)
    assert b"To unsubscribe send an email to announcements-leave@" in read_body(message)[len(read_body(built)) :]


def test_mailman_takes_our_one_click_address_out_and_leaves_the_promise_of_one_click(lists: PostOffice) -> None:
    """This is why ``list_headers`` is off unless somebody asks: the two fields hold only together (RFC 8058)."""
    built, [message, _] = mail(lists, CAMPAIGN, PLAIN, list_headers=True)
    before, after = read_fields(built), read_fields(message)

    assert before["List-Unsubscribe"] == f"<{CAMPAIGN.unsubscribe_url}>"
    assert after["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert changes(before, after) == OWN | name_addresses(PLAIN)


def test_a_list_as_mailman_makes_it_holds_the_january_issue_for_its_size(lists: PostOffice, january: Campaign) -> None:
    provider = open_smtp(lists, DRESSED)
    message_id = provider.draft(january)
    provider.send(message_id)

    assert wait_for_hold(lists, DRESSED) == "The message is larger than the 40 KB maximum size"
    assert lists.wait_for(0) == []
