"""The picture beside a link to an issue: what is in it, in which letters, its weight, and when it is drawn again."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from newsletter.documents.appearance import LookSettings, make_schemes, make_style
from newsletter.documents.publication import Publication
from newsletter.documents.web_settings import WebSettings
from newsletter.loading import load_issue, load_publication
from newsletter.rendering.edition import Edition
from newsletter.rendering.pictures import PictureError, Pictures
from newsletter.rendering.social_card import HEIGHT, WIDTH, SocialCard, find_own_font, load_font, make_card
from newsletter.scaffolding.examples import list_examples
from scripts.golden import make_files
from scripts.sheet_subjects import make_subject
from tests.building.publications import make, make_publication
from tests.outputs.small_site import PUBLICATION
from tests.outputs.test_covers import make_edition

LONG = "Everything that happened between the bridge and the weir, and what the council decided about it " * 3
TITLES = {
    "English": "Carols, cake and a new path",
    "Polish": "Zażółć gęślą jaźń: Łódź i „świat”",
    "Welsh": "Dŵr, tŷ a ffŵl ar y bont – newyddion",
    "Greek": "Νέα από το ποτάμι",
    "Russian": "Новости реки",
    "Arabic": "أخبار النهر: مدرسة جديدة and YAML 1.2",
    "a long one": LONG,
    "a long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 3,
}


def make_one(issue_title: str = "Carols", root: Path = Path(), **changes: object) -> SocialCard | None:
    edition = make_edition()
    publication = edition.publication.model_copy(update=changes)
    issue = edition.issue.model_copy(update={"title": issue_title})
    return make_card(Edition(publication, issue), Pictures(root))


def draw(card: SocialCard | None) -> Image.Image:
    assert card
    return Image.open(io.BytesIO(card.draw())).convert("RGB")


def count_ink(image: Image.Image, box: tuple[int, int, int, int]) -> int:
    """Return how many pixels of a part differ from its first."""
    part = image.crop(box)
    return sum(pixel != part.getpixel((0, 0)) for pixel in part.get_flattened_data())


EDGES = {
    "left": (0, 140, 78, HEIGHT),
    "right": (WIDTH - 78, 140, WIDTH, HEIGHT),
    "above the day": (0, 501, WIDTH, 509),
    "below": (0, 575, WIDTH, HEIGHT),
}
TITLE, DAY = (0, 160, WIDTH, 500), (0, 510, WIDTH, 570)


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("look", ["quayside", "lychgate", "benchtop"])
def test_any_title_is_drawn_whole_in_its_place_and_is_light(title: str, look: str) -> None:
    card = make_one(title, look=LookSettings.model_validate({"name": look}))
    image = draw(card)

    assert card
    assert len(card.draw()) < 40_000
    assert image.size == (card.width, card.height) == (1200, 630)
    assert {name: count_ink(image, box) for name, box in EDGES.items()} == dict.fromkeys(EDGES, 0)
    assert count_ink(image, TITLE) > 2000
    assert count_ink(image, DAY) > 300


def test_reading_begins_at_the_right_in_arabic() -> None:
    start, end = (80, 160, 400, 500), (800, 160, 1120, 500)
    image, turned = draw(make_one("Carols")), draw(make_one("أخبار", language="ar", direction="rtl"))

    assert (count_ink(image, start) > 0, count_ink(image, end)) == (True, 0)
    assert (count_ink(turned, start), count_ink(turned, end) > 0) == (0, True)


def test_words_whose_letters_no_font_has_are_left_out_instead_of_boxes() -> None:
    card = make_one("日本の川")

    assert card
    assert card.title is None
    assert "日本" not in card.alt
    assert PUBLICATION.title in card.alt
    assert count_ink(draw(card), TITLE) == 0
    assert make_one("日本の川", title="川の手紙") is None


def test_a_publication_can_do_without() -> None:
    assert make_one(web=WebSettings(social_cards=False)) is None


def test_it_has_the_colours_of_the_publication() -> None:
    look = LookSettings(name="benchtop")
    colours = make_schemes(PUBLICATION.palette, look).light
    shown = draw(make_one(look=look)).tobytes()
    found = {f"#{shown[place : place + 3].hex()}" for place in range(0, len(shown), 3)}

    assert {colours.band, colours.on_band, colours.paper, colours.text, colours.muted} <= found


def name_card(**changes: object) -> str:
    card = make_one(**changes)  # type: ignore[arg-type]  # fields of the publication, too
    assert card
    return card.name


def test_its_name_changes_with_what_is_drawn_and_with_nothing_else() -> None:
    name = name_card()
    other = PUBLICATION.palette.model_copy(update={"accent": "#8e2257"})
    different = [
        name_card(title="Another"),
        name_card(issue_title="Another"),
        name_card(palette=other),
        name_card(look=LookSettings(name="lychgate")),
        name_card(language="de"),
        name_card(direction="rtl"),
    ]

    assert re.fullmatch(r"card-[0-9a-f]{12}\.png", name)
    assert name_card(description="Another sentence.") == name
    assert len({name, *different}) == 1 + len(different)
    assert make_style(LookSettings()).masthead == "band"


def test_a_font_of_the_publication_is_used_where_it_has_the_letters(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(load_font("NotoSans-Bold.ttf").content)
    serif, sans = LookSettings(name="quayside"), LookSettings(name="quayside", font="own.ttf")

    assert draw(make_one(root=tmp_path, look=sans)).tobytes() != draw(make_one(root=tmp_path, look=serif)).tobytes()


@pytest.mark.parametrize("content", [None, b"", b"no font", b"\x00\x01\x00\x00" + bytes(200)])
def test_a_font_that_cannot_be_used_is_named_and_another_is_taken(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "own.ttf").write_bytes(content)

    with pytest.raises(PictureError):
        find_own_font("own.ttf", Pictures(tmp_path))
    assert make_one(root=tmp_path, look=LookSettings(font="own.ttf"))


def read_metas(page: bytes) -> dict[str, str]:
    metas = [meta.attrib for meta in html.document_fromstring(page).iter("meta")]
    named = {str(meta.get("property") or meta.get("name")): str(meta.get("content")) for meta in metas}
    return {name: content for name, content in named.items() if name.startswith(("og:image", "twitter"))}


@pytest.mark.parametrize("example", list_examples())
def test_the_pages_of_an_issue_and_its_items_name_it_and_no_other_page_does(example: str) -> None:
    subject = make_subject(example)
    issues = {path: metas for path in subject.files if (metas := read_page(subject.files, path))}

    assert all(re.match(r"site/issues/[^/]+/(?:[^/]+/)?index\.html", path) for path in issues)
    assert {metas["twitter:card"] for metas in issues.values()} == {"summary_large_image"}
    for metas in issues.values():
        content, _ = subject.answer(metas["og:image"])
        size = int(metas["og:image:width"]), int(metas["og:image:height"])
        assert Image.open(io.BytesIO(content)).size == size
        assert metas["og:image:alt"]
    pages = [path for path in subject.files if re.match(r"site/issues/[^/]+/(?:[^/]+/)?index\.html", path)]
    assert sorted(issues) == sorted(pages)


def read_page(files: dict[str, bytes], path: str) -> dict[str, str]:
    return read_metas(files[path]) if path.endswith("index.html") and path.startswith("site/") else {}


def list_cards(root: Path) -> dict[str, tuple[int, bytes]]:
    found = (root / "dist/site/issues").glob("*/images/card-*.png")
    return {str(path.relative_to(root)): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def change_issue(root: Path, before: str, after: str) -> None:
    path = root / "issues/2024-01.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_it_is_drawn_again_only_if_it_looks_different(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01", "2024-02"])
    make(root)
    first = list_cards(root)
    change_issue(root, "preheader: ", "preheader: More. ")
    make(root)
    same = list_cards(root)
    change_issue(root, "title: ", "title: New ")
    make(root)
    last = list_cards(root)

    assert len(first) == 2
    assert same == first
    assert len(first.keys() & last.keys()) == 1
    assert len(last) == 2


def test_a_withdrawn_issue_has_none(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01", "2024-02"])
    make(root)
    change_issue(
        root, "status: ready", "status: ready\nwithdrawn: {at: 2024-03-01T09:00:00Z, reason: It named a child.}"
    )
    make(root)

    assert [path.split("/")[3] for path in list_cards(root)] == ["2024-02"]
    assert b"og:image" not in (root / "dist/site/issues/2024-01/index.html").read_bytes()


def test_each_language_has_its_own() -> None:
    loaded = load_publication(Path("tests/golden/bilingual_editions")).publication
    issue = load_issue(
        Path("tests/golden/bilingual_editions/issue.yaml"), "issues/2026-12.yaml", loaded.packs, loaded.tags
    )
    names = {tag: find_card(publication, issue.issue) for tag, publication in list_languages(loaded)}

    assert len({*names.values()}) == len(names) > 1


def list_languages(publication: Publication) -> list[tuple[str, Publication]]:
    return [(one.language, one) for one in (publication, *publication.others)]


def find_card(publication: Publication, issue: object) -> str:
    files = make_files(publication, issue)  # type: ignore[arg-type]  # one of several languages
    return next(path for path in files if "/card-" in path)
