"""Rules about words: the publication's own spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.base import Finding, Stage, Weight, issue_rule
from newsletter.checking.subjects import Reading


@issue_rule(
    "words.house-spelling",
    Weight.WARNING,
    bad="""
intro: @@Re-launch after Covid-19.
""",
    good="""
intro: The relaunch after COVID-19.
""",
    stage=Stage.BUILD,
)
def find_unwanted_spellings(reading: Reading) -> Iterator[Finding]:
    """A newsletter that spells a word one way reads as if one hand had written it, and is found by one search."""
    wanted = reading.publication.house_dictionary
    forms = wanted | {form[0].upper() + form[1:]: spelling for form, spelling in wanted.items()}
    if not any(form in reading.said for form in forms):
        return  # so it is with most issues
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, forms))})(?!\w)")
    for text in reading.texts:
        for found in dict.fromkeys(pattern.findall(text.words)):
            yield Finding(text.path, f"it says '{found}'", f"This publication writes '{forms[found]}'.")
