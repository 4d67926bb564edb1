"""The ``newsletter`` command: parse, call, print, exit code. Commands are loaded only when they are called."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from keyword import iskeyword
from typing import TextIO

import click

from newsletter import __version__
from newsletter.cli.terminal import clean_line, say
from newsletter.errors import NewsletterError

_COMMANDS = {
    "new": "Write a draft of the next issue.",
    "import": "Make a draft from text, Word, HTML, Markdown or a saved e-mail.",
    "build": "Build the e-mails, the web archive and the feeds.",
    "report": "Report on a year: what was published, what is new and what came back.",
    "check": "Check issues: where, what, why, and what to write instead.",
    "rules": "List the rules for issues, or explain one.",
    "preview": "Show issues in the browser as you write them.",
    "serve": "Serve the finished site, or configure a web server for it.",
    "approve": "Approve exactly what readers of an issue would get.",
    "send": "Send an issue, once and only once.",
    "status": "Show what became of an issue, and settle an unknown outcome.",
    "cancel": "Cancel a scheduled send at the provider.",
    "providers": "List the mailing services, and check the one in use.",
    "ledger": "Show what was recorded for an issue, or export everything.",
    "doctor": "Check what decides whether e-mails arrive: SPF, DKIM, DMARC, unsubscribing.",
    "sources": "Visit the documents that issues link to, and record what became of them.",
    "responses": "List what was answered to recommendations, and what is overdue.",
    "schema": "Print the JSON Schema that editors use to complete and check documents.",
}
"""Each command is a module beside this one; its help is here too, so that listing them imports none."""


class _LazyGroup(click.Group):
    """Imports a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's own signature
        if cmd_name not in _COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"{__name__}.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's own signature
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            hint = f"Options come after the command: newsletter build {error.option_name}"
            raise click.UsageError(f"{error.format_message()} {hint}", ctx) from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _COMMANDS:
            raise click.UsageError(_explain_unknown(args[0]), ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except NewsletterError as error:
            from newsletter.cli.console import show_error

            return _end_with(partial(show_error, error), error.exit_code)


def _explain_unknown(command: str) -> str:
    from newsletter.parsing.document import shorten
    from newsletter.parsing.messages import suggest

    meant = suggest(command, _COMMANDS)
    hint = f"Did you mean {meant}? " if meant else ""
    return f"Unknown command '{shorten(command)}'. {hint}The commands are: {', '.join(_COMMANDS)}."


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="newsletter")
def _newsletter() -> None:
    """Publish a newsletter from issues written as data."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 fine, 1 problems, 2 usage, 3 outcome unknown."""
    _print_anything()
    return _close_output(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    color = False if os.environ.get("NO_COLOR") else None  # see no-color.org; None lets the terminal decide
    try:
        code = _newsletter.main(arguments, prog_name="newsletter", standalone_mode=False, color=color)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        return _end_with(_clean_up(error).show, error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        say("Stopped; nothing more was done.", err=True)
        return 1
    except OSError as error:
        return _explain(error)
    return code if isinstance(code, int) else 0


def _clean_up(error: click.ClickException) -> click.ClickException:
    """Return the error with control characters shown as escapes: an argument may be a file name."""
    message = clean_line(error.format_message())
    return (
        click.UsageError(message, error.ctx) if isinstance(error, click.UsageError) else click.ClickException(message)
    )


def _end_with(show: Callable[[], None], code: int) -> int:
    """Show why a command failed; the exit code holds even if nothing can be shown, above all for an unknown outcome."""
    try:
        show()
    except OSError as lost:
        _explain(lost)
    return code


def _explain(error: OSError) -> int:
    is_lost = isinstance(error, FileNotFoundError)
    hint = "Check its name and folder." if is_lost else "Check the disk and your permissions."
    with suppress(OSError):  # standard error may be on the same full disk: then only the exit code tells
        say(f"Error: {clean_line(str(error.filename or 'output'))}: {error.strerror}. {hint}", err=True)
    return 1


def _close_output(code: int) -> int:
    """Flush the output while a failure can still be reported; return the exit code.

    Python flushes again as it ends, and a failure there is its own message and exit code 120. What cannot be written
    is therefore dropped.
    """
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except OSError as error:
            _drop_output(stream)
            code = code or _explain(error)
    return code


def _drop_output(stream: TextIO) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)


def _print_anything() -> None:
    """Show characters that the output's encoding lacks as escapes: a name in a subject must not end a build."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
