"""What of an issue its e-mail shows: all of it, or as many whole blocks as fit, if the publication says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from newsletter.rendering.block_markers import strip_html_marks
from newsletter.rendering.edition import Edition, Entry

TOO_LONG = 100_000
"""Bytes of HTML from which an e-mail may not arrive whole: Gmail hides what is past 102 KB, and providers add some."""


@dataclass(frozen=True, slots=True)
class MailContent:
    """The entries that an e-mail shows, and those at the end of the issue that it leaves out."""

    entries: tuple[Entry, ...]
    left_out: tuple[Entry, ...] = ()

    def find_rest(self, edition: Edition) -> str:
        """Return the address of what is left out, in the issue's page; an empty string if nothing is."""
        if not self.left_out:
            return ""
        first = self.left_out[0].block.id
        return f"{edition.url}#{first}" if first else edition.url


def take_content(edition: Edition, left_out: int = 0) -> MailContent:
    """Return the content of an e-mail without so many blocks at the end; of a section, what is left of it."""
    leaves = [leaf for top in edition.mail_entries for leaf in _leaves(top)]
    kept = len(leaves) - left_out
    shown = {id(leaf) for leaf in leaves[:kept]}
    return MailContent(tuple(_keep(edition.mail_entries, shown)), tuple(leaves[kept:]))


def fit_content(edition: Edition, render: Callable[[MailContent], str]) -> tuple[MailContent, str]:
    """Return as much content as makes an e-mail of fewer than ``TOO_LONG`` bytes, and the HTML that it is rendered as.

    That is all of it where the publication refuses longer e-mails, so that a rule can say so. What is left out depends
    on the issue, the publication and the templates alone.
    """
    whole = take_content(edition)
    html = render(whole)
    if edition.publication.mail.too_long == "refuse" or _fits(html):
        return whole, html
    most, least = sum(len(_leaves(top)) for top in edition.mail_entries), 0
    content = take_content(edition, most)
    html = render(content)
    while most - least > 1:
        middle = (most + least) // 2
        candidate = take_content(edition, middle)
        rendered = render(candidate)
        if _fits(rendered):
            most, content, html = middle, candidate, rendered
        else:
            least = middle
    return content, html


def _fits(html: str) -> bool:
    return len(strip_html_marks(html).encode()) < TOO_LONG


def _leaves(top: Entry) -> tuple[Entry, ...]:
    return top.entries or (top,)


def _keep(entries: tuple[Entry, ...], shown: set[int]) -> Iterator[Entry]:
    for top in entries:
        below = tuple(entry for entry in top.entries if id(entry) in shown)
        if below == top.entries and (below or id(top) in shown):
            yield top
        elif below:
            yield replace(top, entries=below)
