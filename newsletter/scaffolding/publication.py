"""The beginning of a newsletter: a newsletter.toml that builds as it is, and says what to put in the place of what."""

from __future__ import annotations

import json
from uuid import UUID

from newsletter.documents.format_version import FORMAT
from newsletter.documents.packs import find_packs
from newsletter.documents.publication import Publication
from newsletter.loading import parse_publication

_STARTER = """\
#:schema issues/publication.schema.json

# Your newsletter: everything that stays the same from one issue to the next.
# A line that starts with # is a note for you; the program does not read it. Write words in quotes.
# Never write a password or a key into this file: those belong in the environment.

# The version of the format that this file and your issues are written in. Leave it: the program changes it, if need be.
format = {format}

# The fixed number of this newsletter, made for it alone. Feed readers know it by this: never change it.
uuid = "{uuid}"

# The name on every e-mail, page and feed; who publishes it; and one sentence that says what it is.
title = {title}
publisher = {title}
description = {description}
{packs}
# The language of your text (en-GB, en-US, cy, de …); what the program adds, such as "Read this issue on the web", stays
# English. Then the zone whose clock decides when an issue goes out, and the hour.
language = "en-GB"
time_zone = "Europe/London"
publish_time = 09:00:00

# PLACEHOLDERS, here and under [sender]: no mail reaches example.org. Put your own in their place before you send.
base_url = "https://news.example.org"                      # where the pages and feeds will live
unsubscribe_url = "https://news.example.org/unsubscribe"   # where a reader stops the e-mails
# subscribe_url = "https://news.example.org/subscribe"     # the sign-up page, once there is one

# Who the e-mail is from, where an answer goes, and the postal address that every e-mail must show.
[sender]
name = {title}
email = "news@example.org"
reply_to = "editor@example.org"
address = "Postal address to be added"

# A logo, served from your own site: take the # away, and put the picture into this folder.
# [logo]
# file = "logo.png"
# alt = "What the picture shows"
# width = 160
# height = 60

# The colours, as # and six digits. Readers whose device is set to dark get the second set.
#   page: the ground behind everything    paper: the sheet below the text    note: the ground of framed notes
#   text: ordinary text    muted: small print    accent: links and buttons    on_accent: words on a button
#   rule: thin lines
# Begin with accent, in both. A colour that is hard to read is refused, with one that would do.
[palette.light]
page = "#eef1f4"
paper = "#ffffff"
text = "#1c2329"
muted = "#56616b"
accent = "#1f4e79"
on_accent = "#ffffff"
rule = "#c5ccd3"
note = "#e6eef6"

[palette.dark]
page = "#12161a"
paper = "#1a2026"
text = "#e7eaed"
muted = "#a6b0b9"
accent = "#9cc4ea"
on_accent = "#0f2438"
rule = "#444f59"
note = "#1f2c38"

# Abbreviations that need to be explained: each is spelt out where it first comes up.
[glossary]
# AGM = "annual general meeting"

# Spellings to avoid, each with the one to use instead.
[house_dictionary]
# "e-newsletter" = "newsletter"

# Names and words that are right as they are, though a dictionary does not have them.
[checks]
words = []

# Which mailing service sends. "outbox" sends nothing: it writes the finished message into the folder outbox/.
# The others are listed by: {program} providers
[provider]
name = "outbox"
"""


_PACKS = """
# What this newsletter is about: the packs that it uses, each with the blocks, rules and words of one field.
packs = {}
"""


def make_publication(
    title: str, uuid: UUID, program: str = "newsletter", packs: tuple[str, ...] = ()
) -> tuple[Publication, bytes]:
    """Write the publication of this title, and return it with the bytes of its file; ``program`` is how we are called.

    Raises:
        ProblemsFoundError: this cannot be a title.
        PluginError: there is no such pack, or it cannot be used.
    """
    used = find_packs(packs)
    words = _STARTER.format(
        format=FORMAT,
        uuid=uuid,
        title=_quote(title),
        description=_quote(f"What is new: {title}"),
        packs=_PACKS.format(json.dumps([pack.name for pack in used])) if used else "",
        program=program,
    )
    starters = [pack.starter.read_text(encoding="utf-8") for pack in used if pack.starter]
    content = "\n".join([words, *starters]).encode(errors="backslashreplace")
    return parse_publication(content).publication, content


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
