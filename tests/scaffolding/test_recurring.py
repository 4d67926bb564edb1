"""What a new issue takes over from the last one, and where it is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from newsletter.documents.periods import parse_period
from newsletter.documents.publication import Publication
from newsletter.loading import load_publication, parse_issue
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.beginning import Start, make_new, write_new
from newsletter.scaffolding.examples import list_examples
from newsletter.scaffolding.next_issue import NextIssue, offer_periods, plan_next_issue, write_next_issue
from newsletter.scaffolding.recurring import LastIssue, find_last_issue
from tests.building.publications import make_publication

TODAY = date(2024, 3, 10)
WELCOME = {"type": "text", "title": "Welcome", "body": "What we do, and why."}
SUBSCRIBE = {"type": "button", "text": "Subscribe", "url": "https://example.org/subscribe"}
CONTACTS = {"type": "contacts", "title": "If you need to talk to someone"}

_JANUARY = """\
period: 2024-01
title: January
status: ready
blocks:
  - {type: text, title: Welcome, body: "What we do, and why."}
  - {type: text, title: Snow, body: It snowed.}
  - type: section
    title: What is on
    intro: In short.
    blocks:
      - {type: text, title: Nothing, body: It is January.}
  - {type: button, text: Subscribe, url: "https://example.org/subscribe"}
"""
_FEBRUARY = """\
period: 2024-02
title: February
status: ready
blocks:
  - {type: text, title: Welcome, body: "What we do, and why."}   # stays
  - {type: text, title: Rain, body: It rained.}
  - {type: button, text: See the fair, url: "#fair"}
  - type: section
    title: What is on
    intro: Once more.
    blocks:
      - {type: event, id: fair, title: The fair, starts: 2024-02-20, place: The hall}
      - {type: button, text: Subscribe, url: "https://example.org/subscribe"}
  - {type: contacts, title: If you need to talk to someone}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = make_publication(tmp_path / "news", ())
    (folder / "issues/2024-01.yaml").write_text(_JANUARY, encoding="utf-8")
    (folder / "issues/2024-02.yaml").write_text(_FEBRUARY, encoding="utf-8")
    return folder


@pytest.fixture
def publication(root: Path) -> Publication:
    return load_publication(root).publication


def look(root: Path, publication: Publication, period: str = "2024-03") -> LastIssue:
    last = find_last_issue(root, publication, parse_period(period))
    assert last
    return last


def write(root: Path, publication: Publication, issue: NextIssue) -> list[dict[str, object]]:
    """Write an issue and return its blocks; it has to be valid."""
    write_next_issue(root, publication, issue, "newsletter", TODAY)
    content = (root / f"issues/{issue.period}.yaml").read_bytes()
    parse_issue(content, "issues/x.yaml", publication.packs, root, publication.tags)
    blocks: list[dict[str, object]] = read_yaml(content, "x").data["blocks"]  # type: ignore[assignment]  # plain data
    return blocks


def test_what_recurs_or_was_the_same_twice_is_proposed(root: Path, publication: Publication) -> None:
    last = look(root, publication)

    assert str(last.period) == "2024-02"
    assert [(block.name, block.is_proposed) for block in last.blocks] == [
        ("Welcome", True),
        ("Rain", False),
        ("See the fair", False),
        ("What is on", True),
        ("Subscribe", True),
        ("If you need to talk to someone", True),
    ]


@pytest.mark.slow
def test_a_draft_takes_over_what_is_proposed_around_the_block_to_replace(root: Path, publication: Publication) -> None:
    blocks = write(root, publication, plan_next_issue(root, publication, parse_period("2024-03")))
    section = {"type": "section", "title": "What is on", "intro": "Once more.", "blocks": [SUBSCRIBE]}

    assert [block["type"] for block in blocks] == ["text", "text", "section", "contacts"]
    assert blocks[0] == WELCOME
    assert blocks[1]["title"] == "[add a heading]"
    assert blocks[2:] == [section, CONTACTS]


def test_a_section_alone_gets_a_block_to_replace(root: Path, publication: Publication) -> None:
    plan = plan_next_issue(root, publication, parse_period("2024-03"))
    keys = [block.key for block in look(root, publication).blocks if block.kind == "section"]
    blocks = write(root, publication, NextIssue(plan.period, plan.last, keys))

    assert [block["type"] for block in blocks] == ["text", "section"]
    assert blocks[1]["blocks"] == [blocks[0]]


def test_a_block_brings_the_section_that_it_is_in(root: Path, publication: Publication) -> None:
    plan = plan_next_issue(root, publication, parse_period("2024-03"))
    keys = [block.key for block in look(root, publication).blocks if block.name == "Subscribe"]
    blocks = write(root, publication, NextIssue(plan.period, plan.last, keys))

    assert blocks[1] == {"type": "section", "title": "What is on", "intro": "Once more.", "blocks": [SUBSCRIBE]}


def test_nothing_with_a_date_and_nothing_with_a_page_is_offered(root: Path, publication: Publication) -> None:
    path = root / "issues/2024-02.yaml"
    path.write_text(_FEBRUARY.replace("title: Rain,", "title: Rain, id: rain, page: true,"), encoding="utf-8")

    assert not {"The fair", "Rain"} & {block.name for block in look(root, publication).blocks}


def test_the_last_issue_is_the_one_before_and_never_a_special_edition(root: Path, publication: Publication) -> None:
    (root / "issues/2024-02-extra.yaml").write_text(_FEBRUARY, encoding="utf-8")

    assert str(look(root, publication).period) == "2024-02"
    assert str(look(root, publication, "2024-02").period) == "2024-01"
    assert find_last_issue(root, publication, parse_period("2024-01")) is None


def test_from_an_issue_with_errors_nothing_is_taken(root: Path, publication: Publication) -> None:
    (root / "issues/2024-02.yaml").write_text("blocks: [", encoding="utf-8")
    blocks = write(root, publication, plan_next_issue(root, publication, parse_period("2024-03")))

    assert not look(root, publication).is_readable
    assert [block["title"] for block in blocks] == ["[add a heading]"]


def test_the_periods_on_offer_are_the_next_ones_and_a_special_edition(root: Path, publication: Publication) -> None:
    offered = list(map(str, offer_periods(root, publication, TODAY)))
    (root / "issues/2024-02-extra.yaml").write_text(_FEBRUARY, encoding="utf-8")

    assert offered == ["2024-03", "2024-04", "2024-05", "2024-06", "2024-07", "2024-08", "2024-02-extra"]
    assert list(map(str, offer_periods(root, publication, TODAY)))[-1] == "2024-02-extra-2"


@pytest.mark.slow
@pytest.mark.parametrize("name", list_examples())
def test_everything_that_examples_offer_can_be_taken_over(tmp_path: Path, name: str) -> None:
    new = make_new(Start("News", example=name), TODAY)
    write_new(tmp_path, new)
    offered = 0
    for period in map(parse_period, ("2026-12", "2026-11", "2026-10")):
        plan = plan_next_issue(tmp_path, new.publication, period)
        assert plan.last
        assert all(block.name for block in plan.last.blocks)
        offered += len(plan.last.blocks)
        (tmp_path / f"issues/{period}.yaml").unlink(missing_ok=True)
        write(tmp_path, new.publication, NextIssue(period, plan.last, [block.key for block in plan.last.blocks]))
    assert offered > 1
