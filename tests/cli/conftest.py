"""A publication to give commands to, and the command itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.cli import main
from newsletter.cli.draft_files import COMMAND
from tests.building.publications import make_publication
from tests.cli.calls import Call, Ended


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a publication with two issues, with a space in its path."""
    return make_publication(tmp_path / "my news")


@pytest.fixture
def call(root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Return a way to call ``newsletter`` on that publication, in this process, as if it were found by that name."""
    monkeypatch.setenv(COMMAND, "newsletter")

    def call_newsletter(command: str, *arguments: str | Path) -> Ended:
        capsys.readouterr()
        code = main([command, "--root", str(root), *map(str, arguments)])
        return Ended(code, *capsys.readouterr())

    return call_newsletter
