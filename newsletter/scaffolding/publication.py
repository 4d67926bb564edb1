"""A new publication: a newsletter.toml that already builds, with comments on what to replace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from newsletter.documents.format_version import FORMAT
from newsletter.documents.packs import find_packs
from newsletter.documents.periods import EXAMPLES, Kind
from newsletter.documents.publication import Publication
from newsletter.loading import parse_publication


@dataclass(frozen=True, slots=True)
class NewPublication:
    """A publication to begin with, and its files by their paths in its folder."""

    publication: Publication
    files: dict[str, bytes]


_STARTER = """\
#:schema issues/publication.schema.json

# Your newsletter: everything that stays the same from one issue to the next.
# A line that starts with # is a note for you; the program ignores it. Put text in quotes.
# Never write a password or a key in this file: those belong in the environment.

# The version of the format of this file and your issues. Leave it as it is: the program changes it if necessary.
format = {format}

# The unique id of this newsletter. Feed readers identify it by this: never change it.
uuid = "{uuid}"

# The name on every e-mail, page and feed; who publishes it; and one sentence that describes it.
title = {title}
publisher = {title}
description = {description}
{packs}
# The language of your text (en-GB, en-US, cy, de …). What the program adds, such as "Read this issue on the web", is
# in it too if it is Arabic, English, French, German, Polish or Welsh, and otherwise in English. Then the time zone and
# the local time at which issues go out.
language = "en-GB"
time_zone = "Europe/London"
publish_time = 09:00:00

# Straight quotation marks, ... and -- become those of print, by the language. Write false to keep what you type.
smart_punctuation = true

# PLACEHOLDERS, here and under [sender]: no e-mail reaches example.org. Replace them with your own before you send.
base_url = "https://news.example.org"                      # where the pages and feeds will be
unsubscribe_url = "https://news.example.org/unsubscribe"   # where readers unsubscribe
# subscribe_url = "https://news.example.org/subscribe"     # where readers sign up, once there is a page

# Who the e-mail is from, where replies go, and the postal address that every e-mail must show.
[sender]
name = {title}
email = "news@example.org"
reply_to = "editor@example.org"
address = "Postal address to be added"

# What each issue is of: day, week, month, quarter, season or number. Its file is named after it: {example}.yaml
# It goes out on the first or the last day of that, or after it; with on = "Friday", on the first or the last Friday of
# it, or the first one after it. An issue can state another day.
[rhythm]
every = "{every}"
{published}

# A logo, served from your own site: delete the # of each line, and put the picture into this folder.
# [logo]
# file = "logo.png"
# alt = "What the picture shows"
# width = 160
# height = 60

# The look: quayside (calm), lychgate (warm) or benchtop (crisp). You can add here what should be different:
# masthead = "band", "plate" or "slab", body = "serif" or "sans", and radius = 0 to 24 (how round corners are).
[look]
name = "quayside"

# The colours, for light and for dark mode, are all made from this one, as # and six digits. Put your own colour here.
# To choose another by hand, name it under [palette.light] or [palette.dark], such as paper = "#ffffff".
[palette]
accent = "#1f4e79"

# Abbreviations that need to be explained: each is spelt out where it is first used.
[glossary]
# AGM = "annual general meeting"

# Spellings to avoid, each with the one to use instead.
[house_dictionary]
# "e-newsletter" = "newsletter"

# Names and words that are spelt correctly but are not in the dictionary.
[checks]
words = []

# The mailing service that sends. "outbox" sends nothing: it writes the finished message to the folder outbox/.
# To list the others: {program} providers
[provider]
name = "outbox"
"""


_PACKS = """
# The packs that this newsletter uses, each with the blocks, rules and words of one field of work.
packs = {}
"""


_PUBLISHED = (
    'published = "after"   # or "first", or "last"\n# on = "Friday"',
    '# on = "Friday"',
)
"""The rest of the rhythm, and that of numbers, which have no days."""


def make_publication(
    title: str, uuid: UUID, program: str = "newsletter", packs: tuple[str, ...] = (), every: Kind = "month"
) -> tuple[Publication, bytes]:
    """Make the publication of this title, and return it with its file; ``program`` is the command that the user types.

    Raises:
        ProblemsFoundError: the title is not valid.
        PluginError: there is no such pack, or it cannot be used.
    """
    used = find_packs(packs)
    words = _STARTER.format(
        format=FORMAT,
        uuid=uuid,
        title=quote_toml(title),
        description=quote_toml(f"What is new: {title}"),
        packs=_PACKS.format(json.dumps([pack.name for pack in used])) if used else "",
        program=program,
        every=every,
        example=EXAMPLES[every],
        published=_PUBLISHED[every == "number"],
    )
    starters = [pack.starter.read_text(encoding="utf-8") for pack in used if pack.starter]
    content = "\n".join([words, *starters]).encode(errors="backslashreplace")
    return parse_publication(content).publication, content


def quote_toml(text: str) -> str:
    """Return a text as a basic string of TOML 1.0."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
