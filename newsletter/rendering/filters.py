"""What templates can do to a value: language and links of HTML, headings of plain text, and how titles break."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import methodcaller
from typing import Any, Protocol

from markupsafe import Markup

from newsletter.languages.directions import Direction
from newsletter.languages.wording import Wording, is_english
from newsletter.rendering import markdown
from newsletter.rendering.highlighting import highlight


class Spoken(Protocol):
    """What may be in a language of its own."""

    @property
    def language(self) -> str | None:
        """Its BCP 47 tag, where it is not that of what is around it."""

    @property
    def direction(self) -> Direction | None:
        """The direction it is read in, where that is another."""


def mark_language(spoken: Spoken) -> Markup:
    """Return the attributes that say in which language something is, and which way it is read (WCAG 2.2, 3.1.2)."""
    language = Markup(' lang="{}"').format(spoken.language) if spoken.language else Markup()
    return language + (Markup(' dir="{}"').format(spoken.direction) if spoken.direction else Markup())


def mark_sponsored(html: Markup) -> Markup:
    """Say in each link to another page that it was paid for (WHATWG HTML, link types; search engines ask for it)."""
    return Markup(str(html).replace('<a href="https:', '<a rel="sponsored" href="https:'))  # noqa: S704  # as it was, but for the attribute


_REFERENCE = re.compile(r'<sup class="footnote">\[(\d+)\]</sup>')


def link_notes(html: Markup, wording: Wording, prefix: str) -> Markup:
    """Let the references to footnotes lead to them, and back; ``prefix`` keeps ids apart from others of the page.

    In HTML no text can look like what is replaced, since every < in it is escaped. No block has such an id.
    """
    if '<ol class="footnotes">' not in html:
        return html
    seen: set[str] = set()

    def refer(match: re.Match[str]) -> str:
        number = match[1]
        mark = "" if number in seen else f' id="{prefix}_ref_{number}"'
        seen.add(number)
        label = wording.markup.gettext("Note {number}", number=number)
        link = f'<a{mark} href="#{prefix}_note_{number}" aria-label="{label}">[{number}]</a>'
        return f'<sup class="footnote">{link}</sup>'

    text, *notes = _REFERENCE.sub(refer, html).split('<li class="footnote">')
    back = wording.markup.gettext("Back to the text")
    return Markup(text + "".join(_link_back(note, f"{prefix}_{{}}_{n}", back) for n, note in enumerate(notes, 1)))  # noqa: S704  # as it was, but for links


def _link_back(note: str, name: str, label: str) -> str:
    words, _, rest = note.rpartition("</li>")
    link = f' <a href="#{name.format("ref")}" aria-label="{label}">↩\ufe0e</a>'
    end = "</p>" if words.endswith("</p>") else ""
    return f'<li class="footnote" id="{name.format("note")}">{words.removesuffix(end)}{link}{end}</li>{rest}'


def uncapitalise(words: str, wording: Wording) -> str:
    """Write the first letter small within an English sentence; an abbreviation keeps its capitals."""
    return words if not is_english(wording.tag) or words[1:2].isupper() else words[:1].lower() + words[1:]


_LONG_TITLE, _SHORT_WORD, _LONGEST_PAIR = 18, 9, 14


def tie_last_words(title: str) -> str:
    """Tie the last two words of a long title with a no-break space, so that no short word is left on a line alone.

    Two that are long stay apart: in large letters, on a phone, the line would be broken within a word.
    """
    before, space, last = title.rpartition(" ")
    pair = len(before.rpartition(" ")[2]) + len(last)
    if not space or len(title) <= _LONG_TITLE or len(last) >= _SHORT_WORD or pair >= _LONGEST_PAIR:
        return title
    return f"{before}\u00a0{last}"


def underline(heading: str, level: int) -> str:
    """Mark a heading in plain text by the line below it: double, single, or none from level 3 on."""
    mark = {1: "=", 2: "-"}.get(level)
    return f"{heading}\n{mark * min(len(heading), 72)}" if mark else heading


FILTERS: dict[str, Callable[..., Any]] = {
    "markdown_line": markdown.to_line_html,
    "plain_line": markdown.to_line_text,
    "iso": methodcaller("isoformat"),
    "language": mark_language,
    "markdown": markdown.to_html,
    "plain": markdown.to_text,
    "headed": underline,
    "tie": tie_last_words,
    "highlight": highlight,
    "sponsored": mark_sponsored,
}
"""What templates can do to a value, beside the filters that keep track of abbreviations."""
