"""The pictures of an e-mail as parts of the message: each has a Content-ID, by which the HTML shows it (RFC 2392).

The HTML and its pictures are one part of kind ``multipart/related`` (RFC 2387). Addresses that nothing is attached for
stay as they are, and so do links that lead to a picture.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator

from newsletter.rendering.campaign import AttachedPicture, Campaign
from newsletter.rendering.mail_pictures import LOADED

_LINE = 76  # characters of base64, RFC 2045, section 6.8


def name_part(picture: AttachedPicture, campaign: Campaign) -> str:
    """Return the Content-ID of a picture without its angle brackets, the same in every message of a campaign."""
    domain = campaign.sender.email.rpartition("@")[2]
    return f"{hashlib.sha256(picture.address.encode()).hexdigest()[:24]}@{domain}"


def show_attached(html: str, campaign: Campaign) -> str:
    """Let the HTML show the attached pictures instead of loading them."""
    if not campaign.attached:
        return html
    parts = {picture.address: f"cid:{name_part(picture, campaign)}" for picture in campaign.attached}
    longest_first = sorted(map(re.escape, parts), key=len, reverse=True)
    address = re.compile("|".join(longest_first))
    return LOADED.sub(lambda loaded: address.sub(lambda found: parts[found[0]], loaded[0]), html)


def write_related(html_part: tuple[bytes, ...], campaign: Campaign) -> tuple[bytes, ...]:
    """Return the lines of the HTML part together with the pictures it shows, as one part."""
    boundary = f"=_related-{campaign.digest[:24]}"  # neither base64 nor quoted-printable holds "=_"
    dash = f"--{boundary}".encode()
    head = f'Content-Type: multipart/related; type="text/html";\r\n boundary="{boundary}"'.encode("ascii")
    pictures = [line for picture in campaign.attached for line in (dash, *_write_part(picture, campaign))]
    return (head, b"", dash, *html_part, *pictures, dash + b"--", b"")


def _write_part(picture: AttachedPicture, campaign: Campaign) -> Iterator[bytes]:
    name = re.sub(r"[^A-Za-z0-9._-]", "", picture.address.rpartition("/")[2])[-60:] or "picture"
    yield f'Content-Type: {picture.media_type}; name="{name}"'.encode("ascii")
    yield b"Content-Transfer-Encoding: base64"
    yield f"Content-ID: <{name_part(picture, campaign)}>".encode("ascii")
    yield f'Content-Disposition: inline; filename="{name}"'.encode("ascii")
    yield b""
    encoded = b64encode(picture.content)
    yield b"\r\n".join(encoded[at : at + _LINE] for at in range(0, len(encoded), _LINE))
