"""What a provider of another distribution builds on, where the service keeps campaigns behind an HTTP API.

The modules behind it may change with any version; these names stay. CONTRIBUTING says how they are used.
"""

from __future__ import annotations

from newsletter.providers._campaigns import IN_FLIGHT_WINDOW, CampaignProvider, HttpOptions, as_number
from newsletter.providers._client import ApiClient, Reply, count_pages, read_pages
from newsletter.providers._merge_tags import MergeTags
from newsletter.providers._secrets import make_basic_auth
from newsletter.rendering.campaign import Campaign, Mailbox

__all__ = [
    "IN_FLIGHT_WINDOW",
    "ApiClient",
    "Campaign",
    "CampaignProvider",
    "HttpOptions",
    "Mailbox",
    "MergeTags",
    "Reply",
    "as_number",
    "count_pages",
    "make_basic_auth",
    "read_pages",
]
