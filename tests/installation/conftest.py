"""Archives that are built once for all tests of the installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installation.archives import build_archive, copy_repository


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository."""
    return copy_repository(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the repository."""
    return build_archive(source, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def sdist(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source archive of the repository."""
    return build_archive(source, "sdist", tmp_path_factory.mktemp("sdist"))
