"""What PostgreSQL and its driver say, in words for an operator; the codes are those of its manual, appendix A."""

from __future__ import annotations

LOCK_PATIENCE = 10  # seconds to wait for another process to finish its few milliseconds of writing
PATIENCE = 20  # seconds that the server may take for one statement

_SAID = {
    "28P01": "the server refuses the password or the user",
    "28000": "the server lets this user in from here in no way that we have",
    "3D000": "there is no such database",
    "3F000": "there is no schema that this user may write to",
    "42501": "this user has not the rights it needs",
    "25006": "the server lets nobody write now; it may be a copy of another",
    "0A000": "the server lets nobody write now; it may be a copy of another",
    "55P03": f"another process has been writing to it for more than {LOCK_PATIENCE} seconds",
    "57014": f"the server took more than {PATIENCE} seconds",
    "57P01": "the server is shutting down",
    "57P02": "the server is shutting down",
    "57P03": "the server is starting up or shutting down; try again in a moment",
    "53100": "the server's disk is full",
    "53300": "the server has too many connections",
}


def explain_server(error: BaseException) -> str:
    """Put an error of the server, or of the way to it, into words."""
    said = error.args[0] if error.args else ""
    if isinstance(said, dict):
        ours, theirs = _SAID.get(str(said.get("C")), ""), str(said.get("M", "it does not say why"))
        return f"{ours} ({theirs})" if ours else theirs
    if said == "Server refuses SSL":
        return "the server offers no TLS. If the way to it is safe without, end the address with ?sslmode=disable"
    return _explain_network(error, str(said))


def _explain_network(error: BaseException, said: str) -> str:
    cause = error.__cause__
    if isinstance(cause, TimeoutError):
        return "the server does not answer"
    if said.startswith("Can't create a connection"):
        return f"the server cannot be reached ({getattr(cause, 'strerror', None) or cause})"
    return "the connection to the server broke" if said == "network error" else said
