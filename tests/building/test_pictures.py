"""Pictures in a build: made once, made again when their file changes, there before the day, gone with their issue."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from newsletter.building.manifest import MadeFiles
from newsletter.checker import CheckRequest, check_all
from newsletter.errors import BuildError, ProblemsFoundError
from newsletter.loading import load_issue, load_publication
from newsletter.outputs.pictures import issue_artifacts
from newsletter.pipeline import NO_TOOLS
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import make_renderer
from tests.building.publications import make, make_publication

ISSUE = """\
period: 2024-02
title: A picture
subject: A picture
preheader: What the inbox shows after the subject.
intro: One picture.
status: ready
published: 2024-03-01
blocks:
  - type: image
    file: images/pond.png
    alt: The pond in April
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication with one picture in one of its two issues."""
    root = make_publication(tmp_path / "news", ["2024-01"])
    (root / "issues/2024-02.yaml").write_text(ISSUE, encoding="utf-8")
    (root / "images").mkdir()
    draw(root, "navy")
    return root


def draw(root: Path, colour: str) -> None:
    Image.new("RGB", (1400, 700), colour).save(root / "images/pond.png")


def list_pictures(root: Path) -> dict[str, tuple[int, bytes]]:
    """Return the files that are made of its pictures, which its social card is not."""
    found = (root / "dist/site/issues/2024-02/images").glob("pond-*")
    return {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def test_a_picture_is_made_once_for_as_long_as_its_file_is_the_same(root: Path) -> None:
    make(root)
    first = list_pictures(root)
    (root / "issues/2024-02.yaml").write_text(ISSUE.replace("One picture", "Just one picture"), encoding="utf-8")
    make(root)

    assert len(first) == 7, "one for the mail, two sizes of two kinds for the page, two kinds for the list of issues"
    assert list_pictures(root) == first


def test_a_changed_file_changes_the_issue_without_a_change_of_its_document(root: Path) -> None:
    make(root)
    first = list_pictures(root)
    draw(root, "maroon")
    make(root)
    pages = [
        (root / "dist/site" / path).read_text(encoding="utf-8") for path in ("index.html", "issues/2024-02/index.html")
    ]
    shown = "".join([*pages, read_mail(root)])

    assert first.keys().isdisjoint(list_pictures(root))
    assert [name for name in list_pictures(root) if name not in shown] == []


@pytest.mark.slow
@pytest.mark.parametrize("written", [r'"im\x61ges/pond.png"', '"images/\\\n      pond.png"'])
def test_a_file_is_found_again_however_yaml_writes_its_name(root: Path, written: str) -> None:
    text = ISSUE.replace("images/pond.png", written)
    (root / "issues/2024-02.yaml").write_text(text, encoding="utf-8")
    make(root)
    first = list_pictures(root)
    draw(root, "maroon")
    make(root)
    second = list_pictures(root)
    times = [make(root).written for _ in range(2)]

    assert len(first) == len(second) == 7
    assert first.keys().isdisjoint(second)
    assert times == [0, 0]


def read_mail(root: Path) -> str:
    return (root / "dist/email/2024-02.html").read_text(encoding="utf-8")


def test_the_list_of_issues_shows_the_first_picture_of_an_issue(root: Path) -> None:
    make(root)
    page = html.parse(root / "dist/site/index.html")
    [shown], chosen = page.xpath("//section[@class='newest']//img"), page.xpath("//source/@srcset")

    assert {shown.get("src"), *(address.partition(" ")[0] for address in chosen)} <= {
        f"issues/2024-02/images/{name}" for name in list_pictures(root)
    }
    assert (shown.get("alt"), shown.get("width"), shown.get("height")) == ("The pond in April", "720", "480")


def test_what_somebody_changed_in_the_output_is_made_again(root: Path) -> None:
    make(root)
    first = {name: content for name, (_, content) in list_pictures(root).items()}
    (root / "dist/site/issues/2024-02/images" / min(first)).write_bytes(b"changed")
    make(root)

    assert {name: content for name, (_, content) in list_pictures(root).items()} == first


def test_pictures_of_a_ready_issue_are_there_before_its_day_and_its_page_is_not(root: Path) -> None:
    make(root, date(2024, 2, 20))

    assert len(list_pictures(root)) == 7
    assert not (root / "dist/site/issues/2024-02/index.html").exists()


def test_a_draft_has_no_pictures_on_the_site(root: Path) -> None:
    (root / "issues/2024-02.yaml").write_text(ISSUE.replace("status: ready", "status: draft"), encoding="utf-8")
    make(root)

    assert list_pictures(root) == {}
    assert "images/pond-" in read_mail(root)


def test_pictures_go_with_their_issue(root: Path) -> None:
    make(root)
    (root / "issues/2024-02.yaml").unlink()
    make(root)

    assert list_pictures(root) == {}


@pytest.mark.parametrize(
    ("content", "message"), [(None, "is not there"), (b"GIF89a but not really", "is not a picture that can be read")]
)
def test_a_picture_that_cannot_be_shown_stops_the_build_at_its_line(
    root: Path, content: bytes | None, message: str
) -> None:
    (root / "images/pond.png").unlink()
    if content is not None:
        (root / "images/pond.png").write_bytes(content)
    with pytest.raises(ProblemsFoundError) as stopped:
        make(root)
    problem = next(problem for problem in stopped.value.problems if problem.rule == "picture.file")

    assert (problem.place.line, problem.path) == (10, "blocks[0].file")
    assert message in problem.message


def test_a_slip_in_the_name_of_a_picture_is_met_with_the_name_that_is_meant(root: Path) -> None:
    (root / "images/pond.png").rename(root / "images/Pond-1.png")
    with pytest.raises(
        ProblemsFoundError, match=r"is not there. Did you mean images/Pond-1\.png\? If not, put it into"
    ):
        make(root)
    (root / "images/Pond-1.png").rename(root / "images/zebra.png")
    with pytest.raises(ProblemsFoundError, match=r"is not there. Put it into the folder images/, or correct its name"):
        make(root)


def test_a_picture_that_ends_early_stops_the_build_at_its_line(root: Path) -> None:
    file = root / "images/pond.png"
    file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(ProblemsFoundError) as stopped:
        make(root)
    problem = next(problem for problem in stopped.value.problems if problem.rule == "picture.damaged")

    assert (problem.place.line, problem.path) == (10, "blocks[0].file")
    assert problem.message == "the picture images/pond.png is damaged, and cannot be decoded"


def test_a_picture_that_goes_while_the_build_runs_is_a_sentence(root: Path) -> None:
    Image.new("RGB", (611, 367), (17, 4, 99)).save(root / "images/pond.png")  # one that no test has decoded before
    publication = load_publication(root).publication
    issue = load_issue(root / "issues/2024-02.yaml", "issues/2024-02.yaml", publication.packs).issue
    renderer, edition = make_renderer(root, publication.packs), Edition(publication, issue)
    assert renderer.list_variants(edition)
    (root / "images/pond.png").unlink()

    with pytest.raises(BuildError, match=r"The picture images/pond\.png is not there\. Put it into the folder"):
        list(issue_artifacts(edition, renderer))


def test_a_check_takes_the_pictures_that_a_build_has_made(root: Path) -> None:
    """Without them it would make each again, to know how heavy it is."""
    made, asked = MadeFiles(root / "dist"), dict[str, bytes | None]()

    def find_made(path: str) -> bytes | None:
        asked[path] = made(path)
        return asked[path]

    make(root)
    check_all(CheckRequest(root, date(2024, 5, 20), ("issues/2024-02.yaml",), NO_TOOLS, find_made))

    assert asked == {path: (root / "dist" / path).read_bytes() for path in asked}
    assert asked


def test_a_file_of_the_last_build_counts_only_while_nothing_has_changed_it(root: Path) -> None:
    assert MadeFiles(root / "dist")("site/index.html") is None, "nothing was built"
    make(root)
    page = root / "dist/site/index.html"
    there = pickle.loads(pickle.dumps(MadeFiles(root / "dist")))  # noqa: S301  # as a pool of processes does

    assert there("site/index.html") == page.read_bytes()
    assert there("site/nothing.html") is None
    page.write_bytes(b"Changed")
    assert there("site/index.html") is None
    (root / "dist/.build.json").write_text("{", encoding="utf-8")
    assert MadeFiles(root / "dist")("site/issues/2024-02/index.html") is None


def add_logo(root: Path, path: str = "brand/Mark.JPG", exif: Image.Exif | None = None) -> None:
    """Let the publication have a logo of 800 × 400 pixels, with what a camera wrote."""
    (root / path).parent.mkdir(exist_ok=True)
    Image.effect_noise((800, 400), 20).convert("RGB").save(root / path, exif=exif or Image.Exif())
    settings = root / "newsletter.toml"
    added = f'\n[logo]\nfile = "{path}"\nalt = "The swan"\nwidth = 120\nheight = 60\n'
    settings.write_text(settings.read_text(encoding="utf-8") + added, encoding="utf-8")


def find_logo(root: Path) -> dict[str, Path]:
    """Return the files of the logo in the site, by their size in pixels and their type."""
    found: dict[str, Path] = {}
    for path in (root / "dist/site/images").iterdir():
        with Image.open(path) as image:
            found[f"{image.width} {path.suffix}"] = path
    return found


def find_attributes(file: Path, xpath: str) -> list[str]:
    found = html.fromstring(file.read_bytes()).xpath(xpath)
    assert isinstance(found, list)
    return [str(attribute) for attribute in found]


def test_a_logo_is_a_picture_like_any_other(root: Path) -> None:
    add_logo(root)
    make(root)
    files = find_logo(root)
    front, page = root / "dist/site/index.html", root / "dist/site/issues/2024-02/index.html"
    [source] = find_attributes(page, "//p[@class='brand']//source/@srcset")
    [in_mail] = find_attributes(root / "dist/email/2024-02.html", "//img[@class='logo']/@src")
    with Image.open(root / "dist/site/images" / in_mail.rpartition("/")[2]) as image:
        assert image.size == (240, 120)

    assert sorted(files) == ["120 .jpg", "120 .webp", "240 .jpg", "240 .webp"]
    assert find_attributes(front, "//p[@class='brand']//img/@src") == [f"./images/{files['120 .jpg'].name}"]
    assert find_attributes(front, "//p[@class='brand']//img/@alt") == ["The swan"]
    assert source == ", ".join(f"../../images/{files[f'{width} .webp'].name} {width}w" for width in (120, 240))
    assert in_mail.startswith("https://digest.example.org/riverside/images/mark-")


def test_what_a_camera_wrote_beside_a_logo_is_in_no_file(root: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken by canary-fieldfare"
    exif.get_ifd(0x8825)[1] = "canary-N"
    add_logo(root, exif=exif)
    made = b"canary" in (root / "brand/Mark.JPG").read_bytes()
    make(root)

    assert made
    assert not [path for path in (root / "dist").rglob("*") if path.is_file() and b"canary" in path.read_bytes()]


def test_another_logo_has_another_name_and_is_in_every_file_that_shows_it(root: Path) -> None:
    add_logo(root, path="mark.png")
    make(root)
    before = {path.name for path in find_logo(root).values()}
    Image.new("RGB", (800, 400), "maroon").save(root / "mark.png")
    make(root)
    after = {path.name for path in find_logo(root).values()}
    shown = [path.read_text(encoding="utf-8") for path in (root / "dist").rglob("*.html")]

    assert not before & after
    assert not [text for text in shown if any(name in text for name in before)]


def test_a_logo_that_is_damaged_is_an_error_of_its_line(root: Path) -> None:
    add_logo(root, path="mark.png")
    (root / "mark.png").write_bytes((root / "mark.png").read_bytes()[:200])
    with pytest.raises(ProblemsFoundError) as caught:
        make(root)

    assert "the picture mark.png is damaged, and cannot be decoded" in str(caught.value.problems[0])
    assert not (root / "dist/site").exists()


def test_a_logo_that_is_drawn_needs_pixels_for_the_mail(root: Path) -> None:
    add_logo(root, path="mark.png")
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60"><script>x</script><path d="M0 0h9"/></svg>'
    )
    (root / "mark.svg").write_text(drawing, encoding="utf-8")
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("mark.png", "mark.svg"), encoding="utf-8")
    make(root)
    made = {path.suffix: path.read_bytes() for path in (root / "dist/site/images").iterdir()}
    (root / "mark.png").unlink()
    with pytest.raises(ProblemsFoundError) as caught:
        make(root)

    assert sorted(made) == [".jpg", ".svg"]
    assert b"<script" not in made[".svg"]
    assert "there is no PNG beside it" in str(caught.value.problems[0])
