"""Bytes to text as browsers read them; damage is reported, and what cannot be read is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.importing.sources._damage import find_misread
from newsletter.importing.sources._decoding import decode_anything, decode_labelled, find_codec
from tests.importing.sources import bring

TEXT = "It’s café – “now” … €"


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("iso-8859-1", "cp1252"),
        ("Latin1", "cp1252"),
        (" US-ASCII ", "cp1252"),
        ("ISO_8859-1:1987", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("tis-620", "cp874"),
        ("gb2312", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("Big5", "big5hkscs"),
        ("euc-jp", "euc-jis-2004"),
        ("utf8", "utf-8"),
        ("x-mac-roman", "mac-roman"),
        ("unicode", "utf-16-le"),
        ("cp850", "cp850"),
        ("rot13", None),
        ("hex", None),
        ("idna", None),
        ("undefined", None),
        ("nonsense", None),
        ("", None),
        (None, None),
        ("caf\u00e9", None),
    ],
)
def test_labels_mean_what_they_mean_to_browsers(label: str | None, codec: str | None) -> None:
    assert find_codec(label) == codec


@pytest.mark.parametrize(
    ("data", "label", "text"),
    [
        (TEXT.encode("cp1252"), "iso-8859-1", TEXT),
        (TEXT.encode(), "iso-8859-1", TEXT),
        (TEXT.encode(), "us-ascii", TEXT),
        (TEXT.encode("cp1252"), "utf-8", TEXT),
        (TEXT.encode("cp1252"), None, TEXT),
        (TEXT.encode("utf-16-le"), "unicode", TEXT),
        (TEXT.encode("utf-16"), "utf-8", TEXT),
        ("丸① ㈱ 髙 ～".encode("cp932"), "Shift_JIS", "丸① ㈱ 髙 ～"),
        ("丸①".encode("euc-jis-2004"), "euc-jp", "丸①"),
        (b"\x1b$B4]-!\x1b(B news \x1b(I1\x1b(B", "iso-2022-jp", "丸① news ｱ"),
        (b"\x1b$B4]-!\x1b(B news", None, "丸① news"),
        ("한글 뷁".encode("cp949"), "euc-kr", "한글 뷁"),
        ("丸喆".encode("gbk"), "gb2312", "丸喆"),
        ("Ğı".encode("cp1254"), "iso-8859-9", "Ğı"),
    ],
)
def test_labelled_bytes_become_the_text_that_was_meant(data: bytes, label: str | None, text: str) -> None:
    assert decode_labelled(data, label, "a.eml")[0] == text


@pytest.mark.parametrize(
    ("data", "text", "note"),
    [
        (TEXT.encode("utf-8-sig"), TEXT, ""),
        (TEXT.encode("utf-16"), TEXT, "UTF-16"),
        (TEXT.encode("utf-32"), TEXT, "UTF-32"),
        (TEXT.encode("utf-16-be"), TEXT, "UTF-16"),
        (TEXT.encode("cp1252"), TEXT, "windows-1252"),
        ("It’s café – “now”".encode("mac-roman"), "It’s café – “now”", "Mac Roman"),
        ("Grüße aus Köln, Ärger".encode("mac-roman"), "Grüße aus Köln, Ärger", "Mac Roman"),
        ("Grüße aus Köln, Ärger, ÄRGER".encode("cp1252"), "Grüße aus Köln, Ärger, ÄRGER", "windows-1252"),
        ("L’été où Zoë naît".encode("cp1252"), "L’été où Zoë naît", "windows-1252"),
        (
            b'<meta charset="windows-1251">' + "Привет".encode("cp1251"),
            '<meta charset="windows-1251">Привет',
            "windows-1251",
        ),
        (b"<meta charset = utf-16>caf\xe9", "<meta charset = utf-16>café", "windows-1252"),
    ],
)
def test_bytes_without_a_label_are_read_as_what_they_look_like(data: bytes, text: str, note: str) -> None:
    read, notes = decode_anything(data, "a.txt")

    assert read == text
    assert note in " ".join(notes)


def test_a_text_from_an_old_mac_is_read() -> None:
    assert "It’s café – “now”" in bring(b"May 2026\r\rIt\xd5s caf\x8e \xd0 \xd2now\xd3\r").text


@pytest.mark.parametrize(
    ("words", "mended"),
    [("Itâ€™s", "It’s"), ("cafÃ©", "café"), ("â€“", "–"), ("Â£30", "£30"), ("ðŸŽ‰", "🎉"), ("â\x80\x99", "’")],
)
def test_words_that_were_misread_before_are_reported_and_left(words: str, mended: str) -> None:
    result = bring(f"May 2026\n\nSee {words} there.\n")

    phrase = words.replace("\x80", "€").replace("\x99", "™")
    assert f'"{phrase}" was damaged before it came here, and was probably "{mended}"' in result.imported.report.notes
    assert "Note: " in "\n".join(result.imported.report.summarise())


@pytest.mark.parametrize(
    "words", ["Ärger über Öl", "café", "Señor Núñez", "ÉCOLE", "naïve £5", "Привет", "¡Olé!", "ÎLE", "Åsa"]
)
def test_words_that_are_right_are_not_taken_for_damaged(words: str) -> None:
    assert list(find_misread(words)) == []


def test_what_could_not_be_read_is_reported() -> None:
    report = bring("May 2026\n\nCaf\ufffd\ufffd news.\n").imported.report

    assert "2 characters could not be read: \ufffd is in their place" in report.notes


@given(
    st.binary(max_size=200),
    st.sampled_from(["iso-2022-jp", "utf-16", "shift_jis", "utf-7", "hz-gb-2312", "x", "gb18030"]),
)
def test_no_bytes_break_a_decoder(data: bytes, label: str) -> None:
    if b"\0" not in data and not data.startswith(b"PK"):
        assert isinstance(decode_labelled(data, label, "a.eml")[0], str)
