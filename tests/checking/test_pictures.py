"""Rules about pictures that look at more than one: which are shown, which are cropped, which are of dark mode."""

from __future__ import annotations

from pathlib import Path

from newsletter.checking import Stage, check_publication
from newsletter.checking.analysis.images import make_png
from newsletter.checking.registry import Example
from newsletter.loading import load_publication
from tests.checking.documents import TODAY, inspect_example

SHOWN = make_png(1200, 600)
BLOCKS = """
blocks:
  - type: image
    file: images/pond.svg
    alt: The pond in April
    dark: images/night.png
"""
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 0h2"/></svg>'


def test_pictures_that_nothing_names_are_told_once_and_the_first_few_by_name(tmp_path: Path) -> None:
    files = {"images/pond.svg": DRAWING, "images/pond.png": SHOWN, "images/night.png": SHOWN, "images/notes.txt": b"-"}
    more = {f"images/old/{number}.JPG": b"" for number in range(7)}

    assert inspect_example(tmp_path, Example(issue=BLOCKS, files=files)) == ()

    (problem,) = inspect_example(tmp_path, Example(issue=BLOCKS, files=files | more))
    assert problem.rule == "picture.unused"
    assert problem.message == (
        "no issue shows images/old/0.JPG, images/old/1.JPG, images/old/2.JPG, images/old/3.JPG, images/old/4.JPG"
        " and 2 more"
    )


def test_a_command_that_looks_at_no_issues_says_nothing_of_unused_pictures(tmp_path: Path) -> None:
    inspect_example(tmp_path, Example(files={"images/old.png": SHOWN}))

    assert check_publication(load_publication(tmp_path), TODAY, tmp_path, Stage.SEND) == ()


def test_what_is_wrong_with_the_picture_of_dark_mode_is_found_at_its_own_key(tmp_path: Path) -> None:
    files = {"images/pond.svg": DRAWING, "images/pond.png": SHOWN, "images/night.png": make_png(100, 50)}
    (problem,) = inspect_example(tmp_path, Example(issue=BLOCKS, files=files))

    assert (problem.rule, problem.path) == ("picture.small", "blocks[0].dark")
    assert problem.message == "images/night.png is 100 pixels wide, and its place 552"


def test_a_picture_beside_a_drawing_is_checked_at_the_key_of_the_drawing(tmp_path: Path) -> None:
    files = {"images/pond.svg": DRAWING, "images/pond.png": SHOWN[:200], "images/night.png": SHOWN}
    (problem,) = inspect_example(tmp_path, Example(issue=BLOCKS, files=files))

    assert (problem.rule, problem.path) == ("picture.damaged", "blocks[0].file")
    assert "images/pond.png is damaged" in problem.message
