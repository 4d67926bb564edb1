"""Keeps a version of an issue where its publication is in a Git repository: the issue's own files, and no others.

Whatever else is staged stays staged and out of it. Hooks run as they do for everybody, and what stops them is said.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsletter.documents.approvals import SUFFIX
from newsletter.documents.published import FILE as PUBLISHED
from newsletter.errors import PreviewError
from newsletter.files import list_below
from newsletter.loading import FILE
from newsletter.tables import FOLDERS

_SECONDS = 120
_SUBJECT = 72
_ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "GIT_EDITOR": "true", "LC_ALL": "C"}
_NOT_KEPT = "This version was not kept."
_NOBODY = "This computer does not know who keeps versions. Ask the person who set it up."
_REASONS = {
    "Please tell me who you are": _NOBODY,
    "unable to auto-detect email address": _NOBODY,
    "partial commit during": "Changes of a colleague are being joined with yours. Ask the person who does that.",
    "index.lock": "Another program is keeping a version at this moment. Try again in a minute.",
}
"""What Git says, and what it means to an editor."""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a publication is in."""

    root: Path
    program: str

    def find_kept(self, name: str) -> bytes | None:
        """Return a file of the publication as it was kept last; None if it never was."""
        ended = self._run("show", f"HEAD:./{name}")
        return ended.stdout if ended.returncode == 0 else None

    def is_changed(self, names: Sequence[str]) -> bool:
        """Whether one of these files differs from the version that was kept last."""
        return bool(self._run("status", "--porcelain", "--", *names).stdout.strip())

    def keep(self, names: Sequence[str], message: str) -> None:
        """Keep these files as they are now.

        Raises:
            PreviewError: they could not be kept; the message says why in plain words.
        """
        if self._run("symbolic-ref", "-q", "HEAD").returncode:
            raise PreviewError(f"{_NOT_KEPT} The folder shows an old version just now.")
        before = set(self._list_staged())
        self._require(self._run("add", "--intent-to-add", "--", *names))
        ended = self._run("commit", "--only", "--quiet", "--file=-", "--", *names, given=message)
        if ended.returncode:
            self._unstage([name for name in self._list_staged() if name not in before])
            self._require(ended)

    def _list_staged(self) -> Iterator[str]:
        listed = self._run("diff", "--cached", "--name-only", "--relative", "-z").stdout
        return (name.decode(errors="surrogateescape") for name in listed.split(b"\0") if name)

    def _unstage(self, names: Sequence[str]) -> None:
        """Take out of the index what this attempt put there."""
        if names:
            self._run("reset", "--quiet", "--", *names)

    def _require(self, ended: subprocess.CompletedProcess[bytes]) -> None:
        if ended.returncode == 0:
            return
        output = (ended.stderr or ended.stdout).decode(errors="replace").strip()
        known = next((words for sign, words in _REASONS.items() if sign in output), "")
        raise PreviewError(f"{_NOT_KEPT} {known or f'A check of this folder refused it: {_shorten(output)}'}")

    def _run(self, *arguments: str, given: str = "") -> subprocess.CompletedProcess[bytes]:
        return _run(self.program, self.root, arguments, given)


def find_repository(root: Path) -> Repository | None:
    """Return the repository that a publication is in, if there is one and Git is installed."""
    program = shutil.which("git")
    if program is None:
        return None
    ended = _run(program, root, ["rev-parse", "--is-inside-work-tree"])
    return Repository(root, program) if ended.stdout.strip() == b"true" else None


def list_files(root: Path, period: str, data: Mapping[str, object]) -> list[str]:
    """Return the files of an issue: its document, its approvals, and the pictures and tables that it names.

    With them go the settings that it is made with, and the record of what was sent.
    """
    own = [name for name in list_below(root, "issues") if name == f"{period}.yaml" or _is_approval(name, period)]
    named = sorted({text for text in _walk(data) if text.partition("/")[0] in FOLDERS and (root / text).is_file()})
    shared = [name for name in (FILE, PUBLISHED) if (root / name).is_file()]
    return [*(f"issues/{name}" for name in own), *named, *shared]


def format_message(title: str, sentences: Sequence[str], authors: Sequence[str]) -> str:
    """Return the message of a version: what it is in a line, then what changed, then who changed it."""
    what = sentences[0] if len(sentences) == 1 else f"{len(sentences)} changes" if sentences else "as it is now"
    subject = f"{title}: {what[:1].lower()}{what[1:]}"
    lines = [subject if len(subject) <= _SUBJECT else f"{subject[: _SUBJECT - 1].rstrip()}…"]
    if sentences:
        lines += ["", *(f"- {' '.join(sentence.split())}" for sentence in sentences)]
    if authors:
        lines += ["", f"By {', '.join(authors)}"]
    return "\n".join(lines) + "\n"


def _is_approval(name: str, period: str) -> bool:
    return name.endswith(SUFFIX) and name.removesuffix(SUFFIX).partition(".")[0] == period


def _walk(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _walk(value)
    elif isinstance(data, list):
        for value in data:
            yield from _walk(value)


def _run(program: str, root: Path, arguments: Sequence[str], given: str = "") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  # the program that was found, and arguments of ours
            [program, *arguments],
            cwd=root,
            env=os.environ | _ENVIRONMENT,
            input=given.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise PreviewError(f"{_NOT_KEPT} It took too long, or the program that keeps versions is missing.") from None


def _shorten(output: str) -> str:
    """Return the first lines of what a check said."""
    lines = [" ".join(line.split()) for line in output.splitlines() if line.strip()]
    return " ".join(lines[:6])[:400]
