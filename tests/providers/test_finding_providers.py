"""Providers are found by name, and their options are checked in the operator's words."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from newsletter.documents.publication import Publication
from newsletter.errors import ProblemsFoundError
from newsletter.providers import open_provider, provider_names
from newsletter.providers.outbox import Outbox
from newsletter.providers.smtp import Smtp
from tests.packs import PUBLICATION_MODEL
from tests.providers.contract import ProviderContract

COLOURS = dict.fromkeys(("page", "paper", "text", "muted", "accent", "on_accent", "rule", "note"), "#000000")


def publication(name: str, **options: str | int | bool) -> Publication:
    return PUBLICATION_MODEL.model_validate(
        {
            "uuid": "7f3f6f0e-6f53-4d5e-9d63-0b3f2f1f8a11",
            "title": "Digest",
            "publisher": "Team",
            "description": "A digest",
            "base_url": "https://example.org",
            "sender": {"name": "Digest", "email": "digest@example.org", "address": "1 High Street"},
            "palette": {"light": COLOURS, "dark": COLOURS},
            "provider": {"name": name, "options": options},
        }
    )


def problem_of(name: str, **options: str | int | bool) -> str:
    with pytest.raises(ProblemsFoundError) as raised:
        open_provider(publication(name, **options), root=Path(), environment={})
    return str(raised.value)


def test_the_outbox_needs_nothing(tmp_path: Path) -> None:
    assert isinstance(open_provider(publication("outbox"), root=tmp_path, environment={}), Outbox)


def test_a_provider_is_named_after_its_file(tmp_path: Path) -> None:
    chosen = publication("smtp", host="smtp.example.org", to="readers@example.org")
    provider = open_provider(chosen, root=tmp_path, environment={})
    assert isinstance(provider, Smtp)
    assert (provider.options.security, provider.options.port) == ("starttls", None)


def test_a_misspelt_provider_is_named_with_the_right_one() -> None:
    assert problem_of("smpt") == (
        "newsletter.toml: error: provider.name: Unknown provider 'smpt'. Did you mean 'smtp'? "
        f"There are: {', '.join(provider_names())}."
    )


@pytest.mark.parametrize("name", ["base", "eml"])
def test_a_module_that_is_no_provider_cannot_be_named(name: str) -> None:
    assert f"Unknown provider '{name}'." in problem_of(name)


def test_a_missing_option_says_what_to_write() -> None:
    assert problem_of("smtp", to="readers@example.org") == (
        "newsletter.toml: error: provider.options.host: smtp needs it. The mail server: host = 'smtp.example.org'"
    )


def test_a_misspelt_option_is_named_with_the_right_one() -> None:
    message = problem_of("outbox", foldr="out")
    assert message == (
        "newsletter.toml: error: provider.options.foldr: 'foldr' is not an option of outbox. Did you mean 'folder'? "
        "There are: folder."
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"security": "none"}, "Input should be 'starttls' or 'tls'"),
        ({"port": 70000}, "less than or equal to 65535"),
        ({"host": "smtp example"}, "is not the name of a server. Write it like smtp.example.org"),
        ({"host": "-oProxyCommand=x"}, "is not the name of a server"),
        ({"to": "nobody"}, "'nobody' is not an e-mail address"),
    ],
)
def test_a_wrong_option_says_what_is_wrong(options: dict[str, Any], message: str) -> None:
    assert message in problem_of("smtp", **({"host": "smtp.example.org", "to": "readers@example.org"} | options))


@pytest.mark.parametrize("folder", ["../out", "/tmp/out", "a/../../b", ".hidden"])  # noqa: S108  # refused, not used
def test_a_folder_outside_the_publication_is_a_problem(folder: str) -> None:
    assert "is not a file inside the publication" in problem_of("outbox", folder=folder)


def test_all_wrong_options_are_said_at_once() -> None:
    assert len(problem_of("smtp", port=0, hots="x").splitlines()) == 4


@pytest.mark.parametrize("name", provider_names())
def test_every_provider_keeps_the_contract(name: str) -> None:
    """A new provider without its subclass fails here."""
    members = vars(import_module(f"tests.providers.test_{name}")).values()
    contracts = [member for member in members if isinstance(member, type) and issubclass(member, ProviderContract)]
    assert any(contract is not ProviderContract for contract in contracts)
