"""What readers would get of an issue as it is saved now, in each language: what a proof freezes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.checking import Stage
from newsletter.documents.publication import Publication
from newsletter.loading import load_publication
from newsletter.outputs.base import SITE
from newsletter.parsing.document import DataPath
from newsletter.pipeline import Pipeline, PreparedIssue, open_pipeline
from newsletter.preview.proofs.freezing import Freezer
from newsletter.preview.snapshot import list_variants, make_pages
from newsletter.preview.today import find_today
from newsletter.rendering.edition import Edition
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.pictures import PictureError

_INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class NamedBlock:
    """A block as people name it, and where it is in the document."""

    number: int
    name: str
    path: DataPath
    id: str = ""
    content: str = ""
    """A digest of all but its id and title."""


@dataclass(frozen=True, slots=True)
class FrozenEdition:
    """An issue in one language: its mail, page and plain text, which load nothing."""

    language: str
    digest: str
    sender: str
    subject: str
    preheader: str
    mail: str
    page: str
    text: str


@dataclass(frozen=True, slots=True)
class FrozenIssue:
    """An issue as readers would get it, in the order of its languages; the first block list is that of all."""

    period: str
    title: str
    publication: str
    language: str
    direction: str
    blocks: tuple[NamedBlock, ...]
    editions: tuple[FrozenEdition, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of what readers would get: of several editions, of the digests of all."""
        return join_digests([edition.digest for edition in self.editions])


def join_digests(digests: Sequence[str]) -> str:
    """Return one name for the content of all editions of an issue."""
    return digests[0] if len(digests) == 1 else hashlib.sha256(" ".join(digests).encode()).hexdigest()


def freeze_issue(root: Path, period: str) -> FrozenIssue:
    """Render an issue as it is saved, and freeze what readers would get.

    Raises:
        ProblemsFoundError: the issue or the publication cannot be used.
        TemplateError: a template of the publication is wrong.
    """
    publication = load_publication(root).publication
    pipeline = open_pipeline(root, publication, Stage.CHECK, find_today())
    prepared = pipeline.prepare(f"issues/{period}.yaml")
    edition = prepared.edition
    return FrozenIssue(
        period,
        edition.issue.title,
        publication.title,
        edition.language,
        edition.direction,
        tuple(name_blocks(edition)),
        tuple(_freeze(pipeline, one) for one in _choose_editions(prepared, publication)),
    )


def _choose_editions(prepared: PreparedIssue, publication: Publication) -> tuple[PreparedIssue, ...]:
    """Return the issue in each language that has an e-mail of its own."""
    return prepared.in_every_language if len(publication.editions) > 1 else (prepared,)


def name_blocks(edition: Edition) -> Iterator[NamedBlock]:
    """Yield the blocks of an issue in reading order, a section before what it holds."""
    for number, (path, entry) in enumerate(edition.place(edition.entries)):
        name = entry.heading or entry.block.type.replace("_", " ").capitalize()
        content = entry.block.model_dump_json(exclude={"id", "title"})
        yield NamedBlock(number, name, path, entry.block.id or "", hashlib.sha256(content.encode()).hexdigest()[:16])


def _freeze(pipeline: Pipeline, prepared: PreparedIssue) -> FrozenEdition:
    edition, campaign = prepared.edition, prepared.campaign
    pages = make_pages(edition, pipeline.renderer)
    freezer = Freezer(pipeline.publication.base_url, _Files(pipeline, edition, pages).find)
    text, html = fill_tokens(campaign, campaign.unsubscribe_url)
    path = next((name for name in pages if name.endswith(f"{edition.path}{_INDEX}")), "")
    page = freezer.freeze(pages[path].decode(), path) if path else ""
    return FrozenEdition(
        edition.language,
        campaign.digest,
        f"{campaign.sender.name} <{campaign.sender.email}>",
        campaign.subject,
        campaign.preheader,
        freezer.freeze(html, ""),
        page,
        text,
    )


class _Files:
    """What the site serves beside the pages of an edition: its pictures."""

    def __init__(self, pipeline: Pipeline, edition: Edition, pages: Mapping[str, bytes]) -> None:
        self._pictures, self._pages = pipeline.renderer.pictures, pages
        self._variants = list_variants(edition, pipeline.renderer)

    def find(self, path: str) -> bytes | None:
        """Return the file at a path of the site; None where it is missing, which a rule reports."""
        variant = self._variants.get(path)
        try:
            if variant:
                return self._pictures.encode(variant, SITE + path.removesuffix(variant.name))
        except PictureError:
            return None
        return self._pages.get(path)
