"""The HTTP client: what it waits for, what it never follows, and what it never shows."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import stamina
from pydantic import ValidationError

from newsletter.errors import OutcomeUnknownError, ProviderError, ProviderRefusedError
from newsletter.network.budget import Limits
from newsletter.providers._campaigns import HttpOptions
from newsletter.providers._client import ApiClient, Reply, silence_reports
from newsletter.providers._secrets import Credentials
from newsletter.providers.base import Environment
from tests.network.hostile import NESTED

KEY = "canary-91c7-plover"
SECRET = {"NEWSLETTER_NOBODY_KEY": KEY}
Answers = list[tuple[int, Mapping[str, str], bytes]]


class Word(Reply):
    """What the server says."""

    word: str


def open_client(url: str, limits: Limits = Limits(5, 1_000_000)) -> ApiClient:  # noqa: B008  # it is frozen
    credentials = Credentials(Environment(SECRET), tuple(SECRET), lambda: {"Authorization": KEY})
    return ApiClient("nobody", url, credentials, limits)


@contextmanager
def answering(answers: Answers) -> Iterator[tuple[ApiClient, list[str]]]:
    """Serve these answers in turn, and the last for ever; yield a client for it, and the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.pop(0) if len(answers) > 1 else answers[0]
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815  # the name that http.server looks for

        def log_message(self, *_: object) -> None:
            """Keep the terminal for the tests."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        yield open_client(url), asked
        server.shutdown()


FINE: tuple[int, Mapping[str, str], bytes] = (200, {}, b'{"word": "yes"}')


def wait_for(header: Mapping[str, str]) -> float:
    """Return how many seconds the client waits when it is told to come back later."""
    waited: list[float] = []
    silence_reports()  # it is done once, and would undo what follows
    stamina.instrumentation.set_on_retry_hooks([lambda details: waited.append(details.wait_for)])
    try:
        with answering([(429, header, b""), FINE]) as (client, _):
            assert client.get("word", Word).word == "yes"
    finally:
        stamina.instrumentation.set_on_retry_hooks([])
    return waited[0]


def test_a_pause_that_is_asked_for_is_kept() -> None:
    assert wait_for({"Retry-After": "1"}) == 1


def test_a_date_is_counted_on_the_clock_of_the_server_however_wrong_ours_is() -> None:
    skewed = {"Date": "Thu, 01 Feb 1990 10:00:00 GMT", "Retry-After": "Thu, 01 Feb 1990 10:00:01 GMT"}
    assert wait_for(skewed) == 1


def test_a_date_that_is_past_is_no_pause() -> None:
    past = {"Date": "Thu, 01 Feb 2024 10:00:00 GMT", "Retry-After": "Thu, 01 Feb 2024 09:00:00 GMT"}
    assert wait_for(past) == 0


@pytest.mark.slow
def test_a_pause_that_makes_no_sense_is_a_short_one() -> None:
    assert 0 < wait_for({"Retry-After": "soon"}) < 3


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_followed_elsewhere(status: int) -> None:
    with answering([(status, {"Location": "/elsewhere"}, b"")]) as (client, asked):
        with pytest.raises(ProviderRefusedError):
            client.get("word", Word)
        with pytest.raises(ProviderRefusedError):
            client.execute("POST", "send")
    assert asked == ["/word", "/send"]


@pytest.mark.parametrize("shape", [KEY, base64.b64encode(KEY.encode()).decode(), f"newsletter:{KEY}"])
def test_a_key_that_is_thrown_back_is_struck_out(shape: str) -> None:
    message = f'{{"detail": "no such key: {shape}"}}'.encode()
    with answering([(401, {}, message)]) as (client, _), pytest.raises(ProviderRefusedError) as refused:
        client.get("word", Word)
    assert KEY not in str(refused.value)
    assert shape not in str(refused.value)
    assert "no such key" in str(refused.value)


@pytest.mark.slow
@pytest.mark.parametrize("body", [b"", b"[]", b'{"word": 7', b'{"word": null}', b"\xff\xfe", b"<html>"])
def test_an_answer_that_does_not_fit_is_no_answer(body: bytes) -> None:
    with answering([(200, {}, body)]) as (client, asked), stamina.set_testing(True, attempts=2):
        with pytest.raises(ProviderError, match="its answer cannot be understood"):
            client.get("word", Word)
        assert asked == ["/word", "/word"]
        with pytest.raises(ProviderError, match="the next run will find it"):
            client.create("word", {}, Word)
        assert asked == ["/word", "/word", "/word"]


def test_what_lets_something_out_is_asked_for_once() -> None:
    with (
        answering([(503, {}, b"")]) as (client, asked),
        stamina.set_testing(True, attempts=3),
        pytest.raises(OutcomeUnknownError),
    ):
        client.execute("POST", "send")
    assert asked == ["/send"]


@pytest.mark.parametrize(
    "url", ["http://api.example.org", "ftp://x", "https://", "https://key@api.example.org", "https://x.org/?a=b", "x"]
)
def test_an_address_where_a_key_would_not_be_safe_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="is not the address of an API"):
        HttpOptions.model_validate({"base_url": url, "audience": tmp_path.name})


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 422, 500, 503])
@pytest.mark.parametrize("body", [NESTED, b'{"detail": ' + b"[" * 900 + b"]" * 900 + b"}", b'{"detail": "\\ud800"}'])
def test_an_answer_nested_without_end_is_no_traceback_whatever_was_asked(status: int, body: bytes) -> None:
    with answering([(status, {}, body)]) as (client, _), stamina.set_testing(True, attempts=2):
        for ask in (
            lambda: client.get("word", Word),
            lambda: client.create("word", {}, Word),
            lambda: client.execute("POST", "word", answer=Word),
        ):
            with pytest.raises(ProviderError) as failed:
                ask()
            assert str(failed.value).encode("utf-8")
        assert isinstance(failed.value, OutcomeUnknownError) is (status in {200, 500, 503})


@pytest.mark.parametrize("status", [400, 402, 404, 409, 422])
def test_a_clear_no_is_not_to_be_tried_again_later(status: int) -> None:
    with answering([(status, {}, b"{}")]) as (client, _), pytest.raises(ProviderRefusedError) as refused:
        client.get("word", Word)
    assert "later" not in str(refused.value)
