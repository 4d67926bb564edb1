"""Related entries on the page of an item: which, why, and which pages change when something else does."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from newsletter.outputs.web.related import LOOKS_BACK, MOST_RELATED
from newsletter.rendering.edition import Edition
from tests.building.publications import make, make_publication, read_tree, write_issue
from tests.outputs.small_site import PUBLICATION, REVIEW, find_words, make_aggregate_pages, make_edition, read_pages
from tests.outputs.small_site import make_publication as change_publication

_RELATED = "//h2[contains(., 'related')]/following-sibling::ul[1]/li"
_MONTHS = [f"{2015 + n // 12}-{n % 12 + 1:02}" for n in range(120)]


def make_review(number: int, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # any field of a review
    base = {"type": "case_review", "id": f"review-{number}", "title": f"Review {number}", "review_type": "scr"}
    return base | {"summary": "What happened."} | fields


def make_issue(number: int, **fields: Any) -> Edition:  # noqa: ANN401  # any field of a review
    return make_edition(make_review(number, **fields), period=_MONTHS[number], title=f"Issue {number}")


def list_related(editions: Iterable[Edition], number: int, path: str = _RELATED) -> list[str]:
    every = list(editions)
    pages = read_pages(make_aggregate_pages(every, every[0].publication))
    return find_words(pages[f"issues/{_MONTHS[number]}/review-{number}/index.html"], path)


def test_each_says_why_and_what_has_most_in_common_is_first() -> None:
    asked = {"recommendations": REVIEW["recommendations"]}
    editions = [
        make_issue(5, themes=["neglect", "housing", "education"], commissioned_by="Leeds Partnership", **asked),
        make_issue(4, themes=["neglect"]),
        make_issue(3, themes=["housing"], **asked),
        make_issue(2, themes=["neglect", "housing"]),
        make_issue(1, themes=["education", "housing", "neglect"], commissioned_by="Leeds Partnership"),
        make_issue(0, themes=["workforce"], commissioned_by="Leeds Partnership"),
    ]

    assert list_related(editions, 5) == [
        "Review 1 3 themes in common: Neglect, Housing and Education · from the same source: Leeds Partnership",
        "Review 2 2 themes in common: Neglect and Housing",
        "Review 3 also asks Schools to act",
        "Review 0 from the same source: Leeds Partnership",
    ]
    assert list_related(editions, 0) == [], "it is the first of all"


def test_there_are_few_and_of_those_alike_the_newest() -> None:
    editions = [make_issue(number, themes=["neglect", "housing"]) for number in reversed(range(8))]
    assert [words.partition(" 2 themes")[0] for words in list_related(editions, 7)] == [
        f"Review {number}" for number in range(6, 6 - MOST_RELATED, -1)
    ]


def test_it_looks_back_only_so_far() -> None:
    between = [make_issue(number, themes=["workforce"]) for number in reversed(range(1, LOOKS_BACK + 1))]
    first = make_issue(0, themes=["neglect", "housing"])
    last = make_issue(LOOKS_BACK + 1, themes=["neglect", "housing"])

    assert list_related([last, *between, first], LOOKS_BACK + 1) == []
    assert list_related([last, *between[1:], first], LOOKS_BACK + 1) == [
        "Review 0 2 themes in common: Neglect and Housing"
    ]


def test_the_reasons_are_in_the_language_of_the_page_and_titles_say_theirs() -> None:
    german = change_publication(language="de")
    old = make_edition(
        make_review(0, themes=["neglect", "housing"]), period=_MONTHS[0], language="en-GB", publication=german
    )
    new = make_edition(make_review(1, themes=["neglect", "housing"]), period=_MONTHS[1], publication=german)
    [found] = list_related([new, old], 1, "//ul[@class='listing']/li")
    pages = read_pages(make_aggregate_pages([new, old], german))

    assert "2 gemeinsame Themen" in found
    link = pages[f"issues/{_MONTHS[1]}/review-1/index.html"].xpath("//ul[@class='listing']/li/a")[0]
    assert (link.get("lang"), link.get("href")) == ("en-GB", f"../../../issues/{_MONTHS[0]}/review-0/")
    assert PUBLICATION.language != "de"


def test_a_new_issue_changes_no_page_of_an_item_and_what_was_withdrawn_is_named_nowhere(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01", "2024-02", "2024-03"])
    for path in (root / "issues").iterdir():
        text = re.sub(r"themes: \[[a-z]+\]", "themes: [neglect, workforce]", path.read_text("utf-8"))
        path.write_text(text, "utf-8")
    make(root)
    before = read_tree(root / "dist")
    write_issue(root, "2024-04")
    make(root)
    after = read_tree(root / "dist")
    pages = [path for path in before if path.endswith("/first/index.html")]

    assert len(pages) == 3
    assert [path for path in pages if after[path] != before[path]] == []
    assert b"issues/2024-02/first/" in after["site/issues/2024-03/first/index.html"]

    gone = (root / "issues/2024-02.yaml").read_text("utf-8")
    mark = "    withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}\n"
    (root / "issues/2024-02.yaml").write_text(gone.replace("    id: first\n", f"    id: first\n{mark}"), "utf-8")
    make(root)
    left = read_tree(root / "dist")
    assert b"issues/2024-02/first/" not in left["site/issues/2024-03/first/index.html"]
    assert b"issues/2024-01/first/" in left["site/issues/2024-03/first/index.html"]
