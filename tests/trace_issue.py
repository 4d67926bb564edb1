"""The modules that a build and a send enter: ``python -m tests.trace_issue ROOT`` writes them in order, one a line.

``python -m tests.trace_issue ROOT mail`` writes those between a document and its mail alone.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from types import FrameType

from newsletter.building import BuildRequest, build
from newsletter.cli import main
from newsletter.loading import load_issue, load_publication
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer

PACKAGE = Path(__file__).parents[1] / "newsletter"


class Trace:
    """The files of the package in which a function is called, each once; to import a module is not to enter it."""

    def __init__(self) -> None:
        self.files: dict[str, None] = {}

    def see(self, frame: FrameType, event: str, _argument: object) -> None:
        """Take note of a call."""
        code = frame.f_code
        if event == "call" and code.co_name != "<module>" and code.co_filename.startswith(str(PACKAGE)):
            self.files[code.co_filename] = None


def trace(root: Path) -> list[str]:
    """Build the publication in a folder, send its issue of January 2024, and return the modules on the way."""
    seen = Trace()
    sys.setprofile(seen.see)
    build(BuildRequest(root, root / "dist", date(2024, 5, 20)))
    code = main(["send", "2024-01", "--yes", "--root", str(root)])
    sys.setprofile(None)
    assert code == 0, "the send was refused"
    return [Path(name).relative_to(PACKAGE.parent).as_posix() for name in seen.files]


def trace_mail(root: Path) -> list[str]:
    """Load the issue of January 2024 of a publication, render its mail, and return the modules on the way."""
    publication = load_publication(root).publication
    renderer, seen = make_renderer(root, publication.packs), Trace()
    sys.setprofile(seen.see)
    loaded = load_issue(root / "issues/2024-01.yaml", "issues/2024-01.yaml", publication.packs)
    render_campaign(Edition(publication, loaded.issue), renderer)
    sys.setprofile(None)
    return [Path(name).relative_to(PACKAGE.parent).as_posix() for name in seen.files]


if __name__ == "__main__":
    entered = trace_mail if sys.argv[2:] == ["mail"] else trace
    sys.stdout.write("\n".join(entered(Path(sys.argv[1]))))
