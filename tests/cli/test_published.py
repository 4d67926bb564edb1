"""What was sent stays: a build never removes a picture that is on record, and the record only grows."""

from __future__ import annotations

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from newsletter.checking.analysis.images import make_png
from newsletter.documents.published import FILE, PictureOrigin, PublishedIssue, PublishedPicture
from newsletter.errors import BuildError, ProblemsFoundError
from newsletter.published import load_published, record_published
from tests.building.publications import make, make_publication, read_tree, write_issue
from tests.cli.calls import Call

LOGO = "pictures/swan.png"
_LOGO = f'\n[logo]\nfile = "{LOGO}"\nalt = "The swan"\nwidth = 120\nheight = 60\n'
_MOVED = '\n[redirects]\n"issues/2024-01/" = "issues/2024-02/"\n"issues/2024-01/first/" = "issues/2024-02/"\n'
_WITHDRAWN = '\n[images]\nwithdrawn = ["{}"]\n'
PICTURE = make_png(240, 120, bytes(range(240)) * 120)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication whose two issues load one picture, the logo."""
    root = make_publication(tmp_path / "my news")
    add_logo(root)
    return root


def add_logo(root: Path, content: bytes = PICTURE) -> None:
    (root / LOGO).parent.mkdir(exist_ok=True)
    (root / LOGO).write_bytes(content)
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + _LOGO, encoding="utf-8")


def leave_logo_out(root: Path, more: str = "") -> None:
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace(_LOGO, "") + more, encoding="utf-8")


def find_logo(root: Path) -> Path:
    """Return the file that the e-mail of January loads, or has loaded, of the logo."""
    [picture] = [one for one in load_published(root).issues["2024-01"].pictures if one.type == "image/png"]
    return root / "dist/site" / picture.file


def test_a_record_names_the_page_and_every_picture_as_it_was_built(call: Call, root: Path) -> None:
    first, again = call("build", "--record"), call("build", "--record", "--json")
    record = json.loads((root / FILE).read_bytes())
    january = record["issues"]["2024-01"]

    assert (first.code, again.data["recorded"]) == (0, 0)
    assert "2 issues put on record. Commit issues/published.json.\n" in first.out
    assert list(record["issues"]) == ["2024-01", "2024-02"]
    assert january["page"] == "https://digest.example.org/riverside/issues/2024-01/"
    assert january["digest"] in (root / "dist/site/issues/2024-01/index.html").read_text(encoding="utf-8")
    [picture] = january["pictures"]
    assert picture == {
        "file": f"images/{find_logo(root).name}",
        "address": f"https://digest.example.org/riverside/images/{find_logo(root).name}",
        "type": "image/png",
        "bytes": find_logo(root).stat().st_size,
        "width": 240,
        "height": 120,
        "sha256": hashlib.sha256(find_logo(root).read_bytes()).hexdigest(),
        "origin": {
            "file": LOGO,
            "sha256": hashlib.sha256(PICTURE).hexdigest(),
            "crop": [0, 0, 240, 120],
            "heaviest": 100_000,
        },
    }


def test_without_being_asked_a_build_records_nothing(root: Path) -> None:
    make(root)

    assert not (root / FILE).exists()


def test_a_picture_on_record_outlives_its_place_in_the_newsletter(call: Call, root: Path) -> None:
    call("build", "--record")
    leave_logo_out(root)
    made_again = shutil.copytree(root, root.parent / "elsewhere", ignore=shutil.ignore_patterns("dist"))
    (root / LOGO).unlink()
    first = find_logo(root).read_bytes()
    make(root)
    make(root)
    make(made_again)

    assert find_logo(root).read_bytes() == find_logo(made_again).read_bytes() == first
    assert [path.name for path in find_logo(root).parent.iterdir()] == [find_logo(root).name]
    assert "swan" not in (root / "dist/email/2024-01.html").read_text(encoding="utf-8")


def put_old_logo_on_record(root: Path) -> None:
    """Record the logo as it was once served: the file itself, as `logo.png` at the top of the site."""
    digest = hashlib.sha256(PICTURE).hexdigest()
    logo = {
        "file": "logo.png",
        "address": "https://digest.example.org/riverside/logo.png",
        "type": "image/png",
        "bytes": len(PICTURE),
        "sha256": digest,
        "origin": {"file": LOGO, "sha256": digest},
    }
    record = json.loads((root / FILE).read_text(encoding="utf-8"))
    record["issues"]["2024-01"]["pictures"] = [logo]
    (root / FILE).write_text(json.dumps(record), encoding="utf-8")


def test_a_logo_that_was_once_served_as_it_is_stays_as_it_was(call: Call, root: Path) -> None:
    call("build", "--record")
    put_old_logo_on_record(root)
    make(root)
    built_once = (root / "dist/site/logo.png").read_bytes()
    elsewhere = shutil.copytree(root, root.parent / "elsewhere", ignore=shutil.ignore_patterns("dist"))
    (root / LOGO).write_bytes(make_png(240, 120))
    make(root)
    (elsewhere / LOGO).write_bytes(make_png(240, 120))

    assert (root / "dist/site/logo.png").read_bytes() == built_once == PICTURE
    with pytest.raises(ProblemsFoundError, match=f"logo.png, and nothing here can make it again.*Put {LOGO} back"):
        make(elsewhere)


def test_without_a_record_it_goes(root: Path) -> None:
    make(root)
    leave_logo_out(root)

    assert make(root).removed == len(("in mail", "PNG", "PNG × 2", "WebP", "WebP × 2"))
    assert not (root / "dist/site/images").exists()


@pytest.mark.parametrize("change", ["removed", "replaced"])
def test_a_picture_that_cannot_be_made_again_is_named_and_nothing_is_written(
    call: Call, root: Path, change: str
) -> None:
    call("build", "--record")
    leave_logo_out(root)
    (root / LOGO).unlink() if change == "removed" else (root / LOGO).write_bytes(PICTURE + b"!")
    find_logo(root).unlink()
    before = read_tree(root / "dist")
    built, checked = call("build"), call("check")

    assert built.code == checked.code == 1
    assert built.err.startswith(
        f"issues/published.json: error: the e-mail of 2024-02 was sent with the picture images/{find_logo(root).name}, "
        f"and nothing here can make it again. Put {LOGO} back as it was; or, if it is withdrawn, "
        "write in newsletter.toml under [images]: "
        f'withdrawn = ["{LOGO}"].'
    )
    assert "published.lost" in checked.out
    assert read_tree(root / "dist") == before


def test_what_somebody_damaged_in_the_output_is_not_taken_for_the_picture(call: Call, root: Path) -> None:
    call("build", "--record")
    leave_logo_out(root)
    before = find_logo(root).read_bytes()
    find_logo(root).write_bytes(b"x" * len(before))
    make(root)

    assert find_logo(root).read_bytes() == before


@pytest.mark.parametrize("by", ["source", "file"])
def test_a_withdrawn_picture_goes(call: Call, root: Path, by: str) -> None:
    call("build", "--record")
    leave_logo_out(root, _WITHDRAWN.format(LOGO if by == "source" else f"images/{find_logo(root).name}"))
    make(root)

    assert not find_logo(root).exists()


def test_a_picture_of_two_issues_goes_when_both_are_withdrawn(call: Call, root: Path) -> None:
    call("build", "--record")
    leave_logo_out(root, _WITHDRAWN.format("2024-01"))
    make(root)
    stayed = find_logo(root).exists()
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace('["2024-01"]', '["2024-01", "2024-02"]'), "utf-8")

    assert (stayed, make(root).removed, find_logo(root).exists()) == (True, 1, False)


def add_photograph(root: Path) -> None:
    """Let January show a photograph."""
    (root / "images").mkdir()
    Image.effect_noise((1600, 900), 40).convert("RGB").save(root / "images/fete.jpg", quality=60)
    more = "  - {type: image, file: images/fete.jpg, alt: Children at the fete.}\n"
    path = root / "issues/2024-01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def find_photograph(root: Path) -> PublishedPicture:
    found = load_published(root).issues["2024-01"].pictures
    return next(picture for picture in found if picture.type == "image/jpeg")


@pytest.mark.slow
def test_a_photograph_is_on_record_with_what_it_was_made_from(call: Call, root: Path) -> None:
    add_photograph(root)
    call("build", "--record")
    picture = find_photograph(root)
    with Image.open(root / "dist/site" / picture.file) as built:
        assert built.size == (picture.width, picture.height)

    assert picture.origin == PictureOrigin(
        file="images/fete.jpg",
        sha256=hashlib.sha256((root / "images/fete.jpg").read_bytes()).hexdigest(),
        crop=(0, 0, 1600, 900),
        heaviest=150_000,
    )


@pytest.mark.slow
def test_a_photograph_on_record_is_made_again_where_nothing_was_built(call: Call, root: Path) -> None:
    add_photograph(root)
    call("build", "--record")
    picture = find_photograph(root)
    write_issue(root, "2024-01")
    first = (root / "dist/site" / picture.file).read_bytes()
    shutil.rmtree(root / "dist")
    make(root)

    assert (root / "dist/site" / picture.file).read_bytes() == first
    assert [path.name for path in (root / "dist/site" / picture.file).parent.glob("fete-*")] == [
        Path(picture.file).name
    ]


@pytest.mark.slow
def test_the_photographs_of_an_issue_that_has_gone_stay_until_it_is_withdrawn(call: Call, root: Path) -> None:
    add_photograph(root)
    call("build", "--record")
    picture = root / "dist/site" / find_photograph(root).file
    (root / "issues/2024-01.yaml").unlink()
    shutil.rmtree(root / "images")
    with pytest.raises(ProblemsFoundError, match="issues/2024-01/ was published"):
        make(root)
    refused = picture.exists()
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8") + _MOVED, encoding="utf-8")
    make(root)
    kept = picture.exists()
    settings.write_text(settings.read_text("utf-8") + _WITHDRAWN.format("2024-01"), encoding="utf-8")
    make(root)

    assert (refused, kept, picture.exists()) == (True, True, False)
    for page in ("", "first/"):
        left = (root / f"dist/site/issues/2024-01/{page}index.html").read_text(encoding="utf-8")
        assert "issues/2024-02/" in left
        assert "Children at the fete" not in left


def test_a_correction_keeps_the_digest_of_what_was_sent_first(call: Call, root: Path) -> None:
    call("build", "--record")
    before = load_published(root).issues["2024-01"]
    write_issue(root, "2024-01", words="Other words.")
    leave_logo_out(root)
    ended = call("build", "--record")

    assert "0 issues put on record." in ended.out
    assert load_published(root).issues["2024-01"] == before


def test_a_record_of_one_email_is_refused(call: Call) -> None:
    ended = call("build", "2024-01", "--record")

    assert ended.code == 2
    assert "Leave the issue out." in ended.err


BROKEN = {
    "half": ('{"format": 1, "issues": {"2024-01": {', "issues/published.json:1:38: error: this is not JSON"),
    "a merge": ("<<<<<<< main\n{}\n", "issues/published.json:1:1: error: this is not JSON: Expecting value."),
    "twice": ('{"format": 1, "format": 1}', "error: this is not as this program wrote it, or something is in it twice"),
    "a list": ("[]", "error: the record is not as this program wrote it"),
    "newer": ('{"format": 2}', "error: format is not as this program wrote it: Input should be 1"),
    "outside": (
        json.dumps({"issues": {"2024-01": {"pictures": [{"file": "../x.png"}]}}}),
        "error: issues.2024-01.",
    ),
    "deep": ("[" * 100_000, "error: this is not"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_record_is_refused_with_its_place_and_stays_as_it_is(call: Call, root: Path, case: str) -> None:
    text, words = BROKEN[case]
    (root / FILE).write_text(text, encoding="utf-8")
    ended = [call("build"), call("build", "--record"), call("check"), call("send", "2024-01", "--dry-run")]

    assert [one.code for one in ended] == [1, 1, 1, 1]
    for one in (ended[0], ended[3]):
        assert words in one.out + one.err
        assert "Restore it from version control" in one.out + one.err
        assert "Traceback" not in one.err
    assert (root / FILE).read_text(encoding="utf-8") == text


def make_issue(period: str) -> PublishedIssue:
    return PublishedIssue.model_validate({"digest": "0" * 64, "page": f"https://a.net/issues/{period}/"})


def test_of_many_who_write_at_once_none_is_lost(tmp_path: Path) -> None:
    periods = [f"{year}-{month:02}" for year in range(2020, 2024) for month in range(1, 13)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda it: record_published(tmp_path, {it: make_issue(it)}, is_sent=True), reversed(periods)))

    assert list(json.loads((tmp_path / FILE).read_bytes())["issues"]) == periods
    assert [path.name for path in (tmp_path / "issues").iterdir()] == ["published.json"]


def test_a_record_that_cannot_be_written_is_said(root: Path) -> None:
    (root / FILE).mkdir()
    with pytest.raises(ProblemsFoundError, match="this record cannot be read: this is a folder"):
        record_published(root, {"2024-01": make_issue("2024-01")}, is_sent=True)
    with pytest.raises(BuildError, match="cannot be written"):
        record_published(root / "newsletter.toml", {"2024-01": make_issue("2024-01")}, is_sent=True)


def test_what_is_sent_replaces_the_digest_and_keeps_the_pictures(tmp_path: Path) -> None:
    picture = {"file": "a.png", "address": "https://a.net/a.png", "type": "image/png", "bytes": 1, "sha256": "1" * 64}
    with_picture = PublishedIssue.model_validate(
        {"digest": "2" * 64, "page": "https://a.net/issues/2024-01/", "pictures": [picture]}
    )
    record_published(tmp_path, {"2024-01": with_picture}, is_sent=False)
    built = record_published(tmp_path, {"2024-01": make_issue("2024-01")}, is_sent=False)
    sent = record_published(tmp_path, {"2024-01": make_issue("2024-01")}, is_sent=True)
    [now] = load_published(tmp_path).issues.values()

    assert (built, sent) == (0, 1)
    assert (now.digest, len(now.pictures)) == ("0" * 64, 1)
