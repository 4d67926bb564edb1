"""Markdown to HTML and to plain text: a subset of CommonMark 0.31, no raw HTML, no headings, no images.

Headings are the issue's own; pictures are blocks.
"""

from newsletter.rendering.markdown.render import (
    MarkdownLink,
    find_links,
    find_shown,
    to_html,
    to_line_html,
    to_line_text,
    to_spoken,
    to_text,
)

__all__ = [
    "MarkdownLink",
    "find_links",
    "find_shown",
    "to_html",
    "to_line_html",
    "to_line_text",
    "to_spoken",
    "to_text",
]
