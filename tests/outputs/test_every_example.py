"""The site and the e-mails of every example, in all its languages: each link, picture and fragment leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from newsletter.scaffolding.examples import list_examples
from tests.building.examples import TODAY, write_example
from tests.building.publications import make
from tests.outputs.built_site import FOR_PROGRAMS, BuiltSite

pytestmark = pytest.mark.slow
BASE = "https://messenger.example.net/news"


@pytest.fixture(scope="module", params=list_examples())
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return the site of an example, built for a host that no document of it links to."""
    root = write_example(tmp_path_factory.mktemp("example") / "news", request.param)
    settings = root / "newsletter.toml"
    text, count = re.subn(r'(?m)^base_url = ".*"$', f'base_url = "{BASE}"', settings.read_text(encoding="utf-8"))
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    make(root, TODAY)
    return BuiltSite(root / "dist/site", f"{BASE}/")


def test_every_link_of_a_page_leads_somewhere(site: BuiltSite) -> None:
    links = {address: places for address, places in site.find_links().items() if address.startswith(site.base)}

    assert [(problem, links[one]) for one in sorted(links) if (problem := site.find_problem(one))] == []
    assert len(links) > 20


def test_every_address_in_a_file_for_programs_leads_somewhere(site: BuiltSite) -> None:
    files = [path for path in site.folder.rglob("*") if path.suffix in FOR_PROGRAMS]

    assert _find_problems(site, files) == []


def test_every_address_of_the_site_in_an_e_mail_leads_somewhere(site: BuiltSite) -> None:
    """Its copy on the web, the pages of its items, and its pictures."""
    mails = [*(site.folder.parent / "email").glob("*.html"), *(site.folder.parent / "email").glob("*.txt")]

    assert _find_problems(site, mails) == []
    assert all(site.find_addresses(mail) for mail in mails)
    assert len(mails) >= 6


def _find_problems(site: BuiltSite, files: list[Path]) -> list[str]:
    found = {address for path in files for address in site.find_addresses(path)}
    return [problem for address in sorted(found) if (problem := site.find_problem(address))]
