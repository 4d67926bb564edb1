"""Mailing providers, one file each, found by name: ``providers/smtp.py`` is the provider ``smtp``."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from newsletter.documents.publication import Publication
from newsletter.errors import Location, PluginError, Problem, ProblemsFoundError
from newsletter.installation import require_extra
from newsletter.plugins import Group, list_plugins, load_plugin
from newsletter.providers.base import Environment, Provider, ProviderOptions

_FILE = "newsletter.toml"


def provider_names() -> tuple[str, ...]:
    """Return the names of all providers, in alphabetical order."""
    files = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in files if name not in {"base", "campaigns"} and not name.startswith("_")))


def open_provider(publication: Publication, *, root: Path, environment: Mapping[str, str]) -> Provider[Any]:
    """Return the publication's provider, ready for use; ``root`` is the folder that holds ``newsletter.toml``.

    Raises:
        ProblemsFoundError: there is no such provider, or its options are wrong.
        MissingExtraError: the libraries that it sends with are not installed.
    """
    return reopen_provider(publication.provider.name, publication.provider.options, root=root, environment=environment)


def reopen_provider(
    name: str, options: Mapping[str, object], *, root: Path, environment: Mapping[str, str]
) -> Provider[Any]:
    """Return a provider by its name and options, as a publication or a ledger has them.

    Raises:
        ProblemsFoundError: there is no such provider, or its options are wrong.
        MissingExtraError: the libraries that it sends with are not installed.
    """
    kind = _find_kind(name)
    if kind.extra:
        require_extra(kind.extra, f"The provider {name}")
    return kind(_read_options(kind, options), root, Environment(environment))


def load_providers() -> tuple[type[Provider[Any]], ...]:
    """Return every provider of this program, in the order of their names."""
    return tuple(_load_own(name) for name in provider_names())


def find_provider(name: str) -> type[Provider[Any]]:
    """Return the provider with this name: one of this program, else one of another distribution.

    Raises:
        PluginError: there is no such provider, or it cannot be used.
    """
    if name in provider_names():
        return _load_own(name)
    if name in list_plugins(Group.PROVIDERS):
        return cast("type[Provider[Any]]", load_plugin(Group.PROVIDERS, name, lambda kind: _find_fault(kind, name)))
    names = (*provider_names(), *list_plugins(Group.PROVIDERS))
    raise PluginError(f"Unknown provider '{name}'. {_suggest(name, names)}There are: {', '.join(names)}.")


def _find_kind(name: str) -> type[Provider[Any]]:
    try:
        return find_provider(name)
    except PluginError as error:
        message, _, hint = str(error).partition(". ")
        raise ProblemsFoundError(
            [Problem(Location(_FILE), "provider.name", f"{message}.", hint, "provider.name")]
        ) from error


def _load_own(name: str) -> type[Provider[Any]]:
    members = vars(import_module(f"{__name__}.{name}")).values()
    kinds = (member for member in members if isinstance(member, type) and issubclass(member, Provider))
    return next(kind for kind in kinds if vars(kind).get("name") == name)


def _find_fault(kind: object, name: str) -> str:
    if not (isinstance(kind, type) and issubclass(kind, Provider)):
        return "it is not a subclass of Provider"
    return "" if getattr(kind, "name", None) == name else f"its name is '{getattr(kind, 'name', '')}'"


def _read_options(kind: type[Provider[Any]], options: Mapping[str, object]) -> ProviderOptions:
    try:
        return kind.options_type.model_validate(options)
    except ValidationError as error:
        raise ProblemsFoundError(_explain(detail, kind) for detail in error.errors(include_url=False)) from None


def _explain(detail: ErrorDetails, kind: type[Provider[Any]]) -> Problem:
    """Put one of Pydantic's findings into words an operator can act on."""
    option = str(detail["loc"][0]) if detail["loc"] else ""
    known = tuple(kind.options_type.model_fields)
    hint = str(detail.get("ctx", {}).get("hint", ""))
    message = f"{detail['msg']}."
    if detail["type"] == "missing":
        message, hint = f"{kind.name} needs it.", _describe(kind, option)
    elif detail["type"] == "extra_forbidden":
        message = f"'{option}' is not an option of {kind.name}."
        hint = f"{_suggest(option, known)}There are: {', '.join(known)}."
    path = f"provider.options.{option}".rstrip(".")
    return Problem(Location(_FILE), "provider.options", message, hint, path)


def _describe(kind: type[Provider[Any]], option: str) -> str:
    return kind.options_type.model_fields[option].description or ""


def _suggest(name: str, known: tuple[str, ...]) -> str:
    return "".join(f"Did you mean '{match}'? " for match in get_close_matches(name, known, n=1))
