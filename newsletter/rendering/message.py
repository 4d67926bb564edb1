"""A campaign as a complete e-mail (RFC 5322): the bytes of an ``.eml``, the same on every machine.

Header fields (RFC 5322, RFC 2047) and quoted-printable text (RFC 2045, section 6.7) are spelled here because the
standard library folds differently from one Python to the next. What could break out of a field is refused.
Quoted-printable is in the robust form that RFC 2049 advises: a line never starts with a dot or with ``From ``, never
ends in white space, and never splits a character; so neither a mail server nor an mbox file has a reason to touch what
the reader gets.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from html import escape
from urllib.parse import quote

from newsletter.documents.values import MERGE_HOST
from newsletter.errors import MessageError
from newsletter.rendering.attachments import show_attached, write_related
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, Campaign, Mailbox, merge

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
    """Write ``campaign`` as one message to ``to``: text first, then HTML, quoted-printable, CRLF; then its pictures.

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
    parts = [dash, *_part("plain", text), dash, *_html_part(campaign, html), dash + b"--", b""]
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
    identity = "\n".join([campaign.marker, campaign.digest, to, "test" if is_test else "send"])
    domain = check_address(campaign.sender.email).partition("@")[2]
    return f"<{hashlib.sha256(identity.encode()).hexdigest()[:24]}@{domain}>"


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


def _html_part(campaign: Campaign, html: str) -> tuple[bytes, ...]:
    """Return the HTML, together with the pictures that are attached to it."""
    if not campaign.attached:
        return _part("html", html)
    return write_related(_part("html", show_attached(html, campaign)), campaign)


def _part(subtype: str, content: str) -> tuple[bytes, ...]:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8".encode("ascii"),
        b"Content-Transfer-Encoding: quoted-printable",
        b"",
        encode_quoted_printable(content),
    )


MAX_LINE = 998  # bytes, RFC 5322 section 2.1.1

LONGEST_LIST_ID = 255  # octets, RFC 2919 section 2

_FOLD_AT = 76  # RFC 2047 section 2: a line that holds an encoded word
_WORD = 64  # shorter than RFC 2047's 75, so that the first word fits beside any of our field names
_FRAME = len("=?utf-8?q??=")
_BREAKS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\ud800-\udfff]")
_PLAIN = re.compile(r"[!-~]{1,60}( [!-~]{1,60})*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+( [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_QUOTABLE = re.compile(r"[ -~]{0,60}")
_DOT_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=.{{1,254}}\Z)(?=[^@]{{1,64}}@){_DOT_ATOM}@{_LABEL}(\.{_LABEL})+")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_text(name: str, text: str) -> str:
    """Format a field of free text, such as a subject."""
    _refuse_breaks(name, text)
    return _fold(name, text.split(" ") if _is_plain(text) else _encode_words(text))


def format_mailbox(name: str, mailbox: Mailbox) -> str:
    """Format a field that holds one address, with the person's name where there is one."""
    address = check_address(mailbox.email)
    return _fold(name, [*_phrase(name, mailbox.name), f"<{address}>"] if mailbox.name else [address])


def format_list_id(label: str, list_id: str) -> str:
    """Format ``List-Id`` as RFC 2919 section 2 has it."""
    if len(list_id) > LONGEST_LIST_ID or not re.fullmatch(_DOT_ATOM, list_id):
        raise MessageError(f"'{_shown(list_id)}' cannot be a List-Id. Use a host name: newsletter.example.org")
    return _fold("List-Id", [*_phrase("List-Id", label), f"<{list_id}>"])


def format_url(name: str, url: str) -> str:
    """Format a field that holds one address of the web or of mail, on one line that is never folded."""
    if not re.fullmatch(r"[!-;=?-~]+", url):
        raise MessageError(f"'{_shown(url)}' cannot be in {name}: it contains a character that an address cannot.")
    return format_token(name, f"<{url}>")


def format_token(name: str, value: str) -> str:
    """Format a field whose value is visible ASCII, on one line that is never folded."""
    if not re.fullmatch(r"[!-~]+([ ][!-~]+)*", value):
        raise MessageError(
            f"The header field {name} cannot hold '{_shown(value)}': only visible ASCII is allowed there."
        )
    if len(line := f"{name}: {value}") > MAX_LINE:
        raise MessageError(f"The header field {name} is {len(line)} bytes long; a line ends at {MAX_LINE}. Shorten it.")
    return line


def format_date(moment: datetime) -> str:
    """Format ``Date`` as RFC 5322 section 3.3 has it, in English whatever the locale."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"Date: {day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S %z}"


def check_address(address: str) -> str:
    """Return ``address`` if it is one plain e-mail address.

    Raises:
        MessageError: it is not; a list of two, a name beside it or a line break are refused, too.
    """
    if not _ADDRESS.fullmatch(address):
        raise MessageError(f"'{_shown(address)}' is not an e-mail address. Write it like digest@example.org")
    return address


def _refuse_breaks(name: str, text: str) -> None:
    if found := _BREAKS.search(text):
        code = f"U+{ord(found[0]):04X}"
        what = "a line break" if found[0] in "\r\n" else "a control character"
        raise MessageError(f"The header field {name} holds {what} ({code}): '{_shown(text)}'. Keep it on one line.")


def _shown(text: str) -> str:
    return ascii(text[:60])[1:-1]


def _is_plain(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and "=?" not in text


def _phrase(name: str, text: str) -> Sequence[str]:
    """Spell a display name: bare words, a quoted string, or encoded words."""
    _refuse_breaks(name, text)
    if "=?" not in text:
        if _ATOMS.fullmatch(text) and _is_plain(text):
            return text.split(" ")
        if _QUOTABLE.fullmatch(text):
            return ['"' + re.sub(r'(["\\])', r"\\\1", text) + '"']
    return _encode_words(text)


def _encode_words(text: str) -> Sequence[str]:
    """Spell ``text`` as encoded words, whole characters in each: readable where most of it is ASCII, else compact."""
    if sum(map(str.isascii, text)) * 2 > len(text):
        words = _chunks(text, lambda letter: len(_quote(letter)), _WORD - _FRAME)
        return [f"=?utf-8?q?{''.join(map(_quote, word))}?=" for word in words]
    words = _chunks(text, lambda letter: len(letter.encode()), (_WORD - _FRAME) // 4 * 3)
    return [f"=?utf-8?b?{b64encode(word.encode()).decode()}?=" for word in words]


def _quote(letter: str) -> str:
    if letter == " ":
        return "_"
    if letter.isascii() and (letter.isalnum() or letter in "!*+-/"):
        return letter
    return "".join(f"={byte:02X}" for byte in letter.encode())


def _chunks(text: str, cost: Callable[[str], int], room: int) -> Iterator[str]:
    chunk, used = "", 0
    for letter in text:
        if used + cost(letter) > room:
            yield chunk
            chunk, used = "", 0
        chunk, used = chunk + letter, used + cost(letter)
    yield chunk


def _fold(name: str, words: Sequence[str]) -> str:
    """Join ``words``, breaking lines between them; the first always stays beside the name of its field."""
    lines = [f"{name}: {words[0]}"]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= _FOLD_AT:
            lines[-1] += f" {word}"
        else:
            lines.append(f" {word}")
    return "\r\n".join(lines)


LONGEST_ENCODED_LINE = 76

_UNSAFE = re.compile(rb"[^\t -~]|[\t ]\Z")
_SAFE = re.compile(rb"(?:[\t -~]*[!-~])?")
_ESCAPES = {bytes([byte]): b"=%02X" % byte for byte in range(256)}
_RISKY_STARTS = (b".", b"From ")
_PIECE = LONGEST_ENCODED_LINE - 3  # room for the soft break, and for a first character that has to be escaped


def encode_quoted_printable(text: str) -> bytes:
    """Encode ``text``; any kind of line end becomes CRLF.

    Raises:
        MessageError: the text holds half a character (a lone surrogate), which no encoding can carry.
    """
    try:
        data = re.sub("\r\n?", "\n", text).encode()
    except UnicodeEncodeError as error:
        raise MessageError(
            f"The text holds half a character, U+{ord(text[error.start]):04X}. Delete it and type the words again."
        ) from None
    lines = data.replace(b"=", b"=3D").split(b"\n")
    return b"\r\n".join([_fold_line(line if _SAFE.fullmatch(line) else _escape(line)) for line in lines])


def _escape(line: bytes) -> bytes:
    return _UNSAFE.sub(lambda found: _ESCAPES[found[0]], line)


def _fold_line(line: bytes) -> bytes:
    return _escape_start(line) if len(line) <= _PIECE + 1 else b"\r\n".join(_break_softly(line))


def _break_softly(line: bytes) -> Iterator[bytes]:
    start = 0
    while len(line) - start > _PIECE + 1:
        end = _step_back(line, start + _PIECE)
        yield _escape_start(line[start:end]) + b"="
        start = end
    yield _escape_start(line[start:])


def _step_back(line: bytes, end: int) -> int:
    """Move ``end`` in front of the character it would split: of an escape, or of a UTF-8 sequence of escapes."""
    end -= (line[end - 1 : end] == b"=") + 2 * (line[end - 2 : end - 1] == b"=")
    while line[end : end + 1] == b"=" and line[end + 1 : end + 2] in b"89AB":
        end -= 3
    return end


def _escape_start(piece: bytes) -> bytes:
    return _ESCAPES[piece[:1]] + piece[1:] if piece.startswith(_RISKY_STARTS) else piece
