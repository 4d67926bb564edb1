"""An e-mail about a correction has a page, is no issue of any list, and is led to from the page that it corrects."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from newsletter.building import BuildRequest
from newsletter.building.build import build
from newsletter.errors import ProblemsFoundError
from tests.building.publications import TODAY, make, read_tree

_NOTICE = """\
period: 2024-01-extra
title: We were wrong about the hall
subject: A correction
preheader: What we said in January, and what is right.
intro: A sentence in January's issue was wrong.
status: ready
published: 2024-03-05
corrects: {what}
blocks:
  - type: text
    title: What was wrong
    body: "We wrote: the hall is shut. It is open."
"""
_PAGE = "site/issues/2024-01-extra/index.html"


def write_notice(root: Path, what: str = "2024-01#first", file: str = "2024-01-extra") -> None:
    (root / f"issues/{file}.yaml").write_text(_NOTICE.format(what=what).replace("2024-01-extra", file), "utf-8")


def list_rules(root: Path) -> list[str]:
    with pytest.raises(ProblemsFoundError) as caught:
        make(root)
    return [problem.rule for problem in caught.value.problems]


def test_it_has_a_mail_and_a_page_to_which_that_of_the_corrected_issue_leads(root: Path) -> None:
    make(root)
    before = read_tree(root / "dist")
    write_notice(root)
    make(root)
    after = read_tree(root / "dist")
    changed = {path for path, content in after.items() if before.get(path) != content}

    told = {"site/issues/2024-01/index.html": "../../", "site/issues/2024-01/first/index.html": "../../../"}
    mail = {f"email/2024-01-extra.{kind}" for kind in ("html", "txt")}
    assert {path for path in changed if "/images/" not in path} == {_PAGE, *told, *mail}
    for path, root_of_site in told.items():
        links = html.fromstring(after[path]).iter("a")
        assert f"{root_of_site}issues/2024-01-extra/" in [link.get("href") for link in links]
    assert not html.fromstring(after[_PAGE]).xpath("//nav[contains(@class, 'pager')]")


def test_a_build_after_it_gives_the_bytes_of_a_first_one(root: Path, tmp_path: Path) -> None:
    for number, what in enumerate(["2024-01#first", "2024-02", "2024-01"]):
        write_notice(root, what)
        make(root)
        build(BuildRequest(root, tmp_path / f"{number}", TODAY))
        assert read_tree(root / "dist") == read_tree(tmp_path / f"{number}")


@pytest.mark.parametrize("what", ["2023-12", "2024-01#nothing"])
def test_what_was_not_published_cannot_be_corrected(root: Path, what: str) -> None:
    write_notice(root, what)
    assert list_rules(root) == ["issue.corrects"]


@pytest.mark.parametrize(("what", "file"), [("January", "2024-01-extra"), ("2024-01", "2024-03")])
def test_it_names_an_issue_and_is_a_special_edition(root: Path, what: str, file: str) -> None:
    write_notice(root, what, file)
    assert list_rules(root) == ["issue.corrects"]
