"""What every output keeps to: paths of its own within the folder, and the same bytes wherever and whenever."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest

from newsletter.loading import load_issue, load_publication
from newsletter.outputs import (
    EARLY,
    find_fragment_path,
    find_outputs,
    make_aggregate_page,
    make_fragments,
    plan_aggregate_pages,
)
from newsletter.outputs.base import EMAIL, FRAGMENTS, SITE, Archive, Artifact, name_fragment, summarise_issue
from newsletter.pipeline import make_editions
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer, make_renderer
from tests.building.publications import read_tree, run
from tests.packs import PACKS
from tests.shared import make_once

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
WITHDRAWN = """
blocks:
  - type: article
    id: gone
    title: What was here
    body: What it said.
    withdrawn: {at: 2024-04-03T10:00:00Z, reason: It named a person.}"""
AS_OF = date(2024, 5, 20)
FLAGS = ("FOR_DRAFTS", "BEFORE_ITS_DAY")
ANSWERED = "responses: [{to: 2024-03#kim-and-ali/what-was-asked, by: The MASH, on: 2024-05-01, state: in_hand}]\n"


every_output = pytest.mark.parametrize("output", find_outputs().values(), ids=find_outputs().keys())


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first publication with five issues: January's, one of hostile text, three that set every field.

    An entry of one of them was withdrawn.
    """
    root = tmp_path_factory.mktemp("contract") / "publication"
    (root / "issues").mkdir(parents=True)
    shutil.copytree(GOLDEN / "images", root / "images")
    shutil.copy(ROOT / "newsletter.toml", root)
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[redirects]\n"old/" = "issues/2024-01/"\n')
    shutil.copy(ROOT / "issues" / "2024-01.yaml", root / "issues")
    for period, case in (
        ("2024-02", "hostile"),
        ("2024-03", "case_review_full"),
        ("2024-04", "event"),
        ("2024-05", "image"),
    ):
        text = (GOLDEN / case / "issue.yaml").read_text(encoding="utf-8")
        text = text.replace("period: 2024-03", f"period: {period}")
        text = text.replace("\nblocks:", WITHDRAWN) if period == "2024-03" else text
        (root / "issues" / f"{period}.yaml").write_text(text, encoding="utf-8")
    (root / "responses").mkdir()
    (root / "responses" / "2024.yaml").write_text(ANSWERED, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def editions(root: Path) -> tuple[Edition, ...]:
    publication = load_publication(root).publication
    paths = sorted((root / "issues").iterdir(), reverse=True)
    loaded = (load_issue(path, f"issues/{path.name}", PACKS) for path in paths)
    return tuple(edition for one in loaded for edition in make_editions(publication, one))


def make_all(output: ModuleType, editions: tuple[Edition, ...], renderer: Renderer) -> list[Artifact]:
    """Return everything one output makes of some editions."""
    made: list[Artifact] = []
    if hasattr(output, "issue_artifacts"):
        made += [artifact for edition in editions for artifact in output.issue_artifacts(edition, renderer)]
    if hasattr(output, "plan_aggregate_pages"):
        archive = Archive(editions[0].publication, tuple(summarise_issue(edition, renderer) for edition in editions))
        by_period = {edition.issue.period: edition for edition in editions}
        for aggregate in output.plan_aggregate_pages(archive):
            source = find_outputs()[aggregate.fragments_of] if aggregate.fragments_of else output
            fragments = [source.make_fragment(by_period[period], renderer) for period in aggregate.periods]
            kept = {artifact.path: artifact.content for artifact in made}
            fragments += [kept[name_fragment(aggregate.output, name)] for name in aggregate.needs]
            made += output.make_aggregate_page(aggregate, fragments, renderer)
    return made


def test_the_outputs_of_drafts_are_listed_so_that_one_mail_imports_no_other() -> None:
    early = {name for name, one in find_outputs().items() for flag in FLAGS if getattr(one, flag, False)}
    assert early == set(EARLY)


@every_output
def test_every_output_makes_something_of_issues(output: ModuleType, editions: tuple[Edition, ...]) -> None:
    assert make_all(output, editions, make_renderer(GOLDEN, PACKS)), "the issues here set every field of every block"


@every_output
def test_a_path_is_relative_plain_and_within_the_mails_or_the_site(
    output: ModuleType, editions: tuple[Edition, ...]
) -> None:
    for path in (artifact.path for artifact in make_all(output, editions, make_renderer(GOLDEN, PACKS))):
        assert path == PurePosixPath(path).as_posix(), "no empty or dotted step"
        assert path.startswith((EMAIL, SITE, FRAGMENTS))
        assert ".." not in PurePosixPath(path).parts
        assert path.isascii()
        assert not set(path) & set('\\:*?"<>| '), "a name that some file system or address refuses"


@pytest.mark.slow
def test_no_path_is_claimed_twice(editions: tuple[Edition, ...]) -> None:
    renderer = make_renderer(GOLDEN, PACKS)
    paths = [artifact.path for output in find_outputs().values() for artifact in make_all(output, editions, renderer)]

    assert sorted(paths) == sorted(set(paths))
    assert len({path.lower() for path in paths}) == len(paths), "nor by two that differ in case alone"


@pytest.mark.slow
@every_output
def test_the_same_editions_give_the_same_bytes_again(output: ModuleType, editions: tuple[Edition, ...]) -> None:
    once = make_all(output, editions, make_renderer(GOLDEN, PACKS))
    anew = tuple(Edition(one.publication, one.issue, withdrawn=one.withdrawn) for one in editions)

    assert make_all(output, anew, make_renderer(GOLDEN, PACKS)) == once


@every_output
def test_an_output_may_make_nothing_of_an_issue_without_blocks_but_no_empty_file(
    output: ModuleType, editions: tuple[Edition, ...]
) -> None:
    empty = editions[0].issue.model_copy(update={"blocks": (), "corrections": ()})
    made = make_all(output, (Edition(editions[0].publication, empty),), make_renderer(GOLDEN, PACKS))

    assert [artifact.path for artifact in made if not artifact.content.strip()] == []


def test_an_archive_without_issues_has_pages_and_no_feed_yet(editions: tuple[Edition, ...]) -> None:
    renderer, archive = make_renderer(GOLDEN, PACKS), Archive(editions[0].publication, ())
    aggregates = list(plan_aggregate_pages(archive))
    paths = {artifact.path for aggregate in aggregates for artifact in make_aggregate_page(aggregate, (), renderer)}

    assert {aggregate.periods for aggregate in aggregates} == {()}
    assert {"site/index.html", "site/subscribe/index.html"} <= paths
    assert [path for path in paths if path.endswith((".xml", ".json"))] == ["site/sitemap.xml"]


@dataclass(frozen=True)
class Machine:
    """How one machine, person or day differs from another."""

    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "publication"
    cwd: Path = ROOT
    as_of: date = AS_OF


MACHINES = {
    "east of everybody, in German, from another working directory": Machine(
        {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
        cwd=Path(os.sep),
    ),
    "west, in Turkish, in another place, a day later": Machine(
        {"PYTHONHASHSEED": "1", "TZ": "America/Los_Angeles", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        folder="deep/er/Öther place",
        as_of=AS_OF + timedelta(days=1),
    ),
    "the plainest locale, any hash seed": Machine({"PYTHONHASHSEED": "random", "LC_ALL": "C", "PYTHONUTF8": "0"}),
}
"""Each differs in several ways at once, since a build takes seconds."""


@pytest.fixture(scope="module")
def locales(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return what makes the C library find the locales above: compiled here, where a compiler and sources are.

    Elsewhere they may be installed; where they are not, a process stays in the plainest locale, which must do as well.
    """
    compiler, folder = shutil.which("localedef"), tmp_path_factory.mktemp("locales")
    if compiler is None:
        return {}
    for name in ("de_DE", "tr_TR"):
        command = [compiler, "-i", name, "-f", "UTF-8", str(folder / f"{name}.UTF-8")]
        subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603  # the system's own program
    return {"LOCPATH": str(folder)} if any(folder.iterdir()) else {}


def build(root: Path, out: Path, machine: Machine) -> dict[str, bytes]:
    """Build as on that machine; return every file but the manifest."""
    arguments = ("build", "--root", root, "--out", out, "--as-of", str(machine.as_of))
    ended = run(*arguments, cwd=machine.cwd, environment=machine.environment)
    assert ended.returncode == 0, ended.stderr
    return read_tree(out)


@pytest.fixture(scope="module")
def here(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the files as they come out here."""
    return read_tree(make_once(tmp_path_factory, "here", lambda out: build(root, out, Machine())))


@pytest.mark.slow
@pytest.mark.parametrize("machine", MACHINES.values(), ids=MACHINES.keys())
def test_the_same_issues_give_the_same_bytes(
    root: Path, here: dict[str, bytes], machine: Machine, locales: dict[str, str], tmp_path: Path
) -> None:
    there = tmp_path / machine.folder
    shutil.copytree(root, there)
    made = build(there, there / "dist", replace(machine, environment=machine.environment | locales))

    assert len(here) > 60
    assert made.keys() == here.keys()
    assert [path for path, content in made.items() if here[path] != content] == []


@every_output
def test_a_fragment_that_is_a_file_of_its_issue_is_made_once(
    output: ModuleType, editions: tuple[Edition, ...], root: Path
) -> None:
    name, renderer = output.__name__.rpartition(".")[2], make_renderer(root, PACKS)
    for edition in editions:
        path = find_fragment_path(output, edition.publication, edition.issue.period)
        made = [Artifact(path, b"as it was made")] if path else []
        fragments = dict(make_fragments(edition, renderer, made))

        assert not path or fragments[name] == b"as it was made"
        assert not hasattr(output, "make_fragment") or dict(make_fragments(edition, renderer))[name] == (
            output.make_fragment(edition, renderer)
        )
