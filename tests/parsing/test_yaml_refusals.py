from __future__ import annotations

import sys
from subprocess import run

import pytest

from tests.parsing.parse_results import problems_in, read, refused, said_of

READ_AND_MEASURE = """
import resource, sys, time
from pathlib import Path
from newsletter.errors import ProblemsFoundError
from newsletter.parsing.yaml import read_yaml
text, started = sys.stdin.buffer.read(), time.perf_counter()
try:
    read_yaml(text, "a.yaml")
except ProblemsFoundError as error:
    if sys.platform == "linux":  # where getrusage counts what the process that started this one held
        peak = Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(error.problems[0].rule, time.perf_counter() - started, peak)
"""


def test_a_duplicate_key_is_a_problem_at_its_second_place() -> None:
    (problem,) = problems_in("title: x\nblocks:\n  - a: 1\n    b: 2\n    a: 3\n")

    assert str(problem.place) == "a.yaml:5:5"
    assert problem.message == "the key 'a' is already in line 3."


def test_problems_that_do_not_end_the_reading_are_collected() -> None:
    text = 'a: 1\na: 2\n1: x\nb: !!str 3\n<<: {}\nc: *q\nd: "\\u0007"\n'

    assert said_of(text) == [
        "2:1 yaml.duplicate-key",
        "3:1 yaml.key",
        "4:4 yaml.tag",
        "5:1 yaml.merge-key",
        "6:4 yaml.alias",
        "7:4 file.character",
    ]


@pytest.mark.parametrize("key", ["1", "1.5", "true", "~", "null", "0x1F", ""])
def test_a_key_that_is_not_text_is_refused(key: str) -> None:
    assert said_of(f"a: 1\n? {key}\n: x\n") in (["2:3 yaml.key"], ["2:2 yaml.key"])


@pytest.mark.parametrize("text", ["a: {{ name }}", "a: {[b]: c}", "? [a]\n: b", "? {a: b}\n: c"])
def test_a_key_that_is_a_list_or_a_mapping_is_refused(text: str) -> None:
    (problem,) = refused(lambda: read(text))

    assert problem.rule == "yaml.key"
    assert problem.hint == "Put text that begins with { or [ in quotes."


def test_an_alias_of_a_list_cannot_be_a_key() -> None:
    assert said_of("a: &x [1]\n*x : b\n") == ["2:1 yaml.key"]


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!python/object/apply:os.system", "!!str", "!x", "!"])
def test_every_tag_is_refused(tag: str) -> None:
    assert said_of(f"a: {tag} b\n") == ["1:4 yaml.tag"]
    assert said_of(f"a: {tag}\n  b: c\n") == ["1:4 yaml.tag"]


def test_an_alias_that_repeats_what_it_is_in_is_refused() -> None:
    (problem,) = problems_in("a: &x\n  b: *x\n")

    assert (
        str(problem).replace(" error:", "", 1)
        == "a.yaml:2:6: '*x' is inside the value that it repeats. Write the value out."
    )


def test_an_alias_inside_its_anchor_does_not_reach_an_earlier_one() -> None:
    assert said_of("a: &x 1\nb: &x [*x]\n") == ["2:8 yaml.alias"]


def test_fifty_anchors_and_aliases_are_the_most() -> None:
    text = "a: &x 1\nb: [" + ", ".join(["*x"] * 49) + "]\n"

    assert said_of(text) == []
    assert said_of(text + "c: *x\nd: *x\n") == ["3:4 yaml.too-many-aliases"]


def test_a_billion_laughs_are_refused_at_once_and_in_little_memory() -> None:
    laughs = ["a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]

    command = [sys.executable, "-c", READ_AND_MEASURE]
    output = run(command, input="\n".join(laughs), capture_output=True, text=True, check=True)  # noqa: S603  # our own
    rule, seconds, kilobytes = output.stdout.split()

    assert rule == "yaml.too-many-values"
    assert float(seconds) < 1
    assert int(kilobytes) < 200_000


def test_fifty_thousand_values_are_the_most() -> None:
    assert said_of("- x\n" * 50_000) == ["50000:3 yaml.too-many-values"]


def test_forty_levels_are_the_deepest() -> None:
    assert said_of("a: " + "[" * 39 + "]" * 39) == []
    assert said_of("a: " + "[" * 40 + "]" * 40) == ["1:43 yaml.depth"]
    assert said_of("\n".join(f"{' ' * level}a:" for level in range(100))) == ["41:41 yaml.depth"]


def test_aliases_cannot_nest_deeper_than_brackets() -> None:
    text = "a: &a " + "[" * 20 + "]" * 20 + "\nb: "

    assert said_of(text + "[" * 19 + "*a" + "]" * 19) == []
    assert said_of(text + "[" * 20 + "*a" + "]" * 20) == ["2:24 yaml.depth"]
    assert said_of(text + "&b " + "[" * 15 + "*a" + "]" * 15 + "\nc: " + "[" * 5 + "*b") == ["3:9 yaml.depth"]


def test_a_second_document_in_the_file_is_refused() -> None:
    assert said_of("a: 1\n---\na: 2\n") == ["2:1 yaml.document"]
    assert said_of("a: 1\n...\n---\na: [\n") == ["3:1 yaml.document"]


@pytest.mark.parametrize("directive", ["%YAML 1.1", "%TAG ! tag:example.org,2024:"])
def test_directives_are_refused(directive: str) -> None:
    assert said_of(f"{directive}\n---\na: 1\n") == ["1:1 yaml.directive"]


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but words\n", "---\n", "null", "~ # x", "\ufeff"])
def test_an_empty_document_is_refused(text: str) -> None:
    (problem,) = refused(lambda: read(text))

    assert problem.rule == "yaml.empty"


@pytest.mark.parametrize("text", ["title", "- a\n- b\n", "7", "title:x", "'a: b'", "[]"])
def test_a_document_that_is_not_keys_and_values_is_refused(text: str) -> None:
    assert said_of(text) == ["1:1 yaml.mapping"]


def test_an_empty_mapping_is_a_document() -> None:
    assert read("{}").data == {}


def test_reading_stops_after_a_hundred_problems() -> None:
    problems = refused(lambda: read("a: 1\n" * 1000))

    assert len(problems) == 101
    assert problems[-1].rule == "document.more-problems"
    assert str(problems[-1].place) == "a.yaml:102:1"
