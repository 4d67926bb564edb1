"""Texts in several languages: which they may be, what each language gets, and what is wrong with them, by its place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from newsletter.checker import CheckRequest, check_all
from newsletter.checking import Stage, check_publication
from newsletter.checking.fixes import fix_issues, fix_settings
from newsletter.checking.translation_digests import confirm_translation, mark_translations
from newsletter.cli import main
from newsletter.documents.schema import write_schema
from newsletter.errors import BuildError, ProblemsFoundError, Severity
from newsletter.loading import load_publication, parse_issue, parse_publication
from newsletter.parsing.yaml import read_yaml
from newsletter.pipeline import open_tools
from newsletter.translations import digest_text
from tests.bilingual import ISSUE, NAME, PERIOD, PUBLICATION, load, write_publication
from tests.checking.documents import TODAY
from tests.matrix import often

TAGS = ("en-GB", "cy")
HEAD = "period: 2026-11\ntitle: T\n"


def check_settings(folder: Path, stage: Stage = Stage.BUILD) -> list[tuple[str, Severity]]:
    found = check_publication(load_publication(folder), date(2026, 11, 20), folder, stage)
    return [(problem.rule, problem.severity) for problem in found]


def problems_of(text: str) -> list[str]:
    with pytest.raises(ProblemsFoundError) as caught:
        parse_issue(text.encode(), NAME, (), None, TAGS)
    return [str(problem) for problem in caught.value.problems]


def test_each_language_gets_its_own_texts_at_their_own_places(tmp_path: Path) -> None:
    _, english = load(tmp_path)
    (welsh,) = english.others
    line = ISSUE.splitlines().index("        Bydd y llyfrgell ar agor o **ddydd Llun**.") + 1

    assert (english.issue.title, welsh.issue.title) == ("News for November", "Newyddion mis Tachwedd")
    assert welsh.issue.blocks[0].id == english.issue.blocks[0].id == "library"
    assert welsh.document.location_of(("blocks", 0, "body")).line == line - 1  # where its | is
    assert english.document.location_of(("blocks", 0, "body")).line == line + 1


def test_a_publication_in_another_language_is_a_site_in_a_folder_and_the_main_one_stays_as_it_was() -> None:
    text = PUBLICATION.replace("SEND_AS", "editions")
    english = parse_publication(text.encode()).publication
    (welsh,) = english.others
    alone = text.replace('[languages]\nall = ["cy", "en-GB"]\nsend_as = "editions"\n', "")
    for phrase in ("title", "publisher", "description", "name", "address", "label"):
        start = alone.index(f"{phrase} = {{")
        end = alone.index("}", start)
        words = alone[start:end].split('"')[1]
        alone = f'{alone[:start]}{phrase} = "{words}"{alone[end + 1 :]}'
    single = parse_publication(alone.encode()).publication

    assert (english.base_url, english.uuid, english.language) == (single.base_url, single.uuid, single.language)
    assert (welsh.base_url, welsh.folder) == ("https://news.example.org/cy", "cy/")
    assert welsh.uuid != english.uuid
    assert (welsh.title, welsh.sender.name) == ("Newyddion Cyngor Aberdewi", "Cyngor Tref Aberdewi")
    assert welsh.themes["parks"].label == "Parciau"
    assert welsh.others[0].title == english.title


HOSTILE = {
    "an unknown language": ("intro: {en: A, cy: B, fr: C}", "3:23", "'fr' is not a language of this publication"),
    "a nested mapping": ("intro: {en: {deep: A}, cy: B}", "3:9", "this is a group of keys and values, and not a text"),
    "a list": ("intro: {en: [A], cy: B}", "3:9", "this is a list, and not a text"),
    "a digest of the wrong form": ("intro: {en: A, cy: B, of: later}", "3:23", "'later' is not the digest of a text"),
    "no words in either": ("intro: {en: , cy: ''}", "3:1", "this text is empty in every language"),
    "a digest alone": ("intro: {of: 12345678}", "3:1", "this text is empty in every language"),
    "no language": ("intro: {}", "3:1", "this text is empty in every language"),
    "one language twice": ("intro: {en: A, en-GB: B, cy: C}", "3:16", "this text is said twice in en-GB"),
    "an address": (
        "blocks:\n  - {type: button, text: {en: A, cy: B}, url: {en: 'https://a.org/', cy: 'https://b.org/'}}",
        "4:42",
        "'url' cannot be said in several languages",
    ),
    "an id": ("blocks:\n  - {type: text, id: {en: a, cy: b}, body: A}", "4:18", "'id' cannot be said in several"),
    "a date": ("published: {en: 2026-11-30, cy: 2026-11-30}", "3:1", "'published' cannot be said in several"),
    "a choice": ("status: {en: ready, cy: draft}", "3:1", "'status' cannot be said in several languages"),
    "a whole list": (
        "blocks:\n  - {type: letter, greeting: A, name: B, body: C}\nwaivers: {en: [], cy: []}",
        "5:1",
        "'waivers' cannot be said in several languages",
    ),
    "a language for the issue": ("language: cy", "3:1", "every issue of this publication is in all of its languages"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_said_in_several_languages_is_refused_once_where_it_is(case: str) -> None:
    text, place, message = HOSTILE[case]
    (problem,) = problems_of(f"{HEAD}{text}\n")

    assert problem.startswith(f"{NAME}:{place}: error: ")
    assert message in problem


def test_without_several_languages_a_group_is_no_text() -> None:
    with pytest.raises(ProblemsFoundError, match="text"):
        parse_issue(f"{HEAD}intro: {{en: A, cy: B}}\n".encode(), NAME, ())


@settings(deadline=None, max_examples=often(60))
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(alphabet="ab:{}é\n", max_size=5),
        lambda inner: (
            st.dictionaries(st.sampled_from(["en", "cy", "of", "en-GB", "xx", "text"]), inner, max_size=3)
            | st.lists(inner, max_size=2)
        ),
        max_leaves=6,
    )
)
def test_whatever_is_written_for_a_text_it_is_read_or_refused_by_place(value: object) -> None:
    for text in (f"intro: {json.dumps(value)}", f"blocks: [{{type: text, body: {json.dumps(value)}}}]"):
        problems, loaded = [], None
        try:
            loaded = parse_issue(f"{HEAD}{text}\n".encode(), NAME, (), None, TAGS)
        except ProblemsFoundError as error:
            problems = [problem for problem in error.problems if problem.place.line]
        assert problems or (loaded and len(loaded.others) == 1)


def check(folder: Path) -> list[tuple[str, Severity]]:
    """Return what is wrong with the translations of the issue."""
    found = check_all(CheckRequest(folder, TODAY, (NAME,), open_tools(folder))).problems
    return [
        (problem.rule, problem.severity)
        for problem in found
        if problem.rule.startswith("translation.") and problem.place.file == NAME
    ]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("cy: Newyddion mis Tachwedd, ", "", "translation.missing"),
        ("en: News for November, ", "", "translation.missing"),
        ("{en: The roof is mended., cy: Mae'r to wedi'i drwsio., of: 43c24d89}", "Words", "translation.missing"),
        ("en: News for November,", "en: News for December,", "translation.stale"),
        (", of: TITLE", "", "translation.unmarked"),
    ],
)
def test_a_translation_that_is_missing_stale_or_unmarked_blocks_a_ready_issue_and_not_a_draft(
    tmp_path: Path, before: str, after: str, rule: str
) -> None:
    before = before.replace("TITLE", digest_text("News for November")[:8])
    before = before.replace("43c24d89", digest_text("The roof is mended.")[:8])
    changed = ISSUE.replace(before, after)

    assert changed != ISSUE
    assert check(write_publication(tmp_path / "whole")) == []
    assert check(write_publication(tmp_path / "ready", issue=changed)) == [(rule, Severity.ERROR)]
    draft = changed.replace("status: ready", "status: draft")
    assert check(write_publication(tmp_path / "draft", issue=draft)) == [(rule, Severity.WARNING)]


def test_a_text_with_its_own_language_a_name_and_a_number_need_no_translation(tmp_path: Path) -> None:
    year, days = digest_text("A year")[:8], digest_text("days")[:8]
    label = f"{{en: days, cy: diwrnod, of: {days}}}"
    text = (
        "  - {type: text, language: cy, body: Hen wlad fy nhadau}\n"
        f"  - {{type: stats, title: {{en: A year, cy: Blwyddyn, of: {year}}}, "
        f"items: [{{value: 12.5, label: {label}}}]}}\n"
    )

    assert check(write_publication(tmp_path, issue=ISSUE + text)) == []


def test_fix_writes_the_digests_that_are_missing_and_none_that_is_stale(tmp_path: Path) -> None:
    digest = digest_text("The roof is mended.")[:8]
    unmarked = ISSUE.replace(f", of: {digest}", "").replace("en: News for November", "en: News for December")
    folder = write_publication(tmp_path, issue=unmarked)
    (note,) = fix_issues(folder, [NAME])

    assert "wrote of: for blocks[0].summary" in note
    assert (folder / NAME).read_text() == ISSUE.replace("en: News for November", "en: News for December")


def test_fix_writes_the_digests_that_the_settings_lack_and_a_changed_text_shows(tmp_path: Path) -> None:
    folder = write_publication(tmp_path)
    settings = folder / "newsletter.toml"
    digest = digest_text("Aberdewi Council News")[:8]
    before = check_settings(folder, Stage.CHECK)
    notes = fix_settings(folder)
    written = settings.read_text()

    assert f'title = {{ en = "Aberdewi Council News", cy = "Newyddion Cyngor Aberdewi", of = "{digest}" }}' in written
    assert len(notes) == written.count(", of = ") == 6
    assert fix_settings(folder) == ()
    assert before == [("translation.unmarked-setting", Severity.WARNING)] * 6
    assert check_settings(folder, Stage.CHECK) == []
    settings.write_text(written.replace("Aberdewi Council News", "News of Aberdewi"))
    assert check_settings(folder) == [("translation.settings", Severity.ERROR)]


def test_a_setting_in_one_language_is_reported_unless_it_is_a_name(tmp_path: Path) -> None:
    folder = write_publication(tmp_path)
    settings = folder / "newsletter.toml"
    text = settings.read_text().replace(
        '{ en = "Aberdewi Town Council", cy = "Cyngor Tref Aberdewi" }', '"Aberdewi Council"'
    )
    settings.write_text(
        text.replace('{ en = "Aberdewi Council News", cy = "Newyddion Cyngor Aberdewi" }', '"Council News"')
    )
    (problem,) = check_publication(load_publication(folder), date(2026, 11, 20), folder)

    assert (problem.rule, problem.path, problem.severity) == ("translation.settings", "title", Severity.WARNING)


def test_a_person_who_is_quoted_has_one_name(tmp_path: Path) -> None:
    words = digest_text("It is dry.")[:8]
    phrase = f"  - {{type: quote, words: {{en: It is dry., cy: Mae'n sych., of: {words}}}, who: Sian Example}}\n"

    assert check(write_publication(tmp_path, issue=ISSUE + phrase)) == []


def test_a_person_confirms_one_translation_and_no_other_byte_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = ISSUE.replace("en: News for November", "en: News for December").replace(
        "title:", "title:  # a note\n ", 1
    )
    folder = write_publication(tmp_path, issue=changed)
    expected = changed.replace(digest_text("News for November")[:8], digest_text("News for December")[:8])

    main(["check", "--root", str(folder), "--still-right", "title", PERIOD])

    assert (folder / NAME).read_text() == expected
    assert "title is confirmed" in capsys.readouterr().out
    assert check(folder) == []


def test_only_a_text_in_several_languages_is_confirmed(tmp_path: Path) -> None:
    publication = load_publication(write_publication(tmp_path)).publication

    with pytest.raises(BuildError, match="Did you mean title"):
        confirm_translation(tmp_path, NAME, publication, "titel")


WRITTEN = [
    "intro: {en: A b, cy: B}",
    "intro: {en: A b, cy: B }  # a note",
    "intro:\n  en: A b\n  cy: B",
    "intro:\n  en: A b\n  cy: B  # a note",
    "intro:\n  en: A b\n  cy: |\n    B\n\n    c\n\nnumber: 3",
    "intro:\n  en: A b\n  cy: |+\n    B\n\n\nnumber: 3",
    'intro:\n  en: "A b"\n  cy: >-\n    B\n    c',
    "intro: {en: A b,\n        cy: 'B ''c'''}",
    "intro: {\n    en: A b,\n    cy: B,\n  }",
    "intro:\r\n  en: A b\r\n  cy: B\r\n",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_digest_is_written_beside_texts_however_they_are_written(text: str) -> None:
    source = f"{HEAD}{text}\n"
    loaded = parse_issue(source.encode(), NAME, (), None, TAGS)
    document, notes = mark_translations(loaded)
    again = parse_issue(document.text.encode(), NAME, (), None, TAGS)
    lines = set(document.text.split("\n"))

    assert notes
    assert again.translations.found[0].of == digest_text("A b")[:8]
    assert again.issue == loaded.issue
    assert again.others[0].issue == loaded.others[0].issue
    assert "".join(document.text.split()).replace("of:" + digest_text("A b")[:8], "").replace(",", "") == "".join(
        source.split()
    ).replace(",", "")
    assert len(set(source.split("\n")) - lines) <= 1


def test_a_digest_is_of_the_words_and_not_of_how_their_lines_break() -> None:
    assert digest_text("One\ntwo  three\n") == digest_text("One two three")
    assert digest_text("One two") != digest_text("One Two")


def test_the_schema_allows_both_forms_of_a_text_and_of_nothing_else() -> None:
    validator = Draft202012Validator(json.loads(write_schema("issue", (), TAGS)))

    assert validator.is_valid(read_yaml(ISSUE.encode(), NAME).data)
    assert validator.is_valid({"period": "2026-11", "title": "Words"})
    assert not validator.is_valid({"period": {"en": "2026-11"}, "title": "Words"})
    assert not validator.is_valid({"period": "2026-11", "title": {"fr": "Mots"}})
    assert "x-text" not in write_schema("issue", ())


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('all = ["cy"]', "at least 2"),
        ('all = ["cy", "cy"]', "'cy' is here twice"),
        ('all = ["cy", "de"]', "'en-GB' is not among the languages of this publication"),
        ('all = ["cy", "en-GB"]\nsend_as = "letters"', "send_as"),
    ],
)
def test_languages_that_cannot_be_are_refused(written: str, message: str) -> None:
    text = PUBLICATION.replace('all = ["cy", "en-GB"]\nsend_as = "SEND_AS"', written)

    with pytest.raises(ProblemsFoundError, match=message):
        parse_publication(text.encode())
