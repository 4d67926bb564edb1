"""Rules about what deceives readers: links that lead elsewhere than they say, and invisible characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from newsletter.checking.analysis.stated_addresses import find_contradiction
from newsletter.checking.analysis.unseen import find_unseen, name_character
from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Violation, issue_rule, publication_rule
from newsletter.checking.texts import WrittenText, walk_parts
from newsletter.documents.urls import decode_host, host_of
from newsletter.errors import Reason, Severity
from newsletter.rendering.edition import Edition

_DIALLED = re.compile(r"\+?[0-9().-]{2,30}(?:;[a-z0-9-]+(?:=[A-Za-z0-9().+-]*)?)*")  # RFC 3966, section 3
_FIELDS = frozenset({"subject", "body"})


@issue_rule(
    "link.deceives",
    Severity.ERROR,
    bad="""
intro: "Log in at @@[https://hall.example.org/login](https://elsewhere.example/) by Friday."
""",
    good="""
intro: "Log in at [the site hall.example.org](https://www.hall.example.org/login) by Friday."
""",
    waivable=False,
)
def find_deceiving_links(context: IssueContext) -> Iterator[Violation]:
    """Whoever reads an address and follows it must arrive there: another one behind it is how people are robbed."""
    for link in context.links:
        if claimed := find_contradiction(link):
            message = f"the words say '{claimed}', and the link leads to {_name_target(link.url)}"
            hint = "Write in words what is there, or let it lead where it says."
            yield Violation(link.path, message, hint, words=link.source)


def _name_target(url: str) -> str:
    host = host_of(url)
    return f"{host} ({decode_host(host)})" if "xn--" in host else host or url


@issue_rule(
    "link.mail-fields",
    Severity.ERROR,
    bad="""
intro: "Write to @@[the clerk](mailto:clerk@hall.example.org?bcc=list@elsewhere.example)."
""",
    good="""
intro: "Write to [the clerk](mailto:clerk@hall.example.org?subject=The%20hall)."
""",
    waivable=False,
)
def find_hidden_mail_fields(context: IssueContext) -> Iterator[Violation]:
    """A link may fill in the subject and the words of a mail, never whom it goes to unseen (RFC 6068, section 7)."""
    for link in context.links:
        if link.url.startswith("mailto:") and (field := _find_hidden_field(link.url.partition("?")[2])):
            message = f"the link '{link.words}' fills in '{field}' of the mail, which its writer may not notice"
            clean = _keep_open_fields(link.url)
            whole = link.source.replace(link.url, clean) if link.source else clean
            hint = Reason("", "Keep subject and body alone.", "Keep its subject and its words alone.")
            yield Violation(link.path, message, hint, words=link.source, replacements=(whole,))


def _keep_open_fields(url: str) -> str:
    address, _, query = url.partition("?")
    kept = [part for part in re.split("[&;]", query) if part and not _find_hidden_field(part)]
    return f"{address}?{'&'.join(kept)}" if kept else address


def _find_hidden_field(query: str) -> str:
    """Return the first field that is neither subject nor body, or that ends its line and begins another."""
    pairs = (part.partition("=") for part in re.split("[&;]", query) if part)
    fields = ((unquote(name).strip().casefold(), unquote(value)) for name, _, value in pairs)
    return next((name for name, value in fields if name not in _FIELDS or (name == "subject" and "\n" in value)), "")


@issue_rule(
    "link.telephone",
    Severity.ERROR,
    bad="""
intro: "Ring @@[the hall](tel:*21*1234%23)."
""",
    good="""
intro: "Ring [the hall](tel:+44-20-7946-0000)."
""",
    waivable=False,
)
def find_numbers_that_are_none(context: IssueContext) -> Iterator[Violation]:
    """A telephone dials what a link says: a code such as *21* diverts the calls of anyone who follows it."""
    for link in context.links:
        number = link.url.removeprefix("tel:")
        if number != link.url and not _DIALLED.fullmatch(number):
            message = f"'{unquote(number)}' is not a telephone number"
            hint = Reason("Write the number alone, best with its country:", "tel:+442079460000", "+44 20 7946 0000.")
            yield Violation(link.path, message, hint, words=link.source)


@issue_rule(
    "link.punycode",
    Severity.WARNING,
    bad="""
intro: "Read [the report](https://@@xn--pple-43d.example/report)."
""",
    good="""
intro: "Read [the report](https://apple.example/report)."
""",
)
def find_hosts_in_punycode(context: IssueContext) -> Iterator[Violation]:
    """Letters of another alphabet can look like those of a name that readers trust: see that it is the one you mean."""
    for link in context.links:
        host = host_of(link.url)
        if "xn--" in host:
            message = f"'{host}' reads '{decode_host(host)}', which may look like another name"
            words = link.source if host not in link.source else host
            yield Violation(
                link.path, message, "Open it, and make sure that it is the site that you mean.", words=words
            )


@issue_rule(
    "text.invisible",
    Severity.ERROR,
    bad="""
intro: @@"Send a pay\\u200bment by Friday."
""",
    good="""
intro: "Send a payment by Friday, with a \\U0001F468\\u200D\\U0001F467."
""",
    waivable=False,
)
def find_invisible_characters(context: IssueContext) -> Iterator[Violation]:
    """Invisible characters can hide words from search and filters, or reverse their order."""
    is_rtl = Edition(context.publication, context.issue).direction == "rtl"
    yield from _find_unseen_in(context.texts, is_rtl=is_rtl)


@publication_rule(
    "publication.invisible",
    Severity.ERROR,
    bad="""
description = @@"What happ\\u200Bened."
""",
    good="""
description = "What happened."
""",
)
def find_invisible_characters_of_publication(context: PublicationContext) -> Iterator[Violation]:
    """The same holds for what every issue says."""
    publication = context.publication
    is_rtl = publication.reading_direction == "rtl"
    yield from _find_unseen_in(
        (part for part in walk_parts(publication) if isinstance(part, WrittenText)), is_rtl=is_rtl
    )


def _find_unseen_in(texts: Iterator[WrittenText] | tuple[WrittenText, ...], *, is_rtl: bool) -> Iterator[Violation]:
    for text in texts:
        for sign in dict.fromkeys(_list_unseen(text, is_rtl=is_rtl)):
            message = f"the text contains the invisible character {name_character(sign)}"
            words = _take_around(text.words, sign)
            right = tuple(filter(None, [words.replace(sign, "")]))
            hint = "" if right else "Delete it and type the words around it again."
            yield Violation(text.path, message, hint, words=words, replacements=right)


def _list_unseen(text: WrittenText, *, is_rtl: bool) -> Iterator[str]:
    """Yield what is unseen as it was typed, and in Markdown also what an entity such as ``&#x200B;`` becomes."""
    yield from find_unseen(text.words, is_rtl=is_rtl)
    if text.is_markdown and "&" in text.words:
        yield from find_unseen(text.spoken, is_rtl=is_rtl)


def _take_around(words: str, sign: str) -> str:
    """Return the word that holds a character, so that its place can be found."""
    return next((word for word in words.split() if sign in word), "")
