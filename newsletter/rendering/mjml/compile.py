r"""From rendered MJML to HTML, through mjml-python, which runs mrml 6 and is imported here alone.

mrml prints attribute values, and ``mj-title`` as one of them, with Rust's debug escapes: a no-break space becomes
``\u{a0}``. It prints the text of ``mj-style`` without resolving entities. White space between two tags is dropped where
a line break begins it, which joins two words; a ``>`` in text after a letter outside ASCII may end in a panic. Numeric
entities pass through it untouched. What it writes is mended where readers or spam filters would take it amiss,
and checked once more: nothing corrupted inside tags and styles, nothing loaded from elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import urlsplit

from mjml import mjml2html

from newsletter.errors import TemplateError, refuse_panics
from newsletter.rendering.mjml.schema import IN_LINE
from newsletter.rendering.mjml.validate import validate
from newsletter.rendering.templates import strip_markers

_NOWHERE: frozenset[str] = frozenset()
_PLAIN_TAG = re.compile(r"[ !\"#-&(-\[\]-~]*")  # printable ASCII without the backslash and the single quote
_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<[A-Za-z][\w-]*\s(?:[^\"'>]+|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*(?:>|\Z)", re.DOTALL
)
_ATTRIBUTE = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_UNSAFE = re.compile(r"[^ !#-\[\]-~]")  # anything but printable ASCII, and the backslash and the double quote
_TITLE = re.compile(r"<mj-title\s*>([^<]*)<", re.ASCII)
_SPACES = " \t\n\r\f\v"
_STYLE = re.compile(r"<mj-style\s*>([^<]*)")
_BLOCK_MARK = r"(?:<!--(?:block|end) [0-9]{1,9}-->\s*+){0,4}"  # of the preview: what it shows must be what goes out
_LOST_BREAK = re.compile(
    rf">\n(?=\s*+{_BLOCK_MARK}<(?:/?(?:{'|'.join(sorted(IN_LINE | {'pre'}))})[\s/>]|!--(?!block|end)))"
)
_SIGN = re.compile(r"<!--.*?(?:-->|\Z)|<(?:[^\"'<>]+|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*(?:>|\Z)|>", re.DOTALL)

_HIDDEN = "display:none;font-size:1px;color:#ffffff;"
"""How mrml begins the style of the preheader, which is hidden."""

_NO_ATTRIBUTE = re.compile(r"(<td(?: align=\"[a-z]+\")?) vertical-align=\"[a-z]+\"")
"""What mrml gives the cell of a button, though HTML has no such attribute; the cell is no higher than its button."""

_FIXED_HEIGHT = re.compile(r"text-decoration:none;height:[0-9.]{1,9}px;width:100%;")
"""The height of a picture that is as wide as its column: on a phone, which is narrower, it would be distorted."""


def compile_mjml(source: str, *, allowed_hosts: frozenset[str] = _NOWHERE) -> str:
    """Compile MJML, as a template has rendered it, to the HTML of a mail that loads nothing but from ``allowed_hosts``.

    Raises:
        TemplateError: it names every fault of the MJML with the template's file and line.

    """
    validate(source)
    html = mend(translate(harden(source)))
    check_html(html, allowed_hosts)
    return html


def translate(mjml: str) -> str:
    """Run the engine alone, with no web font linked: what it would load by itself comes from a third party.

    Raises:
        TemplateError: the engine refuses the MJML or panics, which after ``validate`` would be a gap in our own table.

    """
    try:
        with refuse_panics("the MJML engine"):
            return mjml2html(mjml, fonts={})
    except ValueError as error:
        raise TemplateError(f"the MJML engine refuses what our own check let through: {error}.") from error


def harden(mjml: str) -> str:
    """Write attribute values, title and CSS in printable ASCII, keep every line break and sign, drop the markers."""
    mjml = _TAG.sub(_harden_tag, _join_texts(strip_markers(mjml)))
    mjml = _LOST_BREAK.sub(">&#10;", _escape_lone_signs(mjml))
    mjml = _TITLE.sub(lambda match: f"<mj-title>{_encode(match[1].strip(_SPACES))}<", mjml)
    return _STYLE.sub(lambda match: f"<mj-style>{_escape_css(unescape(match[1]))}", mjml)


_MARK = re.compile(r"<!--(?:block|end) [0-9]{1,9}-->")
COPY = '<mj-text css-class="copy">'
"""The start tag of ordinary text."""

_BETWEEN_TEXTS = re.compile(rf"</mj-text>\s*((?:<mj-raw><!--(?:block|end) [0-9]{{1,9}}--></mj-raw>\s*)*){COPY}")
"""Where one text ends and another begins that is set alike: one for both saves some 400 bytes before any word."""


def _join_texts(mjml: str) -> str:
    """Make one text of those that follow one another; marks of the preview between them stay."""
    return _BETWEEN_TEXTS.sub(lambda joint: "\n" + "".join(_MARK.findall(joint[1])), mjml)


def _escape_lone_signs(mjml: str) -> str:
    """Write every ``>`` that ends no tag as an entity; most mails have none."""
    if mjml.count("<") == mjml.count(">") and "<!--" not in mjml:
        return mjml
    return _SIGN.sub(lambda sign: "&gt;" if sign[0] == ">" else sign[0], mjml)


def _escape_css(css: str) -> str:
    """Write what is not ASCII as CSS does (CSS Syntax Level 3, section 4.3.7)."""
    return css if css.isascii() else re.sub(r"[^\x00-\x7f]", lambda match: rf"\{ord(match[0]):x} ", css)


def _harden_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if _PLAIN_TAG.fullmatch(tag) or tag.startswith("<!--"):
        return tag
    return _ATTRIBUTE.sub(lambda value: f'="{_encode(value[1] or value[2] or "")}"', tag)


def _encode(text: str) -> str:
    return _UNSAFE.sub(lambda match: f"&#{ord(match[0])};", text)


def mend(html: str) -> str:
    """Let the preheader have the colour of the text, and a picture keep its proportions.

    White on white is what spammers hide words with (SpamAssassin's HTML_FONT_LOW_CONTRAST). A picture's height stays in
    its attribute, so that room is kept for it before it is loaded.
    """
    html = html.replace(_HIDDEN, "display:none;font-size:1px;", 1)
    html = _NO_ATTRIBUTE.sub(r"\1", html) if ' vertical-align="' in html else html
    if "<img" not in html:
        return html  # as most mails: looking for the pattern would take as long as compiling them
    return _FIXED_HEIGHT.sub("text-decoration:none;height:auto;width:100%;", html)


_HTML_TAG = re.compile(
    r"<[A-Za-z](?:[^\"'>]+|\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z))*(?:>|\Z)"
)  # what is never closed goes on to the end
_STYLE_ELEMENT = re.compile(r"<style\b(.*?)(?:</style|\Z)", re.DOTALL | re.IGNORECASE)
_DEBUG_ESCAPE = re.compile(r"\\u\{[0-9a-f]+\}|=\"[^\"]*\\[\"nrt\\]")
_HTML_ATTRIBUTE = re.compile(r"(?<![^\s=\"'<>/])([^\s=\"'<>/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_LOADING_ATTRIBUTES = frozenset({"src", "srcset", "background", "poster", "data"})
_LOADING_CSS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s*[\"']([^\"']*)", re.IGNORECASE)
_LOADING_WORDS = (b"src", b"poster", b"url(", b"@import", b"<link")
_MAY_LOAD = tuple(map(re.compile, (rb"background\s*=", rb"data\s*=", rb"style\s*=[^>]*&")))  # apart they are fast
_ADDRESS = re.compile(r"https://[^\x00-\x20\\]+")


def check_html(html: str, allowed_hosts: frozenset[str]) -> None:
    r"""Refuse HTML in whose tags mrml left an escape such as ``\u{a0}``, or that loads from a host that is not allowed.

    Text may say what it likes, and ordinary links are free.

    Raises:
        TemplateError: it names the first tag or address that is wrong.

    """
    if _is_plainly_harmless(html):
        return
    tags = dict.fromkeys(_HTML_TAG.findall(html))  # most tags of a mail are alike
    _refuse_debug_escapes(tags)
    _refuse_foreign_hosts(
        [*_find_loaded_by_tags(tags), *_find_loaded_by_css(_STYLE_ELEMENT.findall(html))], allowed_hosts
    )


def _is_plainly_harmless(html: str) -> bool:
    """Return quickly whether there is no backslash, and nothing that could load; so it is with most mails."""
    lowered = html.encode().lower()
    is_suspect = b"\\" in lowered or any(word in lowered for word in _LOADING_WORDS)
    return not (is_suspect or any(pattern.search(lowered) for pattern in _MAY_LOAD))


def _refuse_debug_escapes(tags: Iterable[str]) -> None:
    for tag in tags:
        if "\\" in tag and (found := _DEBUG_ESCAPE.search(tag)):
            raise TemplateError(f"the MJML engine has corrupted an attribute: {found[0][-40:]!r} in {tag[:80]!r}.")


def _refuse_foreign_hosts(addresses: Iterable[str], allowed_hosts: frozenset[str]) -> None:
    for address in addresses:
        if _read_host(address) not in allowed_hosts:
            raise TemplateError(
                f"the mail would load {address!r}. It may load only over https, from the publication's own hosts."
            )


def _read_host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname if _ADDRESS.fullmatch(address) else None
    except ValueError:  # such as brackets that hold no IPv6 address
        return None


def _find_loaded_by_tags(tags: Iterable[str]) -> Iterator[str]:
    """Find every address that tags would load, of conditional comments too."""
    for tag in tags:
        for name, *values in _HTML_ATTRIBUTE.findall(tag):
            value = unescape("".join(values)).strip()
            if name.lower() == "style":
                yield from _find_loaded_by_css([value])
            elif name.lower() in _LOADING_ATTRIBUTES or (name.lower() == "href" and tag[1:5].lower() == "link"):
                yield value


def _find_loaded_by_css(styles: Iterable[str]) -> Iterator[str]:
    return ("".join(found).strip() for css in styles for found in _LOADING_CSS.findall(css))
