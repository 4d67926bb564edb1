"""The secrets that providers ask for: read once, handed out one by one, and struck out of all that is shown."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from pydantic import SecretStr

from newsletter.errors import SendRefusedError

_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_LEAST = 3  # characters: a shorter "secret" would strike out half of every message
_SHOWN = 300  # characters of what somebody else says that are worth showing

ANYBODY = "newsletter"
"""The user name where a service asks for one and looks at the key alone."""


def write_basic(user: str, password: str) -> dict[str, str]:
    """Return the header of HTTP's Basic authentication (RFC 7617)."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


class Environment:
    """The secrets a provider may ask for; none of them is ever shown."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._secrets = {name: SecretStr(value) for name, value in variables.items() if name.startswith("NEWSLETTER_")}

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of ``names`` are not set, or set to nothing."""
        return tuple(name for name in names if not self._secrets.get(name))

    def secret(self, name: str) -> SecretStr:
        """Return one secret.

        Raises:
            SendRefusedError: it is not set.
        """
        if self.missing([name]):
            raise SendRefusedError(f"{name} is not set. Put it into the environment; secrets never stand in a file.")
        return self._secrets[name]

    def clean(self, said: str) -> str:
        """Put what a server or the network said on one line, without any secret that it may have echoed."""
        for spelling in sorted(self._spellings(), key=len, reverse=True):
            said = said.replace(spelling, "…")
        return _UNPRINTABLE.sub(" ", said)[:_SHOWN].strip().rstrip(".")

    def _spellings(self) -> Iterator[str]:
        """Yield every secret in every form that it takes on the wire, alone and in pairs."""
        values = [secret.get_secret_value() for secret in self._secrets.values()]
        values = [value for value in values if len(value) >= _LEAST]
        users = (ANYBODY, *values)
        pairs = [form for one in users for two in values for form in (f"{one}:{two}", f"\0{one}\0{two}")]
        yield from values
        yield from (quote(value, safe="") for value in values)
        yield from (base64.b64encode(form.encode()).decode() for form in (*values, *pairs))
