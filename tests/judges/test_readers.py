"""What programs that other people wrote read in our data, feeds, lists of feeds and references: what was written."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import readers
from tests.outputs.hostile_data import FORMULAS, TEXTS, make_hostile_site

pytestmark = [pytest.mark.judges, pytest.mark.slow]

BASE = "https://digest.example.org/riverside/"
ITEMS = {f"2024-03-item-{number}": text for number, text in enumerate(TEXTS)}
BEYOND_PYBTEX = {"100 % & {more} \\ ~ ^ _ # $"}
"""What its decoder of LaTeX knows only in part: another one reads all of it in tests/outputs/test_citations.py."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site whose words are hostile, built."""
    return make_hostile_site(tmp_path_factory.mktemp("hostile") / "news")


@pytest.fixture(scope="module")
def found(site: Path) -> dict[str, Any]:
    """Return what the readers make of the site's files."""
    python = readers.find()
    if python is None:
        pytest.skip(f"pandas and other readers are not installed. {readers.ADVICE}")
    command: list[str | Path] = [python, "-I", Path(__file__).with_name("read_files.py"), site]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603  # pinned programs, on files of our own
    assert ran.returncode == 0, ran.stderr
    read: dict[str, Any] = json.loads(ran.stdout)
    return read


def guard(text: str) -> str:
    """Return a text as a table has it."""
    return f"'{text}" if text in FORMULAS else text


def test_pandas_reads_every_text_and_no_formula_in_a_table(found: dict[str, Any]) -> None:
    tables = found["read_tables"]

    titles = [row["title"] for row in tables["items"]["rows"] if row["issue"] == "2024-03"]
    asked = [(row["text"], row["owner"]) for row in tables["points"]["rows"] if row["kind"] == "recommendation"]
    answers = [(row["text"], row["owner"], row["by"], row["why"]) for row in tables["actions"]["rows"]]
    assert titles == [guard(text) for text in TEXTS]
    assert asked == [(guard(text),) * 2 for text in TEXTS]
    assert sorted(answers) == sorted((guard(text),) * 4 for text in TEXTS)


def test_pandas_guesses_right_what_is_a_number(found: dict[str, Any]) -> None:
    """A month is none, and a title that is written like a number neither, unless all of them are."""
    for read in ("read_tables", "read_json"):
        kinds = found[read]["items"]["kinds"]
        assert {column for column, kind in kinds.items() if kind.startswith(("int", "float"))} == {"points"}, read
        assert {row["points"] for row in found[read]["items"]["rows"]} == {1}
    assert {row["issue"] for row in found["read_tables"]["points"]["rows"]} == {"2024-01", "2024-02", "2024-03"}


def test_pandas_reads_every_text_as_it_was_written_in_json(found: dict[str, Any]) -> None:
    items = [row for row in found["read_json"]["items"]["rows"] if row["issue"] == "2024-03"]
    asked = [row for row in found["read_json"]["points"]["rows"] if row["kind"] == "recommendation"]

    assert [(row["title"], row["owners"], row["themes"]) for row in items] == [(t, [t], ["neglect"]) for t in TEXTS]
    assert [(row["text"], row["owner"]) for row in asked] == [(text, text) for text in TEXTS]


def test_two_readers_of_lists_of_feeds_find_every_feed(found: dict[str, Any], site: Path) -> None:
    feeds = {path.relative_to(site).as_posix() for path in site.rglob("atom.xml")}

    assert found["read_lists"]["listparser"] == found["read_lists"]["opyml"]
    assert {address.removeprefix(BASE) for _, address in found["read_lists"]["opyml"]} == feeds
    assert set(TEXTS) <= {name for name, _ in found["read_lists"]["opyml"]}


def test_another_reader_of_feeds_reads_the_same_in_both_formats_of_every_topic(found: dict[str, Any]) -> None:
    feeds = found["read_feeds"]
    topics = {path.rpartition("/")[0] for path in feeds}

    assert len(topics) >= len(TEXTS) + 1
    for topic in topics:
        assert feeds[f"{topic}/atom.xml"] == feeds[f"{topic}/rss.xml"] != [], topic
        assert all(urn.startswith("urn:uuid:") and link.startswith(BASE) for urn, _, link in feeds[f"{topic}/atom.xml"])
    assert [title for _, title, _ in feeds["feeds/themes/neglect/atom.xml"]][: len(TEXTS)] == list(TEXTS)


def test_pybtex_reads_the_references_of_a_theme(found: dict[str, Any]) -> None:
    references = found["read_bibtex"]["neglect"]

    told = {key: one["title"] for key, one in references.items() if key in ITEMS and ITEMS[key] not in BEYOND_PYBTEX}
    assert told == {key: text for key, text in ITEMS.items() if text not in BEYOND_PYBTEX}
    assert references.keys() >= ITEMS.keys()
    assert {(one["year"], one["author"]) for one in references.values()} == {
        ("2024", "{Riverside Safeguarding Partnership}")
    }


def test_citeproc_sets_the_references_of_a_theme(found: dict[str, Any]) -> None:
    lines = found["set_csl"]["neglect"]

    for number, text in enumerate(TEXTS):
        address = f"{BASE}issues/2024-03/item-{number}/"
        [line] = [line for line in lines if f"Available at: {address}" in line]
        assert line.startswith(f"Riverside Safeguarding Partnership (2024) {text}, Riverside Digest.")
