"""The frames in which an editor writes: what readers see, with an element around the words of each field."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from newsletter.loading import load_publication
from newsletter.preview.client_simulation import ViewOptions
from newsletter.preview.frames import Frame, make_frame, make_frame_at, make_page
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.traced_issue import TracedIssue
from newsletter.rendering.tracing.origins import ORIGINS
from newsletter.scaffolding.examples import make_example
from tests.bilingual import write_publication
from tests.building.publications import make_publication
from tests.preview.previews import Preview, previewing
from tests.preview.third_party import install_recipes

ROOT = Path(__file__).parents[2]
_SPAN = re.compile(r'<span data-f="(\d+)">([^<]*)</span>')
_ANY_SPAN = re.compile(r'<span data-f="\d+">([^<]*)</span>')


@pytest.fixture
def january(tmp_path: Path) -> RenderCache:
    """Return what renders a copy of the publication with its first issue."""
    shutil.copy(ROOT / "newsletter.toml", tmp_path)
    (tmp_path / "issues").mkdir()
    shutil.copy(ROOT / "issues/2024-01.yaml", tmp_path / "issues")
    return RenderCache(tmp_path)


def find(cache: RenderCache, period: str) -> TracedIssue:
    traced = cache.find_traced(period)
    assert traced
    return traced


def read(frame: Frame | None) -> str:
    assert frame
    return frame.content.decode()


@pytest.mark.parametrize("view", ["email", "text", "feed"])
@pytest.mark.parametrize("scheme", ["light", "dark", "forced"])
def test_a_view_is_the_same_but_for_the_elements_around_words(january: RenderCache, view: str, scheme: str) -> None:
    plain = read(make_frame(january.get("2024-01"), view, ViewOptions(scheme=scheme)))  # type: ignore[arg-type]  # one of them
    traced = read(make_frame_at(find(january, "2024-01"), f"/frame/2024-01/{view}?scheme={scheme}&write=1"))

    assert _ANY_SPAN.sub(r"\1", traced) == plain
    assert len(_SPAN.findall(traced)) > 100  # January has some 400 texts


@pytest.mark.parametrize("view", ["email", "text", "feed"])
def test_a_section_and_blocks_without_words_are_where_they_were(tmp_path: Path, view: str) -> None:
    for path, content in make_example("release", "News", UUID(int=1), date(2026, 1, 1)).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    cache = RenderCache(tmp_path)

    traced = read(make_frame_at(find(cache, "2026-11"), f"/frame/2026-11/{view}?write=1"))

    assert _ANY_SPAN.sub(r"\1", traced) == read(make_frame(cache.get("2026-11"), view, ViewOptions()))


def test_a_mail_is_cut_where_gmail_cuts_it_with_elements_and_without(january: RenderCache) -> None:
    file = january.root / "issues" / "2024-01.yaml"
    long = "".join(f"  - {{type: text, title: Part {n}, body: {'Words and more. ' * 60}}}\n" for n in range(70))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("blocks:\n", f"blocks:\n{long}", 1), encoding="utf-8")
    settings = january.root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[mail]\ntoo_long = "refuse"\n', encoding="utf-8")

    plain = read(make_frame(january.get("2024-01"), "email", ViewOptions(has_clip=True)))
    traced = read(make_frame_at(find(january, "2024-01"), "/frame/2024-01/email?clip=on&write=1"))

    assert "Gmail hides what follows" in plain
    assert _ANY_SPAN.sub(r"\1", traced) == plain


@pytest.mark.parametrize("path", ["issues/2024-01/", "issues/2024-01/child-a/"])
def test_a_page_is_the_same_but_for_the_elements_around_words(january: RenderCache, path: str) -> None:
    plain = read(make_page(january.get("2024-01"), path, ViewOptions(scheme="dark")))
    traced = read(make_frame_at(find(january, "2024-01"), f"/site/2024-01/dark/{path}?write=1"))

    assert _ANY_SPAN.sub(r"\1", traced) == plain
    assert _SPAN.search(traced)


def test_an_address_of_another_issue_or_of_no_frame_is_none(january: RenderCache) -> None:
    traced = find(january, "2024-01")

    for address in ("/frame/2024-02/email", "/frame/2024-01/source", "/api/issues", "/site/2024-02/light/", "email"):
        assert make_frame_at(traced, address) is None


def test_a_text_in_two_languages_leads_to_the_words_of_its_own(tmp_path: Path) -> None:
    traced = find(RenderCache(write_publication(tmp_path)), "2026-11")

    sources = {
        words: ORIGINS.get(int(number)).sources
        for number, words in _SPAN.findall(read(make_frame_at(traced, "/frame/2026-11/email?write=1")))
    }

    assert sources["The roof is mended."] == (("issue", ("blocks", 0, "summary", "en")),)
    assert sources["Mae'r to wedi'i drwsio."] == (("issue", ("blocks", 0, "summary", "cy")),)
    assert sources["Newyddion Cyngor Aberdewi"] == (("publication", ("title", "cy")),)


def test_numbers_in_a_frame_are_the_same_when_it_is_made_again(january: RenderCache) -> None:
    first = read(make_frame_at(find(january, "2024-01"), "/frame/2024-01/email?write=1"))
    tracer = january.find_tracer()
    assert tracer
    again = tracer.trace(find(january, "2024-01").loaded)

    assert read(make_frame_at(again, "/frame/2024-01/email?write=1")) == first


def test_a_changed_file_is_traced_anew(january: RenderCache) -> None:
    before = find(january, "2024-01")
    file = january.root / "issues" / "2024-01.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("six newly published", "six new"), encoding="utf-8")

    assert find(january, "2024-01") is not before
    assert "six new" in find(january, "2024-01").html


@pytest.mark.slow
def test_a_preview_that_writes_nothing_shows_no_fields(preview: Preview, tmp_path: Path) -> None:
    assert "data-f=" in preview.ask("frame/2024-01/email?write=1").text
    assert "data-f=" in preview.ask("site/2024-01/light/issues/2024-01/?write=1").text
    assert "data-f=" not in preview.ask("frame/2024-01/email").text
    with previewing(make_publication(tmp_path / "news"), "--port", "0", "--read-only") as other:
        assert "data-f=" not in other.ask("frame/2024-01/email?write=1").text


@pytest.mark.slow
def test_a_block_of_a_third_party_leads_to_its_fields(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with previewing(install_recipes(tmp_path, monkeypatch)) as other:
        traced, plain = other.ask("frame/2024-03/email?write=1").text, other.ask("frame/2024-03/email").text
        fields = other.ask("api/issues/2024-03/fields?view=email").json()["fields"]
    found = {words: fields[number] for number, words in _SPAN.findall(traced)}

    assert _ANY_SPAN.sub(r"\1", traced) == plain
    assert (found["3 leeks"]["path"], found["3 leeks"]["value"]) == (["blocks", 0, "ingredients", 0], "3 leeks")
    assert (found["simmer"]["kind"], found["simmer"]["many"]) == ("words", True)
    assert found["simmer"]["help"] == "How it is made."
    assert (found["4"]["kind"], found["4"]["only"]) == ("facts", ["serves"])
    assert found["Serves"]["kind"] == "template"


def test_the_publication_of_a_traced_issue_is_as_it_was(january: RenderCache) -> None:
    traced, loaded = find(january, "2024-01"), load_publication(january.root).publication

    assert traced.edition.publication.title == loaded.title
    assert isinstance(traced.edition.publication, type(loaded))


def test_while_it_is_typed_a_long_mail_ends_where_it_did_when_it_was_saved(january: RenderCache) -> None:
    file = january.root / "issues" / "2024-01.yaml"
    blocks = "".join(f"  - {{type: text, title: Part {n}, body: {'Words and more. ' * 60}}}\n" for n in range(70))
    text = file.read_text(encoding="utf-8").replace("blocks:\n", f"blocks:\n{blocks}", 1)
    file.write_text(text, encoding="utf-8")
    settings = january.root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '\n[mail]\ntoo_long = "shorten"\n', encoding="utf-8")
    saved = find(january, "2024-01")
    file.write_text(text.replace("Words and more. ", "Words. " * 4000, 1), encoding="utf-8")
    after = find(january, "2024-01")
    typed = after.tracer.trace(after.loaded, saved)

    assert 0 < saved.campaign.left_out < after.campaign.left_out
    assert typed.campaign.left_out == saved.campaign.left_out
    assert "Words. Words." in typed.html
