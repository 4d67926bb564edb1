"""Inverted texts joined to one, whose documents are numbered through: issues to a year, years to a segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newsletter.outputs.search.inverted import Inverted, IssueHead
from newsletter.outputs.search.varint import encode_text


@dataclass(slots=True)
class _Row:
    """The postings of a stem so far, in pieces."""

    first: int
    last: int
    count: int
    others: list[str]
    places: list[str]


def join(texts: Iterable[Inverted]) -> Inverted:
    """Join inverted texts, which are given from the oldest to the newest and let go one by one."""
    rows: dict[str, _Row] = {}
    words: Counter[str] = Counter()
    issues: list[IssueHead] = []
    end = 0
    for text in texts:
        issues += (replace(issue, start=issue.start + end) for issue in text.issues)
        words.update(text.words)
        _add_postings(rows, text, end * 2)
        end += text.end
    return _arrange(rows, issues, end, words)


def _add_postings(rows: dict[str, _Row], text: Inverted, base: int) -> None:
    """Add the postings of the next text; ``base`` is the number of its first document, doubled."""
    columns = zip(text.stems, text.firsts, text.lasts, text.counts, text.others, text.places, strict=True)
    for stem, first, last, count, others, places in columns:
        row = rows.get(stem)
        if row is None:
            rows[stem] = _Row(base + first, base + last, count, [others], [places])
            continue
        row.others.append(encode_text((base + first - row.last,)))
        if others:
            row.others.append(others)
        row.places.append(places)
        row.last = base + last
        row.count += count


def _arrange(rows: dict[str, _Row], issues: list[IssueHead], end: int, words: Counter[str]) -> Inverted:
    stems = sorted(rows)
    own = [rows[stem] for stem in stems]
    return Inverted(
        issues,
        end,
        stems,
        firsts=[row.first for row in own],
        lasts=[row.last for row in own],
        counts=[row.count for row in own],
        others=["".join(row.others) for row in own],
        places=["".join(row.places) for row in own],
        words=dict(sorted(words.items())),
    )
