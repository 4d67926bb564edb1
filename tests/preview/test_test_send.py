"""What the preview's panel says of an issue that has a history in the ledger."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.preview.render_cache import RenderCache
from newsletter.preview.test_send import describe_provider
from newsletter.sending.history import EventKind, SendStatus
from newsletter.sending.ledger import open_ledger
from tests.building.publications import make_publication
from tests.sending.ledgers import EVENT


@pytest.mark.parametrize("kind", EventKind)
def test_an_issue_that_stands_anywhere_is_described(tmp_path: Path, kind: EventKind) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    rendered = RenderCache(root).get("2024-01").rendered
    assert rendered is not None
    marker = rendered.campaign.marker
    ledger = open_ledger(root, {})
    ledger.append(marker, lambda _: replace(EVENT, kind=kind, marker=marker))
    phrase = describe_provider(root, {}, rendered)["sendStatus"]
    assert phrase.endswith(".")
    assert (ledger.read(marker).status is SendStatus.SCHEDULED) == ("is scheduled at the provider" in phrase)
