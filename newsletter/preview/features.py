"""What the preview can do beside showing issues: one module for each feature, which makes its routes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from starlette.routing import Route

from newsletter.preview import caret, editing_api, pasting
from newsletter.preview.forms import kinds
from newsletter.preview.forms import routes as forms
from newsletter.preview.panels import (
    begin,
    history,
    import_file,
    import_report,
    new_issue,
    pictures,
    proof,
    publication,
    send,
    status,
)

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

MakeRoutes: TypeAlias = "Callable[[Preview], list[Route]]"

WRITING: tuple[MakeRoutes, ...] = (
    begin.make_routes,
    caret.make_routes,
    editing_api.make_routes,
    forms.make_routes,
    history.make_routes,
    kinds.make_routes,
    new_issue.make_routes,
    import_file.make_routes,
    import_report.make_routes,
    pictures.make_routes,
    pasting.make_routes,
    proof.make_routes,
    publication.make_routes,
    send.make_routes,
    status.make_routes,
)
"""The features that write documents; a read-only preview has none of them."""


def make_feature_routes(preview: Preview) -> Iterator[Route]:
    """Yield the routes of each feature that this run allows."""
    for make_routes in () if preview.options.is_read_only else WRITING:
        yield from make_routes(preview)
