"""``newsletter doctor`` as an operator meets it, against a real name server on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.calls import Call, read_everything
from tests.deliverability.name_server import Zone, serving


@pytest.fixture
def zone() -> Iterator[Zone]:
    """Return a name server that knows the sender's policy and nothing else."""
    with serving() as zone:
        zone.text("example.org", "v=spf1 ip4:192.0.2.1 -all")
        zone.text("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:a@example.org")
        yield zone


def resolver(zone: Zone) -> str:
    return f"{zone.address[0]}:{zone.address[1]}"


def test_each_finding_says_what_was_seen_and_what_to_do(call: Call, zone: Zone) -> None:
    ended = call("doctor", "--resolver", resolver(zone))

    assert ended.code == 0
    assert ended.out.splitlines()[0].split() == ["Check", "Result", "What", "was", "seen", "What", "to", "do"]
    assert "no selector is known" in ended.out
    assert ended.err == ""


def test_what_fails_ends_with_1(call: Call, zone: Zone) -> None:
    ended = call("doctor", "--resolver", resolver(zone), "--selector", "s1", "--json")

    assert ended.code == 1
    assert [it["check"] for it in ended.data["findings"] if it["weight"] == "fail"]
    assert ("s1._domainkey.example.org", "TXT", "udp") in zone.asked


def test_the_message_of_an_issue_is_looked_at_too(call: Call, zone: Zone) -> None:
    short, long = (call("doctor", *issue, "--resolver", resolver(zone), "--json") for issue in ([], ["2024-01"]))

    assert len(long.data["findings"]) > len(short.data["findings"])


def test_it_changes_nothing(call: Call, root: Path, zone: Zone) -> None:
    before = read_everything(root)
    ended = call("doctor", "2024-01", "--resolver", resolver(zone))

    assert "List-Unsubscribe" in ended.out
    assert read_everything(root) == before


def test_programs_are_told_the_same_as_people(call: Call, zone: Zone) -> None:
    found = call("doctor", "--resolver", resolver(zone), "--json").data["findings"]

    assert found[0] == {
        "check": "SPF",
        "weight": "ok",
        "seen": "example.org has one record (-all), read with 0 of 10 look-ups.",
        "advice": "",
    }
    assert [it["check"] for it in found] == ["SPF", "DKIM", "DMARC", "DMARC reports", "Alignment SPF"]


def test_an_issue_that_is_not_there_ends_with_1(call: Call, zone: Zone) -> None:
    ended = call("doctor", "2031-01", "--resolver", resolver(zone))

    assert ended.code == 1
    assert ended.err.startswith("issues/2031-01.yaml: error: there is no such file.")
    assert zone.asked == []


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["--resolver", "127.0.0.1:99999"], "'127.0.0.1:99999' is not an address."),
        (["--resolver", ""], "'' is not an address."),
        (["--resolver", "[::1"], "'[::1' is not an address."),
        (["--selector", ""], "'' cannot be a DKIM selector."),
        (["2024-01", "2024-02"], "unexpected extra argument"),
        (["--resolver", "nowhere"], "'nowhere' is not an address. Write it like 192.0.2.53"),
        (["--selector", "s 1"], "'s 1' cannot be a DKIM selector."),
        (["january"], "is not an issue."),
    ],
)
def test_what_makes_no_sense_ends_with_2(call: Call, arguments: list[str], answer: str) -> None:
    ended = call("doctor", *arguments)

    assert ended.code == 2
    assert answer in ended.err


@pytest.mark.parametrize("has_address", [True, False])
def test_an_outbox_is_never_said_to_give_readers_addresses_of_their_own(
    call: Call, root: Path, zone: Zone, *, has_address: bool
) -> None:
    settings = root / "newsletter.toml"
    text = re.sub(r"(?m)^unsubscribe_url = .*\n", "", settings.read_text(encoding="utf-8"))
    line = 'unsubscribe_url = "https://example.org/leave"\n' if has_address else ""
    settings.write_text(line + text, encoding="utf-8")
    ended = call("doctor", "2024-01", "--resolver", resolver(zone))

    assert "every reader gets the same address" in ended.out
    assert "an address of its own for each reader" not in ended.out


def test_a_message_that_arrived_is_looked_at(call: Call, zone: Zone, tmp_path: Path) -> None:
    arrived = tmp_path / "arrived.eml"
    arrived.write_bytes(
        b"List-Unsubscribe: <https://a.example.org/>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n\nHello"
    )
    ended = call("doctor", "--resolver", resolver(zone), "--message", arrived, "--json")
    before = call("doctor", "2024-01", "--resolver", resolver(zone), "--json")

    assert [it["seen"] for it in ended.data["findings"] if it["check"] == "DKIM of the message"] == [
        "The message is not signed."
    ]
    assert [it["weight"] for it in before.data["findings"] if it["check"] == "DKIM of the message"] == ["warning"]


def test_a_message_that_is_not_there_is_said(call: Call, zone: Zone) -> None:
    ended = call("doctor", "--resolver", resolver(zone), "--message", "nowhere.eml")

    assert ended.code == 1
    assert ended.err.startswith("nowhere.eml: error: there is no such file.")
