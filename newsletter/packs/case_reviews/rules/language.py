"""The case-reviews pack: words that blame or shame, each with words that do not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.replacements import match_case
from newsletter.errors import Severity

_NOT_OURS = r"(?![^.;]{0,60}\b(?:meetings?|conferences?|hearings?|panels?|training|courts?|courses?|school|nursery)\b)"
"""What professionals do not attend, or a pupil; no child should have been brought there."""

_INSTEAD: dict[str, tuple[str, ...]] = {
    r"commit suicide": ("die by suicide", "take their own life"),
    r"commits suicide": ("dies by suicide", "takes their own life"),
    r"committed suicide": ("died by suicide", "took their own life"),
    r"committing suicide": ("dying by suicide", "taking their own life"),
    r"(?:a failed|an unsuccessful) suicide(?: attempt)?": ("an attempted suicide",),
    r"(?<!a )(?<!an )(?:failed|unsuccessful) suicide(?: attempt)?": ("attempted suicide",),
    r"successful suicide": ("death by suicide",),
    r"child prostitut(?:e|es)": ("child who was sexually exploited",),
    r"child prostitution": ("child sexual exploitation",),
    r"child porn(?:ography)?": ("images of child sexual abuse",),
    r"kiddie porn": ("images of child sexual abuse",),
    r"rent boy": ("boy who was sexually exploited",),
    r"rent boys": ("boys who were sexually exploited",),
    r"hard to reach(?=[.,;:!?)]|$)": ("not reached by services",),
    r"(?:a|the) toxic trio": ("domestic abuse, parents' mental ill health and substance misuse",),
    r"broken home": ("home of parents who live apart",),
    r"broken homes": ("homes of parents who live apart",),
    r"(?:a|the) domestic incident": ("an incident of domestic abuse",),
    r"(?:a|the) domestic dispute": ("domestic abuse",),
    r"a domestic(?! (?:abuse|violence|homicide))(?=[.,;:])": ("domestic abuse",),
    r"(?:drug|heroin|crack) addict|junk(?:ie|y)|druggie": ("person who is dependent on drugs",),
    r"(?:drug|heroin|crack) addicts|junk(?:ie|y)s|druggies": ("people who are dependent on drugs",),
    r"absconded": ("went missing",),
    r"absconds": ("goes missing",),
    r"absconding": ("going missing",),
    r"abscond": ("go missing",),
    r"an illegal immigrant": ("a person without leave to remain",),
    r"(?<!an )illegal immigrant": ("person without leave to remain",),
    r"illegal immigrants|illegals": ("people without leave to remain",),
    r"mentally retarded|retarded|handicapped": ("disabled",),
    r"suffers from autism": ("is autistic",),
    r"suffered from autism": ("was autistic",),
    r"suffers from adhd": ("has ADHD",),
    r"suffered from adhd": ("had ADHD",),
    r"suffers from down'?s": ("has Down's",),
    r"suffered from down'?s": ("had Down's",),
    r"an illegitimate child": ("a child whose parents were not married",),
    r"(?<!an )illegitimate child": ("child whose parents were not married",),
    r"illegitimate children": ("children whose parents were not married",),
}
"""Words that can be written in the place of others as they are."""

_ADVICE = {
    r"promiscuous": "Say what happened, without a judgement.",
    r"(?:put|puts|putting|placed|places|placing) (?:him|her|them|him or her)sel(?:f|ves) at risk": (
        "Say what they were at risk from: was at risk from …"
    ),
    r"(?<!healthy )(?<!healthier )lifestyle choices?": "Say what happened, and who had power over it.",
    r"streetwise": "Say what the child knew, and what no child should have to.",
    r"hard[- ]to[- ]reach(?![.,;:!?)]|$)|hard(?:-to[- ]| to-)reach": "Say whom services did not reach.",
    r"(?:failed|refus(?:ed|es|ing)|fails|hard|difficult) to engage": "Write: services did not manage to engage.",
    r"non-?compliant": "Say what the person did or said, and why.",
    rf"(?:did not|failed to) attend{_NOT_OURS}|DNA'?d": "Write, of a child: was not brought.",
    r"attention[- ]seek(?:ing|ers?)": "Write: sought help, showed distress.",
    r"(?<!a )(?<!the )toxic trio": "Name them: domestic abuse, parents' mental ill health and substance misuse.",
    r"troubled famil(?:y|ies)": "Say what the trouble was: a family with …",
    r"alcoholics?(?! (?:anonymous|drinks?|beverages?|liver|hepatitis))": "Write: a person who is dependent on alcohol.",
    r"absconders?": "Write: a child who went missing.",
    r"suffer(?:s|ed|ing)? from asperger'?s|suffer(?:ing)? from (?:autism|adhd|down'?s)": (
        "Write: is autistic, has ADHD, has Down's syndrome."
    ),
    r"wheelchair[- ]bound": "Write: a wheelchair user.",
    r"honou?r[- ]kill(?:ing|ings)": "Write: so-called honour-based abuse.",
    r"(?:black|white)listed": "Write: listed, barred.",
    r"bastards?": "Write: a child whose parents were not married.",
}
"""Words whose place nothing takes as it is, and what an editor can do instead."""

_STEMS = (
    "suicid", "prostitut", "porn", "rent boy", "promiscu", "sel", "lifestyle", "streetwise", "hard", "engage",
    "complian", "attend", "dna", "attention", "toxic", "troubl", "broken", "domestic", "addict", "junk", "drugg",
    "alcoholic", "abscond", "illeg", "retard", "handicap", "wheelchair", "suffer", "kill", "listed", "bastard",
)  # fmt: skip
"""One of these is in each of the words; to search for the words themselves takes ten times as long."""


@cache
def _compile_watched() -> dict[re.Pattern[str], str]:
    """Return each of the expressions, and how it is written in the lists above. A build does not ask for them."""
    return {re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE): pattern for pattern in (*_INSTEAD, *_ADVICE)}


@cache
def _compile_any() -> re.Pattern[str]:
    return re.compile("|".join(f"(?<!\\w)(?:{pattern})(?!\\w)" for pattern in (*_INSTEAD, *_ADVICE)), re.IGNORECASE)


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
    whole = context.whole_text.lower()
    stems = [stem for stem in _STEMS if stem in whole]
    for text in context.texts:
        lowered = text.words.lower()
        if not any(stem in lowered for stem in stems) or not _compile_any().search(text.spoken):
            continue
        for expression, pattern in _compile_watched().items():
            for found in dict.fromkeys(match[0] for match in expression.finditer(text.spoken)):
                better = tuple(match_case(found, one) for one in _INSTEAD.get(pattern, ()))
                message = f"'{found}' blames or shames"
                yield Violation(text.path, message, _ADVICE.get(pattern, ""), words=found, replacements=better)
