"""Code as HTML, in three styles made from the many that Pygments tells apart: comments, strings and keywords."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from pygments.token import _TokenType

_STYLES = {
    "comment": ("Comment", "Generic.Prompt", "Generic.Deleted"),
    "string": ("Literal.String", "Generic.Inserted"),
    "keyword": ("Keyword", "Operator.Word", "Name.Tag", "Generic.Heading", "Generic.Subheading"),
}
_PLAIN = ("Comment.Preproc", "Comment.PreprocFile", "Keyword.Constant", "Keyword.Type")
_TAGS = {
    "": Markup("{}"),
    "comment": Markup('<span class="comment">{}</span>'),
    "string": Markup('<span class="string">{}</span>'),
    "keyword": Markup("<b>{}</b>"),
}


@lru_cache(maxsize=256)
def highlight(code: str, language: str | None) -> Markup:
    """Return code as HTML for a ``pre``; without a language all of it is plain.

    The language is one that Pygments knows: the document's model has made sure of it.
    """
    tokens = _read_tokens(code, language) if language else []
    if "".join(text for _, text in tokens) != code:
        return escape(code)  # some lexers lose characters, and every character counts
    parts = groupby(tokens, lambda token: token[0])
    return Markup().join(_TAGS[style].format("".join(text for _, text in run)) for style, run in parts)


def _read_tokens(code: str, language: str) -> list[tuple[str, str]]:
    """Return the pieces of the code with the style of each; lexers need a line break at its end, which is taken off."""
    from pygments.lexers import get_lexer_by_name  # noqa: PLC0415  # an extra, for listings with a language alone

    lexer = get_lexer_by_name(language, stripnl=False)
    tokens = [(_choose_style(token) if text.strip() else "", text) for token, text in lexer.get_tokens(f"{code}\n")]
    style, last = tokens.pop() if tokens else ("", "")
    return [*tokens, (style, last.removesuffix("\n"))]


@lru_cache(maxsize=512)
def _choose_style(token: _TokenType) -> str:
    name = ".".join(token)
    if name in _PLAIN:
        return ""
    return next((style for style, kinds in _STYLES.items() if any(_is_within(name, kind) for kind in kinds)), "")


def _is_within(name: str, kind: str) -> bool:
    return f"{name}.".startswith(f"{kind}.")
