"""The maximum lengths of the fields of documents, enough for what people write by hand."""

from __future__ import annotations

LONGEST_HEADING = 300
"""Characters of a title, a label or a name; inboxes show about 60 of a subject."""

LONGEST_SENTENCE = 2_000
"""Characters of a plain text of one line, such as a sentence or a list item."""

LONGEST_TEXT = 50_000
"""Characters of a Markdown text, some 8,000 words; Gmail hides what is past 102 KB of a whole e-mail."""

LONGEST_URL = 2_000
"""Characters of a URL; some servers and mail programs accept no more."""
