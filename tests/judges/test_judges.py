"""What validators that other people wrote say of our pages, schemas and reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.examples import list_examples
from scripts.judges import Judges
from tests.building.examples import TODAY, write_example
from tests.building.publications import ROOT, make, make_publication, run, write_issue
from tests.judges.nu import OF_PAGES, call, find_faults
from tests.outputs.every_page import make_every_page
from tests.outputs.small_site import make_publication as change_publication
from tests.outputs.small_site import make_site, write_site

pytestmark = [pytest.mark.judges, pytest.mark.slow]

PUBLICATION = (ROOT / "newsletter.toml").read_text(encoding="utf-8")
SCHEMAS = {name: ROOT / "issues" / f"{name}.schema.json" for name in ("issue", "publication")}
NOT_KNOWN = "SARIF2005"  # it asks for an address of the program on the web, and there is none yet


@pytest.mark.parametrize("publication", [{}, {"language": "ar", "direction": "rtl"}], ids=["ltr", "rtl"])
def test_the_checker_of_html_finds_nothing_on_any_kind_of_page(
    judged: Judges, tmp_path: Path, publication: dict[str, str]
) -> None:
    write_site(tmp_path, make_site(change_publication(**publication)))

    assert find_faults(judged, tmp_path, OF_PAGES) == ""


def test_the_checker_of_html_finds_nothing_on_a_page_of_any_template(judged: Judges, tmp_path: Path) -> None:
    assert find_faults(judged, make_every_page(tmp_path / "news") / "dist/site", OF_PAGES) == ""


def test_the_checker_of_html_finds_nothing_on_the_site_of_any_example(judged: Judges, tmp_path: Path) -> None:
    """In each of its languages."""
    sites = tmp_path / "sites"
    sites.mkdir()
    for name in list_examples():
        root = write_example(tmp_path / "news" / name, name)
        make(root, TODAY)
        (root / "dist/site").rename(sites / name)

    assert find_faults(judged, sites, OF_PAGES) == ""


def ask_ajv(judged: Judges, name: str, documents: list[Any]) -> list[list[str]]:
    script = Path(__file__).with_name("validate.mjs")
    ran = call(judged.node, script, judged.packages, SCHEMAS[name], input=json.dumps(documents, default=str))
    assert ran.returncode == 0, ran.stderr
    told: list[list[str]] = json.loads(ran.stdout)
    return told


def test_ajv_finds_nothing_in_documents_that_are_published(judged: Judges) -> None:
    paths = [ROOT / "issues/2024-01.yaml", *ROOT.glob("tests/golden/*/issue.yaml")]
    issues = [read_yaml(path.read_bytes(), path.name).data for path in paths]

    assert ask_ajv(judged, "issue", issues) == [[] for _ in issues]
    assert ask_ajv(judged, "publication", [read_toml(PUBLICATION.encode(), "").data]) == [[]]


def test_ajv_names_an_unknown_block_and_a_month_that_is_none_and_nothing_else(judged: Judges) -> None:
    blocks = [{"type": "case-review", "id": "a", "title": "A", "review_type": "scr"}]
    [told] = ask_ajv(judged, "issue", [{"period": "2024-13", "title": "A", "blocks": blocks}])

    assert [*dict.fromkeys(fault.split(" ")[0] for fault in told)] == ["/period", "/blocks/0/type"]


@pytest.mark.parametrize(("clock", "is_right"), [("09:00:00", True), ('"9am"', False)])
def test_taplo_marks_a_wrong_publication_and_not_a_right_one(
    judged: Judges,
    tmp_path: Path,
    clock: str,
    is_right: bool,  # noqa: FBT001  # pytest's way
) -> None:
    document = tmp_path / "newsletter.toml"
    document.write_text(PUBLICATION.replace("publish_time = 09:00:00", f"publish_time = {clock}"), encoding="utf-8")
    schema = SCHEMAS["publication"].as_uri()
    ran = call(judged.node, judged.packages / ".bin/taplo", "lint", "--schema", schema, document, cwd=tmp_path)

    assert (ran.returncode == 0) is is_right, ran.stderr


def test_the_validator_of_sarif_has_no_objection(judged: Judges, tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news")
    write_issue(root, "2024-03", words="Click [here](https://example.org/).", more="corections: []")
    write_issue(root, "2024-04", words="Click [here](https://example.org/).")
    report = tmp_path / "report.sarif"
    report.write_text(run("check", "--root", root, "--format", "sarif").stdout, encoding="utf-8")
    ran = call(judged.sarif, "validate", report, "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning")
    output = [line for line in ran.stdout.splitlines() if " warning " in line or " error " in line]

    assert "1 files scanned" in ran.stdout
    assert json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [line for line in output if NOT_KNOWN not in line] == []
