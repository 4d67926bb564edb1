"""What Windows reserves (Naming Files, Paths, and Namespaces): no address that is derived here is one of them."""

from __future__ import annotations

import pytest

from newsletter.documents.values import is_reserved
from newsletter.scaffolding.draft import make_id

DEVICES = ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]


@pytest.mark.parametrize("name", DEVICES)
def test_a_device_is_known(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["cons", "com", "com10", "lpt", "auxiliary", "nul-1", "console"])
def test_what_only_begins_like_one_is_none(name: str) -> None:
    assert not is_reserved(name)


@pytest.mark.parametrize(
    "words", [*DEVICES, "CON", "Nul.", "aux...", "COM¹", "com²", "LPT³", "ｃｏｎ", "-con-", "“Aux”"]
)
def test_no_id_is_made_of_one(words: str) -> None:
    assert not is_reserved(make_id(words))
    assert make_id(words)


def test_other_ids_stay_as_they_were() -> None:
    assert make_id("Child A’s review") == "child-as-review"
