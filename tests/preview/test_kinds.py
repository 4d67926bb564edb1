"""The menu of kinds of block: each with its name, its picture and what a new one begins with."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml import html

from newsletter.editing.model_at import NoSuchPlaceError, find_document_model
from newsletter.parsing.document import DataPath
from newsletter.preview.forms.kinds import list_kinds, render_kind
from newsletter.rendering.renderer import make_renderer
from tests.building.publications import ROOT
from tests.packs import BLOCKS, PACKS
from tests.preview.form_pages import PUBLICATION, read_text
from tests.preview.previews import Preview

MODEL = find_document_model("issue", PACKS)
RENDERER = make_renderer(ROOT, PACKS)
DAY = date(2024, 2, 1)


def test_every_block_is_in_the_menu_with_words_for_people() -> None:
    kinds = list_kinds(PUBLICATION, MODEL, ("blocks",), DAY)

    assert {kind.type for kind in kinds} == set(BLOCKS)
    assert [kind.name for kind in kinds] == sorted(kind.name for kind in kinds)
    assert all(kind.about for kind in kinds)


def test_a_section_holds_every_block_but_a_section() -> None:
    kinds = list_kinds(PUBLICATION, MODEL, ("blocks", 0, "blocks"), DAY)

    assert {kind.type for kind in kinds} == set(BLOCKS) - {"section"}


def test_without_support_contacts_there_is_no_block_of_them() -> None:
    alone = PUBLICATION.model_copy(update={"support_contacts": ()})

    assert "contacts" not in {kind.type for kind in list_kinds(alone, MODEL, ("blocks",), DAY)}


@pytest.mark.parametrize("path", [(), ("title",), ("waivers",)])
def test_only_lists_of_blocks_have_a_menu(path: DataPath) -> None:
    with pytest.raises(NoSuchPlaceError):
        list_kinds(PUBLICATION, MODEL, path, DAY)


@pytest.mark.parametrize("kind", sorted(BLOCKS))
def test_the_picture_of_a_kind_is_its_own_rendering_and_loads_nothing(kind: str) -> None:
    made = render_kind(PUBLICATION, RENDERER, kind, DAY)

    page = html.document_fromstring(made)
    assert read_text(page) or page.xpath("boolean(//main//img)")
    assert not page.xpath("boolean(//script | //link)")
    assert not page.xpath("boolean(//@src[not(starts-with(., 'data:'))])")


def test_the_menu_says_where_a_block_would_go(preview: Preview) -> None:
    answer = preview.ask('kinds/2024-02?path=["blocks"]&at=1')

    buttons = [button for button in html.fromstring(answer.text).iter("button") if button.get("data-ops")]
    (operation,) = json.loads(str(buttons[0].get("data-ops")))
    assert {button.get("data-goes-to") for button in buttons} == {'["blocks", 1]'}
    assert (operation["do"], operation["path"], operation["value"]["type"]) == ("insert", ["blocks", 1], "article")


def test_the_addresses_refuse_what_is_not_there(preview: Preview) -> None:
    assert preview.ask('kinds/2024-02?path=["title"]&at=0').status_code == 404
    assert preview.ask('kinds/2024-02?path=["blocks"]&at=-1').status_code == 400
    assert preview.ask('kinds/2024-02?path=["blocks"]').status_code == 400
    assert preview.ask("thumb/2024-02/rocket").status_code == 404
    assert preview.ask("thumb/2024-02/event").headers["content-security-policy"].startswith("default-src 'none'")
