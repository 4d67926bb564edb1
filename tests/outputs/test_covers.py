"""The picture of an issue in the list of issues: which one it is, and its files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from newsletter.documents.blocks import Block
from newsletter.documents.blocks.article import Article
from newsletter.documents.blocks.image import Image as ImageBlock
from newsletter.documents.blocks.quote import Quote
from newsletter.documents.issue import Issue
from newsletter.documents.periods import parse_period
from newsletter.documents.pictures import Picture
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer, make_renderer
from tests.outputs.small_site import PUBLICATION
from tests.packs import PACKS


class Distressing(Article):
    """An article that a content note comes before."""

    def sensitivities(self) -> tuple[str, ...]:
        """See ``Block.sensitivities``."""
        return ("harm",)


def make_edition(*blocks: Block) -> Edition:
    issue = Issue.model_construct(period=parse_period("2024-01"), title="Covers", blocks=blocks)
    return Edition(PUBLICATION, issue)


@pytest.fixture
def renderer(tmp_path: Path) -> Renderer:
    (tmp_path / "images").mkdir()
    for name in ("one", "two"):
        Image.new("RGB", (900, 900), "navy").save(tmp_path / f"images/{name}.png")
    return make_renderer(tmp_path, PACKS)


def show_alt(renderer: Renderer, *blocks: Block) -> str | None:
    shown, _ = renderer.show_cover(make_edition(*blocks))
    return shown.alt if shown else None


ONE, TWO = (Picture(file=f"images/{name}.png", alt=name.title()) for name in ("one", "two"))
QUOTE = Quote(words="So it is.", who="A. Reader", portrait=ONE)
IMAGE = ImageBlock(file="images/two.png", alt="Two")


def test_a_cover_is_the_first_picture_that_is_no_portrait(renderer: Renderer) -> None:
    article = Article(id="a", title="A", body="B", picture=ONE)

    assert show_alt(renderer, QUOTE, IMAGE, article) == "Two"
    assert show_alt(renderer, article, IMAGE) == "One"
    assert show_alt(renderer, QUOTE) is None


def test_a_cover_shows_nothing_that_a_content_note_comes_before(renderer: Renderer) -> None:
    distressing = Distressing(id="a", title="A", body="B", picture=ONE)

    assert show_alt(renderer, distressing, IMAGE) == "Two"
    assert show_alt(renderer, distressing) is None


def test_a_picture_whose_file_is_missing_is_no_cover(renderer: Renderer) -> None:
    missing = ImageBlock(file="images/none.png", alt="None")

    assert show_alt(renderer, missing, IMAGE) == "Two"
    assert show_alt(renderer, missing) is None


def test_the_files_of_a_cover_are_among_those_of_the_issue(renderer: Renderer) -> None:
    edition = make_edition(IMAGE)
    shown, needed = renderer.show_cover(edition)

    assert shown is not None
    assert (shown.width, shown.height) == (720, 480)
    assert {variant.name for variant in needed} <= renderer.list_variants(edition).keys()
    assert shown.src == f"issues/2024-01/images/{needed[-1].name}"
