from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal, get_args
from uuid import UUID

import pytest
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, core_schema

from newsletter.parsing.messages import BOUNDS, KINDS
from newsletter.parsing.validation import FORMATTERS, validate
from tests.parsing.parse_results import read, read_as_toml, refused

NOT_FROM_DOCUMENTS = {
    *("no_such_attribute", "get_attribute_error", "frozen_field", "frozen_instance", "default_factory_not_called"),
    *("recursion_loop", "recursion_depth_exceeded", "needs_python_object", "missing_sentinel_error", "ellipsis_error"),
    *("json_invalid", "json_type", "string_unicode", "bytes_invalid_encoding", "datetime_object_invalid"),
    *("arguments_type", "missing_argument", "unexpected_keyword_argument", "missing_keyword_only_argument"),
    *("unexpected_positional_argument", "missing_positional_only_argument", "multiple_argument_values"),
    *(
        "is_instance_of",
        "is_subclass_of",
        "callable_type",
        "dataclass_type",
        "dataclass_exact_type",
        "named_tuple_type",
    ),
}
"""Errors of Python objects and calls, which no text can cause."""

NOT_IN_OUR_MODELS = {
    *("enum", "none_required", "multiple_of", "iterable_type", "iteration_error", "mapping_type", "deque_type"),
    *("frozen_dict_type", "ordered_dict_type", "counter_type", "set_item_not_hashable", "invalid_key"),
    *("string_pattern_mismatch", "string_not_ascii", "bytes_type", "bytes_too_short", "bytes_too_long"),
    *("date_past", "date_future", "datetime_past", "datetime_future", "time_delta_type", "time_delta_parsing"),
    *("timezone_naive", "timezone_aware", "timezone_offset", "uuid_version"),
    *("url_type", "url_parsing", "url_syntax_violation", "url_too_long", "url_scheme"),
    *("decimal_type", "decimal_parsing", "decimal_max_digits", "decimal_max_places", "decimal_whole_digits"),
    *("fraction_type", "fraction_parsing", "complex_type", "complex_str_parsing"),
}
"""Errors of types and constraints that no model uses; the first use of one needs a sentence of its own."""


class Data(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Text(Data):
    type: Literal["text"]
    body: str


class Links(Data):
    type: Literal["links"]
    links: list[str] = []
    text: int = 0


def _refuse_shouting(text: str) -> str:
    if text.isupper():
        raise PydanticCustomError("text.shouting", "'{text}' shouts", {"hint": "Write it small.", "text": text})
    return text


def _refuse_silence(text: str) -> str:
    if not text:
        raise ValueError("silence")
    return text


class Sender(Data):
    name: Annotated[str, AfterValidator(_refuse_shouting), AfterValidator(_refuse_silence)]
    address: str = ""


Word = Annotated[str, Field(max_length=5)]


def _read_sender(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class Paper(Data):
    title: str = ""
    pages: int = Field(default=1, ge=1, le=99)
    price: float = Field(default=1, gt=0, lt=10)
    is_free: bool = False
    short: str = Field(default="abc", min_length=2, max_length=4)
    names: list[str] = Field(default=["a"], min_length=1, max_length=2)
    glossary: dict[Word, int] = {}
    options: dict[str, str | int | bool] = {}
    day: date | None = None
    moment: datetime | None = None
    at: time | None = None
    uuid: UUID | None = None
    status: Literal["draft", "ready"] = "draft"
    sender: Sender | None = None
    senders: list[Annotated[Sender, BeforeValidator(_read_sender)]] = []
    blocks: list[Annotated[Text | Links, Field(discriminator="type")]] = Field(default=[], max_length=9)


def said_of(text: str) -> list[str]:
    return [str(problem).replace(" error:", "", 1) for problem in refused(lambda: validate(Paper, read(text)))]


def test_every_error_that_a_document_can_cause_has_a_sentence() -> None:
    worded = {*KINDS, *BOUNDS, *FORMATTERS}

    assert set(get_args(core_schema.ErrorType)) - NOT_FROM_DOCUMENTS - NOT_IN_OUR_MODELS == worded


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title: 7", 'title: 7 is not text. Write: title: "7"'),
        ("title: true", 'title: true is not text. Write: title: "true"'),
        ("title:", "title: nothing is written here, and it must be text. Fill it in, or leave the key out."),
        ("title: [a]", 'title: a list is not text. Write: title: "[a]"'),
        ("title:\n- a\n- b", "title: a list is not text. Text that begins with [ or { needs quotes."),
        ("title: 007", 'title: 007 is not text. Write: title: "007"'),
        ("title: 1.10 # x", 'title: 1.10 is not text. Write: title: "1.10"'),
        ("title: {a: 1, b: 2}", 'title: a group of keys and values is not text. Write: title: "{a: 1, b: 2}"'),
        (
            "blocks:\n- type: text\n  body: x\ntype: text",
            "type: the key 'type' is not known here. Begin line 4 with a dash: - type: text,",
        ),
        ("names: Ann", "names: 'Ann' is not a list. Write: names: [Ann]"),
        (
            "names:\n  Ann\n  Bea",
            "names: 'Ann Bea' is not a list. Begin each item in a line of its own, with a dash: - Ann",
        ),
        ("names: [{Note: x}]", "names[0]: a group of keys and values is not text. Text that begins"),
        ("names:\n  - Note: x", 'names[0]: a group of keys and values is not text. Write: - "Note: x"'),
        (
            "blocks:\n  type: text\n  body: x",
            "blocks: a group of keys and values is not a list. Begin line 2 with a dash: - type: text,",
        ),
        ("title: {a: 1}", 'title: a group of keys and values is not text. Write: title: "{a: 1}"'),
        ("pages: seven", "pages: 'seven' is not a whole number. Write digits, without quotes: 7"),
        ("pages: 1.5", "pages: 1.5 is not a whole number. Write digits, without quotes: 7"),
        ("pages: []", "pages: a list is not a whole number. Write digits, without quotes: 7"),
        ("pages: .inf", "pages: inf is not a finite number. Write digits."),
        ("pages: 0", "pages: 0 is too small. It must be 1 or more."),
        ("pages: 100", "pages: 100 is too large. It must be 99 or less."),
        ("price: cheap", "price: 'cheap' is not a number. Write digits, without quotes: 7.5"),
        ("price: 0", "price: 0 is too small. It must be more than 0.0."),
        ("price: 10", "price: 10 is too large. It must be less than 10.0."),
        ("is_free: maybe", "is_free: 'maybe' is not true or false. Write true or false, without quotes."),
        ("short: a", "short: 'a' is too short. It must have at least 2 characters."),
        ("short: abcde", "short: 'abcde' is too long. It must have 4 characters at most."),
        ("names: []", "names: this list is too short. It must have at least 1."),
        ("names: [a, b, c]", "names: this list is too long. It must have 2 at most."),
        ("glossary: a", "glossary: 'a' is not a group of keys and values. Give each value its key."),
        ("glossary: {abcdef: 1}", "glossary.abcdef: 'abcdef' is too long. It must have 5 characters at most."),
        ("glossary: {a b: x}", "glossary['a b']: 'x' is not a whole number. Write digits, without quotes: 7"),
        ("options: {a: []}", "options.a: a list is not text or a whole number or true or false."),
        ("day: soon", "day: 'soon' is not a date. Write it like 2024-01-31."),
        ("moment: soon", "moment: 'soon' is not a date and time. Write it like 2024-02-01T09:00:00+00:00."),
        ("at: noon", "at: 'noon' is not a time of day. Write it like 09:00."),
        ("uuid: '7'", "uuid: '7' is not a UUID. Write 32 hexadecimal digits in five groups: 8-4-4-4-12."),
        ("status: reddy", "status: 'reddy' is not a choice for status. Did you mean ready?"),
        ("status: Draft", "status: 'Draft' is not a choice for status. Did you mean draft?"),
        ("status: sent", "status: 'sent' is not a choice for status. Choose one of: draft, ready."),
        ("status:", "status: nothing is written here. Choose one of: draft, ready."),
        ("sender: me", "sender: 'me' is not a group of keys and values. Write: sender: {name: me}"),
        ("sender: {}", "sender.name: the key 'name' is missing. Add name."),
        ("sender: {name: HELLO}", "sender.name: 'HELLO' shouts. Write it small."),
        ("sender: {name: ''}", "sender.name: silence."),
        ("senders: [LOUD]", "senders[0]: 'LOUD' shouts. Write it small."),
        ("blocks: [a]", "blocks[0]: 'a' is not a group of keys and values. Give each value its key."),
        ("blocks: [{type: txet}]", "blocks[0].type: 'txet' is not a choice for type. Did you mean text?"),
        ("blocks: [{type: 3}]", "blocks[0].type: 3 is not a choice for type. Choose one of: text, links."),
        ("blocks: [{body: x}]", "blocks[0].type: the key 'type' is missing. Choose one of: text, links."),
    ],
)
def test_a_fault_is_reported_as_a_sentence_with_its_path_and_a_hint(text: str, message: str) -> None:
    (problem,) = said_of(text)

    assert problem.partition(" ")[2].startswith(message)


def test_a_fault_is_where_its_value_begins() -> None:
    assert said_of("title: x\npages: seven\n")[0].startswith("a.yaml:2:8: pages: ")


def test_a_missing_key_is_where_its_parent_begins() -> None:
    assert said_of("title: x\nsender:\n  address: y\n")[0].startswith("a.yaml:3:3: sender.name: ")


def test_an_unknown_key_is_where_the_key_begins_and_names_the_one_that_was_meant() -> None:
    assert said_of("sender: {name: x, adress: y}") == [
        "a.yaml:1:19: sender.adress: the key 'adress' is not known here. Did you mean address?"
    ]


def test_an_unknown_key_that_is_like_no_other_lists_those_that_are_free() -> None:
    assert said_of("sender: {name: x, telephone: y}") == [
        "a.yaml:1:19: sender.telephone: the key 'telephone' is not known here. Keys that could be here: address."
    ]


def test_an_unknown_key_never_tells_its_value() -> None:
    assert "s3cret" not in said_of("sender: {name: x, password: s3cret}")[0]


def test_a_misspelt_key_is_not_told_as_missing_too() -> None:
    assert [line.partition(": ")[2] for line in said_of("blocks: [{type: text, boddy: x}]")] == [
        "blocks[0].boddy: the key 'boddy' is not known here. Did you mean body?"
    ]


def test_a_missing_type_is_recognised_in_a_misspelt_one() -> None:
    (line,) = said_of("blocks: [{tpye: text}]")

    assert line.endswith("the key 'type' is missing. Is 'tpye' meant for it? Choose one of: text, links.")


def test_a_list_is_not_called_short_because_its_items_are_wrong() -> None:
    assert said_of("names: [1]") == ['a.yaml:1:9: names[0]: 1 is not text. Write: "1"']


@pytest.mark.parametrize(
    ("block", "path"),
    [
        ("{type: text, body: 1}", "blocks[0].body"),
        ("{type: text, body: x, text: y}", "blocks[0].text"),
        ("{type: links, text: x}", "blocks[0].text"),
        ("{type: links, links: [1]}", "blocks[0].links[0]"),
        ("{type: links, links: {links: x}}", "blocks[0].links"),
    ],
)
def test_the_name_of_a_type_in_an_errors_path_is_not_taken_for_a_key(block: str, path: str) -> None:
    (line,) = said_of(f"blocks: [{block}]")

    assert line.split(": ")[1] == path


def test_all_problems_are_reported_in_reading_order_those_of_reading_too() -> None:
    text = "pages: seven\nnmae: x\ntitle: 7\ntitle: 8\nday: !!str soon\n"

    assert [line.split(" ")[0] for line in said_of(text)] == [
        "a.yaml:1:8:",
        "a.yaml:2:1:",
        "a.yaml:4:1:",
        "a.yaml:4:8:",
        "a.yaml:5:6:",
        "a.yaml:5:6:",
    ]


def test_a_document_that_fits_is_still_refused_if_reading_found_a_problem() -> None:
    assert len(said_of("title: a\ntitle: b\n")) == 1


def test_a_document_that_fits_becomes_its_model() -> None:
    assert validate(Paper, read("title: a\nday: 2024-01-31\n")).day == date(2024, 1, 31)


def test_more_than_a_hundred_problems_are_counted_rather_than_told() -> None:
    lines = said_of("glossary: {" + ", ".join(f"k{n}: x" for n in range(1_000)) + "}")

    assert len(lines) == 101
    assert lines[-1].endswith("there are 900 more problems from here on. Mend those above first.")


def test_a_value_from_toml_is_reported_as_toml_writes_it() -> None:
    (problem,) = refused(lambda: validate(Paper, read_as_toml("title = 2024-01-31\n")))

    assert str(problem).replace(" error:", "", 1) == "a.toml:1:9: title: 2024-01-31 is not text. Put it in quotes."


def test_a_date_is_wanted_and_a_moment_is_given() -> None:
    problems = refused(lambda: validate(Paper, read_as_toml("day = 2024-01-31T09:00:00\n")))

    assert [str(problem).replace(" error:", "", 1) for problem in problems] == [
        "a.toml:1:7: day: 2024-01-31T09:00:00 is not a date. Write it like 2024-01-31."
    ]


def test_what_a_terminal_would_obey_is_shown_and_not_sent() -> None:
    phrase = "\n".join(said_of('status: "\\e[31m{gt}\\n"\nnames: "\u202e"\n'))

    assert "'\\u001b[31m{gt}'" in phrase
    assert "'\\u202e'" in phrase


def test_a_long_value_is_cut() -> None:
    (line,) = said_of(f"pages: {'very ' * 100}long")

    assert len(line) < 160
    assert "…' is not a whole number." in line


def test_a_long_key_is_cut() -> None:
    (line,) = said_of(f"{'k' * 900}: x")

    assert line.count("k") < 200


def test_an_error_without_a_sentence_of_its_own_is_still_told() -> None:
    class Price(Data):
        price: Decimal

    (problem,) = refused(lambda: validate(Price, read("price: cheap")))

    assert (
        str(problem).replace(" error:", "", 1)
        == "a.yaml:1:8: price: 'cheap' is not accepted: Input should be a valid decimal."
    )
