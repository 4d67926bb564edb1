"""Where a ledger in PostgreSQL is, from ``NEWSLETTER_LEDGER_URL``. The URL holds a password, and is shown nowhere."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from newsletter.errors import ExchangeError, LedgerError
from newsletter.network.trust import load_authorities, require_readable_variables
from newsletter.sending.ledger.store import URL_NAME

_EXAMPLE = "postgresql://USER:PASSWORD@HOST/DATABASE"
_DEFAULT_PORT, _LAST_PORT = 5432, 65535
_SCHEMES = {"postgresql", "postgres"}
_OPTIONS = {"sslmode", "sslrootcert"}
_MODES = ("disable", "require", "verify-full")


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """A database, and how to connect; ``tls`` is what the driver takes: None is "if the server has it"."""

    url: URL
    tls: ssl.SSLContext | bool | None

    def __str__(self) -> str:
        url = self.url
        shown = URL.create("postgresql", url.username, host=url.host, port=url.port, database=url.database)
        return shown.render_as_string()


def read_url(text: str) -> ServerAddress:
    """Read the URL of a ledger.

    Raises:
        LedgerError: it is not one, or its options are not ours.
    """
    text = text.strip()
    try:
        url = make_url(text, keep_blank_values=True)
    except (ArgumentError, ValueError):
        raise _error() from None  # its message may hold a part of the password
    if not _is_complete(url) or _is_torn(text):
        raise _error()
    host, port = (url.host or "").lower(), url.port or _DEFAULT_PORT
    tls = _choose_tls(host, url.query)
    return ServerAddress(url.set(drivername="postgresql+pg8000", host=host, port=port, query={}), tls)


def _error() -> LedgerError:
    return LedgerError(
        f"{URL_NAME} is not the URL of a database. Write it like {_EXAMPLE}, and %40 for @, %2F for /, %3A for :, %3F "
        "for ?, %23 for # and %25 for % inside a name or the password."
    )


def _is_complete(url: URL) -> bool:
    has_port = url.port is None or 0 <= url.port <= _LAST_PORT
    return url.drivername in _SCHEMES and has_port and all((url.username, url.host, url.database))


def _is_torn(text: str) -> bool:
    """Tell a URL that a sign in its password has torn in two, and that libpq would read in another way."""
    userinfo, _, rest = text.partition("://")[2].rpartition("@")
    path = rest.partition("?")[0]
    host, _, database = path.partition("/")
    is_torn = any(sign in userinfo for sign in "@/?#[]") or "/" in database or "#" in rest
    has_loose_bracket = not host.startswith("[") and any(sign in host for sign in "[]")
    return is_torn or has_loose_bracket or not text.isprintable()


def _choose_tls(host: str, query: Mapping[str, object]) -> ssl.SSLContext | bool | None:
    """Require a server to prove its identity, unless it is on this machine, or the operator decided otherwise."""
    options = {name: value for name, value in query.items() if isinstance(value, str) and value}
    mode = options.get("sslmode", None if _is_local(host) else "verify-full")
    if (
        len(options) < len(query) or not set(options) <= _OPTIONS or mode not in {*_MODES, None}
    ):  # empty, or given twice
        raise LedgerError(f"{URL_NAME} may end with ?sslmode= {', '.join(_MODES)}, and with &sslrootcert=FILE.")
    if mode in {"disable", None}:
        return False if mode else None
    return _make_context(options.get("sslrootcert"), is_strict=mode == "verify-full")


def _make_context(roots: str | None, *, is_strict: bool) -> ssl.SSLContext:
    """Trust the roots that are named, or the system's; without ``is_strict`` the server may have another name."""
    try:
        if roots is None:
            require_readable_variables()
        context = load_authorities(roots) if roots else ssl.create_default_context()
    except ExchangeError as error:
        raise LedgerError(f"{error}.") from None
    except OSError as error:
        raise LedgerError(
            f"The certificates that {URL_NAME} names as sslrootcert cannot be read: {error.strerror}."
        ) from error
    context.check_hostname = is_strict
    context.verify_mode = ssl.CERT_REQUIRED if is_strict or roots else ssl.CERT_NONE
    return context


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
