"""Any item of any example can be withdrawn: a build then holds none of its words, wherever and however it kept them."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator
from email import message_from_bytes, policy
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from newsletter.documents.issue import place_blocks
from newsletter.loading import load_issue, load_languages, load_packs
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.examples import list_examples
from tests.building.examples import TODAY, write_example
from tests.building.publications import make, read_tree
from tests.outputs.search.index_reader import read_folder

pytestmark = pytest.mark.slow
WITHDRAWN = {"at": "2026-12-01T10:00:00Z", "reason": "0"}
SHORTEST = 5
"""The fewest letters of a word that is looked for: bytes of pictures may be any shorter one by chance."""
LEAST = 5
"""The items of an example, and each issue, have more words of their own, so that there is something to look for."""


def list_items(root: Path) -> list[tuple[Path, tuple[str | int, ...]]]:
    """Return the issue and the place of each item."""
    packs, tags = load_packs(root), load_languages(root)
    return [
        (path, place)
        for path in sorted((root / "issues").glob("*.yaml"))
        for place, block in place_blocks(load_issue(path, f"issues/{path.name}", packs, tags).issue)
        if block.is_item
    ]


def find_block(data: Any, place: tuple[str | int, ...]) -> Any:  # noqa: ANN401  # a document has any shape
    """Return the block at a place of a document."""
    for step in place:
        data = data[step]
    return data


def find_words(text: str) -> set[str]:
    """Return the words of a text, in small letters."""
    return {word for word in re.findall(r"[^\W\d_]+", text.casefold()) if len(word) >= SHORTEST}


def read_texts(data: object) -> Iterator[str]:
    """Yield every text in plain data, but for a block's type and id: its address stays."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from () if key in {"type", "id"} else read_texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from read_texts(value)


def read_everything(dist: Path) -> str:
    """Return all that is in a build, hidden files too, in small letters: bytes, and what they say once decoded."""
    files = {path.relative_to(dist).as_posix(): path.read_bytes() for path in dist.rglob("*") if path.is_file()}
    found = [text for path, content in files.items() for text in (path, *_decode(path, content))]
    found += [text for index in dist.rglob("search/index.json") for text in _read_search(index.parent)]
    return "\n".join(found).casefold()


def _decode(path: str, content: bytes) -> Iterator[str]:
    plain = zlib.decompress(content) if path.startswith("fragments/search") and content else content
    text = plain.decode(errors="replace")
    yield text
    if path.endswith(".json"):
        yield json.dumps(json.loads(text), ensure_ascii=False)
    elif path.endswith((".html", ".xml")):
        yield unescape(unquote(text))
    elif path.endswith(".ics"):
        yield text.replace("\r\n ", "")
    elif path.endswith(".eml"):
        parts = message_from_bytes(content, policy=policy.default).walk()
        yield from (str(part.get_content()) for part in parts if part.get_content_maintype() == "text")


def _read_search(folder: Path) -> Iterator[str]:
    index = read_folder(folder)
    yield from (form for row in index.read_words() for form in row)
    yield from (stem for segment in index.segments for stem in index.read_stems(segment))


@pytest.mark.parametrize("name", list_examples())
def test_no_word_of_an_item_that_was_withdrawn_is_left(tmp_path: Path, name: str) -> None:
    """The site is, to the byte, that of an issue that had an item without words in its place."""
    root = write_example(tmp_path / "news", name)
    make(root, TODAY)
    before, found = read_everything(root / "dist"), 0
    for path, place in list_items(root):
        document = path.read_bytes()
        item = find_block(read_yaml(document, path.name).data, place)
        left, site = _withdraw(path, place, item)
        never, same = _withdraw(path, place, {"type": "article", "id": item["id"], "title": "0", "body": "0"})
        path.write_bytes(document)
        own = {word for text in read_texts(item) for word in find_words(text) if word in before and word not in never}
        found += len(own)

        assert {word for word in own if word in left} == set(), (path.name, place)
        assert site == same, (path.name, place)
    assert found > LEAST


@pytest.mark.parametrize("name", list_examples())
def test_no_word_of_an_issue_that_was_withdrawn_is_left(tmp_path: Path, name: str) -> None:
    root = write_example(tmp_path / "news", name)
    make(root, TODAY)
    before = read_everything(root / "dist")
    for path in sorted((root / "issues").glob("*.yaml")):
        document = path.read_bytes()
        issue: dict[str, Any] = dict(read_yaml(document, path.name).data)
        left = _rebuild(path, issue | {"withdrawn": WITHDRAWN})
        kept = {key: value for key, value in issue.items() if key in {"period", "published", "status"}}
        items = [{"type": "article", "id": id_, "title": "0", "body": "0"} for id_ in _list_ids(issue["blocks"])]
        never = _rebuild(path, kept | {"title": "0", "subject": "0", "blocks": items, "withdrawn": WITHDRAWN})
        path.write_bytes(document)
        own = {word for text in read_texts(issue) for word in find_words(text) if word in before and word not in never}

        assert {word for word in own if word in left} == set(), path.name
        assert len(own) > LEAST, path.name


def _list_ids(blocks: list[dict[str, Any]]) -> list[str]:
    inner = [one for block in blocks for one in block.get("blocks", ())]
    return [block["id"] for block in (*blocks, *inner) if "id" in block]


def _rebuild(path: Path, issue: dict[str, Any]) -> str:
    """Write an issue; return all that is in the next build."""
    path.write_text(json.dumps(issue, default=str, ensure_ascii=False), encoding="utf-8")
    make(path.parents[1], TODAY)
    return read_everything(path.parents[1] / "dist")


def _withdraw(path: Path, place: tuple[str | int, ...], item: dict[str, Any]) -> tuple[str, dict[str, bytes]]:
    """Withdraw an item that is in an issue from now on; return all that is in the next build, and its site.

    A link to it elsewhere in the issue, with which no build would be made, leads to another address.
    """
    changed = read_yaml(path.read_bytes(), path.name).data
    find_block(changed, place[:-1])[place[-1]] = item | {"withdrawn": WITHDRAWN}
    text = json.dumps(changed, default=str, ensure_ascii=False)
    path.write_text(text.replace(f"(#{item['id']})", "(https://example.org/)"), encoding="utf-8")
    make(path.parents[1], TODAY)
    dist = path.parents[1] / "dist"
    return read_everything(dist), read_tree(dist / "site")
