"""What the wheel and the source archive hold."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from pathlib import Path

import pytest

from newsletter import __version__
from tests.installation.archives import build_archive, list_repository, read_wheel, unpack_sdist

INFO = f"newsletter_publisher-{__version__}.dist-info/"


def name_in_wheel(path: str) -> str:
    return path.replace("templates/", "newsletter/templates/", 1) if path.startswith("templates/") else path


def test_the_wheel_holds_the_package_its_data_and_the_templates_and_nothing_else(wheel: Path) -> None:
    ours = [path for path in list_repository() if path.startswith(("newsletter/", "templates/"))]
    held = [path for path in read_wheel(wheel) if not path.startswith(INFO)]

    assert sorted(held) == sorted(map(name_in_wheel, ours))
    assert "newsletter/py.typed" in held
    assert "newsletter/templates/email/issue.mjml" in held


def test_a_template_in_the_wheel_is_the_one_in_the_repository(wheel: Path, source: Path) -> None:
    held = read_wheel(wheel)
    templates = [path for path in list_repository() if path.startswith("templates/")]

    assert templates
    assert [path for path in templates if held[name_in_wheel(path)] != (source / path).read_bytes()] == []


def test_the_wheel_says_whose_it_is_and_brings_its_licence(wheel: Path, source: Path) -> None:
    held = read_wheel(wheel)
    fields = BytesHeaderParser().parsebytes(held[f"{INFO}METADATA"])

    assert (fields["Name"], fields["Version"]) == ("newsletter-publisher", __version__)
    assert (fields["License-Expression"], fields["Requires-Python"]) == ("MIT AND OFL-1.1", ">=3.11")
    for path in ("LICENSE", "newsletter/rendering/fonts/OFL.txt"):
        assert held[f"{INFO}licenses/{path}"] == (source / path).read_bytes()


@pytest.mark.slow
def test_the_source_archive_holds_the_repository_and_makes_the_same_wheel(
    sdist: Path, wheel: Path, tmp_path: Path
) -> None:
    unpacked = unpack_sdist(sdist, tmp_path / "unpacked")
    files = {str(path.relative_to(unpacked)) for path in unpacked.rglob("*") if path.is_file()}
    again = build_archive(unpacked, "wheel", tmp_path / "again")

    assert files - {"PKG-INFO"} == set(list_repository())
    assert read_wheel(again) == read_wheel(wheel)
