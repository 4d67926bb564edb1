"""What a rule is: an id, a weight, a function that finds, its reason, and a bad and a good example of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.documents.publication import Publication
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath

GivenT = TypeVar("GivenT")


class Stage(StrEnum):
    """Which commands ask a rule. What can stop an issue is asked by all of them; advice on style by ``check`` alone."""

    BUILD = "build"
    """``build`` and ``send``, and so ``check`` too."""
    CHECK = "check"
    """``check`` alone."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a rule is not kept: which value, what is wrong, how to mend it."""

    path: DataPath
    message: str
    hint: str
    severity: Severity | None = None
    """Another weight than the rule's, where one finding is worse than the next."""
    words: str = ""
    """The words at fault, as they stand in the value; without them the place is where the value begins."""


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, or keeps it, as parts of a document; ``@@`` stands before the place at fault.

    Each top-level key (YAML) or table (TOML) takes the place of the same one in documents that no rule objects to.
    """

    issue: str = ""
    publication: str = ""
    earlier: str = ""
    """The issue of the month before, where there has to be one."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files in the publication's folder."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[GivenT]):
    """A rule and what it looks at; ``pack`` names the pack that must be switched on for it, if it is in one."""

    id: str
    severity: Severity
    find: Callable[[GivenT], Iterator[Violation]]
    bad: Example
    good: Example
    stage: Stage
    pack: str | None = None
    waivable: bool = True
    """Whether an editor may answer for an exception; what concerns truth or safety has none."""

    @property
    def reason(self) -> str:
        """Why there is this rule, in a sentence or two."""
        return " ".join((self.find.__doc__ or "").split())


class Traits(TypedDict, total=False):
    """What may be said of a rule beside its weight and examples."""

    stage: Stage
    pack: str
    waivable: bool


Decorator = Callable[[Callable[[GivenT], Iterator[Violation]]], Callable[[GivenT], Iterator[Violation]]]

ALL_RULES: dict[str, Rule[Any]] = {}
ISSUE_RULES: dict[str, Rule[IssueContext]] = {}
PUBLICATION_RULES: dict[str, Rule[PublicationContext]] = {}


def issue_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[IssueContext]:
    """Make a function a rule about issues; an example that is text is a part of an issue."""
    examples = (_as_issue(bad), _as_issue(good))
    return register(ISSUE_RULES, (rule_id, severity), examples, traits)


def publication_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[PublicationContext]:
    """Make a function a rule about publications; an example that is text is a part of ``newsletter.toml``.

    Nobody waives it: waivers stand in issues, and are about them.
    """
    examples = (_as_publication(bad), _as_publication(good))
    return register(PUBLICATION_RULES, (rule_id, severity), examples, {**traits, "waivable": False})


def _as_issue(example: str | Example) -> Example:
    return Example(issue=example) if isinstance(example, str) else example


def _as_publication(example: str | Example) -> Example:
    return Example(publication=example) if isinstance(example, str) else example


def register(
    rules: dict[str, Rule[GivenT]], named: tuple[str, Severity], examples: tuple[Example, Example], traits: Traits
) -> Decorator[GivenT]:
    """Make a function a rule of one kind; a warning is left to ``check`` unless its traits say otherwise."""
    rule_id, severity = named
    stage = Stage.CHECK if severity is Severity.WARNING else Stage.BUILD
    chosen: dict[str, Any] = {"stage": stage, **traits}

    def add(find: Callable[[GivenT], Iterator[Violation]]) -> Callable[[GivenT], Iterator[Violation]]:
        if rule_id in ALL_RULES:
            raise ValueError(f"{rule_id} is already the id of another rule")
        ALL_RULES[rule_id] = rules[rule_id] = Rule(rule_id, severity, find, *examples, **chosen)
        return find

    return add


def choose(rules: Mapping[str, Rule[GivenT]], publication: Publication, stage: Stage) -> Iterator[Rule[GivenT]]:
    """Yield the rules that are asked at a stage, and whose pack the publication has switched on."""
    for rule in rules.values():
        is_on = rule.pack is None or rule.pack in publication.packs
        if is_on and (stage is Stage.CHECK or rule.stage is Stage.BUILD):
            yield rule
