"""An editor's own paragraphs for the report of a year: ``reports/2024.yaml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from newsletter.documents.values import Data, Id, Markdown

FOLDER = "reports"

PARAGRAPHS = ("overview", "themes", "new", "recurred", "owners", "responses", "sources", "corrections")
"""The ids of the paragraphs of every report; besides, there is one for each facet that a pack has, such as area."""


class YearReportDocument(Data):
    """The paragraphs of the report of a year that say something else than the program would."""

    paragraphs: Annotated[dict[Id, Markdown], BeforeValidator(lambda said: {} if said is None else said)] = Field(
        default_factory=dict
    )
    """Your words in place of the program's, each under the id of its paragraph, such as overview."""
