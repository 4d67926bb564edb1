"""``newsletter preview`` at the command line: where it listens, and what it says where it cannot."""

from __future__ import annotations

import errno
import os
import shlex
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from newsletter.cli import main
from newsletter.preview.server import PORT
from tests.building.publications import command
from tests.cli.calls import Call
from tests.preview.previews import previewing


@pytest.mark.parametrize("port", ["65536", "-1"])
def test_what_is_no_port_is_refused(root: Path, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", "--root", str(root), "--port", port]) == 2
    assert f"'{port}' is not a port. Give a number from 0 to 65535." in capsys.readouterr().err


def test_a_port_that_is_taken_is_named_with_what_to_do(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = call("preview", "--no-open", "--port", str(port))

    assert ended.code == 1
    reason = os.strerror(errno.EADDRINUSE)
    assert ended.err == f"Error: Port {port} cannot be used: {reason}. Choose another with --port.\n"


@pytest.mark.slow
def test_without_a_port_another_is_found_where_the_usual_one_is_taken(root: Path) -> None:
    try:
        taken = socket.create_server(("127.0.0.1", PORT))
    except OSError:  # taken already, by somebody else on this machine
        taken = socket.create_server(("127.0.0.1", 0))
    with taken, previewing(root, "--root", str(root)) as preview:
        assert not preview.host.endswith(f":{PORT}")
        assert httpx.get(f"{preview.url}api/issues", timeout=60).status_code == 200


@pytest.mark.slow
def test_a_broken_publication_is_previewed_and_a_missing_one_is_not(root: Path, call: Call) -> None:
    (root / "newsletter.toml").write_text("title = ", encoding="utf-8")
    with previewing(root) as preview:
        problems = httpx.get(f"{preview.url}api/issues/2024-01", timeout=60).json()["problems"]
        page = httpx.get(preview.url, timeout=60)
    (root / "newsletter.toml").unlink()
    ended = call("preview", "--no-open")

    assert [problem["file"] for problem in problems] == ["newsletter.toml"]
    assert page.status_code == 200
    assert ended.code == 1
    assert "there is no newsletter.toml here" in ended.err


@pytest.mark.slow
def test_it_stops_when_it_is_told_to_and_says_so(root: Path) -> None:
    with previewing(root) as preview, ThreadPoolExecutor(1) as pool:
        seen = httpx.get(f"{preview.url}api/revision").json()["revision"]
        waiting = pool.submit(httpx.get, f"{preview.url}api/revision?seen={seen}", timeout=30)
        time.sleep(0.5)
        code, out, err = preview.stop()

    assert waiting.result().json()["revision"] > seen
    assert (code, out, err) == (0, "Stopped.\n", "")


@pytest.mark.slow
def test_a_browser_that_waits_to_be_closed_is_answered(root: Path, tmp_path: Path) -> None:
    """As those do that run in a terminal, such as w3m."""
    browser, seen = tmp_path / "browser.py", tmp_path / "seen"
    browser.write_text(
        "import sys, urllib.request\n"
        f"with urllib.request.urlopen(sys.argv[1]) as answer, open({str(seen)!r}, 'x') as seen:\n"
        "    seen.write(str(answer.status))\n",
        encoding="utf-8",
    )
    with subprocess.Popen(  # noqa: S603  # our own program
        command("preview", "--root", root, "--port", "0"),
        env=os.environ | {"BROWSER": f"{shlex.join([sys.executable, str(browser)])} %s"},
        stdout=subprocess.DEVNULL,
    ) as process:
        ends = time.monotonic() + 20
        while not (seen.exists() and seen.read_text(encoding="utf-8")) and time.monotonic() < ends:
            time.sleep(0.05)
        process.kill()

    assert seen.read_text(encoding="utf-8") == "200"
