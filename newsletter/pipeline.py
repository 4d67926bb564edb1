"""From a document to a prepared issue: load, derive, render, check. The one way for build, check, send and preview."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.analysis.spam_filter import SpamScore
from newsletter.checking.analysis.spell_checker import FOLDERS, SpellChecker
from newsletter.checking.analysis.word_lists import find_right_words
from newsletter.checking.contexts import ArchiveContext, EmailContext, IssueContext, LinkContext, WaiverContext
from newsletter.checking.registry import Requirement, Stage, ask, choose
from newsletter.checking.response_targets import find_unknown_points
from newsletter.checking.waivers import Waived, WaiverResult, apply_waivers, drop_withdrawn
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.errors import Location, NewsletterError, Problem, ProblemsFoundError, Severity, TemplateError
from newsletter.loading import LoadedIssue, find_issue_names, load_issue
from newsletter.parsing.document import Document
from newsletter.rendering.block_markers import strip_markers
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import Renderer, make_renderer
from newsletter.rendering.withdrawal import find_withdrawn, leave_out
from newsletter.rendering.words import choose_wording

if TYPE_CHECKING:
    from newsletter.checking.analysis.link_checker import Web


@dataclass(frozen=True, slots=True)
class Tools:
    """What rules may use beside the issue; a rule that needs what is missing is deferred.

    ``dictionaries`` are folders to look in after the publication's own; None leaves spelling out.
    """

    dictionaries: tuple[Path, ...] | None = None
    link_index: LinkIndex | None = None
    judge_spam: Callable[[bytes], SpamScore | None] | None = None
    web: Web | None = None


NO_TOOLS = Tools()


def open_tools(root: Path) -> Tools:
    """Return what checks may use on any machine: the publication's other issues, and dictionaries."""
    return Tools(FOLDERS, LinkIndex(root, find_issue_names(root)))


@dataclass(frozen=True, slots=True)
class PreparedIssue:
    """One issue, rendered and checked at a stage.

    ``rendered`` is the campaign as the renderer made it, ``campaign`` the same as it is sent, without block markers;
    ``waived`` are the problems that the issue waives, ``deferred`` the rules of the stage that lacked what they need,
    and ``notes`` say what to install for them.
    """

    document: Document
    edition: Edition
    rendered: Campaign
    campaign: Campaign
    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...]
    deferred: tuple[str, ...]
    notes: tuple[str, ...]
    others: tuple[PreparedIssue, ...] = ()
    """The same issue in the other languages of its publication, if this is the main one."""

    @property
    def in_every_language(self) -> tuple[PreparedIssue, ...]:
        """The issue in each of its languages, in the order in which they are shown."""
        languages = self.edition.publication.languages
        order = languages.all if languages and self.others else (self.edition.language,)
        return tuple(sorted((self, *self.others), key=lambda one: order.index(one.edition.language)))

    @property
    def mails(self) -> tuple[PreparedIssue, ...]:
        """The issue as each e-mail that is sent: one for each language, or the one that holds them all."""
        return self.in_every_language if len(self.edition.publication.editions) > 1 else (self,)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An issue in one language, rendered, and what the rules found in it."""

    document: Document
    edition: Edition
    rendered: Campaign
    campaign: Campaign
    context: IssueContext
    result: WaiverResult


def make_editions(publication: Publication, loaded: LoadedIssue, kind: type[Edition] = Edition) -> tuple[Edition, ...]:
    """Return the edition of each language of a publication, the main one first; each knows the others."""
    issues = zip((publication, *publication.others), (loaded, *loaded.others), strict=True)
    alone = [_make_edition(version, one.issue, kind) for version, one in issues]
    return tuple(
        replace(edition, companions=tuple(other for other in alone if other is not edition)) for edition in alone
    )


def _make_edition(publication: Publication, issue: Issue, kind: type[Edition]) -> Edition:
    """Return the edition of an issue, without what was withdrawn of it."""
    wording = choose_wording(publication, issue.language or publication.language)
    return kind(publication, leave_out(issue, wording), withdrawn=find_withdrawn(publication, issue))


def refuse_errors(problems: tuple[Problem, ...]) -> None:
    """Raise all the problems if one of them is an error.

    Raises:
        ProblemsFoundError: one is.
    """
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ProblemsFoundError(problems)


@dataclass
class Pipeline:
    """Prepares the issues of the publication in a folder at one stage, as of a day; holds what they share."""

    root: Path
    publication: Publication
    renderer: Renderer
    stage: Stage
    today: date
    tools: Tools = NO_TOOLS
    _spell_checkers: dict[str, SpellChecker] = field(default_factory=dict)

    def prepare(self, name: str) -> PreparedIssue:
        """Prepare the issue in a file, given as ``issues/2024-01.yaml``.

        Raises:
            ProblemsFoundError: it cannot be read, or is not an issue.
            TemplateError: a template of the publication is wrong.
        """
        return self.prepare_loaded(load_issue(self.root / name, name, self.publication.packs, self.publication.tags))

    def prepare_loaded(self, loaded: LoadedIssue) -> PreparedIssue:
        """Prepare an issue that has been loaded, in each of its languages; the problems of all are with the main one.

        Raises:
            TemplateError: a template of the publication is wrong.
        """
        each = (loaded, *loaded.others)
        editions = make_editions(self.publication, loaded)
        asked = [self._ask(one, edition) for one, edition in zip(each, editions, strict=True)]
        unused = frozenset.intersection(*(frozenset(one.result.unused) for one in asked))
        prepared = [self._join(one, tuple(sorted(unused))) for one in asked]
        if len(prepared) == 1:
            return prepared[0]
        problems = dict.fromkeys(problem for one in prepared for problem in one.problems)
        waived = dict.fromkeys(found for one in prepared for found in one.waived)
        notes = dict.fromkeys(note for one in prepared for note in one.notes)
        joined = replace(prepared[0], problems=tuple(problems), waived=tuple(waived), notes=tuple(notes))
        return replace(joined, others=tuple(prepared[1:]))

    def _ask(self, loaded: LoadedIssue, edition: Edition) -> _Asked:
        """Render an issue in one language, and ask the rules about it."""
        rendered = render_campaign(edition, self.renderer)
        campaign = strip_markers(rendered, self.renderer)
        spell_checker = self._find_spell_checker(edition.language)
        context = IssueContext(
            loaded.issue,
            edition.publication,
            loaded.document.file,
            spell_checker,
            self.today,
            self.renderer.pictures,
            loaded.translations,
        )
        email = EmailContext(edition, self.renderer, campaign, self.tools.judge_spam, loaded.issue)
        found = drop_withdrawn(loaded.issue, self._find_problems(loaded.document, context, email))
        result = apply_waivers(loaded, found)
        return _Asked(loaded.document, edition, rendered, campaign, context, result)

    def _join(self, asked: _Asked, unused: tuple[int, ...]) -> PreparedIssue:
        """Assemble the ``PreparedIssue`` of one language; ``unused`` are waivers that no language needs."""
        spell_checker = asked.context.spell_checker
        rules, deferred = self._choose_rules(spell_checker)
        stale = ask(WaiverContext(asked.context, unused, rules), asked.document, self.stage)
        notes = (spell_checker.missing,) if spell_checker and spell_checker.missing else ()
        problems, waived = (*asked.result.problems, *stale), asked.result.waived
        return PreparedIssue(
            asked.document, asked.edition, asked.rendered, asked.campaign, problems, waived, deferred, notes
        )

    def _find_problems(self, document: Document, context: IssueContext, email: EmailContext) -> Iterator[Problem]:
        yield from find_unknown_points(email.edition)
        yield from ask(context, document, self.stage)
        yield from ask(email, document, self.stage)
        if self.tools.link_index:
            corrected = self._load_corrected(context.issue, self.tools.link_index)
            yield from ask(ArchiveContext(context, self.tools.link_index, corrected), document, self.stage)
        if self.tools.web:
            yield from _follow_links(self.tools.web, context, document, self.stage)

    def _load_corrected(self, issue: Issue, index: LinkIndex) -> tuple[Issue, ...]:
        """Return the issue that another corrects, in each language; nothing if it corrects none, or cannot be read."""
        name = f"issues/{issue.corrected_issue}.yaml"
        if name not in index.names:
            return ()
        try:
            loaded = load_issue(self.root / name, name, self.publication.packs, self.publication.tags)
        except ProblemsFoundError:
            return ()  # checking that issue reports it
        return tuple(one.issue for one in (loaded, *loaded.others))

    def _choose_rules(self, spell_checker: SpellChecker | None) -> tuple[frozenset[str], tuple[str, ...]]:
        """Return the rules of the stage that have what they need, and those that do not."""
        has = {
            Requirement.DICTIONARY: spell_checker is not None and not spell_checker.missing,
            Requirement.ARCHIVE: self.tools.link_index is not None,
            Requirement.SPAM_FILTER: self.tools.judge_spam is not None,
            Requirement.WEB: self.tools.web is not None,
        }
        rules = list(choose(self.publication, self.stage))
        asked = frozenset(rule.id for rule in rules if rule.needs is None or has[rule.needs])
        return asked, tuple(rule.id for rule in rules if rule.id not in asked)

    def _find_spell_checker(self, language: str) -> SpellChecker | None:
        if self.tools.dictionaries is None:
            return None
        if language not in self._spell_checkers:
            folders = (self.root / "dictionaries", *self.tools.dictionaries)
            self._spell_checkers[language] = SpellChecker(language, folders, find_right_words(self.publication))
        return self._spell_checkers[language]


def follow_links(prepared: PreparedIssue, web: Web, today: date) -> tuple[Problem, ...]:
    """Follow the links of an issue that was prepared offline, and return the problems."""
    issue, publication, document = prepared.edition.issue, prepared.edition.publication, prepared.document
    context = IssueContext(issue, publication, document.file, None, today)
    found = _follow_links(web, context, document, Stage.SEND)
    return apply_waivers(LoadedIssue(issue, document, publication.packs), found).problems


def _follow_links(web: Web, context: IssueContext, document: Document, stage: Stage) -> Iterator[Problem]:
    outcomes = web.follow_all(link.url for link in context.links)
    yield from ask(LinkContext(context, outcomes), document, stage)


def open_pipeline(root: Path, publication: Publication, stage: Stage, today: date, tools: Tools = NO_TOOLS) -> Pipeline:
    """Return a pipeline with a renderer of its own."""
    return Pipeline(root, publication, make_renderer(root, publication.packs), stage, today, tools)


_TEMPLATE_PLACE = re.compile(r"([^\s:]+\.(?:mjml|html|txt|css|svg)):(?:(\d++)[^:]*+:)? (.*)", re.DOTALL)


def explain(error: NewsletterError, name: str) -> tuple[Problem, ...]:
    """Turn what hinders a rendering into problems; ``name`` is the file that is blamed where no other is named."""
    if isinstance(error, ProblemsFoundError):
        return error.problems
    if isinstance(error, TemplateError):
        return tuple(_explain_template(line, name) for line in str(error).splitlines())
    return (Problem(Location(name), "rendering", str(error)),)


def _explain_template(message: str, name: str) -> Problem:
    found = _TEMPLATE_PLACE.match(message)
    if not found:
        return Problem(Location(name), "template", message)
    place = Location(f"templates/{found[1]}", int(found[2] or 0))
    return Problem(place, "template", found[3], "Mend the template: the issue is rendered again when you save it.")
