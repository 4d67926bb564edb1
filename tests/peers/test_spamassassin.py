"""What SpamAssassin thinks of an issue, by its local rules alone: no blocklist is asked, no network used."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.rendering.campaign import Campaign
from scripts import peers
from tests.peers.list_server import PLAIN
from tests.peers.postfix_server import PostOffice, require_everything
from tests.peers.test_mailman import mail

pytestmark = pytest.mark.peers

MOST = 1.0  # of the 5.0 from which on a message counts as spam
GTUBE = b"XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"
"""What every spam filter must object to, as EICAR's file is for virus scanners."""


def score(message: bytes, home: Path) -> tuple[float, str]:
    """Return SpamAssassin's score of a message and the rules that made it."""
    require_everything()
    program = peers.find("spamassassin")
    assert program
    command = [program, "--local", "--prefspath", "/dev/null"]
    surroundings = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    ran = subprocess.run(command, input=message, capture_output=True, env=surroundings, check=False)  # noqa: S603  # Debian's
    header = re.sub(rb"\n[ \t]+", b" ", ran.stdout.partition(b"\n\n")[0]).decode("utf-8", errors="replace")
    status = re.search(r"^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(.*?) autolearn", header, re.MULTILINE)
    if status is None:
        pytest.fail(f"SpamAssassin gave no score:\n{ran.stderr.decode(errors='replace')}\n{header}")
    return float(status[1]), status[2]


def test_the_january_issue_as_a_member_gets_it_is_far_from_spam(
    lists: PostOffice, january: Campaign, tmp_path: Path
) -> None:
    _, [message, _] = mail(lists, replace(january, date=datetime.now(UTC)), PLAIN)  # sent when it is published
    points, rules = score(message, tmp_path)

    assert points < MOST, rules
    assert "MAILING_LIST_MULTI" in rules


def test_a_message_that_must_be_spam_is(tmp_path: Path) -> None:
    points, rules = score(b"From: a@invented-digest.org\nSubject: Test\n\n" + GTUBE + b"\n", tmp_path)

    assert points > MOST
    assert "GTUBE" in rules
