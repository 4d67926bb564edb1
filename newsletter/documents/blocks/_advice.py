"""Suggests what to write instead of a block that does not exist. Messages only."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

from newsletter.documents.values import document_error
from newsletter.errors import Reason

_PICTURE = "Write type: image, with file: images/fete.jpg and alt. The logo is set in newsletter.toml."
_ELSEWHERE = "Put it on the web, and link to it: in a links block, or in a text, [its name](https://…)."
_TEXT = "Write type: text, with the words in body."

_ADVICE = {
    "picture photo photograph figure gallery banner hero illustration": _PICTURE,
    "cta calltoaction action": "Write type: button, with text and url.",
    "heading header headline title subtitle subheading": (
        "A heading is the title of a block; for one above several, write type: section and put them into its blocks."
    ),
    "divider separator hr line rule spacer space break pagebreak": "Leave it out: blocks are separated automatically.",
    "blockquote quotation testimonial pullquote": "Write type: quote, with what was said in words.",
    "greeting signature salutation": "Write type: letter, with greeting, body and name.",
    "list bullets bulletlist items": "Write type: text, and begin the lines of its body with -; of links, type: links.",
    "statistic statistics numbers chart graph": "Write type: stats, and put each figure into items with its label.",
    "grid csv spreadsheet": "Write type: table, with columns and rows, or with file: data/bins.csv",
    "paragraph markdown body content prose intro introduction editorial": _TEXT,
    "story news newsitem item post feature": "Write type: article, with id, title, summary and body.",
    "richtext html raw": "Write type: text, with the words in body, in Markdown: **bold**, [words](https://…).",
    "snippet codeblock listing program": "Write type: code, with the code in code: |, indented, below it.",
    "video audio podcast recording film youtube": "Write type: media, with kind, url and a transcript.",
    "survey vote question": "Write type: poll, with title and answers.",
    "vacancy vacancies position career": "Write type: job, with employer, closes and link.",
    "embed form file attachment download pdf document map": _ELSEWHERE,
    "link resource reading furtherreading": "Write type: links, and put each link into items: {text: …, url: https://…}.",
    "meeting calendar date dates course webinar talk workshop appointment": "Write type: event, with starts.",
    "alert warning announcement info callout note box message tip": "Write type: notice, with the words in body.",
    "contact support helpline": ("Write type: contacts: it shows the [[support_contacts]] of newsletter.toml."),
    "person team staff committee": "Write type: people, and put each person into people, with name and role.",
    "group columns column row container": "Write type: section, and put the blocks into its blocks.",
    "footer unsubscribe toc tableofcontents masthead": (
        "Leave it out: the program makes the head, the contents and the foot of an issue."
    ),
    "social socialmedia share": "Write type: links, and put each link into items.",
    "advert advertisement ad ads promotion": "Write type: sponsor, with title and body.",
}
_ANOTHER = "Delete it, and add another block with +."
_BY_WORD = {word: advice for words, advice in _ADVICE.items() for word in words.split()}


_LONGEST, _CLOSE = 40, 0.8
_WITHIN = "Move it out of the section that it is in: indent its dash as far as that of the section."


def refuse_block(kind: str, known: Collection[str], offer: str) -> None:
    """Refuse a block whose type is not ``known``, if there is advice; ``offer`` is that to use a pack that has it.

    Raises:
        PydanticCustomError: it says what to write instead.
    """
    what = "'{text}' is a block of a pack that is not used" if offer else "'{text}' cannot be used here"
    message = Reason("", what, "a block of this kind cannot be used here")
    if advice := offer or _find_advice(kind, known):
        raise document_error(
            "document.choice", message, Reason("", advice, _ANOTHER), text=kind, discriminator="type", tag=kind
        )


def _find_advice(kind: str, known: Collection[str]) -> str:
    """Return what to write instead of a type; an empty string if a known type is closer to it."""
    word = "".join(letter for letter in kind[:_LONGEST].casefold() if letter.isalnum())
    if word == "section":
        return _WITHIN
    if advice := _BY_WORD.get(word) or _BY_WORD.get(word.removesuffix("s")):
        return advice
    closest = get_close_matches(word, [*known, *_BY_WORD], 1, _CLOSE)
    return _BY_WORD.get(closest[0], "") if closest and closest[0] not in known else ""
