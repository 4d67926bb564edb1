"""What SPF records say and what is advised: the bounds of RFC 7208, and who may send after all."""

from __future__ import annotations

import pytest

from newsletter.deliverability import Diagnostic, Resolver
from newsletter.deliverability.spf import check_spf
from tests.deliverability.name_server import Zone

DOMAIN = "digest.example.org"


def ask(zone: Zone, resolver: Resolver, record: str) -> list[Diagnostic]:
    zone.text(DOMAIN, record)
    return list(check_spf(resolver, DOMAIN))


@pytest.mark.parametrize("rest", ["-all", "~all"])
def test_a_record_that_refuses_all_others_is_fine(zone: Zone, resolver: Resolver, rest: str) -> None:
    [found] = ask(zone, resolver, f"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 {rest}")

    assert found.status == "ok"
    assert found.observed == f"digest.example.org has one record ({rest}), read with 0 of 10 look-ups."


@pytest.mark.parametrize(("rest", "shown"), [("?all", "?all"), ("", "no all")])
def test_a_record_that_leaves_all_others_open_is_a_warning(
    zone: Zone, resolver: Resolver, rest: str, shown: str
) -> None:
    [found] = ask(zone, resolver, f"v=spf1 ip4:192.0.2.1 {rest}")

    assert found.status == "warning"
    assert found.observed == f"digest.example.org does not say what is true of all others ({shown})."
    assert "-all or ~all" in found.advice


@pytest.mark.parametrize("term", ["+all", "all", "ip4:0.0.0.0/0", "ip6:::/0", "include:open.example.net"])
def test_a_record_that_lets_everybody_send_fails_in_whatever_words(zone: Zone, resolver: Resolver, term: str) -> None:
    zone.text("open.example.net", "v=spf1 +all")
    [found] = ask(zone, resolver, f"v=spf1 {term} -all")

    assert (found.status, found.observed) == ("fail", f"digest.example.org lets everybody send for it ({term}).")
    assert found.advice == "Name only who sends for you, and end the record with -all or ~all."


@pytest.mark.parametrize("included", ["-all", "~all", "?all", ""])
def test_what_an_included_record_says_of_others_is_not_said_for_us(
    zone: Zone, resolver: Resolver, included: str
) -> None:
    zone.text("spf.example.net", f"v=spf1 ip4:192.0.2.1 {included}")
    [found] = ask(zone, resolver, "v=spf1 include:spf.example.net -all")

    assert found.status == "ok"
    assert found.observed == "digest.example.org has one record (-all), read with 1 of 10 look-ups."


def test_a_domain_without_a_record_is_told_to_publish_one(zone: Zone, resolver: Resolver) -> None:
    [found] = ask(zone, resolver, "v=spf10 -all")

    assert found.status == "fail"
    assert found.observed == "The SPF record of digest.example.org cannot be used: digest.example.org has none."
    assert found.advice.startswith("Publish one TXT record at digest.example.org")


def test_a_name_that_does_not_exist_has_no_record(zone: Zone, resolver: Resolver) -> None:
    [found] = check_spf(resolver, DOMAIN)

    assert found.observed.endswith("has none.")
    assert zone.asked == [(DOMAIN, "TXT", "udp")]


def test_two_records_are_to_be_put_together(zone: Zone, resolver: Resolver) -> None:
    zone.text(DOMAIN, "v=spf1 -all")
    [found] = ask(zone, resolver, "v=spf1 ip4:192.0.2.1 -all")

    assert found.observed == "The SPF record of digest.example.org cannot be used: digest.example.org has 2."
    assert found.advice.startswith("Put all of them into one record")


def test_ten_look_ups_are_allowed_and_one_more_is_not(zone: Zone, resolver: Resolver) -> None:
    terms = [f"include:i{n}.example.net" for n in range(11)]
    for n in range(11):
        zone.text(f"i{n}.example.net", "v=spf1 ip4:192.0.2.1 -all")
    zone.text("ten.example.org", f"v=spf1 {' '.join(terms[:10])} -all")
    [ten] = check_spf(resolver, "ten.example.org")
    [many] = ask(zone, resolver, f"v=spf1 {' '.join(terms)} -all")

    assert (ten.status, ten.observed) == ("ok", "ten.example.org has one record (-all), read with 10 of 10 look-ups.")
    assert many.status == "fail"
    assert "it takes more than 10 DNS look-ups to read: include:i10.example.net is one too many" in many.observed


def test_look_ups_of_included_records_count_too(zone: Zone, resolver: Resolver) -> None:
    zone.add("host.example.net", "A", "192.0.2.1")
    zone.text("six.example.net", f"v=spf1 {'a:host.example.net ' * 6}-all")
    [found] = ask(zone, resolver, "v=spf1 include:six.example.net include:six.example.net -all")

    assert "it takes more than 10 DNS look-ups to read: a:host.example.net is one too many" in found.observed


def test_two_look_ups_may_find_nothing_and_a_third_may_not(zone: Zone, resolver: Resolver) -> None:
    zone.text("two.example.org", "v=spf1 a:x.example.net mx:y.example.net -all")
    [two] = check_spf(resolver, "two.example.org")
    [three] = ask(zone, resolver, "v=spf1 a:x.example.net mx:y.example.net exists:z.example.net -all")

    assert two.status == "ok"
    assert three.status == "fail"
    assert "more than 2 of its look-ups find nothing: exists:z.example.net is one too many" in three.observed


def test_a_redirect_says_what_is_true_of_all_others(zone: Zone, resolver: Resolver) -> None:
    zone.text("spf.example.net", "v=spf1 ip4:192.0.2.1 ~all")
    [found] = ask(zone, resolver, "v=spf1 redirect=spf.example.net")

    assert found.status == "ok"
    assert found.observed == "digest.example.org has one record (~all), read with 1 of 10 look-ups."


def test_beside_all_a_redirect_is_not_followed(zone: Zone, resolver: Resolver) -> None:
    [found] = ask(zone, resolver, "v=spf1 redirect=nowhere.example.net -all")

    assert found.status == "ok"
    assert [name for name, _, _ in zone.asked] == [DOMAIN]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("redirect=nowhere.example.net", "nowhere.example.net has none"),
        ("redirect=", "'redirect=' names no domain"),
        ("redirect=a.example.net redirect=b.example.net", "'redirect=b.example.net' is one redirect too many"),
        ("include:nowhere.example.net -all", "nowhere.example.net has none"),
        ("include:digest.example.org -all", "digest.example.org includes itself"),
        ("include -all", "'include' in the record of digest.example.org names no domain"),
        ("exists -all", "'exists' in the record of digest.example.org names no domain"),
        ("-all:digest.example.org", "'-all:digest.example.org' says more than all"),
        ("ip4:2001:db8::1 -all", "'ip4:2001:db8::1' holds no IPv4 address"),
        ("ip4 -all", "'ip4' holds no IPv4 address"),
        ("ip6:192.0.2.1 -all", "'ip6:192.0.2.1' holds no IPv6 address"),
        ("ipv4:192.0.2.1 -all", "'ipv4:192.0.2.1' in the record of digest.example.org is not a word of SPF"),
    ],
)
def test_a_record_that_receivers_cannot_read_fails(zone: Zone, resolver: Resolver, record: str, why: str) -> None:
    [found] = ask(zone, resolver, f"v=spf1 {record}")

    assert (found.status, found.observed) == ("fail", f"The SPF record of digest.example.org cannot be used: {why}.")
    assert found.advice


@pytest.mark.parametrize("failure", ["failing", "silent"])
def test_an_included_name_that_nobody_answers_for_is_not_taken_for_a_broken_record(
    zone: Zone, resolver: Resolver, failure: str
) -> None:
    getattr(zone, failure).add("spf.example.net")
    [found] = ask(zone, resolver, "v=spf1 include:spf.example.net -all")

    assert found.status == "fail"
    assert found.observed.startswith("Not checked: spf.example.net: ")
    assert found.advice == "Look at the name servers of the domain, then ask again."


def test_what_depends_on_each_message_is_said_to_be_unchecked(zone: Zone, resolver: Resolver) -> None:
    first, second = ask(zone, resolver, "v=spf1 exists:%{i}.example.net -all")

    assert first.status == "ok"
    assert second.status == "warning"
    assert second.observed == "Not checked: exists:%{i}.example.net (it depends on each message)."


def test_a_word_out_of_use_is_a_warning(zone: Zone, resolver: Resolver) -> None:
    _, found = ask(zone, resolver, "v=spf1 ptr -all")

    assert (found.status, found.observed) == ("warning", "It uses ptr, which receivers may ignore.")
    assert found.advice == "Use ip4, ip6 or a."
