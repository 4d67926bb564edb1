"""An entry has one id, in every feed and for ever."""

from __future__ import annotations

from tests.outputs.feed_cases import (
    FILES,
    FOLDERS,
    current_documents,
    make_feeds,
    make_issue,
    make_publication,
    make_review,
    read_entries,
)


def test_the_ids_survive_a_new_title_a_new_order_and_a_new_address() -> None:
    before = make_issue("2024-01", make_review("child-a"), make_review("child-b"), title="One")
    after = make_issue("2024-01", make_review("child-b", title="New"), make_review("child-a"), title="Another")
    moved = make_publication(base_url="https://elsewhere.example.net/digest", title="Renamed")

    old, new = make_feeds([before]), make_feeds([after], moved)

    for path, document in current_documents(old):
        assert read_ids(path, document) == read_ids(path, new[path]), path


def test_the_same_entry_has_the_same_id_in_every_format() -> None:
    documents = make_feeds([make_issue("2024-01", make_review("child-a"), make_review("child-b"))])

    for folder in FOLDERS:
        assert len({frozenset(read_ids(file, documents[folder + file])) for file in FILES}) == 1


def read_ids(path: str, document: bytes) -> set[str]:
    return {entry["id"] for entry in read_entries(path, document)}
