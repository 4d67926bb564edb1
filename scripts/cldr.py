"""What the program needs of Unicode's CLDR for one language, distilled from Babel, and the few things CLDR leaves open.

English follows the style of the program's own readers: British without a comma after the weekday, 7pm rather than
7:00 pm. Babel has neither names of ordinals nor how many digits stand before the first separator: ``_ORDINALS`` and
``_LEAST_BEFORE_GROUP`` have them as CLDR does (rbnf/LANG.xml; minimumGroupingDigits in main/LANG.xml).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypeAlias

from babel import Locale
from babel.numbers import parse_pattern
from babel.plural import PluralRule, to_gettext

from newsletter.languages.formats import DEFAULT, FOLDER, LanguageData

Values: TypeAlias = dict[str, Any]

_LOCALES = {"en": "en_GB"}
"""CLDR's locale for a language, where it is not of the same name."""

_FIELDS = {
    "d": "{day}",
    "MMMM": "{month}",
    "LLLL": "{month_alone}",
    "EEEE": "{weekday}",
    "cccc": "{weekday}",
    "y": "{year}",
    "QQQQ": "{quarter}",
    "H": "{hour}",
    "HH": "{hour:02}",
    "h": "{hour}",
    "hh": "{hour:02}",
    "mm": "{minute:02}",
    "a": "{half}",
}
_TOKEN = re.compile(r"'([^']*)'|([A-Za-z])\2*")

_HOUSE: dict[str, Values] = {
    "en": {"months_short": "en", "weekday_and_day": "{weekday} {day} {month} {year}", "zone": "{city} time"},
    "en-US": {"zone": "{city} time"},
    "cy": {"date_and_time": "{day}, {time}"},
    "de": {"time_24": "{hour:02}:{minute:02} Uhr"},
}
"""What is not as in CLDR; ``months_short`` names the locale that has them."""

_ORDINALS = {
    "en": {"one": "{}st", "two": "{}nd", "few": "{}rd", "other": "{}th"},
    "fr": {"one": "{}er", "other": "{}e"},
    "cy": {"zero": "{}fed", "one": "{}af", "two": "{}il", "few": "{}ydd", "many": "{}ed", "other": "{}fed"},
    "es": {"other": "{}.º"},
    "it": {"many": "{}º", "other": "{}º"},
    "pt": {"other": "{}º"},
    "nl": {"other": "{}e"},
    "sv": {"one": "{}:a", "other": "{}:e"},
    "ja": {"other": "第{}"},
    "zh": {"other": "第{}"},
}
_FIRST_OF_MONTH = {"fr": "1er", "it": "1º", "br": "1añ", "oc": "1èr"}
_LEAST_BEFORE_GROUP = {"es": 2, "pl": 2, "pt-PT": 2, "bg": 2, "et": 2, "hu": 2, "it": 2, "lv": 2}
_ORDER = ("zero", "one", "two", "few", "many", "other")
_MOST_COUNTED = 2000
"""Numbers up to which plural forms are looked at: French has another from a million."""


def list_languages() -> list[str]:
    """Return the BCP 47 tags of the languages that have a file, each language before the kinds of it."""
    return sorted(path.stem.replace("_", "-") for path in FOLDER.glob("*.json"))


def write_formats(tag: str) -> Path:
    """Write the file of a language."""
    path = FOLDER / f"{tag.replace('-', '_')}.json"
    path.write_text(make_formats(tag), encoding="utf-8")
    return path


def make_formats(tag: str) -> str:
    """Return the file of a language as JSON: of a kind of a language that has one, only what differs."""
    values = distil(tag)
    parent = tag.rpartition("-")[0]
    if parent and (FOLDER / f"{parent}.json").is_file():
        base = distil(parent)
        values = {key: value for key, value in values.items() if value != base[key]}
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def distil(tag: str) -> Values:
    """Return what is kept of a language."""
    locale = Locale.parse(_LOCALES.get(tag, tag.replace("-", "_")))
    house = _HOUSE.get(tag, {})
    short = Locale.parse(house.get("months_short", str(locale)))
    halves = _find_halves(locale)
    values = {
        "months": _list_names(locale.months["format"]["wide"], 1),
        "months_alone": _list_names(locale.months["stand-alone"]["wide"], 1),
        "months_short": _list_names(short.months["stand-alone"]["abbreviated"], 1),
        "days": _list_names(locale.days["format"]["wide"], 0),
        "days_short": _list_names(locale.days["stand-alone"]["abbreviated"], 0),
        "quarters": _list_names(locale.quarters["format"]["wide"], 1),
        "halves": halves,
        "noon": _find_word(locale, "noon"),
        "midnight": _find_word(locale, "midnight"),
        "first_of_month": _FIRST_OF_MONTH.get(locale.language),
        "clock": 12 if halves and "h" in str(locale.time_formats["short"]) else 24,
        "patterns": _distil_patterns(locale) | {key: house[key] for key in house.keys() - {"months_short"}},
        "list_and": _distil_lists(locale),
        "numbers": _distil_numbers(locale, tag),
        "ordinals": _distil_ordinals(locale),
        "plurals": _distil_plurals(locale),
        "cities": _distil_cities(locale),
    }
    LanguageData.model_validate(values)
    return values


def convert_pattern(pattern: str) -> str:
    """Turn a pattern of CLDR for a date or a time into one for ``str.format``."""
    return _TOKEN.sub(lambda found: found[1] if found[1] is not None else _FIELDS[found[0]], pattern)


def _list_names(names: Any, first: int) -> list[str]:  # noqa: ANN401  # a mapping that Babel makes as it is read
    return [names[number] for number in range(first, first + len(names))]


def _find_halves(locale: Locale) -> list[str] | None:
    """Return the words for the two halves of the day; none where CLDR has only the English ones."""
    periods = locale.day_periods["format"]
    found = [periods["wide"].get(name) or periods["abbreviated"][name] for name in ("am", "pm")]
    return None if found == ["AM", "PM"] and not _is_english(locale) else found


def _find_word(locale: Locale, name: str) -> str | None:
    """Return the word for noon or midnight in English; elsewhere it may be a phrase that does not follow a date."""
    word: str = locale.day_periods["format"]["wide"][name] if _is_english(locale) else ""
    return word or None


def _is_english(locale: Locale) -> bool:
    return bool(locale.language == DEFAULT)


def _distil_patterns(locale: Locale) -> Values:
    skeletons, dates = locale.datetime_skeletons, locale.date_formats
    twelve, hour = (convert_pattern(str(skeletons[name].pattern)) for name in ("hm", "h"))
    if locale.territory == "GB":
        twelve, hour = twelve.replace(" ", ""), hour.replace(" ", "")
    return {
        "day": convert_pattern(dates["long"].pattern),
        "weekday_and_day": convert_pattern(dates["full"].pattern),
        "month": convert_pattern(skeletons["yMMMM"].pattern),
        "quarter": convert_pattern(skeletons["yQQQQ"].pattern),
        "date_and_time": locale.datetime_formats["medium"].replace("{1}", "{day}").replace("{0}", "{time}"),
        "time_12": twelve,
        "time_24": convert_pattern(skeletons["Hm"].pattern),
        "hour_12": hour if _is_english(locale) else None,
        "zone": locale.zone_formats["region"].replace("%s", "{city}"),
        "percent": _convert_percent(locale),
    }


def _convert_percent(locale: Locale) -> str:
    symbols = locale.number_symbols[locale.default_numbering_system]
    sign = symbols.get("percentSign", "%")
    return re.sub(r"[#,0]+", "{number}", locale.percent_formats[None].pattern).replace("%", sign)


def _distil_lists(locale: Locale) -> Values:
    patterns = locale.list_patterns["standard"]
    return {"two": patterns["2"]} | {name: patterns[name] for name in ("start", "middle", "end")}


def _distil_numbers(locale: Locale, tag: str) -> Values:
    system = locale.default_numbering_system
    symbols, latin = locale.number_symbols[system], locale.number_symbols["latn"]
    return {
        "digits": None if system == "latn" else _list_digits(system),
        "decimal": symbols.get("decimal", latin["decimal"]),
        "group": symbols.get("group", latin["group"]),
        "minus": symbols.get("minusSign", latin["minusSign"]),
        "group_sizes": list(parse_pattern(locale.decimal_formats[None].pattern).grouping),
        "least_before_group": _LEAST_BEFORE_GROUP.get(tag, _LEAST_BEFORE_GROUP.get(str(locale.language), 1)),
    }


def _list_digits(system: str) -> str:
    """Return the ten digits of a numbering system, which follow each other in Unicode."""
    zero = {"arab": 0x660, "arabext": 0x6F0, "deva": 0x966, "beng": 0x9E6, "mymr": 0x1040, "tibt": 0xF20}[system]
    return "".join(chr(zero + digit) for digit in range(10))


def _distil_ordinals(locale: Locale) -> Values:
    forms = _ORDINALS.get(locale.language, {"other": "{}."})
    used = {name: rule for name, rule in locale.ordinal_form.rules.items() if name in forms}
    return {
        "forms": [forms[name] for name in _ORDER if name in used or name == "other"],
        "rule": _make_rule(PluralRule(used)),
    }


def _distil_plurals(locale: Locale) -> Values:
    """Return the forms of whole numbers: Polish "other" is for fractions alone, so that "many" takes its place."""
    reached = {locale.plural_form(number) for number in range(_MOST_COUNTED)}
    forms = [name for name in _ORDER if name in reached]
    rules = locale.plural_form.rules
    return {"forms": forms, "rule": _make_rule(PluralRule({name: rules[name] for name in forms[:-1]}))}


def _make_rule(rule: PluralRule) -> str:
    """Return a rule as gettext has it (``c2py`` reads it), without what is always true of whole numbers."""
    expression = to_gettext(rule).partition("plural=")[2].rstrip(";")
    return expression.replace(" && ((0 == 0))", "").replace("((0 == 0)) && ", "")


def _distil_cities(locale: Locale) -> dict[str, str]:
    """Return the names of places by their time zones, where they are not the zone's own with spaces."""
    named = {zone: names["city"] for zone, names in sorted(locale.time_zones.items()) if "city" in names}
    return {
        zone: city
        for zone, city in named.items()
        if city != zone.rpartition("/")[2].replace("_", " ") and not zone.startswith("Etc/")
    }
