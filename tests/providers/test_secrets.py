"""No secret is shown in any spelling, none is used that holds what nobody sees, and none goes to a stranger."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import SendRefusedError
from newsletter.providers.base import Environment

NAME = "NEWSLETTER_NOBODY_KEY"
AWKWARD = "pl+ov/er?=ä\"'\\ <91c7>"

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "as Python shows text": repr,
    "as Python shows bytes": lambda key: repr(key.encode()),
    "as JSON": json.dumps,
    "as JSON with letters of every kind": lambda key: json.dumps(key, ensure_ascii=False),
    "as PHP writes JSON": lambda key: json.dumps(key).replace("/", "\\/"),
    "as HTML": html.escape,
    "as HTML outside an attribute": lambda key: html.escape(key, quote=False),
    "in an address": lambda key: quote(key, safe=""),
    "in the path of an address": quote,
    "in a form": quote_plus,
    "in an address with small letters": lambda key: quote(key, safe="").lower(),
    "in base64": lambda key: base64.b64encode(key.encode()).decode(),
    "in base64 without its end": lambda key: base64.b64encode(key.encode()).decode().rstrip("="),
    "in base64 for addresses": lambda key: base64.urlsafe_b64encode(key.encode()).decode(),
    "in base64 in an address": lambda key: quote(base64.b64encode(key.encode()).decode(), safe=""),
    "in base64 with our user": lambda key: base64.b64encode(f"newsletter:{key}".encode()).decode(),
    "in base64 with its own user": lambda key: base64.b64encode(f"digest-sender:{key}".encode()).decode(),
    "as SMTP logs in": lambda key: base64.b64encode(f"\0digest-sender\0{key}".encode()).decode(),
    "in base64 for addresses with a user": lambda key: base64.urlsafe_b64encode(
        f"digest-sender:{key}".encode()
    ).decode(),
    "in hexadecimal": lambda key: key.encode().hex(),
}


def environment(key: str) -> Environment:
    return Environment({NAME: key, "NEWSLETTER_NOBODY_USER": "digest-sender"})


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("key", [AWKWARD, "canary-91c7-plover", "abc", "ÿÿÿ>>>???"])
def test_no_spelling_of_a_secret_is_shown(spelling: str, key: str) -> None:
    spelled = SPELLINGS[spelling](key).strip("'\"")
    message = environment(key).redact(f"no such key: {spelled}, says the server")
    assert spelled not in message
    assert key not in message
    assert "no such key" in message


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=9, max_size=40), st.sampled_from(sorted(SPELLINGS)))
def test_no_spelling_of_any_secret_is_shown(key: str, spelling: str) -> None:
    spelled = SPELLINGS[spelling](key)[1:-1]
    message = environment(key).redact(f"«{SPELLINGS[spelling](key)}»")
    assert spelled not in message or len(spelled) < 9


@pytest.mark.parametrize("user", ["", "a", "ab", "someone-else", "ünd"])
@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
def test_a_secret_behind_a_user_that_nobody_knows_is_struck_out(user: str, encode: Callable[[bytes], bytes]) -> None:
    key = "canary-91c7-plover-?>?>"
    encoded = encode(f"{user}:{key}:x".encode()).decode()
    message = environment(key).redact(f"not for {encoded}")
    assert encoded[8:-8] not in message
    assert b"91c7" not in base64.urlsafe_b64decode(
        message.partition("for ")[2].split("…")[0].ljust(64, "=")[:64] + "=="
    )


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", "\n\n"])
def test_the_end_of_a_line_is_no_part_of_a_secret(end: str) -> None:
    given = environment(f"canary-91c7-plover{end}")
    assert given.secret(NAME).get_secret_value() == "canary-91c7-plover"
    assert "plover" not in given.redact(f"Illegal header value b'canary-91c7-plover{end!r}'")


@pytest.mark.parametrize(
    "key",
    [
        "canary\nplover",
        "\ncanary-plover",
        "canary\rplover\r",
        "canary\0plover",
        "canary\tplover",
        "canary\x1b[2Jplover",
        "canary\x85plover",
        "\ufeffcanary-plover",
        "canary\u200bplover",
        "canary\u2028plover",
        "canary-plover\u202e",
        " canary-plover",
        "canary-plover ",
        "canary-plover\u00a0",
        "canary\udc80plover",
    ],
)
def test_a_secret_with_what_nobody_sees_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SendRefusedError, match=NAME) as refused:
        environment(key).secret(NAME)
    assert "canary" not in str(refused.value)
    assert "plover" not in str(refused.value)
    assert str(refused.value).isprintable()


def test_half_a_character_can_be_printed() -> None:
    assert environment("canary").redact("it says \ud800 here") == "it says ? here"


@pytest.mark.parametrize("value", ["", "\n", "\r\n"])
def test_nothing_but_the_end_of_a_line_is_no_secret(value: str) -> None:
    assert environment(value).missing([NAME]) == (NAME,)


OWN = ("api.example.com", "*.api.example.net")


@pytest.mark.parametrize(
    ("host", "listed", "may"),
    [
        ("api.example.com", "", True),
        ("API.Example.COM.", "", True),
        ("us21.api.example.net", "", True),
        ("api.example.net", "", False),
        ("a.us21.api.example.net", "", False),
        ("api.example.com.evil.org", "", False),
        ("evil-api.example.com", "", False),
        ("localhost", "", True),
        ("127.0.0.1", "", True),
        ("127.9.8.7", "", True),
        ("[::1]", "", True),
        ("localhost.evil.org", "", False),
        ("127.0.0.1.evil.org", "", False),
        ("127.1", "", False),
        ("0.0.0.0", "", False),  # noqa: S104  # nobody listens there; it is asked
        ("mail.example.org", "", False),
        ("mail.example.org", "mail.example.org", True),
        ("MAIL.example.org", " other.example.org , Mail.Example.Org.", True),
        ("mail.example.org", "example.org", False),
        ("mail.example.org", "*.example.org", False),
        ("mail.example.org", "*", False),
        ("xn--bcher-kva.example", "bücher.example", True),
        ("192.0.2.7", "192.0.2.7", True),
        ("2001:db8::7", "2001:DB8:0::7", True),
    ],
)
def test_a_key_goes_to_the_services_own_hosts_and_to_those_that_the_environment_names(
    host: str,
    listed: str,
    may: bool,  # noqa: FBT001  # a column of the table
) -> None:
    refusal = Environment({"NEWSLETTER_TRUSTED_HOSTS": listed}).format_host_refusal(host, OWN)
    assert (not refusal) is may


@pytest.mark.parametrize("listed", ["", "one.example.org", "one.example.org, two.example.org\n"])
def test_the_refusal_gives_the_very_line_that_lets_a_key_go(listed: str) -> None:
    refusal = Environment({"NEWSLETTER_TRUSTED_HOSTS": listed}).format_host_refusal("mail.example.org", ())
    name, _, value = refusal.split()[-1].partition("=")
    assert name == "NEWSLETTER_TRUSTED_HOSTS"
    assert value.endswith("mail.example.org")
    both = Environment({name: value})
    hosts = ["mail.example.org", *listed.replace(",", " ").split()]
    assert {both.format_host_refusal(host, ()) for host in hosts} == {""}


def test_the_hosts_that_may_have_a_key_are_no_secret() -> None:
    message = Environment({"NEWSLETTER_TRUSTED_HOSTS": "mail.example.org"}).redact("mail.example.org says no")
    assert message == "mail.example.org says no"
