"""Approvals and tests that bind to exactly what readers get: one letter more, and they hold no longer."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import ProblemsFoundError, SendRefusedError
from newsletter.rendering.campaign import Campaign
from newsletter.sending.approvals import ApprovalPolicy, approve, load_approvals
from newsletter.sending.execute import apply_plan
from newsletter.sending.plan import Plan, Readiness
from newsletter.sending.snapshot import MOST_LINES, diff_snapshots, take_snapshot
from newsletter.sending.test_send import send_test
from tests.campaigns import CAMPAIGN, make_campaign
from tests.sending.send_contexts import NOW, open_context, plan, sent_messages

CHANGED = make_campaign(text=CAMPAIGN.text.replace("reviews", "review"))


def plan_guarded(root: Path, campaign: Campaign = CAMPAIGN, *, needed: int = 2, test_first: bool = False) -> Plan:
    policy = ApprovalPolicy(needed, test_first, load_approvals(root, campaign.issue))
    return plan(open_context(root), campaign, Readiness(policy=policy))


def test_without_approvals_nothing_goes(tmp_path: Path) -> None:
    made = plan_guarded(tmp_path)
    assert not made.may_go
    assert made.decision.reasons == (
        "2024-01 is not approved yet, and 2 different people must approve it: newsletter approve 2024-01 --by NAME",
    )
    with pytest.raises(SendRefusedError, match="not approved yet"):
        apply_plan(open_context(tmp_path), made, now=NOW)


def test_the_word_of_one_person_is_not_that_of_two(tmp_path: Path) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    assert "approved by Anna Example alone" in plan_guarded(tmp_path).decision.reasons[0]
    with pytest.raises(SendRefusedError, match="ANNA EXAMPLE has already approved exactly this"):
        approve(tmp_path, CAMPAIGN, " ANNA EXAMPLE ", at=NOW)
    assert not plan_guarded(tmp_path).may_go


def test_what_enough_people_approve_may_go(tmp_path: Path) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    approve(tmp_path, CAMPAIGN, "Ben Example", at=NOW + timedelta(hours=1))
    made = plan_guarded(tmp_path)
    assert made.may_go
    assert made.approved_by == ("Anna Example", "Ben Example")
    assert made.as_data()["approved_by"] == ["Anna Example", "Ben Example"]
    apply_plan(open_context(tmp_path), made, now=NOW)
    assert len(sent_messages(tmp_path)) == 1


def test_one_letter_changed_makes_approvals_void_and_is_shown(tmp_path: Path) -> None:
    for name in ("Anna Example", "Ben Example"):
        approve(tmp_path, CAMPAIGN, name, at=NOW)
    reasons = plan_guarded(tmp_path, CHANGED).decision.reasons
    assert "not approved yet" in reasons[0]
    assert reasons[1] == "It has changed since it was approved, so the approvals are void. Changes for readers:"
    assert "-Sëven reviews & more" in reasons
    assert "+Sëven review & more" in reasons


def test_a_change_in_the_html_alone_is_told(tmp_path: Path) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    reasons = plan_guarded(tmp_path, make_campaign(html=CAMPAIGN.html.replace("<p>", '<p class="x">'))).decision.reasons
    assert reasons[-1] == "The words are the same; links, layout or colours of the HTML are not."


@pytest.mark.parametrize("field", ["subject", "preheader", "text", "html"])
def test_whatever_a_reader_gets_is_bound(tmp_path: Path, field: str) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    changed = make_campaign(**{field: f"{getattr(CAMPAIGN, field)}."})
    assert not plan_guarded(tmp_path, changed, needed=1).may_go
    assert plan_guarded(tmp_path, needed=1).may_go


def test_a_change_undone_makes_approvals_hold_again(tmp_path: Path) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    approve(tmp_path, CHANGED, "Ben Example", at=NOW)
    assert plan_guarded(tmp_path, needed=1).approved_by == ("Anna Example",)


def test_a_test_of_exactly_these_words_comes_first(tmp_path: Path) -> None:
    send_test(open_context(tmp_path), CHANGED, ["tester@example.org"], now=NOW)
    made = plan_guarded(tmp_path, needed=0, test_first=True)
    assert "This content was not test-sent." in made.decision.reasons[0]
    send_test(open_context(tmp_path), CAMPAIGN, ["tester@example.org"], now=NOW)
    assert plan_guarded(tmp_path, needed=0, test_first=True).may_go


def test_an_approvals_file_that_cannot_be_read_is_not_taken_for_empty(tmp_path: Path) -> None:
    approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)
    path = tmp_path / "issues/2024-01.approvals.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("by:", "bye:"), encoding="utf-8")
    with pytest.raises(ProblemsFoundError, match=r"issues/2024-01\.approvals\.yaml:3:5"):
        load_approvals(tmp_path, "2024-01")
    with pytest.raises(ProblemsFoundError):
        approve(tmp_path, CAMPAIGN, "Ben Example", at=NOW)
    assert path.read_text(encoding="utf-8") == before.replace("by:", "bye:")


def test_a_folder_that_refuses_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "issues").write_text("not a folder", encoding="utf-8")
    with pytest.raises(SendRefusedError, match="Nothing was approved"):
        approve(tmp_path, CAMPAIGN, "Anna Example", at=NOW)


def test_a_long_difference_is_cut_and_says_so() -> None:
    after = make_campaign(text="\n".join(map(str, range(500))))
    shown = list(diff_snapshots(take_snapshot(CAMPAIGN), take_snapshot(after)))
    assert len(shown) == MOST_LINES + 1
    assert shown[-1].startswith("… and ")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.text(min_size=1))
def test_any_words_are_kept_as_they_are(text: str, line: str) -> None:
    printable = "".join(c for c in line if c.isprintable())
    campaign = make_campaign(text=f"{text}\n   {printable}\n", subject=text)
    with tempfile.TemporaryDirectory() as name:
        approve(Path(name), campaign, "Anna: Example # 1", at=NOW)
        written = (Path(name) / "issues/2024-01.approvals.yaml").read_text(encoding="utf-8")
        assert load_approvals(Path(name), "2024-01").snapshot == take_snapshot(campaign)
    assert yaml.safe_load(written)["approvals"][0]["by"] == "Anna: Example # 1"
