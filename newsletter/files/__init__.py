"""The only writer: paths below a root, no links followed, files whole or not at all. And the careful way to read.

A root is a folder that a person named, and may be a link. A name below it, with forward slashes, may come from anybody:
a document, a manifest, a link in a repository. Errors are the system's own: an ``OSError`` whose ``strerror`` can be
shown to a person, and whose ``filename`` is the whole path of what is at fault.
"""

from newsletter.files._walk import LinkError, NotAFileError, require_file, split_name
from newsletter.files.below import find_target, list_below, read_below, walk_below, write_below
from newsletter.files.folder import PART, Folder
from newsletter.files.given import find_real, make_root, read_given, require_given, write_given
from newsletter.files.locks import hold_lock

__all__ = [
    "PART",
    "Folder",
    "LinkError",
    "NotAFileError",
    "find_real",
    "find_target",
    "hold_lock",
    "list_below",
    "make_root",
    "read_below",
    "read_given",
    "require_file",
    "require_given",
    "split_name",
    "walk_below",
    "write_below",
    "write_given",
]
