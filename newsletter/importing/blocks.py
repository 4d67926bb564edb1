"""What no recogniser knows: headings, paragraphs, lists and links become text and links blocks, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from newsletter.importing.bodies import format_body
from newsletter.importing.lines import Mark
from newsletter.importing.markdown_writer import can_be_code, format_plain
from newsletter.importing.paragraphs import Paragraph
from newsletter.importing.provenance import Provenance
from newsletter.importing.sections import Part, nest
from newsletter.importing.source_text import SourceText
from newsletter.importing.targets import deceives, is_kept_as_https, read_target
from newsletter.importing.urls import read_address
from newsletter.parsing.document import DataPath
from newsletter.scaffolding.draft import Draft, capitalise_first

_POINTER = re.compile(
    r"\b(?:found|available|seen|read|accessed) (?:\w+ )?(?:on|at|in|from|via) (?:our|the|its) (?:\w+ )?"
    r"(?:web ?site|site|page|archive|repository)s?\s*:?",
    re.IGNORECASE,
)


def is_pointer(text: str) -> bool:
    """Return whether a paragraph says where more of the same can be found."""
    return bool(_POINTER.search(text))


_LONGEST_HEADING = 80
_LONGEST_LINK, _LONGEST_WHY = 300, 2000
"""Characters of the words of a link in a list of links, and of what is said about it."""


def add_blocks(draft: Draft, provenance: Provenance, paragraphs: list[Paragraph]) -> None:
    """Add a block for each heading with its text; help and pointers get blocks of their own."""
    for part in nest(_divide(paragraphs)):
        if part.parts and part.heading:
            _add_section(draft, provenance, part.heading, part)
        else:
            _add_part(draft, provenance, part)


def _add_section(draft: Draft, provenance: Provenance, heading: Paragraph, part: Part) -> None:
    """Add a section of the blocks below a heading of a higher level."""
    path = draft.next_path()
    section: dict[str, Any] = {"type": "section", "title": capitalise_first(_write_title(heading))}
    provenance.keep(heading.source_text, (*path, "title"))
    if intro := [*_keep_links(heading, part.body), *part.body]:
        section["intro"] = format_body(intro)
    for paragraph in part.body:
        _claim(provenance, paragraph, (*path, "intro"))
    with draft.inside(section):
        for inner in part.parts:
            _add_part(draft, provenance, inner)
    note_insecure(draft, path, [paragraph.source_text for paragraph in (heading, *part.body)])


def _add_part(draft: Draft, provenance: Provenance, part: Part) -> None:
    heading, body = part.heading, part.body
    if heading and not body:
        _add_text(draft, provenance, None, [heading])
    elif heading and (links := [_read_link(paragraph) for paragraph in body]) and all(links) and len(links) > 1:
        _add_links(draft, provenance, heading, body)
    else:
        _add_text(draft, provenance, heading, body)


def _divide(paragraphs: list[Paragraph]) -> Iterator[Part]:
    section = Part(None)
    for paragraph in _find_numbered_headings(find_strong_headings(paragraphs)):
        stands_alone = paragraph.is_help and paragraph.kind == "paragraph"
        begins_part = paragraph.kind == "heading" and not paragraph.quote
        if begins_part or (stands_alone and not section.heading):
            if section.heading or section.body:
                yield section
            section = Part(paragraph if begins_part else None)
        if not begins_part:
            section.body.append(paragraph)
    if section.heading or section.body:
        yield section


def find_strong_headings(paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Make headings of short lines that are bold throughout, where others follow that are not."""
    after = [*paragraphs, None][1:]
    return [
        replace(one, kind="heading") if next_one and _is_strong_heading(one, next_one) else one
        for one, next_one in zip(paragraphs, after, strict=False)
    ]


def _is_strong_heading(paragraph: Paragraph, after: Paragraph) -> bool:
    is_plain = paragraph.kind == "paragraph" and paragraph.level == paragraph.quote == 0
    leads = after.kind in {"paragraph", "item"} and not after.is_strong and not after.is_broken
    return is_plain and leads and paragraph.is_strong and _reads_as_heading(paragraph.text)


def _reads_as_heading(text: str) -> bool:
    return len(text) <= _LONGEST_HEADING and not re.search(r"[.!?;:,]$", text)


def _find_numbered_headings(paragraphs: list[Paragraph]) -> Iterator[Paragraph]:
    """Make headings of numbered lines that are no part of a list: running text follows, and no item leads to them."""
    before, list_before = 0, 0
    for n, paragraph in enumerate(paragraphs):
        number = _read_number(paragraph)
        leads_on = (number == before + 1 and before > 0) or (paragraph.list > 0 and paragraph.list == list_before)
        list_before = paragraph.list if paragraph.kind == "item" else 0
        if number and not leads_on and _is_followed_by_text(paragraphs[n : n + 2]):
            before = 0
            yield replace(paragraph, kind="heading", level=0)
        else:
            before = (number or before) if paragraph.kind == "item" else 0
            yield paragraph


def _is_followed_by_text(pair: list[Paragraph]) -> bool:
    first, *after = pair
    if not after or _read_number(after[0]):
        return False
    is_below = after[0].level <= (1 if after[0].kind == "item" else 0) and after[0].quote == first.quote == 0
    return _reads_as_heading(first.text) and is_below


def _read_number(paragraph: Paragraph) -> int:
    """Return the number of a list item of the outermost list, or 0 where there is none."""
    digits = re.sub(r"\D", "", paragraph.marker)
    return int(digits) if paragraph.kind == "item" and paragraph.level <= 1 and digits else 0


def _add_text(draft: Draft, provenance: Provenance, heading: Paragraph | None, body: list[Paragraph]) -> None:
    path = draft.next_path()
    block: dict[str, Any] = {"type": "text"}
    if heading:
        block["title"] = capitalise_first(_write_title(heading))
        provenance.keep(heading.source_text, (*path, "title"))
    block["body"] = format_body([*_keep_links(heading, body), *body])
    for paragraph in body:
        _claim(provenance, paragraph, (*path, "body"))
    draft.add_block(block)
    note_insecure(draft, path, [paragraph.source_text for paragraph in (*([heading] if heading else []), *body)])
    if any(paragraph.is_help for paragraph in body):
        draft.say(
            path,
            "This says where to find help. The publication keeps such contacts: write type: contacts to show them.",
        )
    elif any(is_pointer(paragraph.text) and not paragraph.source_text.links() for paragraph in body):
        draft.say(path, "This points to a page, but the source gives no address. Add one: [words](https://…)")


def _keep_links(heading: Paragraph | None, body: list[Paragraph]) -> list[Paragraph]:
    """Return the links of a heading as paragraphs, since a title holds none; not those that are below it anyway."""
    known = {link.url for paragraph in body for link in paragraph.source_text.links()}
    links = [link for link in heading.source_text.links() if _leads_on(heading, link)] if heading else []
    return [
        Paragraph("paragraph", 0, heading.source_text.cut(link.start, link.end))
        for link in links
        if heading and link.url not in known
    ]


def _leads_on(heading: Paragraph, link: Mark) -> bool:
    url = read_target(link.url).url
    return bool(url) and not deceives(heading.text[link.start : link.end], url or "")


def note_insecure(draft: Draft, path: DataPath, source_texts: Iterable[SourceText]) -> None:
    """Ask the editor to try the links that were not secure and are kept as https."""
    targets = (read_target(link.url) for source_text in source_texts for link in source_text.links())
    urls = dict.fromkeys(target.url for target in targets if target.url and is_kept_as_https(target))
    if urls:
        draft.say(path, f"The source links to http. See whether these answer as https, too: {' '.join(map(str, urls))}")


def _write_title(heading: Paragraph) -> str:
    return format_plain(f"{heading.marker} {heading.text}".strip())


def _claim(provenance: Provenance, paragraph: Paragraph, path: DataPath) -> None:
    provenance.keep(paragraph.source_text, path)
    if paragraph.kind == "code" and not can_be_code(paragraph.text):
        provenance.note(
            paragraph.source_text, "code with HTML or a link in it is text in the draft, which holds no such code"
        )
    for link in paragraph.source_text.links():
        for note in read_target(link.url).notes:
            provenance.note(paragraph.source_text, note)


def _read_link(paragraph: Paragraph) -> tuple[Mark, str] | None:
    """Return the link that a paragraph begins with, if it has one alone and that leads somewhere."""
    links = paragraph.source_text.links()
    if len(links) != 1 or links[0].start > 0:
        return None
    url = read_address(links[0].url).url
    after = paragraph.text[links[0].end :]
    is_short = links[0].end <= _LONGEST_LINK and len(after) <= _LONGEST_WHY
    is_whole = is_short and not re.match(r"\w", after) and not deceives(paragraph.text[: links[0].end], url or "")
    return (links[0], url) if url and is_whole else None


def _add_links(draft: Draft, provenance: Provenance, heading: Paragraph, body: list[Paragraph]) -> None:
    path = draft.next_path()
    provenance.keep(heading.source_text, (*path, "title"))
    items = [_write_link(draft, provenance, paragraph, (*path, "items", n)) for n, paragraph in enumerate(body)]
    draft.add_block({"type": "links", "title": capitalise_first(_write_title(heading)), "items": items})


def _write_link(draft: Draft, provenance: Provenance, paragraph: Paragraph, path: DataPath) -> dict[str, str]:
    found = _read_link(paragraph)
    mark, url = found or (Mark(0, len(paragraph.text), "link"), "")
    words, rest = paragraph.source_text.cut(0, mark.end), paragraph.source_text.cut(mark.end)
    why = re.sub(r"^[\s:,.–—-]+", "", rest.text)
    provenance.keep(words, (*path, "text"))
    link = {"text": format_plain(words.text), "url": url}
    if re.search(r"\w", why):
        provenance.keep(rest.cut(len(rest.text) - len(why)), (*path, "why"))
        link["why"] = capitalise_first(format_plain(why))
    for note in read_address(mark.url).notes:
        provenance.note(paragraph.source_text, note)
    note_insecure(draft, path, [paragraph.source_text])
    return link
