"""The licence of what a publication publishes, by its SPDX id or in its own words. Data only."""

from __future__ import annotations

from newsletter.documents.values import Data, Heading, HttpsUrl

KNOWN = {
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC-BY-ND-4.0": ("CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
    "CC-BY-NC-4.0": ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    "CC-BY-NC-SA-4.0": ("CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
    "CC-BY-NC-ND-4.0": ("CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "OGL-UK-3.0": (
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    ),
    "etalab-2.0": ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
}
"""Licences of texts and data by their SPDX ids (SPDX License List): what readers call each, and where it is."""


class Licence(Data):
    """The licence: what others may do with what is published."""

    name: Heading
    """Its SPDX id, such as CC-BY-4.0, or its name in words."""
    url: HttpsUrl | None = None
    """The address of its text. Of a licence that is known by its id it can be left out."""

    @property
    def title(self) -> str:
        """What readers call it."""
        return KNOWN[self.name][0] if self.name in KNOWN else self.name

    @property
    def link(self) -> str | None:
        """Where its text is."""
        return self.url or (KNOWN[self.name][1] if self.name in KNOWN else None)


def read_licence(value: object) -> object:
    """Accept the name alone."""
    return {"name": value} if isinstance(value, str) else value
