"""``newsletter doctor``."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from newsletter.cli.arguments import check_issue, json_option, root_option
from newsletter.cli.console import show_json, show_table
from newsletter.cli.publication import find_root
from newsletter.parsing.document import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from newsletter.deliverability import Diagnostic, RenderedMessage, Resolver, SenderIdentity
    from newsletter.documents.publication import Publication
    from newsletter.sending.live_check import LiveCheck
    from newsletter.sending.prepare import PreparedSend

_PORT = 53

_COLONS_OF_IPV6 = 2
"""The fewest that an IPv6 address has (RFC 4291, section 2.2); a port without brackets has one before it."""


def _read_resolver(_context: click.Context, _parameter: click.Parameter, given: str | None) -> tuple[str, int] | None:
    """Read the address of a name server, its port behind a colon."""
    if given is None:
        return None
    try:
        is_bare_ipv6 = given.count(":") >= _COLONS_OF_IPV6 and not given.startswith("[")
        whole = urlsplit(f"//[{given}]" if is_bare_ipv6 else f"//{given}")
        return str(ip_address(whole.hostname or "")), whole.port or _PORT
    except ValueError:
        raise click.BadParameter(
            f"'{shorten(given)}' is not an address. Write it like 192.0.2.53, or 192.0.2.53:5353"
        ) from None


def _check_selectors(_context: click.Context, _parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Let through what can be a selector, as ``newsletter.toml`` does."""
    from pydantic import TypeAdapter, ValidationError

    from newsletter.documents.values import Selector

    for selector in given:
        try:
            TypeAdapter(Selector).validate_python(selector)
        except ValidationError:
            raise click.BadParameter(f"'{shorten(selector)}' cannot be a DKIM selector. Write it like s1.") from None
    return given


@click.command()
@click.argument("issue", required=False, callback=check_issue)
@click.option(
    "--selector",
    "selectors",
    multiple=True,
    metavar="NAME",
    callback=_check_selectors,
    help="A DKIM selector to check, in addition to those in newsletter.toml; may be repeated.",
)
@click.option(
    "--resolver",
    "server",
    metavar="IP[:PORT]",
    callback=_read_resolver,
    help="The name server to query, instead of the system's.",
)
@click.option(
    "--message",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A received message (.eml): checks that its unsubscribe fields are signed.",
)
@click.option("--self", "of_program", is_flag=True, help="Say instead what is installed: versions, places, extras.")
@json_option
@root_option
def command(
    issue: str | None,
    selectors: tuple[str, ...],
    server: tuple[str, int] | None,
    message: Path | None,
    root: Path | None,
    *,
    of_program: bool,
    as_json: bool,
) -> int:
    """Check what mailbox providers require of bulk senders, and say what to fix.

    With ISSUE, its message is checked too. Nothing is sent, and no one is unsubscribed.
    """
    from newsletter.installation import require_extra
    from newsletter.loading import load_publication

    if of_program:
        return _show_program(as_json=as_json)
    require_extra("send", "Asking the DNS about the sender")
    from newsletter.deliverability import Resolver, check_sender

    folder = find_root(root)
    editions = _prepare(folder, issue) if issue else []
    arrived = _read(message) if message else None
    publication, resolver = load_publication(folder).publication, Resolver(server)
    sender = check_sender(_identify_sender(publication, selectors), resolver)
    messages = _check_messages([rendered for rendered, _ in editions], arrived, resolver)
    live = chain.from_iterable(_judge_live(check) for _, check in editions)
    return _show_report([*sender, *messages, *live], as_json=as_json)


def _show_program(*, as_json: bool) -> int:
    from newsletter.cli.doctor_self import show_installation

    show_installation(as_json=as_json)
    return 0


def _check_messages(rendered: list[RenderedMessage], arrived: bytes | None, resolver: Resolver) -> Iterator[Diagnostic]:
    from newsletter.deliverability import FetchOptions, check_message, check_signatures, check_unsigned

    for message in rendered:
        yield from check_message(message, resolver, FetchOptions())
    if arrived is not None:
        yield from check_signatures(arrived)
    elif rendered:
        yield check_unsigned()


def _read(message: Path) -> bytes:
    from newsletter.parsing.files import read_file

    return read_file(message, str(message))


def _identify_sender(publication: Publication, selectors: tuple[str, ...]) -> SenderIdentity:
    from newsletter.deliverability import SenderIdentity

    sender = publication.sender
    domain = sender.email.rpartition("@")[2].lower()
    chosen = tuple(dict.fromkeys((*sender.dkim_selectors, *selectors)))
    return SenderIdentity(domain, sender.bounce_domain or domain, chosen)


def _judge_live(check: LiveCheck) -> Iterator[Diagnostic]:
    """Yield what a reader finds on the web; what a send would not be refused for is a warning here too."""
    from newsletter.deliverability.diagnostics import fail, ok, warning
    from newsletter.sending.live import PAGE, PICTURE

    for found in check.run().findings:
        if not found.is_fault:
            yield ok(found.what, found.observed)
        elif found.what in {PAGE, PICTURE}:
            yield fail(found.what, found.observed, found.advice)
        else:
            yield warning(found.what, found.observed, found.advice)


def _prepare(root: Path, issue: str) -> list[tuple[RenderedMessage, LiveCheck]]:
    """Prepare the e-mail of an issue, or of each of its editions."""
    from newsletter.sending.prepare import prepare_editions

    now = datetime.now(UTC)
    return [_prepare_one(root, prepared, now) for prepared in prepare_editions(root, issue, now)]


def _prepare_one(root: Path, prepared: PreparedSend, now: datetime) -> tuple[RenderedMessage, LiveCheck]:
    from newsletter.deliverability import RenderedMessage
    from newsletter.providers import open_provider
    from newsletter.published import load_published
    from newsletter.rendering.message import compose_message, fill_tokens
    from newsletter.sending.live_check import LiveCheck

    campaign = prepared.campaign
    provider = open_provider(prepared.publication, root=root, environment=os.environ)
    message = compose_message(campaign, to=campaign.sender, unsubscribe_url=campaign.unsubscribe_url)
    same_for_all = fill_tokens(campaign, campaign.unsubscribe_url)[1]
    fills_in = provider.translate(replace(campaign, attached=())).html != same_for_all
    prepared = replace(prepared, recorded=load_published(root).issues.get(campaign.issue))
    check = LiveCheck(root, prepared, now.astimezone(prepared.publication.zone).date())
    return RenderedMessage(message, campaign.unsubscribe_url, provider.name, fills_in), check


def _show_report(diagnostics: list[Diagnostic], *, as_json: bool) -> int:
    if as_json:
        show_json({"findings": [diagnostic.as_data() for diagnostic in diagnostics]})
    else:
        rows = [(one.check, one.status.value, one.observed, one.advice) for one in diagnostics]
        show_table(("Check", "Result", "What was seen", "What to do"), rows)
    return int(any(diagnostic.status == "fail" for diagnostic in diagnostics))
