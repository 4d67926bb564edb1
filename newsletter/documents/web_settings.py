"""Settings of the web archive. Data only."""

from __future__ import annotations

from pydantic import Field, StrictBool

from newsletter.documents.values import Data


class WebSettings(Data):
    """What the web archive has."""

    search: StrictBool = True
    """Whether readers can search all issues. The search needs no server; it adds a third to the size of the archive."""
    social_cards: StrictBool = Field(default=True, title="Pictures of shared links")
    """Whether a picture with its title and day comes with a shared link to an issue. Each has 10 to 20 KB."""
