"""The secrets that providers ask for: read once, handed out one by one, and struck out of all that is shown.

Here, too, is decided to which hosts they may go: a file that many people can change must not lead a key elsewhere.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pydantic import SecretStr

from newsletter.errors import SendRefusedError
from newsletter.network.hosts import is_loopback, normalise_host
from newsletter.providers._spellings import spell_secrets

TRUSTED_HOSTS = "NEWSLETTER_TRUSTED_HOSTS"
"""The variable that lists, with commas, the hosts that may get a key beside a service's own. It is no secret."""

ANYBODY = "newsletter"
"""The user name where a service asks for one and looks at the key alone."""

_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SHOWN = 300  # characters of what somebody else says that are worth showing
_LONG = 8  # characters: a shorter secret in other letters is more likely to be a word
_LINE_ENDS = "\r\n"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode's categories of characters that nobody sees, and that no key holds: controls, marks, ends of lines."""


def write_basic(user: str, password: str) -> dict[str, str]:
    """Return the header of HTTP's Basic authentication (RFC 7617)."""
    return {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}


class Environment:
    """The secrets a provider may ask for; none of them is ever shown."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        given = {name: value for name, value in variables.items() if name.startswith("NEWSLETTER_")}
        listed = re.split(r"[,\s]+", given.pop(TRUSTED_HOSTS, ""))
        self.trusted_hosts = tuple(dict.fromkeys(normalise_host(host) for host in listed if host))
        self._secrets = {name: SecretStr(value.rstrip(_LINE_ENDS)) for name, value in given.items()}

    def missing(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return which of ``names`` are not set, or set to nothing."""
        return tuple(name for name in names if not self._secrets.get(name))

    def secret(self, name: str) -> SecretStr:
        """Return one secret. The end of the line, as a file leaves it there, is no part of it.

        Raises:
            SendRefusedError: it is not set, or holds what no secret holds; it is not shown.
        """
        if self.missing([name]):
            raise SendRefusedError(f"{name} is not set. Put it into the environment; secrets never stand in a file.")
        if fault := _find_fault(self._secrets[name].get_secret_value()):
            raise SendRefusedError(f"{name} {fault}. Copy it anew, without what stands around it. Nothing was sent.")
        return self._secrets[name]

    def clean(self, said: str) -> str:
        """Put what a server or the network said on one line, without any secret that it may have echoed."""
        secrets = [secret.get_secret_value() for secret in self._secrets.values()]
        for spelling in spell_secrets(secrets, users=(ANYBODY, *secrets)):
            in_any_case = re.IGNORECASE if len(spelling) >= _LONG else re.NOFLAG
            said = re.sub(re.escape(spelling), "…", said, flags=in_any_case)
        said = said.encode("utf-8", errors="replace").decode("utf-8")  # half a character cannot be printed
        return _UNPRINTABLE.sub(" ", said)[:_SHOWN].strip().rstrip(".")

    def refuse_host(self, host: str, own: Iterable[str]) -> str:
        """Return why a key may not go to a host, and the line that lets it; nothing where it may.

        ``own`` are the hosts of the service itself; ``*.`` at the beginning of one stands for one more label.
        """
        host = normalise_host(host)
        names = {host, f"*.{host.partition('.')[2]}"}
        if is_loopback(host) or names & set(own) or host in self.trusted_hosts:
            return ""
        line = f"{TRUSTED_HOSTS}={','.join((*self.trusted_hosts, host))}"
        return (
            f"newsletter.toml has the key sent to {host}, which nobody has said may have it. If it is the right "
            f"server, say so in the environment: {line}"
        )


@dataclass(frozen=True, slots=True)
class Destination:
    """The host that gets a key; ``vouched_by`` is the file of the authorities it is known by, if not the usual."""

    host: str
    vouched_by: str = ""


@dataclass(frozen=True)
class Credentials:
    """Who asks a service. ``headers`` say it, ``names`` are the variables they come from.

    ``hosts`` are the service's own; ``refusals`` are the answers by which it says that it does not know the key.
    """

    environment: Environment
    names: tuple[str, ...]
    headers: Callable[[], Mapping[str, str]]
    hosts: tuple[str, ...] = ()
    refusals: frozenset[int] = frozenset({401})


def _find_fault(secret: str) -> str:
    if any(unicodedata.category(letter) in _INVISIBLE for letter in secret):
        return "holds a character that cannot be seen, such as the end of a line"
    return "begins or ends with a space" if secret != secret.strip() else ""
