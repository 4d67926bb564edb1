"""The message: what goes in comes out, standards are kept, and nothing can break out of a header field."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import MessageError
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, Campaign, Mailbox
from newsletter.rendering.message import compose_message, encode_quoted_printable, fill_tokens, name_message
from tests.campaigns import CAMPAIGN, LEAVE, make_campaign

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CONTROLS = "".join(chr(code) for code in (*range(9), *range(10, 32), 127))
HEADER_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), min_size=1)


def compose(campaign: Campaign = CAMPAIGN, unsubscribe_url: str | None = LEAVE) -> bytes:
    return compose_message(
        campaign, to=Mailbox("Readers", "readers@lists.example.org"), unsubscribe_url=unsubscribe_url
    )


def parse(data: bytes) -> EmailMessage:
    return message_from_bytes(data, policy=policy.default)


def read_part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def header_lines(data: bytes) -> list[str]:
    return data.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")


def with_newlines(text: str) -> str:
    return re.sub("\r\n?", "\n", text)


def test_the_message_has_text_first_and_then_html() -> None:
    message = parse(compose())
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert [part["Content-Transfer-Encoding"] for part in message.iter_parts()] == ["quoted-printable"] * 2
    assert not message.defects


def test_text_and_html_come_back_as_they_went_in() -> None:
    message = parse(compose())
    assert (read_part(message, "plain"), read_part(message, "html")) == fill_tokens(CAMPAIGN, LEAVE)


def test_every_line_ends_in_crlf() -> None:
    data = compose()
    assert data.endswith(b"--\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")


def test_the_header_says_who_what_and_when() -> None:
    message = parse(compose())
    assert message["From"] == "Safeguarding Digest <digest@invented-digest.org>"
    assert message["To"] == "Readers <readers@lists.example.org>"
    assert message["Reply-To"] == "editor@invented-digest.org"
    assert message["Subject"] == CAMPAIGN.subject
    assert message["Date"].datetime == CAMPAIGN.date
    assert message["Content-Language"] == "en-GB"
    assert message["MIME-Version"] == "1.0"


def test_each_header_field_is_once() -> None:
    names = [line.partition(":")[0].lower() for line in header_lines(compose()) if not line.startswith(" ")]
    assert sorted(names) == sorted(set(names))


def test_the_list_fields_offer_one_click_where_there_is_an_address_for_it() -> None:
    lines = header_lines(compose())
    assert "List-Id: Safeguarding Digest <digest.invented-digest.org>" in lines
    assert f"List-Unsubscribe: <{LEAVE}>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert "List-Archive: <https://invented-digest.org/>" in lines


def test_without_an_unsubscribe_address_a_mail_to_the_reply_address_does_it() -> None:
    data = compose(unsubscribe_url=None)
    assert "List-Unsubscribe: <mailto:editor@invented-digest.org?subject=unsubscribe>" in header_lines(data)
    assert b"List-Unsubscribe-Post" not in data
    assert "Leave: mailto:editor@invented-digest.org?subject=unsubscribe" in read_part(parse(data), "plain")


def test_without_a_reply_address_the_sender_takes_readers_off() -> None:
    data = compose(make_campaign(reply_to=None), unsubscribe_url=None)
    assert "List-Unsubscribe: <mailto:digest@invented-digest.org?subject=unsubscribe>" in header_lines(data)
    assert "Reply-To" not in data.decode()


def test_a_question_mark_in_the_reply_address_cannot_change_the_mailto() -> None:
    data = compose(make_campaign(reply_to=Mailbox("", "a?cc=b&x@example.org")), unsubscribe_url=None)
    assert "List-Unsubscribe: <mailto:a%3Fcc%3Db%26x@example.org?subject=unsubscribe>" in header_lines(data)


def test_a_long_unsubscribe_address_stays_on_one_line() -> None:
    address = "https://example.org/" + "u" * 900
    assert f"List-Unsubscribe: <{address}>" in header_lines(compose(unsubscribe_url=address))


def test_an_unsubscribe_address_beyond_the_length_of_a_line_is_refused() -> None:
    with pytest.raises(MessageError, match=r"List-Unsubscribe is 1020 bytes long"):
        compose(unsubscribe_url="https://example.org/" + "u" * 980)


def test_a_list_address_gets_no_list_fields() -> None:
    data = compose_message(CAMPAIGN, to="readers@example.org", unsubscribe_url=LEAVE, list_headers=False)
    assert not [line for line in header_lines(data) if line.startswith("List-")]


def test_the_unsubscribe_address_is_escaped_in_html_and_plain_in_text() -> None:
    text, html = fill_tokens(CAMPAIGN, LEAVE)
    assert f"Leave: {LEAVE}" in text
    assert 'href="https://invented-digest.org/leave?list=digest&amp;reader=7"' in html


def test_a_token_without_a_value_is_refused() -> None:
    with pytest.raises(MessageError, match=r"no value here: 'https://merge\.invalid/first_name'"):
        compose(make_campaign(text="Dear https://merge.invalid/first_name ,"))


@pytest.mark.parametrize("at", range(0, 80, 7))
def test_a_token_is_replaced_wherever_a_soft_break_would_have_cut_it(at: int) -> None:
    campaign = make_campaign(text="x" * at + UNSUBSCRIBE_TOKEN, html="x" * at + UNSUBSCRIBE_TOKEN)
    assert read_part(parse(compose(campaign)), "plain") == "x" * at + LEAVE


def test_a_retry_keeps_the_message_id() -> None:
    assert name_message(CAMPAIGN, "a@example.org") == name_message(make_campaign(), "a@example.org")


@pytest.mark.parametrize(
    "other",
    [
        name_message(make_campaign(text="changed"), "a@example.org"),
        name_message(make_campaign(marker="nk-2024-02"), "a@example.org"),
        name_message(CAMPAIGN, "b@example.org"),
        name_message(CAMPAIGN, "a@example.org", is_test=True),
    ],
)
def test_other_words_campaigns_recipients_and_tests_have_another_message_id(other: str) -> None:
    assert name_message(CAMPAIGN, "a@example.org") != other


def test_the_message_id_is_at_the_senders_domain_and_on_one_line() -> None:
    assert any(
        re.fullmatch(r"Message-ID: <[0-9a-f]{24}@invented-digest\.org>", line) for line in header_lines(compose())
    )


def test_only_the_real_message_carries_the_marker() -> None:
    assert parse(compose())["X-Newsletter-Marker"] == CAMPAIGN.marker
    trial = compose_message(CAMPAIGN, to="a@example.org", unsubscribe_url=LEAVE, is_test=True)
    assert parse(trial)["X-Newsletter-Marker"] is None


def test_the_date_keeps_the_offset_of_the_publication() -> None:
    at = datetime(2024, 7, 1, 9, 5, tzinfo=timezone(timedelta(hours=1)))
    assert "Date: Mon, 01 Jul 2024 09:05:00 +0100" in header_lines(compose(make_campaign(date=at)))


@pytest.mark.parametrize("injected", ["a\r\nBcc: all@example.org", "a\nBcc: b@example.org", "a\rb", "a\x00b", "a\x0bb"])
@pytest.mark.parametrize("field", ["subject", "list_name", "list_id", "archive_url", "language", "marker"])
def test_a_line_break_or_control_character_is_refused_in_every_field(field: str, injected: str) -> None:
    with pytest.raises(MessageError):
        compose(make_campaign(**{field: injected}))


@pytest.mark.parametrize(
    "mailbox", [Mailbox("a\r\nBcc: b@example.org", "a@example.org"), Mailbox("", "a@b.org\r\nX: y")]
)
@pytest.mark.parametrize("field", ["sender", "reply_to"])
def test_a_line_break_in_a_name_or_address_is_refused(field: str, mailbox: Mailbox) -> None:
    with pytest.raises(MessageError):
        compose(make_campaign(**{field: mailbox}))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@b",
        "a@example.org, b@example.org",
        "A <a@example.org>",
        "a@example.org\n",
        "a b@example.org",
        "ä@example.org",
        ".a@example.org",
        "a@-example.org",
        "a" * 65 + "@example.org",
    ],
)
def test_a_recipient_that_is_not_one_address_is_refused(address: str) -> None:
    with pytest.raises(MessageError, match="is not an e-mail address"):
        compose_message(CAMPAIGN, to=address, unsubscribe_url=LEAVE)


def test_an_unsubscribe_address_cannot_close_its_brackets() -> None:
    with pytest.raises(MessageError, match="cannot be in List-Unsubscribe"):
        compose(unsubscribe_url="https://example.org/>, <mailto:a@example.org")


@pytest.mark.parametrize(
    "subject",
    [
        "Plain",
        "An ASCII subject that is a good deal longer than one line of a header may be, so that it has to be folded",
        "x" * 2000,
        "Größe – naïve café",
        "日本語の件名がここに入ります。とても長いので複数の行に分かれます。",
        "👩‍👩‍👧‍👦 families 🏴󠁧󠁢󠁷󠁬󠁳󠁿 and flags",
        "=?utf-8?q?not_an_encoded_word?=",
        "two  spaces and a trailing one ",
        "שלום עולם",
    ],
)
def test_a_subject_comes_back_as_it_was_written(subject: str) -> None:
    data = compose(make_campaign(subject=subject))
    assert parse(data)["Subject"] == subject
    unfolded = ("List-Unsubscribe: ", "X-Newsletter-Digest: ")
    assert all(len(line) <= 76 for line in header_lines(data) if not line.startswith(unfolded))


@pytest.mark.parametrize(
    ("name", "spelt"),
    [
        ("Anna Example", "From: Anna Example <digest@invented-digest.org>"),
        ("Example, Anna", 'From: "Example, Anna" <digest@invented-digest.org>'),
        ('A "B" \\ C', r'From: "A \"B\" \\ C" <digest@invented-digest.org>'),
        ("Zoë", "From: =?utf-8?q?Zo=C3=AB?= <digest@invented-digest.org>"),
        ("=?utf-8?q?x?=", "From: =?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= <digest@invented-digest.org>"),
        ("", "From: digest@invented-digest.org"),
    ],
)
def test_a_name_is_bare_quoted_or_encoded_as_it_needs(name: str, spelt: str) -> None:
    assert spelt in header_lines(compose(make_campaign(sender=Mailbox(name, "digest@invented-digest.org"))))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no newline at the end",
        "trailing spaces   \nand tabs\t\n \n\t\n",
        "w" * 2000,
        "ö" * 2000,
        "😀" * 500,
        ".\n..\n.dots lead\n",
        "From here on\nFrom \n>From there\n",
        "x" * 73 + ".and then a dot after the soft break" + "y" * 40,
        "x" * 73 + "From after the soft break" + "y" * 70,
        "=3D =\n==\n=",
        "--=_0123\nContent-Type: text/html\n\n<b>",
        "a\r\nb\rc\n\r",
        "nul \x00, bell \x07, form feed \x0c, next line \x85, separators \u2028\u2029",
        "<p>" + "long html " * 300,
    ],
)
def test_awkward_text_comes_back_exactly(text: str) -> None:
    message = parse(compose(make_campaign(text=text, html=text)))
    assert read_part(message, "plain") == with_newlines(text)
    assert read_part(message, "html") == with_newlines(text)
    assert len(list(message.iter_parts())) == 2


@pytest.mark.slow
@given(ANY_TEXT, ANY_TEXT)
def test_any_text_comes_back_exactly(text: str, html: str) -> None:
    message = parse(compose(make_campaign(text=text, html=html)))
    assert read_part(message, "plain") == with_newlines(text)
    assert read_part(message, "html") == with_newlines(html)


@given(HEADER_TEXT, HEADER_TEXT)
def test_any_subject_and_name_come_back_exactly(subject: str, name: str) -> None:
    data = compose(make_campaign(subject=subject, sender=Mailbox(name, "digest@invented-digest.org")))
    assert parse(data)["Subject"] == subject
    shown, address = parseaddr(str(message_from_bytes(data)["From"]).replace("\r\n", ""))
    assert (str(make_header(decode_header(shown))), address) == (name, "digest@invented-digest.org")


@given(st.text(st.sampled_from("aF.rom =\t\nö😀é€"), max_size=400))
def test_every_encoded_line_is_safe_on_its_way(text: str) -> None:
    for line in encode_quoted_printable(text).split(b"\r\n"):
        assert len(line) <= 76
        assert not line.startswith((b".", b"From "))
        assert not line.endswith((b" ", b"\t"))
        bytes.fromhex("".join(re.findall("=(..)", line.decode()))).decode()  # no character is split between two lines


@given(ANY_TEXT)
def test_the_boundary_cannot_be_written_by_any_text(text: str) -> None:
    assert b"=_" not in encode_quoted_printable(text + "=_" + text)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(MessageError, match=r"half a character, U\+D83D"):
        encode_quoted_printable("\ud83d")


@pytest.mark.slow
def test_the_bytes_are_the_same_whatever_the_machine_is_set_to() -> None:
    code = (
        "import locale, sys; locale.setlocale(locale.LC_ALL, ''); from tests.rendering.test_message import compose; "
        "sys.stdout.buffer.write(compose())"
    )
    for seed, zone, tongue in [("1", "Asia/Tokyo", "C"), ("2", "America/New_York", "C.UTF-8")]:
        set_up = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": tongue}
        ran = subprocess.run([sys.executable, "-c", code], env=set_up, capture_output=True, check=True)  # noqa: S603
        assert ran.stdout == compose()
