"""The types of the values in documents; each refuses what could not be published safely.

With the limits on their lengths, the normal form of their Unicode (which no other module makes), and the direction in
which a language is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from newsletter.documents.urls import HOST, explain_target, host_of, normalise_url
from newsletter.errors import Reason
from newsletter.languages.directions import Direction

LONGEST_HEADING = 300
"""Characters of a title, a label or a name; inboxes show about 60 of a subject."""

LONGEST_SENTENCE = 2_000
"""Characters of a plain text of one line, such as a sentence or a list item."""

LONGEST_TEXT = 50_000
"""Characters of a Markdown text, some 8,000 words; Gmail hides what is past 102 KB of a whole e-mail."""

LONGEST_URL = 2_000
"""Characters of a URL; some servers and mail programs accept no more."""

MOST_MARKS = 30
"""The most combining marks that one letter may have."""

_MAY_HOLD_TOO_MANY = re.compile(rf"[^\x00-\u02ff]{{{MOST_MARKS + 1},}}")


def normalise(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Normalise a text without surplus combining marks."""
    return unicodedata.normalize(form, drop_surplus_marks(text))


def drop_surplus_marks(text: str) -> str:
    """Remove all combining marks of a letter after the thirtieth, in linear time; no language needs more.

    Sorting the marks of a letter takes quadratic time, so that one with 100,000 accents would take seconds (UAX 15,
    section 13, the Stream-Safe Text Format).
    """
    return text if text.isascii() else _MAY_HOLD_TOO_MANY.sub(lambda run: _drop(run[0]), text)


def _drop(run: str) -> str:
    kept, marks = [], 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)


MERGE_HOST = "merge.invalid"  # RFC 6761 reserves .invalid, so merge tags on this host cannot clash with a real address

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\ue002\ufdd0-\ufdef\ufffe\uffff]")
_MAILBOX = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Data(BaseModel):
    """A part of a document: frozen, and refuses unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)


def first_paragraph(markdown: str) -> str:
    """Return the text before the first blank line."""
    return re.split(r"\n\s*\n", markdown, maxsplit=1)[0]


def read_typed_number(value: object) -> object:
    """Return a number as the text that was typed: 12.50, 007. Anything else is left as it is."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return getattr(value, "written", "") or str(value)
    return value


def document_error(rule: str, message: str, hint: str, **values: object) -> PydanticCustomError:
    """Make the error that loading converts to a problem: rule, what is wrong, and how to fix it."""
    page = {"in_page": message.in_page} if isinstance(message, Reason) else {}
    return PydanticCustomError(rule, str(message), {"hint": hint, **page, **values})


def refuse_controls(text: str) -> str:
    """Refuse characters that nobody can see, and letters with too many accents; return the text in form C."""
    if found := _CONTROL.search(text):
        raise document_error(
            "text.control-character",
            "the text contains the invisible character {code}",
            "Delete it and type the words again.",
            code=f"U+{ord(found[0]):04X}",
        )
    if len(drop_surplus_marks(text)) < len(text):
        raise document_error(
            "text.marks", f"a letter has more than {MOST_MARKS} accents", "Delete it and type the word again."
        )
    return normalise("NFC", text)


def _require_one_line(text: str) -> str:
    if "\n" in text or "\u2028" in text or "\u2029" in text:
        raise document_error(
            "text.one-line", "this must be one line", Reason("Put it on one line", "; use > to fold a long one.", ".")
        )
    return text


def _refuse_tags(text: str) -> str:
    if found := _TAG.search(text):
        raise document_error(
            "text.tag",
            "'{tag}' is an HTML tag, and this is plain text",
            "Leave the tag out; a lone < or & needs nothing special.",
            tag=found[0],
            words=found[0],
        )
    return text


def _refuse_raw_html(text: str) -> str:
    if found := re.search(r"</[a-zA-Z]|<!--|<(script|style|iframe|img|div|span|p|a|br|table)\b", text):
        raise document_error(
            "text.html",
            "'{tag}' is HTML, and only Markdown is supported here",
            Reason(
                "",
                "Write Markdown: **bold**, *italic*, [words](https://…), lists with -.",
                "Use the buttons above the words.",
            ),
            tag=found[0],
            words=found[0],
        )
    return text


def _require_words(text: str) -> str:
    if not text:
        raise document_error(
            "text.empty", "this is empty", Reason("Write something", ", or leave the key out.", ", or delete it.")
        )
    return text


_LINK_TARGET = re.compile(r"\]\(\s*<?([^\s)>]*)|<([a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*)>")
_LINK_SCHEMES = ("mailto:", "tel:")


def _refuse_unsafe_links(text: str) -> str:
    """Refuse links in Markdown that readers cannot or should not follow."""
    for found in _LINK_TARGET.finditer(text):
        target = found[1] or found[2] or ""
        if len(target) > LONGEST_URL:
            raise document_error("url.length", "'{url}' is too long", _SHORTER_URL, url=target, words=target)
        if _is_picture(text, found.start()) and not target.startswith("https://"):
            raise document_error(
                "text.picture",
                "'{url}' is a picture, and texts cannot contain pictures",
                _NO_PICTURE,
                url=target,
                words=target,
            )
        if not target.startswith(_LINK_SCHEMES):
            _check_target(target)
    return text


def _is_picture(text: str, end: int) -> bool:
    """Return whether the words in brackets that end there belong to a picture."""
    opening = text.rfind("[", max(0, end - _LONGEST_WORDS), end)
    return opening > 0 and text[opening - 1] == "!"


_LONGEST_WORDS = 500
_SHORTER_URL = Reason(
    f"Find a shorter address of the same page: browsers and mail programs allow {LONGEST_URL:,} characters."
)
_NO_PICTURE = Reason(
    "",
    "Write a block of its own, type: image, or link to it: [what it shows](https://…).",
    "Add it as a picture of its own with +, or make a link to it with the button.",
)


def _check_markdown(text: str) -> str:
    return _refuse_unsafe_links(_refuse_raw_html(refuse_controls(_require_words(text))))


def _check_markdown_line(text: str) -> str:
    return _require_one_line(_check_markdown(text))


def _check_plain_text(text: str) -> str:
    if text and text.isascii() and text.isprintable() and "<" not in text:
        return text  # most texts: none of the checks below can fail
    return _refuse_tags(_require_one_line(refuse_controls(_require_words(text))))


def describe_line(forbidden: str = "") -> dict[str, str]:
    """Return a JSON Schema pattern (ECMA-262) for one line that is not blank and has no tag or ``forbidden`` character.

    Surrounding space is allowed, since loading strips it.
    """
    inner = rf"[^\n\r\u2028\u2029{forbidden}]"
    return {"pattern": rf"^(?![\s\S]*</?[a-zA-Z][^>]*>)\s*(?=\S){inner}+\s*$"}


Markdown = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_check_markdown)]
MarkdownLine = Annotated[
    str,
    Field(max_length=LONGEST_SENTENCE),
    AfterValidator(_check_markdown_line),
    Field(json_schema_extra={"pattern": r"^\s*(?=\S)[^\n\r\u2028\u2029]+\s*$"}),
]
"""A single line of Markdown: emphasis, code and links, no lists."""

_PLAIN, _LINE = AfterValidator(_check_plain_text), Field(json_schema_extra={**describe_line()})
PlainText = Annotated[str, Field(max_length=LONGEST_SENTENCE), _PLAIN, _LINE]
Heading = Annotated[str, Field(max_length=LONGEST_HEADING), _PLAIN, _LINE]
"""A title, a label or a name."""


def _check_target(url: str) -> str:
    """Require an absolute https URL, or # and the id of a block of the same issue."""
    return url if _TO_BLOCK.fullmatch(url) else _check_https_url(url)


def _check_https_url(url: str) -> str:
    try:
        normal = normalise_url(url)
    except ValueError:
        raise document_error(*explain_target(url), url=url, words=url) from None
    host = host_of(normal)
    if host == MERGE_HOST or host.endswith("." + MERGE_HOST):
        raise document_error(
            "url.reserved", "'{url}' uses a name reserved for this program", "Use the real address.", url=url
        )
    return normal


HttpsUrl = Annotated[
    str,
    Field(max_length=LONGEST_URL),
    AfterValidator(_check_https_url),
    Field(json_schema_extra={"pattern": "^https://"}),
]
LinkTarget = Annotated[
    str,
    Field(max_length=LONGEST_URL),
    AfterValidator(_check_target),
    Field(json_schema_extra={"pattern": "^(https://|#)"}),
]
"""The URL of a page, or # and the id of a block of the same issue."""


def matching(pattern: str, rule: str, message: str, hint: str) -> Callable[[str], str]:
    """Make a check that the whole text matches ``pattern``; ``message`` may contain ``{text}``."""
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise document_error(rule, message, hint, text=text)
        return text

    return check


_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_TO_BLOCK = re.compile(rf"#{_ID}")
_check_id = matching(
    _ID,
    "id.form",
    Reason("'{text}' cannot be", "an id", "a name for links"),
    Reason("Use lower-case letters, digits and single hyphens", ": summer-fair", ", such as summer-fair."),
)
_check_email = matching(
    _MAILBOX.pattern, "email.form", "'{text}' is not an e-mail address", "Write it like digest@example.org."
)
_check_colour = matching(
    r"#[0-9a-fA-F]{6}",
    "palette.colour",
    "'{text}' is not a colour",
    Reason("Write # and six digits", ": #1f4e79", ", such as #1f4e79."),
)
_LANGUAGE = r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?"
_check_language = matching(
    _LANGUAGE,
    "language.form",
    Reason("'{text}' is not a language", "tag", ""),
    "Write it like en-GB",
)
_check_domain = matching(
    HOST.pattern, "domain.form", "'{text}' is not the name of a domain", "Write it like mail.example.org"
)
_check_selector = matching(
    r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,120}[A-Za-z0-9])?",
    "dkim.selector",
    "'{text}' cannot be a DKIM selector",
    Reason("Write it like s1", ", or in full if another domain signs: s1._domainkey.mail.example.org", "."),
)
_check_file = matching(
    r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*",
    "file.inside",
    Reason("'{text}' is not a file", "inside the publication", "of this newsletter"),
    Reason("", "Write a path from the publication's folder: templates/logo.png", "Choose a picture with its button."),
)

Id = Annotated[str, Field(max_length=60), AfterValidator(_check_id), Field(json_schema_extra={"pattern": f"^{_ID}$"})]
Email = Annotated[str, Field(max_length=254), AfterValidator(_check_email)]
Colour = Annotated[str, AfterValidator(_check_colour), Field(json_schema_extra={"pattern": "^#[0-9a-fA-F]{6}$"})]
Domain = Annotated[str, Field(max_length=253), AfterValidator(_check_domain)]
Selector = Annotated[str, Field(max_length=253), AfterValidator(_check_selector)]
Language = Annotated[
    str,
    Field(max_length=20),
    AfterValidator(_check_language),
    Field(json_schema_extra={"pattern": rf"^\s*{_LANGUAGE}\s*$"}),
]
WrittenDirection = Annotated[
    Direction, Field(json_schema_extra={"enumDescriptions": ["Left to right", "Right to left"]})
]
"""The direction of a text, as documents state it."""
InnerFile = Annotated[str, Field(max_length=250), AfterValidator(_check_file)]


_RESERVED = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps an id for a device, so that no folder can have its name.

    Ids hold small letters, digits and hyphens alone, so that case, superscript digits and dots at the end do not come
    up (Microsoft: Naming Files, Paths, and Namespaces).
    """
    return bool(_RESERVED.fullmatch(name))
