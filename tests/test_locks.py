"""The committed locks: complete, pinned with hashes for every platform, and free of any address."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements-build.lock", "requirements.lock", "requirements-dev.lock")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
RUNTIME = [*PROJECT["project"]["dependencies"], *(text for name in EXTRAS if name != "all" for text in EXTRAS[name])]
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "requirements-build.lock": GROUPS["feedgen"],
    "requirements.lock": RUNTIME,
    "requirements-dev.lock": RUNTIME + GROUPS["dev"],
}

every_lock = pytest.mark.parametrize("lock", LOCKS)


def read_lines(lock: str) -> list[str]:
    """Return the lock's lines with continuations joined, without comments."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return text.replace("\\\n", "").splitlines()


def read_pins(lock: str) -> dict[str, str]:
    """Return each package's one version."""
    pins = [re.match(r"([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^ ]+) ", line) for line in read_lines(lock)]
    return {pin[1]: pin[2] for pin in pins if pin}


@every_lock
def test_every_line_is_one_pin_with_hashes(lock: str) -> None:
    lines = read_lines(lock)

    assert len(read_pins(lock)) == len(lines) > 0
    assert [
        line for line in lines if not re.fullmatch(r"[^ ]+ (; [^\\]+?)?( *--hash=sha256:[0-9a-f]{64})+ *", line)
    ] == []


@every_lock
def test_what_the_project_asks_for_is_locked_as_asked(lock: str) -> None:
    pins = read_pins(lock)

    for asked in map(Requirement, ASKED[lock]):
        assert asked.specifier.contains(pins[canonicalize_name(asked.name)]), asked


@every_lock
def test_a_lock_names_no_host_and_no_folder(lock: str) -> None:
    assert re.findall(r".*(?:[a-z]://|--index|--find-links|@ | /\w|[A-Z]:\\).*", (ROOT / lock).read_text()) == []


def test_the_extra_all_is_every_other_extra() -> None:
    (whole,) = map(Requirement, EXTRAS["all"])

    assert whole.name == PROJECT["project"]["name"]
    assert whole.extras == EXTRAS.keys() - {"all"}


def test_an_environment_for_development_serves_to_run_as_well() -> None:
    assert read_pins("requirements.lock").items() <= read_pins("requirements-dev.lock").items()


@every_lock
def test_a_compiled_package_is_pinned_for_every_platform(lock: str) -> None:
    """A wheel for one machine alone would give a package with compiled parts only one or two hashes."""
    compiled = {"lxml", "nh3", "css-inline", "mjml-python", "pydantic-core"} & read_pins(lock).keys()

    assert lock == "requirements-build.lock" or compiled
    for line in read_lines(lock):
        assert line.split("==")[0] not in compiled or line.count("--hash=") >= 8, line


def test_a_package_asked_for_with_an_extra_is_locked_with_it() -> None:
    """Pip's resolver takes ``name[extra]`` for unpinned where a lock says only ``name``, and then refuses it."""
    locked = {line.split("==")[0] for line in read_lines("requirements-dev.lock")}
    names = {name.partition("[")[0] for name in locked}
    asked = [Requirement(text) for package in distributions() for text in package.requires or ()]
    asked = [a for a in asked if a.extras and not a.marker and canonicalize_name(a.name) in names]

    with_extras = {f"{canonicalize_name(a.name)}[{','.join(sorted(a.extras))}]" for a in asked}

    assert "coverage[toml]" in with_extras
    assert with_extras <= locked
