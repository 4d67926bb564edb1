"""Random TOML documents, written as people write settings: tables, lists of tables, dots, brackets, comments."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from tests.parsing.random_styles import RandomStyle
from tests.parsing.random_yaml import WORDS, RandomDocument, ValueMaker, find_token

Table = dict[str, object]


class TomlValueMaker(ValueMaker):
    """Makes data that TOML can say: there is nothing in it that is no value."""

    def value(self, depth: int) -> object:
        kind = self.random.random()
        if depth <= 0 or kind < 0.5:
            return self.text() if self.random.random() < 0.8 else self.random.choice([7, True, "", 2.5])
        if kind < 0.6:
            return [self.value(0) for _ in range(self.random.choice([0, 1, 3]))]
        if kind < 0.8:
            return [self._table(depth) for _ in range(self.random.choice([1, 2, 3]))]
        return self._table(depth)

    def _table(self, depth: int) -> Table:
        return {"id": self.token(), **self._keys("k", [0, 1, 2, 3], depth - 1)}

    def document(self) -> Table:
        return {"top": self.text(), **self._keys("t", [1, 2, 4, 6], 3), f"{self.random.choice(WORDS)}'s": self.token()}


class _TomlMaker(RandomStyle):
    """Writes data as TOML in random styles; independent of the program's own writer."""

    def write(self, data: Table) -> str:
        return self.finish([*self.begin(), *self.table(data, [])])

    def table(self, table: Table, names: list[str]) -> Iterator[str]:
        """Yield the lines of a table: first its entries, and then the tables in it that have headers of their own."""
        below: list[tuple[str, list[Table] | Table]] = []
        for key, value in table.items():
            if isinstance(value, (list, dict)) and self._has_header(value):
                below.append((key, value))
            else:
                yield from self._entry(key, value)
        if self.maybe(0.1):
            yield self.comment("after all")
        for key, value in below:
            yield from self._below([*names, write_key(key)], value)

    def _has_header(self, value: object) -> bool:
        is_table = isinstance(value, dict) or (isinstance(value, list) and value and isinstance(value[0], dict))
        return bool(is_table and self.maybe(0.7))

    def _below(self, names: list[str], value: list[Table] | Table) -> Iterator[str]:
        items = value if isinstance(value, list) else [value]
        header = f"[[{'.'.join(names)}]]" if isinstance(value, list) else f"[{'.'.join(names)}]"
        comments = self.random.choice(["none", "list", "items"])
        for number, item in enumerate(items):
            yield from [""] * self.random.choice([0, 1, 1, 2])
            if comments == "list" and number == 0 and isinstance(value, list):
                yield self.comment("list")
            elif comments == "items":
                yield from self._above(item, 1)
            yield header + self._behind()
            yield from self.table(item, names)

    def _above(self, value: object, chance: float) -> Iterator[str]:
        if not isinstance(value, list) and self.maybe(chance) and (token := find_token(value)):
            yield self.comment(f"about {token}")

    def _behind(self) -> str:
        return f"  {self.comment('behind')}" if self.maybe(0.15) else ""

    def _entry(self, key: str, value: object) -> Iterator[str]:
        yield from [""] if self.maybe(0.1) else []
        if isinstance(value, dict) and value and self.maybe(0.5):
            for inner, text in value.items():
                yield from self._above(text, 0.2)
                yield f"{write_key(key)}.{inner} = {self.value(text)}{self._behind()}"
            return
        yield from self._above(value, 0.3)
        yield f"{write_key(key)} = {self.value(value)}{self._behind()}"

    def value(self, value: object, *, in_lines: bool = True) -> str:
        if isinstance(value, dict):
            inner = ", ".join(f"{key} = {self.value(phrase, in_lines=False)}" for key, phrase in value.items())
            return self.random.choice([f"{{ {inner} }}", f"{{{inner}}}"])
        if isinstance(value, list):
            return self._list([self.value(phrase, in_lines=in_lines) for phrase in value], in_lines=in_lines)
        if isinstance(value, bool):
            return str(value).lower()
        return self._text(value, in_lines=in_lines) if isinstance(value, str) else str(value)

    def _list(self, text: list[str], *, in_lines: bool) -> str:
        if text and in_lines and self.maybe(0.4):
            return "[\n" + "".join(f"  {one},{self._behind()}\n" for one in text) + "]"
        return f"[{', '.join(text)}]"

    def _text(self, text: str, *, in_lines: bool) -> str:
        forms = [json.dumps(text, ensure_ascii=False)]
        if "'" not in text and "\n" not in text:
            forms.append(f"'{text}'")
        if in_lines and '"' not in text and "\\" not in text:
            forms.append(f'"""\n{text}"""')
        if in_lines and "'" not in text:
            forms.append(f"'''{text}'''")
        return self.random.choice(forms)


def write_key(key: str) -> str:
    return key if key.isalnum() and key.isascii() else json.dumps(key, ensure_ascii=False)


def make_toml_document(random: Random) -> RandomDocument:
    """Make a document of settings."""
    make = TomlValueMaker(random)
    data = make.document()
    return RandomDocument(data, _TomlMaker(random).write(data), make)
