"""What the bare Debian is asked to run, and what of this machine it gets to know."""

from __future__ import annotations

import pytest

from scripts import fresh


def test_it_runs_what_the_readme_tells_a_newcomer() -> None:
    assert fresh.read_commands() == ["python3 scripts/run.py build", "python3 scripts/test.py"]


def test_nothing_of_the_environment_is_handed_on_but_the_way_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "HTTPS_PROXY": "http://proxy.example:8080",
        "NEWSLETTER_KEY": "secret",
        "PYTHONPATH": "/x",
    }.items():
        monkeypatch.setenv(name, value)
    handed_on = fresh.list_surroundings()

    assert "HTTPS_PROXY=http://proxy.example:8080" in handed_on
    assert not [one for one in handed_on if one.startswith(("NEWSLETTER", "PYTHONPATH"))]
