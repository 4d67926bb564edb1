"""Every error that callers or users meet.

Only these cross the border of a module on purpose::

    NewsletterError
    ├── NoPublicationError
    ├── PluginError
    ├── ProblemsFoundError
    ├── SourceError
    │   └── PeriodNeededError
    ├── DraftExistsError
    ├── TemplateError
    ├── BuildError
    ├── ProcessLostError
    ├── MessageError
    ├── EditRefusedError
    ├── EditConflictError
    ├── StaleEditError
    ├── PreviewError
    ├── ServeError
    ├── ExchangeError
    ├── MissingExtraError
    └── SendError
        ├── SendRefusedError
        ├── LedgerError
        └── ProviderError
            ├── ProviderRefusedError
            └── OutcomeUnknownError
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from newsletter.page_words import explain, leave_out_file


class Severity(StrEnum):
    """How much a rule or a problem matters: an error stops the build, a warning is only reported."""

    ERROR = "error"
    UNFINISHED = "unfinished"
    """Only of rules: a warning while the issue is a draft, and an error once it is ready."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a document: its location and path, what is wrong, how to fix it, and why it matters."""

    place: Location
    rule: str
    message: str
    hint: str = ""
    path: str = ""
    severity: Severity = Severity.ERROR
    why: str = ""
    words: str = ""
    """The words at fault, as they are in the value at ``path``; without them it is the whole value."""
    replacements: tuple[str, ...] = ()
    """What may be written instead of ``words``, if that is known: the likeliest first."""

    def __str__(self) -> str:
        parts = [f"{self.place}:", f"{self.severity}:"]
        if self.path:
            parts.append(f"{self.path}:")
        return " ".join([*parts, self._end_sentence(), self.hint]).rstrip()

    def _end_sentence(self) -> str:
        return self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."

    @property
    def reason(self) -> Reason:
        """The problem with its place; in the page, where a list of problems leads to their places, without it."""
        return Reason("", str(self), " ".join(self.in_page))

    @property
    def in_page(self) -> tuple[str, str]:
        """What is wrong and how to fix it by clicks and typing, in whole sentences.

        A rule that gives a ``Reason`` chooses the words; of other sentences those are left out that are about the file.
        """
        plain = leave_out_file(self.rule, self.message, self.hint)
        given = (self.message, self.hint)
        what, how = (one.in_page if isinstance(one, Reason) else kept for one, kept in zip(given, plain, strict=True))
        return explain(self.rule, what, how)


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file, line and column, and remove duplicates."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.path, p.rule, p.message)))


class Reason(str):
    """Why something cannot be done, and how to fix it: as a string at a terminal, as ``in_page`` by clicks.

    ``said`` is true at both; ``terminal`` and ``page`` say what to type, and what to do in the preview's page.
    """

    __slots__ = ("in_page",)
    in_page: str

    def __new__(cls, text: str, terminal: str = "", page: str = "") -> Self:
        """Return a reason, whose two remedies may differ."""
        self = super().__new__(cls, _append(text, terminal))
        self.in_page = _append(find_page_text(text), page)
        return self


def _append(text: str, remedy: str) -> str:
    """Add a remedy to a sentence, or what ends the sentence."""
    return f"{text}{remedy}" if remedy[:1] in {":", ";", ",", "."} else f"{text} {remedy}".strip()


def find_page_text(reason: str) -> str:
    """Return what the preview's page shows of a reason or a plain sentence."""
    return reason.in_page if isinstance(reason, Reason) else reason


def join_reasons(reasons: Iterable[str], between: str = "\n") -> Reason:
    """Return reasons as one, a line each."""
    every = list(reasons)
    return Reason("", between.join(every), between.join(map(find_page_text, every)))


class NewsletterError(Exception):
    """An expected failure; its message is written for the user."""

    exit_code = 1

    @property
    def reason(self) -> str:
        """The message, which may be a ``Reason``."""
        return self.args[0] if self.args and isinstance(self.args[0], str) else str(self)


class NoPublicationError(NewsletterError):
    """No ``newsletter.toml`` was found."""


class PluginError(NewsletterError):
    """A pack, provider or output from another distribution cannot be used; the message names the distribution."""


class ProblemsFoundError(NewsletterError):
    """One or more documents cannot be used; ``problems`` holds every problem, sorted."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sort_problems(problems)
        super().__init__(join_reasons(problem.reason for problem in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsFoundError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # errors come back from worker processes


class SourceError(NewsletterError):
    """A source cannot be imported: it is not text, too large, broken, or does not say of which month it is."""


class PeriodNeededError(SourceError):
    """A source does not say of which period it is, or of one of another kind than the issues of the publication."""


class DraftExistsError(NewsletterError):
    """The file for a new draft exists already; nothing was written."""


class TemplateError(NewsletterError):
    """A template, or the MJML that it produced, is wrong; the message names its file and line."""


class BuildError(NewsletterError):
    """The build cannot write its files: two for one path, a folder without write access, an unreadable manifest."""


class ProcessLostError(NewsletterError):
    """A process that did a part of the work was killed; what it had not finished is as it was."""


class MessageError(NewsletterError):
    """The e-mail would break a standard: a line break in a header field, an invalid address."""


class EditRefusedError(NewsletterError):
    """An edit of a document cannot be made; the document is as it was, and the message says why in plain words."""


class EditConflictError(NewsletterError):
    """The words that an edit would change have been changed by someone else; nothing was written.

    ``path`` leads to them as the document is now; ``was`` is what the edit was made for, ``theirs`` what is there now
    (None if it has gone), and ``mine`` what the edit would write.
    """

    def __init__(self, message: str, path: tuple[str | int, ...], was: object, theirs: object, mine: object) -> None:
        super().__init__(message)
        self.path, self.was, self.theirs, self.mine = path, was, theirs, mine


class StaleEditError(NewsletterError):
    """An edit was made for a state of the document that is not known any more; nothing was written."""


class PreviewError(NewsletterError):
    """The preview cannot be served: its port is in use, or not permitted."""


class ServeError(NewsletterError):
    """The finished site cannot be served: the address or the port is in use, or not permitted."""


class ExchangeStage(StrEnum):
    """How far a request over the network got before it failed."""

    SETTING = "setting"
    """A setting of this machine is wrong, or the request is not valid; nothing was sent."""
    CONNECTING = "connecting"
    """The server did not get the request; it is safe to repeat it."""
    ASKED = "asked"
    """The server may have carried out the request; its response was lost."""
    OVERRUN = "overrun"
    """As ``ASKED``; the response was larger than the limit."""


class ExchangeError(NewsletterError):
    """A request over the network got no usable response; ``stage`` says how far it got."""

    def __init__(self, message: str, stage: ExchangeStage, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.stage = stage
        self.timed_out = timed_out


class MissingExtraError(NewsletterError):
    """The library of an optional extra is not installed; the message has the command that installs it."""


class SendError(NewsletterError):
    """Sending stopped. Unless a subclass says otherwise, nothing went out."""


class SendRefusedError(SendError):
    """The plan does not allow this send; the message says what to do first."""


class LedgerError(SendError):
    """The ledger cannot be read or written. It is never treated as empty."""


class ProviderError(SendError):
    """The provider refused, or could not be reached; nothing went out."""


class ProviderRefusedError(ProviderError):
    """The provider clearly refused; ``status`` is that of its HTTP response."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class OutcomeUnknownError(ProviderError):
    """The issue may or may not have gone out. Never retry after this error; reconcile."""

    exit_code = 3


@contextmanager
def refuse_panics(engine: str) -> Iterator[None]:
    """Turn the panic of a library that is written in Rust into an error that names the ``engine``.

    PyO3 raises a ``PanicException``, a ``BaseException`` that cannot be imported, so no ordinary ``except`` catches
    it.

    Raises:
        TemplateError: the engine panicked.

    """
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise TemplateError(f"{engine} failed on this mail ({error}). Please report it with the issue.") from error
