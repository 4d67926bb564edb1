"""Markdown as people write it to HTML that names the rows it came from. The door to markdown-it-py for imports.

CommonMark 0.31 with HTML, tables, struck words, footnotes and bare addresses. What no reader would see
(comments, addresses given apart, the language of code) comes beside it as lines of its own.
"""

from newsletter.importing.sources._markdown.convert import Page, convert_markdown

__all__ = ["Page", "convert_markdown"]
