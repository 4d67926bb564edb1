"""What the providers share that hand over a complete message: its content before, and as read back from the bytes."""

from __future__ import annotations

import hashlib
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

from newsletter.providers.base import Content
from newsletter.rendering.attachments import show_attached
from newsletter.rendering.campaign import Campaign, Mailbox
from newsletter.rendering.message import fill_tokens


def message_content(campaign: Campaign) -> Content:
    """Return what the message of ``campaign`` has to say, merge tokens filled in."""
    text, html = fill_tokens(campaign, campaign.unsubscribe_url)
    attached = tuple(hashlib.sha256(picture.content).hexdigest() for picture in campaign.attached)
    return Content(campaign.subject, campaign.sender, show_attached(html, campaign), text, pictures=attached)


def read_message(data: bytes) -> Content:
    """Read a message with the standard library's parser, which shares no code with what wrote it."""
    message = message_from_bytes(data, policy=policy.default)
    shown, address = parseaddr(_unfolded(data, "From"))
    sender = Mailbox(str(make_header(decode_header(shown))), address)
    pictures = (part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() == "image")
    attached = tuple(hashlib.sha256(content).hexdigest() for content in pictures if isinstance(content, bytes))
    html, text = _part(message, "html"), _part(message, "plain")
    return Content(str(message["Subject"]), sender, html, text, pictures=attached)


def _unfolded(data: bytes, name: str) -> str:
    """Return a field as it is written; the default policy puts blanks into a long name (Python before 3.12)."""
    return str(message_from_bytes(data).get(name, "")).replace("\r\n", "").replace("\n", "")


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    return "" if part is None else str(part.get_content())
