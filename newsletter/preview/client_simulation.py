"""What mail programs do to an e-mail: light or dark, pictures off, style block dropped, cut off by Gmail.

Only the appearance changes, never the words, and never what is sent.
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from typing import Literal, get_args

from newsletter.checking.rules.size import CLIP_AT, KB
from newsletter.rendering.block_markers import find_byte, strip_html_marks
from newsletter.rendering.tracing.marks import find_offset, strip_traces

Scheme = Literal["light", "dark", "forced"]
SCHEMES: tuple[Scheme, ...] = get_args(Scheme)

_STYLE = re.compile(r"<style\b.*?(?:</style>|\Z)", re.DOTALL | re.IGNORECASE)
_SCHEME_META = re.compile(r"<meta name=\"(?:supported-)?color-schemes?\"[^>]*(?:>|\Z)")
_DECLARED = re.compile(r"(color-schemes?(?:\" content=\"|\s*:\s*))light dark")
_ABOUT_SCHEMES = re.compile(r"<style\b.*?(?:</style>|\Z)|<(?:meta|source)\b[^>]*(?:>|\Z)", re.DOTALL | re.IGNORECASE)
_QUERY = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)")
_PAINTED = re.compile(r"<style\b.*?(?:</style>|\Z)|\b(?:style|bgcolor)=\"[^\"]*(?:\"|\Z)", re.DOTALL | re.IGNORECASE)
_COLOUR = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?![^{};]{0,200}\{)")
_BLOCK_END = re.compile(r"</(?:p|ul|ol|h[1-6])>")
_DARKEST, _SPAN = 0.93, 0.86
"""Mail programs turn white into a very dark grey and black into a very light one, not into each other."""

_DARK_GROUND = "<style>:root { color-scheme: dark; background-color: #121212; color: #ededed; }</style>"
_LINE = (
    '<div id="gmail-clip" style="all: initial; display: block; margin: 12px 0; padding: 6px 12px; '
    "border-top: 3px dashed {edge}; background: {ground}; color: {text}; "
    'font: bold 13px/1.4 system-ui, sans-serif;">{words}</div>'
)
_CUT = _LINE.format(
    edge="#c2185b",
    ground="#fce4ec",
    text="#7a0c39",
    words=f"Gmail hides what follows: the mail is longer than {CLIP_AT // KB} KB.",
)
_WHOLE = _LINE.format(
    edge="#1c6b3c",
    ground="#e3f3e8",
    text="#11482a",
    words=f"Gmail shows all of it: the mail has {{size:.0f}} of {CLIP_AT // KB} KB.",
)


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """How a reader's program shows a mail or a page."""

    scheme: Scheme = "light"
    has_images: bool = True
    has_styles: bool = True
    has_clip: bool = False


def simulate(html: str, options: ViewOptions) -> str:
    """Return an e-mail, with its markers, as a program with these options shows it."""
    html = draw_clip_line(html) if options.has_clip else html
    html = drop_styles(html) if not options.has_styles else html
    html = answer_media_queries(html, "dark" if options.scheme == "dark" else "light")
    return force_dark(html) if options.scheme == "forced" else html


def drop_styles(html: str) -> str:
    """Drop style blocks and everything else in the head about colours, as Gmail does at its worst."""
    return _SCHEME_META.sub("", _STYLE.sub("", html))


def answer_media_queries(html: str, scheme: Literal["light", "dark"]) -> str:
    """Answer every question for the reader's colour scheme in a document's styles; its words may say what they like."""
    return _ABOUT_SCHEMES.sub(lambda part: answer_css_queries(part[0], scheme), html)


def answer_css_queries(css: str, scheme: Literal["light", "dark"]) -> str:
    """Answer every question for the reader's colour scheme with ``scheme``."""
    answered = _QUERY.sub(lambda query: "(min-width: 0)" if query[1] == scheme else "(min-width: 99999em)", css)
    return _DECLARED.sub(rf"\g<1>{scheme}", answered)


def force_dark(html: str) -> str:
    """Turn light colours dark and dark ones light, as some programs always do; hues and pictures stay."""
    inverted = _PAINTED.sub(lambda part: _COLOUR.sub(lambda colour: _invert(colour[1]), part[0]), html)
    head, mark, rest = inverted.partition("</head>")
    return f"{head}{_DARK_GROUND}{mark}{rest}" if mark else _DARK_GROUND + inverted


def draw_clip_line(html: str) -> str:
    """Draw a line where Gmail hides the rest, or below a mail that is short enough."""
    plain = strip_traces(html)
    offset = find_byte(plain, CLIP_AT)
    if offset is None:
        body, end, rest = html.rpartition("</body>")
        return body + _WHOLE.format(size=len(strip_html_marks(plain).encode()) / KB) + end + rest
    offset = find_offset(html, offset)
    ends = [found.end() for found in _BLOCK_END.finditer(html, 0, offset)]
    cut = ends[-1] if ends else offset
    return html[:cut] + _CUT + html[cut:]


def _invert(digits: str) -> str:
    whole = digits if len(digits) > len("rgb") else "".join(2 * digit for digit in digits)
    red, green, blue = (int(whole[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, lightness, _ = colorsys.rgb_to_hls(red, green, blue)
    new_lightness = _DARKEST - _SPAN * lightness
    chroma = max(red, green, blue) - min(red, green, blue)  # saturation would make a warm white a deep brown
    inverted = colorsys.hls_to_rgb(hue, new_lightness, min(1, chroma / (1 - abs(2 * new_lightness - 1))))
    return "#" + "".join(f"{round(255 * level):02x}" for level in inverted)
