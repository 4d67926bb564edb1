"""What was published is at its address for ever: a build that would drop it fails, and redirects lead on from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import html

from newsletter.building import record_build
from newsletter.documents.published import FILE
from newsletter.errors import ProblemsFoundError
from newsletter.published import load_published
from tests.building.publications import make, make_publication, read_tree


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Return a publication of two months that was built and put on record."""
    root = make_publication(tmp_path / "news")
    change(root, "items: [Listening]", "items: [{id: listen, text: Listening}]")
    record_build(root, root / "dist", make(root))
    return root


def change(root: Path, before: str, after: str, file: str = "issues/2024-01.yaml") -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def redirect(root: Path, old: str, new: str) -> None:
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[redirects]\n"{old}" = "{new}"\n')


def list_problems(root: Path) -> list[tuple[str, str]]:
    """Return the rule and the message of each error with which a build fails; what is there is as it was."""
    before = read_tree(root / "dist")
    with pytest.raises(ProblemsFoundError) as caught:
        make(root)
    assert read_tree(root / "dist") == before
    return [(problem.rule, problem.message) for problem in caught.value.problems]


def test_the_record_has_the_addresses_and_ids_of_issues_items_and_points(news: Path) -> None:
    issue = load_published(news).issues["2024-01"]

    assert issue.path == "issues/2024-01/"
    assert {name: (item.path, item.points) for name, item in issue.items.items()} == {
        "first": ("issues/2024-01/first/", ("listen",))
    }
    feeds = (news / "dist/site/items/atom.xml").read_text(encoding="utf-8")
    assert issue.items["first"].urn in feeds
    assert str(issue.urn) in (news / "dist/site/atom.xml").read_text(encoding="utf-8")


def test_another_id_of_an_item_is_refused_until_its_address_leads_on(news: Path) -> None:
    change(news, "id: first", "id: second")
    lost = "issues/2024-01/first/ was published, and this build would have no such page"
    assert list_problems(news) == [("published.address", lost)]
    redirect(news, "issues/2024-01/first/", "issues/2024-01/second/")
    make(news)
    page = html.parse(news / "dist/site/issues/2024-01/first/index.html")

    assert page.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=../../../issues/2024-01/second/"]
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://digest.example.org/riverside/issues/2024-01/second/"
    ]
    assert page.xpath("//main//a/@href") == ["../../../issues/2024-01/second/"]
    listed = (news / "dist/site/_redirects").read_text(encoding="utf-8")
    assert listed == "/riverside/issues/2024-01/first/ /riverside/issues/2024-01/second/ 301\n"


def test_an_issue_that_is_deleted_or_a_draft_again_is_refused(news: Path) -> None:
    path = news / "issues/2024-01.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: ready", "status: draft"), encoding="utf-8")
    assert [rule for rule, _ in list_problems(news)] == ["published.address"] * 2
    path.unlink()
    assert [rule for rule, _ in list_problems(news)] == ["published.address"] * 2
    path.write_text(text.replace("\nblocks:", f"\n{_WITHDRAWN}\nblocks:"), encoding="utf-8")
    make(news)


_WITHDRAWN = "withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}"


def test_the_id_of_a_point_stays_as_it_was(news: Path) -> None:
    change(news, "id: listen", "id: hear")
    lost = "issues/2024-01/first/#listen was published, and this build would have no such place on a page"
    assert list_problems(news) == [("published.address", lost)]
    redirect(news, "issues/2024-01/first/#listen", "issues/2024-01/first/#hear")
    make(news)

    assert not (news / "dist/site/_redirects").exists()


def test_a_point_of_what_was_withdrawn_may_go(news: Path) -> None:
    change(news, "    id: first\n", f"    id: first\n    {_WITHDRAWN}\n")
    make(news)


def test_another_uuid_would_change_the_ids_that_feed_readers_know(news: Path) -> None:
    change(news, "3f0c1a52-6f0e", "3f0c1a52-6f0f", "newsletter.toml")
    assert {rule for rule, _ in list_problems(news)} == {"published.id"}


def test_a_redirect_that_leads_nowhere_is_refused(news: Path) -> None:
    redirect(news, "old/", "issues/2024-07/")
    assert [rule for rule, _ in list_problems(news)] == ["redirect.nowhere"]


def test_a_record_without_addresses_is_read_and_nothing_is_asked_of_it(news: Path) -> None:
    record = json.loads((news / FILE).read_text(encoding="utf-8"))
    for issue in record["issues"].values():
        for name in ("path", "urn", "items"):
            del issue[name]
    (news / FILE).write_text(json.dumps(record), encoding="utf-8")
    (news / "issues/2024-01.yaml").unlink()
    make(news)

    assert load_published(news).issues["2024-01"].path is None
