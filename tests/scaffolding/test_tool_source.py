"""Where the program came from: what installers record (PEP 610), and what people type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter.scaffolding.tool_source import find_tool_source, read_tool_source

COMMIT = "0123456789abcdef0123456789abcdef01234567"
GIT = f"git+https://github.com/parish/newsletter@{COMMIT}"
HASH = "0" * 64


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which an installer records what it installed, found before any other."""
    folder = tmp_path / "newsletter_publisher-7.8.9.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: newsletter-publisher\nVersion: 7.8.9\n", "utf-8")
    (folder / "WHEEL").write_text("Wheel-Version: 1.0\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return folder


@pytest.mark.parametrize(
    ("recorded", "source"),
    [
        (None, "newsletter-publisher[all]==7.8.9"),
        (
            {"url": "https://github.com/parish/newsletter", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"newsletter-publisher[all] @ {GIT}",
        ),
        (
            {"url": "https://example.org/n.whl", "archive_info": {"hashes": {"sha256": HASH}}},
            f"newsletter-publisher[all] @ https://example.org/n.whl#sha256={HASH}",
        ),
        (
            {"url": "https://example.org/n.whl", "archive_info": {}},
            "newsletter-publisher[all] @ https://example.org/n.whl",
        ),
        ({"url": "file:///home/me/n.whl", "archive_info": {"hashes": {"sha256": HASH}}}, None),
        ({"url": "file:///home/me/newsletter", "dir_info": {"editable": True}}, None),
        ({"url": "file:///home/me/newsletter", "dir_info": {}}, None),
        ({"url": "https://example.org/folder", "dir_info": {}}, None),
        ({"url": "file:///home/me/n.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
        ({"url": "ssh://git@github.com/a/n.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
        ({"url": "https://me:key@github.com/a/n", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, None),
        ({"url": "https://example.org/n", "vcs_info": {"vcs": "hg", "commit_id": COMMIT}}, None),
        ({"url": "https://example.org/n", "vcs_info": {"vcs": "git"}}, None),
    ],
)
def test_the_source_is_the_origin_that_the_installer_recorded(
    install: Path, recorded: dict[str, object] | None, source: str | None
) -> None:
    if recorded is not None:
        (install / "direct_url.json").write_text(json.dumps(recorded), encoding="utf-8")

    assert find_tool_source() == source


def test_a_folder_of_metadata_that_no_installer_wrote_says_nothing(install: Path) -> None:
    """Build tools leave ``.egg-info`` beside a checkout, and it looks like an installation."""
    (install / "WHEEL").unlink()

    assert find_tool_source() is None


@pytest.mark.parametrize(
    ("given", "source"),
    [
        (GIT, f"newsletter-publisher[all] @ {GIT}"),
        ("git+https://git.example.org:8443/a/b.git@v1.0", "@ git+https://git.example.org:8443/a/b.git@v1.0"),
        ("https://example.org/newsletter-1.0.tar.gz", "newsletter-publisher[all] @ https://example.org/newsletter"),
        ("newsletter-publisher==0.2.0", "newsletter-publisher[all]==0.2.0"),
        ("==0.2.0", "newsletter-publisher[all]==0.2.0"),
    ],
)
def test_one_version_that_every_machine_can_have_is_a_source(given: str, source: str) -> None:
    assert source in (read_tool_source(given) or "")


@pytest.mark.parametrize(
    "given",
    [
        *("", ".", "../newsletter", "/home/me/newsletter", "file:///home/me/n.whl", "-e .", "newsletter-publisher"),
        *("git+https://github.com/a/b", "git+ssh://git@github.com/a/b@v1", "git+https://me:key@example.org/a@v1"),
        *("https://example.org/n", "http://example.org/n.whl", "https://key@example.org/n.whl", "other==1.0"),
        *(f"{GIT}\n--index-url=https://example.org", f"{GIT} ; rm", "==1.0 --pre", f"{GIT}\n", "==1.0\n"),
    ],
)
def test_a_source_that_another_machine_cannot_have_or_that_says_more_is_refused(given: str) -> None:
    assert read_tool_source(given) is None
