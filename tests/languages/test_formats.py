"""Formats of dates and numbers: the data is CLDR's, and other libraries read what is made of it."""

from __future__ import annotations

import gettext
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import dateparser
import pytest
from babel import Locale
from babel.numbers import format_decimal, format_percent

from newsletter.languages.formats import FOLDER, Formats, find_formats, has_formats
from newsletter.languages.wording import list_catalogues
from scripts.catalogues import list_folders
from scripts.cldr import list_languages, make_formats

LANGUAGES = ("en", "en-US", "cy", "ar", "de", "fr", "pl")
EVENING = datetime.fromisoformat("2026-12-08T19:30")
SAMPLES = {  # of whole numbers, from CLDR's supplemental/plurals.xml
    "en": {"one": "1", "other": "0, 2~16, 100, 1000, 10000, 100000, 1000000"},
    "de": {"one": "1", "other": "0, 2~16, 100, 1000, 10000, 100000, 1000000"},
    "fr": {"one": "0, 1", "other": "2~17, 100, 1000, 10000, 100000"},
    "pl": {
        "one": "1",
        "few": "2~4, 22~24, 32~34, 42~44, 52~54, 62, 102, 1002",
        "many": "0, 5~19, 100, 1000, 10000, 100000, 1000000",
    },
    "cy": {"zero": "0", "one": "1", "two": "2", "few": "3", "many": "6", "other": "4, 5, 7~20, 100, 1000, 10000"},
    "ar": {
        "zero": "0",
        "one": "1",
        "two": "2",
        "few": "3~10, 103~110, 1003",
        "many": "11~26, 111, 1011",
        "other": "100~102, 200~202, 300~302, 400~402, 500~502, 600, 1000, 10000, 100000, 1000000",
    },
}
ORDINALS = {
    "en": "0th 1st 2nd 3rd 4th 11th 12th 13th 21st 22nd 23rd 101st 111th",
    "fr": "0e 1er 2e 3e 4e 11e 12e 13e 21e 22e 23e 101e 111e",
    "de": "0. 1. 2. 3. 4. 11. 12. 13. 21. 22. 23. 101. 111.",
    "cy": "0fed 1af 2il 3ydd 4ydd 11fed 12fed 13fed 21fed 22fed 23fed 101fed 111fed",
}


def expand(sample: str) -> list[int]:
    """Return the numbers of one of CLDR's samples: 0, 2~4."""
    ranges = (re.findall(r"\d+", part) for part in sample.split(", "))
    return [number for ends in ranges for number in range(int(ends[0]), int(ends[-1]) + 1)]


@pytest.mark.parametrize("tag", list_languages())
def test_the_file_of_a_language_is_what_the_script_makes_of_cldr(tag: str) -> None:
    assert (FOLDER / f"{tag.replace('-', '_')}.json").read_text(encoding="utf-8") == make_formats(tag)


def test_a_date_is_written_as_its_language_has_it() -> None:
    tuesday, first = date(2026, 12, 8), date(2026, 12, 1)

    assert find_formats("en").weekday_and_day(tuesday) == "Tuesday 8 December 2026"
    assert find_formats("en-US").weekday_and_day(tuesday) == "Tuesday, December 8, 2026"
    assert find_formats("de").day(tuesday) == "8. Dezember 2026"
    assert find_formats("fr").weekday_and_day(first) == "mardi 1er décembre 2026"
    assert find_formats("cy").weekday_and_day(tuesday) == "Dydd Mawrth, 8 Rhagfyr 2026"
    assert find_formats("ar").weekday_and_day(tuesday) == "الثلاثاء، 8 ديسمبر 2026"


def test_a_date_is_parted_from_its_time_as_the_language_has_it() -> None:
    assert [find_formats(tag).date_and_time("A", "B") for tag in ("en", "cy", "ar")] == ["A, B", "A, B", "A، B"]


def test_a_month_alone_is_not_in_the_genitive() -> None:
    polish = find_formats("pl")

    assert (polish.day(date(2026, 12, 8)), polish.month(2026, 12)) == ("8 grudnia 2026", "grudzień 2026")


def test_only_english_and_languages_with_words_of_their_own_have_a_12_hour_clock() -> None:
    shown = {tag: find_formats(tag).time(EVENING, 12) for tag in LANGUAGES}

    assert shown == {
        "en": "7:30pm",
        "en-US": "7:30 PM",
        "cy": "7:30\u202fyh",
        "ar": "7:30 م",
        "de": "19:30 Uhr",
        "fr": "19:30",
        "pl": "19:30",
    }


def test_a_language_has_its_own_clock_unless_one_is_chosen() -> None:
    assert {tag: find_formats(tag).clock for tag in LANGUAGES} == {
        **dict.fromkeys(LANGUAGES, 24),
        "en-US": 12,
        "ar": 12,
    }
    assert find_formats("en-US").time(EVENING) == "7:30 PM"
    assert find_formats("en-US").time(EVENING, 24) == "19:30"


def test_a_full_hour_and_the_middle_of_the_day_have_short_names_in_english() -> None:
    english = find_formats("en")
    hours = [english.time(EVENING.replace(hour=hour, minute=0), 12) for hour in (0, 1, 12, 13)]

    assert hours == ["midnight", "1am", "noon", "1pm"]


def test_arabic_has_the_digits_of_its_region() -> None:
    """CLDR: Arabic in general is written with European digits, in Egypt with Arabic ones."""
    assert find_formats("ar").number(1204.5) == "1,204.5"
    assert find_formats("ar-EG").number(1204.5) == "١٬٢٠٤٫٥"
    assert find_formats("ar-EG").tile(date(2026, 12, 8)) == ("ديسمبر", "٨", "الثلاثاء")


def test_the_closest_file_of_a_language_is_used_and_english_without_one() -> None:
    assert {tag: find_formats(tag).tag for tag in ("en-GB", "de-AT", "ar-EG", "tlh")} == {
        "en-GB": "en",
        "de-AT": "de",
        "ar-EG": "ar-EG",
        "tlh": "en",
    }
    assert (has_formats("de-AT"), has_formats("tlh")) == (True, False)


def test_words_are_joined_to_a_list() -> None:
    assert [find_formats("en").list_and(list("abcd"[:n])) for n in range(5)] == [
        "", "a", "a and b", "a, b and c", "a, b, c and d",
    ]  # fmt: skip
    assert find_formats("en-US").list_and(list("abc")) == "a, b, and c"
    assert find_formats("pl").list_and(list("abc")) == "a, b i c"
    assert find_formats("ar").list_and(list("abc")) == "a وb وc"


def test_welsh_and_depends_on_the_word_after_it() -> None:
    assert find_formats("cy").list_and(["Bangor", "Conwy"]) == "Bangor a Conwy"
    assert find_formats("cy").list_and(["Bangor", "Ynys Môn"]) == "Bangor ac Ynys Môn"


@pytest.mark.parametrize("tag", ORDINALS)
def test_ordinals(tag: str) -> None:
    numbers = (0, 1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 101, 111)

    assert " ".join(map(find_formats(tag).ordinal, numbers)) == ORDINALS[tag]


def test_a_unit_stands_beside_its_figure_as_the_language_has_it() -> None:
    assert find_formats("en").amount("12", "%") == "12%"
    assert find_formats("de").amount("12", "%") == "12\u00a0%"
    assert find_formats("de").amount("12", "‰") == "12\u00a0‰"
    assert find_formats("de").amount("31", "dB") == "31\u00a0dB"
    assert find_formats("de").amount("31", None) == "31"


def test_a_decimal_point_becomes_the_sign_of_the_language_where_it_can_be_nothing_else() -> None:
    figures = ("98.6", "-0.25", "1.204", "1.204,5", "12", "v1.2", "3.1416")

    assert [find_formats("de").figure(figure) for figure in figures] == [
        "98,6", "-0,25", "1.204", "1.204,5", "12", "v1.2", "3,1416",
    ]  # fmt: skip
    assert [find_formats("en").figure(figure) for figure in figures] == list(figures)


def test_the_clock_of_a_time_zone_is_named_by_its_place() -> None:
    assert find_formats("en").zone("Europe/Madrid", EVENING) == "Madrid time"
    assert find_formats("de").zone("Europe/Rome", EVENING) == "Rom (Ortszeit)"
    assert find_formats("pl").zone("America/New_York", EVENING) == "czas: Nowy Jork"
    assert find_formats("pl").zone("Etc/UTC", EVENING) == "UTC"


def test_a_quarter_is_named() -> None:
    assert [find_formats(tag).quarter(2026, 4) for tag in ("en", "fr", "cy")] == [
        "4th quarter 2026",
        "4e trimestre 2026",
        "4ydd chwarter 2026",
    ]


@pytest.mark.parametrize(("tag", "form"), [(tag, form) for tag, forms in SAMPLES.items() for form in forms])
def test_plural_forms_are_those_of_the_samples_of_cldr(tag: str, form: str) -> None:
    formats = find_formats(tag)
    place = formats.data.plurals.forms.index(form)

    assert {formats.plural_form(number) for number in expand(SAMPLES[tag][form])} == {place}


@pytest.mark.parametrize("tag", list_catalogues())
@pytest.mark.parametrize("folder", list_folders(), ids=lambda folder: folder.parent.name)
def test_the_plural_rule_of_a_catalogue_is_that_of_cldr(folder: Path, tag: str) -> None:
    with (folder / f"{tag.replace('-', '_')}.mo").open("rb") as file:
        choose: Callable[[int], int] = getattr(gettext.GNUTranslations(file), "plural")  # noqa: B009  # typeshed has it not

    assert [choose(number) for number in range(1, 1200)] == [find_formats(tag).plural_form(n) for n in range(1, 1200)]


@pytest.mark.parametrize("tag", [*LANGUAGES, "ar-EG"])
@pytest.mark.parametrize("value", [0, 7, -7, 999, 1204, 12045, -1234567, 0.5, -3.25, 1204.5, 1e-7, 1e21, 123456.789])
def test_numbers_are_as_babel_writes_them(tag: str, value: float) -> None:
    locale = Locale.parse(tag, sep="-")
    theirs = format_decimal(Decimal(str(value)), locale=locale, numbering_system="default", decimal_quantization=False)
    if tag == "pl" and 1000 <= abs(value) < 10000:  # Babel has no minimum for grouping, which CLDR has: 1204, 12 045
        theirs = theirs.replace("\u00a0", "")

    assert read_plainly(find_formats(tag).number(value)) == theirs


@pytest.mark.parametrize("tag", [*LANGUAGES, "ar-EG"])
def test_percentages_are_as_babel_writes_them(tag: str) -> None:
    locale = Locale.parse(tag, sep="-")
    theirs = format_percent(0.12, locale=locale, numbering_system="default")

    assert read_plainly(find_formats(tag).percent(12)) == theirs


def read_plainly(number: str) -> str:
    """Return a number with the digits and without the marks of direction that Babel leaves out."""
    return number.translate(str.maketrans("٠١٢٣٤٥٦٧٨٩٪", "0123456789%", "\u200e\u061c"))


@pytest.mark.slow
@pytest.mark.parametrize("tag", [*LANGUAGES, "ar-EG"])
def test_dates_are_read_back_by_another_library(tag: str) -> None:
    """Some hundred days, so that all months, days of the month and weekdays are among them."""
    days = [date(2024, 1, 1) + timedelta(days=7 * week + week % 7) for week in range(160)]
    formats = find_formats(tag)
    wrong = [(day, shown) for day in days for shown in list_shown(formats, day) if read_back(shown, tag) != day]

    assert {day.month for day in days} == set(range(1, 13))
    assert {day.day for day in days} == set(range(1, 32))
    assert {day.weekday() for day in days} == set(range(7))
    assert wrong == []


def list_shown(formats: Formats, day: date) -> list[str]:
    return [formats.day(day), formats.weekday_and_day(day)]


def read_back(text: str, tag: str) -> date | None:
    found = dateparser.parse(text, languages=[tag.partition("-")[0]])
    return found.date() if found else None
