"""Firefox and WebKit, driven by their own protocols with no library: Marionette over TCP, and WebDriver over HTTP.

Firefox's Marionette has the commands of WebDriver, and is what geckodriver speaks to; Debian has no geckodriver, and
the BiDi of Debian's Firefox lacks a command without which Playwright opens no page. WebDriver: W3C,
https://www.w3.org/TR/webdriver2/; Marionette: https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, cast

import httpx

from scripts import other_browsers

SOON = 60.0  # seconds: the machine may be busy
KEYS = {
    "Backspace": "\ue003", "Tab": "\ue004", "Enter": "\ue007", "Shift": "\ue008", "Control": "\ue009",
    "Escape": "\ue00c", "End": "\ue010", "Home": "\ue011", "ArrowLeft": "\ue012", "ArrowUp": "\ue013",
    "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Delete": "\ue017",
}  # fmt: skip
"""WebDriver 17.4.2: how keys without a character are named."""

HTTP = {
    "Navigate": "url",
    "Refresh": "refresh",
    "ExecuteScript": "execute/sync",
    "PerformActions": "actions",
    "SetWindowRect": "window/rect",
}
"""Where the commands are, of those whose names both protocols have."""


class BrowserDriver(Protocol):
    """What gives a browser commands."""

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401  # whatever JSON it answers
        """Send a command and return its value; a refusal is an AssertionError."""
        ...

    def list_errors(self) -> list[str]:
        """Return what the pages' consoles have as errors."""
        ...


class Marionette:
    """Firefox's own protocol: ``LENGTH:JSON`` over TCP."""

    def __init__(self, port: int) -> None:
        with _connect(port) as connection:
            self._stream = connection.makefile("rwb")  # it keeps the connection open
        self._read()  # the greeting
        self._number = 0
        opened = self.ask("NewSession", {})
        self.version = f"Firefox {opened['capabilities']['browserVersion']}"

    def ask(self, command: str, parameters: dict[str, Any], area: str = "WebDriver") -> Any:  # noqa: ANN401  # as above
        self._number += 1
        sent = json.dumps([0, self._number, f"{area}:{command}", parameters]).encode()
        self._stream.write(b"%d:%b" % (len(sent), sent))
        self._stream.flush()
        _, _, error, answer = self._read()
        assert not error, error
        return answer.get("value", answer) if isinstance(answer, dict) else answer

    def list_errors(self) -> list[str]:
        """Ask the browser itself: its console has the errors of scripts and of policies."""
        self.ask("SetContext", {"value": "chrome"}, "Marionette")
        found = self.ask("ExecuteScript", {"script": _CONSOLE, "args": []})
        self.ask("SetContext", {"value": "content"}, "Marionette")
        return cast("list[str]", found)

    def close(self) -> None:
        """Leave the browser: what runs it ends it."""
        self._stream.close()

    def _read(self) -> Any:  # noqa: ANN401  # any JSON
        length = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox has closed the connection"
            length += byte
        return json.loads(self._stream.read(int(length)))


_CONSOLE = """
  const { interfaces: Ci } = Components;
  const faults = Services.console.getMessageArray().filter((one) => one instanceof Ci.nsIScriptError);
  const grave = faults.filter((one) => !(one.flags & Ci.nsIScriptError.warningFlag));
  return grave.filter((one) => one.sourceName.startsWith("http://127.0.0.1")).map(String);
"""
_LISTEN = """() => {
  window.faults = [];
  addEventListener("error", ({ message, target }) => faults.push(message ?? `not loaded: ${target.outerHTML}`), true);
  addEventListener("unhandledrejection", ({ reason }) => faults.push(String(reason)));
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) =>
    faults.push(`Content-Security-Policy: ${effectiveDirective} ${blockedURI}`));
}"""


class WebDriver:
    """WebDriver over HTTP, as WebKit's driver speaks it. It has no console: pages are listened to once loaded."""

    def __init__(self, port: int, browser: str) -> None:
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SOON)
        self._errors: list[str] = []
        options = {"binary": browser, "args": ["--automation"]}
        opened = self._post("/session", {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}})
        self._session = f"/session/{opened['sessionId']}"
        self.version = f"WebKitGTK {opened['capabilities']['browserVersion']}"

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:  # noqa: ANN401  # as above
        is_leaving = command in ("Navigate", "Refresh")
        if is_leaving:
            self._errors = self.list_errors()
        answer = self._post(f"{self._session}/{HTTP[command]}", parameters)
        if is_leaving:
            self._run(_LISTEN)
        return answer

    def list_errors(self) -> list[str]:
        return [*self._errors, *self._run("() => window.faults ?? []")]

    def _run(self, function: str) -> Any:  # noqa: ANN401  # as above
        return self._post(f"{self._session}/{HTTP['ExecuteScript']}", {"script": f"return ({function})()", "args": []})

    def close(self) -> None:
        """End the browser; its driver goes on."""
        self._client.delete(self._session)
        self._client.close()

    def _post(self, path: str, body: dict[str, Any]) -> Any:  # noqa: ANN401  # as above
        answer = self._client.post(path, json=body).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer


class Driven:
    """A page in a browser, used by pointer and keys as a person does."""

    def __init__(self, remote: BrowserDriver, name: str) -> None:
        self.remote = remote
        self.name = name

    def open(self, url: str) -> None:
        self.remote.ask("Navigate", {"url": url})

    def reload(self) -> None:
        self.remote.ask("Refresh", {})

    def evaluate(self, function: str, *arguments: object) -> Any:  # noqa: ANN401  # whatever JSON the page answers
        """Call a JavaScript function in the page."""
        script = f"return ({function})(...arguments)"
        return self.remote.ask("ExecuteScript", {"script": script, "args": list(arguments)})

    def wait(self, function: str, *arguments: object) -> Any:  # noqa: ANN401  # as above
        """Wait until a function in the page answers with something, and return that."""
        end = time.monotonic() + SOON
        while not (found := self.evaluate(function, *arguments)):
            assert time.monotonic() < end, f"{self.name}: {function} {arguments} is still {found!r}"
            time.sleep(0.05)
        return found

    def click(self, x: float, y: float) -> None:
        """Click at a point of the window."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "duration": 0}
        pressed = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        pointer = {
            "id": "mouse",
            "type": "pointer",
            "parameters": {"pointerType": "mouse"},
            "actions": [move, *pressed],
        }
        self.remote.ask("PerformActions", {"actions": [pointer]})

    def click_on(self, selector: str, words: str = "") -> None:
        """Click on the middle of the first element that is seen and has these words."""
        self.click(*self.wait(_MIDDLE, selector, words))

    def press(self, *names: str) -> None:
        """Press keys one after the other; ``Control+z`` holds the first down."""
        for name in names:
            held = [KEYS.get(one, one) for one in name.split("+")]
            self._type([("keyDown", one) for one in held] + [("keyUp", one) for one in reversed(held)])

    def write(self, text: str) -> None:
        """Type a text."""
        for character in text:
            self._type([("keyDown", character), ("keyUp", character)])

    def _type(self, strokes: Sequence[tuple[str, str]]) -> None:
        actions = [{"type": kind, "value": key} for kind, key in strokes]
        self.remote.ask("PerformActions", {"actions": [{"id": "keys", "type": "key", "actions": actions}]})


_MIDDLE = """(selector, words) => {
  const found = [...document.querySelectorAll(selector)].filter((one) => one.textContent.includes(words));
  const element = found.find((one) => !one.disabled && one.getClientRects().length);
  if (!element) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, top, width, height } = element.getBoundingClientRect();
  return [left + width / 2, top + height / 2];
}"""


@contextmanager
def driving_firefox(folder: Path) -> Iterator[Driven]:
    """Run Firefox without a window, with a profile of its own."""
    port = _find_port()
    settings = {"marionette.port": port, "services.settings.server": "data:,", "app.normandy.enabled": False}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
    (folder / "user.js").write_text("".join(lines), encoding="utf-8")
    command = [require("firefox-esr"), "--headless", "--marionette", "--remote-allow-system-access", "--no-remote"]
    with _running([*command, "--profile", str(folder)], folder / "log"):
        remote = Marionette(port)
        remote.ask("SetWindowRect", {"width": 1440, "height": 1000})
        try:
            yield Driven(remote, remote.version)
        finally:
            remote.close()


@contextmanager
def driving_webkit(folder: Path) -> Iterator[Driven]:
    """Run WebKit's own small browser on a screen in memory."""
    driver, browser, port = require("WebKitWebDriver"), require("MiniBrowser"), _find_port()
    with _screen(folder) as display, _running([driver, f"--port={port}"], folder / "log", DISPLAY=display):
        _connect(port).close()
        remote = WebDriver(port, browser)
        remote.ask("SetWindowRect", {"width": 1440, "height": 1000})
        try:
            yield Driven(remote, remote.version)
        finally:
            remote.close()


def require(program: str) -> str:
    """Return the path of a program; without it the test fails: it is skipped nowhere."""
    found = other_browsers.find(program)
    assert found, f"There is no {program} to test in. {other_browsers.ADVICE}"
    return found


@contextmanager
def _screen(folder: Path) -> Iterator[str]:
    """Run an X server on a free number, and return its name."""
    reader, writer = os.pipe()
    command = [require("Xvfb"), "-displayfd", str(writer), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with _running(command, folder / "screen.log", keep=(writer,)), os.fdopen(reader) as text:
        os.close(writer)
        yield f":{text.readline().strip()}"


@contextmanager
def _running(command: list[str], log: Path, keep: Sequence[int] = (), **more: str) -> Iterator[None]:
    """Run a program, with what it writes in a file, and end it."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  # a browser, its driver or its screen
            command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, pass_fds=keep, env=os.environ | more
        )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _find_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _connect(port: int) -> socket.socket:
    """Connect to a program that may still be starting."""
    end = time.monotonic() + SOON
    while time.monotonic() < end:
        with suppress(OSError):
            return socket.create_connection(("127.0.0.1", port), timeout=SOON)
        time.sleep(0.05)
    raise AssertionError(f"Nothing listens on port {port}")
