"""Time how long the preview takes to show a keystroke in every frame: the January issue, and one ten times as long.

Run it with the project's own Python, on a quiet machine: ``.venv/bin/python scripts/keystrokes.py [--times 100]``.
What is timed is the server's part, over real HTTP: the edit, its proof, loading, and three frames. The page waits 50 ms
more before it asks, and then draws.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
PERIOD = "2024-01"
TIMES_AS_LONG = 10
LOOKS = ("email?write=1", "email?write=1&scheme=dark", "email?write=1&screen=phone")
_PATH = ["blocks", 0, "summary"]
_BLOCK = re.compile(r"^  - type: .*\n(?:(?:    .*| *)\n)+", re.MULTILINE)
_ID = re.compile(r"^    id: (.*)$", re.MULTILINE)


def main() -> None:
    """Time keystrokes in both issues and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=100, help="keystrokes in each issue")
    times = parser.parse_args().times
    january = (ROOT / "issues" / f"{PERIOD}.yaml").read_text(encoding="utf-8")
    report("January", january, times)
    report(f"{TIMES_AS_LONG} times as long", lengthen(january), times)


def lengthen(issue: str) -> str:
    """Return an issue with every block of another ten times over, each with an id of its own."""
    blocks = [found[0] for found in _BLOCK.finditer(issue)]
    copies = [
        _ID.sub(rf"    id: \1-{number}", block) for number in range(2, TIMES_AS_LONG + 1) for block in blocks if block
    ]
    return issue.rstrip("\n") + "\n" + "".join(block.rstrip("\n") + "\n\n" for block in copies)


def report(name: str, issue: str, times: int) -> None:
    """Print how long keystrokes in an issue take."""
    taken = time_keystrokes(issue, times)
    fastest, median, p95 = min(taken), statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"{name} ({len(issue) // 1000} KB): keystroke to {len(LOOKS)} frames, ", end="")
    print(f"best {fastest * 1e3:.0f}, median {median * 1e3:.0f}, p95 {p95 * 1e3:.0f} ms")


def time_keystrokes(issue: str, times: int) -> list[float]:
    """Type into the first summary of an issue; return the seconds until each answer was there."""
    from scripts._preview import preview_issue

    with preview_issue(issue, PERIOD) as address:
        page = _Page(urlsplit(address).netloc)
        page.type("Warm.")
        return [time_one(page, f"A boy of {number}, who lived at home.") for number in range(times)]


def time_one(page: _Page, words: str) -> float:
    """Return the seconds that one keystroke takes."""
    began = time.perf_counter()
    page.type(words)
    return time.perf_counter() - began


class _Page:
    """The part of the page that talks to the preview, over one connection as browsers keep it."""

    def __init__(self, host: str) -> None:
        self._connection = HTTPConnection(host, timeout=120)
        self._token = self._ask("GET", "/").partition('name="token" content="')[2].partition('"')[0]
        self._base = json.loads(self._ask("GET", f"/api/issues/{PERIOD}/fields?view=email&tab=one"))["base"]

    def type(self, words: str) -> None:
        """Show some words in the place of the first summary, and make sure that every frame has them."""
        edit = {"do": "set", "path": _PATH, "value": words}
        frames = [f"/frame/{PERIOD}/{look}" for look in LOOKS]
        asked = {"base": self._base, "tab": "one", "live": True, "ops": [edit], "frames": frames}
        answer: dict[str, Any] = json.loads(self._ask("POST", f"/api/issues/{PERIOD}/edit", json.dumps(asked)))
        if not all(words in frame for frame in answer["frames"]):
            sys.exit(f"The frames lack what was typed: {words}")

    def _ask(self, method: str, path: str, body: str | None = None) -> str:
        token = {"X-Preview-Token": self._token} if body else {}
        self._connection.request(method, path, body, token)
        with self._connection.getresponse() as answer:
            return answer.read().decode()


if __name__ == "__main__":
    main()
