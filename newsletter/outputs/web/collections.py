"""The collections of topics that a publication has: its themes, those who are asked to act, and what packs add.

A new collection is one more function here; its pages are those of ``topic_pages``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from re import sub
from unicodedata import normalize

from newsletter.documents.packs import collect_blocks
from newsletter.documents.publication import Publication
from newsletter.languages.wording import Wording
from newsletter.outputs.base import IssueSummary, ItemSummary, make_widener
from newsletter.outputs.web.topics import Filed, Index
from newsletter.rendering.borrowed_words import mark_wording
from newsletter.rendering.words import choose_wording

THEMES, OWNERS = "themes", "owners"


@dataclass(frozen=True, slots=True)
class Collection:
    """Topics of one kind: its name, which is the folder of its pages, and the entries of each topic."""

    name: str
    index: Index

    @property
    def base(self) -> str:
        """The folder of its pages in the site."""
        return f"{self.name}/"


@dataclass(frozen=True, slots=True)
class CollectionWords:
    """A collection's labels: its own, that of one topic, and that of the link back to all topics."""

    title: str
    label: str
    all: str


def name_collection(name: str, publication: Publication) -> CollectionWords:
    """Return what readers call a collection, for HTML: marked where it is in another language than the page."""
    wording = mark_wording(choose_wording(publication))
    if name == THEMES:
        return CollectionWords(wording.gettext("Themes"), wording.gettext("Theme"), wording.gettext("All themes"))
    if name == OWNERS:
        title = wording.gettext("Who is asked to act")
        return CollectionWords(title, wording.gettext("Asked of"), wording.gettext("Everyone who is asked"))
    label = _label_facets(publication, wording).get(name.removesuffix("s"), name)
    return CollectionWords(label, label, wording.gettext("The whole list"))


def _label_facets(publication: Publication, wording: Wording) -> dict[str, str]:
    """Return what readers call the facets of every block that a publication can have."""
    labels: dict[str, str] = {}
    for block in collect_blocks(publication.packs).values():
        labels |= block.facet_labels(wording)
    return labels


def list_collections(publication: Publication, newest_first: Sequence[IssueSummary]) -> Iterator[Collection]:
    """Yield every collection that has a topic, and that of the themes if the publication has any."""
    themes, pairs = publication.themes, [(issue, item) for issue in newest_first for item in issue.items]
    if themes:
        labels = {id_: theme.label for id_, theme in themes.items()}
        widen_once = make_widener(themes)
        filed = [Filed(issue, item, widen_once(item.categories)) for issue, item in pairs]
        yield Collection(THEMES, Index(filed, labels))
    facets = dict.fromkeys(facet for _, item in pairs for facet in item.facets)
    yield from filter(None, (_file(f"{facet}s", pairs, _read_facet(facet)) for facet in sorted(facets)))
    yield from filter(None, [_file(OWNERS, pairs, lambda item: item.owners)])


Values = Callable[[ItemSummary], tuple[str, ...]]


def _read_facet(facet: str) -> Values:
    return lambda item: item.facets.get(facet, ())


def _file(name: str, pairs: Sequence[tuple[IssueSummary, ItemSummary]], values: Values) -> Collection | None:
    """File items under words in their documents; words with the same slug are one topic, spelt as in the newest."""
    labels: dict[str, str] = {}
    filed = []
    for issue, item in pairs:
        slugs = {slugify(value): value for value in values(item)}
        filed.append(Filed(issue, item, tuple(slugs)))
        labels = slugs | labels
    in_order = dict(sorted(labels.items(), key=lambda label: (label[1].casefold(), label[0])))
    return Collection(name, Index(filed, in_order)) if labels else None


@lru_cache(maxsize=4096)  # thousands of items name the same few
def slugify(words: str) -> str:
    """Return a folder name for some words. It never changes; a digest distinguishes letters beyond ASCII."""
    folded = normalize("NFKD", words.casefold().replace("ß", "ss"))
    plain = "".join(letter for letter in folded if letter.isascii())
    slug = sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:60].strip("-")
    lost = [letter for letter in folded if letter.isalnum() and not letter.isascii()]
    if slug and not lost and len(plain) <= _LONGEST:
        return slug
    digest = sha256(folded.encode()).hexdigest()[:8]
    return f"{slug}-{digest}" if slug else digest


_LONGEST = 60
