"""Regenerate the golden cases in ``tests/golden``: the expected output of each issue, in a form that people can read.

Run ``.venv/bin/python -m scripts.golden`` after a change to templates, then read the diff before committing it.
Styles and layout are left out, so that a diff shows what readers see; one case keeps its whole e-mail.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from email import message_from_bytes, policy
from pathlib import Path
from types import ModuleType

from lxml import etree, html

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.loading import LoadedIssue, LoadedPublication, load_issue, load_publication
from newsletter.outputs import find_outputs, make_aggregate_page, make_fragments, place_fragment, plan_aggregate_pages
from newsletter.outputs.base import FRAGMENTS, Archive, Artifact, summarise_issue
from newsletter.pipeline import make_editions
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import make_renderer

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
CASES = tuple(sorted(path.parent.name for path in GOLDEN.glob("*/issue.yaml")))
WHOLE = "text"
"""The case whose e-mail is kept byte for byte."""

SHOWN_AS_READ = frozenset(
    {
        "email",
        "message",
        "web",
        "web_items",
        "feeds",
        "pictures",
        "social_cards",
        "sitemap",
        "data",
        "citations",
        "search",
        "responses",
        "topic_feeds",
    }
)
"""Outputs of which a case keeps only what readers see; the files of any other output are kept whole."""

_LAYOUT = {"table", "tbody", "tr", "td", "div", "body", "article", "nav", "section", "main", "time", "span"}
_KEPT = {"href", "src", "alt", "start"}
_BLOCKS = re.compile(r"(?=<(?:p|h\d|ul|ol|li|dl|dt|dd|pre|blockquote)\b)")
_PADDING = re.compile("(?:\u034f\u200c\u00a0)+")


def main() -> None:
    """Write the expected files of every case, and remove those that are no longer made."""
    for case in CASES:
        folder = GOLDEN / case / "expected"
        folder.mkdir(exist_ok=True)
        expected = extract(case)
        for old in folder.iterdir():
            if old.name not in expected:
                old.unlink()
        for name, text in expected.items():
            (folder / name).write_bytes(text.encode())
        print(f"{case}: {len(expected)} files")


def load_case(case: str) -> tuple[LoadedPublication, LoadedIssue]:
    """Load a case's issue, with its own publication or the shared one."""
    folder = GOLDEN / case
    own = folder if (folder / "newsletter.toml").exists() else GOLDEN
    loaded = load_publication(own)
    packs, tags = loaded.publication.packs, loaded.publication.tags
    return loaded, load_issue(folder / "issue.yaml", f"tests/golden/{case}/issue.yaml", packs, tags)


def make_files(publication: Publication, *issues: Issue, root: Path = GOLDEN) -> dict[str, bytes]:
    """Make every file of a publication in memory, with all of its issues published; its pictures are below ``root``."""
    made = make_outputs(publication, *issues, root=root).values()
    return {path: content for files in made for path, content in files.items()}


def make_outputs(publication: Publication, *issues: Issue, root: Path = GOLDEN) -> dict[str, dict[str, bytes]]:
    """Make the same files, grouped by output."""
    return _make_outputs(publication, [Edition(publication, issue) for issue in issues], root)


def _make_outputs(publication: Publication, editions: Sequence[Edition], root: Path) -> dict[str, dict[str, bytes]]:
    renderer = make_renderer(root, publication.packs)
    outputs = find_outputs()
    made = {name: [a for e in editions for a in make(e, renderer)] for name, make in _find_makers(outputs)}
    fragments = {(name, e.issue.period): fragment for e in editions for name, fragment in make_fragments(e, renderer)}
    kept: dict[str, bytes] = {}
    summaries = sorted((summarise_issue(e, renderer) for e in editions), key=lambda one: one.published, reverse=True)
    for aggregate in plan_aggregate_pages(Archive(publication, tuple(summaries))):
        needed = [fragments[aggregate.fragments_of or aggregate.output, period] for period in aggregate.periods]
        needed += [kept[place_fragment(aggregate.output, name, publication)] for name in aggregate.needs]
        own = list(make_aggregate_page(aggregate, needed, renderer))
        made.setdefault(aggregate.output, []).extend(own)
        kept |= {artifact.path: artifact.content for artifact in own if artifact.path.startswith(FRAGMENTS)}
    return {name: {artifact.path: artifact.content for artifact in artifacts} for name, artifacts in made.items()}


def _find_makers(outputs: Mapping[str, ModuleType]) -> Iterator[tuple[str, Callable[..., Iterator[Artifact]]]]:
    yield from (
        (name, output.issue_artifacts) for name, output in outputs.items() if hasattr(output, "issue_artifacts")
    )


def extract(case: str) -> dict[str, str]:
    """Return the files of a case that are compared, by name."""
    publication, loaded = load_case(case)
    issue = loaded.issue
    main, *others = make_editions(publication.publication, loaded)
    outputs = _make_outputs(publication.publication, [main], GOLDEN)
    files = {path: content for made in outputs.values() for path, content in made.items()}
    mail, page = f"email/{issue.period}", f"site/issues/{issue.period}"
    pages = {f"{item.id}.html": f"{page}/{item.id}/index.html" for item in issue.items()}
    folder = "items/" if issue.items() else ""
    expected = {
        "email.html": show_html(files[f"{mail}.html"], "body"),
        "email.txt": files[f"{mail}.txt"].decode(),
        "email.headers": show_headers(files[f"{mail}.eml"]),
        "feed-content.html": show_feed_content(files[f"site/{folder}feed.json"]),
        "feed-entries.txt": show_feed_entries(files, f"site/{folder}"),
    }
    expected |= {f"page-{name}": show_html(files[path], "main") for name, path in pages.items()}
    expected |= {} if pages else {"page.html": show_html(files[f"{page}/index.html"], "main")}
    expected |= {"email-whole.html": files[f"{mail}.html"].decode()} if case == WHOLE else {}
    for other in others:
        expected |= _extract_other(other)
    return expected | keep_whole(outputs)


def _extract_other(edition: Edition) -> dict[str, str]:
    """Return what is compared of an issue in another language: its e-mail, if that is its own, and its pages."""
    tag, period, site = edition.language, edition.issue.period, f"site/{edition.publication.folder}"
    outputs = _make_outputs(edition.publication, [edition], GOLDEN)
    files = {path: content for made in outputs.values() for path, content in made.items()}
    mails = {f"{tag}-email.html": f"email/{period}.html"} if f"email/{period}.html" in files else {}
    pages = {
        f"{tag}-page-{item.id}.html": f"{site}issues/{period}/{item.id}/index.html" for item in edition.issue.items()
    }
    expected = {name: show_html(files[path], "body") for name, path in mails.items()}
    expected |= {f"{tag}-email.txt": files[f"email/{period}.txt"].decode()} if mails else {}
    return expected | {name: show_html(files[path], "main") for name, path in pages.items()}


def keep_whole(outputs: Mapping[str, Mapping[str, bytes]]) -> dict[str, str]:
    """Return the files of every output that is kept whole, by a name made from the path."""
    files = {
        path: content for name, made in outputs.items() if name not in SHOWN_AS_READ for path, content in made.items()
    }
    return {path.replace("/", "-"): content.decode(errors="backslashreplace") for path, content in files.items()}


def show_html(document: bytes, part: str) -> str:
    """Return one part of a document without layout and styles, with a line for each block."""
    root = html.document_fromstring(document.decode())
    (found,) = root.iter(part)
    etree.strip_elements(found, etree.Comment, "style", with_tail=False)
    etree.strip_tags(found, *(_LAYOUT - {part}))
    for element in found.iter():
        for name in set(element.attrib) - _KEPT:
            del element.attrib[name]
    shown = html.tostring(found, encoding="unicode", with_tail=False)
    shown = re.sub(r"[ \n]+(?=</)", "", _PADDING.sub("", shown)).replace("\n", " ")
    lines = (line.strip(" ") for line in _BLOCKS.sub("\n", shown).split("\n"))
    head = f'<html lang="{root.get("lang")}" dir="{root.get("dir")}">\n'
    return head + show_invisible("\n".join(filter(None, lines))) + "\n"


def show_invisible(text: str) -> str:
    """Replace invisible characters (soft hyphens, joiners, special spaces) by numeric entities."""
    hidden = {character for character in text if unicodedata.category(character) in {"Cf", "Zs", "Zl", "Zp"}} - {" "}
    for character in hidden:
        text = text.replace(character, f"&#x{ord(character):X};")
    return text


def show_headers(message: bytes) -> str:
    """Return the header fields of a message as written, with digests of its content masked."""
    head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n", b"\n").decode("ascii")
    digest = str(message_from_bytes(message, policy=policy.default)["X-Newsletter-Digest"])
    head = head.replace(digest, "DIGEST").replace(digest[:32], "DIGEST")
    return re.sub(r"(?m)^Message-ID: <[0-9a-f]{24}@", "Message-ID: <DIGEST@", head) + "\n"


def show_feed_content(feed: bytes) -> str:
    """Return the content of every entry of a JSON feed."""
    return show_invisible("\n\n".join(entry["content_html"] for entry in json.loads(feed)["items"])) + "\n"


def show_feed_entries(files: dict[str, bytes], folder: str) -> str:
    """Return every entry in all three formats, without its content."""
    entries = json.loads(files[f"{folder}feed.json"])["items"]
    shown = [json.dumps(entry | {"content_html": "…"}, ensure_ascii=False, indent=2) for entry in entries]
    for name, tag in (("rss.xml", "item"), ("atom.xml", "{*}entry")):
        root = etree.fromstring(files[f"{folder}{name}"])
        shown += [f"{name}\n" + "\n".join(show_children(entry)) for entry in root.iterfind(f".//{tag}")]
    return show_invisible("\n\n".join(shown)) + "\n"


def show_children(entry: etree._Element) -> Iterator[str]:
    """Yield a line for each child of a feed entry except its content."""
    for child in entry.iterchildren():
        name = etree.QName(child).localname
        if name not in {"content", "encoded"}:
            attributes = "".join(f" {key!s}={str(value)!r}" for key, value in sorted(child.attrib.items()))
            yield f"  {name}{attributes}: {''.join(map(str, child.itertext()))}"


if __name__ == "__main__":
    main()
