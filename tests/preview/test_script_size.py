"""How much JavaScript of its own the page has: what the server says as HTML, and what the browser does, needs none."""

from __future__ import annotations

from newsletter.preview.app import STATIC

KB = 1000
MOST = 113 * KB
"""Bytes that all scripts together have at most. The aim is 60 KB: take some away and lower it; never raise it."""


def test_the_scripts_do_not_grow_away_from_their_aim() -> None:
    sizes = {name: path.stat().st_size for name, path in STATIC.items() if path.suffix == ".js"}

    assert sum(sizes.values()) <= MOST, sizes
