"""People, what they do, and how to reach them. Data only."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.pictures import Picture
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import (
    Data,
    Email,
    Heading,
    HttpsUrl,
    MarkdownLine,
    document_error,
    matching,
    read_typed_number,
)
from newsletter.errors import Reason
from newsletter.languages.wording import Wording

_FEWEST_DIGITS, _MOST_DIGITS = 3, 15
"""Of a telephone number: from 112 to the longest of ITU-T E.164."""

_check_signs = matching(
    r"\+?[0-9 ()./\u00a0\u2011-]+",
    "phone.form",
    "'{text}' is not a telephone number",
    Reason(
        "Write digits, with spaces as you like: 020 7946 0000 or +44 20 7946 0000.",
        "Hours and extensions belong in note.",
        "Hours and extensions belong in its note.",
    ),
)


def _check_phone(phone: str) -> str:
    digits = sum(letter.isdigit() for letter in _check_signs(phone))
    if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS:
        message = f"a telephone number has {_FEWEST_DIGITS} to {_MOST_DIGITS} digits, and this one has {digits}"
        raise document_error("phone.form", message, "Correct the number.")
    return phone


def _require_text(phone: object) -> object:
    typed = read_typed_number(phone)
    if typed is not phone and not getattr(phone, "written", ""):
        raise document_error(
            "phone.form", "this is read as a number", Reason("", f'Put it in quotes: "{typed}"', "Type it again.")
        )
    return typed


Phone = Annotated[
    str, Field(max_length=40), BeforeValidator(_require_text, json_schema_input_type=str), AfterValidator(_check_phone)
]
"""A telephone number as people write it."""


class Person(Data):
    """One person: a name, what they do, and ways to reach them."""

    name: Annotated[Heading, Role.NAME]
    """The name."""
    role: Heading | None = None
    """What this person does: Clerk"""
    phone: Phone | None = None
    """The telephone number as people write it: 020 7946 0000"""
    email: Email | None = None
    """The e-mail address."""
    url: HttpsUrl | None = None
    """A page about this person, or to write to them."""
    note: MarkdownLine | None = None
    """One line more, such as when to ring: Weekdays, 9 to 1"""
    portrait: Picture | None = None
    """A picture of this person, shown small and round beside the name. Beside a name it is decorative: true."""

    def name_page(self, wording: Wording) -> str:
        """Return the words of the link to ``url``."""
        return wording.gettext("{name} on the web", name=self.name)

    @property
    def dialled(self) -> str:
        """The telephone number as a telephone dials it, for a tel: link (RFC 3966): without the 0 in +44 (0)20."""
        number = self.phone or ""
        number = number.replace("(0)", "") if number.startswith("+") else number
        return re.sub(r"[^+0-9]", "", number)


class People(Block):
    """People to turn to or to get to know."""

    example = """\

- type: people
  title: Who to ring
  people:
    - name: The name of a person
      role: Clerk
      phone: "020 7946 0000"
      email: clerk@example.org
      note: Weekdays, 9 to 1"""

    type: Literal["people"] = "people"
    title: Heading
    """The heading."""
    people: tuple[Person, ...] = Field(min_length=1, max_length=40)
    """The people, in the order in which they are shown."""
