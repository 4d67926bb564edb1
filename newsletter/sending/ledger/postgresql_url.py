"""Where a ledger in PostgreSQL is, from ``NEWSLETTER_LEDGER_URL``; that holds a password, so it is shown nowhere."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from newsletter.errors import ExchangeError, LedgerError
from newsletter.network.trust import check_variables, trust_file

URL_NAME = "NEWSLETTER_LEDGER_URL"
"""The environment variable that names a ledger in PostgreSQL."""

_EXAMPLE = "postgresql://USER:PASSWORD@HOST/DATABASE"
_DEFAULT_PORT = 5432
_OPTIONS = {"sslmode", "sslrootcert"}
_MODES = ("disable", "require", "verify-full")


@dataclass(frozen=True, slots=True)
class Address:
    """A database, and how to get in; ``tls`` is what the driver takes: None is "if the server has it"."""

    user: str
    password: SecretStr
    host: str
    port: int
    database: str
    tls: ssl.SSLContext | bool | None

    def __str__(self) -> str:
        return f"postgresql://{self.user}@{self.host}:{self.port}/{self.database}"


def read_address(url: str) -> Address:
    """Read the address of a ledger.

    Raises:
        LedgerError: it is none.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port or _DEFAULT_PORT
    except ValueError:
        raise _refuse() from None  # its words may hold a piece of the password
    if not _is_whole(parts) or not url.strip().isprintable():
        raise _refuse()
    host = parts.hostname or ""
    return Address(
        user=unquote(parts.username or ""),
        password=SecretStr(unquote(parts.password or "")),
        host=host,
        port=port,
        database=unquote(parts.path[1:]),
        tls=_choose_tls(host, parts.query),
    )


def _refuse() -> LedgerError:
    return LedgerError(
        f"{URL_NAME} is no address of a database. Write it like {_EXAMPLE}, and %40 for @, %2F for /, %3A for :, %3F "
        "for ?, %23 for # and %25 for % inside a name or the password."
    )


def _is_whole(parts: SplitResult) -> bool:
    """Tell an address from one that a sign in its password has torn in two."""
    rest = parts.path[1:] + parts.query + parts.fragment
    is_torn = bool(parts.fragment) or "/" in parts.path[1:] or "@" in rest or parts.netloc.count("@") != 1
    is_ours = parts.scheme in {"postgresql", "postgres"}
    return is_ours and not is_torn and all((parts.username, parts.hostname, parts.path[1:]))


def _choose_tls(host: str, query: str) -> ssl.SSLContext | bool | None:
    """Ask for a server that can prove who it is, unless it is this machine, or somebody decided otherwise."""
    given = parse_qsl(query, keep_blank_values=True)
    options = dict(given)
    mode = options.get("sslmode", None if _is_here(host) else "verify-full")
    is_known = set(options) <= _OPTIONS and all(options.values()) and mode in {*_MODES, None}
    if not is_known or len(options) < len(given):  # said twice, or to nothing: nobody can tell what was meant
        raise LedgerError(f"{URL_NAME} may end with ?sslmode= {', '.join(_MODES)}, and with &sslrootcert=FILE.")
    if mode in {"disable", None}:
        return False if mode else None
    return _make_context(options.get("sslrootcert"), is_strict=mode == "verify-full")


def _make_context(roots: str | None, *, is_strict: bool) -> ssl.SSLContext:
    """Trust the roots that are named, or the system's; a server that is not strictly asked may have another name."""
    try:
        if roots is None:
            check_variables()
        context = trust_file(roots) if roots else ssl.create_default_context()
    except ExchangeError as error:
        raise LedgerError(f"{error}.") from None
    except OSError as error:
        raise LedgerError(
            f"The certificates that {URL_NAME} names as sslrootcert cannot be read: {error.strerror}."
        ) from error
    context.check_hostname = is_strict
    context.verify_mode = ssl.CERT_REQUIRED if is_strict or roots else ssl.CERT_NONE
    return context


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
