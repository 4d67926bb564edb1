"""What the errors of PostgreSQL and its driver mean to an operator; the codes are those of its manual, appendix A."""

from __future__ import annotations

LOCK_TIMEOUT = 10  # seconds to wait for another process to finish its few milliseconds of writing
STATEMENT_TIMEOUT = 20  # seconds that the server may take for one statement

_MEANINGS = {
    "28P01": "the server refuses the password or the user",
    "28000": "the server does not let this user in from here",
    "3D000": "there is no such database",
    "3F000": "there is no schema that this user may write to",
    "42501": "this user does not have the rights it needs",
    "25006": "the server is read-only at present; it may be a replica",
    "0A000": "the server is read-only at present; it may be a replica",
    "55P03": f"another process has been writing to it for more than {LOCK_TIMEOUT} seconds",
    "57014": f"the server took more than {STATEMENT_TIMEOUT} seconds",
    "57P01": "the server is shutting down",
    "57P02": "the server is shutting down",
    "57P03": "the server is starting up or shutting down; try again in a moment",
    "53100": "the server's disk is full",
    "53300": "the server has too many connections",
}


def explain_server(error: BaseException) -> str:
    """Return what an error of the server, or of the connection to it, means."""
    content = error.args[0] if error.args else ""
    if isinstance(content, dict):
        meaning, message = _MEANINGS.get(str(content.get("C")), ""), str(content.get("M", "the server gives no reason"))
        return f"{meaning} ({message})" if meaning else message
    if content == "Server refuses SSL":
        return "the server offers no TLS. If the connection is safe without it, end the URL with ?sslmode=disable"
    return _explain_connection(error, str(content))


def _explain_connection(error: BaseException, message: str) -> str:
    cause = error.__cause__
    if isinstance(cause, TimeoutError):
        return "the server does not answer"
    if message.startswith("Can't create a connection"):
        return f"the server cannot be reached ({getattr(cause, 'strerror', None) or cause})"
    return "the connection to the server broke" if message == "network error" else message
