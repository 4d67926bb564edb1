from __future__ import annotations

import math

import pytest

from tests.parsing.parse_results import read, said_of


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_nothing_is_written_in_five_ways(written: str) -> None:
    assert read(f"key: {written}").data == {"key": None}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False)],
)
def test_true_and_false_are_the_only_truth_values(written: str, *, meant: bool) -> None:
    assert read(f"key: {written}").data == {"key": meant}


@pytest.mark.parametrize(
    "written",
    [
        *("no", "yes", "on", "off", "y", "n", "No", "tRue", "nULL"),
        *("12:30:00", "2024-01-01", "2024-01-01T09:00:00Z", "1_000", "0b101", "0O14", "0X1F", "-0x1", "+0o7"),
        *("1.2.3", "1e", "e1", ".", "+", "..5", ".inF", "-.nan", "+.NaN", "nan", "inf", "1,5", "٣", "0x", "0o8"),
        *("<<", "=", "1 000", "0800 1111"),
    ],
)
def test_everything_else_without_quotes_is_text(written: str) -> None:
    assert read(f"key:\n  {written}").data == {"key": written}


@pytest.mark.parametrize(
    ("written", "meant"),
    [("7", 7), ("-7", -7), ("+7", 7), ("007", 7), ("0", 0), ("0o14", 12), ("0x1F", 31), ("9" * 100, int("9" * 100))],
)
def test_whole_numbers_are_decimal_octal_or_hexadecimal(written: str, meant: int) -> None:
    value = read(f"key: {written}").data["key"]

    assert value == meant
    assert isinstance(value, int)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1.5", 1.5), ("-.5", -0.5), ("1.", 1.0), ("1e3", 1000.0), ("+1.5E-3", 0.0015), ("-.INF", -math.inf)],
)
def test_numbers_with_a_point_or_an_exponent_are_floats(written: str, meant: float) -> None:
    value = read(f"key: {written}").data["key"]

    assert value == meant
    assert isinstance(value, float)


@pytest.mark.parametrize("written", ["12.50", "007", "+5", "1e3", "0x1F", "12", "-1.5"])
def test_a_number_still_knows_how_it_was_typed(written: str) -> None:
    value = read(f"key: {written}").data["key"]

    assert (getattr(value, "written", "") or str(value)) == written


def test_not_a_number_is_a_float() -> None:
    value = read("key: .NaN").data["key"]

    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize("written", ["'7'", '"7"', "|-\n  7", ">-\n  7"])
def test_quotes_and_block_text_make_text_of_anything(written: str) -> None:
    assert read(f"key: {written}").data == {"key": "7"}


def test_a_bare_no_is_a_key_like_any_other() -> None:
    assert read("no: 1\nyes: 2").data == {"no": 1, "yes": 2}


def test_lists_and_mappings_nest_in_block_and_flow_style() -> None:
    assert read("a:\n- {b: [1, x]}\n- - c: d\n").data == {"a": [{"b": [1, "x"]}, [{"c": "d"}]]}


def test_an_alias_is_the_same_value_again() -> None:
    assert read("a: &x {b: [1]}\nc: *x\nd: &y e\nf: *y").data == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "e", "f": "e"}


def test_an_anchor_means_the_value_nearest_above() -> None:
    assert read("a: &x 1\nb: *x\nc: &x 2\nd: *x").data == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_an_alias_may_be_a_key_where_it_is_for_text() -> None:
    assert read("a: &x b\n*x : 1").data == {"a": "b", "b": 1}


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_means_the_same(ending: str) -> None:
    document = read("a: |\n  x\n  y\nb: 1\n".replace("\n", ending))

    assert document.data == {"a": "x\ny\n", "b": 1}
    assert document.location_of(("b",)).line == 4


def test_a_document_may_say_where_it_starts_and_ends_and_that_it_is_yaml_1_2() -> None:
    document = read("%YAML 1.2\n---\na: 1\n...\n")

    assert document.data == {"a": 1}
    assert document.problems == ()


def test_a_number_of_a_hundred_digits_is_the_longest() -> None:
    assert said_of(f"key: {'9' * 101}") == ["1:6 yaml.number"]
    assert said_of(f"key: 0x{'f' * 5000}") == ["1:6 yaml.number"]
    assert said_of(f"key: 1.{'1' * 5000}") == ["1:6 yaml.number"]
    assert said_of(f"key: '{'9' * 5000}'") == []
