"""The pictures of mails and pages: those of an issue in its own folder, and the publication's logo.

They are there as soon as an issue is ready, before its day: what is sent must be live by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from newsletter.errors import BuildError
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.pictures import PictureError, Pictures, Variant
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import LOGO_FOLDER, list_logo_variants

BEFORE_ITS_DAY = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the variants of every picture of an issue.

    Raises:
        BuildError: a file has changed or gone since the issue was checked.
    """
    if edition.publication.folder:
        return  # those of the main language are for all
    folder = f"{SITE}{pictures_path(edition.issue.period)}"
    yield from _encode(renderer.list_variants(edition), renderer.pictures, folder)


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield what is to be made of the logo, if there is one."""
    if archive.publication.logo and not archive.publication.folder:
        yield AggregatePage("pictures", "logo", archive.publication)


def make_aggregate_page(aggregate: AggregatePage, _: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the variants of the logo.

    Raises:
        BuildError: its file has changed or gone since the publication was checked.
    """
    variants = list_logo_variants(aggregate.publication, renderer.pictures)
    return _encode(variants, renderer.pictures, f"{SITE}{LOGO_FOLDER}")


def _encode(variants: Mapping[str, Variant], pictures: Pictures, folder: str) -> Iterator[Artifact]:
    for name, variant in variants.items():
        try:
            yield Artifact(f"{folder}{name}", pictures.encode(variant, folder))
        except PictureError as error:
            raise BuildError(f"The picture {variant.source.file} {error}. {error.hint}") from error
