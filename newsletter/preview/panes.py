"""The panes of the page, side by side: what each shows of an issue, as the page's address says it, and as HTML.

A pane is one word of the address, such as ``email-phone-dark-noimages``: a view, a screen, a colour scheme, perhaps a
language, and what mail programs leave out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from newsletter.preview.frames import render_page

MOST = 4
_LONGEST = 200  # characters of a pane in the address

VIEWS = {"email": "E-mail", "text": "Plain text", "web": "Web page", "feed": "Feed"}
SCREENS = {"phone": 390, "tablet": 768, "desktop": 0}
"""CSS pixels of their width; a desktop is as wide as there is room."""

SCHEMES = ("light", "dark", "forced")
FLAGS = ("noimages", "nostyles", "clip")
_NARROWEST = {"email": 680, "web": 680}
"""CSS pixels; below this a desktop is shown smaller."""

_IN = "in_"
"""Before the tag of a language, such as ``in_en_GB``."""

_APART = {"noimages": {"images": "off"}, "nostyles": {"styles": "off"}, "clip": {"clip": "on"}}
"""What the address of a frame says for each flag."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What one pane shows; no language is the main one."""

    view: str = "email"
    screen: str = "desktop"
    scheme: str = "light"
    language: str = ""
    flags: tuple[str, ...] = ()

    @property
    def word(self) -> str:
        """The pane as the address has it."""
        language = [_IN + self.language.replace("-", "_")] if self.language else []
        return "-".join([self.view, self.screen, self.scheme, *language, *self.flags])


@dataclass(frozen=True, slots=True)
class ShownIssue:
    """The issue in the panes: its period, the key of its rendering, its languages, and whether it is written here."""

    period: str
    key: str
    languages: Sequence[Mapping[str, Any]]
    can_write: bool


def read_panes(words: Sequence[str], languages: Sequence[Mapping[str, Any]]) -> list[Pane]:
    """Return the panes that an address names, or one; forced colours are only of mails."""
    panes = [_read(word[:_LONGEST]) for word in words[:MOST]] or [Pane()]
    return [_settle(pane, languages) for pane in panes]


def _read(word: str) -> Pane:
    parts = word.split("-")
    language = next((part.removeprefix(_IN) for part in parts if part.startswith(_IN)), "").replace("_", "-")
    return Pane(
        view=next((part for part in parts if part in VIEWS), "email"),
        screen=next((part for part in parts if part in SCREENS), "desktop"),
        scheme=next((part for part in parts if part in SCHEMES), "light"),
        language=language,
        flags=tuple(flag for flag in FLAGS if flag in parts),
    )


def _settle(pane: Pane, languages: Sequence[Mapping[str, Any]]) -> Pane:
    scheme = "dark" if pane.scheme == "forced" and pane.view != "email" else pane.scheme
    tags = [one["tag"] for one in languages]
    main = next((one["tag"] for one in languages if not one["folder"]), "")
    language = pane.language if pane.language in tags or not tags else main
    return replace(pane, scheme=scheme, language=language)


def render_panes(panes: Sequence[Pane], issue: ShownIssue) -> str:
    """Return the panes, each with its switches and where its frame is from."""
    described = [_describe(at, panes, issue) for at in range(len(panes))]
    return render_page("panes.html", panes=described, views=VIEWS, screens=SCREENS, schemes=SCHEMES)


def render_followers(issue: ShownIssue) -> str:
    """Return the small frames that follow what is written: the mail on a phone, and in the dark."""
    schemes = {"On a phone": "light", "In the dark": "dark"}
    panes = {name: Pane(screen="phone", scheme=scheme) for name, scheme in schemes.items()}
    shown = {name: _describe_screen(pane, issue, "") | {"data-title": name} for name, pane in panes.items()}
    return render_page("followers.html", followers=shown)


def _describe(at: int, panes: Sequence[Pane], issue: ShownIssue) -> dict[str, Any]:
    pane = panes[at]
    language = next((one for one in issue.languages if one["tag"] == pane.language), None)
    is_shared = pane.view in ("email", "text") and not (language and language["hasMail"])
    has_choice = bool(language) and not is_shared
    name = f", {language['name']}" if language and has_choice else ""
    words = [one.word for one in panes]
    other = replace(pane, scheme="dark" if pane.scheme == "light" else "light").word
    return {
        "pane": pane,
        "name": f"{VIEWS[pane.view]}, {pane.screen}{name}",
        "languages": [{**one, "value": _IN + one["tag"].replace("-", "_")} for one in issue.languages],
        "has_choice": has_choice,
        "compare": json.dumps([*words[: at + 1], other, *words[at + 1 :]]) if len(panes) < MOST else "",
        "close": json.dumps([*words[:at], *words[at + 1 :]]) if len(panes) > 1 else "",
        "next": at + 1,
        "screen": _describe_screen(pane, issue, language["folder"] if language else ""),
    }


def _describe_screen(pane: Pane, issue: ShownIssue, folder: str) -> dict[str, str]:
    """Return the attributes of the box of a frame; a page of the site can be walked away from."""
    return {
        "data-issue": issue.period,
        "data-view": pane.view,
        "data-version": issue.key,
        "data-title": f"{VIEWS[pane.view]} of {issue.period}",
        "data-width": str(SCREENS[pane.screen]),
        "data-narrowest": str(_NARROWEST.get(pane.view, 0)),
        **(_address_page(pane, issue, folder) if pane.view == "web" else _address_frame(pane, issue)),
    }


def _address_page(pane: Pane, issue: ShownIssue, folder: str) -> dict[str, str]:
    look = ("light" if pane.scheme == "light" else "dark") + ("-bare" if "noimages" in pane.flags else "")
    return {
        "data-source": f"/site/{issue.period}/{look}/",
        "data-page": f"{folder}issues/{issue.period}/",
        "data-folder": folder,
        "data-query": "?write=1&" if issue.can_write else "?",
    }


def _address_frame(pane: Pane, issue: ShownIssue) -> dict[str, str]:
    asked = {"scheme": pane.scheme} | ({"write": "1"} if issue.can_write else {})
    asked |= {"language": pane.language} if pane.language else {}
    for flag in pane.flags:
        asked |= _APART[flag]
    return {"data-source": f"/frame/{issue.period}/{pane.view}", "data-query": f"?{urlencode(asked)}&"}
