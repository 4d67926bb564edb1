"""``newsletter check`` and ``newsletter rules`` as a person or a program meets them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from newsletter.checker import POOL_THRESHOLD, CheckResult
from newsletter.checking import find_rules
from newsletter.cli import main
from newsletter.cli.check_formats import write_sarif
from newsletter.errors import Location, Problem
from tests.building.publications import name_periods, write_issue
from tests.cli.calls import Call, read_everything
from tests.cli.terminals import ESCAPE
from tests.packs import RULES

AS_OF = ("--as-of", "2024-04-01")
SPELLING = "words.house-spelling"
WAIVED = f"waivers: [{{rule: {SPELLING}, path: 'blocks[0].body', reason: 'It quotes a letter, 50% of it.'}}]"


def make_troubled(root: Path) -> None:
    """Give the publication a warning, another one that is waived, and an error."""
    write_issue(root, "2024-01", words="The news of Covid-19.", more=WAIVED)
    write_issue(root, "2024-02", words="The news of Covid-19.")
    write_issue(root, "2024-03", more="corections: []")
    settings = (root / "newsletter.toml").read_text(encoding="utf-8")
    dictionary = '[house_dictionary]\n"Covid-19" = "COVID-19"\n'
    (root / "newsletter.toml").write_text(settings + dictionary, encoding="utf-8")
    write_dictionary(root)


def write_dictionary(root: Path) -> None:
    """Give the publication a dictionary of its own, with the words of its issues: a machine may have none."""
    words = {word for issue in root.glob("issues/*.yaml") for word in re.findall("[A-Za-z]+", issue.read_text("utf-8"))}
    (root / "dictionaries").mkdir()
    (root / "dictionaries/en_GB.aff").write_text("SET UTF-8\n", encoding="utf-8")
    listed = "\n".join([str(len(words)), *sorted(words), ""])
    (root / "dictionaries/en_GB.dic").write_text(listed, encoding="utf-8")


def test_a_publication_without_a_fault_is_said_to_have_none(call: Call, root: Path) -> None:
    write_dictionary(root)
    before = read_everything(root)
    ended = call("check", *AS_OF)

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines()[-1] == "2 issues checked: 0 errors, 0 warnings."
    assert read_everything(root) == before


def test_each_problem_says_where_what_why_and_what_to_write_instead(call: Call, root: Path) -> None:
    make_troubled(root)
    ended = call("check", *AS_OF, "2024-02")

    assert ended.code == 0
    assert ended.out == (
        "[words.house-spelling]\n"
        f"    Why: {RULES[SPELLING].reason}\n"
        "    Instead: Write 'COVID-19'.\n"
        "issues/2024-02.yaml:11:23: warning: blocks[0].body: it says 'Covid-19'.\n\n"
        "1 issue checked: 0 errors, 1 warning.\n"
    )


def test_problems_are_told_by_rule_with_why_and_instead_once_and_errors_first(call: Call, root: Path) -> None:
    make_troubled(root)
    write_issue(root, "2024-01", words="The news of Covid-19.")
    ended = call("check", *AS_OF)

    assert ended.out.count("[words.house-spelling]") == ended.out.count("    Why: ") == 1
    assert ended.out.count("    Instead: Write 'COVID-19'.") == 1
    assert [line.partition(" ")[0] for line in ended.out.splitlines() if line.startswith(("[", "issues/"))] == [
        "[document.unknown-key]",
        "issues/2024-03.yaml:7:1:",
        "[words.house-spelling]",
        "issues/2024-01.yaml:11:23:",
        "issues/2024-02.yaml:11:23:",
    ]


def test_an_error_ends_it_with_1_and_does_not_keep_the_rest_unsaid(call: Call, root: Path) -> None:
    make_troubled(root)
    ended = call("check", *AS_OF)

    assert ended.code == 1
    assert "issues/2024-03.yaml:7:1: error: corections:" in ended.out
    assert "issues/2024-02.yaml:11:23: warning:" in ended.out
    assert ended.out.splitlines()[-1] == "3 issues checked: 1 error, 1 warning, 1 waived."
    assert not ESCAPE.search(ended.out)


def test_what_is_waived_is_shown_with_its_reason(call: Call, root: Path) -> None:
    make_troubled(root)
    ended = call("check", *AS_OF, "2024-01")

    assert "issues/2024-01.yaml:11:23: waived: words.house-spelling: it says 'Covid-19'." in ended.out
    assert "Reason given: It quotes a letter, 50% of it." in ended.out


def test_programs_get_data(call: Call, root: Path) -> None:
    make_troubled(root)
    ended = call("check", *AS_OF, "--format", "json")
    warning, error = ended.data["problems"]
    (waived,) = ended.data["waived"]

    assert ended.code == 1
    assert ended.data["checked"] == 3
    assert (error["severity"], error["file"], error["line"]) == ("error", "issues/2024-03.yaml", 7)
    assert warning["why"] == RULES[SPELLING].reason
    assert waived["reason"] == "It quotes a letter, 50% of it."


def test_github_gets_notes_on_the_lines_of_a_pull_request(call: Call, root: Path) -> None:
    make_troubled(root)
    ended = call("check", *AS_OF, "--format", "github")
    warning, error, waived, *_ = ended.out.splitlines()

    assert ended.code == 1
    assert warning.startswith(
        "::warning file=issues/2024-02.yaml,line=11,col=23,title=words.house-spelling::it says 'Covid-19'.%0AWhy: "
    )
    assert error.startswith("::error file=issues/2024-03.yaml,line=7,col=1,title=document.unknown-key::")
    assert waived.endswith("50%25 of it.")


def test_viewers_of_sarif_get_rules_places_and_what_is_waived(call: Call, root: Path) -> None:
    make_troubled(root)
    data = call("check", *AS_OF, "--format", "sarif").data
    (run,) = data["runs"]
    (error,) = (result for result in run["results"] if result["level"] == "error")

    assert data["version"] == "2.1.0"
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {result["ruleId"] for result in run["results"]}
    assert error["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "issues/2024-03.yaml"},
        "region": {"startLine": 7, "startColumn": 1},
    }
    assert [result["suppressions"][0]["kind"] for result in run["results"] if "suppressions" in result] == ["inSource"]


def test_a_code_host_gets_files_by_their_names_in_the_repository(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root.parent))
    make_troubled(root)
    notes = call("check", *AS_OF, "--format", "github").out.splitlines()
    (run,) = call("check", *AS_OF, "--format", "sarif").data["runs"]
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]

    assert notes[0].startswith("::warning file=my news/issues/2024-02.yaml,line=11,")
    assert set(places) == {f"my%20news/issues/2024-0{month}.yaml" for month in (1, 2, 3)}
    assert "::notice title=newsletter::my news/issues/2024-01.yaml:11:23: waived" in "\n".join(notes)
    assert "\nissues/2024-02.yaml:11:23: " in call("check", *AS_OF).out


def test_every_rule_has_in_sarif_what_code_hosts_ask_for() -> None:
    """GitHub shows the short description in a list, and the full one with the help (its rule GH2012)."""
    place = Location("issues/2024-01.yaml", 1, 1)
    problems = tuple(Problem(place, rule, "It is wrong", "Mend it.") for rule in [*RULES, "document.unknown-key"])
    (run,) = json.loads(write_sarif(CheckResult(problems)))["runs"]
    rules = run["tool"]["driver"]["rules"]

    assert len(rules) == len(problems)
    for rule in rules:
        assert all(rule[part]["text"] for part in ("shortDescription", "fullDescription", "help"))
        assert rule["shortDescription"]["text"].endswith(".")
        assert len(rule["shortDescription"]["text"]) < 300


def test_viewers_of_sarif_are_told_which_checks_could_not_be_made(call: Call, root: Path) -> None:
    settings = (root / "newsletter.toml").read_text(encoding="utf-8")
    (root / "newsletter.toml").write_text(settings.replace('"en-GB"', '"sv"'), encoding="utf-8")
    (run,) = call("check", *AS_OF, "--format", "sarif").data["runs"]
    ((note,),) = [invocation["toolExecutionNotifications"] for invocation in run["invocations"]]

    assert note["message"]["text"].startswith("Spelling was not checked.")


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_a_publication_that_cannot_be_read_is_told_in_every_form(call: Call, root: Path, form: str) -> None:
    (root / "newsletter.toml").write_text("title = 7\n", encoding="utf-8")
    ended = call("check", *AS_OF, "--format", form)

    assert ended.code == 1
    assert "newsletter.toml" in ended.out
    assert ended.err == ""


def test_an_issue_that_there_is_not_is_an_error(call: Call) -> None:
    ended = call("check", *AS_OF, "2024-09")

    assert (ended.code, ended.out) == (1, "")
    assert "There is no issue '2024-09'." in ended.err


def test_rules_are_listed_each_with_its_reason(call: Call) -> None:
    listed = {line.split()[0] for line in call("rules").out.splitlines()[1:]}

    assert [rule for rule in RULES if rule not in listed] == []


def test_a_rule_is_explained_with_both_examples(call: Call) -> None:
    ended = call("rules", SPELLING)

    assert ended.code == 0
    assert RULES[SPELLING].reason in ended.out
    assert "    intro: Re-launch after Covid-19.\n" in ended.out
    assert "    intro: The relaunch after COVID-19.\n" in ended.out


def test_an_explained_rule_shows_what_its_files_hold_and_how_to_waive_it(call: Call) -> None:
    support, picture = call("rules", "email.support").out, call("rules", "image.small").out

    assert '    <p style="gap: 8px">{{ block.body }}</p>' in support
    assert "waivers: [{rule: email.support, block: …, reason: …}]" in support
    assert "# templates/logo.png: 100 pixels wide" in picture
    assert "Nobody can waive it." in picture


def test_an_explained_rule_says_what_it_means_that_something_is_unfinished(call: Call) -> None:
    assert "a warning while the issue is a draft, an error once it is ready" in call("rules", "words.placeholder").out


def test_rules_can_be_read_while_the_publication_is_being_mended(call: Call, root: Path) -> None:
    (root / "newsletter.toml").write_text('packs = ["case-reviews"]\ntitle = 7\n', encoding="utf-8")
    ended = call("rules", "review.postcode")

    assert (ended.code, ended.err) == (0, "")
    assert "From the pack case-reviews." in ended.out


def test_rules_are_data_too(call: Call) -> None:
    ended = call("rules", "--json")

    assert [rule["rule"] for rule in ended.data] == sorted(RULES)
    assert all(rule["why"] and "@@" not in rule["bad"] for rule in ended.data)


def test_a_rule_that_there_is_not_is_answered_with_a_close_one(call: Call) -> None:
    ended = call("rules", "words.house-speling")

    assert ended.code == 2
    assert "unknown rule 'words.house-speling'. Did you mean words.house-spelling?" in ended.err


def test_rules_need_no_publication(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSLETTER_ROOT", raising=False)

    assert main(["rules", "--json"]) == 0
    rules = json.loads(capsys.readouterr().out)
    assert {rule["pack"] for rule in rules} == {None}
    assert [rule["rule"] for rule in rules] == sorted(find_rules(()))


def test_a_text_newsletter_hears_nothing_of_reviews_from_its_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEWSLETTER_ROOT", raising=False)
    main(["rules", "--json"])
    output = capsys.readouterr().out.casefold()

    assert [word for word in ("review", "child", "harm", "safeguarding") if word in output] == []


@pytest.mark.slow
def test_many_issues_are_checked_by_many_hands_and_say_the_same(call: Call, root: Path) -> None:
    make_troubled(root)
    few = call("check", *AS_OF, "--format", "json").data
    for period in name_periods(POOL_THRESHOLD):
        write_issue(root, period)
    many = call("check", *AS_OF, "--format", "json").data

    assert many["checked"] == few["checked"] + POOL_THRESHOLD
    assert (many["problems"], many["waived"]) == (few["problems"], few["waived"])
