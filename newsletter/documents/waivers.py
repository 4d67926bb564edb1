"""Waivers: an editor's statement that a rule does not apply somewhere, and why. Data only."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from newsletter.documents.values import Data, Id, PlainText, document_error


class Waiver(Data):
    """An exception from one rule in one place. It is shown, with its reason, to anyone who approves the issue."""

    rule: PlainText
    """The id of the rule, as newsletter check shows it: link.says-nothing"""
    block: Id | None = None
    """The id of the block to which it applies."""
    path: PlainText | None = None
    """Instead of block, the path in a problem: blocks[2].title. Without either, the whole issue."""
    reason: PlainText
    """Why the rule does not apply here, for the people who approve the issue."""

    @model_validator(mode="after")
    def _refuse_two_places(self) -> Self:
        if self.block and self.path:
            raise document_error("waiver.place", "a block and a path are both given", "Keep one of them.")
        return self
