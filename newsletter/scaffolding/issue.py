"""A new issue: a draft for a month that already builds, with comments on everything that an editor may add."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsletter.documents.blocks.contacts import Contacts
from newsletter.documents.dates import MONTHS
from newsletter.documents.packs import collect_blocks
from newsletter.documents.publication import Publication
from newsletter.scaffolding.draft import Draft
from newsletter.scaffolding.instructions import choose_caution, format_day
from newsletter.scaffolding.yaml_writer import format_yaml

_PERIOD = re.compile(r"([12][0-9]{3})-(0[1-9]|1[0-2])")
_LAST_MONTH = 12
_LAST_YEAR = 2999

_STEPS = """\
The issue of {month}. Lines that start with # are notes to you; readers never see them.
  1. Replace the words below with your own. To use a line, delete its # and the space after it.
  2. See it: {program} preview shows it whenever you save, and says what is missing.
  3. {day}
  4. When it is right, write status: ready"""

_LINES = """\
Both of these show on locked phones: {caution}.
subject: The line that readers see in their inbox
preheader: The words that inboxes show after the subject"""

_MORE = "More blocks. Each begins with a dash in this column, and everything below it is indented by two more spaces."


def choose_examples(publication: Publication) -> str:
    """Return examples of the other blocks that this publication can use, as text for comments.

    ``MONTH`` in them is the month in which the issue goes out.
    """
    blocks = [block for block in collect_blocks(publication.packs).values() if block.example]
    blocks = [block for block in blocks if block is not Contacts or publication.support_contacts]
    return "\n\n".join([_MORE, *(block.example for block in blocks)])


def find_next_period(names: Iterable[str], today: str) -> str:
    """Return the month after the newest of these issues, or ``today`` if there is none.

    ``today`` is a period too. Names that are not periods are ignored.
    """
    periods = [name for name in names if _PERIOD.fullmatch(name)]
    if not periods:
        return today
    year, month = map(int, max(periods).split("-"))
    later = (year, month + 1) if month < _LAST_MONTH else (year + 1, 1)
    return f"{min(later[0], _LAST_YEAR)}-{later[1]:02}"


def make_blank_issue(period: str, publication: Publication, program: str = "newsletter") -> bytes:
    """Make the draft for a month; ``program`` is the command that the user types."""
    year, number = period.split("-")
    month = f"{MONTHS[int(number) - 1]} {year}"
    draft = Draft({"period": period, "title": f"{publication.title}, {month}", "intro": "[add what this issue brings]"})
    draft.data["status"] = "draft"
    draft.add_block({"type": "text", "title": "[add a heading]", "body": "[add what readers should know]"})
    draft.say(("intro",), _LINES.format(caution=choose_caution(publication)))
    steps = _STEPS.format(month=month, day=format_day(period), program=program)
    written = format_yaml(draft.data, draft.comments, steps).decode()
    later = choose_examples(publication).replace("MONTH", find_next_period([period], ""))
    examples = (f"  # {line}".rstrip() for line in later.splitlines())
    return (written + "\n" + "\n".join(examples) + "\n").encode()
