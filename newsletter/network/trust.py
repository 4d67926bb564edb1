"""The certificate authorities that are trusted: the public ones, or those in ``SSL_CERT_FILE``."""

from __future__ import annotations

import errno
import os
import ssl
import stat
from functools import cache
from pathlib import Path

from newsletter.errors import ExchangeError, ExchangeStage

_FILE, _FOLDER = "SSL_CERT_FILE", "SSL_CERT_DIR"


def load_public_authorities() -> ssl.SSLContext:
    """Return a TLS context that trusts the public authorities, or those that the environment names.

    Raises:
        ExchangeError: the environment names certificates that cannot be read.
    """
    require_readable_variables()
    return _read(os.environ.get(_FILE) or None, os.environ.get(_FOLDER) or None)


def require_readable_variables() -> None:
    """Make sure that the certificates named by the environment exist; OpenSSL reads the same variables.

    Raises:
        ExchangeError: they do not. OpenSSL itself would report nothing and trust no host.
    """
    _check(os.environ.get(_FILE), os.environ.get(_FOLDER))


def load_authorities(file: str | Path) -> ssl.SSLContext:
    """Return a TLS context that trusts only the certificates in one file.

    Raises:
        OSError: it cannot be read, is not a file (reading a pipe could block for ever), or has no certificate.
    """
    if not stat.S_ISREG(Path(file).stat().st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    try:
        return ssl.create_default_context(cafile=file)
    except ssl.SSLError:
        raise OSError(errno.EINVAL, "it contains no certificate") from None


@cache
def _check(file: str | None, folder: str | None) -> None:
    try:
        if file:
            load_authorities(file)
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        raise _refuse(_FILE, file, getattr(error, "strerror", None) or "it is not a valid path") from None
    if folder and not any(Path(part).is_dir() for part in folder.split(os.pathsep)):
        raise _refuse(_FOLDER, folder, "the folder does not exist")


def _refuse(name: str, value: str | None, why: str) -> ExchangeError:
    message = f"{name}={value} names certificates that cannot be used: {why}. Set it to those to trust, or unset it"
    return ExchangeError(message, ExchangeStage.SETTING)


@cache
def _read(file: str | None, folder: str | None) -> ssl.SSLContext:
    """Read the certificates once: it takes longer than most requests."""
    if file or folder:
        return ssl.create_default_context(cafile=file, capath=folder)
    import certifi  # noqa: PLC0415  # an extra

    return ssl.create_default_context(cafile=certifi.where())
