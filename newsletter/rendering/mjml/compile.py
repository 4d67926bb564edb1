r"""From rendered MJML to HTML, through mjml-python, which runs mrml 6 and is imported here alone.

mrml prints attribute values, and ``mj-title`` as one of them, with Rust's debug escapes: a no-break space becomes
``\u{a0}``. It prints the text of ``mj-style`` without resolving entities. White space between two tags is dropped where
a line break begins it, which joins two words; a ``>`` in text after a letter outside ASCII may end in a panic. Numeric
entities pass through it untouched. What it writes is mended where readers or spam filters would take it amiss.
"""

from __future__ import annotations

import re
from html import unescape

from mjml import mjml2html

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.markers import strip_markers
from newsletter.rendering.mjml.output_check import check_html
from newsletter.rendering.mjml.schema import IN_LINE
from newsletter.rendering.mjml.validate import validate
from newsletter.rendering.panics import refuse_panics

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
    mjml = _TAG.sub(_harden_tag, strip_markers(mjml))
    mjml = _LOST_BREAK.sub(">&#10;", _escape_lone_signs(mjml))
    mjml = _TITLE.sub(lambda match: f"<mj-title>{_encode(match[1].strip(_SPACES))}<", mjml)
    return _STYLE.sub(lambda match: f"<mj-style>{_escape_css(unescape(match[1]))}", mjml)


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
    if "<img" not in html:
        return html  # as most mails: looking for the pattern would take as long as compiling them
    return _FIXED_HEIGHT.sub("text-decoration:none;height:auto;width:100%;", html)
