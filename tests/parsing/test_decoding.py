from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.parsing.files import decode, find_forbidden_character, location_at
from newsletter.parsing.yaml import read_yaml
from tests.parsing.parse_results import read, refused


def said_of(data: bytes) -> list[str]:
    return [str(problem).replace(" error:", "", 1) for problem in refused(lambda: decode(data, "a.yaml"))]


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfa: \xc3\xa9", "a.yaml") == "a: é"


def test_text_that_is_not_utf_8_is_refused_at_its_line_and_column() -> None:
    data = "title: Schülerin\nname: José\n".encode()[:-1] + "é".encode("latin-1")

    assert said_of(data) == ["a.yaml:2:11: the byte 0xe9 is not UTF-8 text. Save the file as UTF-8."]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_wide_encodings_are_refused_with_the_way_out(encoding: str) -> None:
    (problem,) = refused(lambda: decode("title: January".encode(encoding), "a.yaml"))

    assert problem.hint in ("Save the file as UTF-8.", "Save the file as UTF-8 text.")


def test_a_surrogate_in_the_bytes_is_not_utf_8() -> None:
    assert said_of(b"a: \xed\xa0\x80") == ["a.yaml:1:4: the byte 0xed is not UTF-8 text. Save the file as UTF-8."]


def test_each_forbidden_character_is_reported_once_with_its_first_place() -> None:
    first, second = said_of("a: \x07b\n\x07\u2028\n".encode())

    assert first == "a.yaml:1:4: the text contains the invisible character U+0007 (2 times). Delete it."
    assert second.startswith("a.yaml:2:2: the text contains the invisible character U+2028 (line separator).")


@given(st.characters(codec="utf-8"))
def test_only_characters_that_would_corrupt_a_page_are_forbidden(character: str) -> None:
    is_control = unicodedata.category(character) == "Cc" and character not in "\t\r\n"
    is_no_character = ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF
    data = f"a{character}".encode()

    if is_control or is_no_character or character in "\u2028\u2029\ufeff\ue000\ue001\ue002":
        assert f"U+{ord(character):04X}" in said_of(data)[0]
    else:
        assert decode(data, "a.yaml") == f"a{character}"


def test_every_character_that_is_not_forbidden_comes_through_the_parser() -> None:
    ends_of_planes = (code for plane in range(1, 17) for code in range((plane << 16) - 0x100, (plane << 16) + 0x100))
    codes = [*range(0x20, 0xD800), *range(0xE000, 0x10000), *ends_of_planes]
    text = "".join(character for character in map(chr, codes) if not find_forbidden_character(character))
    text = text.replace("'", "")

    assert read_yaml(f"a: '{text}'".encode(), "a.yaml").data == {"a": text}


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\e", "\\N", "\\L", "\\uFFFE", "\\U0001FFFF", "\\uE000"])
def test_an_escape_cannot_bring_in_what_the_text_may_not_hold(escape: str) -> None:
    (problem,) = read(f'a: "x{escape}"').problems

    assert problem.rule == "file.character"
    assert problem.hint == "Delete the escape sequence that makes it."


def test_a_mark_of_the_preview_is_refused_with_the_reason() -> None:
    (problem,) = said_of("a: x\ue001".encode())

    assert problem == (
        "a.yaml:1:5: the text contains the invisible character U+E001. "
        "Delete it: it has no meaning of its own, and the preview marks words with it."
    )


def test_a_megabyte_is_the_largest_text() -> None:
    assert len(decode(b"#" * 1_000_000, "a.yaml")) == 1_000_000
    assert said_of(b"#" * 1_000_001)[0].startswith("a.yaml: this file is larger than 1,000,000 bytes. Split it")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_place_counts_lines_however_they_end(ending: str) -> None:
    text = f"one{ending}two{ending}three"

    assert str(location_at(text, text.index("hree"), "a.yaml")) == "a.yaml:3:2"
