"""Rules about recipes."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.errors import Severity

from .block import Recipe

_RECIPE = """
blocks:
  - type: recipe
    id: leek-soup
    title: Leek soup
    serves: 4
    ingredients: [{}]
    method: Slice, simmer, serve.
"""


@issue_rule(
    "recipe.no-amount",
    Severity.WARNING,
    bad=_RECIPE.format("@@leeks"),
    good=_RECIPE.format("3 leeks"),
    stage=Stage.BUILD,
)
def find_missing_amounts(context: IssueContext) -> Iterator[Violation]:
    """Readers shop by the list: without an amount they have to guess."""
    for path, block in context.blocks():
        for n, ingredient in enumerate(block.ingredients if isinstance(block, Recipe) else ()):
            if not any(letter.isdigit() for letter in ingredient):
                hint = "Write how much: 3 leeks"
                yield Violation((*path, "ingredients", n), f"'{ingredient}' has no amount", hint, words=ingredient)
