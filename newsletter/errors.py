"""What can go wrong, said so that a person can mend it.

The tree of errors; only these cross a module border on purpose::

    NewsletterError
    ├── NoPublicationError
    ├── PluginError
    ├── ProblemsFoundError
    ├── SourceError
    ├── DraftExistsError
    ├── TemplateError
    ├── BuildError
    ├── MessageError
    ├── PreviewError
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

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a rule or a problem matters: an error stops the build, a warning is only reported."""

    ERROR = "error"
    UNFINISHED = "unfinished"
    """Of a rule: a warning while the issue is a draft, an error once it is ready. A problem is one or the other."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where in a file something stands; line and column count from 1, and 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return ":".join([self.file, *(str(n) for n in (self.line, self.column) if n)])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a document: where, which value, what, how to mend it, and why that matters."""

    place: Location
    rule: str
    message: str
    hint: str = ""
    path: str = ""
    severity: Severity = Severity.ERROR
    why: str = ""

    def __str__(self) -> str:
        said = [f"{self.place}:", f"{self.severity}:"]
        if self.path:
            said.append(f"{self.path}:")
        message = self.message if self.message.endswith((".", "?", "!")) else f"{self.message}."
        return " ".join([*said, message, self.hint]).rstrip()


def sort_problems(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put problems in reading order: by file, line and column, each one once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda p: (p.place, p.path, p.rule, p.message)))


class NewsletterError(Exception):
    """Anything this program expects to go wrong; its message is written for the person at the keyboard."""

    exit_code = 1


class NoPublicationError(NewsletterError):
    """No ``newsletter.toml`` was found where one was looked for."""


class PluginError(NewsletterError):
    """A pack, provider or output of another distribution cannot be used; the message names the distribution."""


class ProblemsFoundError(NewsletterError):
    """One or more documents cannot be used; carries every problem, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sort_problems(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ProblemsFoundError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)  # errors come back from worker processes


class SourceError(NewsletterError):
    """A source cannot be imported: it is no text, too large, broken, or does not say which month it is of."""


class DraftExistsError(NewsletterError):
    """A draft would be written over a file that is there; nothing was written."""


class TemplateError(NewsletterError):
    """A template, or the MJML that came out of one, is wrong; the message names its file and line."""


class BuildError(NewsletterError):
    """The build cannot write what it made: two claims on a path, a folder that refuses, an unreadable manifest."""


class MessageError(NewsletterError):
    """The e-mail cannot be written as the standards ask: a line break in a header field, an address that is none."""


class PreviewError(NewsletterError):
    """The preview cannot be served: the port is taken, or may not be used."""


class ExchangeStage(StrEnum):
    """How far an exchange over the network got before it failed."""

    SETTING = "setting"
    """A setting of this machine is wrong, or what was to be asked cannot be: nobody was."""
    CONNECTING = "connecting"
    """Nobody got the request, and it may be made again."""
    ASKED = "asked"
    """The request may have been obeyed; its answer was lost."""
    OVERRUN = "overrun"
    """The same, for the answer was larger than one may be."""


class ExchangeError(NewsletterError):
    """A request over the network got no answer that can be used; ``stage`` says what may have happened to it."""

    def __init__(self, message: str, stage: ExchangeStage, *, timed_out: bool = False) -> None:
        super().__init__(message)
        self.stage = stage
        self.timed_out = timed_out


class MissingExtraError(NewsletterError):
    """A library that only some need is not installed; the message is the command that installs it."""


class SendError(NewsletterError):
    """Sending stopped. Unless a subclass says otherwise, nothing went out."""


class SendRefusedError(SendError):
    """The plan does not allow this send; the message says what to do first."""


class LedgerError(SendError):
    """The ledger cannot be read or written. It is never taken for empty."""


class ProviderError(SendError):
    """The provider said no, or could not be reached; nothing went out."""


class ProviderRefusedError(ProviderError):
    """The provider answered with a clear no; ``status`` is that of its HTTP answer."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class OutcomeUnknownError(ProviderError):
    """The issue may or may not have gone out. Never retry on this one; reconcile."""

    exit_code = 3
