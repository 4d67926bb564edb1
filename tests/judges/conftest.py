"""Other people's validators, where they have been installed."""

from __future__ import annotations

import pytest

from scripts import judges


@pytest.fixture(scope="session")
def judged() -> judges.Judges:
    """Return the validators; a machine may be without Java or Node.js, which is said where the tests are summed up."""
    found = judges.find()
    if found is None:
        pytest.skip(f"the validators of HTML, schemas and SARIF are not installed. {judges.ADVICE}")
    return found
