"""The list's identifier: at most 255 octets (RFC 2919, section 2), and as ever where it was shorter."""

from __future__ import annotations

import pytest

from newsletter.errors import MessageError
from newsletter.rendering.email import name_list
from newsletter.rendering.message import LONGEST_LIST_ID, format_list_id
from tests.importing.sources import PUBLICATION

HOSTS = ["example.org", f"{'a' * 63}.{'b' * 63}.{'c' * 63}.{'d' * 57}.org"]


@pytest.mark.parametrize("title", ["Quayside Digest", "x" * 300, "word " * 60])
@pytest.mark.parametrize("host", HOSTS)
def test_an_identifier_keeps_to_the_limit_and_below_the_host(title: str, host: str) -> None:
    publication = PUBLICATION.model_copy(update={"title": title, "base_url": f"https://{host}/news"})
    name = name_list(publication)
    assert len(name) <= LONGEST_LIST_ID
    assert name.endswith(f".{host}")
    assert format_list_id("", name)


def test_an_identifier_that_was_valid_stays() -> None:
    publication = PUBLICATION.model_copy(update={"title": "Quayside Digest", "base_url": "https://example.org/news"})
    assert name_list(publication) == "quayside-digest.example.org"


def test_a_longer_one_is_refused() -> None:
    with pytest.raises(MessageError, match="cannot be a List-Id"):
        format_list_id("", f"{'a' * 250}.example.org")
