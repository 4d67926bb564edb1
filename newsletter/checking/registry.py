"""The one registry of rules: what a rule is, the decorators that make a function one, and which are asked when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from newsletter.checking.contexts import (
    ArchiveContext,
    Context,
    EmailContext,
    IssueContext,
    LinkContext,
    PublicationContext,
    WaiverContext,
)
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, Severity
from newsletter.parsing.document import DataPath, Document, write_path
from newsletter.parsing.locate import locate_words

ContextT = TypeVar("ContextT", bound=Context)


class Stage(StrEnum):
    """When a rule is first asked: each stage asks all that the one before it asks, and more."""

    BUILD = "build"
    """By every command: what it finds can stop an issue."""
    CHECK = "check"
    """By ``check``, by the preview, and before a send: advice on style."""
    SEND = "send"
    """Before a send alone."""

    def asks(self, other: Stage) -> bool:
        """Whether a rule of another stage is asked at this one."""
        order = list(Stage)
        return order.index(other) <= order.index(self)


class Resource(StrEnum):
    """What some rules need beside the document. Without it they are deferred: reported as not asked, or not fully."""

    DICTIONARY = "dictionary"
    ARCHIVE = "archive"
    """The other issues of the publication."""
    SPAM_FILTER = "spam filter"
    WEB = "web"
    """Answers from the addresses that an issue links to."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a document breaks a rule: which value, what is wrong, what to write instead."""

    path: DataPath
    message: str
    hint: str
    severity: Severity | None = None
    """A severity other than the rule's, if one violation is worse than the next."""
    words: str = ""
    """The words at fault, as they are in the value; without them the place is where the value begins."""


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, or keeps it, as parts of a document; ``@@`` marks the place at fault.

    Each top-level key (YAML) or table (TOML) replaces the same one in documents that break no rule.
    """

    issue: str = ""
    publication: str = ""
    earlier: str = ""
    """The issue of the month before, if the rule needs one."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Further files in the publication's folder."""


@dataclass(frozen=True, slots=True)
class Rule(Generic[ContextT]):
    """A rule and what it is asked about; ``pack`` is the pack that must be on for it, if it is in one."""

    id: str
    severity: Severity
    find: Callable[[ContextT], Iterator[Violation]]
    context: type[ContextT]
    bad: Example
    good: Example
    stage: Stage
    pack: str | None = None
    waivable: bool = True
    """Whether an editor may waive it; what concerns truth or safety is never waived."""
    needs: Resource | None = None

    @property
    def reason(self) -> str:
        """Why the rule exists, in a sentence or two."""
        return " ".join((self.find.__doc__ or "").split())


class Traits(TypedDict, total=False):
    """What a decorator may say of a rule beside its severity and examples."""

    stage: Stage
    pack: str
    waivable: bool
    needs: Resource


Finder = Callable[[ContextT], Iterator[Violation]]
Decorator = Callable[[Finder[ContextT]], Finder[ContextT]]

ALL_RULES: dict[str, Rule[Any]] = {}
"""Every rule by its id, in the order in which they are asked."""


def issue_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[IssueContext]:
    """Make a function a rule about issues; an example that is text is a part of an issue."""
    return _register(IssueContext, (rule_id, severity), (bad, good), traits)


def email_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[EmailContext]:
    """Make a function a rule about e-mails; an example that is text is a part of an issue."""
    return _register(EmailContext, (rule_id, severity), (bad, good), traits)


def archive_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[ArchiveContext]:
    """Make a function a rule about an issue among the others of its publication."""
    return _register(ArchiveContext, (rule_id, severity), (bad, good), {"needs": Resource.ARCHIVE, **traits})


def online_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[LinkContext]:
    """Make a function a rule about links that were followed; in examples, ``/gone`` answers 404."""
    return _register(LinkContext, (rule_id, severity), (bad, good), {"needs": Resource.WEB, **traits})


def waiver_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[WaiverContext]:
    """Make a function a rule about waivers, asked when all others have been; it cannot be waived itself."""
    return _register(WaiverContext, (rule_id, severity), (bad, good), {**traits, "waivable": False})


def publication_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[PublicationContext]:
    """Make a function a rule about publications; an example that is text is a part of ``newsletter.toml``.

    It cannot be waived: waivers are in issues, and are about them.
    """
    examples = [Example(publication=example) if isinstance(example, str) else example for example in (bad, good)]
    return _register(PublicationContext, (rule_id, severity), (examples[0], examples[1]), {**traits, "waivable": False})


def _register(
    context: type[ContextT], named: tuple[str, Severity], examples: tuple[str | Example, str | Example], traits: Traits
) -> Decorator[ContextT]:
    """Make a function a rule; a build does not ask for warnings unless the rule's traits say so."""
    rule_id, severity = named
    bad, good = (Example(issue=example) if isinstance(example, str) else example for example in examples)
    stage = Stage.CHECK if severity is Severity.WARNING else Stage.BUILD
    chosen: dict[str, Any] = {"stage": stage, **traits}

    def add(find: Finder[ContextT]) -> Finder[ContextT]:
        if rule_id in ALL_RULES:
            raise ValueError(f"{rule_id} is already the id of another rule")
        ALL_RULES[rule_id] = Rule(rule_id, severity, find, context, bad, good, **chosen)
        return find

    return add


def choose(publication: Publication, stage: Stage) -> Iterator[Rule[Any]]:
    """Yield the rules that are asked at a stage, and whose pack the publication has switched on."""
    for rule in ALL_RULES.values():
        if stage.asks(rule.stage) and (rule.pack is None or rule.pack in publication.packs):
            yield rule


def ask(context: Context, document: Document, stage: Stage) -> Iterator[Problem]:
    """Yield what the rules about a context find in it, whether it is waived or not."""
    for rule in choose(context.publication, stage):
        if rule.context is type(context):
            for violation in rule.find(context):
                yield make_problem(document, rule, violation, is_ready=context.is_ready)


def make_problem(document: Document, rule: Rule[Any], violation: Violation, *, is_ready: bool) -> Problem:
    """Make a problem of a violation: its place in the document, and its severity there."""
    severity = violation.severity or rule.severity
    is_error = severity is Severity.ERROR or (severity is Severity.UNFINISHED and is_ready)
    severity = Severity.ERROR if is_error else Severity.WARNING
    place, path = locate_words(document, violation.path, violation.words), write_path(violation.path)
    return Problem(place, rule.id, violation.message, violation.hint, path, severity, rule.reason)
