"""What an issue becomes: one module for each output, found in this folder or named in ``newsletter.toml``.

A module may offer either or both of:

``issue_artifacts(edition, renderer)``
    the files that come from one issue alone; with ``FOR_DRAFTS = True`` drafts get them too, with
    ``BEFORE_ITS_DAY = True`` an issue that is ready and waits for its day, and with ``UNTIL_PUBLIC = True`` none that
    is out;
``plan_aggregate_pages(archive)`` and ``make_aggregate_page(page, fragments, renderer)``
    the files that come from many issues: first a plan of which there will be and what each needs, then the files;
``make_fragment(edition, renderer)``
    what those need of one issue, as bytes: made while the issue is loaded, for each ``AggregatePage.periods`` with it;
``find_fragment_file(period)``
    which file of an issue is its fragment, if one is: an issue that has not changed is not loaded for it again.
``AggregatePage.needs``
    pages whose own fragments a page needs: each yields its own at the path that ``name_fragment`` returns.
``AggregatePage.fragments_of``
    the output whose fragments a page needs, if not its own.

None of them need yield anything: an output that has nothing for an issue, or for an archive, makes no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import cast

from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.errors import PluginError
from newsletter.installation import list_own_outputs
from newsletter.outputs.base import AggregatePage, Archive, Artifact, name_fragment
from newsletter.plugins import Group, list_installed, list_plugins, load_plugin
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

EARLY = ("email", "message", "pictures")
"""Our outputs that have files of an issue before it is public: a draft's e-mail needs no other."""


@cache
def find_outputs(named: tuple[str, ...] = ()) -> dict[str, ModuleType]:
    """Import every output of this program, and those of other distributions that are named; return them by name.

    Raises:
        PluginError: one that is named is not installed, or cannot be used.
    """
    own = {name: import_module(f"{__name__}.{name}") for name in list_own_outputs()}
    return own | {name: find_output(name) for name in named if name not in own}


def find_output(name: str) -> ModuleType:
    """Return the output of another distribution with this name.

    Raises:
        PluginError: there is none, or it cannot be used.
    """
    if name not in list_plugins(Group.OUTPUTS):
        raise PluginError(f"Unknown output '{name}'. {list_installed(Group.OUTPUTS)}")
    return cast("ModuleType", load_plugin(Group.OUTPUTS, name, _find_fault))


def _find_fault(output: object) -> str:
    offered = [name for name in _OFFERS if callable(getattr(output, name, None))]
    return "" if offered else f"it has none of {', '.join(_OFFERS)}"


_OFFERS = ("issue_artifacts", "plan_aggregate_pages")
"""The functions of which an output must offer one."""


def make_issue_artifacts(edition: Edition, renderer: Renderer, *, is_public: bool) -> Iterator[Artifact]:
    """Yield every file that comes from one issue alone; some only if it is ready, and most only if it is public.

    Of an issue that was withdrawn, only an output with ``FOR_WITHDRAWN = True`` has any.
    """
    for output in _find_asked(edition.publication.outputs, is_public=is_public):
        if edition.issue.withdrawn and not getattr(output, "FOR_WITHDRAWN", False):
            continue
        if is_public and getattr(output, "UNTIL_PUBLIC", False):
            continue
        if hasattr(output, "issue_artifacts") and (is_public or _is_early(output, edition)):
            yield from place_artifacts(output.issue_artifacts(edition, renderer), edition.publication)


def _find_asked(named: tuple[str, ...], *, is_public: bool) -> Iterable[ModuleType]:
    """Return the outputs that may have files of an issue; before it is public, the others of ours are not imported."""
    if is_public:
        return find_outputs(named).values()
    theirs = [find_output(name) for name in named if name not in list_own_outputs()]
    return [*(import_module(f"{__name__}.{name}") for name in EARLY), *theirs]


def place_artifacts(artifacts: Iterable[Artifact], publication: Publication) -> Iterator[Artifact]:
    """Put files into the folder of their publication's language, if it has one: ``site/cy/issues/2026-12/``."""
    if not publication.folder:
        yield from artifacts
        return
    for artifact in artifacts:
        yield replace(artifact, path=place_path(artifact.path, publication))


def place_path(path: str, publication: Publication) -> str:
    """Insert the folder of a language after the first folder of a path."""
    top, slash, rest = path.rpartition("/") if path.count("/") < 1 else path.partition("/")
    return f"{top}{slash}{publication.folder}{rest}"


def _is_early(output: ModuleType, edition: Edition) -> bool:
    """Whether an output makes its files before the day of an issue."""
    return getattr(output, "FOR_DRAFTS", False) or (edition.issue.is_ready and getattr(output, "BEFORE_ITS_DAY", False))


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield every aggregate page of an archive."""
    for output in find_outputs(archive.publication.outputs).values():
        if hasattr(output, "plan_aggregate_pages"):
            yield from output.plan_aggregate_pages(archive)


def make_fragments(edition: Edition, renderer: Renderer, made: Iterable[Artifact] = ()) -> Iterator[tuple[str, bytes]]:
    """Yield what the aggregate pages of each output need of an issue, with the output's name.

    One that is among the files ``made`` of the issue is not made twice.
    """
    contents = {artifact.path: artifact.content for artifact in made}
    for name, output in find_outputs(edition.publication.outputs).items():
        if hasattr(output, "make_fragment"):
            path = find_fragment_path(output, edition.publication, edition.issue.period)
            yield name, contents.get(path) or output.make_fragment(edition, renderer)


def find_fragment_path(output: ModuleType, publication: Publication, period: Period) -> str:
    """Return which file of an issue is its fragment for an output; nothing if none is."""
    find_file = getattr(output, "find_fragment_file", None)
    return place_path(find_file(period), publication) if find_file else ""


def place_fragment(output: str, name: str, publication: Publication) -> str:
    """Return the path of the fragment of a page, in the folder of its publication's language."""
    return place_path(name_fragment(output, name), publication)


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of one aggregate page; ``fragments`` are of its ``periods`` and ``needs``, in that order."""
    output = find_outputs((aggregate.output,))[aggregate.output]
    return place_artifacts(output.make_aggregate_page(aggregate, fragments, renderer), aggregate.publication)
