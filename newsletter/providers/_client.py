"""The client for services with an HTTP API: one policy for all. What a lost answer means depends on the verb alone.

Reads and replacements of whole content may be repeated freely. A create or send is repeated only if it provably did not
happen: the connection was refused, or the answer was "not now" (429). Redirects are never followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from enum import Enum
from functools import cache
from http import HTTPStatus
from types import NoneType
from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from newsletter.errors import (
    ExchangeError,
    ExchangeStage,
    OutcomeUnknownError,
    ProviderError,
    ProviderRefusedError,
    Reason,
    SendRefusedError,
)
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, Response, send_request, split_host
from newsletter.network.waiting import read_retry_after, read_seconds
from newsletter.providers._secrets import Credentials

_MESSAGE_KEYS = ("detail", "message", "ErrorMessage", "error", "title", "name")
_WINDOW_FIELDS = ("x-sib-ratelimit-reset", "ratelimit-reset")  # Brevo's; Resend's
_ATTEMPTS = 5
_PATIENCE = 90  # seconds for all attempts together
_LONGEST_WAIT = 60  # seconds that a server may ask us to wait

MOST_PAGES = 10_000
"""A million readers, at a hundred on a page; a list that goes on after that has no end."""


class Verb(Enum):
    """What a request does, and so what it means when its answer is lost."""

    GET = "get"
    """Changes nothing: repeated."""
    REPLACE = "replace"
    """Sets whole content: repeated, with the same result."""
    CREATE = "create"
    """Makes something that the next run finds again: not repeated, but nothing went out."""
    EXECUTE = "execute"
    """Has an effect outside, such as a send: not repeated, and its outcome is unknown."""


class Reply(BaseModel):
    """What we need of a provider's answer; what else it says is not looked at."""

    model_config = ConfigDict(extra="ignore", frozen=True)


T = TypeVar("T")
Query: TypeAlias = Mapping[str, str | int | Sequence[str]]
"""What is asked for; a name with several values is repeated."""


@dataclass(frozen=True)
class ApiCall:
    """One call, without the address and the secret."""

    method: str
    path: str
    body: object = None
    query: Query | None = None


@dataclass(frozen=True)
class ApiClient:
    """Talks to one service at one address, as whom the credentials say; each exchange has the same limits."""

    service: str
    base_url: str
    credentials: Credentials
    limits: Limits

    @property
    def host(self) -> str:
        """The host that gets the key.

        Raises:
            ProviderError: the address names none.
        """
        try:
            return split_host(self.base_url)[0]
        except ExchangeError as error:
            raise ProviderError(f"{self.service} cannot be asked: {error}. Nothing was sent.") from None

    def get(self, path: str, shape: type[T], **query: str | int | Sequence[str]) -> T:
        """Ask for something; ``shape`` says what we need of the answer."""
        return self._exchange(Verb.GET, ApiCall("GET", path, query=query), shape)

    def get_until(self, path: str, shape: type[T], is_ready: Callable[[T], bool]) -> T:
        """Ask for something until it is as we need it, or patience ends; return what it was last."""
        return ask_until(lambda: self.get(path, shape), is_ready)

    def replace(self, method: str, path: str, body: object) -> None:
        """Set whole content, by PUT, PATCH or a POST that replaces."""
        self._exchange(Verb.REPLACE, ApiCall(method, path, body), object)

    def create(self, path: str, body: object, shape: type[T]) -> T:
        """Make something that can be found again."""
        return self._exchange(Verb.CREATE, ApiCall("POST", path, body), shape)

    def execute(self, method: str, path: str, body: object = None, *, answer: type[object] = NoneType) -> None:
        """Let something out: send, test, schedule or take back.

        ``answer`` is the shape of what the service documents as its yes; nothing at all if left out, and ``object``
        where it may be anything. Another yes, such as the log-in page of a hotel's network, leaves it unknown.
        """
        self._exchange(Verb.EXECUTE, ApiCall(method, path, body), answer)

    def _exchange(self, verb: Verb, call: ApiCall, shape: type[T]) -> T:
        try:
            for attempt in attempts():
                with attempt:
                    return self._read(verb, self._send(verb, call), shape)
        except NotNowError as error:
            later = "" if verb is Verb.CREATE else " Try again later."
            message = f"{self.service} is not available now: {error.why}. {_consequence(verb)}{later}"
            raise ProviderError(message) from None
        raise AssertionError  # pragma: no cover  # the loop returns or raises

    def _send(self, verb: Verb, call: ApiCall) -> Response:
        request = self._make_request(call)
        try:
            response = send_request(request, Budget(self.limits))
        except ExchangeError as error:
            raise self._translate_error(verb, error) from None
        self._require_success(verb, response)
        return response

    def _make_request(self, call: ApiCall) -> Request:
        """Write a request with the key in it, if its host may have that."""
        credentials = self.credentials
        if refusal := credentials.environment.format_host_refusal(self.host, credentials.hosts):
            raise SendRefusedError(Reason(refusal, ". Nothing was sent.", ". Nothing was sent."))
        headers = {**credentials.headers(), "Accept": "application/json"}
        if not all(value.isascii() for value in headers.values()):
            names = " or ".join(credentials.names)
            raise SendRefusedError(f"{names} holds a character outside ASCII, which no header can. Nothing was sent.")
        return Request(
            call.method,
            f"{self.base_url}/{call.path}",
            headers=headers,
            body=call.body,
            query=call.query,
        )

    def _translate_error(self, verb: Verb, error: ExchangeError) -> Exception:
        """Say what it means that an exchange failed, by how far it got."""
        why = self.credentials.environment.redact(str(error))
        if error.stage is ExchangeStage.CONNECTING:
            return NotNowError(why)
        if error.stage is ExchangeStage.SETTING:
            return ProviderError(f"{self.service} cannot be asked: {why}. Nothing was sent.")
        if error.stage is ExchangeStage.OVERRUN and verb in {Verb.GET, Verb.REPLACE}:
            return ProviderError(f"{self.service} cannot be understood: {why} (max_bytes). Nothing was sent.")
        return self._lost(verb, why)

    def _require_success(self, verb: Verb, response: Response) -> None:
        """Let a yes through; anything else is an error that says what it means."""
        status = response.status
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = read_retry_after(response.fields)
            raise NotNowError("it asks for fewer requests (429)", _next_window(response) if wait is None else wait)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise self._lost(verb, self._quote(response), read_retry_after(response.fields))
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise ProviderRefusedError(self._format_refusal(verb, response), status)

    def _format_refusal(self, verb: Verb, response: Response) -> str:
        answer, consequence = self._quote(response), _consequence(verb)
        if response.status not in self.credentials.refusals:
            return f"{self.service} refused: {answer}. {consequence}"
        names = " and ".join(self.credentials.names)
        return f"{self.service} does not accept the key: {answer}. Set the right one as {names}. {consequence}"

    def _read(self, verb: Verb, response: Response, shape: type[T]) -> T:
        try:
            return TypeAdapter(shape).validate_json(response.body or b"null")
        except ValidationError as error:
            what = ", ".join(".".join(map(str, it["loc"])) or it["type"] for it in error.errors(include_url=False))
            raise self._unreadable(verb, what) from None
        except (ValueError, RecursionError) as error:
            raise self._unreadable(verb, type(error).__name__) from None

    def _unreadable(self, verb: Verb, what: str) -> Exception:
        return self._lost(verb, f"its answer cannot be understood ({self.credentials.environment.redact(what)})")

    def _lost(self, verb: Verb, why: str, wait: float | None = None) -> Exception:
        """Return the error for a request that may or may not have been carried out."""
        if verb in {Verb.GET, Verb.REPLACE}:
            return NotNowError(why, wait)
        if verb is Verb.CREATE:
            return ProviderError(f"{self.service} did not confirm the draft: {why}. {_consequence(verb)}")
        return OutcomeUnknownError(f"{self.service} was asked, but its answer was lost: {why}.")

    def _quote(self, response: Response) -> str:
        return self.credentials.environment.redact(f"{response.status} {_find_message(response) or response.reason}")


class NotNowError(Exception):
    """This attempt provably did nothing, or did what may be done again. ``wait`` is what the server asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


def attempts() -> Iterable[AbstractContextManager[object]]:
    """Yield attempts with growing pauses and jitter between them, or the pause that a server asks for."""
    import stamina  # noqa: PLC0415  # an extra, without which providers can be listed all the same

    silence_reports()
    return stamina.retry_context(on=_decide, attempts=_ATTEMPTS, timeout=_PATIENCE, wait_initial=0.5, wait_max=15)


@cache
def silence_reports() -> None:
    """Turn off stamina's own reports, once: what a server says goes through our own messages, or nowhere."""
    import stamina.instrumentation  # noqa: PLC0415  # as above

    stamina.instrumentation.set_on_retry_hooks([])


def ask_until(ask: Callable[[], T], is_ready: Callable[[T], bool]) -> T:
    """Ask until the answer is as we need it, with growing pauses, or patience ends; return the last answer."""
    answers = []
    with suppress(NotNowError):
        for attempt in attempts():
            with attempt:
                answers.append(ask())
                if not is_ready(answers[-1]):
                    raise NotNowError("it is not ready")
    return answers[-1]


def _decide(error: Exception) -> bool | float:
    if not isinstance(error, NotNowError):
        return False
    return True if error.wait is None else min(error.wait, _LONGEST_WAIT)


def read_pages(read: Callable[[int], Sequence[T]], size: int) -> Iterator[T]:
    """Yield everything that ``read`` returns from an offset on, ``size`` at most at a time.

    Raises:
        ProviderError: the list does not end.
    """
    offset = 0
    for _ in count_pages():
        page = read(offset)
        yield from page
        offset += len(page)
        if len(page) < size:
            return


def count_pages() -> Iterator[int]:
    """Yield the numbers of pages from 1 on.

    Raises:
        ProviderError: the list does not end.
    """
    yield from range(1, MOST_PAGES + 1)
    raise ProviderError(f"The service keeps listing after {MOST_PAGES:,} pages. Nothing was sent; ask its support.")


def _consequence(verb: Verb) -> str:
    if verb is Verb.CREATE:
        return "Nothing was sent; if the draft was made, the next run will find it."
    return "Nothing was sent."


def _find_message(response: Response) -> str:
    """Return what an error says of itself, under whatever name this provider has for that."""
    body = response.data()
    found = next((body[key] for key in _MESSAGE_KEYS if body.get(key)), "") if isinstance(body, dict) else ""
    try:
        return str(found)
    except RecursionError:  # it is nested far deeper than anybody would read
        return ""


def _next_window(response: Response) -> float | None:
    """Read in how many seconds more requests are allowed, where a service has a field of its own for that."""
    return read_seconds(next((response.fields[name] for name in _WINDOW_FIELDS if name in response.fields), ""))
