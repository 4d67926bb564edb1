"""From an empty folder to a sent issue with the installed command, from either archive; no extra is there."""

from __future__ import annotations

import json
import shutil
import urllib.request
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.installation.archives import copy_repository, read_requirements
from tests.installation.environments import Environment, install, make_environment
from tests.matrix import nightly

pytestmark = pytest.mark.slow
TITLE = "Parish News"
PERIOD = "2024-03"
BUILD_TOOLS = [Requirement("hatchling")]
FILLED = {
    "[add what this issue brings]": "Two dates and a thank-you.",
    "[add a heading]": "The fete",
    "[add what readers should know]": "It is on the green.",
    "# subject: The line that readers see in their inbox": "subject: The fete is on",
    "# preheader: The words that inboxes show after the subject": "preheader: On the green",
    "status: draft": "status: ready",
}


@pytest.fixture(scope="module", params=["wheel", pytest.param("sdist", marks=nightly)])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return a clean environment in which an archive is installed, and nothing that only an extra needs."""
    needed = [*read_requirements(wheel), *(BUILD_TOOLS if request.param == "sdist" else ())]
    made = make_environment(tmp_path_factory.mktemp(request.param), needed)
    install(made, request.getfixturevalue(request.param))
    return made


@pytest.fixture
def place(installed: Environment) -> Path:
    """Return the folder in which the commands run, empty again."""
    shutil.rmtree(installed.place)
    installed.place.mkdir()
    return installed.place


@pytest.fixture
def publication(installed: Environment, place: Path) -> Path:
    """Return a publication whose one issue is ready to be sent."""
    assert installed.newsletter("new", PERIOD, "--publication", TITLE).returncode == 0
    issue = place / "issues" / f"{PERIOD}.yaml"
    text = issue.read_text(encoding="utf-8")
    assert [words for words in FILLED if words not in text] == []
    for words, ours in FILLED.items():
        text = text.replace(words, ours)
    issue.write_text(text, encoding="utf-8")
    return place


def read_page(url: str) -> str:
    with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310  # our own preview
        return str(answer.read().decode())


def test_an_empty_folder_becomes_a_publication_and_each_next_step_is_a_command_that_is_there(
    installed: Environment, place: Path
) -> None:
    new = installed.newsletter("new", PERIOD, "--publication", TITLE)
    built, checked = installed.newsletter("build"), installed.newsletter("check")

    assert [ran.returncode for ran in (new, built, checked)] == [0, 0, 0], new.stderr + built.stderr + checked.stderr
    assert new.stdout.endswith("preview it with: newsletter preview\n")
    assert "newsletter preview shows it whenever you save" in (place / "issues" / f"{PERIOD}.yaml").read_text("utf-8")
    output = "".join(ran.stdout + ran.stderr for ran in (new, built, checked))
    assert "scripts/" not in output
    assert f"{installed.folder}" not in output


def test_an_issue_is_built_previewed_and_sent_once(installed: Environment, publication: Path) -> None:
    built, checked = installed.newsletter("build"), installed.newsletter("check")
    with installed.previewing() as url:
        app, issues, mail = (read_page(f"{url}{path}") for path in ("", "api/issues", f"frame/{PERIOD}/email"))
    sent, again = (installed.newsletter("send", PERIOD, "--yes") for _ in range(2))
    messages = list((publication / "outbox").iterdir())

    assert [ran.returncode for ran in (built, checked, sent, again)] == [0, 0, 0, 0], sent.stdout + sent.stderr
    assert "The fete" in (publication / "dist" / "site" / "issues" / PERIOD / "index.html").read_text(encoding="utf-8")
    assert "<title>" in app
    assert PERIOD in issues
    assert "It is on the green." in mail
    assert "There is nothing to do." in again.stdout
    assert len(messages) == 1
    assert b"Subject: The fete is on" in messages[0].read_bytes()


def test_a_template_of_the_publication_is_used_before_the_programs(installed: Environment, publication: Path) -> None:
    (publication / "templates" / "blocks").mkdir(parents=True)
    (publication / "templates" / "blocks" / "text.txt").write_text("In our own words.\n", encoding="utf-8")
    built = installed.newsletter("build")

    assert built.returncode == 0, built.stderr
    assert "In our own words." in (publication / "dist" / "email" / f"{PERIOD}.txt").read_text(encoding="utf-8")


def find_places(environment: Environment) -> tuple[Path, Path]:
    """Return where the program and its templates are, as it says itself."""
    output = json.loads(environment.newsletter("doctor", "--self", "--json").stdout)
    return Path(output["program"]), Path(output["templates"])


def test_an_installed_program_has_its_templates_beside_it(installed: Environment) -> None:
    program = installed.packages / "newsletter"

    assert find_places(installed) == (program, program / "templates")


def test_a_checkout_that_is_installed_to_be_edited_builds_with_its_own_templates(wheel: Path, tmp_path: Path) -> None:
    checkout = copy_repository(tmp_path / "checkout")
    made = make_environment(tmp_path, [*read_requirements(wheel), *BUILD_TOOLS])
    install(made, "--editable", checkout)
    (checkout / "templates" / "blocks" / "text.txt").write_text("Edited in the checkout.\n", encoding="utf-8")
    begun, built = made.newsletter("new", PERIOD, "--publication", TITLE), made.newsletter("build")

    assert (begun.returncode, built.returncode) == (0, 0), begun.stderr + built.stderr
    assert find_places(made) == (checkout / "newsletter", checkout / "templates")
    assert "Edited in the checkout." in (made.place / "dist" / "email" / f"{PERIOD}.txt").read_text(encoding="utf-8")
