"""A picture as editors describe it: a file of the publication, and words for readers who do not see it. Data only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StrictInt, model_validator

from newsletter.documents.values import LONGEST_SENTENCE, Data, HttpsUrl, MarkdownLine, PlainText, document_error
from newsletter.errors import Reason

_FILE = r"images/([A-Za-z0-9_][A-Za-z0-9._-]*/)*[A-Za-z0-9_][A-Za-z0-9._-]*\.(?i:jpe?g|png|gif|webp|svg)"
_FILE_NAME = re.compile(
    r"\S+\.(jpe?g|png|gif|webp|svg|heic|tiff?)|(img|dsc|dscn|pxl|image|photo)[ _-]?\d+", re.IGNORECASE
)
_IMAGE_OF = re.compile(
    r"(an? |the )?(image|picture|photo|photograph|graphic|illustration|drawing|screenshot)( of\b.*)?", re.IGNORECASE
)
_HELP = Reason(
    "Write what a reader who cannot see it needs to know: Two neighbours on the new bench.",
    "If it adds nothing to the text, write decorative: true instead.",
    "If it adds nothing to the text, say that it is decoration.",
)
_CHOOSE = Reason(
    "Save it", "in the folder images, and write its name: images/fete.jpg", "here, and choose it with its button."
)
_CHOOSE_THERE = Reason("", "Put it there, and write its name: images/fete.jpg", "Choose it with its button.")


def _check_file(file: str) -> str:
    if re.fullmatch(_FILE, file):
        return file
    if "://" in file or file.startswith("//"):
        message, hint = (
            "'{text}' is on another site",
            _CHOOSE,
        )
    elif not file.startswith("images/"):
        message, hint = (
            Reason("'{text}' is not", "in the folder images", "among the pictures of this newsletter"),
            _CHOOSE_THERE,
        )
    else:
        message = "'{text}' cannot be a picture"
        hint = Reason(
            "Use a JPEG, PNG, GIF, WebP or SVG file",
            "with a name of letters, digits, - and _: images/fete.jpg",
            ": choose it with its button.",
        )
    raise document_error("picture.file", message, hint, text=file)


def _check_alt(alt: str) -> str:
    if _FILE_NAME.fullmatch(alt):
        raise document_error("picture.alt", "'{text}' is the name of a file", _HELP, text=alt, words=alt)
    if _IMAGE_OF.match(alt) and re.match(r"(?i)(an? |the )?\w+( of\b|$)", alt):
        raise document_error(
            "picture.alt",
            "'{text}' says that it is a picture, which readers are told anyway",
            _HELP,
            text=alt,
            words=alt,
        )
    return alt


PictureFile = Annotated[
    str, Field(max_length=250), AfterValidator(_check_file), Field(json_schema_extra={"pattern": "^images/"})
]
AltText = Annotated[PlainText, Field(max_length=LONGEST_SENTENCE), AfterValidator(_check_alt)]


class Focus(Data):
    """The point of a picture that stays in every crop, in per cent of its width and height."""

    x: StrictInt = Field(title="From the left, in per cent", default=50, ge=0, le=100)
    """From the left: 0 to 100."""
    y: StrictInt = Field(title="From the top, in per cent", default=50, ge=0, le=100)
    """From the top: 0 to 100."""


class Picture(Data):
    """A picture of the publication's folder images."""

    file: PictureFile
    """The file: images/fete.jpg"""
    alt: AltText | None = None
    """What it shows, for readers who cannot see it (WCAG 2.2, 1.1.1)."""
    decorative: bool = False
    """Whether it adds nothing to the text, so that screen readers pass over it: true"""
    caption: MarkdownLine | None = None
    """The line below it."""
    credit: PlainText | None = None
    """Who made it: Photo: A. Reader"""
    url: HttpsUrl | None = None
    """Where a click on it leads."""
    focus: Focus = Field(default=Focus(), title="Point to keep in view")
    """The point that stays in every crop: {x: 50, y: 30}"""
    dark: PictureFile | None = Field(default=None, title="File for dark mode")
    """Another file for readers in dark mode."""

    @model_validator(mode="after")
    def _require_words(self) -> Self:
        if self.alt is None and not self.decorative:
            raise document_error(
                "picture.words",
                Reason("", "alt is missing: what the picture shows", "it does not say what the picture shows"),
                Reason("", f"Add alt. {_HELP}", _HELP.in_page),
            )
        if self.alt is not None and self.decorative:
            raise document_error(
                "picture.words",
                "a decorative picture has no alt text",
                Reason(
                    "",
                    "Keep alt, or decorative: true, not both.",
                    "Delete the words, or say that it is not only decoration.",
                ),
            )
        if self.decorative and self.url:
            hint = Reason(
                "",
                "Write in alt where the link leads, instead of decorative: true.",
                "Write where the link leads, as what the picture shows.",
            )
            raise document_error("picture.words", "a picture that is a link needs an alt text", hint)
        return self

    @property
    def words(self) -> str:
        """The alternative text; empty for a decorative picture."""
        return self.alt or ""


def walk_pictures(part: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Picture]]:
    """Yield every picture in a part of a document with its path in it."""
    if isinstance(part, Picture):
        yield path, part
    elif isinstance(part, Data):
        values = part.__dict__
        yield from _walk_inside([(name, values[name]) for name in _list_fields(type(part))], path)
    elif isinstance(part, tuple):
        yield from _walk_inside(enumerate(part), path)


def _walk_inside(
    values: Iterable[tuple[str | int, object]], path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Picture]]:
    for step, value in values:
        if isinstance(value, (Data, tuple)):  # most are texts
            yield from walk_pictures(value, (*path, step))


@cache
def _list_fields(model: type[Data]) -> tuple[str, ...]:
    """Return the names of a model's fields, for which Pydantic takes as long as for all else here."""
    return tuple(model.model_fields)
