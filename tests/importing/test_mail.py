"""Saved e-mails: subject and text are read as they were meant; what is attached or broken is said."""

from __future__ import annotations

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import SourceError
from newsletter.importing import import_source
from tests.importing.sources import PERIOD, PUBLICATION, bring

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


def test_the_page_of_a_mail_goes_before_its_plain_text_and_both_are_told() -> None:
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


@given(st.integers(0, 900), st.binary(max_size=40))
def test_a_mail_that_is_broken_anywhere_brings_a_draft_or_a_reason(at: int, junk: bytes) -> None:
    mail = make_mail(page="<p>Hello.</p>", attached="a.pdf")
    with suppress(SourceError):
        import_source(mail[:at] + junk + mail[at + len(junk) :], "news.eml", PUBLICATION, PERIOD)
