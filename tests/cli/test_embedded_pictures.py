"""``[images] embed = true``: the pictures travel with the message, where the provider takes a whole message."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import shake_256
from pathlib import Path

import pytest

from newsletter.checking.analysis.images import make_png
from newsletter.published import load_published
from tests.building.publications import make
from tests.cli.calls import Call
from tests.live_site import LiveSite, reply
from tests.providers.fake_brevo import KEY as BREVO_KEY
from tests.providers.fake_brevo import FakeBrevo
from tests.providers.mail_server import LOGIN, MailServer
from tests.providers.wire import serving

ISSUE, LOGO = "2024-01", "pictures/swan.png"
_EMBED = f'\n[images]\nembed = true\n\n[logo]\nfile = "{LOGO}"\nalt = "The swan"\nwidth = 120\nheight = 60\n'


@pytest.fixture
def root(root: Path) -> Path:
    """Return a publication whose e-mails bring the logo and a photograph along."""
    for name in (LOGO, "images/pond.png"):
        (root / name).parent.mkdir()
        (root / name).write_bytes(make_png(240, 120))
    settings, issue = root / "newsletter.toml", root / f"issues/{ISSUE}.yaml"
    settings.write_text(settings.read_text(encoding="utf-8") + _EMBED, encoding="utf-8")
    more = "  - {type: image, file: images/pond.png, alt: The pond in April.}\n"
    issue.write_text(issue.read_text(encoding="utf-8") + more, encoding="utf-8")
    return root


def choose(root: Path, name: str, options: str) -> None:
    """Have the newsletter sent by a provider, from addresses that could be real."""
    settings = root / "newsletter.toml"
    text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
    text = re.sub(r"(?m)^reply_to = .*\n", "", text)
    text += f'\n[provider]\nname = "{name}"\n\n[provider.options]\n{options}\n[sending]\ntest_first = false\n'
    settings.write_text(text, encoding="utf-8")


def list_pictures(message: EmailMessage) -> list[str]:
    return [str(part.get_filename()) for part in message.walk() if part.get_content_maintype() == "image"]


def find_sources(message: EmailMessage) -> list[str]:
    body = message.get_body(("html",))
    assert body is not None
    return [source[:4] for source in re.findall(r'<img[^>]* src="([^"]*)"', body.get_content())]


def test_the_outbox_holds_the_whole_message_and_the_web_keeps_addresses(call: Call, root: Path) -> None:
    call("build")
    call("build", ISSUE)
    sent = call("send", ISSUE, "--yes")
    [path] = (root / "outbox").glob("*.eml")
    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    built = message_from_bytes((root / f"dist/email/{ISSUE}.eml").read_bytes(), policy=policy.default)
    pages = [path.read_text("utf-8") for path in (root / "dist/site").rglob("*") if path.suffix in {".html", ".xml"}]

    assert sent.code == 0
    assert list_pictures(message)[0].startswith("swan-")
    assert len(list_pictures(message)) == len(("logo", "pond"))
    assert list_pictures(built) == list_pictures(message)
    assert set(find_sources(message)) == set(find_sources(built)) == {"cid:"}
    assert not [page for page in pages if "cid:" in page]
    assert any("images/pond" in page for page in pages)


def test_without_being_asked_for_nothing_is_attached(call: Call, root: Path) -> None:
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("embed = true", ""), encoding="utf-8")
    call("build", ISSUE)
    built = message_from_bytes((root / f"dist/email/{ISSUE}.eml").read_bytes(), policy=policy.default)

    assert list_pictures(built) == []
    assert set(find_sources(built)) == {"http"}


def test_pictures_that_travel_need_not_be_on_the_web(
    call: Call, root: Path, server: MailServer, site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    options = f'host = "localhost"\nport = {server.port}\nto = "all@lists.net"\nca_file = "{server.certificate}"\n'
    choose(root, "smtp", options)
    make(root)
    for path in (root / "dist/site/images").iterdir():
        site.fail(f"images/{path.name}", reply(404))
    live = call("send", ISSUE, "--dry-run", "--online", "--json").data["live"]
    sent = call("send", ISSUE, "--yes", "--first-send")
    [letter] = server.messages

    assert [(found["what"], found["live"]) for found in live] == [("Web page", True)]
    assert sent.code == 0
    assert len(list_pictures(message_from_bytes(letter.data, policy=policy.default))) == len(("logo", "pond"))
    assert load_published(root).issues[ISSUE].pictures == ()


def test_a_provider_that_writes_the_message_itself_refuses_it(
    call: Call, root: Path, site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = FakeBrevo()
    monkeypatch.setenv("NEWSLETTER_BREVO_KEY", BREVO_KEY)
    with serving(service):
        choose(root, "brevo", f'base_url = "{service.url}"\naudience = "4"')
        make(root)
        plan = call("send", ISSUE, "--dry-run")
        test = call("send", ISSUE, "--test", "me@invented-digest.org")

    assert (plan.code, test.code) == (1, 1)
    for text in (plan.out, test.err):
        assert (
            "brevo cannot attach pictures to an e-mail. Under [images] in newsletter.toml, write embed = false" in text
        )
    assert site.folder.is_dir()


def test_pictures_that_weigh_much_are_a_warning(call: Call, root: Path) -> None:
    light = call("send", ISSUE, "--dry-run", "--json").data["warnings"]
    (root / "images/pond.png").write_bytes(make_png(1104, 2400, shake_256(b"leaves").digest(1104 * 2400)))
    heavy = call("send", ISSUE, "--dry-run", "--json").data["warnings"]

    assert [line for line in heavy if re.match("The pictures that are attached have 1,[0-9]{3} KB together", line)]
    assert not [line for line in light if "attached" in line]


def test_a_new_logo_is_in_the_next_build(call: Call, root: Path) -> None:
    call("build")
    first = (root / f"dist/email/{ISSUE}.html").read_bytes()
    (root / LOGO).write_bytes(make_png(240, 120) + b"new")
    call("build")

    assert (root / f"dist/email/{ISSUE}.html").read_bytes() != first
