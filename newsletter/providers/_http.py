"""The door to HTTP: one client with one policy for all providers. What a lost answer means depends on the verb alone.

Reads and writes of whole content may be repeated freely. What creates or sends is repeated only where it provably did
not happen: nobody answered the connection, or the answer was "not now" (429). Redirects are never followed.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum
from functools import cache
from http import HTTPStatus
from typing import TypeAlias, TypeVar, overload

import httpx
import stamina
import stamina.instrumentation
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from newsletter.errors import OutcomeUnknownError, ProviderError, ProviderRefusedError
from newsletter.providers._secrets import Environment

_ATTEMPTS = 5
_PATIENCE = 90  # seconds for all attempts together
_LONGEST_WAIT = 60  # seconds that a server may ask us to wait
_MESSAGE_KEYS = ("detail", "message", "ErrorMessage", "error", "title", "name")
_WINDOW_FIELDS = ("x-sib-ratelimit-reset", "ratelimit-reset")  # Brevo's; Resend's
_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)

stamina.instrumentation.set_on_retry_hooks([])  # what a server says goes through our own messages, or nowhere


class Verb(Enum):
    """What a request does, and so what it means when its answer is lost."""

    READ = "read"
    """Changes nothing: repeated."""
    WRITE = "write"
    """Sets whole content: repeated, with the same result."""
    CREATE = "create"
    """Makes something that the next run finds again: not repeated, but nothing went out."""
    SEND = "send"
    """Lets something out of the door: not repeated, and its outcome is unknown."""


class _NotNowError(Exception):
    """This attempt provably did nothing, or did what may be done again. ``wait`` is what the server asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


class Reply(BaseModel):
    """What we need of a provider's answer; what else it says is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)


T = TypeVar("T")
Query: TypeAlias = Mapping[str, str | int | Sequence[str]]
"""What is asked for; a name with several values is repeated."""


@dataclass(frozen=True)
class Request:
    """One call, without the address and the secret."""

    method: str
    path: str
    body: object = None
    query: Query | None = None


@dataclass(frozen=True)
class Door:
    """Talks to one provider at one address; ``headers`` are asked for when first needed, for they hold the secret."""

    service: str
    base_url: str
    headers: Callable[[], Mapping[str, str]]
    environment: Environment
    timeout: float

    def read(self, path: str, shape: type[T], **query: str | int | Sequence[str]) -> T:
        """Ask for something; ``shape`` says what we need of the answer."""
        return self._exchange(Verb.READ, Request("GET", path, query=query), shape)

    def read_until(self, path: str, shape: type[T], is_ready: Callable[[T], bool]) -> T:
        """Ask for something until it is as we need it, or patience ends; return what it was last."""
        answers = []
        with suppress(_NotNowError):
            for attempt in _attempts():
                with attempt:
                    answers.append(self.read(path, shape))
                    if not is_ready(answers[-1]):
                        raise _NotNowError("it is not ready")
        return answers[-1]

    def write(self, method: str, path: str, body: object) -> None:
        """Set whole content, by PUT, PATCH or a POST that replaces."""
        self._exchange(Verb.WRITE, Request(method, path, body))

    def create(self, path: str, body: object, shape: type[T]) -> T:
        """Make something that can be found again."""
        return self._exchange(Verb.CREATE, Request("POST", path, body), shape)

    def act(self, method: str, path: str, body: object = None) -> None:
        """Let something out: send, test, schedule or take back."""
        self._exchange(Verb.SEND, Request(method, path, body))

    @overload
    def _exchange(self, verb: Verb, request: Request) -> None: ...
    @overload
    def _exchange(self, verb: Verb, request: Request, shape: type[T]) -> T: ...
    def _exchange(self, verb: Verb, request: Request, shape: type[T] | None = None) -> T | None:
        try:
            for attempt in _attempts():
                with attempt, self._client() as client:
                    response = self._send(verb, client, request)
                    return None if shape is None else self._read(verb, response, shape)
        except _NotNowError as error:
            raise ProviderError(f"{self.service} cannot be asked now: {error.why}. {_consequence(verb)}") from None
        raise AssertionError  # pragma: no cover  # the loop returns or raises

    def _client(self) -> httpx.Client:
        return httpx.Client(verify=_trust(), timeout=self.timeout, limits=httpx.Limits(max_keepalive_connections=0))

    def _send(self, verb: Verb, client: httpx.Client, request: Request) -> httpx.Response:
        try:
            response = client.send(self._build(client, request))
        except _NEVER_LEFT as error:
            raise _NotNowError(self._shown(error)) from None
        except httpx.HTTPError as error:
            raise self._lost(verb, self._shown(error)) from None
        except (httpx.InvalidURL, ValueError) as error:
            raise ProviderError(f"{self.service} cannot be asked: {self._shown(error)}. Nothing was sent.") from None
        self._judge(verb, response)
        return response

    def _build(self, client: httpx.Client, request: Request) -> httpx.Request:
        headers = {**self.headers(), "Accept": "application/json"}
        content = None
        if request.body is not None:
            content, headers["Content-Type"] = json.dumps(request.body).encode(), "application/json"
        url = f"{self.base_url}/{request.path}"
        return client.build_request(request.method, url, params=request.query or None, content=content, headers=headers)

    def _judge(self, verb: Verb, response: httpx.Response) -> None:
        """Let a yes through; anything else is an error that says what it means."""
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            wait = _asked_wait(response)
            raise _NotNowError("it asks for fewer requests (429)", _next_window(response) if wait is None else wait)
        if response.is_server_error:
            raise self._lost(verb, self._quote(response), _asked_wait(response))
        if not response.is_success:
            said = f"{self.service} said no: {self._quote(response)}. {_consequence(verb)}"
            raise ProviderRefusedError(said, response.status_code)

    def _read(self, verb: Verb, response: httpx.Response, shape: type[T]) -> T:
        try:
            return TypeAdapter(shape).validate_json(response.content)
        except ValidationError as error:
            what = ", ".join(".".join(map(str, it["loc"])) or it["type"] for it in error.errors(include_url=False))
            raise self._lost(verb, f"its answer cannot be understood ({what})") from None

    def _lost(self, verb: Verb, why: str, wait: float | None = None) -> Exception:
        """Say what it means that nobody knows whether a request was obeyed."""
        if verb in {Verb.READ, Verb.WRITE}:
            return _NotNowError(why, wait)
        if verb is Verb.CREATE:
            return ProviderError(f"{self.service} did not confirm the draft: {why}. {_consequence(verb)}")
        return OutcomeUnknownError(f"{self.service} was asked, but its answer was lost: {why}.")

    def _quote(self, response: httpx.Response) -> str:
        return self.environment.clean(f"{response.status_code} {_find_message(response) or response.reason_phrase}")

    def _shown(self, error: Exception) -> str:
        return self.environment.clean(str(error) or type(error).__name__)


@cache
def _trust() -> ssl.SSLContext:
    """Read the certificates to trust once: it takes longer than most requests."""
    return httpx.create_ssl_context()


def _attempts() -> Iterable[AbstractContextManager[object]]:
    """Yield attempts with growing pauses and jitter between them, or the pause that a server asks for."""
    return stamina.retry_context(on=_decide, attempts=_ATTEMPTS, timeout=_PATIENCE, wait_initial=0.5, wait_max=15)


def _decide(error: Exception) -> bool | float:
    if not isinstance(error, _NotNowError):
        return False
    return True if error.wait is None else min(error.wait, _LONGEST_WAIT)


def _consequence(verb: Verb) -> str:
    if verb is Verb.CREATE:
        return "Nothing was sent; a draft that is there all the same will be found by the next run."
    return "Nothing was sent." if verb is Verb.SEND else "Nothing was sent. Try again later."


def _find_message(response: httpx.Response) -> str:
    """Return what an error says of itself, under whatever name this provider has for that."""
    try:
        body = response.json()
    except ValueError:
        return ""
    return next((str(body[key]) for key in _MESSAGE_KEYS if body.get(key)), "") if isinstance(body, dict) else ""


def _asked_wait(response: httpx.Response) -> float | None:
    """Read ``Retry-After`` (RFC 9110, section 10.2.3): seconds, or a date on the server's own clock."""
    asked = response.headers.get("Retry-After", "")
    if asked.isdecimal():
        return float(asked)
    try:
        until = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers.get("Date", "")) if "Date" in response.headers else None
        return max(0.0, (until - (now or datetime.now(UTC))).total_seconds())
    except (TypeError, ValueError):
        return None


def _next_window(response: httpx.Response) -> float | None:
    """Read in how many seconds more requests are allowed, where a service has a field of its own for that."""
    asked = next((response.headers[name] for name in _WINDOW_FIELDS if name in response.headers), "")
    return float(asked) if asked.isdecimal() else None
