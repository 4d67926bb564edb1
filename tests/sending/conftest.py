"""What the tests of sending share."""

from __future__ import annotations

import pytest

from newsletter.providers.smtp import Smtp
from tests.providers.mail_server import MailServer
from tests.providers.test_smtp import open_smtp


@pytest.fixture
def smtp(server: MailServer) -> Smtp:
    return open_smtp(server, timeout=1)
