"""Publications that are previewed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.building.publications import make_publication
from tests.preview.previews import Preview, previewing
from tests.preview.writers import copy_january, previewing_january

ONLY_SHOWN = frozenset({"test_hostile", "test_journey", "test_live_reload", "test_problems", "test_screens"})
"""Tests of the page that shows and does not write."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what needs a preview in a process of its own: it takes a second or two to start, for each file."""
    for item in items:
        module = item.getparent(pytest.Module)
        if item.path.parent == Path(__file__).parent and {"Preview", "previewing"} & vars(module.obj).keys():  # type: ignore[union-attr]  # a test is in one
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview that all tests share: starting one takes a second or two."""
    root = make_publication(tmp_path_factory.mktemp("preview") / "my news")
    with previewing(root) as preview:
        yield preview


@pytest.fixture(scope="session")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview that only shows, for all tests of what it shows."""
    root = make_publication(tmp_path_factory.mktemp("reading") / "my news")
    with previewing(root, "--port", "0", "--read-only") as preview:
        yield preview


@pytest.fixture
def preview(request: pytest.FixtureRequest) -> Preview:
    """Return a preview of a small publication that a test may change: it begins with two issues and nothing else."""
    shown = "reading" if request.path.stem in ONLY_SHOWN else "running"
    found: Preview = request.getfixturevalue(shown)
    tidy(found.root)
    return found


@pytest.fixture(scope="session")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview of a copy of January, for all tests that write in it: its first rendering takes a second."""
    with previewing_january(tmp_path_factory.mktemp("january") / "news") as preview:
        yield preview


@pytest.fixture
def january(writing: Preview) -> Preview:
    """Return a preview of January as it is, and of nothing else."""
    clear(writing.root)
    copy_january(writing.root)
    return writing


def tidy(root: Path) -> None:
    """Put a publication back to how it began."""
    clear(root)
    make_publication(root)


def clear(root: Path) -> None:
    """Remove all that a publication has but the folder of its issues, which is watched."""
    for path in (*root.iterdir(), *(root / "issues").glob("*")):
        if path.name == "issues":
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
