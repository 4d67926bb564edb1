"""The modules that a build and a send enter: ``python -m tests.trace_issue ROOT`` writes them in order, one a line."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from types import FrameType

from newsletter.building import BuildRequest, build
from newsletter.cli import main

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


if __name__ == "__main__":
    sys.stdout.write("\n".join(trace(Path(sys.argv[1]))))
