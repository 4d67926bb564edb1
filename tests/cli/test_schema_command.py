"""``newsletter schema``: what editors check documents with, on standard output or beside the issues."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.cli import main
from newsletter.documents.schema import DOCUMENTS, write_schema
from tests.cli.calls import Call
from tests.packs import PACKS


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "name"), [([], "issue"), (["issue"], "issue"), (["publication"], "publication")])
def test_a_schema_is_printed_wherever_one_stands(
    arguments: list[str],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["schema", *arguments]) == 0
    assert capfdbinary.readouterr().out.decode() == write_schema(name, ())


@pytest.mark.slow
def test_a_printed_schema_knows_the_packs_of_the_publication(call: Call, root: Path) -> None:
    assert call("schema").out == write_schema("issue", PACKS)

    (root / "newsletter.toml").write_text('packs = ["case-reviews"]\ntitle = 7\n', encoding="utf-8")
    assert call("schema", "publication").out == write_schema("publication", PACKS), "whatever else is wrong with it"


@pytest.mark.slow
def test_both_schemas_are_written_beside_the_issues(call: Call, root: Path) -> None:
    ended = call("schema", "--write")
    written = {name: root / "issues" / f"{name}.schema.json" for name in DOCUMENTS}

    assert ended.code == 0
    assert ended.out.splitlines() == [f"Wrote {path}" for path in written.values()]
    assert {name: path.read_text(encoding="utf-8") for name, path in written.items()} == {
        name: write_schema(name, PACKS) for name in DOCUMENTS
    }


def test_writing_needs_the_folder_of_the_issues(call: Call, root: Path) -> None:
    for path in (root / "issues").iterdir():
        path.unlink()
    (root / "issues").rmdir()
    ended = call("schema", "--write")

    assert ended.code == 1
    assert ended.err.startswith(f"Error: {root / 'issues'}")
    assert "No such file or directory" in ended.err
