"""Where a key goes is shown before a send, and no file of the publication alone decides it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import stamina

from newsletter.providers import load_providers
from newsletter.providers._campaigns import CampaignProvider
from tests.cli.calls import Call
from tests.providers import fake_brevo
from tests.providers.fake_brevo import FakeBrevo
from tests.providers.wire import serving

ISSUE = "2024-01"
KEYS = {name: f"canary-{n}-us21" for n, name in enumerate(name for kind in load_providers() for name in kind.secrets)}

PROVIDERS = {
    "smtp": 'host = "mail.stranger.net"\nto = "all@lists.stranger.net"\nca_file = "ca.pem"',
    "listmonk": 'base_url = "https://mail.stranger.net/api"\naudience = "1"\ntemplate_id = 1',
    "brevo": 'base_url = "https://mail.stranger.net/v3"\naudience = "4"',
    "buttondown": 'base_url = "https://MAIL.stranger.net./v1"\naudience = "digest"',
    "mailchimp": 'base_url = "https://mail.stranger.net:8443/3.0"\naudience = "a"',
    "mailjet": 'base_url = "https://mail.stranger.net"\naudience = "4"',
    "resend": 'base_url = "https://mail.stranger.net"\naudience = "a"',
}


def configure(root: Path, name: str, options: str) -> None:
    settings = root / "newsletter.toml"
    text = re.sub(r"(?m)^reply_to = .*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text(f'{text}\n[provider]\nname = "{name}"\n\n[provider.options]\n{options}\n', encoding="utf-8")


def test_every_provider_that_gets_a_key_is_tried() -> None:
    assert set(PROVIDERS) == {kind.name for kind in load_providers() if kind.secrets}
    assert {kind.name for kind in load_providers() if issubclass(kind, CampaignProvider)} < set(PROVIDERS)


@pytest.mark.parametrize("name", PROVIDERS)
@pytest.mark.parametrize(
    "command",
    [("send", ISSUE, "--dry-run"), ("send", ISSUE, "--yes", "--audience-size-max", "9"), ("providers", "check")],
)
def test_a_stranger_named_in_a_file_gets_no_key(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, name: str, command: tuple[str, ...]
) -> None:
    configure(root, name, PROVIDERS[name])
    for variable, value in KEYS.items():
        monkeypatch.setenv(variable, value)
    ended = call(*command)

    assert ended.code == 1
    assert "NEWSLETTER_TRUSTED_HOSTS=mail.stranger.net" in ended.out + ended.err
    assert "canary" not in ended.out + ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_test_send_to_a_stranger_is_refused_as_well(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    configure(root, name, PROVIDERS[name].replace('ca_file = "ca.pem"', ""))
    for variable, value in KEYS.items():
        monkeypatch.setenv(variable, value)
    ended = call("send", ISSUE, "--test", "me@invented-digest.org")

    assert ended.code == 1
    assert "NEWSLETTER_TRUSTED_HOSTS=mail.stranger.net" in ended.err


def test_the_plan_shows_where_the_key_goes_once_it_may(call: Call, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(root, "smtp", PROVIDERS["smtp"])
    for variable, value in {**KEYS, "NEWSLETTER_TRUSTED_HOSTS": "mail.stranger.net"}.items():
        monkeypatch.setenv(variable, value)
    ended = call("send", ISSUE, "--dry-run")
    data = call("send", ISSUE, "--dry-run", "--json").data

    assert "NEWSLETTER_TRUSTED_HOSTS" not in ended.out
    assert "mail.stranger.net, verified by the certificates in ca.pem" in " ".join(ended.out.split())
    assert data["server"] == "mail.stranger.net, verified by the certificates in ca.pem"


SETTINGS = [
    ("ALL_PROXY", "socks5://127.0.0.1:1080"),
    ("all_proxy", "socks5h://user:canary-7@127.0.0.1:1080"),
    ("https_proxy", "ftp://127.0.0.1"),
    ("http_proxy", "ftp://127.0.0.1"),
    ("HTTPS_PROXY", "https://127.0.0.1"),
    ("HTTPS_PROXY", "http://"),
    ("HTTPS_PROXY", "http://[::1"),
    ("HTTPS_PROXY", "http://proxy:port"),
    ("HTTPS_PROXY", "http://proxy\x1b[2J:1"),
    ("SSL_CERT_FILE", "/no/such/file.pem"),
    ("SSL_CERT_FILE", __file__),
    ("SSL_CERT_FILE", "/dev/null"),
    ("SSL_CERT_FILE", "/"),
    ("SSL_CERT_DIR", "/no/such/folder"),
]


@pytest.mark.parametrize(("variable", "value"), SETTINGS)
def test_a_variable_that_cannot_be_used_is_named_and_nothing_is_sent(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    service = FakeBrevo()
    with serving(service), stamina.set_testing(True, attempts=2):
        configure(root, "brevo", f'base_url = "{service.url}"\naudience = "4"')
        monkeypatch.setenv("NEWSLETTER_BREVO_KEY", fake_brevo.KEY)
        monkeypatch.setenv(variable, value)
        ended = call("providers", "check")

    assert ended.code == 1
    assert variable in ended.out
    assert "canary" not in ended.out + ended.err
    assert ended.out.replace("\n", "").isprintable()
    assert service.calls == []


@pytest.mark.parametrize(("variable", "value"), [it for it in SETTINGS if it[0].startswith("SSL")])
def test_certificates_that_are_not_there_are_said_by_smtp_too(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    configure(root, "smtp", 'host = "localhost"\nport = 1\nto = "all@lists.stranger.net"')
    for name, key in {**KEYS, variable: value}.items():
        monkeypatch.setenv(name, key)
    ended = call("send", ISSUE, "--test", "me@invented-digest.org")

    assert ended.code == 1
    assert f"{variable}={value} names certificates that cannot be used" in ended.err


@pytest.mark.parametrize("name", ["smtp", "brevo"])
def test_a_damaged_key_is_named_in_the_plan_and_not_shown(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    configure(root, name, PROVIDERS[name])
    for variable in KEYS:
        monkeypatch.setenv(variable, "canary\x1b[2J-7")
    ended = call("send", ISSUE, "--dry-run")

    assert ended.code == 1
    assert [it for it in KEYS if it in ended.out] == [it for it in KEYS if name.upper() in it]
    assert "holds a character that cannot be seen" in ended.out
    assert "canary" not in ended.out + ended.err
