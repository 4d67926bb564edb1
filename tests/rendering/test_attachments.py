"""Pictures that travel with the message: the HTML shows them by Content-ID, and any mail program finds them."""

from __future__ import annotations

import hashlib
import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from newsletter.providers._mime import message_content, read_message
from newsletter.rendering.campaign import AttachedPicture, Campaign
from newsletter.rendering.message import compose_message
from tests.campaigns import CAMPAIGN, LEAVE, make_campaign

SWAN, POND = bytes(range(256)) * 9, b"\xff\xd8\xff" + b"=_" * 300
HTML = (
    '<html><body><p><img src="https://a.net/swan.png" alt="A swan"></p>'
    '<a href="https://a.net/pond.jpg"><img src="https://a.net/pond.jpg" alt=""></a>'
    '<!--[if mso]><v:image src="https://a.net/swan.png" /><![endif]--><img src="https://a.net/other.png" alt="">'
    "<p>See https://a.net/swan.png</p></body></html>\n"
)
ATTACHED = (
    AttachedPicture("https://a.net/swan.png", "image/png", SWAN),
    AttachedPicture("https://a.net/pond.jpg", "image/jpeg", POND),
)


def embed(**changes: object) -> Campaign:
    return make_campaign(html=HTML, attached=ATTACHED, **changes)


def parse(campaign: Campaign) -> EmailMessage:
    data = compose_message(campaign, to=campaign.sender, unsubscribe_url=LEAVE)
    return message_from_bytes(data, policy=policy.default)


def test_each_picture_is_a_part_beside_the_html_that_shows_it() -> None:
    message = parse(embed())
    kinds = [part.get_content_type() for part in message.walk()]
    related = next(part for part in message.walk() if part.get_content_type() == "multipart/related")
    pictures = [part for part in message.walk() if part.get_content_maintype() == "image"]

    assert kinds == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "image/jpeg"
    ]  # fmt: skip
    assert related.get_param("type") == "text/html"
    assert [part.get_content() for part in pictures] == [SWAN, POND]
    assert [(part.get_content_disposition(), part.get_filename()) for part in pictures] == [
        ("inline", "swan.png"), ("inline", "pond.jpg")
    ]  # fmt: skip
    assert message.defects == []


def test_the_html_shows_the_parts_and_still_leads_to_addresses() -> None:
    message = parse(embed())
    body = message.get_body(("html",))
    assert body is not None
    html = body.get_content()
    ids = [str(part["Content-ID"]).strip("<>") for part in message.walk() if part["Content-ID"]]

    assert re.findall(r'src="([^"]*)"', html) == [
        f"cid:{ids[0]}", f"cid:{ids[1]}", f"cid:{ids[0]}", "https://a.net/other.png"
    ]  # fmt: skip
    assert 'href="https://a.net/pond.jpg"' in html
    assert "<p>See https://a.net/swan.png</p>" in html
    assert all(re.fullmatch(r"[0-9a-f]{24}@invented-digest\.org", one) for one in ids)


def test_what_is_read_back_is_what_was_meant_and_a_changed_picture_is_seen() -> None:
    campaign = embed()
    held = read_message(compose_message(campaign, to=campaign.sender, unsubscribe_url=LEAVE))
    other = embed()
    changed = make_campaign(
        html=HTML, attached=(AttachedPicture("https://a.net/swan.png", "image/png", b"x"), ATTACHED[1])
    )

    assert message_content(campaign).differences(held) == ()
    assert held.pictures == tuple(hashlib.sha256(content).hexdigest() for content in (SWAN, POND))
    assert message_content(other).differences(held) == ()
    assert message_content(changed).differences(held) == ("pictures",)


def test_the_digest_is_of_what_readers_see_and_not_of_how_it_was_encoded() -> None:
    assert embed().digest == make_campaign(html=HTML).digest


def test_lines_are_short_and_end_as_mail_wants() -> None:
    data = compose_message(embed(), to=CAMPAIGN.sender, unsubscribe_url=LEAVE)

    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= len(b"x" * 200)
    assert not [line for line in data.split(b"\r\n") if line.startswith((b".", b"From "))]


@pytest.mark.parametrize("address", ['https://a.net/x";y.png', "https://a.net/", "https://a.net/\u00e9\u00e9.png"])
def test_a_name_breaks_out_of_no_field(address: str) -> None:
    message = parse(make_campaign(attached=(AttachedPicture(address, "image/png", SWAN),)))
    [part] = [part for part in message.walk() if part.get_content_maintype() == "image"]

    assert part.get_filename() in {"xy.png", "picture", ".png"}
    assert part.get_content() == SWAN
