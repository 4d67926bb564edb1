"""Adds lines to the end of a file, for journals. What a crash cuts short is ended before the next line."""

from __future__ import annotations

import os
from typing import BinaryIO

from newsletter.files.folder import FLAGS, READ, Folder, naming, require_file, split_name

_APPEND = READ | os.O_RDWR | os.O_CREAT | os.O_APPEND | FLAGS


def append_line(folder: Folder, name: str, line: bytes) -> int:
    """Add a line to a file below a folder, durably, and return the size of the file; the file is made if need be.

    Raises:
        LinkError: there is a link of this name, or on the way to it.
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be written; part of the line may be there.
    """
    *folders, last = split_name(name)
    handle = folder.enter(folders, makes=True)
    folder.keep_private()
    rights = 0o600 if folder.is_private else 0o666
    with naming(folder.root / name):
        descriptor = os.open(folder.at(last), _APPEND, rights, dir_fd=handle)
        with os.fdopen(descriptor, "ab+", 0) as file:
            require_file(os.fstat(descriptor).st_mode)
            _write_all(file, _end_line(file) + line + b"\n")
            os.fsync(descriptor)
            return file.tell()


def _write_all(file: BinaryIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def _end_line(file: BinaryIO) -> bytes:
    """Return the line break that the last line of a file lacks."""
    size = file.seek(0, os.SEEK_END)
    if not size:
        return b""
    file.seek(size - 1)
    return b"" if file.read(1) == b"\n" else b"\n"
