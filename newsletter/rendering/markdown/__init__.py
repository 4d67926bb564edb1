"""Markdown to HTML and to plain text: a subset of CommonMark 0.31, no raw HTML, no headings, no images.

The only door to markdown-it-py and nh3. Headings are the issue's own; pictures are blocks.
"""

from newsletter.rendering.markdown.html import to_html, to_line_html
from newsletter.rendering.markdown.links import MarkdownLink, find_links
from newsletter.rendering.markdown.plaintext import find_shown, to_line_text, to_spoken, to_text

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
