"""Commands with a ledger that an older program wrote, and without any database driver: never a second send."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newsletter.loading import load_publication
from newsletter.rendering.email import name_campaign
from tests.building.publications import ROOT
from tests.cli.calls import Call, read_everything
from tests.sending.stored_ledgers import restore_ledger

ISSUE = "2024-01"
DRIVERS = ("sqlalchemy", "pg8000", "scramp")
WITHOUT_DRIVERS = """
import sys
sys.modules.update(dict.fromkeys({drivers}))
from newsletter.cli import main
sys.exit(main(sys.argv[1:]))
"""
NAMING_DRIVERS = """
import sys
from newsletter.cli import main
code = main(sys.argv[1:])
print("loaded:", *sorted({{name.partition(".")[0] for name in sys.modules}} & {{*{drivers}}}))
sys.exit(code)
"""


def run_script(script: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script.format(drivers=DRIVERS), *map(str, arguments)]
    return subprocess.run(  # noqa: S603  # our own program
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("version", [1, 2])
def test_an_issue_that_an_older_program_sent_is_not_sent_again(call: Call, root: Path, version: int) -> None:
    marker = name_campaign(load_publication(root).publication, ISSUE)
    restore_ledger(root, version, marker)
    before = {path: seen for path, seen in read_everything(root).items() if not path.startswith(".newsletter/")}
    sent, status, listed = call("send", ISSUE, "--yes"), call("status", ISSUE, "--json"), call("status")

    assert sent.code == 0
    assert f"{ISSUE} was sent to" in sent.out
    assert "There is nothing to do." in sent.out
    assert status.data["standing"] == "sent"
    assert f"{ISSUE}  sent" in listed.out
    after = {path: seen for path, seen in read_everything(root).items() if not path.startswith(".newsletter/")}
    assert after == before


@pytest.mark.slow
def test_a_ledger_in_a_file_needs_no_database_driver(root: Path) -> None:
    sent = run_script(WITHOUT_DRIVERS, "send", ISSUE, "--yes", "--root", root)
    again = run_script(WITHOUT_DRIVERS, "send", ISSUE, "--yes", "--root", root)

    assert (sent.returncode, sent.stderr) == (0, "")
    assert "There is nothing to do." in again.stdout
    assert len(list((root / "outbox").iterdir())) == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", [["send", ISSUE, "--dry-run"], ["status"], ["ledger", "export"]])
def test_a_driver_that_is_installed_is_not_loaded_for_a_file(root: Path, command: list[str]) -> None:
    ended = run_script(NAMING_DRIVERS, *command, "--root", root)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines()[-1] == "loaded:"


@pytest.mark.slow
def test_a_ledger_on_a_server_without_its_extra_names_the_command_to_type(root: Path) -> None:
    url = "postgresql://anna:c4nary@127.0.0.1:1/ledger"
    ended = run_script(WITHOUT_DRIVERS, "send", ISSUE, "--dry-run", "--root", root, NEWSLETTER_LEDGER_URL=url)

    assert ended.returncode == 1
    assert 'pip install "newsletter-publisher[postgresql]"' in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "c4nary" not in ended.stdout + ended.stderr
