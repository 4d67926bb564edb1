"""The pictures of an issue: every file that its mail and its pages show, below the issue's own folder.

They are there as soon as the issue is ready, before its day: what is sent must be live by then.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.errors import BuildError
from newsletter.outputs.base import SITE, Artifact
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.pictures import PictureError
from newsletter.rendering.renderer import Renderer

BEFORE_ITS_DAY = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the variants of every picture of an issue.

    Raises:
        BuildError: a file has changed or gone since the issue was checked.
    """
    if edition.publication.folder:
        return  # those of the main language are for all
    folder = f"{SITE}{pictures_path(edition.issue.period)}"
    for name, variant in renderer.list_variants(edition).items():
        try:
            yield Artifact(f"{folder}{name}", renderer.pictures.encode(variant, folder))
        except PictureError as error:
            raise BuildError(f"The picture {variant.source.file} {error}. {error.hint}") from error
