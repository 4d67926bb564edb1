"""A parish begins a newsletter on GitHub: the workflows' own commands, run on machines that forget."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from newsletter import __version__
from newsletter.providers.mailchimp import KEY
from tests.building.publications import write_issue
from tests.installation.archives import ROOT, hide_environment
from tests.installation.runner import Runner
from tests.live_site import LiveSite
from tests.providers import fake_mailchimp
from tests.providers.fake_mailchimp import LIST, FakeMailchimp
from tests.providers.wire import serving
from tests.sending.servers import Server

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="GitHub's runners here are Linux")]

ISSUE = "2024-01"
TESTERS = "clerk@invented-digest.org, chair@invented-digest.org"
PYTHON = '#!/bin/sh\necho "$@"\nif [ "$2" = venv ]; then mkdir -p "$3/bin" && cp "$0" "$3/bin/python"; fi\n'
GH = '#!/bin/sh\ncase "$*" in *environments/sending*) cat "$HOME/reviewers" ;; *) exit 1 ;; esac\n'


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return an environment in which pip finds the program, as it would in an index, and its libraries are there."""
    folder = tmp_path_factory.mktemp("machine")
    command = [sys.executable, "-m", "venv", str(folder / "python")]
    subprocess.run(command, check=True)  # noqa: S603  # our own
    for name, script in {"gh": GH, "sudo": "#!/bin/sh\nexit 1\n"}.items():
        (folder / "python/bin" / name).write_text(script, encoding="utf-8")
        (folder / "python/bin" / name).chmod(0o755)
    (folder / "reviewers").write_text("1\n", encoding="utf-8")
    git = {f"GIT_{role}_{what}": "clerk" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        **hide_environment(folder, folder),
        **git,
        "PATH": f"{folder / 'python/bin'}:/usr/bin:/bin",
        "PYTHONPATH": sysconfig.get_path("purelib"),  # the libraries; the program itself is not among them
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_FIND_LINKS": wheel.parent.as_uri(),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }


@pytest.fixture(scope="module")
def beginning(installed: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository in which the installed program has begun a newsletter."""
    repository = tmp_path_factory.mktemp("beginning") / "parish news"
    repository.mkdir()
    runner = Runner(repository, repository, installed)
    run(runner, "git", "init", "--quiet", "--initial-branch", "main")
    run(runner, "python", "-m", "pip", "install", "--quiet", "newsletter-publisher")
    run(runner, "newsletter", "new", ISSUE, "--publication", "Parish News", "--with", "github")
    commit(runner, "Begin")
    return repository


@pytest.fixture(scope="module")
def ready() -> set[str]:
    """Return what was installed on the machine that all tests here share."""
    return set()


@pytest.fixture
def runner(beginning: Path, installed: dict[str, str], ready: set[str], tmp_path: Path) -> Runner:
    """Return a runner of a repository of its own that holds a new newsletter."""
    repository = shutil.copytree(beginning, tmp_path / "parish news")
    return Runner(repository, tmp_path / "runs", installed, ready=ready)


def run(runner: Runner, *command: str) -> None:
    subprocess.run(command, cwd=runner.repository, env=runner.environment, check=True, capture_output=True)  # noqa: S603  # our own


def commit(runner: Runner, subject: str) -> None:
    runner.git("add", "--all")
    runner.git("commit", "--quiet", "--message", subject)


def write(runner: Runner, words: str, more: str = "") -> None:
    """Write a ready issue of a kind that every newsletter may have, and commit it."""
    path = write_issue(runner.repository, ISSUE, words=words, more=more)
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("  - type: case_review")], encoding="utf-8")
    commit(runner, words)


def use_service(runner: Runner, service: FakeMailchimp, address: str) -> None:
    """Have the newsletter sent by a mailing service, from addresses that could be real, with its pages at one."""
    settings = runner.repository / "newsletter.toml"
    options = f'base_url = "{service.url}"\naudience = "{LIST}"\ntimeout = 5\n'
    text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
    text = text.replace('name = "outbox"\n', f'name = "mailchimp"\n\n[provider.options]\n{options}')
    text = re.sub(r"(?m)^reply_to = .*\n", "", text)
    text = re.sub(r"(?m)^base_url = .*", f'base_url = "{address}"', text, count=1)
    settings.write_text(text, encoding="utf-8")
    commit(runner, "Choose a mailing service")


@pytest.fixture
def pages(runner: Runner, tmp_path: Path) -> Iterator[LiveSite]:
    """Return the web server to which the repository's pages are published."""
    with LiveSite(tmp_path / "pages", tmp_path / "authority.pem").running() as pages:
        runner.environment = runner.environment | {"SSL_CERT_FILE": str(pages.authority)}
        yield pages


@pytest.fixture
def service(runner: Runner, pages: LiveSite, database_server: Server) -> Iterator[FakeMailchimp]:
    """Return the service that the repository is set up for, with the secrets in its settings."""
    service = FakeMailchimp()
    with serving(service):
        write(runner, "Hello.")
        use_service(runner, service, pages.url)
        url = database_server.url(database_server.make_team())
        runner.secrets = {KEY: fake_mailchimp.KEY, "NEWSLETTER_LEDGER_URL": url, "TEST_ADDRESSES": TESTERS}
        yield service


def test_what_was_begun_names_the_release_that_is_installed_and_is_right_as_it_is(runner: Runner) -> None:
    told = (runner.repository / "requirements.txt").read_text(encoding="utf-8").splitlines()
    published = runner.run("publish")
    site = published.artifacts["github-pages"]

    assert told[-1] == f"newsletter-publisher[all]=={__version__}"
    assert published.outcomes == {"build": "success", "publish": "success"}
    assert (site / "index.html").is_file()
    assert not (site / "issues" / ISSUE).exists()  # a draft


def test_a_proposal_is_checked_and_shows_what_it_changes(runner: Runner) -> None:
    write(runner, "Hello.")
    runner.git("checkout", "--quiet", "-b", "proposal")
    write(runner, "Other words.")
    done = runner.run("check", ref="proposal", base="main")

    assert done.outcomes == {"check": "success"}, done.log
    review = done.artifacts["newsletter"]
    assert "    1 issue checked: 0 errors" in done.summary
    assert "    -Hello.\n    +Other words.\n" in done.summary
    assert "Other words." in (review / f"email/{ISSUE}.html").read_text(encoding="utf-8")
    assert f"--- before/email/{ISSUE}.html" in (review / "email.diff").read_text(encoding="utf-8")


def test_a_proposal_with_a_fault_fails_and_says_where(runner: Runner) -> None:
    runner.git("checkout", "--quiet", "-b", "proposal")
    write(runner, "Other words.", more="corections: []")
    done = runner.run("check", ref="proposal", base="main")

    assert done.outcomes == {"check": "failure"}
    assert f"    issues/{ISSUE}.yaml:7:1: error: corections:" in done.summary
    assert re.search(rf"^::error file=issues/{ISSUE}.yaml,line=7,", done.log, re.MULTILINE)
    assert "::error::There are errors." in done.log
    assert "The e-mails can be made once the errors are mended." in done.summary
    assert done.artifacts == {}


def test_settings_that_cannot_be_read_are_a_fault_like_any_other(runner: Runner) -> None:
    runner.git("checkout", "--quiet", "-b", "proposal")
    settings = runner.repository / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "title: News\n", encoding="utf-8")
    commit(runner, "Break it")
    done = runner.run("check", ref="proposal", base="main")

    assert done.outcomes == {"check": "failure"}
    assert re.search(r"^    newsletter\.toml:\d+:\d+: error: ", done.summary, re.MULTILINE)
    assert "Traceback" not in done.log + done.summary


def test_the_very_first_proposal_has_nothing_to_be_compared_with(runner: Runner) -> None:
    tree = runner.git("hash-object", "-w", "-t", "tree", "/dev/null").strip()
    first = runner.git("commit-tree", "-m", "Empty", tree).strip()
    runner.git("branch", "empty", first)
    runner.git("checkout", "--quiet", "-b", "proposal")
    done = runner.run("check", ref="proposal", base="empty")

    assert done.outcomes == {"check": "success"}, done.log
    assert "There are no e-mails to compare with." in done.log
    assert "+Parish News, January 2024" in done.summary


def test_the_next_draft_is_one_click_away(runner: Runner) -> None:
    done = runner.run("draft")
    (link,) = re.findall(r"\((https://[^)]+)\)", done.summary)
    asked = parse_qs(urlsplit(link).query)

    assert link.startswith("https://github.com/parish/news/new/main?filename=issues/2024-02.yaml&value=")
    assert len(link) < 8_000  # what GitHub takes in an address
    (runner.repository / asked["filename"][0]).write_text(asked["value"][0], encoding="utf-8")
    run(runner, "newsletter", "build", "2024-02")
    assert runner.run("draft", issue="2031-05").summary.startswith("## issues/2031-05.yaml\n")


def test_an_issue_is_sent_once_by_machines_that_forget(runner: Runner, service: FakeMailchimp, pages: LiveSite) -> None:
    send = "Send it to the readers"
    early = runner.run("send", issue=ISSUE, what=send, most="2000")
    pages.folder = runner.run("publish").artifacts["github-pages"]
    tried = runner.run("send", issue=ISSUE, what="Send a test")
    sent = runner.run("send", issue=ISSUE, what=send, most="2000")
    again = runner.run("send", issue=ISSUE, what=send, most="2000")
    asked = runner.run("send", issue=ISSUE, what="Ask what became of it")

    assert early.outcomes == {"ready": "success", "plan": "failure", "act": "skipped"}
    assert "This content was not test-sent." in early.summary
    assert f"The page {pages.url}/issues/{ISSUE}/ answers 404" in early.summary
    assert tried.outcomes == {"ready": "success", "plan": "success", "act": "success"}, tried.log
    assert re.search(r"^ +To +Subscribers, 1,204 readers$", sent.summary, re.MULTILINE)
    assert (sent.asked, sent.outcomes["act"]) == (["plan", "act"], "success"), sent.log
    assert f"## {send}: {ISSUE}" in sent.summary
    assert "## Save this as issues/published.json\n\n    {" in sent.summary
    assert f'"page": "{pages.url}/issues/{ISSUE}/"' in sent.summary
    assert again.outcomes["act"] == "success"
    assert len(service.messages) == 1
    assert asked.outcomes == {"ready": "success", "plan": "skipped", "act": "success"}, asked.log
    assert "sent" in asked.summary
    logs = early.log + tried.log + sent.log + again.log + asked.log
    assert set(re.findall(r"^::add-mask::(.*)$", logs, re.MULTILINE)) == set(TESTERS.split(", "))
    assert fake_mailchimp.KEY not in logs


@pytest.mark.parametrize("what", ["Show the plan", "Ask what became of it"])  # the first job with secrets is either
def test_nothing_is_done_without_a_ledger_that_lasts(runner: Runner, service: FakeMailchimp, what: str) -> None:
    del runner.secrets["NEWSLETTER_LEDGER_URL"]
    done = runner.run("send", issue=ISSUE, what=what, most="2000")

    assert "failure" in done.outcomes.values()
    assert "::error::The secret NEWSLETTER_LEDGER_URL is missing." in done.log
    assert service.calls == []


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("reviewers", ["0\n", None])
def test_nothing_is_sent_where_nobody_would_be_asked(
    runner: Runner, installed: dict[str, str], reviewers: str | None
) -> None:
    settings = Path(installed["HOME"]) / "reviewers"
    settings.unlink()
    try:
        if reviewers:
            settings.write_text(reviewers, encoding="utf-8")
        done = runner.run("send", issue=ISSUE, what="Send it to the readers", most="2000")
    finally:
        settings.write_text("1\n", encoding="utf-8")

    assert (done.asked, done.outcomes["ready"]) == ([], "failure")
    assert "::error::No one would be asked before a send." in done.log


def test_a_send_that_could_reach_nobody_or_anybody_is_stopped_before_a_person_is_asked(runner: Runner) -> None:
    outbox = runner.run("send", issue=ISSUE, what="Show the plan")
    runner.git("checkout", "--quiet", "-b", "proposal")
    elsewhere = runner.run("send", ref="proposal", issue=ISSUE, what="Show the plan")
    unlimited = runner.run("send", issue=ISSUE, what="Send it to the readers", most="")

    assert 'names the provider "outbox", which has no readers' in outbox.log
    assert "::error::Start this on the main branch" in elsewhere.log
    assert "::error::No one would be asked" not in unlimited.log
    assert [done.asked for done in (outbox, elsewhere, unlimited)] == [[], [], []]


def test_the_action_installs_the_version_that_it_came_with_and_runs_one_command(runner: Runner, source: Path) -> None:
    runner.environment = runner.environment | {"PIP_NO_BUILD_ISOLATION": "0"}  # nothing is fetched
    built = runner.run_action(source / ".github/actions/newsletter", command="build", arguments="--out\nmade here")

    assert built.outcomes == {"action": "success"}, built.log
    assert (runner.folder / "job-1/checkout/made here/site/index.html").is_file()
    assert (runner.folder / "job-1/temp/newsletter-publisher/bin/newsletter").is_file()


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ({"source": "==1.2", "extras": "send"}, "newsletter-publisher[send]==1.2"),
        ({"source": "git+https://github.com/o/r@v1"}, "newsletter-publisher[all] @ git+https://github.com/o/r@v1"),
        ({"extras": "send,word"}, f"{ROOT}[send,word]"),
    ],
)
def test_the_action_asks_pip_for_what_it_is_given(
    runner: Runner, tmp_path: Path, given: dict[str, str], asked: str
) -> None:
    """The Python here makes no environment, and says what it was asked for."""
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    python.write_text(PYTHON, encoding="utf-8")
    python.chmod(0o755)
    runner.environment = runner.environment | {"PATH": f"{python.parent}:/usr/bin:/bin"}
    done = runner.run_action(ROOT / ".github/actions/newsletter", command="check", **given)

    assert f"-m pip install --quiet {asked}\n" in done.log
