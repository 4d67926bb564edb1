"""The files of a publication as a build knows them: read again only if their status says that they have changed."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsletter.files import read_below
from newsletter.parsing.files import MAX_BYTES

_NAMED_FILE = re.compile(rb"\b(?:images|data)/[A-Za-z0-9._/-]+")
"""A file of the publication in the words of a document."""

_UNSETTLED = 2_000_000_000
"""Nanoseconds in which a file may change again and still have the same times: FAT counts every other second."""

Stamp = tuple[int, int, int, int, int]
"""Size, time of change of its content and of its status in nanoseconds, and which file it is on which disk."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """What was read in a file: the digest of its bytes, and the files of the publication that a document names."""

    stamp: Stamp
    digest: str
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sources:
    """The files of a publication, each read once in a build, and not if it is as it was in the last one."""

    root: Path
    known: Mapping[str, KnownFile] = field(default_factory=dict)
    """What the last build knew."""
    _found: dict[str, KnownFile | None] = field(default_factory=dict)

    def find(self, name: str) -> KnownFile | None:
        """Return what is known of a file, or None if it cannot be read."""
        if name not in self._found:
            stamp, known = self._stamp(name), self.known.get(name)
            self._found[name] = known if known and known.stamp == stamp else self._read(name, stamp)
        return self._found[name]

    def list_settled(self, now: int) -> dict[str, KnownFile]:
        """Return what the next build may rely on: not what changed so lately that it may change again unnoticed.

        ``now`` is in nanoseconds since 1970, as files have it.
        """
        latest = now - _UNSETTLED
        every = {name: record for name, record in self._found.items() if record}
        unkept = {name for record in every.values() if record.stamp == _UNKEPT for name in record.named}
        found = {name: record for name, record in every.items() if record.stamp != _UNKEPT and name not in unkept}
        return {name: record for name, record in found.items() if max(record.stamp[1:3]) < latest}

    def _read(self, name: str, stamp: Stamp) -> KnownFile | None:
        is_document = name.startswith("issues/")
        try:  # a longer document is refused when it is loaded
            content = read_below(self.root, name, MAX_BYTES + 1 if is_document else -1)
        except (OSError, ValueError):  # a path that holds NUL is a ValueError
            return None
        named = find_named(content) if is_document else ()
        if is_document and _WITHDRAWN in content:
            stamp = _UNKEPT
        return KnownFile(stamp, hashlib.sha256(content).hexdigest(), named)

    def _stamp(self, name: str) -> Stamp:
        """Return the stamp of a file; of a link, which has no content of its own, that of what is not kept."""
        try:
            status = os.lstat(self.root / name)
        except (OSError, ValueError):
            return _UNKEPT
        if not stat.S_ISREG(status.st_mode):
            return _UNKEPT
        return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev


_UNKEPT = (-1, 0, 0, 0, 0)
"""The stamp of what is read again in each build."""

_WITHDRAWN = b"withdrawn"
"""In a document that may withdraw something: what its pictures are called can say what that was, and is not kept."""


def find_named(text: bytes) -> tuple[str, ...]:
    """Return the files of the publication that the words of a document name."""
    return tuple(sorted({found.decode() for found in _NAMED_FILE.findall(text)}))
