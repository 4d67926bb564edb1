from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from subprocess import run

import pytest

from newsletter.parsing.files import read_file
from tests.parsing.parse_results import refused

READ_WITHOUT_PRIVILEGES = """
import os
from pathlib import Path
from newsletter.errors import ProblemsFoundError
from newsletter.parsing.files import read_file
if os.geteuid() == 0:
    os.seteuid(65534)  # root may read anything
try:
    read_file(Path("a.yaml"), "issues/a.yaml")
except ProblemsFoundError as error:
    print(error)
"""


def said_of(path: Path) -> str:
    (problem,) = refused(lambda: read_file(path, "issues/a.yaml"))
    return str(problem).replace(" error:", "", 1)


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: 1\r\n\xff")

    assert read_file(tmp_path / "a.yaml", "a.yaml") == b"a: 1\r\n\xff"


@pytest.mark.parametrize("name", ["issues/a.yaml", "linked/a.yaml"])
def test_a_link_is_followed_within_the_publication(tmp_path: Path, name: str) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.yaml").write_bytes(b"a: 1")
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "a.yaml").symlink_to("../texts/a.yaml")
    (tmp_path / "linked").symlink_to("issues")

    assert read_file(tmp_path / name, name) == b"a: 1"


@pytest.mark.parametrize("name", ["issues/a.yaml", "linked/a.yaml"])
def test_a_link_that_leads_out_of_the_publication_is_a_problem(tmp_path: Path, name: str) -> None:
    root = tmp_path / "publication"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a.yaml").write_bytes(b"a: 1")
    (root / "issues").mkdir(parents=True)
    (root / "issues" / "a.yaml").symlink_to(tmp_path / "outside" / "a.yaml")
    (root / "linked").symlink_to(tmp_path / "outside")
    (problem,) = refused(lambda: read_file(root / name, name))

    assert str(problem).replace(" error:", "", 1) == (
        f"{name}: a link on the way to this leads out of {root}. "
        "Put the file itself there: a publication is read only from its own folder."
    )


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert said_of(tmp_path / "a.yaml") == "issues/a.yaml: there is no such file. Check its name and folder."


def test_a_broken_link_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "gone.yaml")

    assert said_of(tmp_path / "a.yaml") == (
        "issues/a.yaml: this is a link to a file that is not there. Point it to a file, or delete it."
    )


def test_a_link_to_itself_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").symlink_to(tmp_path / "a.yaml")

    assert said_of(tmp_path / "a.yaml").startswith("issues/a.yaml: this file cannot be read: ")


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    assert said_of(tmp_path) == "issues/a.yaml: this is a folder, not a file. Give the path of a document."


def test_a_file_in_place_of_a_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")

    assert said_of(tmp_path / "a" / "b.yaml").startswith("issues/a.yaml: this file cannot be read: ")


@pytest.mark.parametrize("name", ["a" * 300, "a\0b"])
def test_an_impossible_name_is_a_problem(tmp_path: Path, name: str) -> None:
    assert said_of(tmp_path / name).startswith("issues/a.yaml: this file cannot be read: ")


def test_a_pipe_is_a_problem_and_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")

    assert said_of(tmp_path / "a.yaml").startswith("issues/a.yaml: this is a pipe or a device, not a file.")


def test_a_device_is_a_problem() -> None:
    assert said_of(Path("/dev/zero")).startswith("issues/a.yaml: this is a pipe or a device, not a file.")


def test_a_file_that_may_not_be_read_is_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "issues"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "a.yaml").touch(mode=0)

    command = [sys.executable, "-c", READ_WITHOUT_PRIVILEGES]
    output = run(command, cwd=folder, capture_output=True, text=True, check=True)  # noqa: S603  # our own

    assert (
        output.stdout == "issues/a.yaml: error: you may not read this file. Ask its owner, or change its permissions.\n"
    )


def test_a_file_of_ten_megabytes_is_refused_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"")
    os.truncate(path, 10_000_000_000)
    started = time.perf_counter()

    assert said_of(path).startswith("issues/a.yaml: this file is larger than 1,000,000 bytes.")
    assert time.perf_counter() - started < 0.1


def test_a_file_that_hides_its_size_is_read_no_further_than_the_limit() -> None:
    """Files in /proc say that they are empty, however much they hold."""
    path = Path("/proc/kallsyms")
    if not path.exists():
        pytest.skip("this system has no /proc/kallsyms")

    assert said_of(path).startswith("issues/a.yaml: this file is larger than 1,000,000 bytes.")
