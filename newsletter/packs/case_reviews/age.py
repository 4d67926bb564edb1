"""An age as it was stated: weeks and months matter for infants. Data only."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import Field, StrictInt, model_validator

from newsletter.documents.values import Data, document_error
from newsletter.errors import Reason
from newsletter.languages.wording import Wording, mark_plural


class Age(Data):
    """An age as stated; the unit is kept, because weeks and months matter for infants."""

    value: StrictInt = Field(ge=0, le=130)
    """A whole number."""
    unit: Literal["days", "weeks", "months", "years"]
    """The unit of the number."""

    @model_validator(mode="before")
    @classmethod
    def _explain_shape(cls, value: Any) -> Any:  # noqa: ANN401  # raw input can be anything
        if isinstance(value, (str, int, float)):
            number = re.match(r"\d+", str(value))
            typed = f"Write: age: {{value: {number[0] if number else _spelt(value)}, unit: years}}"
            hint = Reason("", typed, "Write the number, and choose years or months beside it.")
            raise document_error("age.form", "'{text}' is not a number of years", hint, text=str(value))
        return value

    def __str__(self) -> str:
        return f"{self.value} {self.unit[:-1] if self.value == 1 else self.unit}"

    def describe(self, wording: Wording) -> str:
        """Return how old that is, in words."""
        one, many = _AGES[self.unit]
        return wording.ngettext(one, many, self.value)

    @property
    def years(self) -> float:
        """The age in years."""
        return self.value / {"days": 365, "weeks": 52, "months": 12, "years": 1}[self.unit]


_AGES = {
    "days": mark_plural("{count} day old", "{count} days old"),
    "weeks": mark_plural("{count} week old", "{count} weeks old"),
    "months": mark_plural("{count} month old", "{count} months old"),
    "years": mark_plural("{count} year old", "{count} years old"),
}


def _spelt(value: object) -> int:
    """Return the value of a number word, so that a hint can suggest the digit; 7 if the word is unknown."""
    words = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    return dict(zip(words.split(), range(1, 18), strict=True)).get(str(value).strip().lower(), 7)
