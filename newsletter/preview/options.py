"""What a run of the preview allows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PreviewOptions:
    """Whether documents can be written in the page, and whether an issue can be sent from it."""

    is_read_only: bool = False
    can_send: bool = True


DEFAULT = PreviewOptions()
