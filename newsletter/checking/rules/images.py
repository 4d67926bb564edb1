"""Rules about the logo, and about pictures that are missing or in texts: words, enough pixels, not too many bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from hashlib import shake_256

from newsletter.checking.analysis.images import make_png
from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Example, Violation, issue_rule, publication_rule
from newsletter.errors import Reason, Severity
from newsletter.installation import find_missing
from newsletter.rendering.pictures import PictureError, Pictures
from newsletter.rendering.social_card import find_own_font, load_font

_PICTURE = re.compile(r"(?<![\\\w])!\[([^\[\]]*)\]\(")
_LOGO = """
[logo]
file = "templates/logo.png"
alt = "%s"
width = 120
height = 60
"""


def _write_logo(alt: str = "The Board's swan on water", width: int = 240) -> Example:
    return Example(publication=_LOGO % alt, files={"templates/logo.png": partial(make_png, width, width // 2)})


def _write_heavy_logo() -> Example:
    """Return an example of a large logo with grain all over it."""
    text = (_LOGO % "A swan on water").replace("120", "600").replace("60\n", "300\n")
    return Example(publication=text, files={"templates/logo.png": _draw_grain})


def _draw_grain() -> bytes:
    return make_png(1200, 600, shake_256(b"grain").digest(720_000))


def _mark(example: Example, key: str) -> Example:
    return Example(publication=example.publication.replace(f"{key} = ", f"{key} = @@"), files=example.files)


@publication_rule("image.alt", Severity.WARNING, bad=_mark(_write_logo("logo.png"), "alt"), good=_write_logo())
def find_empty_descriptions(context: PublicationContext) -> Iterator[Violation]:
    """Who does not see a picture gets its alternative text instead, and a file's name says nothing."""
    logo = context.publication.logo
    if logo and re.fullmatch(
        r"(the )?(logo|image|picture|photo|icon|banner)?|\S+\.(png|jpe?g|gif)", logo.alt, re.IGNORECASE
    ):
        hint = Reason(f"Say what it shows, such as: {context.publication.publisher}.")
        yield Violation(("logo", "alt"), f"'{logo.alt}' does not say what the picture shows", hint)


@publication_rule(
    "image.missing",
    Severity.ERROR,
    bad=Example(publication=(_LOGO % "The Board's swan on water").replace("file = ", "file = @@")),
    good=_write_logo(),
)
def find_missing_pictures(context: PublicationContext) -> Iterator[Violation]:
    """A picture that is not where the settings say, or is damaged, is missing from every e-mail and page."""
    logo, (_, made) = context.publication.logo, context.logo
    if logo and isinstance(made, PictureError):
        yield Violation(("logo", "file"), f"the picture {logo.file} {made}", made.hint)


_FONT = '[look]\nfont = "fonts/swan.ttf"\n'


@publication_rule(
    "image.font",
    Severity.ERROR,
    bad=Example(publication=_FONT.replace("font = ", "font = @@")),
    good=Example(publication=_FONT, files={"fonts/swan.ttf": load_font("NotoSans-Bold.ttf").content}),
)
def find_missing_fonts(context: PublicationContext) -> Iterator[Violation]:
    """Without its font, the picture beside links to an issue is in other letters, or without words in its script."""
    font = context.publication.look.font
    if font is None or context.root is None or find_missing("images"):
        return
    try:
        find_own_font(font, Pictures(context.root))
    except PictureError as error:
        yield Violation(("look", "font"), f"the file {font} {error}", error.hint)


@publication_rule("image.heavy", Severity.WARNING, bad=_mark(_write_heavy_logo(), "file"), good=_write_logo())
def find_heavy_pictures(context: PublicationContext) -> Iterator[Violation]:
    """A heavy picture is paid for by readers on the move, and comes late."""
    variant, made = context.logo
    if variant and isinstance(made, bytes) and len(made) > variant.heaviest:
        message = f"the picture {variant.source.file} has {len(made) // 1000:,} KB in each e-mail"
        plenty = f"{variant.heaviest // 1000} KB are plenty for a logo."
        hint = Reason(f"Draw it with fewer colours and no shadows: {plenty}")
        yield Violation(("logo", "file"), message, hint)


@publication_rule("image.small", Severity.WARNING, bad=_mark(_write_logo(width=100), "file"), good=_write_logo())
def find_small_pictures(context: PublicationContext) -> Iterator[Violation]:
    """A picture with fewer pixels than it is shown with is blurred, on good screens from half of that on."""
    variant, _ = context.logo
    if variant and variant.width < variant.place:
        message = f"{variant.source.file} is {variant.width} pixels wide, and shown {variant.place} wide"
        yield Violation(("logo", "file"), message, f"Use one that is {2 * variant.place} pixels wide.")


_PICTURE_BLOCK = """
blocks:
  - type: image
    file: @@images/pond.png
    alt: The pond in April
"""


@issue_rule(
    "picture.file",
    Severity.ERROR,
    bad=_PICTURE_BLOCK,
    good=Example(issue=_PICTURE_BLOCK.replace("@@", ""), files={"images/pond.png": partial(make_png, 1200, 600)}),
    waivable=False,
)
def find_unusable_pictures(context: IssueContext) -> Iterator[Violation]:
    """A picture that is missing, damaged or never stops moving reaches readers as a gap, or worse."""
    faults = context.pictures.faults if context.pictures else {}
    for path, picture in context.described if faults else ():
        for name, file in (("file", picture.file), ("dark", picture.dark)):
            if error := faults.get(file or ""):
                yield Violation((*path, name), f"the picture {file} {error}", error.hint, words=str(file))


@issue_rule(
    "image.in-text",
    Severity.WARNING,
    bad="""
intro: "![@@The pond in April](https://example.org/pond.jpg)"
""",
    good="""
intro: "[The pond in April](https://example.org/pond.jpg)"
""",
)
def find_pictures_in_texts(context: IssueContext) -> Iterator[Violation]:
    """Texts hold no pictures: readers get a link with a stray sign before it."""
    for text in context.texts:
        for found in _PICTURE.finditer(text.words) if text.is_markdown else ():
            remedy = f"Leave the ! out, and name what the link leads to: [{found[1]}](https://…)"
            hint = Reason("", remedy, "Delete it, and add a picture with + instead.")
            yield Violation(text.path, f"'![{found[1]}]' is a picture; texts cannot have any", hint, words=found[1])
