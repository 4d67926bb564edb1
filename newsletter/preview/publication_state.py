"""The publication and its templates, as they were when last valid; read again only when they change."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from newsletter.checking import Stage, check_publication
from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError
from newsletter.loading import FILE, LoadedPublication, load_publication
from newsletter.parsing.files import read_file
from newsletter.pipeline import explain
from newsletter.preview.traced_issue import Tracer
from newsletter.rendering.block_markers import MarkingRenderer
from newsletter.rendering.renderer import Renderer, find_template_folders, make_renderer
from newsletter.rendering.tracing.renderer import TracingRenderer
from newsletter.tables import FOLDERS


class PublicationState:
    """What every issue is rendered with."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._digest = ""
        self._stamps = ""
        self.today = date.max
        self.loaded: LoadedPublication | None = None
        self._tracer: Tracer | None = None
        self.renderer: Renderer | None = None
        self.problems: tuple[Problem, ...] = ()
        self.is_current = False

    @property
    def publication(self) -> Publication | None:
        """The publication as it last was in order."""
        return self.loaded.publication if self.loaded else None

    def find_tracer(self) -> Tracer | None:
        """Return what traces its issues, made when it is first asked for; None where nothing can be rendered."""
        if self._tracer is None and self.loaded and self.renderer:
            renderer = make_renderer(self._root, self.loaded.publication.packs, TracingRenderer)
            self._tracer = Tracer(self.loaded, renderer)
        return self._tracer

    @property
    def key(self) -> str:
        """A name for the state of everything here, valid or not."""
        return f"{self._digest} {self._stamps}"

    def refresh(self, today: date) -> None:
        """Read what changed; if that is broken, keep the last good publication."""
        digest = f"{today} {self._hash_publication()}"
        if digest != self._digest:
            self._digest, self.today = digest, today
            self._refresh_publication(today)
        self._refresh_templates()

    def _refresh_templates(self) -> None:
        packs = self.publication.packs if self.publication else ()
        files = (self._root / folder for folder in FOLDERS)
        stamps = _stamp_files((*find_template_folders(self._root, packs), *files))
        if stamps != self._stamps:
            self._stamps, self._tracer, self.renderer = stamps, None, None
            self.renderer = make_renderer(self._root, packs, MarkingRenderer)

    def _refresh_publication(self, today: date) -> None:
        try:
            loaded = load_publication(self._root)
            self.problems = check_publication(loaded, today, self._root, Stage.CHECK)
            self.loaded, self.is_current, self._tracer = loaded, True, None
        except NewsletterError as error:
            self.problems, self.is_current = explain(error, FILE), False

    def _hash_publication(self) -> str:
        try:
            return hashlib.sha256(read_file(self._root / FILE, FILE)).hexdigest()
        except ProblemsFoundError as error:
            return str(error)


def _stamp_files(folders: tuple[Path, ...]) -> str:
    """Return a name for the state of all files below some folders, without reading them."""
    paths = (path for folder in dict.fromkeys(folders) for path in sorted(folder.rglob("*")))
    return hashlib.sha256("\n".join(map(_stamp, paths)).encode(errors="surrogateescape")).hexdigest()


def _stamp(path: Path) -> str:
    try:
        status = path.stat()
    except OSError:  # removed since it was listed, or a broken link
        return f"{path} gone"
    return f"{path} {status.st_mtime_ns} {status.st_size} {status.st_ino}"
