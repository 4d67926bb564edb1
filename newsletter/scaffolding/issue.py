"""A new issue: a draft that already builds, with comments on everything that an editor may add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from newsletter.documents.blocks import Section
from newsletter.documents.blocks.contacts import Contacts
from newsletter.documents.blocks.text import Text
from newsletter.documents.dates import name_period
from newsletter.documents.languages import OF, name_key
from newsletter.documents.packs import collect_blocks
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.rendering.words import choose_wording
from newsletter.scaffolding.draft import begin_draft
from newsletter.scaffolding.instructions import choose_caution, format_day
from newsletter.scaffolding.languages import say_in_each_language
from newsletter.scaffolding.yaml_writer import format_yaml
from newsletter.translations import SHOWN, digest_text

PLACEHOLDER: Mapping[str, str] = {
    "type": "text",
    "title": "[add a heading]",
    "body": "[add what readers should know]",
}
"""The block that is there to be replaced."""

_BEFORE_EXAMPLES = 10
"""The last day of a month on which the days in examples, from the 15th on, are still well ahead."""

_STEPS = """\
The issue of {period}. Lines that start with # are notes to you; readers never see them.
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
    others = (block for block in collect_blocks(publication.packs).values() if block not in (Text, Section))
    blocks = [block for block in others if block.example]
    blocks = [block for block in blocks if block is not Contacts or publication.support_contacts]
    return "\n\n".join([_MORE, *(block.example for block in blocks)])


def _choose_month(published: date) -> str:
    """Return the month of the days in examples: that in which an issue goes out, or late in a month the next one."""
    late = published.day > _BEFORE_EXAMPLES
    return f"{published.replace(day=1) + late * timedelta(days=31):%Y-%m}"


def _make_title(period: Period, publication: Publication) -> str | dict[str, str]:
    """Return the title of an issue that has none yet, in each language of its publication."""
    hemisphere, tags = publication.rhythm.hemisphere, publication.tags
    titles = [
        f"{one.title}, {name_period(choose_wording(one), period, hemisphere)}"
        for one in (publication, *publication.others)
    ]
    if not tags:
        return titles[0]
    texts = {name_key(tag, tags): title for tag, title in zip(tags, titles, strict=True)}
    return texts | {OF: digest_text(titles[0])[:SHOWN]}


def make_blank_issue(
    period: Period,
    publication: Publication,
    program: str = "newsletter",
    *,
    day: date | None = None,
    blocks: Sequence[Mapping[str, Any]] = (PLACEHOLDER,),
) -> bytes:
    """Make the draft for a period; ``program`` is the command that the user types, ``blocks`` are what it begins with.

    It goes out on ``day`` if the rhythm of the publication gives none, as for a numbered issue or a special edition.
    """
    rhythm = publication.rhythm
    published = rhythm.find_day(period) or day
    if published is None:
        raise ValueError(period)
    draft, name = begin_draft(period, rhythm, day), name_period(choose_wording(publication), period, rhythm.hemisphere)
    title = _make_title(period, publication)
    draft.data |= {"title": title, "intro": "[add what this issue brings]", "status": "draft"}
    for block in blocks:
        draft.add_block(dict(block))
    draft.data = say_in_each_language(draft.data, publication)
    draft.say(("intro",), _LINES.format(caution=choose_caution(publication)))
    when = format_day(period, rhythm, draft.data.get("published"))
    steps = _STEPS.format(period=name, day=when, program=program)
    written = format_yaml(draft.data, draft.comments, steps).decode()
    later = choose_examples(publication).replace("MONTH", _choose_month(published))
    examples = (f"  # {line}".rstrip() for line in later.splitlines())
    return (written + "\n" + "\n".join(examples) + "\n").encode()
