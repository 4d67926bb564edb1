"""The first customer's field is a guest: outside its pack, nothing in the program knows the words of it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACK = ROOT / "newsletter" / "packs" / "case_reviews"
WORDS = re.compile(
    r"(?<![^\W_])(?:case[ _-]?reviews?|reviews?|safeguard\w*|deaths?|pseudonym\w*|harm(?:s|ed|ful)?|abus\w*|suicid\w*|"
    r"neglect\w*|infants?|victims?|perpetrators?|practitioners?|lcspr|scr|child(?:ren)?)(?![^\W_])",
    re.IGNORECASE,
)
"""What only that field speaks of; anything ordinary is worded otherwise."""

TREES = re.compile(r"(?<![^\W_])child(?:ren)?(?![^\W_])", re.IGNORECASE)
"""What programs call the branches of a tree, in their code and in style sheets."""

LABELS = re.compile("Review deployments|Prevent self-review|:first-child|Ask for review")
"""What GitHub calls a button and a box, what CSS calls a place, and what editors call showing a proof to others."""

LISTS = {"abbreviations.txt", "caniemail.json"}
"""Lists that come from elsewhere, of words and of features."""


def list_files() -> list[Path]:
    files = [path for folder in ("newsletter", "templates") for path in (ROOT / folder).rglob("*") if path.is_file()]
    ours = [path for path in files if PACK not in path.parents and path.suffix not in {".pyc", ".png", ".mo", ".ttf"}]
    return [path for path in ours if path.name not in LISTS]


def read_prose(source: str) -> Iterator[str]:
    """Yield what a Python file says in strings and comments."""
    yield from (
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def find_words(path: Path) -> set[str]:
    """Return the words of the field in a file and its name: a branch of a tree may be a child in code, not in prose."""
    text = LABELS.sub("", path.read_text(encoding="utf-8"))
    phrase = [path.name, TREES.sub("", text)]
    phrase += read_prose(text) if path.suffix == ".py" else [text] if path.suffix in {".txt", ".yml", ".mjml"} else []
    return {found[0] for words in phrase for found in WORDS.finditer(words)}


@pytest.mark.parametrize("path", list_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_outside_the_pack_speaks_of_its_field(path: Path) -> None:
    assert find_words(path) == set()


def test_the_pack_is_where_those_words_are() -> None:
    assert find_words(PACK / "block.py") >= {"review", "child", "death", "pseudonym", "harms"}
    assert any(find_words(path) for path in (PACK / "templates").rglob("*.html"))


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.py", "for child in element.children: pass", set()),
        ("a.py", "# what a child is told", {"child"}),
        ("a.py", "def count_deaths(): ...", {"deaths"}),
        ("a.py", "f'<{child.tag}>'", set()),
        ("a.py", "preview = 'a preview'", set()),
        ("a.css", "p:first-child {}", set()),
        ("a.css", "/* the harm */", {"harm"}),
        ("case_review.html", "", {"case_review"}),
    ],
)
def test_the_search_tells_words_of_the_field_from_branches_of_a_tree(
    tmp_path: Path, name: str, text: str, found: set[str]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    assert find_words(tmp_path / name) == found
