"""Whether an issue is on the web as it is sent: its page, and every picture that its e-mail loads.

The commonest fault of a newsletter is a picture that its author alone can see. So page and pictures are fetched as a
reader would, without a login, and compared with what is sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

from newsletter.checking.analysis.images import measure_picture
from newsletter.errors import Reason, join_reasons
from newsletter.network.site import SiteClient, Visit, VisitStatus
from newsletter.parsing.document import shorten
from newsletter.sending.expected_pictures import ExpectedPicture

PAGE, PICTURE, LINK, WEB = "Web page", "Picture", "Link", "Web"
"""What is looked at, as the reports of ``send`` and ``doctor`` name it."""

_AT_ONCE = 4
"""Files that are asked for at the same time."""

_PUBLISH = Reason("", "Build, publish dist/site, and try again.", "Publish the site, and try again.")
_ADVICE = {
    VisitStatus.FOUND: "",
    VisitStatus.MISSING: _PUBLISH,
    VisitStatus.PRIVATE: "Let everyone read it, without a login.",
    VisitStatus.ELSEWHERE: Reason(
        "Serve it there itself, or write the host that answers",
        "as base_url in newsletter.toml.",
        "as the address of the site.",
    ),
    VisitStatus.FAILED: "Check the address, the server and its certificate, and try again.",
}
_ENDS = {"image/png": b"IEND\xaeB`\x82", "image/jpeg": b"\xff\xd9", "image/gif": b";"}
"""The last bytes of a whole file (PNG third edition, 11.2.5; ITU-T T.81, B.1.1.3; GIF89a, 27)."""


@dataclass(frozen=True, slots=True)
class LiveIssue:
    """What must be on the web: the issue's page, which names this digest, and the pictures of its e-mail."""

    page: str
    digest: str
    pictures: tuple[ExpectedPicture, ...]
    other_pages: tuple[str, ...] = ()
    """The pages in the other languages of an e-mail that holds several."""


@dataclass(frozen=True)
class SeenPicture:
    """A picture as the site serves it."""

    address: str
    media_type: str
    content: bytes

    @property
    def length(self) -> int:
        """Its length in bytes."""
        return len(self.content)

    @cached_property
    def size(self) -> tuple[int, int] | None:
        """Its width and height in pixels, where they can be read."""
        return measure_picture(self.content)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of its file."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class LiveFinding:
    """What was found of one thing on the web, and what to do about it; nothing where it is as it should be."""

    what: str
    observed: str
    advice: str = ""

    @property
    def is_fault(self) -> bool:
        """Whether something has to be done."""
        return bool(self.advice)

    @property
    def reason(self) -> Reason:
        """What was found, and what to do about it."""
        return join_reasons([self.observed, *filter(None, [self.advice])], " ")

    def as_data(self) -> dict[str, str | bool]:
        """Return the finding as JSON can hold it."""
        return {"what": self.what, "live": not self.is_fault, "seen": self.observed, "advice": self.advice}

    def __str__(self) -> str:
        return f"{self.observed} {self.advice}".rstrip()


@dataclass(frozen=True, slots=True)
class LiveResult:
    """What was found on the web, the page first, and the pictures that are as they should be."""

    findings: tuple[LiveFinding, ...] = ()
    pictures: tuple[SeenPicture, ...] = ()

    @property
    def faults(self) -> tuple[LiveFinding, ...]:
        """The findings that are faults."""
        return tuple(finding for finding in self.findings if finding.is_fault)

    @property
    def is_live(self) -> bool:
        """Whether page and pictures are there as they are sent; links do not count."""
        return bool(self.findings) and not any(fault.what in {PAGE, PICTURE, WEB} for fault in self.faults)

    def as_data(self) -> list[dict[str, str | bool]]:
        """Return every finding as JSON can hold it."""
        return [finding.as_data() for finding in self.findings]


def split_faults(result: LiveResult, *, reaches_readers: bool, is_later: bool) -> tuple[list[str], list[str]]:
    """Return what blocks a send, and what is only a warning.

    Where no reader is reached, nothing blocks. An issue that goes out later (``is_later``) may have its page later
    too, but not its pictures: a reader's mail program keeps them from the first moment.
    """
    blocking = {PICTURE, WEB} if is_later else {PAGE, PICTURE, WEB}
    blockers: list[str] = []
    warnings: list[str] = []
    for fault in result.faults:
        (blockers if reaches_readers and fault.what in blocking else warnings).append(fault.reason)
    return blockers, warnings


def look_at_site(issue: LiveIssue, site: SiteClient) -> LiveResult:
    """Fetch the page and the pictures of an issue, and compare them with what is sent."""
    pages = (issue.page, *issue.other_pages)
    addresses = [*pages, *(picture.address for picture in issue.pictures)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        visits = list(pool.map(site.get, addresses))
    shown = zip(issue.pictures, visits[len(pages) :], strict=True)
    judged = [_judge_picture(picture, visit) for picture, visit in shown]
    found = (_judge_page(page, issue.digest, visit) for page, visit in zip(pages, visits, strict=False))
    findings = (*found, *(finding for finding, _ in judged))
    return LiveResult(findings, tuple(seen for _, seen in judged if seen))


def look_at_pages(addresses: Sequence[str], site: SiteClient) -> Iterator[LiveFinding]:
    """Fetch further pages of the site, and yield the faults found."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for address, visit in zip(addresses, pool.map(site.get, addresses), strict=True):
            if visit.status is not VisitStatus.FOUND:
                yield LiveFinding(LINK, f"The page {address} {visit.why}.", _ADVICE[visit.status])


def _judge_page(page: str, digest: str, visit: Visit) -> LiveFinding:
    name = f"The page {page}"
    if visit.status is not VisitStatus.FOUND:
        return LiveFinding(PAGE, f"{name} {visit.why}.", _ADVICE[visit.status])
    reader = _PageReader()
    reader.feed(visit.body.decode(errors="replace"))
    if digest in reader.digests:
        return LiveFinding(PAGE, f"{name} is there, and names the digest {digest[:8]}.")
    if reader.digests:
        shown = f"another version ({shorten(reader.digests[0][:8])})"
        return LiveFinding(PAGE, f"{name} shows {shown}, not {digest[:8]}.", _PUBLISH)
    if reader.asks_for_login:
        return LiveFinding(PAGE, f"{name} asks for a login: readers cannot see it.", _ADVICE[VisitStatus.PRIVATE])
    sentence = f"{name} names no digest: it may be a login page, or of an older build."
    return LiveFinding(PAGE, sentence, _PUBLISH)


class _PageReader(HTMLParser):
    """Finds the digests that a page names, and whether it asks for a password."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.digests: list[str] = []
        self.asks_for_login = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and given.get("name") == "newsletter-digest":
            self.digests.append(given.get("content") or "")
        self.asks_for_login |= tag == "input" and (given.get("type") or "").lower() == "password"


def _judge_picture(picture: ExpectedPicture, visit: Visit) -> tuple[LiveFinding, SeenPicture | None]:
    name = f"The picture {picture.address}"
    if visit.status is not VisitStatus.FOUND:
        return LiveFinding(PICTURE, f"{name} {visit.why}.", _ADVICE[visit.status]), None
    if visit.media_type == "text/html":
        sentence = f"{name} is a page, not a picture: it may ask for a login."
        return LiveFinding(PICTURE, sentence, _ADVICE[VisitStatus.PRIVATE]), None
    seen = SeenPicture(picture.address, visit.media_type, visit.body)
    for difference in _find_differences(picture, seen):
        return LiveFinding(PICTURE, f"{name} {difference}.", _PUBLISH), None
    return LiveFinding(PICTURE, f"{name} is there ({_format_facts(seen)})."), seen


def _find_differences(picture: ExpectedPicture, seen: SeenPicture) -> Iterator[str]:
    """Yield in what a picture is not the one that was meant, the plainest difference first."""
    if picture.media_type and seen.media_type != picture.media_type:
        yield f"is served as {shorten(seen.media_type) or 'nothing in particular'}, not as {picture.media_type}"
    if picture.size and seen.size != picture.size:
        yield f"has {_format_size(seen.size)}, not {_format_size(picture.size)}"
    if picture.sha256 and seen.sha256 != picture.sha256:
        yield f"is another file than {picture.known_from} ({seen.length:,} bytes)"
    if not picture.sha256 and not _is_whole(seen.media_type, seen.content):
        yield f"is cut off after {seen.length:,} bytes"
    if picture.content and seen.content != picture.content and not _look_alike(picture.content, seen.content):
        yield f"shows something else than {picture.known_from} ({seen.length:,} bytes)"


def _look_alike(expected: bytes, seen: bytes) -> bool:
    """Tell whether two files show the same: the site may be built with an encoder of another version."""
    from newsletter.rendering.picture_files import look_alike  # noqa: PLC0415  # Pillow is an extra, and slow to import

    return look_alike(expected, seen)


def _is_whole(media_type: str, body: bytes) -> bool:
    end = _ENDS.get(media_type)
    return bool(body) if end is None else body.endswith(end)


def _format_facts(seen: SeenPicture) -> str:
    size = f"{_format_size(seen.size)}, " if seen.size else ""
    return f"{shorten(seen.media_type)}, {size}{seen.length:,} bytes"


def _format_size(size: tuple[int, int] | None) -> str:
    return f"{size[0]} × {size[1]} pixels" if size else "a size that cannot be read"
