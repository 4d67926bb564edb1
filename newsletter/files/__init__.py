"""All writing of files, and safe reading: paths below a root, no links followed, and files written whole or not at all.

A root is a folder that the user named, and may be a link. A name below it, with forward slashes, is untrusted: it may
come from a document, a manifest or a link in a repository. Errors are ``OSError``: ``strerror`` can be shown to a user,
and ``filename`` is the whole path of the file at fault.
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
