"""Recipes for newsletters: a pack that another distribution brings."""

from __future__ import annotations

from pathlib import Path

from newsletter.documents.packs import Pack

from .block import Recipe

PACK = Pack(
    name="recipes",
    blocks=(Recipe,),
    templates=Path(__file__).parent / "templates",
    rules=(f"{__name__}.rules",),
)
