"""What can block a send, apart from the ledger and approvals: its time, audience, placeholders and secrets."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from newsletter.errors import Reason, SendError, SendRefusedError
from newsletter.providers.base import Audience, Destination, Provider, format_cannot_schedule
from newsletter.rendering.campaign import Campaign
from newsletter.sending.options import SendOptions

_RESERVED = ("example.com", "example.net", "example.org", "example", "invalid", "localhost", "test")
"""RFC 2606 and RFC 6761 reserve these."""

ATTACHED_AT = 1_000_000
"""Bytes of attached pictures from which an e-mail takes long on the move, and some servers refuse it."""

_FEW, _PART = 20, 0.1
"""By how many readers, and by which share, an audience may grow between plan and send."""


def find_time_blockers(
    campaign: Campaign, provider: Provider[Any], options: SendOptions, now: datetime
) -> Iterator[str]:
    """Yield why this issue cannot go out at the time that was asked for."""
    at = options.at or now
    if campaign.date > at:
        now_there = at.astimezone(campaign.date.tzinfo).isoformat(timespec="minutes")
        yield Reason(
            f"{campaign.issue} is published on {campaign.date:%Y-%m-%d at %H:%M %Z}, which is later.",
            f"Send it then, or write in the issue: published: {now_there}",
            "Send it then, or have it sent at that time, or change the issue's date of publication.",
        )
    if options.at is None:
        return
    step = provider.capabilities.schedule_step
    if options.at <= now:
        message = f"{_format_time(options.at)} is in the past. Give a later time,"
        yield Reason(message, "or leave --at out to send now.", "or none to send now.")
    elif step is None:
        yield format_cannot_schedule(provider.name)
    elif (fitting := round_down(options.at, step)) != options.at:
        later = fitting + timedelta(minutes=step)
        times = f"{_format_time(fitting)} or {later:%H:%M}"
        yield f"{provider.name} sends only every {step} minutes: at {times}. Choose one."


def find_audience_blockers(audience: Audience, options: SendOptions) -> Iterator[str]:
    """Yield why this audience is not the one that was meant."""
    most = options.audience_size_max
    if audience.size == 0:
        remedies = "Check the audience in newsletter.toml.", "Check the audience there."
        yield Reason(f"{audience.name} has no readers.", *remedies)
    if most is None:
        return
    if audience.size is None:
        message = f"The number of readers of {audience.name} is unknown."
        yield Reason(message, "Leave --audience-size-max out.", "Leave the highest number of readers empty.")
    elif audience.size > most:
        message = f"{audience.name} has {audience.size} readers, more than the {most} that"
        yield Reason(message, "--audience-size-max allows.", "are allowed.")


def find_growth_blockers(planned: Audience, found: Audience) -> Iterator[str]:
    """Yield why the audience is not the one that was shown in the plan; it may lose readers, and gain a few."""
    if (planned.name, planned.id) != (found.name, found.id):
        yield f"The audience was {planned.name} in the plan, and is {found.name} now."
    if planned.size is None or found.size is None:
        return
    grown = found.size - planned.size
    if grown > _FEW and grown > planned.size * _PART:
        yield f"{found.name} had {planned.size} readers in the plan, and has {found.size} now. Find out why."


def find_placeholder_blockers(campaign: Campaign) -> Iterator[str]:
    """Yield each address of a campaign that is still a placeholder."""
    answers = campaign.reply_to.email if campaign.reply_to else ""
    hosts = {
        ("sender.email", "The sender's address"): campaign.sender.email.rpartition("@")[2],
        ("sender.reply_to", "The address for replies"): answers.rpartition("@")[2],
        ("base_url", "The address of the site"): urlsplit(campaign.archive_url).hostname or "",
        ("unsubscribe_url", "The address to unsubscribe"): urlsplit(campaign.unsubscribe_url or "").hostname or "",
    }
    for (name, words), host in hosts.items():
        if is_placeholder(host):
            message = f"is still a placeholder ({host}). Write the real one before sending."
            yield Reason("", f"{name} in newsletter.toml {message}", f"{words} {message}")


def find_picture_blockers(campaign: Campaign, provider: Provider[Any]) -> Iterator[str]:
    """Yield why the pictures of a campaign cannot travel with it."""
    if campaign.attached and not provider.capabilities.attaches_pictures:
        yield Reason(
            f"{provider.name} cannot attach pictures to an e-mail.",
            "Under [images] in newsletter.toml, write embed = false: readers then load them from the site. "
            "outbox and smtp can attach them.",
            "In the settings of the publication, have readers load them from the site.",
        )


def find_weight_warnings(campaign: Campaign) -> Iterator[str]:
    """Warn of pictures that weigh much: what is attached goes to every reader, whether they look at it or not."""
    size = sum(len(picture.content) for picture in campaign.attached)
    if size > ATTACHED_AT:
        yield Reason(
            f"The pictures that are attached have {size / 1000:,.0f} KB together, and many lists hold what is large. "
            "Leave some out, or have readers load them from the site",
            ": embed = false under [images] in newsletter.toml.",
            ".",
        )


def is_placeholder(host: str) -> bool:
    """Return whether a host is in a domain that is reserved for examples and tests."""
    return any(host == reserved or host.endswith(f".{reserved}") for reserved in _RESERVED)


def format_server(provider: Provider[Any]) -> str:
    """Return the server that gets the key, and what its certificate is checked against; empty if none or unknown."""
    if (destination := _find(provider)) is None:
        return ""
    vouched = f", verified by the certificates in {destination.vouched_by}" if destination.vouched_by else ""
    return f"{destination.host}{vouched}"


def find_secret_blockers(provider: Provider[Any]) -> Iterator[str]:
    """Say which secrets are missing, or damaged, or may not go where they would; how to fix it is in each sentence."""
    faults = [fault for name in provider.secrets if (fault := _find_fault(provider, name))]
    yield from faults
    destination = None if faults else _find(provider)
    if destination and (refusal := provider.environment.format_host_refusal(destination.host, provider.own_hosts)):
        yield Reason(refusal, ".", ".")


def _find_fault(provider: Provider[Any], name: str) -> str:
    try:
        provider.environment.secret(name)
    except SendRefusedError as error:
        return str(error)
    return ""


def _find(provider: Provider[Any]) -> Destination | None:
    if provider.environment.missing(provider.secrets):
        return None
    try:
        return provider.destination()
    except SendError:
        return None  # the next call to the provider reports what is wrong


def round_down(moment: datetime, step: int) -> datetime:
    """Return the last time before ``moment`` that is a whole number of ``step`` minutes past the hour."""
    return moment.replace(minute=moment.minute - moment.minute % step, second=0, microsecond=0)


def _format_time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}"
