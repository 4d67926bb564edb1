"""Saved e-mails: subject and text are read as they were meant; what is attached or broken is said."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import SourceError
from newsletter.importing import import_source
from tests.importing.sources import PERIOD, PUBLICATION, Result, bring

WORDS = (
    "Café news. We open at nine from now on, which is a good deal earlier than we used to open all through last year."
)


def make_mail(*, page: str = "", attached: str = "") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@example.org", "b@example.org", "Café news, May 2031"
    message.set_content(WORDS, cte="quoted-printable")
    if page:
        message.add_alternative(page, subtype="html", cte="base64")
    if attached:
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=attached)
    return message.as_bytes()


@pytest.mark.parametrize("name", ["news.eml", "news.html", "news.txt"])
def test_a_saved_mail_is_read_as_it_was_meant_whatever_it_is_called(name: str) -> None:
    result = bring(make_mail(), name, period=None)

    assert (result.imported.period, result.data["subject"]) == ("2031-05", "Café news, May 2031")
    assert result.data["intro"] == WORDS


def test_the_page_of_a_mail_goes_before_its_plain_text_and_both_are_reported() -> None:
    result = bring(make_mail(page="<h1>Harbour</h1><p>Quay – open.</p>", attached="Plan.pdf"), "news.eml")

    assert (result.data["title"], result.data["intro"]) == ("Harbour", "Quay – open.")
    notes = result.imported.report.notes
    assert "the mail also holds itself as plain text, which was not read" in notes
    assert "attached and left out: Plan.pdf" in notes


def test_text_that_only_quotes_a_header_is_no_saved_mail() -> None:
    result = bring("From: Anna\nSubject: News\n\nHello.\n")

    assert "From: Anna" in result.text


def test_a_mail_without_words_says_what_to_do() -> None:
    with pytest.raises(SourceError, match="There is no text in this saved e-mail"):
        import_source(b"MIME-Version: 1.0\nContent-Type: image/png\n\nabc", "a.eml", PUBLICATION, PERIOD)


def write_mail(body: str, *, more: str = "", subject: str = "Café, May 2031", kind: str = "text/plain") -> bytes:
    """Write a mail by hand, as no library would: ``more`` are parameters of its type."""
    head = f"From: a@example.org\nSubject: {subject}\nMIME-Version: 1.0\nContent-Type: {kind}{more}\n\n"
    return (head + body).encode("utf-8", "surrogateescape")


def write_parts(kind: str, *parts: str, mark: str = "A") -> str:
    """Write a part that holds others."""
    return (
        f"Content-Type: multipart/{kind}; boundary={mark}\n\n--{mark}\n"
        + f"\n--{mark}\n".join(parts)
        + f"\n--{mark}--\n"
    )


def bring_parts(part: str) -> Result:
    return bring(f"Subject: News\nMIME-Version: 1.0\n{part}".encode(), "news.eml")


PLAIN = "Content-Type: text/plain; charset=utf-8\n\n{}"
PAGE = "Content-Type: text/html; charset=utf-8\n\n<p>{}</p>"
PICTURE = "Content-Type: image/png; name=a.png\nContent-Disposition: inline; filename=a.png\n\nabc"
ATTACHED = "Content-Type: text/html; charset=utf-8\nContent-Disposition: attachment; filename=b.html\n\n<p>No.</p>"
FORWARDED = "Content-Type: message/rfc822\n\nSubject: Of old\nMIME-Version: 1.0\nContent-Type: text/plain\n\nOld words."


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (write_parts("mixed", PLAIN.format("One."), PICTURE, PLAIN.format("Two.")), "One.\n\nTwo."),
        (write_parts("mixed", PAGE.format("One."), PICTURE, PAGE.format("Two.")), "One.\n\nTwo."),
        (write_parts("mixed", PLAIN.format("One."), PAGE.format("Two.")), "One.\n\nTwo."),
        (write_parts("alternative", PLAIN.format("No."), PAGE.format("One.")), "One."),
        (write_parts("alternative", PAGE.format("One."), PLAIN.format("No.")), "One."),
        (write_parts("alternative", PLAIN.format("One."), "Content-Type: text/calendar\n\nNo."), "One."),
        (write_parts("alternative", PLAIN.format("One."), "Content-Type: text/html\n\n<img src=a>"), "One."),
        (
            write_parts(
                "alternative",
                PLAIN.format("No."),
                write_parts("mixed", PAGE.format("One."), PAGE.format("Two."), mark="B"),
            ),
            "One.\n\nTwo.",
        ),
        (
            write_parts(
                "mixed",
                write_parts("alternative", PLAIN.format("No."), PAGE.format("One."), mark="B"),
                PLAIN.format("Two."),
            ),
            "One.\n\nTwo.",
        ),
        (write_parts("related", PAGE.format("One."), PICTURE), "One."),
        (
            write_parts('related; start="<b>"', PICTURE, "Content-ID: <b>\n" + PAGE.format("One.")),
            "One.",
        ),
        (write_parts("signed", PLAIN.format("One."), "Content-Type: application/pgp-signature\n\nabc"), "One."),
        (write_parts("mixed", PLAIN.format("One."), FORWARDED), "One.\n\nOld words."),
        (write_parts("mixed", PLAIN.format("One."), ATTACHED), "One."),
        (write_parts("digest", FORWARDED), "Old words."),
    ],
)
def test_all_that_readers_saw_of_a_mail_is_read_once(part: str, words: str) -> None:
    result = bring_parts(part)

    assert result.data["intro"] == words
    assert "No." not in result.text


def test_what_is_attached_is_reported() -> None:
    notes = bring_parts(write_parts("mixed", PLAIN.format("One."), ATTACHED, PICTURE, FORWARDED)).imported.report

    assert {"attached and left out: b.html", "attached and left out: a.png"} <= set(notes.notes)
    assert "Of old" in notes.format()


@pytest.mark.parametrize(
    ("body", "more", "words"),
    [
        ("One  \ntwo.\n\nThree\nfour", "; format=flowed; delsp=yes", "One two.\n\nThree\n\nfour"),
        ("One \ntwo.\n", "; format=flowed", "One two."),
        ("One \n-- \nAnn \nBell", "; format=flowed", "One\n\nAnn Bell"),
        (" From here \non.", "; format=flowed", "From here on."),
        ("One.\n-- \nAnn", "", "One.\n\nAnn"),
    ],
)
def test_lines_that_a_program_broke_are_whole_again(body: str, more: str, words: str) -> None:
    assert bring(write_mail(body, more=more), "a.eml").data["intro"] == words


@pytest.mark.parametrize(
    ("subject", "read"),
    [
        ("Café 🎉 May 2031", "Café 🎉 May 2031"),
        ("Caf\udce9 May 2031", "Café May 2031"),
        ("=?iso-8859-1?Q?It=92s_caf=E9?=", "It’s café"),
        ("=?Shift_JIS?B?ituHQA==?=", "丸①"),
        ("=?utf-8?B?Q2Fmw6k=?= =?utf-8?Q?_May?=", "Café May"),
        ("=?nonsense?Q?caf=E9?=", "café"),
        ("=?utf-8*en?Q?caf=C3=A9?=", "café"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
    ],
)
def test_a_subject_is_read_however_it_was_sent(subject: str, read: str) -> None:
    assert bring(write_mail("Words.", subject=subject), "a.eml").data["subject"] == read


def test_a_page_knows_the_address_it_came_from() -> None:
    head = "MIME-Version: 1.0\nContent-Type: text/html\nContent-Location: https://example.org/a/\n\n"

    assert "[it](https://example.org/a/b)" in bring(f"{head}<p>See <a href=b>it</a>.</p>", "a.mht").text


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        (write_mail("x\n" * 1_300_000), "more than 600,000 lines"),
        (write_mail("boundary=x\n" * 600), "more parts than a newsletter"),
        (write_mail("--A\n\nx\n" * 600 + "--A--", kind="multipart/mixed; boundary=A"), "more parts than a newsletter"),
        (write_mail("--A\n\nx\n--A--", kind="multipart/encrypted; boundary=A"), "is encrypted"),
    ],
)
def test_a_mail_that_would_take_for_ever_or_nobody_can_read_is_refused(mail: bytes, reason: str) -> None:
    with pytest.raises(SourceError, match=reason):
        import_source(mail, "a.eml", PUBLICATION, PERIOD)


def test_parts_within_parts_have_an_end() -> None:
    nested = PLAIN.format("Deep.")
    for depth in range(60):
        nested = write_parts("mixed", nested, mark=f"B{depth}")
    with pytest.raises(SourceError, match="more parts than a newsletter"):
        import_source(f"MIME-Version: 1.0\n{nested}".encode(), "a.eml", PUBLICATION, PERIOD)


@given(st.integers(0, 900), st.binary(max_size=40))
def test_a_mail_that_is_broken_anywhere_brings_a_draft_or_a_reason(at: int, junk: bytes) -> None:
    mail = make_mail(page="<p>Hello.</p>", attached="a.pdf")
    with suppress(SourceError):
        import_source(mail[:at] + junk + mail[at + len(junk) :], "news.eml", PUBLICATION, PERIOD)
