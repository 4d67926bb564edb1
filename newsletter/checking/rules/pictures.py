"""Rules about the pictures of an issue: light enough, large enough, whole, and described in words of their own."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import shake_256

from newsletter.checking.analysis.images import make_png
from newsletter.checking.contexts import EmailContext, IssueContext, PublicationContext
from newsletter.checking.registry import (
    Example,
    Requirement,
    Stage,
    Violation,
    email_rule,
    issue_rule,
    publication_rule,
)
from newsletter.errors import ProblemsFoundError, Severity
from newsletter.loading import find_issue_names
from newsletter.parsing.files import read_file
from newsletter.rendering.pictures import PictureError, PictureFormat, list_beside, list_pictures

LONG_ALT = 250
"""Characters of an alternative text from which it tires who hears it: it cannot be skimmed or stopped half-way."""

_KB = 1000
_NAMED = re.compile(r"\bimages/[A-Za-z0-9._/-]+")
_WORDS = re.compile(r"\w+")
_GIF = (
    "R0lGODlhBAEEAIEAAP///wAAAAAAAAAAACH5BAAKAAAALAAAAAAEAQQAAAg2AAEIHEiwoMGDCBMqXMiwocOHECNKnEixosWLGDNq"
    "3Mixo8ePIEOKHEmypMmTKFOqXMmyZcGAACH5BAEKAAIALAAAAACCAAQAgf///wAAAAAAAAAAAAgnAAMIHEiwoMGDCBMqXMiwocOH"
    "ECNKnEixosWLGDNq3Mixo8ePGAMCADs="
)
"""An animation of two frames, 260 pixels wide; the first is white."""
_BLOCK = """
blocks:
  - type: image
    file: %simages/pond.png
    alt: The pond in April
    size: %s
"""


def _show(
    content: bytes | Callable[[], bytes], size: str = "column", file: str = "images/pond.png", mark: str = "@@"
) -> Example:
    block = (_BLOCK % (mark, size)).replace("images/pond.png", file)
    return Example(issue=block, files={file: content})


def _describe(alt: str, caption: str) -> Example:
    words = f"    alt: {alt}\n    caption: {caption}\n"
    block = (_BLOCK % ("", "column")).replace("    alt: The pond in April\n", words)
    return Example(issue=block, files={"images/pond.png": _draw_pond})


def _draw_pond() -> bytes:
    return make_png(1200, 600)


def _draw_leaves() -> bytes:
    return make_png(520, 900, shake_256(b"leaves").digest(520 * 900))


_GOOD = _show(_draw_pond, mark="")


@email_rule("picture.damaged", Severity.ERROR, bad=_show(lambda: _draw_pond()[:200]), good=_GOOD, waivable=False)
def find_damaged_pictures(context: EmailContext) -> Iterator[Violation]:
    """A file that was copied or downloaded in part shows half a picture, or none."""
    for path, variant, made in context.pictures:
        if isinstance(made, PictureError):
            yield Violation(path, f"the picture {variant.source.file} {made}", made.hint)


@email_rule(
    "picture.heavy",
    Severity.WARNING,
    bad=_show(_draw_leaves, "half"),
    good=_GOOD,
    stage=Stage.BUILD,
)
def find_heavy_pictures(context: EmailContext) -> Iterator[Violation]:
    """A heavy picture is paid for by readers on the move, and comes late or not at all."""
    for path, variant, made in context.pictures:
        if isinstance(made, bytes) and len(made) > variant.heaviest:
            message = f"{variant.source.file} has {len(made) / _KB:.0f} KB in the e-mail"
            hint = f"{variant.heaviest // _KB} KB are the most for its place. {_ADVICE[variant.kind]}"
            yield Violation(path, message, hint)


_ADVICE = {
    PictureFormat.GIF: "Save fewer frames or fewer colours, or show a still picture with a link.",
    PictureFormat.PNG: "If it is a photograph, save it as JPEG; if it is a drawing, use fewer colours and no shadows.",
    PictureFormat.JPEG: "Crop it to what matters, or choose one with less fine detail such as leaves or gravel.",
    PictureFormat.WEBP: "Crop it to what matters.",
    PictureFormat.SVG: "Draw it with fewer points.",
}


@email_rule("picture.small", Severity.WARNING, bad=_show(partial(make_png, 300, 150)), good=_GOOD)
def find_small_pictures(context: EmailContext) -> Iterator[Violation]:
    """A picture is never made larger than it is: one with few pixels leaves a gap beside it."""
    for path, variant, _ in context.pictures:
        if variant.width < variant.place:
            message = f"{variant.source.file} is {variant.width} pixels wide, and its place {variant.place}"
            hint = f"Use one that is {2 * variant.place} pixels wide, so that it is sharp on good screens too."
            yield Violation(path, message, hint)


@email_rule(
    "picture.first-frame",
    Severity.WARNING,
    bad=_show(b64decode(_GIF), "half", "images/pond.gif"),
    good=_show(partial(make_png, 520, 4), "half", mark=""),
)
def find_empty_beginnings(context: EmailContext) -> Iterator[Violation]:
    """Outlook for Windows shows the first frame of an animation and no other."""
    for path, variant, _ in context.pictures:
        if variant.source.kind is PictureFormat.GIF and variant.source.begins_empty:
            message = f"{variant.source.file} begins with an empty frame, which is all that Outlook shows"
            yield Violation(path, message, "Let the first frame say what the animation says, or put another first.")


@issue_rule(
    "picture.long-alt",
    Severity.WARNING,
    bad=_describe("@@" + "Ducks sleep on the pond. " * 11, "Our pond"),
    good=_describe("A pond with ducks on it", "Our pond"),
)
def find_long_descriptions(context: IssueContext) -> Iterator[Violation]:
    """A screen reader says an alternative text in one go: it cannot be skimmed."""
    for path, picture in context.described:
        if len(picture.words) > LONG_ALT:
            message = f"the alt text has {len(picture.words)} characters"
            yield Violation((*path, "alt"), message, f"Say it in {LONG_ALT}, and tell the rest in the text.")


@issue_rule(
    "picture.same-words",
    Severity.WARNING,
    bad=_describe("@@Ducks on the pond", "Ducks, on the *pond*."),
    good=_describe("Two ducks beside a willow", "Ducks on the pond"),
)
def find_repeated_captions(context: IssueContext) -> Iterator[Violation]:
    """Who hears both the alternative text and the caption hears the same words twice."""
    for path, picture in context.described:
        if picture.words and _simplify(picture.words) == _simplify(picture.caption or ""):
            hint = "Say in alt what the picture shows and the caption does not."
            yield Violation((*path, "alt"), "the alt text repeats the caption", hint)


def _simplify(words: str) -> list[str]:
    return _WORDS.findall(words.casefold())


@publication_rule(
    "picture.unused",
    Severity.WARNING,
    bad=Example(publication='title = @@"Digest"\n', files={"images/old.png": make_png(4, 4)}),
    good=_GOOD,
    needs=Requirement.ARCHIVE,
)
def find_unused_pictures(context: PublicationContext) -> Iterator[Violation]:
    """A picture that no issue shows is forgotten, or its name has a slip in the issue that was to show it."""
    found = set(list_pictures(context.root)) if context.root and context.has_issues else set()
    unused = sorted(found - _find_named(context)) if found else []
    if unused:
        more = f" and {len(unused) - _NAMED_AT_MOST} more" if len(unused) > _NAMED_AT_MOST else ""
        message = f"no issue shows {', '.join(unused[:_NAMED_AT_MOST])}{more}"
        yield Violation(("title",), message, "Name it in an issue, or take it out of the folder images.")


_NAMED_AT_MOST = 5


def _find_named(context: PublicationContext) -> set[str]:
    """Search the text of the files: loading a thousand issues would take seconds."""
    named: set[str] = set()
    for name in ("newsletter.toml", *find_issue_names(context.root)) if context.root else ():
        try:
            text = read_file(context.root / name, name).decode(errors="replace") if context.root else ""
        except ProblemsFoundError:
            continue  # loading it reports what is wrong
        named |= set(_NAMED.findall(text))
    return named | {beside for file in named for beside in list_beside(file)}
