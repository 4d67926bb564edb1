"""Which files are issues: those named after their month, and every other YAML file is a slip. What is in a key."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from packaging.utils import canonicalize_name

from newsletter.building.cache_keys import LIBRARIES, list_sources
from newsletter.errors import BuildError, ProblemsFoundError
from tests.building.publications import make, read_tree


def test_an_issue_that_nobody_wrote_is_refused_with_the_one_that_was_meant(root: Path) -> None:
    with pytest.raises(BuildError, match=r"There is no issue '2024-2'\. Did you mean 2024-02\?"):
        make(root, only="2024-2")


def test_a_publication_without_issues_yields_an_empty_site(root: Path) -> None:
    for path in (root / "issues").iterdir():
        path.unlink()
    report = make(root)

    assert report.rows == ()
    assert "site/index.html" in read_tree(root / "dist")
    assert not (root / "dist" / "email").exists()
    with pytest.raises(BuildError, match="There are no issues yet"):
        make(root, only="2024-01")


def test_a_publication_without_a_folder_for_issues_is_told_to_make_one(root: Path) -> None:
    (root / "issues").rename(root / "texts")
    with pytest.raises(BuildError, match="Begin the first issue: newsletter new"):
        make(root)


@pytest.mark.parametrize("name", ["2024-1.yaml", "january.yaml", "2024-13.yaml", "2024-02.yml", "2024-02 copy.yaml"])
def test_a_misnamed_file_among_the_issues_is_a_problem(root: Path, name: str) -> None:
    (root / "issues" / name).write_text("period: 2024-02", encoding="utf-8")
    with pytest.raises(ProblemsFoundError, match=rf"issues/{name}: error: '{name}' is not the name of an issue file"):
        make(root)


def test_an_issue_in_a_file_named_after_another_month_is_a_problem(root: Path) -> None:
    (root / "issues" / "2024-01.yaml").rename(root / "issues" / "2024-03.yaml")
    with pytest.raises(
        ProblemsFoundError, match=r"issues/2024-03\.yaml:1:9: error: period: the file is named after 2024-03"
    ):
        make(root)


def test_other_files_among_the_issues_are_left_alone(root: Path) -> None:
    (root / "issues" / "notes.txt").write_text("for me", encoding="utf-8")
    (root / "issues" / "issue.schema.json").write_text("{}", encoding="utf-8")

    assert len(make(root).rows) == 2


WHERE_FILES_COME_FROM = ("newsletter.loading", "newsletter.outputs", "newsletter.packs", "newsletter.rendering")
CHANGES_NO_FILE = {
    "chunspell",  # checks spelling, for the rules of a pack
    "tzdata",  # data, which no module imports
}


def test_every_library_that_can_change_a_file_is_part_of_the_key() -> None:
    graph = grimp.build_graph("newsletter", include_external_packages=True)
    ours = [module for module in graph.modules if module.startswith(WHERE_FILES_COME_FROM)]
    imported = {upstream for module in ours for upstream in graph.find_upstream_modules(module)}
    distributions = packages_distributions()
    libraries = {canonicalize_name(name) for module in imported for name in distributions.get(module, [])}

    assert {"feedgen", "jinja2", "mjml-python", "pyyaml"} <= libraries
    assert libraries - CHANGES_NO_FILE == set(LIBRARIES) - CHANGES_NO_FILE


def test_the_words_and_formats_of_every_language_are_in_the_key() -> None:
    folders = [path for path in Path("newsletter").rglob("languages") if path.is_dir()]
    files = {path.resolve() for folder in folders for path in folder.iterdir() if path.suffix in (".json", ".mo")}

    assert files
    assert files <= {path.resolve() for path in list_sources()}
