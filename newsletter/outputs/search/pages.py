"""The page of the search with its script, and the files that are about all segments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from newsletter.documents.publication import Publication
from newsletter.outputs.base import SITE, AggregatePage, Artifact
from newsletter.outputs.search.files import make_json, read_hash
from newsletter.outputs.search.inverted import ALIGN
from newsletter.outputs.search.stemming import is_stemmed
from newsletter.outputs.search.stop_words import list_stop_words
from newsletter.outputs.search.vocabulary import Vocabulary, join_vocabularies, make_word_files, name_words
from newsletter.outputs.web.page import describe, fill, offered
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

FOLDER = f"{SITE}search/"
VERSION = 1
"""The version of the format of all files of the search."""

_MARGIN = re.compile(r"^[ \t]*(?://.*)?\n|^[ \t]+", re.MULTILINE)
"""What is left out of the script as it is served: margins, empty lines, and comments on a line alone."""


def make_page(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the page of the search, its script and its style sheet."""
    publication = aggregate.publication
    wording = choose_wording(publication)
    about = wording.gettext("Search all issues of {title}.", title=publication.title)
    page = describe(publication, "search/", wording.gettext("Search"), about)
    years = aggregate.options.get("years", "").split()
    has = {f"has_{name}": name in aggregate.options for name in ("owners", "entries")}
    yield fill(renderer, page, "search", offered(aggregate), years=years, **has)
    for name in ("search.js", "search.css"):
        written = renderer.page(f"web/{name}", publication=publication)
        yield Artifact(f"{FOLDER}{name}", _MARGIN.sub("", written).encode())


def make_index(aggregate: AggregatePage, fragments: Sequence[bytes]) -> Iterator[Artifact]:
    """Yield the files of all words, and ``index.json``, with which a browser begins."""
    vocabulary = join_vocabularies(fragments)
    words = []
    for first, content in make_word_files(vocabulary):
        words.append([first, read_hash(content)])
        yield Artifact(f"{FOLDER}{name_words(first)}", content)
    segments = [name.removeprefix("segment-") for name in aggregate.needs]
    index = {
        "version": VERSION,
        "align": ALIGN,
        "segments": [list(pair) for pair in zip(segments, vocabulary.tables, strict=True)][::-1],
        "words": words,
        "bare": not is_stemmed(aggregate.publication.language),
        "stop": sorted(list_stop_words(aggregate.publication.language)),
        "labels": _label(aggregate.publication, vocabulary),
    }
    yield Artifact(f"{FOLDER}index.json", make_json(index))


def _label(publication: Publication, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return what readers call each facet and those values that are ids."""
    wording = choose_wording(publication)
    own = {
        "point": wording.gettext("Found in"),
        "owner": wording.gettext("Asked of"),
        "theme": wording.gettext("Themes"),
        "year": wording.gettext("Year"),
    }
    themes = {f"theme:{name}": theme.label for name, theme in publication.themes.items()}
    return dict(sorted((vocabulary.labels | own | themes).items()))
