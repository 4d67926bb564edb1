"""What the panel of the publication shows, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from newsletter.documents.appearance import LookSettings, Palette, make_schemes
from newsletter.documents.colours import Colours, Schemes, measure_contrast
from newsletter.documents.dates import name_day
from newsletter.documents.periods import KINDS
from newsletter.documents.rhythm import Weekday
from newsletter.languages.names import name_language
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import find_value

LEAST = 4.5
"""The contrast that text must have with its background (WCAG 2.2, 1.4.3)."""

Data = Mapping[str, Any]

_LABELS = {
    "title": ("Title", "The name on every e-mail, page and feed. Addresses and feeds stay as they are."),
    "publisher": ("Publisher", "Who publishes it."),
    "description": ("Description", "One sentence that describes it."),
    "sender": ("Sender", "The name that readers see in their inbox."),
    "email": ("Sender's address", "The e-mail address that it comes from."),
    "replies": ("Address for replies", "If it is another."),
    "address": ("Postal address", "It is shown in every e-mail."),
}
_EVERY = {
    "day": "Every day",
    "week": "Every week",
    "month": "Every month",
    "quarter": "Every quarter",
    "season": "Every season",
    "number": "Numbered",
}


def describe_settings(data: Data, texts: Mapping[str, DataPath], kinds: set[str]) -> dict[str, Any]:
    """Return what the panel's forms show; ``kinds`` are those of the issues that are there."""
    palette, look = data.get("palette") or {}, data.get("look") or {}
    schemes = make_schemes(Palette.model_validate(palette), LookSettings.model_validate(look))
    rhythm = data.get("rhythm") or {}
    return {
        "title": str(data.get("title", "")),
        "texts": [field for name, path in texts.items() for field in _describe_text(name, find_value(data, path))],
        "accent": palette.get("accent") or schemes.light.band,
        "schemes": describe_colours(schemes),
        "rhythm": {"every": rhythm.get("every", "month"), "on": rhythm.get("on"), "published": rhythm.get("published")},
        "kinds": [(kind, _EVERY[kind]) for kind in KINDS],
        "is_fixed": bool(kinds),
        "weekdays": get_args(Weekday),
        "contacts": [_describe_contact(index, one) for index, one in enumerate(data.get("support_contacts") or [])],
        "glossary": list((data.get("glossary") or {}).items()),
        "spellings": list((data.get("house_dictionary") or {}).items()),
    }


def _describe_text(name: str, value: object) -> Iterator[dict[str, str]]:
    label, explained = _LABELS[name]
    if isinstance(value, dict):
        for tag, words in value.items():
            yield {
                "name": f"{name}.{tag}",
                "label": f"{label} ({name_language(tag)})",
                "help": explained,
                "value": words,
            }
    else:
        yield {"name": name, "label": label, "help": explained, "value": value if isinstance(value, str) else ""}


def _describe_contact(index: int, contact: Mapping[str, Any]) -> dict[str, Any]:
    checked, name = contact.get("checked"), contact.get("name")
    shown = name if isinstance(name, str) else next(iter(name.values()), "") if isinstance(name, dict) else ""
    return {
        "index": index,
        "name": shown,
        "details": ", ".join(str(contact[key]) for key in ("phone", "email", "url") if contact.get(key)),
        "checked": name_day(checked) if isinstance(checked, date) else "",
    }


def describe_colours(schemes: Schemes) -> list[dict[str, Any]]:
    """Return the colours of each scheme as a small picture shows them, with the contrasts that readers need."""
    return [_describe_scheme(name, one) for name, one in (("Light", schemes.light), ("Dark", schemes.dark))]


def _describe_scheme(name: str, colours: Colours) -> dict[str, Any]:
    pairs = {
        "Text": (colours.text, colours.paper),
        "Small print": (colours.muted, colours.paper),
        "Links": (colours.accent, colours.paper),
        "Title on its band": (colours.on_band, colours.band),
    }
    contrasts = [(what, measure_contrast(*pair)) for what, pair in pairs.items()]
    rows = [(what, f"{contrast:.1f}", contrast >= LEAST) for what, contrast in contrasts]
    return {"name": name, "colours": colours, "contrasts": rows}
