"""Reads the records that this program keeps as JSON beside the issues, and that people commit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.files import read_below

Record = TypeVar("Record", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class RecordFile:
    """The file of a record, the rule by which a broken one is refused, and how it can be mended."""

    name: str
    rule: str
    hint: str

    def read(self, root: Path, model: type[Record]) -> Record:
        """Read the record of the publication in the folder ``root``; one that is missing is empty.

        Raises:
            ProblemsFoundError: the file exists but is not valid. It is never treated as empty.
        """
        try:
            content = read_below(root, self.name)
        except (FileNotFoundError, NotADirectoryError):
            return model()
        except OSError as error:
            raise self._refuse(f"this record cannot be read: {error.strerror}") from None
        return self._parse(content, model)

    def _parse(self, content: bytes, model: type[Record]) -> Record:
        try:
            return model.model_validate(json.loads(content, object_pairs_hook=_refuse_twice))
        except json.JSONDecodeError as error:
            raise self._refuse(f"this is not JSON: {error.msg}", error.lineno, error.colno) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(map(str, first["loc"])) or "the record"
            raise self._refuse(f"{where} is not as this program wrote it: {first['msg']}") from None
        except (ValueError, RecursionError):
            raise self._refuse("this is not as this program wrote it, or something is in it twice") from None

    def _refuse(self, message: str, line: int = 0, column: int = 0) -> ProblemsFoundError:
        return ProblemsFoundError([Problem(Location(self.name, line, column), self.rule, message, self.hint)])


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Make an object of its pairs; two of one name, as a merge may leave them, would hide one another."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(pairs)
    return made
