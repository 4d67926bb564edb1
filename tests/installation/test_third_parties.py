"""What another distribution brings from its own wheel: a block with templates, a rule, an output, a provider."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.installation.archives import ROOT, build_archive, read_requirements
from tests.installation.environments import Environment, install, make_environment
from tests.matrix import some_of
from tests.providers.fake_minimal import KEY, FakeMinimal
from tests.providers.wire import serving
from tests.shared import make_once

pytestmark = pytest.mark.slow
SOURCE = ROOT / "tests" / "thirdparty" / "recipes"
PERIOD = "2024-03"
Replace = Callable[[str, str, str], None]
SOUP = """\
  - type: recipe
    id: leek-soup
    title: Leek soup
    serves: 4
    ingredients: [3 leeks, 1 litre of stock]
    method: Slice, **simmer**, serve.
"""


@pytest.fixture(scope="module")
def recipes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of the third party."""
    folder = make_once(tmp_path_factory, "recipes", build_recipes)
    return next(folder.rglob("*.whl"))


def build_recipes(folder: Path) -> None:
    """Build the wheel of the third party, with the smallest provider for an HTTP API in it."""
    source = copy_source(folder / "source")
    shutil.copy(ROOT / "tests" / "providers" / "minimal.py", source / "newsletter_recipes")
    entry = 'pantry = "newsletter_recipes.provider:Pantry"\n'
    change(source, "pyproject.toml", entry, f'{entry}minimal = "newsletter_recipes.minimal:Minimal"\n')
    build_archive(source, "wheel", folder / "wheel")


def copy_source(folder: Path) -> Path:
    return Path(shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("__pycache__")))


@pytest.fixture(scope="module")
def installed(wheel: Path, recipes: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return a clean environment in which both are installed."""
    made = make_environment(tmp_path_factory.mktemp("third"), read_requirements(wheel), frozenset({"send"}))
    install(made, wheel)
    install(made, recipes)
    return made


@pytest.fixture(scope="module")
def begun(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a text newsletter with one ready issue."""
    assert installed.newsletter("new", PERIOD, "--publication", "Parish News").returncode == 0
    write_issue(installed.place, "  - {type: text, title: The fete, body: It is on the green.}\n")
    return shutil.copytree(installed.place, tmp_path_factory.mktemp("begun") / "place")


@pytest.fixture
def place(installed: Environment, begun: Path) -> Path:
    """Return a copy of that newsletter, in the folder in which the commands run."""
    shutil.rmtree(installed.place)
    return shutil.copytree(begun, installed.place)


@pytest.fixture
def replace(installed: Environment) -> Iterator[Replace]:
    """Return what changes a file of the installed third party; all are as they were afterwards."""
    before: dict[Path, str] = {}

    def act(name: str, old: str, new: str) -> None:
        (path,) = (path for path in installed.packages.glob(f"newsletter_recipes*/{name}"))
        before.setdefault(path, path.read_text(encoding="utf-8"))
        assert old in before[path]
        rewrite(path, before[path].replace(old, new))

    yield act
    for path, text in before.items():
        rewrite(path, text)


def rewrite(path: Path, text: str) -> None:
    """Write a file anew: the installer may have linked it to its cache."""
    path.unlink()
    path.write_text(text, encoding="utf-8")


def write_issue(place: Path, blocks: str) -> None:
    head = "title: March\nsubject: The fete\npreheader: On the green\nintro: Two dates.\nstatus: ready\n"
    text = f"period: {PERIOD}\n{head}blocks:\n{blocks}"
    (place / "issues" / f"{PERIOD}.yaml").write_text(text, encoding="utf-8")


def change(place: Path, name: str, old: str, new: str) -> None:
    text = (place / name).read_text(encoding="utf-8")
    assert old in text
    (place / name).write_text(text.replace(old, new), encoding="utf-8")


def use_recipes(place: Path) -> None:
    change(place, "newsletter.toml", "\ntitle = ", '\npacks = ["recipes"]\ntitle = ')
    write_issue(place, SOUP)


def test_a_block_of_a_pack_that_is_not_named_is_answered_with_the_line_to_write(
    installed: Environment, place: Path
) -> None:
    write_issue(place, SOUP)
    ended = installed.newsletter("build")

    assert ended.returncode == 1
    assert (
        f"issues/{PERIOD}.yaml:8:11: error: blocks[0].type: 'recipe' is a block of a pack that is not used. "
        'Write at the top of newsletter.toml: packs = ["recipes"]'
    ) in ended.stderr


def test_a_text_newsletter_sees_nothing_of_it(installed: Environment, place: Path) -> None:
    words = [
        installed.newsletter(*command).stdout
        for command in (["schema"], ["rules"], ["rules", "--json"], ["schema", "publication"])
    ]

    assert all(words)
    assert [text for text in words if "recipe" in text.casefold()] == []
    assert "recipe" not in (place / "issues" / "issue.schema.json").read_text(encoding="utf-8")


def test_its_block_is_offered_built_and_checked(installed: Environment, place: Path) -> None:
    use_recipes(place)
    new, built, checked = (installed.newsletter(*c) for c in (["new", "2024-04"], ["build"], ["check", PERIOD]))
    page = (place / "dist" / "site" / "issues" / PERIOD / "leek-soup" / "index.html").read_text(encoding="utf-8")

    assert (new.returncode, built.returncode, checked.returncode) == (0, 0, 0), new.stderr + built.stderr
    assert "  # - type: recipe\n" in (place / "issues" / "2024-04.yaml").read_text(encoding="utf-8")
    assert "<li>3 leeks</li>" in page
    assert "<strong>simmer</strong>" in page
    assert "- 3 leeks\n" in (place / "dist" / "email" / f"{PERIOD}.txt").read_text(encoding="utf-8")
    assert "Leek soup" in (place / "dist" / "site" / "items" / "rss.xml").read_text(encoding="utf-8")


def test_a_content_note_names_what_its_block_is_sensitive_for(installed: Environment, place: Path) -> None:
    use_recipes(place)
    write_issue(place, f"{SOUP}    contains: [nuts, celery]\n")
    toml = place / "newsletter.toml"
    themes = [
        f'[themes.{name}]\nlabel = "{name}"\nfacet = "food"\ncontent_note = "{name}"\n' for name in ("nuts", "celery")
    ]
    toml.write_text("\n".join([toml.read_text(encoding="utf-8"), *themes]), encoding="utf-8")
    built = installed.newsletter("build")

    assert built.returncode == 0, built.stderr
    assert "What follows describes nuts and celery." in (place / "dist" / "email" / f"{PERIOD}.txt").read_text("utf-8")


def test_it_is_imported_only_where_it_is_named(installed: Environment, place: Path) -> None:
    def list_imports() -> str:
        return installed.run("python", "-X", "importtime", "-m", "newsletter", "build").stderr

    without = list_imports()
    use_recipes(place)

    assert "newsletter.documents.packs" in without
    assert "newsletter_recipes" not in without
    assert "newsletter.packs" not in without
    assert "newsletter_recipes.block" in list_imports()


def test_its_rule_is_asked_by_build_and_check_and_explained(installed: Environment, place: Path) -> None:
    use_recipes(place)
    change(place, f"issues/{PERIOD}.yaml", "3 leeks", "leeks")
    explained = installed.newsletter("rules", "recipe.no-amount")

    for command in ("build", "check"):
        ended = installed.newsletter(command)
        assert f"issues/{PERIOD}.yaml:12:19: warning: " in ended.stdout + ended.stderr
        assert "'leeks' has no amount" in ended.stdout + ended.stderr
    assert "From the pack recipes." in explained.stdout
    assert "Readers shop by the list" in explained.stdout


OWN_TEST = "from newsletter.example_checker import check_examples; print(*check_examples('recipes'), sep='\\n')"


def test_its_author_can_try_the_examples_of_its_rules(installed: Environment) -> None:
    ended = installed.run("python", "-c", OWN_TEST)

    assert (ended.returncode, ended.stdout) == (0, "\n"), ended.stderr


WRONG_EXAMPLES = {
    "kept": ('"@@leeks"', '"@@2 leeks"', "recipe.no-amount: the bad example does not break it."),
    "elsewhere": ("    title: Leek", "    title: @@Leek", "recipe.no-amount: the bad example breaks it at "),
    "another": ("serves: 4", "serves: 0", "recipe.no-amount: the bad example breaks "),
    "no hint": ('hint = "Write how much: 3 leeks"', 'hint = ""', "recipe.no-amount does not say what to do: "),
    "no reason": ('"""Readers shop by the list: without an amount they have to guess."""', "", " has no docstring: "),
}


@pytest.mark.parametrize("wrong", some_of([*WRONG_EXAMPLES], 2))
def test_an_example_that_is_wrong_is_named(installed: Environment, replace: Replace, wrong: str) -> None:
    old, new, message = WRONG_EXAMPLES[wrong]
    replace("rules.py", old, new)
    ended = installed.run("python", "-c", OWN_TEST)

    assert ended.returncode == 0, ended.stderr
    assert message in ended.stdout


def test_its_provider_gets_the_issue(installed: Environment, place: Path) -> None:
    use_recipes(place)
    change(place, "newsletter.toml", 'name = "outbox"', 'name = "pantry"')
    listed = json.loads(installed.newsletter("providers", "--json").stdout)
    sent = installed.newsletter("send", PERIOD, "--yes")

    assert "pantry" in [provider["name"] for provider in listed]
    assert sent.returncode == 0, sent.stdout + sent.stderr
    (letter,) = (place / "shelf").glob("*.eml")
    assert b"X-Newsletter-Digest" in letter.read_bytes()
    assert "sent" in installed.newsletter("status", PERIOD).stdout


def use_service(place: Path, url: str) -> None:
    """Have the newsletter sent by the service at an address, from addresses that could be real."""
    toml = place / "newsletter.toml"
    text = toml.read_text(encoding="utf-8").replace("example.org", "invented-parish.org")
    options = f'name = "minimal"\n\n[provider.options]\nbase_url = "{url}"\naudience = "readers"\n'
    toml.write_text(text.replace('name = "outbox"\n', options), encoding="utf-8")


def test_its_provider_for_an_http_api_speaks_with_a_real_server(installed: Environment, place: Path) -> None:
    use_recipes(place)
    service = FakeMinimal()
    with serving(service):
        use_service(place, service.url)
        key = {"NEWSLETTER_MINIMAL_KEY": KEY}
        refused = installed.newsletter("send", PERIOD, "--test", "anna@parish.net", NEWSLETTER_MINIMAL_KEY="another")
        tested = installed.newsletter("send", PERIOD, "--test", "anna@parish.net", **key)
        again = installed.newsletter("send", PERIOD, "--test", "ben@parish.net", **key)

    assert refused.returncode == 1
    assert "NEWSLETTER_MINIMAL_KEY" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (tested.returncode, again.returncode) == (0, 0), tested.stderr + again.stderr
    assert [(one.to, one.subject) for one in service.messages_to_testers] == [
        ("anna@parish.net", "The fete"), ("ben@parish.net", "The fete")
    ]  # fmt: skip
    assert "3 leeks" in str(service.messages_to_testers[0].text)
    assert len(service.campaigns) == 1
    assert service.messages == []


def test_a_new_version_of_it_has_its_issues_built_anew(installed: Environment, place: Path, replace: Replace) -> None:
    use_recipes(place)
    page = place / "dist" / "site" / "issues" / PERIOD / "leek-soup" / "index.html"
    assert installed.newsletter("build").returncode == 0
    before = page.read_text(encoding="utf-8")
    replace("block.py", "return self.method", 'return "Soup."')
    installed.newsletter("build")

    assert 'content="Soup."' not in before
    assert "Soup." in page.read_text(encoding="utf-8")


def change_package(folder: Path, name: str, old: str, new: str) -> Path:
    """Return the wheel of the third party with something else in one of its files."""
    source = copy_source(folder / "source")
    file = source / name if (source / name).exists() else source / "newsletter_recipes" / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return build_archive(source, "wheel", folder / "wheel")


PREVIEWED = f"issues/{PERIOD}/shopping-list.txt"
LIST_FILES = f"""
from pathlib import Path
from newsletter.preview.render_cache import RenderCache
print(*RenderCache(Path.cwd()).get("{PERIOD}").rendered.pages, sep="\\n")
"""


def preview_files(installed: Environment) -> list[str]:
    """Return the paths of the site that the preview serves for the issue."""
    return installed.run("python", "-c", LIST_FILES).stdout.splitlines()


def test_its_output_is_made_where_it_is_named(installed: Environment, place: Path) -> None:
    use_recipes(place)
    assert installed.newsletter("build").returncode == 0
    made = place / "dist" / "site" / "issues" / PERIOD / "shopping-list.txt"
    before = made.exists()
    change(place, "newsletter.toml", "\ntitle = ", '\noutputs = ["shopping-list"]\ntitle = ')
    ended = installed.newsletter("build")

    assert not before
    assert ended.returncode == 0, ended.stderr
    assert made.read_text(encoding="utf-8") == "3 leeks\n1 litre of stock\n"
    assert installed.newsletter("check").returncode == 0
    assert PREVIEWED in preview_files(installed)


def test_an_output_that_is_not_installed_or_broken_is_named_in_a_sentence(
    installed: Environment, place: Path, replace: Replace
) -> None:
    change(place, "newsletter.toml", "\ntitle = ", '\noutputs = ["shopping"]\ntitle = ')
    unknown = installed.newsletter("build")
    change(place, "newsletter.toml", '["shopping"]', '["shopping-list"]')
    replace("shopping_list.py", "def issue_artifacts(", "def make_list(")
    broken = installed.newsletter("build")

    assert (unknown.returncode, broken.returncode) == (1, 1)
    assert (
        "unknown output 'shopping'. Installed are: shopping-list. Correct the name, or install what has it."
        in unknown.stderr
    )
    assert "The output 'shopping-list' of newsletter-recipes 1.0 cannot be used: it has none of " in broken.stderr
    assert "Traceback" not in unknown.stderr + broken.stderr


BROKEN: dict[str, tuple[tuple[str, str, str], str]] = {
    "a library that is missing": (
        ("__init__.py", "from .block import Recipe", "import leeks\n\nfrom .block import Recipe"),
        "importing it failed: ModuleNotFoundError: No module named 'leeks'",
    ),
    "an exception": (
        ("__init__.py", "PACK = Pack(", '{}["soup"]\nPACK = Pack('),
        "importing it failed: KeyError: 'soup'",
    ),
    "an end of the program": (
        ("__init__.py", "PACK = Pack(", 'raise SystemExit("no")\nPACK = Pack('),
        "importing it failed: SystemExit: no",
    ),
    "an object that is not a pack": (
        ("entry_points.txt", "newsletter_recipes:PACK", "newsletter_recipes:Recipe"),
        "it is not a Pack, but of type ModelMetaclass",
    ),
    "an object that is not there": (
        ("entry_points.txt", "newsletter_recipes:PACK", "newsletter_recipes:PACKS"),
        "importing it failed: AttributeError: module 'newsletter_recipes' has no attribute 'PACKS'",
    ),
    "another name": (("__init__.py", 'name="recipes"', 'name="dishes"'), "its name is 'dishes'"),
}


@pytest.mark.parametrize("broken", some_of([*BROKEN], 2))
def test_a_broken_pack_is_named_in_a_sentence_and_takes_nothing_else_down(
    installed: Environment, place: Path, replace: Replace, broken: str
) -> None:
    changed, fault = BROKEN[broken]
    replace(*changed)
    unused = installed.newsletter("build")
    listed = installed.newsletter("doctor", "--self")
    use_recipes(place)
    used = installed.newsletter("build")

    assert unused.returncode == 0, unused.stderr
    assert (used.returncode, used.stdout) == (1, "")
    assert "newsletter.toml:" in used.stderr
    assert f"The pack 'recipes' of newsletter-recipes 1.0 cannot be used: {fault}. " in used.stderr
    assert "Update or uninstall newsletter-recipes." in used.stderr
    assert "Traceback" not in used.stderr
    assert f"cannot be used: {fault}." in listed.stdout


def test_a_broken_rule_is_named_in_a_sentence(installed: Environment, place: Path, replace: Replace) -> None:
    replace("rules.py", "recipe.no-amount", "link.says-nothing")
    use_recipes(place)
    ended = installed.newsletter("build")

    assert ended.returncode == 1
    assert "The pack 'recipes' has a rule link.says-nothing, but another rule has that id. Rename it." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_rule_that_fails_is_named_in_a_sentence(installed: Environment, place: Path, replace: Replace) -> None:
    replace("rules.py", "if not any(", "if {}[ingredient] or not any(")
    use_recipes(place)
    ended = installed.newsletter("build")

    assert ended.returncode == 1
    assert "The rule recipe.no-amount of the pack 'recipes' failed: KeyError: '3 leeks'. " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_block_that_two_packs_have_is_named_in_a_sentence(
    installed: Environment, place: Path, replace: Replace
) -> None:
    replace("block.py", '["recipe"] = "recipe"', '["text"] = "text"')
    change(place, "newsletter.toml", "\ntitle = ", '\npacks = ["recipes"]\ntitle = ')
    ended = installed.newsletter("build")

    assert ended.returncode == 1
    assert "The pack 'recipes' has a block 'text', and so has this program. Use one." in ended.stderr


def rename_package(folder: Path) -> Path:
    """Return a wheel of another distribution with the same entry points."""
    source = copy_source(folder / "source")
    change(source, "pyproject.toml", 'name = "newsletter-recipes"', 'name = "more-recipes"')
    return build_archive(source, "wheel", folder / "wheel")


def test_a_name_that_two_distributions_offer_is_named_in_a_sentence(wheel: Path, recipes: Path, tmp_path: Path) -> None:
    both = make_environment(tmp_path / "both", read_requirements(wheel))
    for one in (wheel, recipes, rename_package(tmp_path)):
        install(both, one)
    assert both.newsletter("new", PERIOD, "--publication", "Parish News").returncode == 0
    use_recipes(both.place)
    ended = both.newsletter("build")

    assert ended.returncode == 1
    assert "The pack 'recipes' is offered by more-recipes 1.0 and newsletter-recipes 1.0. " in ended.stderr


@pytest.mark.parametrize("command", [["providers"], ["doctor", "--self"]])
def test_a_broken_provider_is_listed_as_broken_beside_the_others(
    installed: Environment, place: Path, replace: Replace, command: list[str]
) -> None:
    replace("provider.py", "class Pantry(Outbox)", "class Pantry")
    listed = installed.newsletter(*command)
    change(place, "newsletter.toml", 'name = "outbox"', 'name = "pantry"')
    sent, built = installed.newsletter("send", PERIOD, "--yes"), installed.newsletter("build")

    phrase = "The provider 'pantry' of newsletter-recipes 1.0 cannot be used: it is not a subclass of Provider."
    assert listed.returncode == 0
    assert "outbox" in listed.stdout
    assert phrase in listed.stdout + listed.stderr
    assert (sent.returncode, built.returncode) == (1, 0)
    assert f"newsletter.toml: error: provider.name: {phrase}" in sent.stderr
