"""Reviews in an e-mail that shows some of their findings: what is kept, what it leads to, and what stays whole."""

from __future__ import annotations

import pytest

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.settings import ReviewEmailSettings
from newsletter.rendering.edition import Edition
from scripts.golden import load_case, make_files

MAILS = ("email/2024-03.html", "email/2024-03.txt")


def load(**settings: int | None) -> tuple[Publication, Issue]:
    loaded, issue = load_case("shortened")
    mail = ReviewEmailSettings.model_validate(settings)
    return loaded.publication.model_copy(update={"mail": mail}), issue.issue


def shorten(**settings: int | None) -> list[CaseReview]:
    entries = Edition(*load(**settings)).mail_entries
    return [entry.block for entry in entries if isinstance(entry.block, CaseReview)]


def words_of(review: CaseReview) -> tuple[list[str], list[str]]:
    findings = [point.text for point in review.learning.items] if review.learning else []
    return findings, [point.text for group in review.recommendations for point in group.items]


def test_without_a_setting_the_mail_shows_the_blocks_themselves() -> None:
    publication, issue = load()

    assert Edition(publication, issue).mail_entries == Edition(publication, issue).entries
    assert all(b"Read all" not in make_files(publication, issue)[name] for name in MAILS)


@pytest.mark.parametrize("most", range(1, 6))
def test_the_first_finding_leads_where_no_key_point_is_written(most: int) -> None:
    with_point, without = shorten(findings=most)

    assert with_point.key_point == "Nobody asked the child."
    assert len(words_of(with_point)[0]) == min(most, 4)
    assert without.key_point == ("The GP was not asked" if most < 5 else None)
    assert len(words_of(without)[0]) == (most - 1 if most < 5 else 5)


@pytest.mark.parametrize(
    ("most", "kept"),
    [
        (1, ["See every child alone"]),
        (2, ["See every child alone", "Write down who was told"]),
        (3, ["See every child alone", "Write down who was told", "Agree a date for every plan"]),
    ],
)
def test_recommendations_are_counted_for_all_addressees_together(most: int, kept: list[str]) -> None:
    review, _ = shorten(recommendations=most)

    assert words_of(review)[1] == kept
    assert len(words_of(review)[0]) == 4


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_with_a_single_finding_has_no_heading_above_an_empty_list(name: str) -> None:
    mail = make_files(*load(findings=1))[name].decode()

    assert mail.count("What the review found") == 1  # of the review whose key point is written
    assert "Read all 5 findings" in mail


def test_pages_and_feeds_have_every_finding() -> None:
    files = make_files(*load(findings=1, recommendations=1))

    for page in ("issues/2024-03/index.html", "issues/2024-03/child-a/index.html", "rss.xml", "items/atom.xml"):
        words = files[f"site/{page}"].decode()
        assert all(
            f"{finding}<" in words.replace("&lt;", "<") for finding in ("The plan had no date", "Keep one record")
        )
        assert "Read all" not in words


def test_the_heading_of_a_review_leads_to_its_page() -> None:
    mail = make_files(*load(recommendations=3))["email/2024-03.html"].decode()

    assert ">Child A</a></h2>" in mail
    assert ">Child B</a></h2>" in mail
