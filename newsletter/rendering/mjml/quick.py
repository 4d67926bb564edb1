"""The quick way from rendered MJML to finished HTML: what was compiled once is not compiled again.

A mail is a *frame*, which is its MJML without what its ``mj-text`` hold, and those contents. A frame is compiled as a
whole, once. In the contents each path of start tags is compiled once, in a mail that holds nothing else, and what its
last tag becomes is kept. All else are words, which every step only copies. What is not certain to be like this is
compiled as a whole, which also words each fault.

A path says all that the result of a tag depends on: the tags around it with their attributes, and whether an element
of the same parent is before it. Style sheets with other selectors are compiled the long way, and so are pictures, since
each has an address of its own, and ``pre``, whose first line break HTML drops.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.compile import COPY
from newsletter.rendering.mjml.schema import IN_LINE
from newsletter.rendering.templates import strip_markers

FEW_MAILS = 20
"""Mails that take as long as to learn what the quick way must know of an ordinary issue."""

MOST_FRAMES, MOST_PATHS = 50, 1000
"""How many of each are kept, so that memory is bounded, and the time that odd mails take."""

_END = "</mj-text>"
_HOLE = re.compile(r"hole-(\d+)-end")
_VALUE = re.compile(r"<mj-(title|preview)>(?! )((?:[^<>&\"\\\n\t]|&#39;|&amp;)+)(?<! )(?=<)")
_ADDRESS = re.compile(r'a href="((?:https://|mailto:|tel:)(?:[!#$%()*+,./0-9:;=?@A-Z_a-z~-]|&amp;)+)"')
_LINK = 'a href="https://hole-0-end"'
_START = re.compile(r"([a-z][a-z0-9]*)(?: (?!src)[a-z-]+=\"[^<>&\\\"]*\")*( /)?")
_OPENING = re.compile(r"\n?<[^<>]*>\Z")
_MJ = re.compile(r"<(/?)(mjml|mj-[a-z]+)\b[^<>]*?(/?)>")
_NAME = re.compile(r"/?([a-z0-9]+)")
_KEEPING = IN_LINE | {"pre"}
"""Elements before which white space that begins with a line break is kept, as ``compile.harden`` does."""

_PLAIN = bytes({*range(0x20, 0x7F)} - set(b"<>&\\")) + b"\n"
_ODD = re.compile(r"[\0-\x9f\ufffe\uffff]")
_OTHER_ENTITY = re.compile(r"&(?!(?:#39|#34|#160|amp|lt|gt);)")
_SIMPLE_CSS = re.compile(r"(?:(?:[\w\s.,>-]|\[[a-z]+=[a-z]+\]|:first-child|:not\(pre\))+\{[^{}]*\})*\s*")


class _UnusualError(Exception):
    """The quick way does not lead there."""


@dataclass(eq=False, slots=True)
class _Path:
    """The tags from the body of the mail down to one, as they are nested in a trial, and what the last becomes."""

    tags: tuple[str, ...]
    parent: _Path | None = None
    opening: str = ""
    closing: str = ""
    end: str = ""
    holds_no_words: bool = False
    around: tuple[str, str] | None = None
    """What is before and after its words in the mail of a trial."""
    children: tuple[dict[str, _Path], dict[str, _Path]] = field(default_factory=lambda: ({}, {}))
    """By their tags: those that come after another element, and those that come first."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """A compiled frame: what is between its holes, the number of each hole, and where contents begin."""

    constants: tuple[str, ...]
    order: tuple[int, ...]
    roots: tuple[_Path, ...]


class QuickWay:
    """Finishes the mails that have one style sheet; ``go_long`` is the way that everything new goes."""

    def __init__(self, go_long: Callable[[str], str], css: str) -> None:
        self._go_long = go_long
        self._frames: dict[str, _Frame] = {}
        self._roots: dict[tuple[str, ...], _Path] = {}
        self._paths = 0
        self._is_on = _SIMPLE_CSS.fullmatch(css) is not None
        self._mails = 0

    def finish(self, mjml: str) -> str:
        """Return the HTML of a mail. The first few go the long way: to learn from them would take longer.

        Raises:
            TemplateError: as ``go_long`` raises it.
        """
        self._mails += 1
        try:
            return self.go_quick(mjml) if self._mails > FEW_MAILS else self._go_long(mjml)
        except _UnusualError:
            return self._go_long(mjml)

    def go_quick(self, mjml: str) -> str:
        """Return the HTML of a mail, put together of what is known.

        Raises:
            _UnusualError: not all of it can be.
        """
        if not self._is_on or "hole-" in mjml or "<!--" in mjml or " src=" in mjml:
            raise _UnusualError
        source, fillings = _take_apart(strip_markers(mjml))
        _check_words("".join(fillings))
        frame = self._frames.get(source) or self._try_frame(source, len(fillings))
        texts = len(frame.roots)
        filled = [self._fill(root, content) for root, content in zip(frame.roots, fillings, strict=False)]
        filled = [_write(words) for words in (*filled, *fillings[texts:])]
        pieces = [frame.constants[0]]
        for hole, constant in zip(frame.order, frame.constants[1:], strict=True):
            pieces += (filled[hole], constant)
        return "".join(pieces)

    def _try_frame(self, source: str, holes: int) -> _Frame:
        pieces = _HOLE.split(self._try(source))
        order = tuple(map(int, pieces[1::2]))
        chains = list(_find_chains(source))
        if set(order) != set(range(holes)) or len(chains) != source.count(_END):
            raise _UnusualError
        if len(self._frames) >= MOST_FRAMES:
            self._frames.clear()
        roots = tuple(self._roots.setdefault(chain, _Path(chain)) for chain in chains)
        self._frames[source] = _Frame(tuple(pieces[::2]), order, roots)
        return self._frames[source]

    def _try(self, mjml: str) -> str:
        try:
            return self._go_long(mjml)
        except TemplateError:
            raise _UnusualError from None

    def _fill(self, root: _Path, content: str) -> str:
        """Return what a content becomes, from tag to tag."""
        path, is_first, above = root, True, list[bool]()
        words, *pieces = content.split("<")
        made: list[str] = []
        for piece in pieces:
            tag, _, after = piece.partition(">")
            if words:
                made.append(_keep_words(path, words, tag) if words[0] == "\n" or path.holds_no_words else words)
            words = after
            if child := path.children[is_first].get(tag):
                made.append(child.opening)
            elif tag == path.end and path.parent:
                made.append(path.closing)
                path, is_first = path.parent, above.pop()
                continue
            else:
                child, opening = self._enter(path, tag, is_first=is_first)
                made.append(opening)
            is_first = bool(child.end)
            if is_first:
                above.append(False)
                path = child
        if path is not root:
            raise _UnusualError
        return "".join((*made, _keep_words(path, words, "")))

    def _enter(self, path: _Path, tag: str, *, is_first: bool) -> tuple[_Path, str]:
        """Return the path with one more start tag that is new, or holds an address, and what that becomes."""
        if found := _ADDRESS.fullmatch(tag):
            link = path.children[is_first].get(_LINK) or self._grow(path, _LINK, is_first=is_first)
            return link, link.opening.replace("https://hole-0-end", found[1])
        child = self._grow(path, tag, is_first=is_first)
        return child, child.opening

    def _grow(self, path: _Path, tag: str, *, is_first: bool) -> _Path:
        """Try what a start tag becomes at the end of a path; one that is not first comes after another like it."""
        self._paths += 1
        found = _START.fullmatch(tag)
        if not found or found[1] == "pre" or self._paths > MOST_PATHS:
            raise _UnusualError
        end = "" if found[2] else f"</{found[1]}>"
        child = _Path((*path.tags, f"<{tag}>" if is_first else f"<{tag}>{end}<{tag}>"), path, end=end[1:-1])
        before, after = self._look(path)
        if end:
            first, last = self._look(child)
            opening, child.closing = _cut(first, before, ""), _cut(last, "", after)
        else:
            opening = _cut(self._try(_nest(path.tags, child.tags[-1])), before, after)
        last_tag = _OPENING.search(opening)
        if last_tag is None or child.closing != end or (is_first and last_tag[0] != opening):
            raise _UnusualError
        child.opening = last_tag[0]
        path.children[is_first][tag] = child
        return child

    def _look(self, path: _Path) -> tuple[str, str]:
        """Return what is before and after the words at the end of a path; it may be one that holds none."""
        if path.around is None:
            try:
                before, *after = self._try(_nest(path.tags, "between")).split("between")
            except _UnusualError:
                before, *after = self._look_inside(path)
            if len(after) != 1:
                raise _UnusualError
            path.around = before, after[0]
        return path.around

    def _look_inside(self, path: _Path) -> tuple[str, str]:
        before, after = self._look(path.parent) if path.parent else ("", "")
        inner = _cut(self._try(_nest(path.tags, "")), before, after)
        path.holds_no_words = True
        at = inner.rindex("<")
        return before + inner[:at], inner[at:] + after


def _cut(html: str, before: str, after: str) -> str:
    """Return what is between two texts that enclose it."""
    if not (html.startswith(before) and html.endswith(after) and len(before) + len(after) <= len(html)):
        raise _UnusualError
    return html[len(before) : len(html) - len(after)]


def _keep_words(path: _Path, words: str, tag: str) -> str:
    """Return what becomes of the words before a tag: white space that begins with a line break may be lost."""
    if not words:
        return ""
    if path.holds_no_words and words.strip(" \n"):
        raise _UnusualError
    if words[0] != "\n" or not words.isspace():
        return words
    name = _NAME.match(tag)
    return words if name and name[1] in _KEEPING else ""


def _take_apart(mjml: str) -> tuple[str, list[str]]:
    """Return the source of a mail's frame, and what fills its holes: the contents first, then title and preheader.

    Texts that follow one another are one, as ``compile.harden`` makes them, if each is whole in itself.
    """
    *pieces, foot = mjml.split(_END)
    outer: list[str] = []
    fillings: list[str] = []
    for piece in pieces:
        start = piece.find(">", piece.rfind("<mj-text")) + 1
        head, content = piece[:start], piece[start:]
        if content.count("<") != 2 * content.count("</") + content.count("/>"):
            raise _UnusualError
        if outer and head.lstrip(" \t\r\n") == COPY:
            fillings[-1] += f"\n{content}"
        else:
            outer.append(f"{head}hole-{len(fillings)}-end{_END}")
            fillings.append(content)
    return _VALUE.sub(lambda found: _cut_value(found, fillings), "".join([*outer, foot])), fillings


def _cut_value(found: re.Match[str], fillings: list[str]) -> str:
    fillings.append(found[2])
    return f"<mj-{found[1]}>hole-{len(fillings) - 1}-end"


def _find_chains(frame: str) -> Iterator[tuple[str, ...]]:
    """Yield for every ``mj-text`` of a frame the tags around it, and itself as the last."""
    stack: list[str] = []
    for tag in _MJ.finditer(frame):
        if tag[1]:
            stack.pop()
        elif not tag[3]:
            stack.append(tag[0])
            if tag[2] == "mj-text":
                yield tuple(stack)


def _nest(tags: Sequence[str], inside: str) -> str:
    ends = [f"</{re.split(r'[ >]', tag[1:])[0]}>" for tag in reversed(tags)]
    return "".join([*tags, inside, *ends])


def _check_words(text: str) -> None:
    """Refuse what any step would read or write in another way than it is there."""
    try:
        rest = text.encode().translate(None, _PLAIN)
    except UnicodeEncodeError:
        raise _UnusualError from None
    if b"\\" in rest or rest.count(b"<") != rest.count(b">") or _OTHER_ENTITY.search(text):
        raise _UnusualError
    if _ODD.search(rest.translate(None, b"<>&").decode()):
        raise _UnusualError


def _write(words: str) -> str:
    """Write words as the inliner does: a name only for what has to have one."""
    words = words.replace("&#39;", "'").replace("&#34;", '"')
    return words.replace("&#160;", "&nbsp;").replace("\xa0", "&nbsp;")
