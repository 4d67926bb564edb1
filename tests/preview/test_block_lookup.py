"""Which block a problem is about, in the rendering that is shown."""

from __future__ import annotations

import pytest

from newsletter.documents.blocks import Section
from newsletter.preview.block_lookup import find_block_number, find_in_rendering
from newsletter.rendering.edition import Edition
from scripts.golden import load_case


def test_a_path_leads_to_the_number_of_its_block() -> None:
    publication, loaded = load_case("section")
    edition = Edition(publication.publication, loaded.issue)
    paths = [
        f"blocks[{top}]" + (f".blocks[{inner}]" if inner is not None else "")
        for top, block in enumerate(loaded.issue.blocks)
        for inner in (None, *(range(len(block.blocks)) if isinstance(block, Section) else ()))
    ]

    assert [find_block_number(edition, f"{path}.title") for path in paths] == list(range(len(paths)))
    assert len(paths) > len(loaded.issue.blocks)
    assert [find_block_number(edition, path) for path in ("title", "blocks", "blocks[99]", "blocks[0].blocks[9]")] == [
        None
    ] * 4


@pytest.mark.parametrize(
    ("block", "number"),
    [
        ({"id": "child-b", "title": "Another title"}, 3),
        ({"id": "child-c", "title": "Child B"}, None),
        ({"title": "How to read them"}, 2),
        ({"title": "Unheard of"}, None),
        ({"title": ["no", "title"]}, None),
        ({}, None),
        ("no block", None),
    ],
)
def test_a_block_is_found_again_where_others_came_before_it(block: object, number: int | None) -> None:
    publication, loaded = load_case("section")
    document: dict[str, object] = {"blocks": [{"title": "New"}, "nothing", {"blocks": [{"title": "New too"}, block]}]}

    assert (
        find_in_rendering(Edition(publication.publication, loaded.issue), document, "blocks[2].blocks[1].body")
        == number
    )


def test_a_block_without_a_name_is_found_again_by_its_place_among_as_many() -> None:
    publication, loaded = load_case("section")
    edition = Edition(publication.publication, loaded.issue)
    section = {"title": "Reviews of the month", "blocks": [{}, {}, {}]}

    assert find_in_rendering(edition, {"blocks": [{}, section]}, "blocks[1].blocks[2].body") == 4
    assert find_in_rendering(edition, {"blocks": [{}, section, {}]}, "blocks[1].blocks[2].body") is None
    assert find_in_rendering(edition, {"blocks": 7}, "blocks[0]") is None
    assert find_in_rendering(edition, {}, "title") is None
