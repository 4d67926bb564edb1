"""Plug-ins from other distributions: found by the names of their entry points, and imported only when needed.

An entry point (https://packaging.python.org/specifications/entry-points/) in one of the groups below is a plug-in.
A broken one raises a ``PluginError``, whose message names its distribution and says what to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from enum import StrEnum
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

from newsletter.errors import PluginError


class Group(StrEnum):
    """A group of entry points: what kind of thing a plug-in is."""

    PACKS = "newsletter.packs"
    PROVIDERS = "newsletter.providers"
    OUTPUTS = "newsletter.outputs"

    @property
    def noun(self) -> str:
        """The word for one plug-in of the group: pack, provider or output."""
        return self.value.rpartition(".")[2].removesuffix("s")


@cache
def _find_entry_points(group: Group) -> tuple[EntryPoint, ...]:
    return tuple(sorted(entry_points(group=group), key=lambda point: (point.name, point.value)))


def list_plugins(group: Group) -> tuple[str, ...]:
    """Return the names of a group's plug-ins in alphabetical order, without importing any."""
    return tuple(dict.fromkeys(point.name for point in _find_entry_points(group)))


def list_installed(group: Group) -> str:
    """Return a sentence that names the plug-ins of a group."""
    names = list_plugins(group)
    return f"Installed are: {', '.join(names)}." if names else "None is installed."


def load_plugin(group: Group, name: str, find_fault: Callable[[object], str]) -> object:
    """Import the plug-in of this name, which must be one of ``list_plugins``.

    ``find_fault`` returns what is wrong with the imported object, or an empty string.

    Raises:
        PluginError: it cannot be imported, is not what it should be, or two distributions offer the name.
    """
    point = _require_one(group, name)
    try:
        found = point.load()
        fault = find_fault(found)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a plug-in may raise anything, and must not end the program
        fault = f"importing it failed: {_describe(error)}"
    if fault:
        raise PluginError(f"The {group.noun} '{name}' of {_name(point)} cannot be used: {fault}. {_advise(point)}")
    return found


def find_broken(group: Group, own: Collection[str], load: Callable[[str], object]) -> tuple[str, ...]:
    """Import every plug-in of a group, and return a message for each broken one; ``own`` are the built-in names."""
    sentences = []
    for name in list_plugins(group):
        try:
            owner = _name(_require_one(group, name))
            if name in own:
                sentences.append(
                    f"The {group.noun} '{name}' of {owner} is not used: the name is that of a built-in one."
                )
            else:
                load(name)
        except PluginError as error:
            sentences.append(str(error))
    return tuple(sentences)


def fingerprint_plugin(group: Group, name: str) -> str:
    """Return a digest of a plug-in's code and data, so that its cached results are made again when it changes.

    Raises:
        PluginError: two distributions offer the name.
    """
    point = _require_one(group, name)
    digest = hashlib.sha256(f"{_name(point)} {point.value}".encode())
    for path in _list_files(point.module.partition(".")[0]):
        digest.update(f"\0{path.name}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def _list_files(package: str) -> Iterator[Path]:
    spec = find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        files = (path for path in Path(folder).rglob("*") if path.is_file() and path.suffix != ".pyc")
        yield from sorted(files)
    if spec and spec.origin and not spec.submodule_search_locations:
        yield Path(spec.origin)


def _require_one(group: Group, name: str) -> EntryPoint:
    first, *others = (point for point in _find_entry_points(group) if point.name == name)
    if others:
        owners = " and ".join(dict.fromkeys(map(_name, (first, *others))))
        raise PluginError(f"The {group.noun} '{name}' is offered by {owners}. Uninstall all of them but one.")
    return first


def _name(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else point.module


def _advise(point: EntryPoint) -> str:
    """Return a hint that names the entry point and what to do about it."""
    owner = point.dist.name if point.dist else point.module
    return f"Its entry point is {point.name} = {point.value}. Update or uninstall {owner}."


def _describe(error: BaseException) -> str:
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words}".removesuffix(".").removesuffix(": ")
