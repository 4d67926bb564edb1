"""What is taken out of an issue, or an issue that is taken away, is nowhere in the search: every file is decoded."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from newsletter.outputs.search.stemming import find_stemmer
from tests.building.publications import make, make_publication, read_tree, write_issue
from tests.outputs.search.index_reader import read_folder

TAKEN_OUT = "Zyzzyva zymurgists flew over Zugspitze, said the quokka."
WORDS = ("zyzzyva", "zymurgists", "zugspitze", "quokka")


def find_words(dist: Path) -> set[str]:
    """Return which of the words any file of the search has: as a word, a stem, or in a text."""
    index = read_folder(dist / "site/search")
    stem = find_stemmer("en-GB")
    words = {form for row in index.read_words() for form in row}
    stems = {one for segment in index.segments for one in index.read_stems(segment)}
    tree = read_tree(dist)
    texts = [
        _unpack(path, content) for path, content in tree.items() if path.startswith(("site/search/", "fragments/"))
    ]
    found = {word for word in WORDS if {word, stem(word)} & (words | stems)}
    return found | {word for word in WORDS if any(word in text for text in texts)}


def _unpack(path: str, content: bytes) -> str:
    plain = zlib.decompress(content) if path.startswith("fragments/") else content
    return plain.decode(errors="replace").lower()


def test_words_of_an_issue_can_be_found_in_every_file_that_has_them(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    write_issue(root, "2024-02", words=TAKEN_OUT)
    make(root)

    assert find_words(root / "dist") == set(WORDS)


def test_words_that_are_taken_out_are_nowhere(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    write_issue(root, "2024-02", words=TAKEN_OUT)
    make(root)
    write_issue(root, "2024-02")
    make(root)

    assert find_words(root / "dist") == set()


def test_an_issue_that_is_taken_away_leaves_no_word_and_no_file(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    make(root)
    before = read_tree(root / "dist")
    taken = write_issue(root, "2023-11", words=TAKEN_OUT)
    make(root)
    taken.unlink()
    make(root)

    assert find_words(root / "dist") == set()
    assert read_tree(root / "dist") == before


AT = "{at: 2024-04-01T10:00:00Z, reason: It named a person.}"
ITEM = """\
  - type: case_review
    id: gone
    title: A zyzzyva
    review_type: scr
    summary: Zymurgists met.
    learning: {items: [Ask the quokka]}
    recommendations: [{to: Zugspitze, items: [Hear it]}]
"""


@pytest.mark.parametrize("is_whole", [True, False], ids=["an issue", "an item"])
@pytest.mark.parametrize("is_new", [True, False], ids=["in a full build", "in a build after it was there"])
def test_no_word_of_what_was_withdrawn_is_in_any_file(tmp_path: Path, *, is_whole: bool, is_new: bool) -> None:
    root = make_publication(tmp_path)
    issue = root / "issues/2024-02.yaml"
    issue.write_text(issue.read_text() + ITEM)
    if not is_new:
        make(root)
        assert find_words(root / "dist") == set(WORDS)
        assert "zyzzyva" in read_titles(root / "dist")
    mark = f"withdrawn: {AT}"
    text = issue.read_text()
    issue.write_text(f"{mark}\n{text}" if is_whole else text.replace("id: gone\n", f"id: gone\n    {mark}\n"))
    make(root)

    assert find_words(root / "dist") == set()
    assert "zyzzyva" not in read_titles(root / "dist")
    assert "review one" in read_titles(root / "dist")


def read_titles(dist: Path) -> str:
    """Return all pages of titles, in small letters."""
    return "".join(path.read_text() for path in (dist / "site/search/titles").rglob("*.html")).lower()


def test_a_publication_can_have_no_search(tmp_path: Path) -> None:
    root = make_publication(tmp_path)
    make(root)
    settings = root / "newsletter.toml"
    settings.write_text(f"{settings.read_text()}\n[web]\nsearch = false\n")
    make(root)
    tree = read_tree(root / "dist")

    assert not [path for path in tree if path.startswith(("site/search", "fragments/search/year"))]
    assert b"search" not in tree["site/index.html"]
