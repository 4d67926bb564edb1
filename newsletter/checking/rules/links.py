"""Rules about links: words that say where they lead, addresses that lead there without a detour.

Those to other blocks of the issue lead to a block; whether the others lead anywhere is asked only with ``--online``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsletter.checking.analysis.link_status import LINK_HINTS, LINK_SAID, LinkStatus
from newsletter.checking.analysis.stated_addresses import find_contradiction
from newsletter.checking.analysis.word_lists import read_words
from newsletter.checking.contexts import IssueContext, LinkContext
from newsletter.checking.registry import Violation, issue_rule, online_rule
from newsletter.checking.replacements import find_closest
from newsletter.errors import Reason, Severity

_EMPTY_WORDS = read_words("empty")
"""A link of these words alone could lead anywhere."""

_CLICK = re.compile(r"\W*(?:click|tap|press) (?:here|this|on this|below)\b", re.IGNORECASE)
_ADDRESS = re.compile(
    r"(https?://|www\.)\S+|(?!GOV\.UK$)(?:[a-z0-9-]+\.)+(?:com|org|net|uk|gov|edu|io|eu|info|ie|scot|wales|cymru|london)"
    r"(?:/\S*)?",
    re.IGNORECASE,
)
_SHORTENERS = frozenset({
    "bit.ly", "t.co", "goo.gl", "ow.ly", "tinyurl.com", "buff.ly", "is.gd", "t.ly", "rb.gy", "cutt.ly", "lnkd.in",
    "rebrand.ly", "shorturl.at", "tiny.cc", "bl.ink", "fb.me", "amzn.to",
})  # fmt: skip
_REDIRECTORS = (
    ".list-manage.com", ".safelinks.protection.outlook.com", ".urldefense.com", ".urldefense.proofpoint.com",
    ".mandrillapp.com", ".sendgrid.net", ".mailchi.mp", ".hubspotlinks.com", ".linkprotect.cudasvc.com",
    ".protect-eu.mimecast.com", ".protect-us.mimecast.com", ".lnks.gd", ".links.govdelivery.com",
)  # fmt: skip
_TRACKING = re.compile(
    r"[?&](utm_[a-z]+|fbclid|gclid|mc_cid|mc_eid|msclkid|_hsenc|_hsmi|igshid|mkt_tok)=", re.IGNORECASE
)
_INSECURE = re.compile(r"\bhttp://[^\s<>)\]]+", re.IGNORECASE)
_KINDS = {"doc": "word", "odt": "opendocument", "xls": "excel", "ods": "opendocument", "ppt": "powerpoint"}
"""What people call a kind of file, by the first letters of its ending."""

_FILE_SIZE = re.compile(r"\d\s*(KB|kB|MB|GB|bytes|pages?)\b", re.IGNORECASE)


@issue_rule(
    "link.says-nothing",
    Severity.WARNING,
    bad="""
intro: "The hall has new hours: @@[click here](https://hall.example.org/hours)."
""",
    good="""
intro: "Read the [new opening hours of the hall](https://hall.example.org/hours)."
""",
)
def find_empty_link_words(context: IssueContext) -> Iterator[Violation]:
    """A screen reader lists the links of a page, each without the words around it (WCAG 2.4.4)."""
    for link in context.links:
        words = link.words.strip("*_` ")
        if link.url.startswith(("mailto:", "tel:")):
            continue
        if _is_empty(words):
            yield Violation(
                link.path, f"the link '{link.words}' does not say where it leads", _NAME_IT, words=link.source
            )
        elif _ADDRESS.fullmatch(words) and not link.is_bare and not find_contradiction(link):
            message = f"the link '{words}' is a bare address, which screen readers spell out"
            yield Violation(link.path, message, _NAME_IT, words=link.source)


def _is_empty(words: str) -> bool:
    spoken = re.findall(r"[^\W_]+", words.casefold())
    return not set(spoken) - _EMPTY_WORDS or bool(_CLICK.match(words))


_NAME_IT = Reason("Write what is behind it", ": [new opening hours](https://…).", ", such as: new opening hours.")


@issue_rule(
    "link.same-words",
    Severity.WARNING,
    bad="""
intro: "Read the [annual report](https://hall.example.org/2023), or last year's."
blocks:
  - type: links
    title: Reports
    items:
      - {text: Annual report, url: @@"https://hall.example.org/2022"}
""",
    good="""
intro: "Read the [annual report for 2023](https://hall.example.org/2023), or last year's."
blocks:
  - type: links
    title: Reports
    items:
      - {text: Annual report for 2022, url: "https://hall.example.org/2022"}
""",
)
def find_words_for_two_targets(context: IssueContext) -> Iterator[Violation]:
    """Two links that are called the same are taken for the same."""
    seen: dict[str, str] = {}
    for link in context.links:
        if link.path[-1:] == ("archived",):  # a copy of the same document, which pages call that
            continue
        words = " ".join(re.findall(r"[^\W_]+", link.words.casefold()))
        if words and not _is_empty(words):  # what says nothing is told about already
            first = seen.setdefault(words, link.url)
            if first.rstrip("/") != link.url.rstrip("/"):
                message = f"'{link.words}' leads to {link.url} here, and to {first} before"
                hint = "Give each its own words, or both the same address."
                yield Violation(link.path, message, hint, words=link.source)


@issue_rule(
    "link.unlabelled-file",
    Severity.WARNING,
    bad="""
intro: "Read the @@[annual report](https://hall.example.org/report.pdf)."
""",
    good="""
intro: "Read the [annual report (PDF, 300 KB)](https://hall.example.org/report.pdf)."
""",
)
def find_unlabelled_files(context: IssueContext) -> Iterator[Violation]:
    """A file opens in another program, and may be too large for a phone: readers are told before they follow it."""
    for link in context.links:
        if "resources" in link.path:
            continue  # a resource has its type and size beside it, and they are shown
        ending = re.search(r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|csv|epub|zip)$", urlsplit(link.url).path, re.IGNORECASE)
        if ending and not (_names_kind(link.words, ending[1]) and _FILE_SIZE.search(link.words)):
            kind = ending[1].upper()
            message = f"'{link.words}' is a {kind} file, and the words do not say its type and size"
            hint = f"Write: {link.words} ({kind}, 300 KB), with the size that it has."
            yield Violation(link.path, message, hint, words=link.source)


def _names_kind(words: str, ending: str) -> bool:
    short = ending.casefold()[:3]
    return any(kind in words.casefold() for kind in (short, _KINDS.get(short, short)))


@issue_rule(
    "link.detour",
    Severity.WARNING,
    bad="""
intro: "See the @@[opening hours of the hall](https://bit.ly/3abcdef)."
""",
    good="""
intro: "See the [opening hours of the hall](https://hall.example.org/hours)."
""",
)
def find_detours(context: IssueContext) -> Iterator[Violation]:
    """A shortener or tracker hides where a link leads, learns who follows it, may end, and is held for spam."""
    for link in context.links:
        host = (urlsplit(link.url).hostname or "").removeprefix("www.")
        if host in _SHORTENERS or f".{host}".endswith(_REDIRECTORS):
            hint = "Follow it, and copy the address that it ends at."
            yield Violation(
                link.path, f"{host} leads readers on a detour to the page that is meant", hint, words=link.source
            )
        elif found := _TRACKING.search(link.url):
            message = f"'{link.words}' carries '{found[1]}', which tracks who follows it"
            clean = _drop_tracking(link.url)
            whole = link.source.replace(link.url, clean) if link.source else clean
            yield Violation(link.path, message, words=link.source, replacements=(whole,))


def _drop_tracking(url: str) -> str:
    address, _, query = url.partition("?")
    kept = [part for part in query.partition("#")[0].split("&") if not _TRACKING.match(f"?{part}")]
    return f"{address}?{'&'.join(kept)}" if kept else address


@issue_rule(
    "link.http",
    Severity.WARNING,
    bad="""
intro: "Our pages are at @@http://hall.example.org for now."
""",
    good="""
intro: "Our pages are at [the website of the hall](https://hall.example.org) for now."
""",
)
def find_insecure_addresses(context: IssueContext) -> Iterator[Violation]:
    """What is fetched over http can be read and changed on its way."""
    for text in context.texts:
        for found in _INSECURE.finditer(text.words):
            address = found[0].rstrip(".,;:!?")
            secure = f"https{address[4:]}"
            message, others = f"{address} is not a secure address", "Open it first: not every site answers there."
            yield Violation(text.path, message, others, words=address, replacements=(secure,))


@issue_rule(
    "link.unknown-block",
    Severity.ERROR,
    bad="""
intro: "Read [what is new](@@#new)."
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
""",
    good="""
intro: "Read [what is new](#news)."
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
""",
    waivable=False,
)
def find_links_to_no_block(context: IssueContext) -> Iterator[Violation]:
    """A link such as #events leads to the block of this issue with that id, and without one to nothing."""
    known = [block.id for _, block in context.blocks() if block.id]
    for link in context.links:
        if link.url.startswith("#") and link.url[1:] not in known:
            message = f"no block of this issue has the id '{link.url[1:]}'"
            meant = tuple(f"#{block_id}" for block_id in find_closest(link.url[1:], known))
            remedy = f"{'Or give' if meant else 'Give'} the block that is meant a line id: {link.url[1:]}"
            hint = Reason("", remedy, "Make the link again, and choose the block that it leads to.")
            yield Violation(link.path, message, hint, words=link.url, replacements=meant)


@online_rule(
    "link.dead",
    Severity.WARNING,
    bad="""
intro: "Read the @@[history of the hall](https://www.example.org/gone)."
""",
    good="""
intro: "Read the [history of the hall](https://www.example.org/history)."
""",
)
def find_dead_links(context: LinkContext) -> Iterator[Violation]:
    """A link that leads nowhere wastes the reader's time, and the trust in the next one."""
    for link in context.issue_context.links:
        outcome = context.outcomes.get(link.url.partition("#")[0])
        if outcome and outcome.status is not LinkStatus.ALIVE:
            message = f"'{link.words}' ({link.url}) {LINK_SAID[outcome.status]}: {outcome.why}"
            yield Violation(link.path, message, LINK_HINTS[outcome.status], words=link.source)
