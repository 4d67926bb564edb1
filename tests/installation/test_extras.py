"""What the core says when it is asked for what only an extra can do: one sentence, and the command to type."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from html import unescape
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement

from newsletter import __version__
from newsletter.installation import DISTRIBUTION, EXTRAS
from newsletter.providers import load_providers
from tests.importing.pdfs import Letters, make_pdf
from tests.importing.sources import make_docx, paragraph
from tests.installation.archives import ROOT, read_requirements
from tests.installation.environments import Environment, install, make_environment

PERIOD = "2024-03"
MB = 1_000_000
KEYS = {"NEWSLETTER_BREVO_KEY": "c4nary", "NEWSLETTER_LEDGER_URL": "postgresql://anna:c4nary@127.0.0.1:1/ledger"}
WITH_SEND = [kind.name for kind in load_providers() if kind.extra == "send"]
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def core(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return an environment with the core alone, and a new publication."""
    made = make_environment(tmp_path_factory.mktemp("core"), read_requirements(wheel))
    install(made, wheel)
    assert made.newsletter("new", PERIOD, "--publication", "Parish News").returncode == 0
    return made


def use_brevo(core: Environment) -> Path:
    return use_provider(core, "brevo", 'name = "brevo"\noptions = {audience = "1"}')


def use_provider(core: Environment, name: str, options: str) -> Path:
    """Return a publication that sends through another provider."""
    root = core.place.with_name(name)
    if not root.exists():
        assert core.newsletter("new", PERIOD, "--publication", "Parish News", "--root", root).returncode == 0
        settings = root / "newsletter.toml"
        text = settings.read_text(encoding="utf-8")
        assert 'name = "outbox"' in text
        settings.write_text(text.replace('name = "outbox"', options), encoding="utf-8")
    return root


def import_word(core: Environment) -> list[str | Path]:
    path = core.place / "minutes.docx"
    path.write_bytes(make_docx(paragraph("Minutes of the meeting")))
    return ["import", path, "--period", "2024-04"]


def import_pdf(core: Environment) -> list[str | Path]:
    path = core.place / "minutes.pdf"
    path.write_bytes(make_pdf([Letters(60, 700, "Minutes of the meeting")]))
    return ["import", path, "--period", "2024-04"]


REFUSED: dict[str, tuple[str, Callable[[Environment], list[str | Path]]]] = {
    "a Word document": ("word", import_word),
    "a PDF": ("pdf-import", import_pdf),
    "links that are followed": ("send", lambda _: ["check", "--online"]),
    "the sender's records": ("send", lambda _: ["doctor"]),
    "a service that sends": ("send", lambda core: ["send", PERIOD, "--dry-run", "--root", use_brevo(core)]),
    "a service that is asked": ("send", lambda core: ["providers", "check", "--root", use_brevo(core)]),
    "a ledger for a team": ("postgresql", lambda _: ["ledger", "export"]),
}


@slow
@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_installed_is_one_sentence_with_the_command_to_type(core: Environment, what: str) -> None:
    extra, asked = REFUSED[what]
    keys = {name: value for name, value in KEYS.items() if ("LEDGER" in name) == (extra == "postgresql")}
    before = _list_files(core)
    ended = core.newsletter(*asked(core), **keys)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Error: ")
    assert ended.stderr.endswith(f'Install them: pip install "{DISTRIBUTION}[{extra}]"\n')
    assert len(ended.stderr.splitlines()) == 1
    assert "c4nary" not in ended.stderr
    assert {path for path in _list_files(core) if path.suffix not in {".docx", ".pdf"}} <= before


def _list_files(core: Environment) -> set[Path]:
    """Return the files of a user, but for the user's cache."""
    files = {path for path in core.place.rglob("*") if path.is_file()}
    return {path for path in files if path.relative_to(core.place).parts[0] != ".cache"}


@slow
def test_a_provider_whose_libraries_are_missing_is_listed_all_the_same(core: Environment) -> None:
    listed, data = core.newsletter("providers"), core.newsletter("providers", "--json")
    last = listed.stdout.splitlines()[-1]

    assert (listed.returncode, listed.stderr) == (0, "")
    assert {row["name"] for row in json.loads(data.stdout) if row["extra"] == "send"} == set(WITH_SEND)
    assert last.startswith(f"To use {', '.join(WITH_SEND)}, install certifi, dnspython,")
    assert last.endswith(f'pip install "{DISTRIBUTION}[send]"')


@slow
def test_the_preview_runs_without_the_services_libraries_and_says_so_where_a_test_is_sent(core: Environment) -> None:
    with core.previewing("--root", use_brevo(core)) as url:
        page, answer = (httpx.get(f"{url}{path}", timeout=30) for path in ("", f"api/issues/{PERIOD}/test"))

    assert page.status_code == 200
    assert f'pip install "{DISTRIBUTION}[send]"' in unescape(answer.text)


@slow
def test_a_listing_needs_the_extra_only_if_it_has_a_language(core: Environment) -> None:
    issue = core.place / "issues" / "2024-05.yaml"
    plain = "period: 2024-05\ntitle: Code\nintro: Read it.\nblocks:\n  - type: code\n    code: if x\n"
    issue.write_text(plain, encoding="utf-8")
    built = core.newsletter("build", "2024-05")
    issue.write_text(f"{plain}    language: python\n", encoding="utf-8")
    refused = core.newsletter("build", "2024-05")
    issue.unlink()

    assert built.returncode == 0
    assert refused.returncode == 1
    assert "issues/2024-05.yaml:7:15: error: blocks[0].language: A listing with a language needs" in refused.stderr
    assert f'pip install "{DISTRIBUTION}[code]". Or leave language out.' in refused.stderr


@slow
def test_a_mail_server_needs_no_extra(core: Environment) -> None:
    options = 'name = "smtp"\noptions = {host = "127.0.0.1", port = 1, to = "list@lists.example.org"}'
    root = use_provider(core, "smtp", options)
    credentials = {"NEWSLETTER_SMTP_USER": "anna", "NEWSLETTER_SMTP_PASSWORD": "c4nary"}
    ended = core.newsletter("send", PERIOD, "--test", "me@example.org", "--root", root, **credentials)

    assert ended.returncode == 1
    assert "127.0.0.1 failed while connecting" in ended.stderr


@slow
def test_spelling_that_cannot_be_checked_is_a_note(core: Environment) -> None:
    dictionaries = core.place / "dictionaries"
    dictionaries.mkdir()
    (dictionaries / "en_GB.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (dictionaries / "en_GB.dic").write_text("1\nfete\n", encoding="utf-8")
    checked = core.newsletter("check")

    assert checked.returncode == 0
    assert f'not checked. Install chunspell: pip install "{DISTRIBUTION}[spelling]"' in checked.stdout


@slow
def test_the_core_stays_light(core: Environment) -> None:
    """What a person waits for. What Python compiles is not counted: it depends on what has run."""
    paths = (path for top in core.packages.iterdir() for path in [top, *top.resolve().rglob("*")])
    files = [path for path in paths if path.is_file() and path.parent.name != "__pycache__"]
    whole = sum(path.stat().st_size for path in files)

    assert 20 * MB < whole < 55 * MB, whole


@slow
def test_what_is_installed_is_listed(core: Environment, wheel: Path, tmp_path: Path) -> None:
    whole = make_environment(tmp_path, read_requirements(wheel), frozenset(EXTRAS))
    install(whole, wheel)
    bare, full = (json.loads(made.newsletter("doctor", "--self", "--json").stdout) for made in (core, whole))
    phrase = core.newsletter("doctor", "--self")

    assert bare["newsletter"] == full["newsletter"] == __version__
    assert Path(bare["program"]) == core.packages / "newsletter"
    assert Path(bare["templates"]) == core.packages / "newsletter" / "templates"
    assert bare["providers"] == full["providers"] == [kind.name for kind in load_providers()]
    assert {"email", "web", "feeds"} <= set(bare["outputs"])
    for extra in EXTRAS:
        assert set(bare["extras"][extra]["libraries"].values()) == {None}
        assert None not in full["extras"][extra]["libraries"].values()
        assert f'To add {extra}: pip install "{DISTRIBUTION}[{extra}]"\n' in phrase.stdout
        assert full["extras"][extra]["install"] is None
    assert phrase.returncode == 0


@slow
@pytest.mark.parametrize(
    ("receipt", "command"),
    {"pipx_metadata.json": "pipx install --force", "uv-receipt.toml": "uv tool install"}.items(),
)
def test_the_command_is_that_of_the_installer_and_of_the_same_source(
    core: Environment, wheel: Path, receipt: str, command: str
) -> None:
    (core.folder / receipt).write_text("", encoding="utf-8")
    try:
        ended = core.newsletter(*import_word(core))
    finally:
        (core.folder / receipt).unlink()

    assert ended.stderr.endswith(f'Install them: {command} "{DISTRIBUTION}[word] @ {wheel.as_uri()}"\n')


@slow
def test_a_program_that_only_uvx_finds_says_how_it_is_run(wheel: Path, tmp_path: Path) -> None:
    made = make_environment(tmp_path / "archive-v0", read_requirements(wheel))
    install(made, wheel)
    new = made.newsletter("new", PERIOD, "--publication", "Parish News")
    refused = made.newsletter(*import_word(made))

    assert new.stdout.endswith(f'uvx --from "{DISTRIBUTION} @ {wheel.as_uri()}" newsletter preview\n')
    assert refused.stderr.endswith(f'uvx --from "{DISTRIBUTION}[word] @ {wheel.as_uri()}" newsletter\n')


def test_the_extras_that_the_program_knows_are_those_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        extra: {Requirement(text).name for text in texts}
        for extra, texts in project["optional-dependencies"].items()
        if extra != "all"
    }

    assert project["name"] == DISTRIBUTION
    assert {extra: {name.lower() for name in libraries.values()} for extra, libraries in EXTRAS.items()} == declared


def test_the_readme_lists_every_extra() -> None:
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| extra | what it adds |")[2]

    assert {*re.findall(r"^\| `([a-z-]+)` \|", table.partition("\n\n")[0], re.MULTILINE)} == {*EXTRAS, "all"}
