"""Random YAML documents, written as people write them: every style, indentation, comments, blank lines, line ends.

Each text begins with a token of its own, ``u7``, and each comment has a number of its own; one above a value names
the first token in it. So a test can say where each of them went.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from tests.parsing.random_styles import RandomStyle

WORDS = [
    *("child", "it's", "#no", "a: b", "- x", "*bold*", "[w](https://e.org/a_b)", "1. one", "é", "“q”", "&amp", "%"),
    *("'", '"', "yes", "2024-01", "C:\\x", "don't", "**Note:**", "naïve", "👶", "{a}", "key:", "@me", "`c`", "!", "|"),
    *("> q", "~", "null", "7", "\u00a0x", "---", "a,b", "]"),
]
"""Words that YAML or people may take for something else."""

_Collection: TypeAlias = "dict[str, object] | list[object]"

_NOT_PLAIN = re.compile(
    r"^[\s\-?:,\[\]{}#&*!|>'\"%@`]|: |:$| #|\s$|^$|^[-+.]?[0-9]|^(?:~|null|true|false|yes|no|on|off|y|n)$|^=$|^<<$"
    r"|^---|^\.\.\.",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class RandomDocument:
    """A document: its data, its text, and the maker of more values for it."""

    data: dict[str, object]
    text: str
    make: ValueMaker


class ValueMaker:
    """Makes data: texts with tokens of their own, numbers, lists and groups."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self._count = 0

    def token(self) -> str:
        self._count += 1
        return f"u{self._count}"

    def text(self) -> str:
        """Make a text: a word, a sentence, several lines or paragraphs."""
        words = [self.token(), *self._words(0, 1, 3, 8, 30)]
        if self.random.random() < 0.4:
            lines = [" ".join(words), *(" ".join(self._words(1, 4, 25)) for _ in range(self.random.choice([1, 2])))]
            return self.random.choice(["\n", "\n\n"]).join(lines) + self.random.choice(["", "\n"])
        return " ".join(words)

    def _words(self, *counts: int) -> list[str]:
        return [self.random.choice(WORDS) for _ in range(self.random.choice(counts))]

    def value(self, depth: int) -> object:
        kind = self.random.random()
        if depth <= 0 or kind < 0.45:
            return self.text() if self.random.random() < 0.8 else self.random.choice([7, True, None, "", 2.5])
        if kind < 0.7:
            return [self.value(depth - 1) for _ in range(self.random.choice([0, 1, 2, 3, 4]))]
        return {"id": self.token(), **self._keys("k", [0, 1, 2, 3], depth - 1)}

    def document(self) -> dict[str, object]:
        return {"top": self.text(), **self._keys("t", [1, 2, 4], 3)}

    def _keys(self, name: str, counts: list[int], depth: int) -> dict[str, object]:
        return {f"{name}{number}": self.value(depth) for number in range(self.random.choice(counts))}

    def changed(self, value: object) -> object:
        """Return a value with a part of it changed: a word, an item, a key."""
        if isinstance(value, str) and value and self.random.random() < 0.7:
            words = value.split(" ")
            words[self.random.randrange(len(words))] = self.random.choice(WORDS)
            return " ".join(words)
        if isinstance(value, list) and value:
            return self._changed_list(list(value))
        if isinstance(value, dict) and value:
            key = self.random.choice([*value, "new"])
            return {**value, key: self.changed(value.get(key))}
        return self.text()

    def _changed_list(self, value: list[object]) -> list[object]:
        index = self.random.randrange(len(value))
        kind = self.random.random()
        if kind < 0.3:
            value.insert(index, self.value(1))
        elif kind < 0.5 and len(value) > 1:
            value.append(value.pop(index))
        elif kind < 0.7 and len(value) > 1:
            del value[index]
        else:
            value[index] = self.changed(value[index])
        return value


class _YamlMaker(RandomStyle):
    """Writes data in random styles; independent of the program's own writer."""

    def write(self, data: dict[str, object]) -> str:
        return self.finish([*self.begin(), *self.block(data, 0)])

    def block(self, value: _Collection, indent: int) -> list[str]:
        """Return the lines of a list or group in block style."""
        lines: list[str] = []
        step, is_spaced = self.random.choice([2, 2, 4]), self.maybe(0.2)
        pairs = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
        for number, (key, inner) in enumerate(pairs):
            lines += [""] if (number and is_spaced) or self.maybe(0.1) else []
            if self.maybe(0.3) and not isinstance(inner, list) and (token := find_token(inner)):
                lines.append(" " * indent + self.comment(f"about {token}"))
            lines += self._entry(key, inner, indent, step)
        if self.maybe(0.1):
            lines.append(" " * indent + self.comment("after all"))
        return lines

    def _entry(self, key: str | None, value: object, indent: int, step: int) -> list[str]:
        head = " " * indent + ("-" if key is None else f"{key}:")
        if not isinstance(value, (dict, list)):
            return self._scalar_entry(head, value, indent)
        if not value or (_fits_brackets(value) and self.maybe(0.3)):
            return [f"{head} {self.brackets(value, indent)}{self._behind(0.2)}"]
        if key is None and isinstance(value, dict):
            lines = self.block(value, indent + 2)
            while not lines[0].strip() or lines[0].lstrip().startswith("#"):
                lines.pop(0)
            return [f"{head} {lines[0][indent + 2 :]}", *lines[1:]]
        inner = indent if isinstance(value, list) and key is not None and self.maybe(0.3) else indent + step
        return [head + self._behind(0.1), *self.block(value, inner)]

    def _scalar_entry(self, head: str, value: object, indent: int) -> list[str]:
        text = self.scalar(value, indent)
        behind = self._behind(0.2) if "\n" not in text and text[:1] not in "|>" else ""
        return (head + (f" {text}" if text else "") + behind).split("\n")

    def _behind(self, chance: float) -> str:
        return f"  {self.comment('behind')}" if self.maybe(chance) else ""

    def brackets(self, value: object, indent: int) -> str:
        """Write a value in flow style, a list over several lines now and then, with comments in it."""
        space = self.random.choice(["", " "]) if value else ""
        if isinstance(value, dict):
            return (
                "{"
                + space
                + ", ".join(f"{key}: {self.brackets(inner, 0)}" for key, inner in value.items())
                + space
                + "}"
            )
        if isinstance(value, list):
            text = [self.brackets(inner, 0) for inner in value]
            if indent and value and self.maybe(0.3):
                return self._bracket_lines(text, " " * (indent + 2))
            return "[" + space + ", ".join(text) + space + "]"
        return self.scalar(value, None)

    def _bracket_lines(self, text: list[str], margin: str) -> str:
        lines = [f"\n{margin}{one},{self._behind(0.3)}" for one in text]
        return "[" + "".join(lines) + f"\n{margin}]"

    def scalar(self, value: object, indent: int | None) -> str:
        """Write a value in any style that says it; within brackets where there is no indentation."""
        if value is None:
            return "" if indent is not None and self.maybe(0.5) else self.random.choice(["null", "~"])
        if isinstance(value, bool):
            return str(value).lower()
        return self.random.choice(list(self._forms(value, indent))) if isinstance(value, str) else str(value)

    def _forms(self, text: str, indent: int | None) -> Iterator[str]:
        yield json.dumps(text, ensure_ascii=False)
        if "\n" not in text:
            yield _in_single_quotes(text)
            if not _NOT_PLAIN.search(text) and not (indent is None and re.search(r"[,\[\]{}]", text)):
                yield from [text] * 3
            if indent is not None and " " in text and "  " not in text and "\u00a0" not in text:
                yield from self._lines(text, indent)
        if indent is not None and text.strip() and text[0] not in " \n" and not text.endswith("\n\n"):
            yield from self._below(text, indent)

    def _lines(self, text: str, indent: int) -> Iterator[str]:
        words = text.split(" ")
        cut = self.random.randrange(1, len(words))
        two = " ".join(words[:cut]) + "\n" + " " * (indent + 2) + " ".join(words[cut:])
        if not _NOT_PLAIN.search(text) and not words[cut].startswith("#") and not words[cut].startswith("---"):
            yield two
        yield _in_single_quotes(two)

    def _below(self, text: str, indent: int) -> Iterator[str]:
        body = text.removesuffix("\n")
        margin = " " * (indent + self.random.choice([1, 2, 4]))
        keep = "" if text.endswith("\n") else "-"
        yield f"|{keep}{self._behind(0.25)}\n" + "\n".join(margin + line if line else "" for line in body.split("\n"))
        if "  " not in text:
            yield f">{keep}{self._behind(0.25)}\n" + "\n".join(
                margin + line if line else "" for line in self._folded(body)
            )

    def _folded(self, text: str) -> Iterator[str]:
        for number, paragraph in enumerate(text.split("\n")):
            if number:
                yield ""
            words = paragraph.split(" ") if paragraph else []
            while words:
                count = self.random.choice([2, 5, 9])
                yield " ".join(words[:count])
                words = words[count:]


def _in_single_quotes(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fits_brackets(value: _Collection) -> bool:
    inner = list(value.values()) if isinstance(value, dict) else value
    return all(_fits_brackets(one) if isinstance(one, (dict, list)) else one is not None for one in inner)


def find_token(value: object) -> str:
    """Return the first token in a value."""
    return next((found[0] for _, text in walk_values(value) if (found := re.search(r"\bu\d+\b", str(text)))), "")


def walk_values(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """Yield the path and value of everything that is no list and no group."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from walk_values(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from walk_values(inner, (*path, index))
    else:
        yield path, value


def make_document(random: Random) -> RandomDocument:
    """Make a document of data that is at most four levels deep."""
    make = ValueMaker(random)
    data = make.document()
    return RandomDocument(data, _YamlMaker(random).write(data), make)
