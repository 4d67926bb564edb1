"""What a look at the site finds, against a real web server: time, addresses, files that are cut off."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.network.site import Patience, SiteClient, VisitStatus
from newsletter.rendering.mail_pictures import find_picture_addresses
from newsletter.sending.expected_pictures import ExpectedPicture
from newsletter.sending.live import LiveIssue, LiveResult, look_at_site, split_faults
from tests.live_site import LiveSite, cut_off, hang, reply

DIGEST = "0123456789abcdef" * 4
QUICK = Patience(answer=0.4, total=1.2, tries=2, pause=0.01)
JPEG = b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x3c\x00\x78" + b"\0" * 900 + b"\xff\xd9"
"""What is measured as 120 × 60 pixels; nothing decodes it."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    """Return a web server with the page of an issue and one picture."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(f'<meta name="newsletter-digest" content="{DIGEST}">', encoding="utf-8")
    (folder / "swan.jpg").write_bytes(JPEG)
    with LiveSite(folder, tmp_path / "authority.pem").running() as site:
        yield site


def open_site(site: LiveSite, url: str = "", patience: Patience = QUICK) -> SiteClient:
    return SiteClient(url or site.url, ssl.create_default_context(cafile=str(site.authority)), patience)


def look(site: LiveSite, picture: ExpectedPicture | None = None, patience: Patience = QUICK) -> LiveResult:
    """Look at the page and at the one picture, of which no more is known than its name tells."""
    expected = picture or ExpectedPicture(f"{site.url}/swan.jpg", "image/jpeg", (120, 60))
    return look_at_site(LiveIssue(f"{site.url}/", DIGEST, (expected,)), open_site(site, patience=patience))


def test_a_picture_that_is_there_is_described_for_the_record(site: LiveSite) -> None:
    result = look(site)

    assert result.faults == ()
    [seen] = result.pictures
    assert (seen.media_type, seen.length, seen.size) == ("image/jpeg", len(JPEG), (120, 60))
    assert str(result.findings[1]) == (
        f"The picture {site.url}/swan.jpg is there (image/jpeg, 120 × 60 pixels, {len(JPEG)} bytes)."
    )


def test_silence_ends_in_time(site: LiveSite) -> None:
    site.fail("", hang)
    began = time.monotonic()
    result = look(site)

    assert time.monotonic() - began < QUICK.total + 1
    assert [str(fault).partition(" is not reached: ")[2] for fault in result.faults] == [
        "it took longer than 0.4 seconds in all. Check the address, the server and its certificate, and try again."
    ]


def test_what_nobody_had_time_to_ask_is_no_success(site: LiveSite) -> None:
    patience = replace(QUICK, total=0.05, answer=5)
    site.fail("", hang)
    site.fail("swan.jpg", hang)
    late = open_site(site, patience=patience)
    time.sleep(0.06)

    assert late.get(f"{site.url}/").why == "was not asked: the time for all, 0.05 seconds, is over"
    assert len(look(site, patience=patience).faults) == len(("page", "picture"))


@pytest.mark.parametrize("file", [JPEG[:-2], JPEG[:400], b""])
def test_a_picture_that_is_cut_off_on_the_server_is_said(site: LiveSite, file: bytes) -> None:
    site.fail("swan.jpg", reply(200, file, "image/jpeg"))
    [fault] = look(site, ExpectedPicture(f"{site.url}/swan.jpg", "image/jpeg")).faults

    assert f"is cut off after {len(file)} bytes. Build, publish dist/site" in str(fault)


def test_a_picture_that_is_cut_off_on_the_way_is_said(site: LiveSite) -> None:
    site.fail("swan.jpg", cut_off(JPEG, "image/jpeg"))
    [fault] = look(site).faults

    assert str(fault).startswith(f"The picture {site.url}/swan.jpg is not reached: ")
    assert site.asked.count("/news/swan.jpg") == QUICK.tries


def test_another_file_than_the_record_has_is_said(site: LiveSite) -> None:
    expected = ExpectedPicture(f"{site.url}/swan.jpg", "image/jpeg", (120, 60), "0" * 64, "the record says")
    [fault] = look(site, expected).faults

    assert f"is another file than the record says ({len(JPEG)} bytes)." in str(fault)


def test_a_name_of_the_public_web_that_leads_inwards_is_refused(site: LiveSite) -> None:
    inner = f"https://localhost.localdomain:{site.port}/news"
    visit = open_site(site, inner).get(f"{inner}/")

    assert visit.status is VisitStatus.FAILED
    assert "which is not on the public web" in visit.why or "not known" in visit.why
    assert site.asked == []


def test_a_flood_is_stopped(site: LiveSite) -> None:
    site.fail("swan.jpg", reply(200, bytes(9_000_000), "image/jpeg"))
    [fault] = look(site, patience=replace(QUICK, answer=5, total=9)).faults

    assert "it sent more than 8,000,000 bytes" in str(fault)
    assert site.asked.count("/news/swan.jpg") == 1


def test_a_later_send_waits_for_its_page_and_not_for_its_pictures(site: LiveSite) -> None:
    site.fail("", reply(404))
    site.fail("swan.jpg", reply(404))
    result = look(site)
    (blockers, warnings), later, nobody = (
        split_faults(result, reaches_readers=reaches, is_later=is_later)
        for reaches, is_later in ((True, False), (True, True), (False, False))
    )

    assert (len(blockers), warnings) == (2, [])
    assert [[fault.split()[1] for fault in part] for part in later] == [["picture"], ["page"]]
    assert (nobody[0], len(nobody[1])) == ([], 2)


def test_every_picture_that_a_mail_loads_is_found() -> None:
    mail = (
        '<img src="https://a.net/1.png" srcset="https://a.net/1.png 1x, https://a.net/2.png?a=1&amp;b=2 2x">'
        '<!--[if mso]><v:image src="https://a.net/3.png" /><![endif]--><td background="https://a.net/4.png">'
        "<style>p{background:url(https://a.net/5.png)}</style><p style=\"background:url('https://a.net/6.png')\">"
        '<a href="https://a.net/page">A page</a><img src="data:image/gif;base64,R0">'
    )
    names = ["1.png", "2.png?a=1&b=2", "3.png", "4.png", "5.png", "6.png"]

    assert find_picture_addresses(mail) == tuple(f"https://a.net/{name}" for name in names)
