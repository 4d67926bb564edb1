"""A small finished campaign that tests can change one field of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, Campaign, Mailbox

LEAVE = "https://invented-digest.org/leave?list=digest&reader=7"

CAMPAIGN = Campaign(
    marker="nk-2024-01-5f1c",
    issue="2024-01",
    subject="Learning from six reviews – January 2024",
    preheader="What agencies did well, and what they missed",
    html=f'<html><body><p>Sëven reviews &amp; more</p><a href="{UNSUBSCRIBE_TOKEN}">Leave</a></body></html>\n',
    text=f"Sëven reviews & more\n\nLeave: {UNSUBSCRIBE_TOKEN}\n",
    sender=Mailbox("Safeguarding Digest", "digest@invented-digest.org"),
    reply_to=Mailbox("", "editor@invented-digest.org"),
    list_name="Safeguarding Digest",
    list_id="digest.invented-digest.org",
    unsubscribe_url=LEAVE,
    archive_url="https://invented-digest.org/",
    date=datetime(2024, 2, 1, 9, tzinfo=UTC),
    language="en-GB",
)


def make_campaign(**changes: Any) -> Campaign:  # noqa: ANN401  # any field of a campaign
    """Return the campaign with some fields changed."""
    return replace(CAMPAIGN, **changes)
