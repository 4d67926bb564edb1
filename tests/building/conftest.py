"""A publication to build, and one that has been built: made once, copied for every test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.building.publications import make, make_publication


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_publication(tmp_path_factory.mktemp("built") / "a publication")
    make(root)
    return root


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication with two issues, January's and February's, never built."""
    return make_publication(tmp_path / "a publication")


@pytest.fixture
def dist(root: Path, _built: Path) -> Path:
    """Return the output folder of the publication after a build."""
    return Path(shutil.copytree(_built / "dist", root / "dist"))
