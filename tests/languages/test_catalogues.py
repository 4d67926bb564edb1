"""Catalogues hold every phrase of code and templates, each translated, with the same placeholders, and compiled."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message

from newsletter.languages.formats import find_formats
from newsletter.languages.phrases import TEMPLATE
from newsletter.languages.wording import list_catalogues
from scripts.catalogues import (
    compile_translation,
    extract,
    find_fault,
    find_faults,
    format_template,
    format_translation,
    list_folders,
    list_languages,
    list_phrases,
    read,
)

FOLDERS = {f"{folder.parents[0].name}/{folder.name}": folder for folder in list_folders()}
TRANSLATIONS = [
    pytest.param(folder, name, id=f"{key}/{name}") for key, folder in FOLDERS.items() for name in list_languages()
]


@pytest.mark.parametrize("folder", FOLDERS.values(), ids=FOLDERS)
def test_the_template_has_every_phrase_of_code_and_templates(folder: Path) -> None:
    """If it fails: python -m scripts.languages extract."""
    assert len(list(list_phrases(extract(folder)))) > 20
    assert (folder / TEMPLATE).read_text(encoding="utf-8") == format_template(folder)


@pytest.mark.slow
@pytest.mark.parametrize(("folder", "name"), TRANSLATIONS)
def test_a_translation_has_the_phrases_of_the_template(folder: Path, name: str) -> None:
    """If it fails: python -m scripts.languages extract."""
    assert (folder / f"{name}.po").read_text(encoding="utf-8") == format_translation(folder, name)


@pytest.mark.parametrize(("folder", "name"), TRANSLATIONS)
def test_every_phrase_is_translated_and_has_its_placeholders(folder: Path, name: str) -> None:
    """If it fails: python -m scripts.languages missing LANG."""
    assert list(list_phrases(read(folder, name)))
    assert {str(phrase.id): fault for phrase, fault in find_faults(folder, name)} == {}


@pytest.mark.parametrize(("folder", "name"), TRANSLATIONS)
def test_what_is_compiled_is_what_was_translated(folder: Path, name: str) -> None:
    """If it fails: python -m scripts.languages compile."""
    assert (folder / f"{name}.mo").read_bytes() == compile_translation(folder, name)


@pytest.mark.parametrize(("folder", "name"), TRANSLATIONS)
def test_a_translation_has_as_many_plurals_as_its_language(folder: Path, name: str) -> None:
    assert read(folder, name).num_plurals == len(find_formats(name.replace("_", "-")).data.plurals.forms)


def test_a_pack_is_in_the_languages_of_the_program() -> None:
    assert {list_catalogues(folder) for folder in FOLDERS.values()} == {list_catalogues()}


@pytest.mark.parametrize(
    ("msgid", "translation", "fault"),
    [
        ("Read on: {title}", "Weiter: {title}", ""),
        ("Read on: {title}", "", "is not translated"),
        ("Read on: {title}", "Weiter", "has other placeholders: Weiter"),
        ("Read on: {title}", "Weiter: {titel}", "has other placeholders: Weiter: {titel}"),
        ("Read on", "Weiter: {title}", "has other placeholders: Weiter: {title}"),
        (("{count} page", "{count} pages"), ("eine Seite", "{count} Seiten"), ""),
        (("{count} page", "{count} pages"), ("eine Seite", ""), "is not translated"),
        (
            ("{count} page", "{count} pages"),
            ("eine Seite", "{n} Seiten"),
            "has other placeholders: {n} Seiten",
        ),
    ],
)
def test_a_fault_of_a_translation_is_named(
    msgid: str | tuple[str, str], translation: str | tuple[str, str], fault: str
) -> None:
    assert find_fault(Message(msgid, translation)) == fault


def test_a_fuzzy_translation_is_a_fault() -> None:
    assert find_fault(Message("Next", "Weiter", flags=["fuzzy"])) == "is marked fuzzy"
