"""One e-mail with an issue in several languages, one below the other: how its parts become a whole. Pure.

Each part is a whole e-mail before. The whole has one head and one preheader, and a link at its top to each part; every
part keeps its language and direction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from newsletter.languages.names import name_language
from newsletter.rendering.edition import Edition


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A link to an edition in another language: its tag, its own name, and the address."""

    tag: str
    name: str
    href: str


_PART = '<div class="page"'
"""How what is seen of an e-mail begins, behind the words for inboxes."""

_TITLE = re.compile(r"<title>[^<]*+</title>")
_WIDTH = 72


def list_parts(edition: Edition) -> tuple[Edition, ...]:
    """Return the editions that one e-mail holds, in the order in which they are shown: one, or all of its languages."""
    languages = edition.publication.languages
    if languages is None or not edition.companions or not edition.publication.is_one_mail:
        return (edition,)
    every = (edition, *edition.companions)
    parts = [edition, *(_know_others(one, every) for one in edition.companions)]
    return tuple(sorted(parts, key=lambda part: languages.all.index(part.language)))


def _know_others(part: Edition, every: Sequence[Edition]) -> Edition:
    return replace(part, companions=tuple(one for one in every if one is not part))


def name_part(edition: Edition) -> str:
    """Return the id of an edition in an e-mail with several; no id of a block has an underscore."""
    return f"part_{edition.language.lower()}"


def list_language_links(edition: Edition) -> tuple[LanguageLink, ...]:
    """Return links to the other languages: further down in the same e-mail, or on the web."""
    is_here = edition.publication.is_one_mail
    return tuple(
        LanguageLink(one.language, name_language(one.language), f"#{name_part(one)}" if is_here else one.url)
        for one in edition.companions
    )


def join_words(words: Sequence[str]) -> str:
    """Join what is said in each language for a line such as the subject; what is the same in all is said once."""
    return " | ".join(dict.fromkeys(filter(None, words)))


def join_html(parts: Sequence[Edition], pages: Sequence[str]) -> str:
    """Join e-mails in HTML: the first as it is, and behind it what is seen of the others."""
    seen = [f'<div id="{name_part(part)}"{_find_seen(page)[4:]}' for part, page in zip(parts, pages, strict=True)]
    first = pages[0]
    start, end = first.index(_PART), first.rindex("</body>")
    title = escape(join_words([part.issue.title for part in parts]), quote=False)
    head = _TITLE.sub(lambda _: f"<title>{title}</title>", first[:start], count=1)
    return f"{head}{''.join(seen)}{first[end:]}"


def _find_seen(page: str) -> str:
    return page[page.index(_PART) : page.rindex("</body>")]


def join_text(parts: Sequence[Edition], texts: Sequence[str]) -> str:
    """Join e-mails in plain text, each below the name of its language; the names of all are at the top."""
    if len(parts) == 1:
        return texts[0]
    names = [name_language(part.language) for part in parts]
    shown = [f"{f' {name} ':=^{_WIDTH}}\n\n{text}" for name, text in zip(names, texts, strict=True)]
    return "\n".join([f"{' | '.join(names)}\n", *shown])
