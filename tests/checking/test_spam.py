"""SpamAssassin is asked where it is installed: here a program of that name, which answers as it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checking.analysis.spam_filter import SpamAssassin, SpamScore, find_filter

ANSWER = """\
X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on example
X-Spam-Level: ******
X-Spam-Status: {status}, score={score} required=5.0 tests={tests}
\tautolearn=no autolearn_force=no version=4.0.1
Subject: Hello

Words.
"""


def install(folder: Path, script: str) -> str:
    program = folder / "spamassassin"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def answer(folder: Path, status: str, score: str, tests: str) -> SpamScore | None:
    text = ANSWER.format(status=status, score=score, tests=tests)
    return SpamAssassin(install(folder, f"cat >/dev/null; cat <<'END'\n{text}END"))(b"Subject: Hello\r\n\r\nWords.\r\n")


def test_points_limit_and_tests_are_read(tmp_path: Path) -> None:
    assert answer(tmp_path, "Yes", "6.1", "DRUGS,HTML_MESSAGE,\n\tNO_RELAYS,URI_LONG") == SpamScore(
        6.1, 5.0, ("DRUGS", "HTML_MESSAGE", "URI_LONG")
    )


@pytest.mark.parametrize(("score", "tests"), [("-0.0", "none"), ("0.3", "NO_RECEIVED,NO_RELAYS")])
def test_that_a_message_has_not_been_sent_yet_is_held_against_nobody(tmp_path: Path, score: str, tests: str) -> None:
    assert answer(tmp_path, "No", score, tests) == SpamScore(float(score), 5.0, ())


@pytest.mark.parametrize("script", ["exit 3", "cat", "echo X-Spam-Status: what"])
def test_a_filter_that_fails_says_nothing(tmp_path: Path, script: str) -> None:
    assert SpamAssassin(install(tmp_path, script))(b"Subject: Hello\r\n\r\n") is None


def test_a_filter_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert SpamAssassin(str(tmp_path / "spamassassin"))(b"") is None


def test_a_filter_on_the_path_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    before = find_filter()
    program = install(tmp_path, "true")

    assert (before, find_filter()) == (None, program)
