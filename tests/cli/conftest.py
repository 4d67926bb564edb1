"""A publication to give commands to, and the command itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsletter.cli import main
from newsletter.cli.program_name import COMMAND
from tests.building.publications import make_publication
from tests.cli.calls import Call, Ended
from tests.live_site import LiveSite


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


@pytest.fixture
def site(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """Return a web server that serves what that publication has built, at the address that its settings name."""
    with LiveSite(root / "dist" / "site", tmp_path / "authority.pem").running() as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(site.authority))
        settings = root / "newsletter.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(re.sub(r"(?m)^base_url = .*", f'base_url = "{site.url}"', text), encoding="utf-8")
        yield site
