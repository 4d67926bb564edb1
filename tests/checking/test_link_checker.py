"""Links are followed politely, remembered, and never into places that are not on the public web."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest

from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.analysis.link_status import LinkStatus
from newsletter.network.public_web import RefusedAddressError, is_public, resolve_public
from newsletter.network.sockets import Address
from tests.checking.https_server import TODAY, FakeSite

pytestmark = pytest.mark.slow

PAGE = "https://www.example.org/page"


def follow(site: FakeSite, url: str = PAGE) -> tuple[LinkStatus, str]:
    outcome = site.open_web().follow_all([url])[url]
    return outcome.status, outcome.why


def test_a_page_that_answers_is_alive_and_only_its_head_is_asked_for(site: FakeSite) -> None:
    assert follow(site) == (LinkStatus.ALIVE, "")
    assert site.asked == [("HEAD", "www.example.org", "/page")]


@pytest.mark.parametrize("status", [403, 404, 405, 501])
def test_a_host_that_knows_no_head_is_asked_for_the_page(site: FakeSite, status: int) -> None:
    site.answers["HEAD", "/page"] = (status, "")

    assert follow(site)[0] is LinkStatus.ALIVE
    assert [method for method, _, _ in site.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (404, LinkStatus.DEAD),
        (410, LinkStatus.DEAD),
        (401, LinkStatus.ALIVE),
        (403, LinkStatus.ALIVE),
        (429, LinkStatus.ALIVE),
        (500, LinkStatus.UNKNOWN),
        (503, LinkStatus.UNKNOWN),
    ],
)
def test_only_what_is_surely_gone_is_dead(site: FakeSite, status: int, verdict: LinkStatus) -> None:
    site.answers["*", "/page"] = (status, "")

    assert follow(site)[0] is verdict


def test_a_redirect_is_followed_to_its_end(site: FakeSite) -> None:
    site.answers["*", "/page"] = (301, "https://other.example.org/there")

    assert follow(site)[0] is LinkStatus.ALIVE
    assert site.asked[-1] == ("HEAD", "other.example.org", "/there")


def test_a_redirect_to_what_is_gone_is_dead(site: FakeSite) -> None:
    site.answers["*", "/page"] = (302, "/gone")

    assert follow(site) == (LinkStatus.DEAD, "it answers 404, not found")


def test_a_redirect_without_end_is_dead(site: FakeSite) -> None:
    site.answers["*", "/page"] = (302, "/page")

    assert follow(site) == (LinkStatus.DEAD, "it redirects more than 5 times")


@pytest.mark.parametrize(
    "target",
    [
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://0.0.0.0/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://[2002:a00:1::]/",
        "https://[64:ff9b::a00:1]/",
        "https://localhost/",
        "http://www.example.org/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_a_place_that_is_not_on_the_public_web_is_refused(site: FakeSite, target: str) -> None:
    site.answers["*", "/page"] = (302, target)

    assert follow(site)[0] is LinkStatus.REFUSED
    assert {host for _, host, _ in site.asked} == {"www.example.org"}


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://10.1.2.3/x", "https://192.168.0.1:8443/"])
def test_an_address_that_is_not_public_is_never_asked(site: FakeSite, url: str) -> None:
    assert follow(site, url)[0] is LinkStatus.REFUSED
    assert site.asked == []


def test_a_name_that_leads_to_a_private_address_is_refused() -> None:
    with pytest.raises(RefusedAddressError, match=r"localhost is at .*, which is not on the public web"):
        resolve_public("localhost", 443)


def test_a_certificate_for_another_name_is_no_page_of_that_name(site: FakeSite) -> None:
    web = site.open_web()
    strict = Web(web.visits, lambda _host, _port: ("127.0.0.1", site.port), site.trust, pause=0)
    outcome = strict.follow_all(["https://stranger.example.net/"])["https://stranger.example.net/"]

    assert outcome.status is LinkStatus.DEAD
    assert "certificate" in outcome.why


def test_a_host_that_nobody_serves_is_dead(site: FakeSite) -> None:
    closed = Web(site.open_web().visits, lambda _host, _port: ("127.0.0.1", 1), site.trust, pause=0)

    assert closed.follow_all([PAGE])[PAGE].status is LinkStatus.DEAD


def test_a_page_that_was_alive_is_not_asked_again_for_a_week(site: FakeSite) -> None:
    assert follow(site) == follow(site)
    assert len(site.asked) == 1
    site.open_web(TODAY + timedelta(days=6)).follow_all([PAGE])
    assert len(site.asked) == 1
    site.open_web(TODAY + timedelta(days=7)).follow_all([PAGE])
    assert len(site.asked) == 2


def test_a_page_that_was_dead_is_asked_again_at_once(site: FakeSite) -> None:
    site.answers["*", "/page"] = (404, "")
    assert follow(site)[0] is LinkStatus.DEAD
    site.answers["*", "/page"] = (200, "")

    assert follow(site)[0] is LinkStatus.ALIVE


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"https://www.example.org/page": 7}', b"\xff"])
def test_a_broken_memory_is_as_good_as_none(site: FakeSite, content: bytes) -> None:
    (site.folder / "links.json").write_bytes(content)

    assert follow(site)[0] is LinkStatus.ALIVE
    assert len(site.asked) == 1


def test_one_host_is_left_a_pause_between_two_requests(site: FakeSite) -> None:
    web = site.open_web()
    slow = Web(web.visits, web.resolve, site.trust, pause=0.2)
    start = time.monotonic()
    slow.follow_all([f"https://www.example.org/{n}" for n in range(3)])

    assert time.monotonic() - start >= 0.4


def test_parts_of_a_page_are_one_page(site: FakeSite) -> None:
    site.open_web().follow_all([f"{PAGE}#one", f"{PAGE}#two"])

    assert len(site.asked) == 1


def test_what_is_no_page_is_not_asked_for(site: FakeSite) -> None:
    assert site.open_web().follow_all(["mailto:a@example.org", "tel:116000"]) == {}


def test_a_host_that_asks_for_a_short_rest_gets_it_and_is_asked_once_more(site: FakeSite) -> None:
    site.waits = ["1"]
    site.answers["*", "/page"] = (404, "")
    start = time.monotonic()

    assert follow(site)[0] is LinkStatus.DEAD
    assert time.monotonic() - start >= 1


@pytest.mark.parametrize("wait", ["3600", "Wed, 21 Oct 2026 07:28:00 GMT", "-1", "soon"])
def test_a_host_that_asks_for_a_long_pause_is_left_alone_without_blame(site: FakeSite, wait: str) -> None:
    site.waits = [wait] * 9
    pages = [f"https://www.example.org/{n}" for n in range(3)]
    outcomes = site.open_web().follow_all(pages)

    assert [outcomes[page].status for page in pages] == [LinkStatus.ALIVE] * 3
    assert len(site.asked) == 1
    assert site.open_web().visits.recall(pages[0]) is None


def test_one_host_under_two_names_is_asked_for_one_page_at_a_time(site: FakeSite) -> None:
    web = site.open_web()
    slow = Web(web.visits, lambda _host, _port: ("127.0.0.1", site.port), site.trust, pause=0.3)
    start = time.monotonic()
    slow.follow_all(["https://www.example.org/1", "https://example.org/2", "https://WWW.EXAMPLE.ORG/3"])

    assert time.monotonic() - start >= 0.6


@pytest.mark.parametrize(
    ("trouble", "verdict"),
    [
        (socket.EAI_NONAME, LinkStatus.DEAD),
        (socket.EAI_AGAIN, LinkStatus.UNKNOWN),
        (socket.EAI_FAIL, LinkStatus.UNKNOWN),
    ],
)
def test_a_resolver_in_trouble_makes_no_page_dead(site: FakeSite, trouble: int, verdict: LinkStatus) -> None:
    def fail(_host: str, _port: int) -> Address:
        raise socket.gaierror(trouble, "no")

    assert Web(site.open_web().visits, fail, pause=0).follow_all([PAGE])[PAGE].status is verdict


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "100.64.0.1", "169.254.169.254", "192.0.2.1", "224.0.0.1", "::", "::1",
        "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "fc00::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2001:db8::1",
    ],
)  # fmt: skip
def test_no_special_address_is_public_whatever_carries_it(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_addresses_of_the_public_web_are_public(address: str) -> None:
    assert is_public(address)
