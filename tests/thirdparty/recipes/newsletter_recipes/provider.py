"""The provider ``pantry``: puts the finished message on a shelf, which is a folder."""

from __future__ import annotations

from typing import ClassVar

from newsletter.documents.values import InnerFile
from newsletter.providers.base import ProviderOptions
from newsletter.providers.outbox import Outbox, OutboxOptions


class PantryOptions(OutboxOptions):
    """Options of the pantry."""

    folder: InnerFile = "shelf"


class Pantry(Outbox):
    """An outbox by another name, in another folder."""

    name = "pantry"
    options_type: ClassVar[type[ProviderOptions]] = PantryOptions
