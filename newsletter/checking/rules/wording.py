"""Rules about words: the publication's own spelling, what was left to be filled in, capitals and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from newsletter.checking.analysis.abbreviations import SHORT, find_explained
from newsletter.checking.analysis.word_lists import find_own_words, read_words
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.checking.replacements import match_case
from newsletter.checking.texts import WrittenText
from newsletter.documents.text_kinds import Role
from newsletter.errors import Reason, Severity

LONGEST_ABBREVIATION = 3
"""Letters; two longer words in capitals are no abbreviations."""

FEWEST_SHOUTED = 3
"""Words in capitals, one of them as small as THE, that are more than an abbreviation or two."""


HOUSE_SPELLING = "words.house-spelling"


@issue_rule(
    HOUSE_SPELLING,
    Severity.WARNING,
    bad="""
intro: @@Re-launch after Covid-19.
""",
    good="""
intro: The relaunch after COVID-19.
""",
    stage=Stage.BUILD,
)
def find_unwanted_spellings(context: IssueContext) -> Iterator[Violation]:
    """A newsletter that spells a word one way reads as if one person wrote it, and one search finds it."""
    wanted = context.publication.house_dictionary
    lowered_text = context.whole_text.lower()
    written = [form.lower() for form in wanted if form.lower() in lowered_text]
    if not written:
        return  # so it is with most issues
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(_match_form, wanted))})(?!\w)")
    for text in context.texts:
        spoken = text.spoken
        lowered = spoken.lower()
        for found in dict.fromkeys(pattern.findall(spoken)) if any(form in lowered for form in written) else ():
            spelling = find_spelling(found, wanted)
            if found != spelling:
                right = (match_case(found, spelling),)
                yield Violation(text.path, f"it says '{found}'", words=found, replacements=right)


def _match_form(form: str) -> str:
    """Match a form in small letters however it is written, at the start of a sentence too; any other as it stands."""
    return f"(?i:{re.escape(form)})" if form.islower() else re.escape(form)


def find_spelling(found: str, wanted: Mapping[str, str]) -> str:
    """Return what the publication writes in the place of a form."""
    return wanted.get(found) or next(spelling for form, spelling in wanted.items() if form == found.lower())


@issue_rule(
    "words.placeholder",
    Severity.UNFINISHED,
    bad="""
intro: The hall opens at [time @@TK].
""",
    good="""
intro: The hall opens at nine.
""",
)
def find_placeholders(context: IssueContext) -> Iterator[Violation]:
    """What was left to be filled in goes out to everybody as it stands."""
    lowered = context.whole_text.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return
    for text in context.texts:
        for found in dict.fromkeys(match[0] for match in _PLACEHOLDER.finditer(text.words)):
            hint = "Write what is meant, or leave it out."
            yield Violation(text.path, f"'{found}' is still to be filled in", hint, words=found)


_SIGNS = ("tk", "xx", "[", "???", "todo", "fixme", "lorem", "insert ", " here", "dd/mm")
"""One of these is in every placeholder."""

_PLACEHOLDER = re.compile(
    r"\bTK(?:TK)*\b(?!\s+[A-Z])|\b[Ll]orem(?: ipsum)?\b|\bLOREM\b|\bXXX+\b|[£$€]XX?\b|\bDD/MM/YYYY\b|"
    r"(?<!Volume )(?<!Part )(?<!Chapter )\bXX\b(?! (?:chromosome|century))|"
    r"\[(?![^\]]{0,60}(?:withheld|redacted|removed|changed|omitted))"
    r"(?i:TBC|TBA|insert|add|your|date|name|link|xx+|\.\.\.|…)[^\]\n]{0,40}\](?!\()|\?\?\?+|\bTODO\b|\bFIXME\b|"
    r"\b(?i:insert|add) (?:name|date|link|text) here\b|\b(?i:name|date|link|text|image) goes here\b"
)


@issue_rule(
    "words.apostrophe-plural",
    Severity.WARNING,
    bad="""
intro: Two new @@GP's have joined the practice.
""",
    good="""
intro: Two new GPs have joined the practice. The GP's room is on the left.
""",
    language="en",
)
def find_apostrophe_plurals(context: IssueContext) -> Iterator[Violation]:
    """An apostrophe makes an owner of a word, not several of it."""
    for text in (one for one in context.texts if "'s" in one.spoken or "’s" in one.spoken):
        for found in dict.fromkeys(
            next(filter(None, match.groups())) for match in _APOSTROPHE_PLURAL.finditer(text.spoken)
        ):
            plural = re.sub("['’]", "", found)
            message = f"it says '{found}' where several are meant"
            yield Violation(text.path, message, words=found, replacements=(plural,))


_APOSTROPHE_PLURAL = re.compile(
    r"\b(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Mm]any|[Ss]everal|[Aa]ll|[Ff]ew|"
    r"[Ss]ome|[Tt]hese|[Tt]hose|[Bb]oth|\d+)(?: (?:new|more|other|local|the|of the))? ([A-Z]{2,5}['’]s)"
    r"(?= (?:have|are|were|and|who|that|will|can|must|should|in|on|at|to|from)\b|[.,;:!?]|$)|\b((?:19|20)?\d0['’]s)\b|"
    r"\b([A-Z]{2,5}['’]s)(?= (?:are|were|have)\b)|"
    r"(?<!\b[Tt]he )(?<!\b[Aa]n )(?<!\b[Aa] )(?<!\b[Oo]ur )(?<!\beach )(?<!\bevery )\b([A-Z]{2,5}['’]s)(?=,)"
)


@issue_rule(
    "words.all-caps",
    Severity.WARNING,
    bad="""
intro: @@PLEASE READ THIS NOTICE before you come.
""",
    good="""
intro: "**Please read this notice** before you come to the offices."
""",
)
def find_shouting(context: IssueContext) -> Iterator[Violation]:
    """Words in capitals are slow to read, sound like shouting, and some screen readers spell them out."""
    for text in context.texts:
        for found in _find_loud(text.spoken, context.publication.glossary):
            shouted = found[0].strip()
            yield Violation(text.path, f"'{shouted}' is all in capitals", _SMALL, words=shouted)


def _find_loud(text: str, known: Collection[str]) -> Iterator[re.Match[str]]:
    """Yield runs of capitals that are words: two long ones, or three of which one is a small word made large."""
    for found in _CAPITALS.finditer(text):
        words = [word for word in re.findall(r"[A-Z]{2,}", found[0]) if word not in known]
        is_said = len(words) >= FEWEST_SHOUTED and not _EMPHASISED.isdisjoint(words)
        if is_said or sum(len(word) > LONGEST_ABBREVIATION for word in words) > 1:
            yield found


_SMALL = "Write it small; use ** ** for emphasis."
_CAPITALS = re.compile(r"(?<![\w'’-])[A-Z][A-Z'’]+(?:[ -]+[A-Z][A-Z'’]*)+(?![\w-])")
_EMPHASISED = read_words("emphasised")
"""Small words that are written in capitals for emphasis, and are not abbreviations."""


@issue_rule(
    "words.abbreviation",
    Severity.WARNING,
    bad="""
intro: Ask the @@QZB for a form.
""",
    good="""
intro: Ask the quayside business board (QZB) for a form. The QZB answers within a week.
""",
    language="en",
)
def find_unexplained_abbreviations(context: IssueContext) -> Iterator[Violation]:
    """An abbreviation that is never explained shuts out new readers."""
    known = {part for word in find_own_words(context.publication) for part in re.findall(r"\w+", word)}
    known |= _EVERYDAY | _EMPHASISED
    explained = find_explained(context.whole_text)
    told: set[str] = set()
    for text in context.texts:
        loud = {at for found in _find_loud(text.spoken, context.publication.glossary) for at in range(*found.span())}
        for found in _ABBREVIATION.finditer(text.spoken):
            short, is_loud = found[1], found.start() in loud
            if short in known or short in told or is_loud or _is_code(text, short):
                continue
            told.add(short)
            if short not in explained:
                hint = Reason(
                    f"Write it out at its first use, or add {short} to the",
                    "[glossary] in newsletter.toml.",
                    "newsletter's glossary.",
                )
                meant = _find_meant(short, context.publication.glossary)
                yield Violation(text.path, f"'{short}' is not explained", hint, words=short, replacements=meant)


def _find_meant(short: str, glossary: Collection[str]) -> tuple[str, ...]:
    """Return the abbreviation of the glossary that has the same letters in another order."""
    return tuple(known for known in glossary if known != short and sorted(known) == sorted(short))[:1]


_ABBREVIATION = re.compile(rf"(?<![\w@/.#&-])({SHORT})(?:s|['’]s)?(?![\w@]|[/.-]\w)")
_EVERYDAY = read_words("abbreviations")
"""Abbreviations that most readers in Britain know better than their long forms."""


def _is_code(text: WrittenText, short: str) -> bool:
    """Tell whether it is a name: a letter and a number, or a label."""
    return bool(re.search(r"\d", short)) or text.role is Role.LABEL
