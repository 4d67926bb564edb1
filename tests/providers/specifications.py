"""The services' own specifications, kept beside the repository: every request of ours is held against them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue

if TYPE_CHECKING:
    from tests.providers.wire import Call

UNCHECKED = Config(spec_validator_cls=None)
"""Whether a specification is one itself takes seconds to find out: a test asks that once, not each process."""

FOLDER = Path(__file__).parents[3] / "shared" / "specs"


_REFERENCE = re.compile(r'"#/components/schemas/([^"]+)"')


class _WithoutTimes(yaml.CSafeLoader):
    """Leaves times as they are written: an example in one specification names a day that never was."""


_WithoutTimes.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True)
class Specification:
    """An OpenAPI document that requests can be held against."""

    openapi: OpenAPI
    server: str

    def violations(self, call: Call) -> str:
        """Say what of a request is not as the specification asks, or nothing."""
        fields = {name: value for name, value in call.headers.items() if name != "host"}  # its port is always another
        return self._find_violations(call.method, call.path, json.dumps([call.query, fields, call.body]))

    @lru_cache(maxsize=4096)  # noqa: B019  # as many specifications as services, for as long as the tests run
    def _find_violations(self, method: str, path: str, rest: str) -> str:
        """Ask the library, which takes two milliseconds; the fault matrix makes the same requests again and again."""
        query, headers, body = json.loads(rest)
        parts = urlsplit(self.server)
        request = MockRequest(
            f"{parts.scheme}://{parts.netloc}",
            method.lower(),
            f"{parts.path.rstrip('/')}{path}",
            args=query,
            headers=headers,
            data=None if body is None else json.dumps(body).encode(),
        )
        try:
            self.openapi.validate_request(request)
        except OpenAPIError as error:
            cause = error.__cause__
            details = list(cause.schema_errors) if isinstance(cause, InvalidSchemaValue) else []
            return "; ".join([str(error), str(cause or ""), *map(str, details)])
        return ""


@cache
def read_specification(name: str, mend: Callable[[dict[str, Any]], None] = lambda _: None) -> Specification | None:
    """Return a specification, or None where it is not beside the repository; ``mend`` puts right what it has wrong."""
    path = FOLDER / name
    if not path.exists():
        return None
    text = path.read_text(encoding="utf-8")
    document = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=_WithoutTimes)  # noqa: S506  # a safe loader, made narrower
    mend(document)
    return Specification(OpenAPI.from_dict(document, UNCHECKED), document["servers"][0]["url"])


def narrow(document: dict[str, Any], *paths: str) -> None:
    """Keep these paths of a large specification and what they refer to; answers are looked at by nobody."""
    document.pop("webhooks", None)
    document["paths"] = {path: document["paths"][path] for path in paths}
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["responses"] = {"200": {"description": "Not looked at."}}
    components = document["components"]
    components.pop("responses", None)
    components["schemas"] = dict(_reach(document["paths"], components["schemas"]))


def _reach(start: object, schemas: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each schema that is referred to, directly or not."""
    known, waiting = set[str](), [start]
    while waiting:
        for name in set(_REFERENCE.findall(json.dumps(waiting.pop()))) - known:
            known.add(name)
            waiting.append(schemas[name])
            yield name, schemas[name]
