"""A publication in Welsh and English, facts invented, and the files of it that tests change."""

from __future__ import annotations

from pathlib import Path

from newsletter.loading import LoadedIssue, LoadedPublication, load_publication, parse_issue

PERIOD = "2026-11"
NAME = f"issues/{PERIOD}.yaml"

PUBLICATION = """\
uuid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
title = { en = "Aberdewi Council News", cy = "Newyddion Cyngor Aberdewi" }
publisher = { en = "Aberdewi Town Council", cy = "Cyngor Tref Aberdewi" }
description = { en = "What the council does.", cy = "Gwaith y cyngor." }
base_url = "https://news.example.org"
unsubscribe_url = "https://news.example.org/leave"
language = "en-GB"
[languages]
all = ["cy", "en-GB"]
send_as = "SEND_AS"
[sender]
name = { en = "Aberdewi Town Council", cy = "Cyngor Tref Aberdewi" }
email = "news@example.org"
address = { en = "Town Hall, 1 High Street, Aberdewi", cy = "Neuadd y Dref, 1 Y Stryd Fawr, Aberdewi" }
[themes.parks]
label = { en = "Parks", cy = "Parciau" }
facet = "work"
"""

ISSUE = """\
period: 2026-11
title: {en: News for November, cy: Newyddion mis Tachwedd, of: 36e6dea9}
subject: {en: The library opens again, cy: Mae'r llyfrgell yn agor eto, of: 12b48e0d}
preheader:
  en: The roof is mended, and the doors open on Monday morning.
  cy: Mae'r to wedi'i drwsio, a bydd y drysau'n agor fore Llun.
  of: bdbf646c
intro:
  en: After a winter of rain, the library is dry.
  cy: Wedi gaeaf gwlyb, mae'r llyfrgell yn sych.
  of: 32639075
published: 2026-11-20
status: ready
blocks:
  - type: article
    id: library
    title: {en: The library opens, cy: Mae'r llyfrgell yn agor, of: 6984feb3}
    summary: {en: The roof is mended., cy: Mae'r to wedi'i drwsio., of: 8265a3eb}
    body:
      cy: |
        Bydd y llyfrgell ar agor o **ddydd Llun**.
      en: |
        The library is open from **Monday**.
      of: c0a657c3
    themes: [parks]
"""


def write_publication(folder: Path, *, send_as: str = "one-mail", issue: str = ISSUE, changes: str = "") -> Path:
    """Write the publication with one issue into a folder, and return the folder."""
    (folder / "issues").mkdir(parents=True, exist_ok=True)
    (folder / "newsletter.toml").write_text(PUBLICATION.replace("SEND_AS", send_as) + changes, encoding="utf-8")
    (folder / NAME).write_text(issue, encoding="utf-8")
    return folder


def load(folder: Path, issue: str = ISSUE, *, send_as: str = "one-mail") -> tuple[LoadedPublication, LoadedIssue]:
    """Load the publication, and its issue in each language."""
    loaded = load_publication(write_publication(folder, send_as=send_as, issue=issue))
    return loaded, parse_issue(issue.encode(), NAME, (), None, loaded.publication.tags)
