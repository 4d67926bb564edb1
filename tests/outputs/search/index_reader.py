"""An index read as a browser reads it, and whole: every word that can be found, wherever it is cut in two."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Postings = dict[int, tuple[int, ...]]
"""The places of a stem in each document that has it."""


class Numbers:
    """Reads whole numbers (LEB128) and bytes, one after the other."""

    def __init__(self, content: bytes, at: int = 0) -> None:
        self._content, self.at = content, at

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self._content[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:  # the last byte of a number
                return value

    def take(self, length: int) -> bytes:
        self.at += length
        return self._content[self.at - length : self.at]


@dataclass(frozen=True)
class Index:
    """The files of a search, by their paths in its folder."""

    files: Mapping[str, bytes]

    def read_json(self, name: str) -> dict[str, object]:
        read: dict[str, object] = json.loads(self.files[name])
        return read

    @property
    def segments(self) -> list[str]:
        return [name for name, _ in json.loads(self.files["index.json"])["segments"]]

    def read_stems(self, segment: str) -> dict[str, Postings]:
        """Return every stem of a segment with its postings; each is in the shard that its table says."""
        table = json.loads(self.files[f"{segment}/segment.json"])
        found: dict[str, Postings] = {}
        for first, stamp in table["shards"]:
            own = dict(self._read_shard(f"{segment}/{first.encode().hex()}", stamp))
            assert next(iter(own)) == first
            found |= own
        return found

    def _read_shard(self, path: str, stamp: str) -> Iterator[tuple[str, Postings]]:
        bodies, places = self.files[f"{path}.bin"], Numbers(self.files[f"{path}.pos"], 3)
        assert bodies[:3].hex() == stamp == self.files[f"{path}.pos"][:3].hex()
        head = Numbers(bodies, 3)
        count, length = head.number(), head.number()
        body, word = Numbers(bodies, head.at + length), b""
        for _ in range(count):
            common = head.number()
            word = word[:common] + head.take(head.number())
            documents, size, own = head.number(), head.number(), head.number()
            begin, begin_places = body.at, places.at
            yield word.decode(), dict(_read_postings(body, places, documents))
            assert (body.at - begin, places.at - begin_places) == (size, own)

    def read_words(self) -> dict[tuple[str, str], int]:
        """Return every word as it is printed, with its stem and its class."""
        rows: list[list[object]] = []
        for first, _ in json.loads(self.files["index.json"])["words"]:
            own = json.loads(self.files[f"w/{first.encode().hex()}.json"])["words"]
            assert own[0][0] == first
            rows += own
        return {(str(word), str(stem or word)): int(str(size)) for word, stem, size in rows}


def _read_postings(body: Numbers, places: Numbers, documents: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    document = 0
    for _ in range(documents):
        value = body.number()
        document += value >> 1
        found, at, is_last = [], 0, 0
        while not is_last:
            step = places.number()
            at, is_last = at + (step >> 1), step & 1
            found.append(at)
        assert (len(found) > 1) == bool(value & 1)
        yield document, tuple(found)


def read_folder(folder: Path) -> Index:
    """Return the index in a folder."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return Index(files)
