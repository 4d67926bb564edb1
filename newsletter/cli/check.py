"""``newsletter check``."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from newsletter.cli.arguments import check_issues, find_today, read_day, root_option
from newsletter.cli.console import WANTS_DATA
from newsletter.cli.publication import FILE, find_root
from newsletter.cli.terminal import say, say_commands

if TYPE_CHECKING:
    from newsletter.checker import CheckResult
    from newsletter.checking.analysis.link_checker import Web
    from newsletter.checking.analysis.spam_filter import SpamAssassin
    from newsletter.errors import Problem

FORMATS = ("text", "json", "github", "sarif")
FOR_CODE_HOSTS = FORMATS[2:]


def _remember(context: click.Context, _parameter: click.Parameter, given: str) -> str:
    context.meta[WANTS_DATA] = given == "json"
    return given


@click.command()
@click.argument("issues", nargs=-1, callback=check_issues, metavar="[ISSUE…]")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    callback=_remember,
    help="How to say it: for people (text, the default), for programs (json, sarif), or for GitHub Actions (github).",
)
@click.option("--online", is_flag=True, help="Also follow every link, politely, to find the dead ones.")
@click.option(
    "--fix",
    is_flag=True,
    help="First write the spellings of [house_dictionary], and of: beside texts in several languages, into the issues.",
)
@click.option(
    "--still-right",
    "confirmed",
    multiple=True,
    metavar="PATH",
    help="First confirm that the translation of this text of ISSUE, such as title, is right though one has changed.",
)
@click.option(
    "--as-of",
    callback=read_day,
    metavar="DATE",
    help="Check as on this day (YYYY-MM-DD), from which the age of support contacts counts; today if left out.",
)
@root_option
def command(
    issues: tuple[str, ...],
    form: str,
    confirmed: tuple[str, ...],
    as_of: date | None,
    root: Path | None,
    *,
    online: bool,
    fix: bool,
) -> int:
    """Check the publication and its issues, and say, rule by rule, why, what to write instead, and where.

    With ISSUE, such as 2024-01, check these issues alone. Nothing is built or sent.
    """
    from newsletter.cli.check_formats import WRITERS, place_under
    from newsletter.errors import Severity

    day = as_of or find_today()
    folder = find_root(root)
    fixed = _confirm(folder, issues, confirmed) if confirmed else ()
    fixed += _fix(folder, issues) if fix else ()
    result = _check(folder, issues, day, is_online=online)
    result = replace(result, notes=(*fixed, *result.notes))
    shown = place_under(_find_way(folder), result) if form in FOR_CODE_HOSTS else result
    written = WRITERS[form](shown)
    say_commands(written) if form == "github" else say(written, nl=False)
    return 1 if result.count(Severity.ERROR) else 0


def _confirm(root: Path, issues: tuple[str, ...], paths: tuple[str, ...]) -> tuple[str, ...]:
    """Confirm translations of one issue, and say so."""
    from newsletter.checking.translation_digests import confirm_translation
    from newsletter.loading import choose_issue, find_issue_names, load_publication

    if len(issues) != 1:
        raise click.UsageError("--still-right is about one issue: newsletter check --still-right PATH 2024-01")
    name = choose_issue(find_issue_names(root), issues[0])
    publication = load_publication(root).publication
    return tuple(confirm_translation(root, name, publication, path) for path in paths)


def _fix(root: Path, issues: tuple[str, ...]) -> tuple[str, ...]:
    from newsletter.checking.fixes import fix_issues, fix_settings
    from newsletter.errors import ProblemsFoundError
    from newsletter.loading import choose_issue, find_issue_names

    try:
        names = find_issue_names(root)
        settings = () if issues else fix_settings(root)
        return settings + fix_issues(root, tuple(choose_issue(names, issue) for issue in issues) or names)
    except ProblemsFoundError:
        return ()  # the check that follows tells them


def _find_way(folder: Path) -> str:
    """Return the way to the publication from the repository on GitHub, elsewhere from here; nothing if outside."""
    top = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    inner = folder.resolve()
    return f"{inner.relative_to(top).as_posix()}/" if inner != top and inner.is_relative_to(top) else ""


def _check(root: Path, issues: tuple[str, ...], day: date, *, is_online: bool) -> CheckResult:
    from newsletter.building.manifest import MadeFiles
    from newsletter.checker import CheckRequest, CheckResult, check_all
    from newsletter.cli.console import show_progress
    from newsletter.errors import ProblemsFoundError, Severity, TemplateError, sort_problems
    from newsletter.loading import choose_issue, find_issue_names
    from newsletter.pipeline import explain, open_tools

    try:
        names = find_issue_names(root)
        chosen = tuple(choose_issue(names, issue) for issue in issues) or names
        with show_progress("Checking") as advance:
            judge_spam = _open_filter() if issues else None
            tools = replace(open_tools(root), web=_open_web(root, is_online=is_online), judge_spam=judge_spam)
            result = check_all(CheckRequest(root, day, chosen, tools, MadeFiles(root / "dist")), advance)
    except (ProblemsFoundError, TemplateError) as error:  # of the publication, so that no issue could be judged
        return CheckResult(explain(error, FILE))
    if result.count(Severity.ERROR):
        return result
    return replace(result, problems=sort_problems((*result.problems, *_try_build(root, issues, day))))


def _try_build(root: Path, issues: tuple[str, ...], day: date) -> tuple[Problem, ...]:
    """Return what a build would refuse that no rule has found: it is made, and nothing of it written."""
    from newsletter.building import BuildRequest, try_build
    from newsletter.errors import NewsletterError
    from newsletter.pipeline import explain

    found: list[Problem] = []
    for only in issues or (None,):
        try:
            try_build(BuildRequest(root, (root / "dist").absolute(), day, only))
        except NewsletterError as error:
            found += explain(error, f"issues/{only}.yaml" if only else FILE)
    return tuple(found)


def _open_web(root: Path, *, is_online: bool) -> Web | None:
    if not is_online:
        return None
    from newsletter.checking.analysis.link_checker import Web
    from newsletter.checking.analysis.link_status import Visits
    from newsletter.installation import require_extra

    require_extra("send", "Following links with --online")
    today = find_today()  # the day on which links are followed, whatever --as-of says
    return Web(Visits(root / ".newsletter" / "links.json", today))


def _open_filter() -> SpamAssassin | None:
    """Return a way to ask SpamAssassin, which takes a second or two for each issue, and so is for those named."""
    from newsletter.checking.analysis.spam_filter import SpamAssassin, find_filter

    program = find_filter()
    return SpamAssassin(program) if program else None
