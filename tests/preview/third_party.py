"""A publication that uses the pack of a third party, which is installed beside the program for the test alone."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.building.publications import ROOT

_SOURCE = ROOT / "tests" / "thirdparty" / "recipes"
_ENTRY_POINTS = """\
[newsletter.packs]
recipes = newsletter_recipes:PACK
"""
_ISSUE = """\
period: 2024-03
title: What to cook in March
blocks:
  - type: recipe
    id: leek-soup
    title: Leek soup
    serves: 4
    ingredients: [3 leeks, 1 litre of stock]
    method: Slice, **simmer**, serve.
"""


def install_recipes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the pack where child processes find it, as an installer does, and write a publication that uses it."""
    place = folder / "site-packages"
    shutil.copytree(_SOURCE / "newsletter_recipes", place / "newsletter_recipes")
    about = place / "newsletter_recipes-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: newsletter-recipes\nVersion: 1.0\n", encoding="utf-8")
    (about / "entry_points.txt").write_text(_ENTRY_POINTS, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(place), str(ROOT)]))
    root = folder / "publication"
    (root / "issues").mkdir(parents=True)
    golden = (ROOT / "tests" / "golden" / "newsletter.toml").read_text(encoding="utf-8")
    (root / "newsletter.toml").write_text(
        golden.replace('"case-reviews"', '"case-reviews", "recipes"', 1), encoding="utf-8"
    )
    (root / "issues" / "2024-03.yaml").write_text(_ISSUE, encoding="utf-8")
    return root
