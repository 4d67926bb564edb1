"""How much JavaScript of its own the page has, and that what is not its own is what its makers published."""

from __future__ import annotations

import hashlib

from newsletter.preview.app import STATIC

KB = 1000
MOST = 80 * KB
"""Bytes that all scripts together have at most. The aim is 60 KB: take some away and lower it; never raise it."""

VENDOR = "vendor/"
PUBLISHED = {
    "vendor/morphdom.js": "b5ecceffde9493a3e5f6d1ca80277f580a1146ca3b3e0091cb3c398d6b2754b3",
}
"""SHA-256 of each library, as its package has it (``static/vendor/README.md``)."""


def test_the_scripts_do_not_grow_away_from_their_aim() -> None:
    own = {name: path for name, path in STATIC.items() if path.suffix == ".js" and not name.startswith(VENDOR)}
    sizes = {name: path.stat().st_size for name, path in own.items()}

    assert sum(sizes.values()) <= MOST, sizes


def test_a_library_is_as_its_makers_published_it_and_comes_with_its_licence() -> None:
    found = {name: path for name, path in STATIC.items() if name.startswith(VENDOR) and path.suffix == ".js"}

    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()} == PUBLISHED
    for name in PUBLISHED:
        stem = name.removesuffix(".js")
        assert "Permission is hereby granted" in STATIC[f"{stem}-LICENSE.txt"].read_text(encoding="utf-8")
        assert stem.removeprefix(VENDOR) in STATIC[f"{VENDOR}README.md"].read_text(encoding="utf-8")
