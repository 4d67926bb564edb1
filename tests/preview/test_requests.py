"""What the fields of a form become on their way from the page."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

from newsletter.preview.requests import read_json


def read(body: object) -> dict[str, Any]:
    """Return what is read of a request with this body."""
    content = json.dumps(body).encode()

    async def receive() -> Message:
        return {"type": "http.request", "body": content, "more_body": False}

    asked = read_json(Request({"type": "http", "method": "POST", "headers": []}, receive))
    with ThreadPoolExecutor() as threads:  # in that of a test that drives a browser, a loop may run
        return threads.submit(asyncio.run, asked).result()


def test_a_field_that_is_there_more_than_once_is_a_list() -> None:
    fields = [["title", "News"], ["theme", "a"], ["theme", "b"], ["carry[]", "x"]]

    assert read(fields) == {"title": "News", "theme": ["a", "b"], "carry": ["x"]}
    assert read({"title": "News"}) == {"title": "News"}
    assert read([]) == {}


@pytest.mark.parametrize("body", ["words", 1, None, [1], [["title"]], [["title", 1]], [["title", "News", "more"]]])
def test_what_is_no_form_is_refused(body: object) -> None:
    with pytest.raises(HTTPException) as caught:
        read(body)

    assert caught.value.status_code == 400
