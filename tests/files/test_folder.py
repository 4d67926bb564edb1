"""The only writer: nothing leads out of a root, and every file is there whole or not at all."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest

from newsletter.files import Folder, LinkError, NotAFileError, hold_lock, make_root, read_given, write_given

NAMES_THAT_LEAD_OUT = ["../x", "a/../../x", "/x", "a//x", "a/./x", ".", "..", "", "a/", "a\0b"]

Act = Callable[[Folder, str], object]
ACTS: dict[str, Act] = {
    "open": Folder.open,
    "read": Folder.read,
    "find": Folder.find,
    "list": lambda folder, name: folder.list(f"{name}/inner"),
    "write": lambda folder, name: folder.write(name, b"new"),
    "create": lambda folder, name: folder.create(name, b"new"),
    "rename": lambda folder, name: folder.rename(name, "other"),
    "remove": Folder.remove,
    "remove a tree": Folder.remove_tree,
    "make a folder": lambda folder, name: folder.make_folder(f"{name}/inner"),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Return a folder with a file in it, neither of which may change."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "x").write_bytes(b"mine")
    return tmp_path / "outside"


def read_tree(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize("name", NAMES_THAT_LEAD_OUT)
def test_a_name_that_leads_out_is_refused(root: Path, outside: Path, act: Act, name: str) -> None:
    (root.parent / "x").write_bytes(b"mine")
    with Folder(root) as folder, pytest.raises(OSError, match="not a path to something inside"):
        act(folder, name)

    assert read_tree(root) == {}
    assert read_tree(outside) == {"x": b"mine"}
    assert (root.parent / "x").read_bytes() == b"mine"


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_no_link_is_followed_on_the_way_to_a_file(root: Path, outside: Path, act: Act) -> None:
    (root / "a").symlink_to(outside)
    with Folder(root) as folder, pytest.raises(LinkError, match=rf"this is a link.*'{root}/a'"):
        act(folder, "a/x")

    assert (root / "a").is_symlink()
    assert read_tree(outside) == {"x": b"mine"}


@pytest.mark.parametrize("act", ["open", "read", "write", "list", "make a folder"])
@pytest.mark.parametrize("target", ["outside/x", "outside", "nowhere"])
def test_a_link_in_the_place_of_a_file_is_not_followed(root: Path, outside: Path, act: str, target: str) -> None:
    (root / "a").symlink_to(root.parent / target)
    with Folder(root) as folder, pytest.raises(LinkError):
        ACTS[act](folder, "a")

    assert read_tree(outside) == {"x": b"mine"}
    assert sorted(path.name for path in root.parent.iterdir()) == ["outside", "root"]


@pytest.mark.parametrize("act", ["remove", "remove a tree", "rename"])
def test_of_a_link_only_the_link_is_removed_or_renamed(root: Path, outside: Path, act: str) -> None:
    (root / "a").symlink_to(outside)
    with Folder(root) as folder:
        ACTS[act](folder, "a")

    assert not (root / "a").is_symlink()
    assert read_tree(outside) == {"x": b"mine"}


def test_a_tree_is_removed_without_what_it_links_to(root: Path, outside: Path) -> None:
    (root / "a" / "b").mkdir(parents=True)
    (root / "a" / "b" / "link").symlink_to(outside)
    with Folder(root) as folder:
        folder.remove_tree("a")

    assert read_tree(root) == {}
    assert read_tree(outside) == {"x": b"mine"}


@pytest.mark.parametrize("act", ["open", "read", "write"])
@pytest.mark.parametrize(("make", "message"), [(os.mkfifo, "a pipe or a device"), (os.mkdir, "a folder")])
def test_what_is_no_file_is_refused_and_never_waited_for(
    root: Path, act: str, make: Callable[[Path], None], message: str
) -> None:
    make(root / "a")
    with Folder(root) as folder, pytest.raises(NotAFileError, match=f"this is {message}, not a file"):
        ACTS[act](folder, "a")


def test_a_root_may_be_a_link(root: Path) -> None:
    (root.parent / "link").symlink_to(root)
    with Folder(root.parent / "link") as folder:
        folder.write("a/b", b"new")

    assert read_tree(root) == {"a": None, "a/b": b"new"}


def test_a_root_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=f"'{tmp_path}/nowhere'"):
        Folder(tmp_path / "nowhere")


def test_files_are_found_however_one_goes_from_folder_to_folder(root: Path) -> None:
    names = ["x", "a/x", "a/b/x", "c/x", "a/b/y", "a/y", "y", "c/d/e/x"]
    with Folder(root) as folder:
        for name in names:
            folder.write(name, name.encode(), is_durable=False)

        assert [folder.read(name) for name in reversed(names)] == [name.encode() for name in reversed(names)]
        assert folder.list() == ["a", "c", "x", "y"]
        assert folder.list("a") == ["b", "x", "y"]
        assert folder.find("a/b/z") is folder.find("x/y") is folder.find("no/where") is None


def test_a_file_is_written_over_one_that_was_there_and_keeps_its_rights(root: Path) -> None:
    (root / "a").write_bytes(b"old")
    (root / "a").chmod(0o640)
    with Folder(root) as folder:
        folder.write("a", b"new")

    assert read_tree(root) == {"a": b"new"}
    assert (root / "a").stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_rights_that_the_user_gives_new_files(root: Path) -> None:
    mask = os.umask(0o027)
    try:
        with Folder(root) as folder:
            folder.write("a", b"new")
    finally:
        os.umask(mask)
    assert (root / "a").stat().st_mode & 0o777 == 0o640


def test_a_file_that_replaces_none_leaves_the_one_that_is_there(root: Path) -> None:
    (root / "a").write_bytes(b"old")
    with Folder(root) as folder, pytest.raises(FileExistsError, match=f"'{root}/a'"):
        folder.write("a", b"new", replaces=False)

    assert read_tree(root) == {"a": b"old"}


def test_what_appears_at_the_last_moment_is_not_replaced(root: Path) -> None:
    with Folder(root) as folder:
        folder.create("part", b"new")
        folder.create("a", b"somebody else's")
        with pytest.raises(FileExistsError):
            folder.rename("part", "a", replaces=False)

    assert read_tree(root) == {"part": b"new", "a": b"somebody else's"}


def test_what_is_private_is_for_its_owner_alone(root: Path) -> None:
    (root / "old").mkdir(0o755)
    (root / "old" / "file").write_bytes(b"open to all")
    with Folder(root, is_private=True) as folder:
        folder.write("new/inner/file", b"")
        folder.write("old/other", b"")

    rights = {name: (root / name).stat().st_mode & 0o777 for name in read_tree(root)}
    assert {rights[name] for name in rights if (root / name).is_dir()} == {0o700}
    assert {rights[name] for name in rights if (root / name).is_file()} == {0o600}


def test_a_root_is_made_and_taken_away_again_if_nothing_comes_of_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), make_root(tmp_path / "a" / "b"):
        _ = 1 / 0
    assert read_tree(tmp_path) == {}

    with make_root(tmp_path / "a" / "b"):
        (tmp_path / "a" / "b" / "c").touch()
    assert (tmp_path / "a" / "b" / "c").exists()


def test_a_file_that_a_person_names_may_be_a_link(root: Path, outside: Path) -> None:
    (root / "a").symlink_to(outside / "x")
    write_given(root / "a", b"new", replaces=True)

    assert (root / "a").is_symlink()
    assert read_given(root / "a") == (outside / "x").read_bytes() == b"new"


def _write_with_little_room(root: Path) -> None:
    """Run in a process of its own, which may write 1,000 bytes to a file."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    for name in ("a", "new/folder/b"):
        with Folder(root) as folder, pytest.raises(OSError, match=f"{root}/.*{name[-1]}") as raised:
            folder.write(name, bytes(1001))
        assert raised.value.errno == errno.EFBIG


def test_a_disk_that_is_full_leaves_what_was_there_and_nothing_else(root: Path) -> None:
    (root / "a").write_bytes(b"old")
    process = get_context("forkserver").Process(target=_write_with_little_room, args=(root,))
    process.start()
    process.join(30)

    assert process.exitcode == 0
    assert read_tree(root) == {"a": b"old"}


def test_a_lock_is_held_by_one_and_leaves_nothing_behind(root: Path) -> None:
    with hold_lock(root, "lock"), pytest.raises(BlockingIOError), hold_lock(root, "lock"):
        pytest.fail("two hold one lock")
    with hold_lock(root, "lock"):
        assert read_tree(root) == {"lock": b""}
    assert read_tree(root) == {}


def test_a_lock_is_no_link_and_no_pipe(root: Path, outside: Path) -> None:
    (root / "link").symlink_to(outside / "new")
    os.mkfifo(root / "pipe")
    for name, kind in (("link", LinkError), ("pipe", NotAFileError)):
        with pytest.raises(kind), hold_lock(root, name):
            pytest.fail("that is no lock")
    assert read_tree(outside) == {"x": b"mine"}


def _count_up(root: Path) -> None:
    for _ in range(50):
        with hold_lock(root, "lock", waits=True):
            count = int((root / "count").read_text())
            (root / "count").write_text(str(count + 1))


def test_several_processes_take_turns(root: Path) -> None:
    (root / "count").write_text("0")
    processes = [get_context("forkserver").Process(target=_count_up, args=(root,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert (root / "count").read_text() == "200"
    assert read_tree(root) == {"count": b"200"}
