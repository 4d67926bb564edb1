"""A browser that goes away in the middle of a request leaves no trace on the preview's terminal."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from pathlib import Path

import pytest

from tests.building.publications import make_publication
from tests.preview.previews import Preview, previewing

pytestmark = pytest.mark.slow

BODY = json.dumps({"address": "me@example.org", "digest": "0" * 64}).encode()


def break_off(preview: Preview, text: bytes, length: int) -> None:
    """Begin to ask for a test, say so much of it, and go."""
    host, _, port = preview.host.rpartition(":")
    fields = {"Host": preview.host, "Origin": f"http://{preview.host}", "X-Preview-Token": preview.token()}
    fields |= {"Content-Type": "application/json", "Content-Length": str(length)}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    with closing(socket.create_connection((host, int(port)))) as connection:
        connection.sendall(f"POST /api/issues/2024-02/test HTTP/1.1\r\n{head}\r\n".encode() + text)


def test_a_test_that_is_broken_off_prints_no_traceback(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    with previewing(root) as preview:
        for text, length in ((b"", len(BODY)), (BODY[:9], len(BODY)), (BODY, len(BODY) + 9), (BODY, len(BODY))):
            break_off(preview, text, length)
        assert preview.ask("api/issues").status_code == 200
        code, _, err = preview.stop()

    assert (code, err) == (0, "")
    assert not (root / "outbox").exists()
