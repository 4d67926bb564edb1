"""Moves CSS into style attributes, for the mail programs that drop style elements; the only door to css-inline."""

from __future__ import annotations

import re
from functools import lru_cache

import css_inline

from newsletter.errors import TemplateError
from newsletter.rendering.panics import refuse_panics

_BLOCKS = "blockquote|body|div|dl|dt|dd|h[1-6]|head|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
_BLOCK = re.compile(rf"<(?=(?:{_BLOCKS})\b)")


def inline_css(html: str, css: str) -> str:
    """Write the rules of ``css`` into the elements they match, and start a line at every block of the body.

    Style elements stay as they are, dark mode and all. What a style attribute says already wins over ``css``.

    Raises:
        TemplateError: a style attribute is no CSS. Rules of ``css`` that are none are dropped without a word.

    """
    try:
        with refuse_panics("the CSS inliner"):
            return _make_inliner(css).inline(_break_lines(html))
    except css_inline.InlineError as error:
        raise TemplateError(f"a style attribute of the mail cannot be read as CSS: {error}.") from error


@lru_cache(maxsize=8)
def _make_inliner(css: str) -> css_inline.CSSInliner:
    """Make an inliner; the library's own defaults would drop the media query for dark mode, and fetch style sheets."""
    return css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=css
    )


def _break_lines(html: str) -> str:
    """Put a line break before every block, where it shows nowhere.

    In HTML that comes from MJML a ``<`` begins a tag and nothing else, and preformatted text holds no block.
    """
    return _BLOCK.sub("\n<", html)
