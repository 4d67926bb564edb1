"""An editor's word that a problem which checking finds is none, and why. Data only."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from newsletter.documents.values import Data, Id, PlainText, document_error


class Waiver(Data):
    """One exception from one rule at one place. Whoever approves a send is shown it, with its reason."""

    rule: PlainText
    """The id of the rule, as newsletter check shows it: link.says-nothing"""
    block: Id | None = None
    """The id of the block it is about."""
    path: PlainText | None = None
    """Instead of block, the place as a problem names it: blocks[2].title. Without either: the issue's."""
    reason: PlainText
    """Why the rule does not apply here, for those who approve the issue."""

    @model_validator(mode="after")
    def _refuse_two_places(self) -> Self:
        if self.block and self.path:
            raise document_error("waiver.place", "a block and a path are both given", "Keep the one that says it best.")
        return self
