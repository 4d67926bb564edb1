"""What random documents of both languages have in common: chances, comments, and how a file begins and ends."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random


class RandomStyle:
    """Chooses styles at random; independent of the program's own writers."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._comments = 0

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def comment(self, about: str) -> str:
        self._comments += 1
        return f"# note{self._comments} {about}"

    def begin(self) -> list[str]:
        return ["# heading of the file", ""] * self.random.choice([0, 1])

    def finish(self, lines: Iterable[str]) -> str:
        text = "\n".join(lines) + self.random.choice(["\n", "\n", "", "\n\n"])
        text = text.replace("\n", "\r\n") if self.maybe(0.2) else text
        return f"\ufeff{text}" if self.maybe(0.1) else text
