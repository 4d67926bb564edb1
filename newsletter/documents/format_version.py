"""The version of the format of a publication: ``format`` in ``newsletter.toml``. Only this module checks it.

It is the format of all documents of the publication. A version of the program that changes the meaning of a key raises
``FORMAT``, and can then recognise documents that need to be upgraded.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from newsletter import __version__
from newsletter.documents.values import Data, document_error
from newsletter.errors import Reason

FORMAT = 1
"""The format that this program writes, and the newest that it reads."""

_RULE = "publication.format"


def _require_known(value: object) -> object:
    if type(value) is not int or value < 1:  # not isinstance: True is an int too
        raise document_error(
            _RULE,
            "this is not a version of the format",
            Reason("", f"Write: format = {FORMAT}", "Ask the person who set the newsletter up."),
        )
    if value > FORMAT:
        message = "this newsletter is written in format {number}, and newsletter {program} reads format {known} at most"
        hint = "Upgrade the newsletter program; nothing has to change in your documents."
        raise document_error(_RULE, message, hint, number=value, program=__version__, known=FORMAT)
    return value


FormatVersion = Annotated[
    int, BeforeValidator(_require_known), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": FORMAT})
]
"""A format that this program reads."""


class FormatHeader(Data):
    """Parsed before everything else: in an unknown format, any other error message would be wrong."""

    model_config = ConfigDict(extra="ignore")

    format: FormatVersion = FORMAT
    """The version of the format of the documents."""
