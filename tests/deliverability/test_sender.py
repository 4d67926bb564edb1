"""What the doctor finds in the DNS, asked of a real name server on loopback."""

from __future__ import annotations

import base64
import time

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsletter.deliverability import Diagnostic, Resolver, SenderIdentity, check_sender
from tests.deliverability.name_server import Zone
from tests.matrix import often

DOMAIN = "digest.example.org"
SENDER = SenderIdentity(DOMAIN, DOMAIN, ("s1",))
KEY_AT = f"s1._domainkey.{DOMAIN}"


def make_key(bits: int) -> str:
    public = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


GOOD_KEY = make_key(2048)
WORDS = st.text(st.characters(codec="ascii", exclude_characters='"\\', min_codepoint=32), max_size=60)


@pytest.fixture
def healthy(zone: Zone) -> Zone:
    """Return a name server that says all that big mailbox providers ask."""
    zone.text(DOMAIN, "v=spf1 ip4:192.0.2.1 -all")
    zone.text(KEY_AT, f"v=DKIM1; k=rsa; p={GOOD_KEY}")
    zone.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=reject; rua=mailto:reports@example.org")
    return zone


def look(resolver: Resolver, sender: SenderIdentity = SENDER) -> dict[str, Diagnostic]:
    return {diagnostic.check: diagnostic for diagnostic in check_sender(sender, resolver)}


def bad(resolver: Resolver, sender: SenderIdentity = SENDER) -> dict[str, str]:
    """Return what was found wrong, by check."""
    found = check_sender(sender, resolver)
    return {it.check: f"{it.status}: {it.observed} {it.advice}" for it in found if it.status != "ok"}


def test_a_sender_in_order_has_nothing_wrong(healthy: Zone, resolver: Resolver) -> None:
    assert bad(resolver) == {}
    assert {"SPF", "DMARC"} <= set(look(resolver))
    assert healthy.asked


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("v=spf1 +all", "fail: digest.example.org lets everybody send for it"),
        ("v=spf1 ip4:192.0.2.1 ?all", "warning: "),
        ("v=spf1 ip4:192.0.2.1", "warning: "),
        ("v=spf1 ip4:999.0.2.1 -all", "fail: "),
        ("v=spf1 nonsense -all", "fail: "),
        ("v=spf1 include:digest.example.org -all", "fail: "),
    ],
)
def test_an_spf_record_that_does_not_do_is_said(healthy: Zone, resolver: Resolver, record: str, message: str) -> None:
    healthy.records[DOMAIN, "TXT"] = [f'"{record}"']
    assert bad(resolver)["SPF"].startswith(message)


def test_two_spf_records_are_none(healthy: Zone, resolver: Resolver) -> None:
    healthy.text(DOMAIN, "v=spf1 ~all")
    assert bad(resolver)["SPF"].startswith("fail: ")


def test_no_spf_record_is_said(healthy: Zone, resolver: Resolver) -> None:
    healthy.records[DOMAIN, "TXT"] = ['"something else"']
    assert bad(resolver)["SPF"].startswith("fail: ")


def test_more_than_ten_look_ups_are_too_many(healthy: Zone, resolver: Resolver) -> None:
    healthy.records[DOMAIN, "TXT"] = ['"v=spf1 include:i0.example.org -all"']
    for n in range(12):
        healthy.text(f"i{n}.example.org", f"v=spf1 include:i{n + 1}.example.org -all")
    assert "10" in bad(resolver)["SPF"]


def test_a_record_of_several_strings_is_one(healthy: Zone, resolver: Resolver) -> None:
    healthy.records[DOMAIN, "TXT"] = ['"v=spf1 ip4:192.0" ".2.1 -all"']
    assert "SPF" not in bad(resolver)


@pytest.mark.parametrize("failure", ["failing", "silent"])
def test_a_name_server_that_does_not_answer_is_not_taken_for_no_record(
    healthy: Zone, resolver: Resolver, failure: str
) -> None:
    getattr(healthy, failure).add(DOMAIN)
    assert "Not checked: " in bad(resolver)["SPF"]


def test_an_answer_too_long_for_one_packet_is_asked_for_again(healthy: Zone, resolver: Resolver) -> None:
    healthy.is_long.add(KEY_AT)
    assert bad(resolver) == {}
    assert (KEY_AT, "TXT", "tcp") in healthy.asked


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("v=DKIM1; p=", "was revoked"),
        ("v=DKIM1; p=%%%", "is damaged"),
        ("nonsense", "is not a DKIM key"),
        (f"v=DKIM1; t=y; p={GOOD_KEY}", "is marked as a trial"),
        (f"v=DKIM1; h=sha1; p={GOOD_KEY}", "is not for SHA-256"),
        (f"v=DKIM1; s=other; p={GOOD_KEY}", "is not for e-mail"),
        (f"v=DKIM1; k=dsa; p={GOOD_KEY}", "of an unknown type"),
    ],
)
def test_a_key_that_does_not_do_is_said(healthy: Zone, resolver: Resolver, record: str, message: str) -> None:
    del healthy.records[KEY_AT, "TXT"]
    healthy.text(KEY_AT, record)
    assert message in str(bad(resolver))


def test_a_short_key_is_weighed_by_its_length(healthy: Zone, resolver: Resolver) -> None:
    del healthy.records[KEY_AT, "TXT"]
    healthy.text(KEY_AT, f"p={make_key(1024)}")
    assert "It still counts; make one of 2048 bits." in str(bad(resolver))


@pytest.mark.parametrize(
    ("bits", "weight"), [(768, "fail"), (1023, "fail"), (1024, "warning"), (2047, "warning"), (2048, "ok")]
)
def test_a_key_counts_from_1024_bits_and_is_long_enough_from_2048(
    healthy: Zone, resolver: Resolver, bits: int, weight: str
) -> None:
    public = rsa.RSAPublicNumbers(65537, 2 ** (bits - 1) + 1).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    healthy.records[KEY_AT, "TXT"] = []
    healthy.text(KEY_AT, f"v=DKIM1; p={base64.b64encode(der).decode()}")
    found = look(resolver)["DKIM s1"]

    assert (found.status, found.observed) == (weight, f"The key at {KEY_AT} is RSA with {bits} bits.")


@pytest.mark.parametrize("part", [slice(0, 100), slice(40, None)])
def test_half_a_key_is_damaged(healthy: Zone, resolver: Resolver, part: slice) -> None:
    healthy.records[KEY_AT, "TXT"] = []
    healthy.text(KEY_AT, f"v=DKIM1; p={GOOD_KEY[part]}")

    assert bad(resolver)["DKIM s1"].startswith(f"fail: The key at {KEY_AT} is damaged: ")


def test_two_keys_at_one_name_are_a_game_of_luck(healthy: Zone, resolver: Resolver) -> None:
    healthy.text(KEY_AT, f"v=DKIM1; p={GOOD_KEY}")

    assert bad(resolver)["DKIM s1"] == (
        f"fail: There are 2 TXT records at {KEY_AT}. Leave one; which one is read is luck."
    )


def test_an_alias_that_leads_nowhere_is_named(healthy: Zone, resolver: Resolver) -> None:
    del healthy.records[KEY_AT, "TXT"]
    healthy.add(KEY_AT, "CNAME", "gone.example.net.")

    assert f"No key is published at {KEY_AT}, which points to gone.example.net (CNAME)." in bad(resolver)["DKIM s1"]


def test_a_selector_that_can_be_no_name_is_said(healthy: Zone, resolver: Resolver) -> None:
    message = bad(resolver, SenderIdentity(DOMAIN, DOMAIN, ("a..b", "s1")))

    assert "this cannot be a name in the DNS" in message["DKIM a..b"]
    assert healthy.asked


def test_a_selector_may_be_named_with_the_domain_that_signs(healthy: Zone, resolver: Resolver) -> None:
    healthy.text("m1._domainkey.service.example.net", f"p={GOOD_KEY}")
    found = look(resolver, SenderIdentity(DOMAIN, DOMAIN, ("m1._domainkey.service.example.net",)))

    assert found["DKIM m1"].status == "ok"
    assert found["Alignment DKIM m1"].status == "warning"
    assert found["Alignment DKIM m1"].observed.startswith(
        "DKIM m1 speaks for service.example.net, but the sender is at"
    )


def test_a_key_that_not_everybody_reads_is_said(healthy: Zone, resolver: Resolver) -> None:
    public = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    del healthy.records[KEY_AT, "TXT"]
    healthy.text(KEY_AT, f"v=DKIM1; k=ed25519; p={base64.b64encode(public).decode()}")
    assert "is Ed25519" in str(bad(resolver))


def test_a_key_behind_an_alias_is_found(healthy: Zone, resolver: Resolver) -> None:
    healthy.records["keys.example.net", "TXT"] = healthy.records.pop((KEY_AT, "TXT"))
    healthy.add(KEY_AT, "CNAME", "keys.example.net.")
    assert bad(resolver) == {}


def test_a_key_that_is_not_there_is_said(healthy: Zone, resolver: Resolver) -> None:
    del healthy.records[KEY_AT, "TXT"]
    assert "No key is published at" in str(bad(resolver))


def test_without_a_selector_keys_cannot_be_looked_at(healthy: Zone, resolver: Resolver) -> None:
    assert "no selector is known" in bad(resolver, SenderIdentity(DOMAIN, DOMAIN, ()))["DKIM"]
    assert healthy.asked


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("v=DMARC1; p=none; rua=mailto:a@example.org", "only watches (p=none)"),
        ("v=DMARC1; p=maybe", "Write p= and one of"),
        ("v=DMARC1; p=reject", "No one receives reports on mail sent in your name."),
        ("v=DMARC1; p=reject; rua=nobody", "is not an address for reports"),
    ],
)
def test_a_dmarc_record_that_does_not_do_is_said(healthy: Zone, resolver: Resolver, record: str, message: str) -> None:
    healthy.records[f"_dmarc.{DOMAIN}", "TXT"] = [f'"{record}"']
    assert message in str(bad(resolver))


def test_the_policy_of_the_organisation_holds_below_it(healthy: Zone, resolver: Resolver) -> None:
    healthy.records["_dmarc.example.org", "TXT"] = healthy.records.pop((f"_dmarc.{DOMAIN}", "TXT"))
    assert "DMARC" not in bad(resolver)


@pytest.mark.parametrize(
    ("record", "weight"),
    [("p=reject; sp=none", "warning"), ("p=none; sp=reject", "ok"), ("p=quarantine", "ok"), ("sp=none", "warning")],
)
def test_below_the_organisation_its_word_on_what_is_below_holds(
    healthy: Zone, resolver: Resolver, record: str, weight: str
) -> None:
    del healthy.records[f"_dmarc.{DOMAIN}", "TXT"]
    healthy.text("_dmarc.example.org", f"v=DMARC1; {record}")
    found = look(resolver)["DMARC"]

    assert found.status == weight
    assert f"_dmarc.example.org, which was found by walking up from {DOMAIN}" in found.observed


@pytest.mark.parametrize("failure", ["failing", "silent"])
def test_a_policy_that_nobody_answers_for_is_not_taken_for_none(
    healthy: Zone, resolver: Resolver, failure: str
) -> None:
    getattr(healthy, failure).add(f"_dmarc.{DOMAIN}")
    found = look(resolver)["DMARC"]

    assert found.status == "fail"
    assert found.observed.startswith(f"Not checked: _dmarc.{DOMAIN}: ")


@pytest.mark.parametrize(("adkim", "weight"), [("r", "ok"), ("s", "warning")])
def test_a_signature_of_the_domain_above_counts_where_alignment_is_relaxed(
    healthy: Zone, resolver: Resolver, adkim: str, weight: str
) -> None:
    healthy.records[f"_dmarc.{DOMAIN}", "TXT"] = [f'"v=DMARC1; p=reject; adkim={adkim}"']
    healthy.text("_dmarc.example.org", "v=DMARC1; p=reject")
    healthy.text("m1._domainkey.example.org", f"p={GOOD_KEY}")
    found = look(resolver, SenderIdentity(DOMAIN, DOMAIN, ("m1._domainkey.example.org",)))

    assert found["Alignment DKIM m1"].status == weight


def test_where_nothing_speaks_for_the_sender_everything_fails(healthy: Zone, resolver: Resolver) -> None:
    healthy.text("bounces.example.net", "v=spf1 ip4:192.0.2.1 -all")
    healthy.text("m1._domainkey.example.net", f"p={GOOD_KEY}")
    found = look(resolver, SenderIdentity(DOMAIN, "bounces.example.net", ("m1._domainkey.example.net",)))

    assert found["Alignment SPF"].status == found["Alignment DKIM m1"].status == "fail"
    assert found["Alignment SPF"].advice.startswith("Have your mailing service use a domain of yours")


def test_no_policy_anywhere_is_said(healthy: Zone, resolver: Resolver) -> None:
    del healthy.records[f"_dmarc.{DOMAIN}", "TXT"]
    assert "There is no DMARC record" in bad(resolver)["DMARC"]


def test_two_policies_at_one_name_are_none(healthy: Zone, resolver: Resolver) -> None:
    healthy.text(f"_dmarc.{DOMAIN}", "v=DMARC1; p=none")
    assert bad(resolver)["DMARC"].startswith("fail: ")


def test_an_envelope_of_a_foreign_domain_does_not_speak_for_the_sender(healthy: Zone, resolver: Resolver) -> None:
    healthy.text("bounces.example.net", "v=spf1 ip4:192.0.2.1 -all")
    message = bad(resolver, SenderIdentity(DOMAIN, "bounces.example.net", ("s1",)))
    assert "SPF speaks for bounces.example.net, but the sender is at digest.example.org" in str(message)


@pytest.mark.parametrize(("mode", "is_fine"), [("r", True), ("s", False)])
def test_a_neighbouring_domain_speaks_only_where_alignment_is_relaxed(
    healthy: Zone, resolver: Resolver, mode: str, *, is_fine: bool
) -> None:
    healthy.text("_dmarc.example.org", "v=DMARC1; p=reject; rua=mailto:a@example.org")
    record = f'"v=DMARC1; p=reject; aspf={mode}; rua=mailto:a@example.org"'
    healthy.records[f"_dmarc.{DOMAIN}", "TXT"] = [record]
    healthy.text("mail.digest.example.org", "v=spf1 ip4:192.0.2.1 -all")
    message = bad(resolver, SenderIdentity(DOMAIN, "mail.digest.example.org", ("s1",)))
    assert ("the record wants exactly the same domain" not in str(message)) == is_fine


OCTETS = st.binary(max_size=80).map(lambda octets: '"' + "".join(f"\\{octet:03d}" for octet in octets) + '"')
TERMS = st.sampled_from(
    ["a", "mx", "ptr", "all", "include:", "exists:%{i}.", "ip4:", "ip6:", "redirect=", "/", "//", "..", "p=", ";", "v="]
)
ALMOST = st.lists(TERMS | WORDS, max_size=8).map("".join)
KEYS = st.binary(max_size=40).map(lambda der: f"p={base64.b64encode(der).decode()}")


@pytest.mark.slow
@settings(max_examples=often(100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OCTETS, max_size=2), ALMOST | KEYS)
def test_whatever_stands_there_is_answered_in_words(zone: Zone, octets: list[str], text: str) -> None:
    zone.records.clear()
    for name, mark in ((DOMAIN, "v=spf1 "), (KEY_AT, "v=DKIM1; "), (f"_dmarc.{DOMAIN}", "v=DMARC1; ")):
        zone.text(name, f"{mark}{text}")
        zone.add(name, "TXT", *octets)
    found = list(check_sender(SENDER, Resolver(zone.address, patience=1)))

    assert {"SPF", "DKIM s1", "DMARC"} <= {diagnostic.check for diagnostic in found}
    assert all(diagnostic.observed.isprintable() and diagnostic.advice.isprintable() for diagnostic in found)
    assert all(diagnostic.advice for diagnostic in found if diagnostic.status != "ok")


def test_what_is_missing_speaks_for_nobody(healthy: Zone, resolver: Resolver) -> None:
    del healthy.records[KEY_AT, "TXT"]
    assert [check for check in look(resolver) if check.startswith("Alignment")] == ["Alignment SPF"]
    healthy.records[DOMAIN, "TXT"] = ['"something else"']
    assert "Neither SPF nor DKIM" in bad(Resolver(healthy.address, patience=1))["Alignment"]


@pytest.mark.parametrize(
    ("record", "weight", "message"),
    [
        ("v=DMARC1; P=reject; rua=mailto:a@example.org", "ok", "asks to reject"),
        ("V=DMARC1; P=Reject; RUA=MAILTO:a@example.org", "ok", "asks to reject"),
        ("v=DMARC1; p=QUARANTINE; Rua=mailto:a@example.org", "ok", "asks to quarantine"),
        ("v=DMARC1; P=none", "warning", "only watches"),
        ("v=DMARC1; p=reject; P=none", "fail", "unusable DMARC record"),
        ("v=dmarc1; p=reject", "fail", "unusable DMARC record"),
    ],
)
def test_the_tags_of_dmarc_have_no_case_but_its_version_has(
    healthy: Zone, resolver: Resolver, record: str, weight: str, message: str
) -> None:
    healthy.records[f"_dmarc.{DOMAIN}", "TXT"] = [f'"{record}"']
    found = look(resolver)["DMARC"]

    assert (found.status, message in found.observed) == (weight, True)
    assert ("DMARC reports" in bad(resolver)) is ("rua" not in record.lower() and weight != "fail")


@pytest.mark.parametrize(("tag", "weight"), [("SP=none", "warning"), ("Sp=None", "warning"), ("sp=REJECT", "ok")])
def test_the_word_on_what_is_below_has_no_case(healthy: Zone, resolver: Resolver, tag: str, weight: str) -> None:
    del healthy.records[f"_dmarc.{DOMAIN}", "TXT"]
    healthy.text("_dmarc.example.org", f"v=DMARC1; p=reject; {tag}")
    assert look(resolver)["DMARC"].status == weight


@pytest.mark.parametrize("tag", ["ADKIM=S", "Adkim=s"])
def test_strict_alignment_has_no_case(healthy: Zone, resolver: Resolver, tag: str) -> None:
    healthy.records[f"_dmarc.{DOMAIN}", "TXT"] = [f'"v=DMARC1; p=reject; {tag}"']
    healthy.text("m1._domainkey.example.org", f"p={GOOD_KEY}")
    found = look(resolver, SenderIdentity(DOMAIN, DOMAIN, ("m1._domainkey.example.org",)))
    assert found["Alignment DKIM m1"].status == "warning"


def test_a_dkim_key_with_its_tag_in_capitals_is_none_and_that_is_said(healthy: Zone, resolver: Resolver) -> None:
    healthy.records[KEY_AT, "TXT"] = []
    healthy.text(KEY_AT, f"v=DKIM1; P={GOOD_KEY}")
    found = look(resolver)["DKIM s1"]
    assert found.status == "fail"
    assert "small letters" in found.advice


@pytest.mark.parametrize("record", ["V=SPF1 IP4:192.0.2.1 -ALL", "v=spf1 Ip4:192.0.2.1 Include:Other.Example.ORG ~All"])
def test_the_words_of_spf_have_no_case(healthy: Zone, resolver: Resolver, record: str) -> None:
    healthy.text("other.example.org", "v=spf1 IP6:2001:DB8::/32 -all")
    healthy.records[DOMAIN, "TXT"] = [f'"{record}"']
    assert look(resolver)["SPF"].status == "ok"


def test_all_questions_together_have_an_end(zone: Zone) -> None:
    zone.text(DOMAIN, "v=spf1 " + " ".join(f"a:host{n}.example.org" for n in range(9)) + " -all")
    zone.silent = {f"{name}.{DOMAIN}" for name in ("s1._domainkey", "s2._domainkey", "s3._domainkey", "_dmarc")}
    start = time.monotonic()
    found = list(
        check_sender(SenderIdentity(DOMAIN, DOMAIN, ("s1", "s2", "s3")), Resolver(zone.address, patience=1, total=1.5))
    )

    assert time.monotonic() - start < 6
    assert "the 1.5 seconds for all questions are over" in str(found)
    assert {it.status.value for it in found if it.check.startswith("DKIM")} == {"fail"}
