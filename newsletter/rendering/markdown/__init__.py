"""Markdown to HTML and to plain text: a subset of CommonMark 0.31, no raw HTML, no headings, no images.

Headings are the issue's own; pictures are blocks.
"""

from newsletter.rendering.markdown.render import (
    MarkdownLink,
    find_links,
    find_shown,
    list_notes,
    list_notes_text,
    to_html,
    to_html_parts,
    to_line_html,
    to_line_text,
    to_spoken,
    to_text,
    to_text_parts,
)

__all__ = [
    "MarkdownLink",
    "find_links",
    "find_shown",
    "list_notes",
    "list_notes_text",
    "to_html",
    "to_html_parts",
    "to_line_html",
    "to_line_text",
    "to_spoken",
    "to_text",
    "to_text_parts",
]
