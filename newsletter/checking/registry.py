"""The one registry of rules: what a rule is, the decorators that make a function one, and which are asked when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib import import_module
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
from newsletter.checking.replacements import format_hint, has_words
from newsletter.documents.packs import find_packs, load_part
from newsletter.documents.publication import Publication
from newsletter.errors import NewsletterError, PluginError, Problem, Severity
from newsletter.parsing.document import DataPath, Document, format_path
from newsletter.parsing.locate import locate_words

ContextT = TypeVar("ContextT", bound=Context)

_OWN_RULES = "newsletter.checking.rules"


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


class Requirement(StrEnum):
    """What some rules need beside the document. Without it they are deferred: reported as not asked, or not fully."""

    DICTIONARY = "dictionary"
    ARCHIVE = "archive"
    """The other issues of the publication."""
    SPAM_FILTER = "spam filter"
    WEB = "web"
    """Answers from the addresses that an issue links to."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a document breaks a rule: which value, what is wrong, what to do about it."""

    path: DataPath
    message: str
    hint: str = ""
    """What to do; with ``replacements``, what else may be done: they are named before it."""
    severity: Severity | None = None
    """A severity other than the rule's, if one violation is worse than the next."""
    words: str = ""
    """The words at fault, as they are in the value; without them the place is where the value begins."""
    replacements: tuple[str, ...] = ()
    """What may be written instead of ``words``, or without words instead of the whole value: the likeliest first."""
    names_replacements: bool = True
    """Whether the hint names them; a digest says nothing to people."""


@dataclass(frozen=True, slots=True)
class Example:
    """What breaks a rule, or keeps it, as parts of a document; ``@@`` marks the place at fault.

    Each top-level key (YAML) or table (TOML) replaces the same one in documents that break no rule.
    """

    issue: str = ""
    publication: str = ""
    earlier: str = ""
    """The issue of the month before, if the rule needs one."""
    files: Mapping[str, bytes | Callable[[], bytes]] = field(default_factory=dict)
    """Further files in the publication's folder; one that takes time to make is given as what makes it."""

    def make_files(self) -> dict[str, bytes]:
        """Return the further files with their bytes."""
        return {name: given if isinstance(given, bytes) else given() for name, given in self.files.items()}


@dataclass(frozen=True, slots=True)
class Rule(Generic[ContextT]):
    """A rule and what it is asked about; ``pack`` is the pack that brings it, if one does."""

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
    needs: Requirement | None = None
    language: str = ""
    """The language that the rule knows, such as en: texts in others are kept from it."""

    @property
    def reason(self) -> str:
        """Why the rule exists, in a sentence or two."""
        return " ".join((self.find.__doc__ or "").split())


class Traits(TypedDict, total=False):
    """What a decorator may say of a rule beside its severity and examples."""

    stage: Stage
    waivable: bool
    needs: Requirement
    language: str


Finder = Callable[[ContextT], Iterator[Violation]]
Decorator = Callable[[Finder[ContextT]], Finder[ContextT]]

_REGISTERED: dict[str, list[Rule[Any]]] = {}
"""The rules of each module that was imported. A publication is held to those of modules that it knows of alone."""


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
    return _register(ArchiveContext, (rule_id, severity), (bad, good), {"needs": Requirement.ARCHIVE, **traits})


def online_rule(
    rule_id: str, severity: Severity, *, bad: str | Example, good: str | Example, **traits: Unpack[Traits]
) -> Decorator[LinkContext]:
    """Make a function a rule about links that were followed; in examples, ``/gone`` answers 404."""
    return _register(LinkContext, (rule_id, severity), (bad, good), {"needs": Requirement.WEB, **traits})


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
        rule = Rule(rule_id, severity, find, context, bad, good, **chosen)
        _REGISTERED.setdefault(find.__module__, []).append(rule)
        return find

    return add


@cache
def find_rules(packs: tuple[str, ...]) -> Mapping[str, Rule[Any]]:
    """Return the rules that a publication with these packs is held to, by id, in the order in which they are asked.

    Raises:
        PluginError: a pack's rules cannot be imported, or have an id that another rule has.
    """
    found: dict[str, Rule[Any]] = {}
    for rule in _walk_rules(packs):
        if rule.id in found:
            raise PluginError(f"The pack '{rule.pack}' has a rule {rule.id}, but another rule has that id. Rename it.")
        found[rule.id] = rule
    return found


def _walk_rules(packs: tuple[str, ...]) -> Iterator[Rule[Any]]:
    import_module(_OWN_RULES)
    own = sorted(module for module in _REGISTERED if module.startswith(f"{_OWN_RULES}."))
    yield from (rule for module in own for rule in _REGISTERED[module])
    for pack in find_packs(packs):
        for module in pack.rules:
            load_part(pack, module)
            yield from (replace(rule, pack=pack.name) for rule in _REGISTERED.get(module, ()))


def choose(publication: Publication, stage: Stage) -> tuple[Rule[Any], ...]:
    """Return the rules that a publication is held to at a stage."""
    return _choose(publication.packs, stage)


@cache
def _choose(packs: tuple[str, ...], stage: Stage) -> tuple[Rule[Any], ...]:
    return tuple(rule for rule in find_rules(packs).values() if stage.asks(rule.stage))


def ask(context: Context, document: Document, stage: Stage) -> Iterator[Problem]:
    """Yield what the rules about a context find in it, whether it is waived or not."""
    for rule in choose(context.publication, stage):
        if rule.context is type(context):
            for violation in _find(rule, _narrow(rule, context)):
                yield make_problem(document, rule, violation, is_ready=context.is_ready)


def _narrow(rule: Rule[Any], context: Context) -> Context:
    """Return what a rule is asked about: of an issue, the texts in its language alone, if it knows only one."""
    return context.in_language(rule.language) if rule.language and isinstance(context, IssueContext) else context


def _find(rule: Rule[ContextT], context: ContextT) -> Iterator[Violation]:
    """Yield what a rule finds; a rule of a pack that fails is reported by its name."""
    try:
        yield from rule.find(context)
    except NewsletterError:
        raise
    except Exception as error:
        if rule.pack is None:
            raise
        words = f"{type(error).__name__}: {error}".removesuffix(".")
        raise PluginError(
            f"The rule {rule.id} of the pack '{rule.pack}' failed: {words}. Report it to its author."
        ) from error


def make_problem(document: Document, rule: Rule[Any], violation: Violation, *, is_ready: bool) -> Problem:
    """Make a problem of a violation: its place in the document, and its severity there."""
    severity = violation.severity or rule.severity
    is_error = severity is Severity.ERROR or (severity is Severity.UNFINISHED and is_ready)
    severity = Severity.ERROR if is_error else Severity.WARNING
    place, path = locate_words(document, violation.path, violation.words), format_path(violation.path)
    named = violation.replacements if violation.names_replacements else ()
    described = (violation.message, format_hint(named, violation.hint), path, severity, rule.reason)
    return Problem(place, rule.id, *described, violation.words, _find_usable(document, violation))


def _find_usable(document: Document, violation: Violation) -> tuple[str, ...]:
    """Return the replacements of a violation, but none where marks are among the words that they would replace."""
    is_usable = violation.replacements and has_words(document.text_at(violation.path), violation.words)
    return violation.replacements if is_usable else ()
