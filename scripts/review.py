#!/usr/bin/env python3
"""Make what a reviewer of a pull request needs: the problems, the e-mail, and its diff.

``python3 scripts/review.py --root . --base BASE --out FOLDER``: BASE is the publication as it is on the base branch.
Writes ``comment.md`` with the problems, ``email/`` with the e-mails that are new or changed, and ``email.diff``. Ends
with 1 if an issue has errors.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

RUN = Path(__file__).resolve().parent / "run.py"
LONGEST = 20_000
"""Characters of a code block in a comment, which may contain two; GitHub allows 65,536 in all."""


def main() -> int:
    """Write the review, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("root", "base", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    checked = run("check", "--root", given.root)
    with tempfile.TemporaryDirectory() as name:
        before, _ = build(given.base, Path(name) / "before")
        after, is_built = build(given.root, Path(name) / "after")
        diffs = list(compare(before, after))
        for path in sorted({path for path, _ in diffs}):
            target = given.out / "email" / path
            target.parent.mkdir(exist_ok=True)
            target.write_text(after[path], encoding="utf-8")
    (given.out / "email.diff").write_text("".join(diff for _, diff in diffs), encoding="utf-8")
    comment = write_comment(checked.stdout + checked.stderr, diffs, is_built=is_built)
    (given.out / "comment.md").write_text(comment, encoding="utf-8")
    return checked.returncode


def run(command: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run the newsletter command, which sets up its own environment."""
    return subprocess.run(
        [sys.executable, str(RUN), command, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def build(root: Path, out: Path) -> tuple[dict[str, str], bool]:
    """Return the e-mails of a publication by their names, HTML and text, and whether it could be built."""
    ended = run("build", "--root", root, "--out", out)
    folder = out / "email"
    paths = [path for path in sorted(folder.glob("*")) if path.suffix in {".html", ".txt"}] if folder.is_dir() else []
    return {path.name: path.read_text(encoding="utf-8") for path in paths}, ended.returncode == 0


def compare(before: dict[str, str], after: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each e-mail that is new or has changed, with its unified diff."""
    for name, text in after.items():
        old = before.get(name, "")
        if old != text:
            lines = difflib.unified_diff(
                old.splitlines(keepends=True), text.splitlines(keepends=True), f"before/{name}", f"after/{name}"
            )
            yield name, "".join(lines)


def write_comment(report: str, diffs: list[tuple[str, str]], *, is_built: bool = True) -> str:
    """Format the comment: the output of the check and the diff of the plain text, indented so that none is Markdown."""
    changed = sorted({Path(name).stem for name, _ in diffs})
    heads = f"Changed e-mails: {', '.join(changed)}." if changed else "No e-mail has changed."
    heads = heads if is_built else "No e-mail could be built: fix the errors first."
    texts = "".join(diff for name, diff in diffs if name.endswith(".txt"))
    parts = ["## What `newsletter check` says", indent(report), heads]
    parts += ["### What differs in the plain text", indent(texts)] if texts else []
    return "\n\n".join(parts) + "\n"


def indent(text: str) -> str:
    """Format lines as a code block, cut if it is too long for a comment."""
    lines = [f"    {line}\n" for line in text.splitlines()]
    whole = "".join(lines)
    cut = whole if len(whole) <= LONGEST else f"{whole[:LONGEST].rpartition(chr(10))[0]}\n    … (the rest is attached)"
    return cut.rstrip("\n")


if __name__ == "__main__":
    sys.exit(main())
