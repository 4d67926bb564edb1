"""The same issues give the same bytes, wherever and whenever they are made, and nothing given is changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.outputs import feeds
from newsletter.outputs.base import Archive, summarise_issue
from newsletter.rendering.edition import Edition
from tests.outputs.feed_cases import RENDERER, make_feeds, make_months, make_publication

ROOT = Path(__file__).parents[2]
PROGRAM = """
import hashlib, locale
from contextlib import suppress
from tests.outputs.feed_cases import make_feeds, make_months
with suppress(locale.Error):  # the machine may not have the locale that it is told to use
    locale.setlocale(locale.LC_ALL, "")
digest = hashlib.sha256()
for path, document in sorted(make_feeds(make_months(14, items=2)).items()):
    digest.update(path.encode() + document)
print(digest.hexdigest())
"""


def make_elsewhere(folder: Path, **environment: str) -> str:
    """Return the digest of some feeds, made by another process in ``folder``."""
    finished = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", PROGRAM],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    return make_elsewhere(tmp_path_factory.mktemp("usual"), PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "TZ": "Pacific/Auckland"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "de_DE.UTF-8", "TZ": "UTC"},
    ],
    ids=["hash seed", "time zone", "encoding", "language"],
)
def test_the_bytes_are_the_same_in_another_environment(tmp_path: Path, usual: str, environment: dict[str, str]) -> None:
    assert make_elsewhere(tmp_path, **environment) == usual


def test_the_bytes_are_the_same_the_second_time() -> None:
    assert make_feeds(make_months(14)) == make_feeds(make_months(14))


def test_making_feeds_changes_nothing_it_was_given() -> None:
    publication = make_publication()
    editions = [Edition(publication, issue) for issue in make_months(2)]
    archive = Archive(publication, tuple(summarise_issue(edition, RENDERER) for edition in editions))
    (aggregate,) = feeds.plan_aggregate_pages(archive)
    before = (repr(aggregate), repr(archive), [edition.issue.model_dump_json() for edition in editions])

    list(
        feeds.make_aggregate_page(aggregate, [feeds.make_fragment(edition, RENDERER) for edition in editions], RENDERER)
    )

    assert (repr(aggregate), repr(archive), [edition.issue.model_dump_json() for edition in editions]) == before


def test_planning_does_not_load_feedgen() -> None:
    program = "import sys, newsletter.outputs.feeds; sys.exit('feedgen' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0  # noqa: S603  # our own
