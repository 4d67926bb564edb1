"""The specifications that requests are held against are specifications themselves, with what was put right in them."""

from __future__ import annotations

import pytest
from openapi_spec_validator import validate

from tests.providers.services import SERVICES


@pytest.mark.slow
@pytest.mark.parametrize("name", SERVICES)
def test_a_specification_is_as_openapi_asks(name: str) -> None:
    specification = SERVICES[name]().make_service().specification
    if specification:
        validate(specification.openapi.spec.read_value())
