"""Live or not sent: what ``send`` and ``doctor`` say of the page, the pictures and the links on the web."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from PIL import Image

from newsletter.checking.analysis.images import make_png
from newsletter.documents.published import FILE
from newsletter.preview.test_send import send_preview_test
from newsletter.published import load_published
from newsletter.sending.prepare import prepare_issue
from tests.building.publications import make, write_issue
from tests.cli.calls import Call, read_everything
from tests.deliverability.name_server import serving
from tests.live_site import Answer, LiveSite, cut_off, reply
from tests.providers.mail_server import LOGIN, TAKE_AND_DROP, MailServer

pytestmark = pytest.mark.slow

ISSUE = "2024-01"
PAGE = f"issues/{ISSUE}/"
NOW, DRY = ("send", ISSUE, "--yes", "--first-send"), ("send", ISSUE, "--dry-run", "--online")
_LOGO_FILE = "pictures/swan.png"


def make_picture(width: int = 240, height: int = 120, grey: int = 200) -> bytes:
    """Return a picture of one grey."""
    return make_png(width, height, bytes([grey]) * width * height)


@pytest.fixture
def listserver(server: MailServer, root: Path, site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """Return a mail server for a publication with a logo, which is built and on the web."""
    (root / _LOGO_FILE).parent.mkdir()
    (root / _LOGO_FILE).write_bytes(make_picture())
    options = f'host = "localhost"\nport = {server.port}\nto = "all@lists.net"\nca_file = "{server.certificate}"\n'
    settings = root / "newsletter.toml"
    text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
    text += f'\n[logo]\nfile = "{_LOGO_FILE}"\nalt = "The swan"\nwidth = 120\nheight = 60\n'
    text += f'\n[provider]\nname = "smtp"\n\n[provider.options]\n{options}\n[sending]\ntest_first = false\n'
    settings.write_text(text, encoding="utf-8")
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    make(root)
    assert site.folder.is_dir()
    return server


def find_logo(root: Path) -> str:
    """Return where the built mail has its logo, below the site's address."""
    mail = (root / f"dist/email/{ISSUE}.html").read_text(encoding="utf-8")
    [path] = set(re.findall(r'src="https://[^/]+/news/([^"]+)"', mail))
    return str(path)


def add_photograph(root: Path) -> None:
    """Let the issue show a photograph."""
    (root / "images").mkdir()
    Image.effect_noise((900, 600), 40).convert("RGB").save(root / "images/fete.jpg")
    path = root / f"issues/{ISSUE}.yaml"
    more = "  - {type: image, file: images/fete.jpg, alt: Children at the fete.}\n"
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def find_photograph(site: LiveSite) -> Path:
    """Return the file that the mail shows of it, which the page has at the same size among others."""
    mail = (site.folder.parent / f"email/{ISSUE}.html").read_text(encoding="utf-8")
    [path] = set(re.findall(r'src="https://[^/]+/news/([^"]+\.jpg)"', mail))
    return site.folder / str(path)


def damage(file: Path, size: tuple[int, int] | None = None) -> None:
    """Encode a picture anew, at another quality or another size."""
    with Image.open(file) as image:
        other = image.resize(size) if size else image.copy()
    other.save(file, quality=20)


def test_what_is_on_the_web_as_it_is_sent_is_sent(call: Call, listserver: MailServer, site: LiveSite) -> None:
    ended = call(*NOW)

    assert (ended.code, len(listserver.messages)) == (0, 1)
    assert re.search(r"Web +the page and 1 picture, as they are sent\n", ended.out)
    assert f"/news/{PAGE}" in site.asked


def test_what_was_sent_is_on_record_with_its_pictures(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    dry, nothing = call(*DRY), (root / FILE).exists()
    ended = call(*NOW)
    again = call("send", ISSUE, "--yes")
    [(period, issue)] = load_published(root).issues.items()

    assert (dry.code, nothing) == (0, False)
    assert f"{FILE} has it now: commit that file, so that no build removes its pictures.\n" in ended.out
    assert (period, issue.digest) == (ISSUE, call("send", ISSUE, "--dry-run", "--json").data["digest"])
    assert [(one.address, one.bytes, one.width) for one in issue.pictures] == [
        (f"{site.url}/{find_logo(root)}", (site.folder / find_logo(root)).stat().st_size, 240)
    ]
    assert FILE not in again.out
    assert len(listserver.messages) == 1


def test_what_may_have_been_sent_is_on_record_too(call: Call, root: Path, listserver: MailServer) -> None:
    listserver.fail("dot", TAKE_AND_DROP)
    ended = call(*NOW)

    assert ended.code == 3
    assert list(load_published(root).issues) == [ISSUE]


def test_what_was_refused_is_not_on_record(call: Call, root: Path, listserver: MailServer) -> None:
    listserver.fail("RCPT", "550 no such list")

    assert call(*NOW).code == 1
    assert not (root / FILE).exists()


def test_a_record_that_cannot_be_written_does_not_hide_that_it_was_sent(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    def break_record(handler: BaseHTTPRequestHandler) -> None:
        (root / FILE).write_text("{", encoding="utf-8")
        reply(200, make_picture(), "image/png")(handler)

    site.fail(find_logo(root), break_record)
    ended = call(*NOW)

    assert (ended.code, len(listserver.messages)) == (0, 1)
    assert "It was sent, and could not be put on record: issues/published.json:1:2: error: " in ended.out
    assert "Then write the record: newsletter build --record" in ended.out


def test_a_dry_run_looks_at_the_web_only_if_it_is_asked_to(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    quiet, looking = call("send", ISSUE, "--dry-run", "--json"), call(*DRY, "--json")

    assert quiet.data["live"] is None
    assert [(found["what"], found["live"]) for found in looking.data["live"]] == [("Web page", True), ("Picture", True)]
    assert looking.data["reasons"] == quiet.data["reasons"]
    assert {f"/news/{PAGE}", f"/news/{find_logo(root)}", f"/news/{PAGE}first/"} <= set(site.asked)
    assert listserver.messages == []


def test_the_same_page_of_an_older_build_is_refused(call: Call, root: Path, listserver: MailServer) -> None:
    write_issue(root, ISSUE, words="Hello again.")
    before = read_everything(root)
    ended = call(*DRY)
    data = call(*DRY, "--json").data

    assert ended.code == 1
    assert re.search(r"The page https://\S+/issues/2024-01/ shows another version \(\w{8}\), not \w{8}\.", ended.out)
    assert "Build, publish dist/site, and try again." in ended.out
    assert data["digest"][:8] in ended.out
    assert [found["live"] for found in data["live"]] == [False, True]
    assert read_everything(root) == before
    assert listserver.messages == []


FAULTS: dict[str, tuple[Answer, str]] = {
    "not there": (reply(404), "answers 404: it is not there. Build, publish dist/site, and try again."),
    "behind a login": (reply(401), "answers 401: readers cannot see it without a login."),
    "forbidden": (reply(403), "answers 403: readers cannot see it without a login."),
    "elsewhere": (
        reply(302, Location="https://login.invented.net/?next=x"),
        "redirects to https://login.invented.net/?next=x. Serve it there itself, or write the host that answers as",
    ),
    "without TLS": (reply(301, Location="http://127.0.0.1/news/x"), "redirects to http://127.0.0.1/news/x."),
    "round in circles": (reply(302, Location="?again"), "is not reached: it redirects more than 4 times."),
    "a tunnel inwards": (reply(302, Location="https://127.0.0.1:1/"), "redirects to https://127.0.0.1:1/."),
}
PAGES = {
    "a login page": (reply(200, b"<form><input type=password></form>"), "asks for a login: readers cannot see it."),
    "any page": (reply(200, b"<p>Coming soon</p>"), "names no digest: it may be a login page, or of an older build."),
}
_HTML = reply(200, b"<p>Log in</p>")
PICTURES = {
    "a page": (_HTML, "is a page, not a picture: it may ask for a login."),
    "another type": (reply(200, make_picture(), "image/webp"), "is served as image/webp, not as image/png."),
    "no type": (reply(200, make_picture(), ""), "is served as nothing in particular, not as image/png."),
    "other pixels": (reply(200, make_picture(480), "image/png"), "has 480 × 120 pixels, not 240 × 120 pixels."),
    "half a file": (reply(200, make_picture()[:90], "image/png"), "is cut off after 90 bytes."),
    "another picture": (reply(200, make_picture(grey=80), "image/png"), f"shows something else than {_LOGO_FILE} ("),
}


@pytest.mark.parametrize("case", [*FAULTS, *PAGES])
def test_a_page_that_readers_cannot_see_is_refused(
    call: Call, root: Path, listserver: MailServer, site: LiveSite, case: str
) -> None:
    answer, text = (FAULTS | PAGES)[case]
    site.fail(PAGE, answer)
    ended = call(*NOW)

    assert ended.code == 1
    assert f"The page {site.url}/{PAGE} {text}" in ended.out
    assert "Nothing was sent." in ended.out
    assert listserver.messages == []
    assert not (root / ".newsletter" / "ledger.sqlite").exists() or "intent" not in call("ledger", ISSUE).out


@pytest.mark.parametrize("case", [*FAULTS, *PICTURES])
def test_a_picture_that_readers_cannot_see_is_refused(
    call: Call, root: Path, listserver: MailServer, site: LiveSite, case: str
) -> None:
    answer, text = (FAULTS | PICTURES)[case]
    logo = find_logo(root)
    site.fail(logo, answer)
    ended = call(*NOW)

    assert ended.code == 1
    assert f"The picture {site.url}/{logo} {text}" in ended.out
    assert listserver.messages == []


def test_everything_that_is_missing_is_named_at_once(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    for path in (PAGE, find_logo(root)):
        site.fail(path, reply(404))
    found = call(*DRY, "--json").data

    assert [reason.partition(" answers")[0] for reason in found["reasons"] if "answers" in reason] == [
        f"The page {site.url}/{PAGE}", f"The picture {site.url}/{find_logo(root)}"
    ]  # fmt: skip
    assert listserver.messages == []


def test_a_photograph_of_another_size_is_refused(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    add_photograph(root)
    make(root)
    good = call(*DRY, "--json").data["live"]
    [photograph] = [found["seen"].split()[2] for found in good if "image/jpeg" in found["seen"]]
    damage(site.folder / photograph.removeprefix(f"{site.url}/"), (450, 300))
    ended = call(*NOW)

    assert [found["live"] for found in good] == [True] * 3
    assert f"The picture {photograph} has 450 × 300 pixels, not 900 × 600 pixels. Build, publish" in ended.out
    assert listserver.messages == []


def test_a_photograph_that_another_encoder_made_is_the_same_photograph(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    add_photograph(root)
    make(root)
    photograph = find_photograph(site)
    with Image.open(photograph) as image:
        image.copy().save(photograph, quality=75, progressive=False)
    ended = call(*NOW)

    assert (ended.code, len(listserver.messages)) == (0, 1)


def test_another_photograph_of_the_same_size_is_refused(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    add_photograph(root)
    make(root)
    photograph = find_photograph(site)
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(photograph)
    ended = call(*NOW)

    assert ended.code == 1
    assert re.search(r"The picture https://\S+ shows something else than images/fete\.jpg \([\d,]+ bytes\)", ended.out)
    assert listserver.messages == []


def test_what_is_on_record_is_compared_with_the_record(
    call: Call, root: Path, listserver: MailServer, site: LiveSite
) -> None:
    add_photograph(root)
    call("build", "--record")
    [file] = (one.file for one in load_published(root).issues[ISSUE].pictures if one.type == "image/jpeg")
    damage(site.folder / file)
    ended = call(*NOW)

    assert "is another file than the one that issues/published.json records" in ended.out
    assert listserver.messages == []


def test_a_page_may_lead_on_within_its_own_host(call: Call, listserver: MailServer, site: LiveSite) -> None:
    site.fail(PAGE, reply(301, Location=f"{site.url}/{PAGE}index.html"))

    assert call(*NOW).code == 0
    assert len(listserver.messages) == 1


@pytest.mark.parametrize("first", [reply(503), reply(500), cut_off(b"x" * 9000, "text/html")])
def test_what_fails_for_a_moment_is_asked_again(
    call: Call, listserver: MailServer, site: LiveSite, first: Answer
) -> None:
    def fail_once(handler: BaseHTTPRequestHandler) -> None:
        site.answers.clear()
        first(handler)

    site.fail(PAGE, fail_once)

    assert call(*NOW).code == 0
    assert site.asked.count(f"/news/{PAGE}") == len(("failed", "found"))
    assert len(listserver.messages) == 1


def test_what_stays_broken_is_refused_with_its_answer(call: Call, listserver: MailServer, site: LiveSite) -> None:
    site.fail(PAGE, reply(503))
    ended = call(*DRY)

    assert ended.code == 1
    assert f"The page {site.url}/{PAGE} answers 503 Service Unavailable." in ended.out
    assert listserver.messages == []


def test_a_certificate_that_readers_do_not_trust_is_said(
    call: Call, listserver: MailServer, site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    ended = call(*DRY)

    assert ended.code == 1
    assert "is not reached: its certificate cannot be trusted" in ended.out
    assert site.asked == []
    assert listserver.messages == []


def test_the_outbox_and_a_test_only_say_it(call: Call, root: Path, listserver: MailServer, site: LiveSite) -> None:
    site.fail(PAGE, reply(404))
    tested = call("send", ISSUE, "--test", "me@invented-digest.org")
    told = call("send", ISSUE, "--test", "me@invented-digest.org", "--json").data
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").partition("[provider]")[0], encoding="utf-8")
    sent = call("send", ISSUE, "--yes")

    assert (tested.code, sent.code) == (0, 0)
    for text in (tested.out, sent.out):
        assert f"The page {site.url}/{PAGE} answers 404" in text
    assert [found["live"] for found in told["live"]] == [False, True]
    assert [letter.recipients for letter in listserver.messages] == [["me@invented-digest.org"]] * 2


def test_a_link_that_leads_nowhere_is_a_warning(call: Call, root: Path, listserver: MailServer, site: LiveSite) -> None:
    write_issue(root, ISSUE, words="'Read [the minutes of May](https://127.0.0.1:1/minutes).'")
    make(root)
    before = read_everything(root)
    ended = call(*DRY)

    assert ended.code == 0, ended.out
    assert "issues/2024-01.yaml:11:" in ended.out
    assert "(https://127.0.0.1:1/minutes) is not public: 127.0.0.1 is at 127.0.0.1" in ended.out
    assert read_everything(root) == before
    assert site.asked
    assert listserver.messages == []


def test_links_that_templates_add_are_asked_too(call: Call, root: Path, listserver: MailServer, site: LiveSite) -> None:
    settings = root / "newsletter.toml"
    text = re.sub(r'(?m)^url = "https://[^"]*"', 'url = "https://127.0.0.1:1/helpline"', settings.read_text("utf-8"))
    settings.write_text(text, encoding="utf-8")
    path = root / f"issues/{ISSUE}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "  - {type: contacts, title: Help}\n", encoding="utf-8")
    make(root)
    site.fail(f"{PAGE}first/", reply(404))
    ended = call(*NOW)

    assert (ended.code, len(listserver.messages)) == (0, 1)
    assert f"The page {site.url}/{PAGE}first/ answers 404: it is not there." in ended.out
    assert "The link https://127.0.0.1:1/helpline is not public: 127.0.0.1 is at 127.0.0.1" in ended.out
    assert not [path for path in site.asked if "unsubscribe" in path]


def test_a_page_that_is_missing_is_said_once_and_not_for_each_of_its_items(
    call: Call, listserver: MailServer, site: LiveSite
) -> None:
    site.fail(PAGE, reply(404))
    ended = call(*DRY)

    assert listserver.messages == []
    assert ended.out.count("answers 404") == 1
    assert f"/news/{PAGE}first/" not in site.asked


def test_a_test_from_the_preview_says_what_is_not_on_the_web_yet(
    root: Path, listserver: MailServer, site: LiveSite
) -> None:
    digest = prepare_issue(root, ISSUE, datetime.now(UTC)).campaign.digest
    quiet = send_preview_test(root, os.environ, ISSUE, "me@invented-digest.org", digest)
    site.fail(PAGE, reply(404))
    told = send_preview_test(root, os.environ, ISSUE, "me@invented-digest.org", digest)

    assert "Not on the web yet" not in quiet
    assert told.startswith(quiet.partition(":")[0])
    assert f"Not on the web yet: The page {site.url}/{PAGE} answers 404: it is not there. Build, publish" in told
    assert [letter.recipients for letter in listserver.messages] == [["me@invented-digest.org"]] * 2


def test_a_placeholder_is_not_asked(call: Call) -> None:
    found = call(*DRY, "--json").data

    assert [(one["what"], one["live"]) for one in found["live"]] == [("Web", False)]
    assert "Page and pictures were not asked for: base_url is still a placeholder" in "\n".join(found["warnings"])
    assert found["verdict"] == "go"
    assert re.search(r"Web +not looked at: see below\n", call(*DRY).out)


def test_the_doctor_looks_at_the_web_too(call: Call, root: Path, listserver: MailServer, site: LiveSite) -> None:
    with serving() as zone:
        resolver = f"{zone.address[0]}:{zone.address[1]}"
        good = call("doctor", ISSUE, "--resolver", resolver, "--json").data["findings"]
        site.fail(find_logo(root), reply(403))
        bad = call("doctor", ISSUE, "--resolver", resolver, "--json")

    judged = [
        [(one["check"], one["weight"]) for one in found if one["check"] in {"Web page", "Picture"}]
        for found in (good, bad.data["findings"])
    ]
    assert judged == [[("Web page", "ok"), ("Picture", "ok")], [("Web page", "ok"), ("Picture", "fail")]]
    assert bad.code == 1
    assert listserver.messages == []
