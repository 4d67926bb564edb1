"""The case-reviews pack: words that blame or shame, each with words that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Severity

_NOT_OURS = r"(?![^.;]{0,60}\b(?:meetings?|conferences?|hearings?|panels?|training|courts?|courses?|school|nursery)\b)"
"""What professionals do not attend, or a pupil; no child should have been brought there."""

_INSTEAD = {
    r"commit(?:s|ted|ting)? suicide": "died by suicide, took their own life",
    r"(?:failed|unsuccessful) suicide(?: attempt)?": "attempted suicide",
    r"successful suicide": "death by suicide",
    r"child prostitut(?:e|es|ion)": "child sexual exploitation, a child who was sexually exploited",
    r"child porn(?:ography)?": "images of child sexual abuse",
    r"kiddie porn": "images of child sexual abuse",
    r"rent boys?": "a boy who was sexually exploited",
    r"promiscuous": "what happened, without a judgement",
    r"(?:put|puts|putting|placed|places|placing) (?:him|her|them|him or her)sel(?:f|ves) at risk": "was at risk from …",
    r"(?<!healthy )(?<!healthier )lifestyle choices?": "what happened, and who had power over it",
    r"streetwise": "what the child knew, and what no child should have to",
    r"hard[- ]to[- ]reach": "not reached by services",
    r"(?:failed|refus(?:ed|es|ing)|fails|hard|difficult) to engage": "services did not manage to engage",
    r"non-?compliant": "what the person did or said, and why",
    rf"(?:did not|failed to) attend{_NOT_OURS}|DNA'?d": "was not brought (of a child)",
    r"attention[- ]seek(?:ing|ers?)": "sought help, showed distress",
    r"toxic trio": "domestic abuse, parents' mental ill health and substance misuse",
    r"troubled famil(?:y|ies)": "a family with …",
    r"broken homes?": "parents who live apart",
    r"a domestic(?! (?:abuse|violence|homicide))(?=[.,;:]| incident| dispute)": "domestic abuse",
    r"(?:drug|heroin|crack) addicts?|junk(?:ie|y)s?|druggies?": "a person who is dependent on drugs",
    r"alcoholics?(?! (?:anonymous|drinks?|beverages?|liver|hepatitis))": "a person who is dependent on alcohol",
    r"abscond(?:ed|s|ing|er|ers)?": "went missing",
    r"illegal immigrants?|illegals": "a person without leave to remain",
    r"mentally retarded|retarded|handicapped|wheelchair[- ]bound": "disabled, a wheelchair user",
    r"suffer(?:s|ed|ing)? from (?:autism|adhd|asperger'?s|down'?s)": "is autistic, has ADHD, has Down's syndrome",
    r"honou?r[- ]kill(?:ing|ings)": "so-called honour-based abuse",
    r"(?:black|white)listed": "listed, barred",
    r"bastards?|illegitimate child(?:ren)?": "a child whose parents were not married",
}
_WATCHED = {re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE): better for pattern, better in _INSTEAD.items()}
_STEMS = (
    "suicid", "prostitut", "porn", "rent boy", "promiscu", "sel", "lifestyle", "streetwise", "hard", "engage",
    "complian", "attend", "dna", "attention", "toxic", "troubl", "broken", "domestic", "addict", "junk", "drugg",
    "alcoholic", "abscond", "illeg", "retard", "handicap", "wheelchair", "suffer", "kill", "listed", "bastard",
)  # fmt: skip
"""One of these is in each of the words; to search for the words themselves takes ten times as long."""

_ANY = re.compile("|".join(f"(?<!\\w)(?:{pattern})(?!\\w)" for pattern in _INSTEAD), re.IGNORECASE)


@issue_rule(
    "words.blaming",
    Severity.WARNING,
    bad="""
intro: The review is about services for families that are @@hard to reach.
""",
    good="""
intro: The review is about families that services have not reached.
""",
    language="en",
)
def find_blaming_words(context: IssueContext) -> Iterator[Violation]:
    """Words that make a child answerable for what was done to it, or a person of an illness, teach the reader to."""
    for text in context.texts:
        said = text.words.lower()
        if not any(stem in said for stem in _STEMS) or not _ANY.search(said):
            continue
        for pattern, better in _WATCHED.items():
            for found in dict.fromkeys(match[0] for match in pattern.finditer(text.spoken)):
                yield Violation(text.path, f"'{found}' blames or shames", f"Write: {better}.", words=found)
