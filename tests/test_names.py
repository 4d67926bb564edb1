"""What things are called: no class name has two meanings, and names that were retired do not come back."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

RETIRED_CLASSES = {
    *("Account", "Bench", "Claim", "Clip", "Crew", "Desk", "Door", "Epochs", "Fate", "Figures", "Finding", "Followed"),
    *("Gate", "Grain", "Guard", "Inspection", "Judgement", "Leftovers", "Letter", "Listing", "Look", "Made", "Mail"),
    *("Narrator", "Order", "Passage", "Place", "Premises", "Proof", "Reading", "Remote", "RemoteState", "Share"),
    *("Sheet", "Shelved", "Sifted", "Sight", "Site", "Sitting", "Spot", "Staged", "Standing", "Stretch", "Studio"),
    *("Verdict", "Weight", "Witness", "Workshop"),
}
"""Names of classes that engineers could not guess; CONTRIBUTING's words have taken their place."""

RETIRED_MODULES = {
    *("account", "around", "bench", "blank", "claims", "contents", "crew", "describing", "desk", "desks", "drift"),
    *("epochs", "faults", "furniture", "gate", "homes", "inspection", "inventory", "letter", "looks", "marking"),
    *("miniature", "misspelling", "moments", "order", "passages", "pinpointing", "places", "proofs"),
    *("reaching", "reader", "sentences", "shades", "shapes", "sites", "starter", "studio", "support", "trial"),
    *("trials", "visits", "workshop"),
}
"""Names of modules that went with them."""


def list_modules(*folders: str) -> list[Path]:
    """Return every Python module below these folders of the repository."""
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]


def list_classes(path: Path) -> Iterator[str]:
    """Yield the names of all classes in a module, inner ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))


def find_shared(paths: list[Path]) -> dict[str, list[str]]:
    """Return the public class names that more than one module defines, with those modules."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        for name in list_classes(path):
            if not name.startswith("_"):
                owners[name].append(path.name)
    return {name: modules for name, modules in owners.items() if len(modules) > 1}


def find_retired(paths: list[Path], root: Path = ROOT) -> set[str]:
    """Return the classes with a retired name, private ones too, as ``path: Name``."""
    found = ((path, name.lstrip("_")) for path in paths for name in list_classes(path))
    return {f"{path.relative_to(root)}: {name}" for path, name in found if name in RETIRED_CLASSES}


def test_a_class_name_means_one_thing() -> None:
    assert find_shared(list_modules("newsletter")) == {}


def test_a_retired_class_name_does_not_come_back() -> None:
    assert find_retired(list_modules("newsletter", "scripts", "tests")) == set()


def test_a_retired_module_name_does_not_come_back() -> None:
    modules = list_modules("newsletter", "tests")

    assert modules
    assert [str(path.relative_to(ROOT)) for path in modules if path.stem.lstrip("_") in RETIRED_MODULES] == []


@pytest.mark.parametrize(
    ("code", "shared", "retired"),
    [
        ("class Digest: ...", True, False),
        ("class _Digest: ...", False, False),
        ("class Outer:\n    class Digest: ...", True, False),
        ("class Desk: ...", False, True),
        ("class _Desk: ...", False, True),
        ("def outer():\n    class Desk: ...", False, True),
        ("Desk = 1", False, False),
    ],
)
def test_classes_are_found_wherever_they_are(tmp_path: Path, code: str, *, shared: bool, retired: bool) -> None:
    (tmp_path / "one.py").write_text("class Digest: ...\n", encoding="utf-8")
    (tmp_path / "two.py").write_text(code, encoding="utf-8")

    paths = sorted(tmp_path.glob("*.py"))

    assert bool(find_shared(paths)) is shared
    assert find_retired(paths, tmp_path) == ({"two.py: Desk"} if retired else set())
