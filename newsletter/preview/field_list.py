"""The fields that the words of a frame lead to."""

from __future__ import annotations

import re

from newsletter.editing.fields import EditedDocument, Field, make_fields
from newsletter.editing.model_at import find_document_model
from newsletter.parsing.document import Document
from newsletter.preview.traced_issue import TracedIssue

_NUMBER = re.compile(r' data-f="([0-9]{1,9})"')


def list_fields(traced: TracedIssue, html: str) -> dict[int, Field]:
    """Return the fields of the elements in a frame of an issue, by the numbers that these have."""
    publication = traced.tracer.loaded
    packs, tags = publication.publication.packs, publication.publication.tags
    issue = EditedDocument(
        _find_file(traced.loaded.document).data,
        find_document_model("issue", packs, tags),
        traced.loaded.document.elsewhere,
    )
    settings = EditedDocument(_find_file(publication.document).data, find_document_model("publication", packs, tags))
    return make_fields(map(int, _NUMBER.findall(html)), issue, settings)


def _find_file(document: Document) -> Document:
    """Return what a file says in all of its languages."""
    return document.source or document
