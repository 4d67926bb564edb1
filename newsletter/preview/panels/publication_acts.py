"""What the panel of the publication does: it writes the settings that editors change, a part at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, get_args

from newsletter.documents.appearance import LookSettings, Palette, make_schemes
from newsletter.documents.periods import KINDS, parse_period
from newsletter.documents.rhythm import Weekday
from newsletter.editing.documents import PUBLICATION
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditRequest
from newsletter.errors import EditConflictError, NewsletterError, PreviewError, find_page_text
from newsletter.loading import find_issue_names
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, find_value
from newsletter.preview.frames import render_page
from newsletter.preview.panels.publication_page import describe_colours, describe_settings
from newsletter.preview.today import find_today

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

Data = Mapping[str, Any]

TEXTS: Mapping[str, DataPath] = {
    "title": ("title",),
    "publisher": ("publisher",),
    "description": ("description",),
    "sender": ("sender", "name"),
    "email": ("sender", "email"),
    "replies": ("sender", "reply_to"),
    "address": ("sender", "address"),
}
"""The texts of the first form, and where they are."""

_OPTIONAL = {"replies"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_INDEX = re.compile(r"[0-9]{1,3}")
_WORDS = {"glossary": "glossary", "spellings": "house_dictionary"}
_USUAL = "month"
_CHOICES: Mapping[str, tuple[str, ...]] = {"on": get_args(Weekday), "published": ("first", "last", "after")}
_NOTHING_NEW = "Nothing was changed."


class PublicationPanel:
    """The panel, for one request."""

    def __init__(self, preview: Preview) -> None:
        self._root, self._session = preview.root, preview.editing

    def show(self, said: str = "", error: str = "") -> str:
        """Return the settings as they are saved."""
        try:
            data, base = self._read()
        except NewsletterError as failure:
            return render_page(
                "panels/publication.html", settings=None, said="", errors=[find_page_text(failure.reason)]
            )
        settings = describe_settings(data, TEXTS, self._find_kinds())
        return render_page(
            "panels/publication.html", settings=settings, base=base, said=said, errors=error.splitlines()
        )

    def show_colours(self, accent: str) -> str:
        """Return what an accent makes of the colours, without saving anything."""
        if not _COLOUR.fullmatch(accent):
            return render_page("panels/colours.html", schemes=[], accent="")
        data, _ = self._read()
        palette = Palette.model_validate(dict(data.get("palette") or {}) | {"accent": accent.lower()})
        look = LookSettings.model_validate(data.get("look") or {})
        return render_page("panels/colours.html", schemes=describe_colours(make_schemes(palette, look)), accent=accent)

    def act(self, asked: Mapping[str, object]) -> str:
        """Change what a form is about; return the panel as it is then."""
        acts: dict[object, Callable[[Mapping[str, object], Data], Iterator[Operation]]] = {
            "texts": _change_texts,
            "colours": _change_accent,
            "rhythm": self._change_rhythm,
            "checked": _note_check,
            "words": _change_words,
        }
        try:
            act = acts.get(asked.get("act"))
            return self.show(self._edit(asked, act) if act else "")
        except EditConflictError:
            return self.show(
                error="Someone else changed the same setting meanwhile. Look at it below, and change it again."
            )
        except NewsletterError as error:
            return self.show(error=find_page_text(error.reason))

    def _read(self) -> tuple[Data, str]:
        state = self._session.look(PUBLICATION)
        return self._session.documents.parse(PUBLICATION, state.data), state.digest

    def _edit(
        self, asked: Mapping[str, object], act: Callable[[Mapping[str, object], Data], Iterator[Operation]]
    ) -> str:
        """Make the edits of a form on the settings as it showed them."""
        base = str(asked.get("base", ""))
        known = self._session.find_state(PUBLICATION, base)
        if known is None:
            raise PreviewError("This panel is older than the history of the settings. Open it again.")
        operations = tuple(act(asked, self._session.documents.parse(PUBLICATION, known)))
        if not operations:
            return _NOTHING_NEW
        return self._session.edit(PUBLICATION, EditRequest(base, operations)).said or _NOTHING_NEW

    def _find_kinds(self) -> set[str]:
        """Return what the issues that are there are of."""
        try:
            names = find_issue_names(self._root)
        except NewsletterError:  # there is no folder of issues, or one in it is not named as it should be
            return set()
        return {parse_period(name.removeprefix("issues/").removesuffix(".yaml")).kind for name in names}

    def _change_rhythm(self, asked: Mapping[str, object], data: Data) -> Iterator[Operation]:
        """Change how often an issue comes out, but not what those are of that have addresses already."""
        every, kinds = _read_text(asked, "every"), self._find_kinds()
        if every and every not in KINDS:
            raise PreviewError("Choose how often an issue comes out.")
        if every and kinds - {every}:
            of = ", ".join(sorted(kinds))
            raise PreviewError(
                f"There are issues of a {of} already, and their addresses and those of the feeds say so. "
                f"A newsletter of a {every} is a new one."
            )
        if every != _find_text(data, ("rhythm", "every"), _USUAL):
            yield from _set(data, ("rhythm", "every"), every)
        for name, choices in _CHOICES.items():
            value = _read_text(asked, name)
            yield from _set_or_delete(data, ("rhythm", name), value if value in choices else "")


def _change_texts(asked: Mapping[str, object], data: Data) -> Iterator[Operation]:
    """Yield the texts that differ; a text in several languages has a field for each."""
    for name, path in TEXTS.items():
        value = find_value(data, path)
        for inner in [(*path, tag) for tag in value] if isinstance(value, dict) else [path]:
            field = ".".join([name, *map(str, inner[len(path) :])])
            if field not in asked:
                continue
            change = _set_or_delete if name in _OPTIONAL else _set
            yield from change(data, inner, _read_text(asked, field))


def _change_accent(asked: Mapping[str, object], data: Data) -> Iterator[Operation]:
    accent = _read_text(asked, "accent").lower()
    if not _COLOUR.fullmatch(accent):
        raise PreviewError("That is no colour. Choose one, or write it like #0f5866.")
    yield from _set(data, ("palette", "accent"), accent)


def _note_check(asked: Mapping[str, object], data: Data) -> Iterator[Operation]:
    """Note that the details of a helpline were checked today."""
    index, contacts = _read_text(asked, "contact"), data.get("support_contacts")
    if not _INDEX.fullmatch(index) or not isinstance(contacts, list) or int(index) >= len(contacts):
        raise PreviewError("That helpline is not there any more.")
    yield Operation("set", ("support_contacts", int(index), "checked"), find_today())


def _change_words(asked: Mapping[str, object], data: Data) -> Iterator[Operation]:
    """Change a list of words and what each means, or is written as; a row without a word goes."""
    key = _WORDS.get(_read_text(asked, "list"))
    words, meanings = asked.get("word"), asked.get("meaning")
    if key is None or not isinstance(words, list) or not isinstance(meanings, list) or len(words) != len(meanings):
        raise PreviewError("The list could not be read. Open the panel again.")
    rows = [(str(word).strip(), str(meaning).strip()) for word, meaning in zip(words, meanings, strict=True)]
    new = {word: meaning for word, meaning in rows if word}
    if blank := next((word for word, meaning in new.items() if not meaning), ""):
        raise PreviewError(f"Write what '{blank}' is, or empty its row.")
    known = data.get(key) if isinstance(data.get(key), dict) else {}
    yield from (Operation("delete", (key, word)) for word in known or {} if word not in new)
    yield from (operation for word, meaning in new.items() for operation in _set(data, (key, word), meaning))


def _set(data: Data, path: DataPath, value: str) -> Iterator[Operation]:
    """Yield what makes a setting this text, if it is another."""
    if find_value(data, path) != value:
        if not value:
            raise PreviewError("Something is empty that readers need. Nothing was changed.")
        yield Operation("set", path, value)


def _set_or_delete(data: Data, path: DataPath, value: str) -> Iterator[Operation]:
    """Yield what makes a setting this text, or takes it out where it is empty."""
    if value:
        yield from _set(data, path, value)
    elif find_value(data, path) is not MISSING:
        yield Operation("delete", path)


def _find_text(data: Data, path: DataPath, usual: str) -> str:
    value = find_value(data, path)
    return value if isinstance(value, str) else usual


def _read_text(asked: Mapping[str, object], name: str) -> str:
    value = asked.get(name, "")
    return value.strip() if isinstance(value, str) else ""
