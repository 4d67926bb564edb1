"""Catalogues made in a test: what a translator writes, compiled."""

from __future__ import annotations

import gettext
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from newsletter.languages.wording import Overrides, Wording

Phrases = dict[str | tuple[str, str], str | tuple[str, ...]]
"""Translations by msgid; that of a plural is its two English forms."""


def make_wording(language: str, phrases: Phrases, overrides: Overrides = (), context: str | None = None) -> Wording:
    """Return the words of a language with these translations alone."""
    catalogue = Catalog(locale=language)
    for msgid, text in phrases.items():
        catalogue.add(msgid, text, context=context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Wording(language, (gettext.GNUTranslations(compiled),), overrides)
