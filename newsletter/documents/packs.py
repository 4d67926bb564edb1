"""Packs, by their names: in this program's own ``packs`` folder, or as entry points; and the models that they make.

A pack supports one field of work: it has blocks, and the rules, words and templates that go with them. A publication
names the packs it uses; no others are imported. For each set of packs the models that parse documents are made once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Union, cast

from pydantic import BaseModel, BeforeValidator, Field, create_model

from newsletter.documents.blocks import BLOCK_TYPES, Section
from newsletter.documents.blocks._advice import refuse_block
from newsletter.documents.blocks.base import Block, type_of
from newsletter.documents.issue import Issue
from newsletter.documents.mail_settings import EmailSettings
from newsletter.documents.publication import ContentNote, Publication
from newsletter.errors import PluginError
from newsletter.plugins import Group, fingerprint_plugin, list_plugins, load_plugin

_OWN = "newsletter.packs"
_FOLDER = Path(__file__).parents[1] / "packs"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pack:
    """What one field of work adds to a newsletter. Its modules are imported only when needed."""

    name: str
    """The name in ``newsletter.toml``: ``packs = ["recipes"]``."""
    blocks: tuple[type[Block], ...] = ()
    """The blocks that editors may write."""
    templates: Path | None = None
    """The folder of its templates: ``blocks/NAME.html`` and ``blocks/NAME.txt`` for each block."""
    languages: Path | None = None
    """The folder of its catalogues, if it has words of its own for readers: ``cy.po`` and ``cy.mo``."""
    recogniser: str = ""
    """``module:object``: the recogniser of its blocks in imported sources (``importing.recognisers.Recogniser``)."""
    content_note: type[ContentNote] = ContentNote
    """The content note of a publication that uses it, if its blocks name more than themes."""
    mail: type[EmailSettings] = EmailSettings
    """The settings of the e-mails of a publication that uses it, if its blocks can be shortened there."""
    rules: tuple[str, ...] = ()
    """The modules of its rules, which use the same decorators as the program's own."""
    words: Path | None = None
    """A file of correctly spelt words that are in no dictionary."""
    starter: Path | None = None
    """A file of TOML to append to a new ``newsletter.toml``: themes, and whatever else its blocks need."""
    example: Path | None = None
    """A folder with a whole newsletter to begin from; ``$title``, ``$uuid`` and ``$today`` in its TOML are set."""
    caution: str = ""
    """What must not be in the lines that a locked phone shows to everybody: no names"""
    former_names: tuple[str, ...] = ()
    """Earlier names that publications may still use."""


def list_packs() -> tuple[str, ...]:
    """Return the names of all installed packs in alphabetical order, without importing any."""
    return tuple(sorted({*list_own_packs(), *list_plugins(Group.PACKS)}))


def find_packs(names: Iterable[str]) -> tuple[Pack, ...]:
    """Return the packs with these names, each once.

    Raises:
        PluginError: there is no such pack, or it cannot be used.
    """
    return tuple(dict.fromkeys(map(find_pack, names)))


def find_catalogues(names: Iterable[str]) -> tuple[Path, ...]:
    """Return the folders of catalogues of the packs with these names."""
    return tuple(pack.languages for pack in find_packs(names) if pack.languages)


@cache
def find_pack(name: str) -> Pack:
    """Return the pack with this name.

    Raises:
        PluginError: there is no such pack, or it cannot be used.
    """
    if name in list_own_packs():
        return _load_own(name)
    if name in list_plugins(Group.PACKS):
        return _load_plugin(name)
    renamed = (pack for pack in map(_load_own, list_own_packs()) if name in pack.former_names)
    if pack := next(renamed, None):
        return pack
    known = list_packs()
    close = "".join(f"Did you mean '{match}'? " for match in get_close_matches(name, known, 1))
    raise PluginError(f"Unknown pack '{name}'. {close}Installed are: {', '.join(known)}.")


def load_part(pack: Pack, reference: str) -> Any:  # noqa: ANN401  # what the reader of that part says it is
    """Import a part of a pack, named as ``module:object`` or ``module``.

    Raises:
        PluginError: it cannot be imported.
    """
    module, _, name = reference.partition(":")
    try:
        part = import_module(module)
        return getattr(part, name) if name else part
    except Exception as error:
        words = f"{type(error).__name__}: {error}".removesuffix(".")
        raise PluginError(f"The pack '{pack.name}' cannot be used: importing {reference} failed: {words}.") from error


def collect_blocks(names: Iterable[str]) -> dict[str, type[Block]]:
    """Return every block that a publication with these packs may use, by its type.

    Raises:
        PluginError: a pack cannot be used, or two of them have the same block.
    """
    blocks, owners = dict(BLOCK_TYPES), dict.fromkeys(BLOCK_TYPES, "this program")
    for pack in find_packs(names):
        for block in pack.blocks:
            kind = type_of(block)
            if kind in blocks:
                raise PluginError(f"The pack '{pack.name}' has a block '{kind}', and so has {owners[kind]}. Use one.")
            blocks[kind], owners[kind] = block, f"the pack '{pack.name}'"
    return blocks


def explain_offer(used: tuple[str, ...], kind: str) -> str:
    """Return the ``packs`` line to write for a block of this kind, or an empty string if no pack has it.

    Imports every installed pack, so call it only for an unknown block.
    """
    offers = [name for name in list_packs() if name not in used and _has_block(name, kind)]
    lines = [f"packs = [{', '.join(json.dumps(name) for name in (*used, offer))}]" for offer in offers]
    return f"Write at the top of newsletter.toml: {' or '.join(lines)}" if lines else ""


def _has_block(name: str, kind: str) -> bool:
    try:
        return kind in map(type_of, find_pack(name).blocks)
    except PluginError:
        return False  # a broken pack matters only to publications that use it


def fingerprint_pack(name: str) -> str:
    """Return a digest of a pack's code, or an empty string if it is part of this program.

    Raises:
        PluginError: two distributions offer the pack.
    """
    return "" if name in list_own_packs() else fingerprint_plugin(Group.PACKS, name)


@cache
def list_own_packs() -> tuple[str, ...]:
    """Return the names of the packs that come with this program in alphabetical order, without importing any."""
    return tuple(sorted(path.parent.name.replace("_", "-") for path in _FOLDER.glob("[a-z]*/__init__.py")))


def _load_own(name: str) -> Pack:
    pack: Pack = import_module(f"{_OWN}.{name.replace('-', '_')}").PACK
    return pack


def _load_plugin(name: str) -> Pack:
    return cast("Pack", load_plugin(Group.PACKS, name, lambda thing: _find_fault(thing, name)))


def _find_fault(thing: object, name: str) -> str:
    if not isinstance(thing, Pack):
        return f"it is not a Pack, but of type {type(thing).__name__}"
    if thing.name != name:
        return f"its name is '{thing.name}'"
    bad = [block.__name__ for block in thing.blocks if not isinstance(type_of(block), str)]
    return f"{bad[0]} has no type" if bad else ""


@cache
def issue_model(packs: tuple[str, ...]) -> type[Issue]:
    """Return the model of an issue in a publication that uses these packs.

    Raises:
        PluginError: a pack cannot be used, or two of them have the same block.
    """
    blocks = [*_collect_leaves(packs), section_model(packs)]
    return _derive(Issue, packs, blocks=(_list_of(blocks, packs), ()))


@cache
def section_model(packs: tuple[str, ...]) -> type[Section]:
    """Return the model of a section, which may contain every block except another section.

    Raises:
        PluginError: a pack cannot be used, or two of them have the same block.
    """
    blocks = _list_of(_collect_leaves(packs), packs)
    return _derive(Section, packs, blocks=(blocks, Field(min_length=1)))


@cache
def publication_model(packs: tuple[str, ...]) -> type[Publication]:
    """Return the model of a publication that uses these packs.

    Raises:
        PluginError: a pack cannot be used.
    """
    used = find_packs(packs)
    parts = {
        "content_note": _combine(ContentNote, [pack.content_note for pack in used]),
        "mail": _combine(EmailSettings, [pack.mail for pack in used]),
    }
    changed = {name: (part, part()) for name, part in parts.items() if part not in (ContentNote, EmailSettings)}
    return _derive(Publication, packs, **changed) if changed else Publication


def _combine(base: type[Any], parts: list[type[Any]]) -> type[Any]:
    """Return a model with the fields of several, each of which extends the base."""
    own = tuple(dict.fromkeys(part for part in parts if part is not base))
    return own[0] if len(own) == 1 else create_model(base.__name__, __base__=own or base) if own else base


def _collect_leaves(packs: tuple[str, ...]) -> list[type[Any]]:
    return [block for block in collect_blocks(packs).values() if block is not Section]


def _list_of(blocks: Collection[type[Block]], packs: tuple[str, ...]) -> Any:  # noqa: ANN401  # a type, made here
    """Return the type of a list of these blocks; others are refused with what to write instead."""
    known = {type_of(block) for block in blocks}

    def advise(value: object) -> object:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind not in known:
            refuse_block(kind, known, explain_offer(packs, kind))
        return value

    one: Any = Union[tuple(sorted(blocks, key=lambda block: block.__name__))]  # noqa: UP007  # built at run time
    return GenericAlias(tuple, (Annotated[one, Field(discriminator="type"), BeforeValidator(advise)], ...))


def _derive(base: type[Any], packs: tuple[str, ...], **fields: Any) -> type[Any]:  # noqa: ANN401  # as Pydantic takes them
    """Make a model with some other fields than its base; it keeps the name of the base."""
    derived: type[Any] = create_model(base.__name__, __base__=base, __module__=__name__, __doc__=base.__doc__, **fields)
    derived.__qualname__ = f"{base.__name__}:{','.join(packs)}"  # __getattr__ finds it by this name
    return derived


_MODELS: dict[str, Callable[[tuple[str, ...]], type[BaseModel]]] = {
    "Issue": issue_model,
    "Section": section_model,
    "Publication": publication_model,
}


def __getattr__(name: str) -> type[BaseModel]:
    """Return a model by its full name, so that pickle can pass documents to other processes."""
    kind, colon, packs = name.partition(":")
    if kind not in _MODELS or not colon:
        raise AttributeError(name)
    return _MODELS[kind](tuple(filter(None, packs.split(","))))
