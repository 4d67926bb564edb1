"""Every path that commands read, write or remove, with something else in its place: nothing outside changes or is read.

What stands there is a link to a file or a folder outside, a link to nothing, a pipe, or a folder. A command then either
does its work as if it were not there, or says in a sentence which path it is; it never waits, and never follows.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from newsletter.building.manifest import FileRecord, Manifest, PageRecord
from newsletter.checking.analysis.images import make_png
from newsletter.cli import main
from tests.building.publications import make_publication
from tests.cli.calls import Ended
from tests.matrix import pair

pytestmark = pytest.mark.slow

Run = Callable[..., Ended]

WORDS = "a private word that nobody may read"
FIRST = ["build", "2024-01"]
SEND = ["send", "2024-01", "--yes", "--first-send"]

WRITTEN = {
    "dist": ["build"],
    "dist/.staging": ["build"],
    "dist/.staging.lock": ["build"],
    "dist/.build.json": ["build"],
    "dist/site": ["build"],
    "dist/site/index.html": ["build"],
    "dist/site/issues/2024-01": ["build"],
    "dist/email": FIRST,
    "dist/email/2024-01.html": FIRST,
    "issues/2024-03.yaml": ["new", "2024-03"],
    "issues/issue.schema.json": ["new", "2024-03"],
    "issues/publication.schema.json": ["schema", "--write"],
    "issues/2024-06.yaml": ["import", "{root}/source.md", "--period", "2024-06", "--force"],
    "issues/2024-01.approvals.yaml": ["approve", "2024-01", "--by", "Zoë"],
    "outbox": SEND,
    ".newsletter": SEND,
    ".newsletter/ledger.sqlite": SEND,
    ".newsletter/ledger.sqlite-wal": SEND,
    ".newsletter/ledger.sqlite-shm": SEND,
    ".newsletter/ledger.sqlite-journal": SEND,
    ".newsletter/ledger.witness": SEND,
}
READ = {
    "newsletter.toml": ["build"],
    "issues": ["build"],
    "issues/2024-01.yaml": ["build"],
    "templates": ["build"],
    "templates/email": ["build"],
    "templates/note.html": ["build"],
    "templates/logo.png": ["build"],
    "dictionaries": ["check", "2024-01"],
    "dictionaries/en_GB.aff": ["check", "2024-01"],
    "source.md": ["import", "{root}/source.md", "--period", "2024-06", "--out", "{root}/draft.yaml"],
}


KINDS: dict[str, Callable[[Path, Path], object]] = {
    "a link to a file": lambda path, outside: path.symlink_to(outside / "private"),
    "a link to a folder": lambda path, outside: path.symlink_to(outside / "folder"),
    "a link to nothing": lambda path, outside: path.symlink_to(outside / "nothing"),
    "a link to itself": lambda path, _: path.symlink_to(path.name),
    "a pipe": lambda path, _: os.mkfifo(path),
    "a folder": lambda path, _: (path / "inner").mkdir(parents=True),
}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that no command has anything to do with."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "private").write_text(WORDS, encoding="utf-8")
    (folder / "folder").mkdir()
    for name in ("private", "2024-01.yaml", "index.html", "ledger.sqlite", "en_GB.aff", "en_GB.dic"):
        (folder / "folder" / name).write_text(WORDS, encoding="utf-8")
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication with a logo, and something to import."""
    root = make_publication(tmp_path / "news", ["2024-01"])
    (root / "source.md").write_text("# News\n\nAll is well.\n", encoding="utf-8")
    (root / "templates").mkdir()
    (root / "templates" / "logo.png").write_bytes(make_png(240, 120))
    toml = (root / "newsletter.toml").read_text(encoding="utf-8")
    logo = '\n[logo]\nfile = "templates/logo.png"\nalt = "A swan"\nwidth = 120\nheight = 60\n'
    (root / "newsletter.toml").write_text(toml + logo, encoding="utf-8")
    return root


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to call ``newsletter`` in this process."""

    def call(*arguments: str | Path) -> Ended:
        code = main([str(argument) for argument in arguments])
        return Ended(code, *capsys.readouterr())

    return call


def read_all(folder: Path) -> dict[str, bytes | None]:
    paths = sorted(path for path in folder.rglob("*") if not path.is_symlink())
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in paths}


def put(path: Path, kind: str, outside: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        path.rename(path.with_name("moved"))
    path.unlink(missing_ok=True)
    KINDS[kind](path, outside)


@pytest.mark.parametrize(("name", "kind"), pair([*WRITTEN, *READ], [*KINDS]))
def test_nothing_is_read_or_written_anywhere_else(run: Run, root: Path, outside: Path, name: str, kind: str) -> None:
    before = read_all(outside)
    put(root / name, kind, outside)
    arguments = [argument.format(root=root) for argument in (WRITTEN | READ)[name]]
    ended = run(*arguments, "--root", root)

    assert read_all(outside) == before
    assert ended.code in {0, 1}
    assert "Traceback" not in ended.err
    assert ended.code == 0 or ended.err or "error" in ended.out
    made = [path for path in root.rglob("*") if path.is_file() and not path.is_symlink()]
    is_named = name == "source.md"  # a file that a person names may be a link
    assert is_named or not [path for path in made if WORDS.encode() in path.read_bytes()]
    assert is_named or WORDS not in ended.out + ended.err
    assert not [path for path in made if path.name.endswith((".part", ".new"))]


@pytest.mark.parametrize(
    "name", ["templates/logo.png", "templates/note.html", "issues/2024-01.yaml", "newsletter.toml"]
)
def test_a_link_within_the_publication_is_followed(run: Run, root: Path, name: str) -> None:
    (root / "own").mkdir()
    (root / name).touch()
    (root / name).rename(root / "own" / "file")
    (root / name).symlink_to(root / "own" / "file")
    ended = run("build", "--root", root)

    assert ended.code == 0, ended.err


@pytest.mark.parametrize("option", ["--root", "--out"])
def test_a_folder_that_a_person_names_may_be_a_link(run: Run, root: Path, option: str) -> None:
    (root.parent / "target").mkdir()
    (root.parent / "link").symlink_to(root if option == "--root" else root.parent / "target")
    other = [] if option == "--root" else ["--root", root]
    ended = run("build", option, root.parent / "link", *other)
    out = root / "dist" if option == "--root" else root.parent / "target"

    assert ended.code == 0, ended.err
    assert (out / "site" / "index.html").is_file()


@pytest.mark.parametrize(
    "name", ["../newsletter.toml", "../../victim", "{root}/../victim", "site/../../../victim", "a\0"]
)
def test_what_a_record_names_outside_is_not_removed(run: Run, root: Path, name: str) -> None:
    (root.parent / "victim").write_text("mine", encoding="utf-8")
    assert run("build", "--root", root).code == 0
    manifest = Manifest(pages={"x": PageRecord("", (FileRecord(name.format(root=root), 1, 1),))})
    (root / "dist" / ".build.json").write_bytes(TypeAdapter(Manifest).dump_json(manifest, by_alias=True))
    ended = run("build", "--root", root)

    assert ended.code == 1
    assert "this record of the last build cannot be right" in ended.err
    assert (root.parent / "victim").read_text(encoding="utf-8") == "mine"
    assert (root / "newsletter.toml").exists()
