"""The secrets that providers ask for: read once, handed out one by one, and struck out of all that is shown.

Here, too, is decided to which hosts they may go: a file that many people can change must not lead a key elsewhere.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from pydantic import SecretStr

from newsletter.errors import Reason, SendRefusedError
from newsletter.network.hosts import is_loopback, normalise_host

TRUSTED_HOSTS = "NEWSLETTER_TRUSTED_HOSTS"
"""The variable that lists, with commas, further hosts that may get a key. It is not a secret."""

ANY_USER = "newsletter"
"""The user name where a service asks for one and looks at the key alone."""

_UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_SHOWN = 300  # characters of a foreign message that are shown
_LONG = 8  # characters: a shorter secret in other letters is more likely to be a word
_LINE_ENDS = "\r\n"
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories of invisible characters, which no key contains: controls, format marks, line ends."""
_LEAST = 3  # characters: a shorter "secret" would strike out half of every message
_LEAST_INSIDE = 8  # characters of base64 without its edges: fewer may well be something else


def make_basic_auth(user: str, password: str) -> dict[str, str]:
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
        """Return one secret, without a line end at the end, as files have it.

        Raises:
            SendRefusedError: it is not set, or holds what no secret holds; it is not shown.
        """
        if self.missing([name]):
            raise SendRefusedError(f"{name} is not set. Set it in the environment; secrets are never read from a file.")
        if fault := _find_fault(self._secrets[name].get_secret_value()):
            raise SendRefusedError(f"{name} {fault}. Copy it again, without anything around it. Nothing was sent.")
        return self._secrets[name]

    def redact(self, text: str) -> str:
        """Put what a server or the network said on one line, without any secret that it may have echoed."""
        secrets = [secret.get_secret_value() for secret in self._secrets.values()]
        for spelling in find_encodings(secrets, users=(ANY_USER, *secrets)):
            in_any_case = re.IGNORECASE if len(spelling) >= _LONG else re.NOFLAG
            text = re.sub(re.escape(spelling), "…", text, flags=in_any_case)
        text = text.encode("utf-8", errors="replace").decode("utf-8")  # half a character cannot be printed
        return _UNPRINTABLE.sub(" ", text)[:_SHOWN].strip().rstrip(".")

    def format_host_refusal(self, host: str, own: Iterable[str]) -> str:
        """Return why a key may not go to a host, and the line that lets it; nothing where it may.

        ``own`` are the service's own hosts; a leading ``*.`` matches exactly one label.
        """
        host = normalise_host(host)
        names = {host, f"*.{host.partition('.')[2]}"}
        if is_loopback(host) or names & set(own) or host in self.trusted_hosts:
            return ""
        line = f"{TRUSTED_HOSTS}={','.join((*self.trusted_hosts, host))}"
        warning = f"would send the key to {host}, which is not a trusted host. If it is the right server,"
        return Reason(
            "",
            f"newsletter.toml {warning} add it to the environment: {line}",
            f"The settings {warning} ask the person who installed this program to trust it",
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


def find_encodings(secrets: Iterable[str], users: Iterable[str]) -> list[str]:
    """Return every spelling of every secret, alone and behind each user name, the longest first."""
    known = [secret for secret in secrets if len(secret) >= _LEAST]
    pairs = [form for user in users for secret in known for form in (f"{user}:{secret}", f"\0{user}\0{secret}")]
    spellings = {spelling for secret in known for spelling in _encode_all(secret)}
    spellings |= {spelling for pair in pairs for spelling in _encode(pair)}
    return sorted((it for it in spellings if len(it) >= _LEAST), key=lambda it: (-len(it), it))


def _encode_all(secret: str) -> Iterator[str]:
    data = _bytes(secret)
    yield secret
    yield from (repr(secret)[1:-1], repr(data)[2:-1])
    for plain in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        yield from (plain, plain.replace("/", "\\/"))
    yield from (html.escape(secret), html.escape(secret, quote=False))
    yield from (quote(data, safe=""), quote(data), quote_plus(data))
    yield data.hex()
    yield from _encode(secret)
    yield from _encode_inside(secret)


def _encode(secret: str) -> Iterator[str]:
    """Yield base64, standard and for addresses (RFC 4648, sections 4 and 5), with and without what fills it up."""
    data = _bytes(secret)
    for encoded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
        text = encoded.decode()
        yield from (text, text.rstrip("="), quote(text, safe=""))


def _encode_inside(secret: str) -> Iterator[str]:
    """Yield what base64 makes of a secret in the midst of other bytes, at each of the three places it may begin."""
    data = _bytes(secret)
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        inside = text[first:last]
        if len(inside) >= _LEAST_INSIDE:
            yield from (inside, inside.replace("+", "-").replace("/", "_"))


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", errors="surrogateescape")  # as the environment holds what is no UTF-8


def _find_fault(secret: str) -> str:
    if any(unicodedata.category(letter) in _INVISIBLE for letter in secret):
        return "holds a character that cannot be seen, such as the end of a line"
    return "begins or ends with a space" if secret != secret.strip() else ""
