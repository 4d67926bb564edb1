"""Rules about names: a document is the issue its file is named after, and addresses become folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Example, Stage, Violation, issue_rule, publication_rule
from newsletter.documents.periods import is_period
from newsletter.documents.rhythm import explain_other_kind
from newsletter.documents.values import is_reserved
from newsletter.errors import Reason, Severity


@issue_rule(
    "issue.period-and-file",
    Severity.ERROR,
    bad="period: @@2024-02  # in issues/2024-03.yaml\n",
    good="period: 2024-03  # in issues/2024-03.yaml\n",
    waivable=False,
)
def find_wrong_file_name(context: IssueContext) -> Iterator[Violation]:
    """A file that is named after another period would be built and sent as the issue of that one."""
    period, named = context.issue.period, PurePosixPath(context.file).stem
    if is_period(named) and named != str(period):
        message = f"the file is named after {named}, but the issue's period is {period}"
        yield Violation(
            ("period",), message, Reason("", f"Correct the period, or name the file {period}.yaml.", _RENAME)
        )


@issue_rule(
    "issue.period-kind",
    Severity.ERROR,
    bad=Example(publication='[rhythm]\nevery = "week"\n', issue="period: @@2024-03\n"),
    good=Example(publication='[rhythm]\nevery = "month"\n', issue="period: 2024-03\n"),
    waivable=False,
)
def find_other_kinds_of_period(context: IssueContext) -> Iterator[Violation]:
    """Addresses, archives and the next issue follow from the periods, which are therefore all of one kind."""
    if explained := explain_other_kind(context.issue.period, context.publication.rhythm):
        yield Violation(("period",), *explained)


_RENAME = "Ask the person who keeps the newsletter's files to give it the name of its period."
_OTHER_NAME = "Choose another, such as {name}-1; keep it where readers have its address already."


@issue_rule(
    "id.device",
    Severity.WARNING,
    bad="""
blocks:
  - {type: notice, id: @@aux, title: Auxiliary power, body: The hall has a generator.}
""",
    good="""
blocks:
  - {type: notice, id: auxiliary-power, title: Auxiliary power, body: The hall has a generator.}
""",
    stage=Stage.BUILD,
)
def find_device_names(context: IssueContext) -> Iterator[Violation]:
    """An id can become a folder of the site, and Windows makes none that is called as one of its devices."""
    for path, block in context.blocks():
        if block.id and is_reserved(block.id):
            message = f"Windows can make no folder called '{block.id}'"
            yield Violation((*path, "id"), message, _OTHER_NAME.format(name=block.id))


@publication_rule(
    "theme.device",
    Severity.WARNING,
    bad="""
@@[themes.con]
label = "Confidence"
facet = "practice"
""",
    good="""
[themes.confidence]
label = "Confidence"
facet = "practice"
""",
    stage=Stage.BUILD,
)
def find_device_themes(context: PublicationContext) -> Iterator[Violation]:
    """A theme's id becomes a folder of the site, and Windows makes none that is called as one of its devices."""
    for name in filter(is_reserved, context.publication.themes):
        yield Violation(("themes", name), f"Windows can make no folder called '{name}'", _OTHER_NAME.format(name=name))
