"""Settings of the web archive. Data only."""

from __future__ import annotations

from pydantic import StrictBool

from newsletter.documents.values import Data


class WebSettings(Data):
    """What the web archive has."""

    search: StrictBool = True
    """Whether readers can search all issues. The search needs no server; it adds a third to the size of the archive."""
