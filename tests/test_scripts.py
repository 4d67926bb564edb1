"""The doors for newcomers: what `scripts/run.py` and its kin do on a fresh machine, and when something is missing."""

from __future__ import annotations

import ast
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from uv import find_uv_bin

from newsletter import __version__
from scripts import _venv
from tests.installation.archives import copy_repository
from tests.matrix import nightly
from tests.shared import make_once
from tests.small_repository import ROOT, WHEEL, Ran, SmallRepository, finish, make_small_repository, make_wheel

DOORS = ("run.py", "send.py", "test.py", "check", "_second_run.py", "_venv.py", "__init__.py")
LIGHT = {"abc", "_abc", "_collections_abc", "genericpath", "os", "os.path", "posixpath", "stat", "_stat"}
SETTING_UP = "Setting up .venv from requirements.lock"


@pytest.fixture
def fresh(tmp_path: Path) -> SmallRepository:
    """Return a small repository where nothing has been set up; there is no uv."""
    return make_small_repository(tmp_path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment that pip has set up, without the stamp that says so."""
    return find_venv(make_once(tmp_path_factory, "filled", fill_with_pip))


def fill_with_pip(folder: Path) -> None:
    """Set a small repository up in a folder, with pip."""
    made = make_small_repository(folder)
    assert made.run().code == 0
    (made.venv / "requirements.lock").unlink()


def find_venv(folder: Path) -> Path:
    """Return the environment of the small repository in a folder."""
    return next(folder.glob("*/*/.venv"))


@pytest.fixture
def with_pip(fresh: SmallRepository, filled: Path) -> SmallRepository:
    """Return a small repository whose environment has pip already, which takes pip seconds; there is no uv."""
    shutil.copytree(filled, fresh.venv, symlinks=True)
    return fresh


@pytest.fixture
def quick(fresh: SmallRepository) -> SmallRepository:
    """Return the same with a uv that has nothing to install, which spares the seconds that pip takes to arrive."""
    fresh.put_uv_on_the_path("exit 0")
    return fresh


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> SmallRepository:
    """Return a small repository that has been set up, for tests that leave it as it is."""
    made = make_small_repository(tmp_path_factory.mktemp("ready"))
    made.put_uv_on_the_path("exit 0")
    assert made.run().code == 0
    return made


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_a_python_that_is_too_old_is_named_with_what_is_needed(version: tuple[int, int]) -> None:
    text = _venv.explain_old_python(*version)

    assert f"is {version[0]}.{version[1]}." in text
    assert "needs Python 3.11 or later" in text


@pytest.mark.parametrize("version", [(3, 11), (3, 14), (4, 0)])
def test_a_python_that_will_do_is_not_remarked_on(version: tuple[int, int]) -> None:
    assert _venv.explain_old_python(*version) == ""


@pytest.mark.parametrize("door", DOORS)
def test_a_python_that_is_too_old_can_read_far_enough_to_say_so(door: str) -> None:
    ast.parse((ROOT / "scripts" / door).read_text(encoding="utf-8"), feature_version=(3, 6))


def test_check_says_how_to_get_what_it_needs(fresh: SmallRepository) -> None:
    ran = fresh.run("--fast", script="check")

    assert ran.code == 1
    assert "Run: python3 scripts/test.py" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_a_missing_lock_is_named_with_the_way_to_get_it_back(fresh: SmallRepository, lock: str) -> None:
    (fresh.root / lock).unlink()
    ran = fresh.run()

    assert ran.code == 1
    assert ran.err == (f"Setting up failed: {lock} is missing. It belongs to the repository: git checkout -- {lock}\n")


def test_a_place_that_cannot_be_written_is_named(fresh: SmallRepository) -> None:
    fresh.venv.write_text("a file is in the way")
    ran = fresh.run()

    assert ran.code == 1
    assert ran.err.startswith(f"Setting up failed: cannot write {fresh.venv}")
    assert len(ran.err.splitlines()) == 1


def test_arguments_working_directory_and_exit_code_pass_through(ready: SmallRepository) -> None:
    ran = ready.run("build", "two words", "", "fail")

    assert ran.code == 7
    assert ran.told["arguments"] == ["build", "two words", "", "fail"]
    assert ran.told["folder"] == str(ready.wheels)
    assert ran.told["prefix"] == str(ready.venv)


def test_send_is_a_door_to_the_command_of_that_name(ready: SmallRepository) -> None:
    assert ready.run("2024-01", script="send.py").told["arguments"] == ["send", "2024-01"]


def test_the_own_publication_is_the_one_to_fall_back_on_unless_another_is_named(ready: SmallRepository) -> None:
    assert ready.run().told["root"] == str(ready.root)
    assert ready.run(NEWSLETTER_ROOT="/elsewhere").told["root"] == "/elsewhere"


def test_nothing_is_imported_from_the_folder_that_one_stands_in(ready: SmallRepository) -> None:
    for name in ("newsletter.py", "json.py"):
        (ready.wheels / name).write_text("raise SystemExit('imported from the working directory')")

    assert ready.run().code == 0
    assert ready.run(PYTHONSAFEPATH="1").code == 0


def test_the_second_run_says_nothing_and_loads_next_to_nothing(ready: SmallRepository) -> None:
    command = [sys.executable, "-I", "-S", "-X", "importtime", str(ready.root / "scripts" / "run.py")]
    ran = subprocess.run(command, env=ready.environment(), capture_output=True, text=True, check=True)  # noqa: S603  # our own
    before = subprocess.run([*command[:-1], "-c", ""], capture_output=True, text=True, check=True)  # noqa: S603  # as above
    loaded, always = (
        {line.rsplit("|")[-1].strip() for line in text.splitlines()} for text in (ran.stderr, before.stderr)
    )

    assert "scripts._venv" in loaded
    assert loaded - always - LIGHT == {"scripts", "scripts._venv"}
    assert ready.run().err == ""


def test_the_command_stands_among_the_programs_too(ready: SmallRepository) -> None:
    environment = ready.environment(PATH=os.defpath)
    command = [str(ready.venv / "bin" / "newsletter"), "two words"]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own

    assert '"arguments": ["two words"]' in output


def spoil_the_stamp(made: SmallRepository) -> None:
    (made.venv / "requirements.lock").write_bytes(b"\xff\x00")


def lose_the_stamp(made: SmallRepository) -> None:
    (made.venv / "requirements.lock").unlink()


def change_the_lock(made: SmallRepository) -> None:
    made.lock("# renewed\n")


def lose_the_interpreter(made: SmallRepository) -> None:
    (made.venv / "bin" / "python").unlink()


def empty_the_stamp(made: SmallRepository) -> None:
    (made.venv / "requirements.lock").write_bytes(b"")


def break_the_interpreter(made: SmallRepository) -> None:
    change_the_lock(made)
    lose_the_interpreter(made)
    (made.venv / "bin" / "python").symlink_to("/bin/false")


def install_by_hand(made: SmallRepository) -> Path:
    """Put a package into the environment that no lock lists, and return it."""
    module = next((made.venv / "lib").glob("python*")) / "site-packages" / "by_hand.py"
    module.touch()
    return module


@pytest.mark.parametrize("damage", [spoil_the_stamp, empty_the_stamp, lose_the_interpreter, break_the_interpreter])
def test_an_environment_that_cannot_be_relied_on_is_made_again(
    quick: SmallRepository, damage: Callable[[SmallRepository], None]
) -> None:
    assert quick.run().code == 0
    left_over = install_by_hand(quick)
    damage(quick)
    ran = quick.run()

    assert ran.code == 0
    assert SETTING_UP in ran.err
    assert not left_over.exists()
    assert quick.run().err == ""


@pytest.mark.parametrize("change", [lose_the_stamp, change_the_lock])
def test_an_environment_that_works_is_updated_and_keeps_what_was_installed_by_hand(
    quick: SmallRepository, change: Callable[[SmallRepository], None]
) -> None:
    """One without a stamp was made by the developer."""
    assert quick.run().code == 0
    by_hand = install_by_hand(quick)
    change(quick)
    ran = quick.run()

    assert ran.code == 0
    assert SETTING_UP in ran.err
    assert by_hand.exists()
    assert quick.run().err == ""


@pytest.mark.slow
def test_an_update_that_fails_leaves_the_environment_as_it_was(with_pip: SmallRepository) -> None:
    assert with_pip.run().code == 0
    by_hand, before = install_by_hand(with_pip), (with_pip.venv / "requirements.lock").read_text(encoding="utf-8")
    with_pip.lock(make_wheel(with_pip.wheels))
    away = (with_pip.wheels / WHEEL).rename(with_pip.wheels / "away")
    failed = with_pip.run()
    left = (with_pip.venv / "requirements.lock").read_text(encoding="utf-8")
    away.rename(with_pip.wheels / WHEEL)
    ran = with_pip.run()

    assert (failed.code, left) == (1, before)
    assert ran.code == 0
    assert by_hand.exists()
    assert list(with_pip.venv.rglob("tiny.py"))


def test_a_repository_that_was_moved_sets_up_anew(quick: SmallRepository) -> None:
    assert quick.run().code == 0
    moved = SmallRepository(quick.root.rename(quick.root.with_name("moved")), quick.wheels)
    ran = moved.run()

    assert ran.told["prefix"] == str(moved.venv)
    assert SETTING_UP in ran.err


def test_a_developer_goes_from_one_to_the_other_without_losing_anything(quick: SmallRepository) -> None:
    """`scripts/run.py` first, then `scripts/test.py`, then again."""
    assert quick.run().code == 0
    by_hand = install_by_hand(quick)
    set_up_for_development(quick)
    ran = quick.run()

    assert (ran.code, ran.err) == (0, "")
    assert by_hand.exists()
    assert (quick.venv / "requirements-dev.lock").exists()


DEVELOP = "from scripts import _setup, _venv; _setup.set_up(_venv.DEVELOPMENT)"


def set_up_for_development(made: SmallRepository) -> None:
    """Set the small repository up as ``scripts/test.py`` does, and let the lock of the tools be a real one."""
    (made.root / "requirements-dev.lock").write_text("# tools\n", encoding="utf-8")
    command, environment = [sys.executable, "-c", DEVELOP], made.environment()
    subprocess.run(command, cwd=made.root, env=environment, check=True, capture_output=True)  # noqa: S603  # our own


def test_a_developer_can_set_up_without_running_anything(quick: SmallRepository) -> None:
    (quick.root / "requirements-dev.lock").write_text("# tools\n", encoding="utf-8")
    (quick.root / "scripts" / "check").write_text("raise SystemExit('it ran')\n", encoding="utf-8")
    ran = quick.run("--set-up", script="test.py")

    assert (ran.code, ran.out) == (0, "")
    assert "it ran" not in ran.err
    assert (quick.venv / "requirements-dev.lock").read_text(encoding="utf-8").endswith("# tools\n")


@pytest.mark.parametrize("is_interrupted", [False, True])
def test_a_change_of_locks_leaves_a_developer_the_tools(quick: SmallRepository, is_interrupted: bool) -> None:  # noqa: FBT001  # pytest's way
    set_up_for_development(quick)
    change_the_lock(quick)
    if is_interrupted:
        stop_half_way(quick, signal.SIGKILL)
    ran = quick.run()

    assert ran.code == 0
    assert "Setting up .venv from requirements-dev.lock" in ran.err
    assert (quick.venv / "requirements-dev.lock").read_text(encoding="utf-8").endswith("# tools\n")
    assert quick.run().err == ""


@pytest.mark.slow
def test_two_first_runs_at_once_set_up_once(fresh: SmallRepository) -> None:
    fresh.put_uv_on_the_path("exec /bin/sleep 0.5")
    started = [fresh.start(str(number)) for number in range(2)]
    ran = [finish(process) for process in started]

    assert [one.code for one in ran] == [0, 0]
    assert sum(SETTING_UP in one.err for one in ran) == 1
    assert sum("Another run is setting up .venv; waiting for it." in one.err for one in ran) == 1


def stop_half_way(made: SmallRepository, sign: signal.Signals) -> Ran:
    """Start a set-up that never ends, and stop it once there is something that could pass for finished."""
    made.put_uv_on_the_path('[ "$1" = --version ] || exec /bin/sleep 60')
    process = made.start()
    until = time.monotonic() + 30
    while not (made.venv / "bin" / "python").exists() and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(process.pid, sign)
    made.put_uv_on_the_path("exit 0")
    return finish(process)


def test_a_set_up_that_was_killed_is_not_believed(fresh: SmallRepository) -> None:
    killed = stop_half_way(fresh, signal.SIGKILL)
    ran = fresh.run()

    assert killed.code == -signal.SIGKILL
    assert ran.code == 0
    assert SETTING_UP in ran.err


def test_an_interrupted_set_up_says_so_and_is_not_believed(fresh: SmallRepository) -> None:
    interrupted = stop_half_way(fresh, signal.SIGINT)
    ran = fresh.run()

    assert interrupted.code == 1
    assert interrupted.err.endswith("Setting up was interrupted; the next run starts again.\n")
    assert "Traceback" not in interrupted.err
    assert SETTING_UP in ran.err


@pytest.mark.slow
def test_a_package_of_the_lock_is_installed(with_pip: SmallRepository) -> None:
    with_pip.lock(make_wheel(with_pip.wheels))

    assert with_pip.run().code == 0
    assert list(with_pip.venv.rglob("tiny.py"))


@pytest.mark.slow
def test_a_package_that_is_not_the_one_in_the_lock_is_refused(with_pip: SmallRepository) -> None:
    with_pip.lock(make_wheel(with_pip.wheels))
    with (with_pip.wheels / WHEEL).open("ab") as wheel:
        wheel.write(b"something else")
    ran = with_pip.run()

    assert ran.code == 1
    assert "A download is not the file that the lock promises; do not use it." in ran.err
    assert "Traceback" not in ran.err
    assert SETTING_UP in with_pip.run().err


@pytest.mark.slow
def test_an_index_that_cannot_be_reached_is_said_plainly(with_pip: SmallRepository) -> None:
    with_pip.lock(make_wheel(with_pip.wheels))
    (with_pip.wheels / WHEEL).unlink()
    ran = with_pip.run(PIP_NO_INDEX="0", PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="1")

    assert ran.code == 1
    assert "The package index cannot be reached." in ran.err
    assert "Traceback" not in ran.err


def test_uv_is_taken_where_it_is_on_the_path(fresh: SmallRepository) -> None:
    fresh.put_uv_on_the_path('echo "$@" >> "$HOME/calls"')
    calls = fresh.wheels / "calls"

    assert fresh.run().code == 0
    assert f"pip install --compile-bytecode --python {fresh.venv}/bin/python" in calls.read_text()
    assert "--require-hashes --no-build-isolation -r requirements.lock\n" in calls.read_text()


@pytest.mark.slow
def test_where_uv_fails_pip_goes_on(fresh: SmallRepository) -> None:
    fresh.put_uv_on_the_path('[ "$1" = --version ] || { echo "cannot connect"; exit 2; }')
    ran = fresh.run()

    assert ran.code == 0
    assert "uv failed; trying pip." in ran.err


@pytest.mark.slow
def test_a_uv_that_leads_nowhere_is_passed_over(with_pip: SmallRepository) -> None:
    with_pip.put_uv_on_the_path('echo "uv: command not found" >&2; exit 127')
    ran = with_pip.run()

    assert ran.code == 0
    assert "uv" not in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("installer", ["uv", pytest.param("pip", marks=nightly)])
def test_a_fresh_clone_sets_itself_up_and_builds_from_anywhere(tmp_path: Path, installer: str) -> None:
    """The newcomer's first command, with the real locks; this needs the network that a newcomer needs.

    Pip takes twenty seconds for it, and every first ``scripts/test.py`` on a machine without uv takes that way.
    """
    clone, elsewhere, out = tmp_path / "a fresh clone", tmp_path / "elsewhere", tmp_path / "out"
    (programs := elsewhere / "programs").mkdir(parents=True)
    copy_repository(clone)
    if installer == "uv":
        (programs / "uv").symlink_to(find_uv_bin())
    environment = os.environ | {"PATH": str(programs)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, str(clone / "scripts" / "run.py"), *arguments]
        return subprocess.run(command, cwd=elsewhere, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # our own

    first, second = run("--version"), run("build", "--out", str(out))

    assert (first.returncode, first.stdout.split()[-1]) == (0, __version__), first.stderr
    assert SETTING_UP in first.stderr
    assert list((clone / ".venv").rglob("click/__pycache__/*.pyc")), "every start would compile every library anew"
    assert second.returncode == 0, second.stderr
    assert "Setting up" not in second.stderr
    assert list(out.rglob("2024-01.html"))
