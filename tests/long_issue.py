"""An issue of some 30 KB of Markdown in the shape of a community's weekly round-up: many links in many lists."""

from __future__ import annotations

from newsletter.documents.issue import Issue
from newsletter.loading import parse_issue

_LISTS = {
    "Project updates": 34,
    "Tools and libraries": 30,
    "Observations and thoughts": 26,
    "Walkthroughs": 24,
    "Research": 6,
    "Changes that were merged": 70,
    "Proposals in their final period": 18,
    "Meetings online": 24,
    "Meetings in Europe": 20,
    "Meetings in North America": 18,
}
_SUBJECTS = (
    "the borrow of a slice",
    "errors that say more",
    "a smaller runtime",
    "streams without locks",
    "`const` in traits",
)


def write_lists() -> dict[str, str]:
    """Return a Markdown list of links for each heading."""
    return {
        heading: "\n".join(_write_line(heading, number) for number in range(count)) for heading, count in _LISTS.items()
    }


def _write_line(heading: str, number: int) -> str:
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    place = heading.lower().replace(" ", "-")
    if heading.startswith("Meetings"):
        day = f"2024-01-{number + 1:02}"
        address = f"https://meet.example.org/group-{number}/events/{2970000 + number}"
        talk = f"[**{subject.capitalize()}**](https://meet.example.org/e/{number})"
        return f"* {day} | Town {number} | [Users' group {number}]({address})\n    * {talk}"
    if heading.startswith("Changes"):
        return f"* [{subject}, part {number}](https://code.example.org/lang/lang/pull/{118000 + number})"
    return f"* [{subject.capitalize()}: what we learned in year {number}](https://blog.example.org/2024/01/{place}-{number}/)"


def make_long_issue() -> Issue:
    """Make the issue: a text block for each list."""
    blocks = "".join(
        f"  - type: text\n    title: {heading}\n    body: |\n"
        + "".join(f"      {line}\n" for line in lines.splitlines())
        for heading, lines in write_lists().items()
    )
    source = (
        f"period: 2024-01\ntitle: This week\nsubject: This week\npreheader: Links.\nstatus: ready\nblocks:\n{blocks}"
    )
    return parse_issue(source.encode(), "issues/2024-01.yaml", ()).issue
