"""An issue as an e-mail: templates to MJML, MJML to HTML, the same facts as plain text, together a campaign.

The plain text has its own templates, and is laid out here for a fixed-width reader. An e-mail shows all of an issue, or
as many whole blocks as fit, if the publication says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from urllib.parse import urlsplit

import css_inline

from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.errors import TemplateError, refuse_panics
from newsletter.languages.directions import isolate_addresses
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, AttachedPicture, Campaign, Mailbox
from newsletter.rendering.edition import Edition, absolute, issue_uuid, lead_within
from newsletter.rendering.entries import Entry
from newsletter.rendering.mail_pictures import list_mail_pictures, list_mail_variants, read_mail_picture
from newsletter.rendering.message import LONGEST_LIST_ID
from newsletter.rendering.mjml.compile import compile_mjml
from newsletter.rendering.mjml.quick import QuickWay
from newsletter.rendering.one_mail import join_html, join_text, join_words, list_language_links, list_parts
from newsletter.rendering.pictures import Medium, PictureError
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import show_logo

_PADDING = "\u034f\u200c\u00a0" * 60
"""Invisible characters after the preheader, so that a client does not show the text that follows it."""


def render_campaign(edition: Edition, renderer: Renderer, left_out: int | None = None) -> Campaign:
    """Render an issue as the campaign that a provider gets, merge tokens still in it; once for each edition at hand.

    ``left_out`` is how many blocks at its end to leave out: by default as many as ``fit_content`` finds, which renders
    an e-mail that is too long again and again.
    """
    renderer.take(edition)
    if renderer.campaign is None:
        renderer.campaign = _render_campaign(edition, renderer, left_out)
    return renderer.campaign


def _render_campaign(edition: Edition, renderer: Renderer, left_out: int | None) -> Campaign:
    parts = list_parts(edition)
    main = next((part for part in parts if not part.publication.folder), edition)
    publication, issue, sender = main.publication, main.issue, main.publication.sender
    content = None if left_out is None else take_content(main, left_out)
    content, html = fit_content(main, partial(_render_content, parts, renderer), renderer, content)
    text = join_text(parts, [_render_part_text(part, renderer, len(content.left_out)) for part in parts])
    name = join_words([part.publication.sender.name for part in parts])
    renderer.take(edition)
    campaign = Campaign(
        marker=name_campaign(publication, issue.period),
        issue=str(issue.period),
        subject=join_words([part.subject for part in parts]),
        preheader=join_words([part.issue.preheader or "" for part in parts]),
        html=html,
        text=text,
        sender=Mailbox(name, sender.email),
        reply_to=Mailbox(name, sender.reply_to) if sender.reply_to else None,
        list_name=join_words([part.publication.title for part in parts]),
        list_id=name_list(publication),
        unsubscribe_url=publication.unsubscribe_url,
        archive_url=f"{publication.base_url}/",
        date=main.published,
        language=", ".join(part.language for part in parts),
        left_out=len(content.left_out),
        edition=edition.language if edition.companions and len(parts) == 1 else "",
    )
    return _attach_pictures(campaign, edition, renderer) if publication.images.embed else campaign


def _render_content(parts: Sequence[Edition], renderer: Renderer, content: MailContent) -> str:
    return _render_parts(parts, renderer, len(content.left_out))


def _render_parts(parts: Sequence[Edition], renderer: Renderer, left_out: int) -> str:
    """Render an e-mail of each edition, without so many blocks at the end, as one."""
    preheader = join_words([part.issue.preheader or "" for part in parts])
    pages = [render_html(part, renderer, take_content(part, left_out), preheader) for part in parts]
    return pages[0] if len(parts) == 1 else join_html(parts, pages)


def _render_part_text(part: Edition, renderer: Renderer, left_out: int) -> str:
    return render_text(part, renderer, take_content(part, left_out), _links(part.publication))


def _attach_pictures(campaign: Campaign, edition: Edition, renderer: Renderer) -> Campaign:
    """Attach the pictures; one that cannot be shown is left out, and a rule reports it."""
    attached = []
    for picture in list_mail_pictures(campaign.html, edition.publication, list_mail_variants(edition, renderer)):
        with suppress(PictureError):
            content = read_mail_picture(picture, renderer.pictures)
            attached.append(AttachedPicture(picture.address, picture.media_type, content))
    return replace(campaign, attached=tuple(attached))


def name_campaign(publication: Publication, period: Period | str) -> str:
    """Return the marker of an issue's campaign, which needs no more of the issue than its period."""
    return f"{period}-{issue_uuid(publication, period).hex[:12]}"


def render_html(
    edition: Edition, renderer: Renderer, content: MailContent | None = None, preheader: str | None = None
) -> str:
    """Render the HTML part with some content, by default all of it: one visible list of steps.

    ``preheader`` is by default that of the issue.
    """
    publication = edition.publication
    mjml = lead_within(fill_template(edition, renderer, content, preheader), edition.url)
    css = renderer.style("email/inline.css", publication, edition.direction)
    return _open_way(css, str(urlsplit(publication.base_url).hostname)).finish(mjml)


@lru_cache(maxsize=8)
def _open_way(css: str, host: str) -> QuickWay:
    """Return the way from MJML to HTML for the mails of one style sheet, which may load from one host."""
    hosts = frozenset({host})
    return QuickWay(lambda mjml: inline_css(compile_mjml(mjml, allowed_hosts=hosts), css), css)


def fill_template(
    edition: Edition, renderer: Renderer, content: MailContent | None = None, preheader: str | None = None
) -> str:
    """Render the MJML of an issue, with the marks by which errors name the template's line."""
    publication, content = edition.publication, content or take_content(edition)
    return renderer.page(
        "email/issue.mjml",
        edition=edition,
        entries=content.entries,
        rest=content.find_rest(edition),
        publication=publication,
        preheader=(edition.issue.preheader or "") if preheader is None else preheader,
        other_languages=list_language_links(edition),
        padding=_PADDING,
        modes=renderer.style("email/modes.css", publication, edition.direction),
        start="right" if edition.direction == "rtl" else "left",
        body=lambda entry: renderer.html(edition, entry),
        layout=lambda entry: renderer.mjml(edition, entry) or "",
        logo=show_logo(publication, renderer.pictures, Medium.MAIL, f"{publication.site_url}/"),
        **_links(publication),
    )


def _links(publication: Publication) -> dict[str, str]:
    return {
        "unsubscribe": UNSUBSCRIBE_TOKEN,
        "subscribe_page": absolute(publication, "subscribe/"),
    }


def name_list(publication: Publication) -> str:
    """Return the list's identifier as in RFC 2919: a name below a host the publisher owns."""
    label = re.sub(r"[^a-z0-9]+", "-", publication.title.lower()).strip("-") or "newsletter"
    label = f"{publication.folder}{label}".replace("/", "-")
    host = str(urlsplit(publication.base_url).hostname)
    return f"{label[: max(1, LONGEST_LIST_ID - len(host) - 1)].rstrip('-')}.{host}"


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


def fit_content(
    edition: Edition, render: Callable[[MailContent], str], renderer: Renderer, chosen: MailContent | None = None
) -> tuple[MailContent, str]:
    """Return as much content as makes an e-mail of fewer than ``TOO_LONG`` bytes, and the HTML that it is rendered as.

    That is all of it where the publication refuses longer e-mails, so that a rule can say so. What is left out depends
    on the issue, the publication and the templates alone. ``chosen`` content is rendered as it is, once.
    """
    if chosen is not None:
        return chosen, render(chosen)
    whole = take_content(edition)
    html = render(whole)
    if edition.publication.mail.too_long == "refuse" or _fits(renderer.strip_html(html)):
        return whole, html
    most, least = sum(len(_leaves(top)) for top in edition.mail_entries), 0
    content = take_content(edition, most)
    html = render(content)
    while most - least > 1:
        middle = (most + least) // 2
        candidate = take_content(edition, middle)
        rendered = render(candidate)
        if _fits(renderer.strip_html(rendered)):
            most, content, html = middle, candidate, rendered
        else:
            least = middle
    return content, html


def _fits(html: str) -> bool:
    return len(html.encode()) < TOO_LONG


def _leaves(top: Entry) -> tuple[Entry, ...]:
    return top.entries or (top,)


def _keep(entries: tuple[Entry, ...], shown: set[int]) -> Iterator[Entry]:
    for top in entries:
        below = tuple(entry for entry in top.entries if id(entry) in shown)
        if below == top.entries and (below or id(top) in shown):
            yield top
        elif below:
            yield replace(top, entries=below)


_BLOCKS = "blockquote|body|div|dl|dt|dd|h[1-6]|head|hr|li|ol|p|pre|table|tbody|td|tfoot|th|thead|tr|ul"
_BLOCK = re.compile(rf"<(?=(?:{_BLOCKS})\b)")


def inline_css(html: str, css: str) -> str:
    """Write the rules of ``css`` into the elements they match, and start a line at every block of the body.

    Style elements stay as they are, dark mode and all. What a style attribute says already wins over ``css``.

    Raises:
        TemplateError: a style attribute is no CSS. Rules of ``css`` that are none are dropped without a word.

    """
    try:
        with refuse_panics("the CSS inliner"):
            return _make_inliner(css).inline(_break_lines(html))
    except css_inline.InlineError as error:
        raise TemplateError(f"a style attribute of the mail cannot be read as CSS: {error}.") from error


@lru_cache(maxsize=8)
def _make_inliner(css: str) -> css_inline.CSSInliner:
    """Make an inliner; the library's own defaults would drop the media query for dark mode, and fetch style sheets."""
    return css_inline.CSSInliner(
        inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, minify_css=True, extra_css=css
    )


def _break_lines(html: str) -> str:
    """Put a line break before every block, where it shows nowhere.

    In HTML that comes from MJML a ``<`` begins a tag and nothing else, and preformatted text holds no block.
    """
    return _BLOCK.sub("\n<", html)


WIDTH = 72
"""Columns; room for a reply's ``> `` marks within the 78 of RFC 5322, section 2.1.1."""

_LEAD = re.compile(r"(?:> | |- |\d{1,3}\. )*")
_CODE = re.compile(r"(?:> )* {4,}+(?!> |- |\d{1,3}\. )")


def render_text(edition: Edition, renderer: Renderer, content: MailContent, links: dict[str, str]) -> str:
    """Render an issue as plain text; ``links`` are the addresses the template names."""
    rendered = renderer.page(
        "text/issue.txt",
        edition=edition,
        entries=content.entries,
        rest=content.find_rest(edition),
        publication=edition.publication,
        other_languages=() if edition.publication.is_one_mail else list_language_links(edition),
        body=lambda entry: renderer.text(edition, entry).strip("\n"),
        **links,
    )
    return renderer.lay_out(rendered, lambda text: isolate_addresses(fill(lead_within(text, edition.url))))


def fill(text: str) -> str:
    """Wrap every line at ``WIDTH``, list items under their words, addresses and code whole; one blank line at most."""
    lines = [line.rstrip(" ") for line in text.strip().splitlines()]
    filled = "\n".join([line if len(line) <= WIDTH else _fill_line(line) for line in lines])
    return re.sub(r"\n{3,}", "\n\n", filled) + "\n"


def _fill_line(line: str) -> str:
    if _CODE.match(line):
        return line
    found = _LEAD.match(line)
    lead = found[0] if found else ""
    pieces = _pieces(WIDTH - len(lead)).findall(line, len(lead))
    return lead + _turn(lead).join([piece.rstrip(" ") for piece in pieces])


@cache
def _turn(lead: str) -> str:
    """Return the break between two lines of one paragraph: a list item goes on under its words."""
    return "\n" + re.sub("[^> ]", " ", lead)


@cache
def _pieces(width: int) -> re.Pattern[str]:
    """Match as many whole words as fit, or one that fits nowhere; ``textwrap`` does the same in ten times the time.

    Only a common space parts words: a no-break space is there to prevent it.
    """
    return re.compile(rf"[^ ].{{0,{max(0, width - 1)}}}(?![^ ])|[^ ]+")
