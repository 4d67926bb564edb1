"""A campaign as a complete e-mail (RFC 5322): the bytes of an ``.eml``, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from newsletter.documents.values import MERGE_HOST
from newsletter.errors import MessageError
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, Campaign, Mailbox, merge
from newsletter.rendering.mime import (
    check_address,
    encode_quoted_printable,
    format_date,
    format_list_id,
    format_mailbox,
    format_text,
    format_token,
    format_url,
)

MARKER_FIELD = "X-Newsletter-Marker"
"""Names the campaign in the message that goes out; a test send has none, so it is never taken for the real thing."""

DIGEST_FIELD = "X-Newsletter-Digest"


def compose_message(
    campaign: Campaign,
    *,
    to: Mailbox | str,
    unsubscribe_url: str | None,
    list_headers: bool = True,
    is_test: bool = False,
) -> bytes:
    """Write ``campaign`` as one message to ``to``: text first, then HTML, quoted-printable, CRLF.

    ``unsubscribe_url`` is where this reader leaves the list; without one, a mail to the reply address does it. Mailing
    list software writes ``List-*`` fields of its own: ask for none with ``list_headers=False``.

    Raises:
        MessageError: a value is not allowed in a header field, or a merge token is left without a value.
    """
    to = Mailbox("", to) if isinstance(to, str) else to
    boundary = f"=_{campaign.digest[:32]}"  # quoted-printable never has "=_", so no part can hold the boundary
    fields = [
        *_envelope_fields(campaign, to, is_test=is_test),
        *(_list_fields(campaign, unsubscribe_url) if list_headers else ()),
        "MIME-Version: 1.0",
        format_token("Content-Language", campaign.language),
        f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"',
    ]
    text, html = fill_tokens(campaign, unsubscribe_url)
    dash = f"--{boundary}".encode()
    parts = [dash, *_part("plain", text), dash, *_part("html", html), dash + b"--", b""]
    return b"\r\n".join(["\r\n".join(fields).encode("ascii"), b"", *parts])


def fill_tokens(campaign: Campaign, unsubscribe_url: str | None) -> tuple[str, str]:
    """Return text and HTML as this reader gets them, every merge token replaced.

    Raises:
        MessageError: a token is left that no value is known for.
    """
    leave = unsubscribe_url or unsubscribe_mailto(campaign)
    text = merge(campaign.text, {UNSUBSCRIBE_TOKEN: leave})
    html = merge(campaign.html, {UNSUBSCRIBE_TOKEN: escape(leave)})
    for content in (text, html):
        if (at := content.find(f"https://{MERGE_HOST}/")) >= 0:
            raise MessageError(f"A merge token has no value here: '{content[at : at + 60].split()[0]}'.")
    return text, html


def unsubscribe_mailto(campaign: Campaign) -> str:
    """Return the ``mailto:`` address (RFC 6068) at which a person takes readers off the list."""
    address = check_address((campaign.reply_to or campaign.sender).email)
    return f"mailto:{quote(address, safe='@!$*+')}?subject=unsubscribe"


def name_message(campaign: Campaign, to: str, *, is_test: bool = False) -> str:
    """Return the ``Message-ID`` of ``campaign`` for one recipient.

    A retry keeps it, so that a relay or a reader's mailbox can tell a repeat. Changed words get another one, as
    RFC 5322 section 3.6.4 asks, and so does a test, so that a mailbox does not drop the real message as a duplicate.
    """
    said = "\n".join([campaign.marker, campaign.digest, to, "test" if is_test else "send"])
    domain = check_address(campaign.sender.email).partition("@")[2]
    return f"<{hashlib.sha256(said.encode()).hexdigest()[:24]}@{domain}>"


def _envelope_fields(campaign: Campaign, to: Mailbox, *, is_test: bool) -> Iterator[str]:
    yield format_mailbox("From", campaign.sender)
    yield format_mailbox("To", to)
    if campaign.reply_to:
        yield format_mailbox("Reply-To", campaign.reply_to)
    yield format_text("Subject", campaign.subject)
    yield format_date(campaign.date)
    yield format_token("Message-ID", name_message(campaign, to.email, is_test=is_test))
    if not is_test:
        yield format_token(MARKER_FIELD, campaign.marker)
    yield format_token(DIGEST_FIELD, campaign.digest)


def _list_fields(campaign: Campaign, unsubscribe_url: str | None) -> Iterator[str]:
    """Yield what RFC 2919, 2369 and 8058 ask of a list; one-click only where there is an https address for it."""
    yield format_list_id(campaign.list_name, campaign.list_id)
    yield format_url("List-Unsubscribe", unsubscribe_url or unsubscribe_mailto(campaign))
    if unsubscribe_url and unsubscribe_url.startswith("https://"):
        yield "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    yield format_url("List-Archive", campaign.archive_url)


def _part(subtype: str, content: str) -> tuple[bytes, ...]:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8".encode("ascii"),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        encode_quoted_printable(content),
    )
