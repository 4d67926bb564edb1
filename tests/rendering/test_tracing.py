"""Traces leave nothing behind, lead to the right fields, and never reach what is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time
from uuid import UUID

import pytest

from newsletter.loading import LoadedIssue, LoadedPublication, find_issue_names, load_issue, load_publication
from newsletter.pipeline import make_editions
from newsletter.preview.traced_issue import Tracer
from newsletter.rendering.block_markers import MarkingRenderer
from newsletter.rendering.email import render_html
from newsletter.rendering.renderer import make_renderer
from newsletter.rendering.tracing.marks import carry_marks, mark_words, strip_traces, strip_unseen, write_spans
from newsletter.rendering.tracing.origins import ORIGINS, Origin
from newsletter.rendering.tracing.printing import TracingTemplates
from newsletter.rendering.tracing.renderer import TracingRenderer
from newsletter.scaffolding.examples import list_examples, make_example
from scripts.golden import CASES, GOLDEN, load_case
from tests.matrix import nightly
from tests.random_issues import LANGUAGES, draw_issues
from tests.traced import find_differences, find_faults, list_seen, render_traced, trace

ROOT = Path(__file__).parents[2]
UUID_OF_EXAMPLES = UUID("6f9619ff-8b86-4011-b42d-00c04fc964ff")
ENOUGH = 0.95
TITLE = Origin("exact", (("issue", ("title",)),))


def load_january() -> tuple[LoadedPublication, LoadedIssue]:
    publication, name = load_publication(ROOT), "issues/2024-01.yaml"
    return publication, load_issue(ROOT / name, name, publication.publication.packs)


@pytest.mark.parametrize("case", CASES)
def test_marks_leave_nothing_behind_and_lead_to_every_text(case: str) -> None:
    assert find_faults(*load_case(case), GOLDEN) == []


@pytest.mark.parametrize("name", list_examples())
def test_the_marks_of_every_example_publication_leave_nothing_behind(name: str, tmp_path: Path) -> None:
    for path, content in make_example(name, "R&D", UUID_OF_EXAMPLES, date(2026, 1, 1)).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    publication = load_publication(tmp_path)
    tags, packs = publication.publication.tags, publication.publication.packs
    loaded = [load_issue(tmp_path / file, file, packs, tags) for file in find_issue_names(tmp_path)]

    assert len(loaded) >= 3  # as every example has
    assert [fault for one in loaded for fault in find_faults(publication, one, tmp_path)] == []


@pytest.mark.slow
@pytest.mark.parametrize("count", [8, pytest.param(400, marks=nightly)])
def test_the_marks_of_any_issue_leave_nothing_behind(count: int) -> None:
    publication, loaded = load_case("text")
    for issue in draw_issues(count, (None, *LANGUAGES)):
        assert find_differences(publication, replace(loaded, issue=issue), GOLDEN) == []


def test_the_words_of_a_template_lead_to_its_line(tmp_path: Path) -> None:
    (tmp_path / "note.html").write_text("{% if yes %}\n<p title='no'>Ring&#160;us\n on {{ day }}</p>\n{% endif %}\n")
    (tmp_path / "note.txt").write_text("--\n\nRing us: {{ day }}\n")
    templates = TracingTemplates((tmp_path,), filters={})

    markup, text = (
        list(list_seen(templates.render(name, yes=True, day="Monday"))) for name in ("note.html", "note.txt")
    )

    assert [(one.words.strip(), one.origin and (one.origin.template, one.origin.line)) for one in markup] == [
        ("Ring&#160;us", ("note.html", 2)),
        ("on", ("note.html", 3)),
        ("Monday", None),
    ]
    assert [(one.words, one.origin.line) for one in text if one.origin] == [("Ring us:", 3)]


@pytest.mark.parametrize("view", ["mail", "page", "text", "feed"])
def test_nearly_all_words_lead_to_a_field(view: str) -> None:
    publication, loaded = load_january()

    issue = trace(publication, loaded, ROOT)
    page = issue.find_page(f"{issue.edition.path}index.html") or b""
    shown = {"mail": issue.html, "text": issue.text, "feed": issue.entries[0].content, "page": page.decode()}
    seen = [one for one in list_seen(shown[view]) if any(map(str.isalnum, one.words))]
    leading = sum(one.size for one in seen if one.origin and one.origin.sources)

    assert leading / sum(one.size for one in seen) >= ENOUGH


def test_only_a_block_that_changed_is_rendered_again_and_each_leads_to_its_place() -> None:
    publication, loaded = load_january()
    tracer = Tracer(publication, make_renderer(ROOT, publication.publication.packs, TracingRenderer))
    before = tracer.trace(loaded)
    render_traced(before)
    blocks = list(loaded.issue.blocks)
    blocks[0] = blocks[0].model_copy(update={"title": "Another title"})
    blocks[2:4] = blocks[3], blocks[2]
    changed = replace(loaded, issue=loaded.issue.model_copy(update={"blocks": tuple(blocks)}))

    again, fresh = tracer.trace(changed), trace(publication, changed, ROOT)

    assert render_traced(again) == render_traced(fresh)
    assert [
        block is known for block, known in zip(again.edition.issue.blocks, before.edition.issue.blocks, strict=True)
    ] == [
        False,
        True,
        False,
        False,
        *(True for _ in blocks[4:]),
    ]


def test_a_traced_mail_takes_little_longer_when_a_key_is_typed() -> None:
    publication, loaded = load_january()
    settings, first = publication.publication, loaded.issue.blocks[0]
    titles = [first.model_copy(update={"title": f"Child A{'x' * n}"}) for n in range(12)]
    typed = [
        replace(loaded, issue=loaded.issue.model_copy(update={"blocks": (title, *loaded.issue.blocks[1:])}))
        for title in titles
    ]
    tracer = Tracer(publication, make_renderer(ROOT, settings.packs, TracingRenderer))
    plain = make_renderer(ROOT, settings.packs, MarkingRenderer)

    traced_times = [measure(lambda one=one: render_html(tracer.trace(one).edition, tracer.renderer)) for one in typed]  # type: ignore[misc]  # mypy takes the default for an argument
    plain_times = [measure(lambda one=one: render_html(make_editions(settings, one)[0], plain)) for one in typed]  # type: ignore[misc]  # as above

    assert min(traced_times) <= 1.8 * min(plain_times)  # 1.5 on a quiet machine; 2.5 if every block were rendered


def measure(act: Callable[[], object]) -> float:
    """Return the seconds of this process that something takes."""
    start = process_time()
    act()
    return process_time() - start


def test_an_origin_keeps_its_number() -> None:
    assert ORIGINS.number(TITLE) == ORIGINS.number(Origin("exact", (("issue", ("title",)),)))
    assert ORIGINS.get(ORIGINS.number(TITLE)) == TITLE


def test_marks_are_around_words_and_not_around_white_space() -> None:
    marked = mark_words("\n  News \n", TITLE)

    assert strip_traces(marked) == "\n  News \n"
    assert marked.startswith("\n  \ue000")
    assert marked.endswith("\ue002 \n")
    assert mark_words(" \n", TITLE) == " \n"


def test_what_nobody_sees_has_no_marks() -> None:
    words = mark_words("News", TITLE)
    shown = f"<title>{words}</title><h1 title='{words}'>{words}</h1><style>.{words} {{}}</style>"

    assert strip_unseen(shown) == f"<title>News</title><h1 title='News'>{words}</h1><style>.News {{}}</style>"


def test_marks_become_elements_in_the_body_alone() -> None:
    number = ORIGINS.number(TITLE)
    page = f"<head><meta name='x'>{mark_words('a', TITLE)}</head><body><p>{mark_words('News', TITLE)}</p></body>"

    assert write_spans(page) == (
        f"<head><meta name='x'>a</head><body><p><span data-f=\"{number}\">News</span></p></body>"
    )


def test_marks_are_carried_over_line_breaks_and_marks_of_quotations() -> None:
    marked = f"> {mark_words('one two three', TITLE)} four"
    number = ORIGINS.number(TITLE)

    carried = carry_marks(marked, "> one two\n> three\n> four")

    assert carried == f"> \ue000{number}\ue001one two\n> three\ue002\n> four"
