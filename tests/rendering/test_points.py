"""Points of items: their anchors on the item's page, and the ids that editors give them."""

from __future__ import annotations

import re

import pytest
from pydantic import ValidationError

from newsletter.documents.blocks.base import Point
from newsletter.languages.wording import find_wording
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.rendering.entries import anchor_points
from tests.outputs.small_site import make_editions, make_site

ENTRY = next(entry for edition in make_editions() for entry in edition.items if entry.path == "issues/2024-01/child-k/")


def _anchors(*points: Point) -> list[str]:
    return [anchor for anchor, _ in anchor_points(points)]


def test_a_point_without_an_id_is_counted_among_those_of_its_kind() -> None:
    """A link to the second finding says so."""
    assert _anchors(Point("finding", "A"), Point("recommendation", "B"), Point("finding", "C")) == [
        "finding-1",
        "recommendation-1",
        "finding-2",
    ]


def test_an_id_keeps_its_address_when_a_point_is_put_before_it() -> None:
    """An editor writes the old number as its id; the new point takes another."""
    before, after = Point("finding", "A", id="finding-1"), Point("finding", "B")
    assert _anchors(Point("finding", "new"), before, after) == ["finding-2", "finding-1", "finding-3"]


def test_the_page_of_an_item_has_the_anchor_of_every_point_and_mail_and_issue_page_have_none() -> None:
    files = make_site()
    page = files["issues/2024-01/child-k/index.html"].decode()

    assert re.findall(r'<li id="([^"]+)">', page) == [anchor for anchor, _ in ENTRY.points]
    assert ENTRY.points
    assert 'id="finding-1"' not in files["issues/2024-01/index.html"].decode()


def test_two_points_of_an_item_with_one_id_are_refused() -> None:
    """Their addresses would be one."""
    points = [{"text": "Listening", "id": "listening"}, {"text": "Visits", "id": "listening"}]

    with pytest.raises(ValidationError, match="two points have the id 'listening'"):
        CaseReview(id="child-a", title="Child A", review_type="lcspr", learning={"items": points})


def test_a_review_names_whom_each_recommendation_is_for() -> None:
    asked = [{"to": "GPs", "items": ["Ask", {"text": "Call", "owner": "Police", "id": "call"}]}]
    review = CaseReview(id="child-a", title="Child A", review_type="lcspr", recommendations=asked, area="Leeds")

    assert [(point.kind, point.owner, point.id) for point in review.points()] == [
        ("recommendation", "GPs", ""),
        ("recommendation", "Police", "call"),
    ]
    assert review.facets(find_wording("cy"))["area"] == ("Leeds",)
