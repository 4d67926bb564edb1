"""Archives that are built once for all tests of the installation."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installation.archives import build_archive, copy_repository
from tests.shared import make_once


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository."""
    return make_once(tmp_path_factory, "source", copy_repository)


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the repository."""
    return make_archive(source, "wheel", tmp_path_factory)


@pytest.fixture(scope="session")
def sdist(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the source archive of the repository."""
    return make_archive(source, "sdist", tmp_path_factory)


def make_archive(source: Path, target: str, factory: pytest.TempPathFactory) -> Path:
    """Return the ``wheel`` or ``sdist`` of a source tree, built once for all processes that run the tests."""
    (archive,) = make_once(factory, target, lambda folder: build_archive(source, target, folder)).iterdir()
    return archive
