"""Reviewing over HTTP: proofs, comments that come back, approvals, and versions that are kept."""

from __future__ import annotations

import json
import os
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest

from newsletter.preview.proofs.comments import format_template, read_comments
from newsletter.preview.proofs.freezing import Freezer
from newsletter.preview.proofs.records import ProofRecords
from newsletter.preview.proofs.versions import freeze_issue
from newsletter.sending.approvals import load_approvals
from tests.bilingual import write_publication
from tests.building.publications import run, write_issue
from tests.preview.panels import Panel
from tests.preview.previews import Preview, previewing

ISSUE = "2024-01"
ANN, BEN = "Ann Example", "Ben Example"


@pytest.fixture
def panel(preview: Preview) -> Panel:
    return Panel(preview, f"panel/proof/{ISSUE}")


def read_proof(panel: Panel, number: int = 1, query: str = "") -> str:
    answer = panel.preview.ask(f"proof/{ISSUE}/{number}{query}")
    assert answer.status_code == 200
    return answer.text


def make_file(**changes: object) -> bytes:
    """Return the file that the form of a proof makes."""
    comments = [{"number": 1, "about": "A word", "words": "Is <b>this</b> right?"}]
    made = {"kind": "newsletter-comments", "version": 1, "issue": ISSUE, "proof": 1, "digest": "0", "by": BEN}
    return json.dumps(made | {"opinion": "change", "comments": comments} | changes).encode()


def test_a_proof_is_one_file_with_mail_page_and_text_that_loads_nothing(panel: Panel) -> None:
    answer = panel.post(act="ask", by=ANN, note="Are the <dates> right?")
    proof = read_proof(panel)
    frames = [unescape(frame) for frame in re.findall(r'srcdoc="([^"]*)"', proof)]
    loaded = re.findall(r'(?:src|srcset|background)="([^"]*)"', " ".join([proof, *frames]))
    digest = freeze_issue(panel.preview.root, ISSUE).digest

    assert "Proof 1 is ready." in answer
    assert "It is of the issue as it is now." in answer
    assert f'<meta name="newsletter-digest" content="{digest}" />' in proof
    assert "Are the &lt;dates&gt; right?" in proof
    assert len(frames) == 3
    assert all("Welcome to 2024-01." in frame for frame in frames)
    assert [address for address in loaded if not address.startswith("data:")] == []
    assert "<link" not in proof.replace("rel=&#34;", "")
    assert "{{" not in proof


def test_a_proof_stays_as_it_was_and_the_next_says_what_changed(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    first = read_proof(panel)
    write_issue(panel.preview.root, ISSUE, words="Quite other words.")
    shown = panel.show()
    panel.post(act="ask", by=ANN)

    assert "Changed A word" in shown
    assert "It is of the issue as it is now." not in shown
    assert read_proof(panel) == first
    assert "What changed since proof 1" in read_proof(panel, 2)
    assert "Changed A word" in read_proof(panel, 2)
    assert "Quite other words." in read_proof(panel, 2)


def test_a_changed_setting_is_said_too(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    settings = panel.preview.root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Riverside Digest", "Quayside Digest"), "utf-8")

    assert "Changed the settings of the publication › " in panel.show()


def test_a_proof_is_saved_under_a_name_and_its_policy_is_in_its_header(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    answer = panel.preview.ask(f"proof/{ISSUE}/1?save")

    assert answer.headers["content-disposition"] == f'attachment; filename="proof-{ISSUE}-1.html"'
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["0", "2", "01", "1x", "..%2f1", "1.html", "9" * 30, "index.json"])
def test_what_is_no_proof_is_not_found(panel: Panel, name: str) -> None:
    panel.post(act="ask", by=ANN)
    assert panel.preview.ask(f"proof/{ISSUE}/{name}").status_code == 404


def test_comments_come_back_as_a_file_once(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    answer = panel.upload(make_file(), "/comments")
    again = panel.upload(make_file(), "/comments")
    stored = ProofRecords(panel.preview.root, ISSUE).comments

    assert f"2 comments from {BEN}." in answer
    assert "Nothing new." in again
    assert "Is <b>this</b> right?" in answer  # as text: the test takes escapes away
    assert 'data-field="["blocks", 0]"' in answer
    assert [one.words for one in stored] == ["Please change what I say.", "Is <b>this</b> right?"]


def test_what_comes_back_is_escaped(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    given = [{"number": 3, "about": "<script>alert(1)</script>", "words": "Is <b>this</b> right?"}]
    panel.upload(make_file(comments=given), "/comments")
    shown = panel.preview.ask(panel.address).text

    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "Is &lt;b&gt;this&lt;/b&gt; right?" in shown


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\x00\xff\xfe",
        b"{" * 100_000,
        b'{"a":' * 50_000,
        make_file(kind="invoice"),
        make_file(proof="1"),
        make_file(proof=7),
        make_file(issue="2024-02"),
        make_file(by=""),
        make_file(by="two\nlines"),
        make_file(opinion="maybe"),
        make_file(comments=[{"number": -1, "about": "", "words": "x"}]),
        make_file(comments=[{"number": 1, "about": "x", "words": "x" * 5001}]),
        make_file(comments=[{"number": 1, "about": "x", "words": "x"}] * 501),
        b"Comments on 2024-01, proof 1\n\nYour name: \n\n[0] The whole issue\n\nFine.\n",
    ],
)
def test_what_is_no_file_of_comments_is_refused_and_nothing_is_kept(panel: Panel, data: bytes) -> None:
    panel.post(act="ask", by=ANN)
    assert 'role="alert"' in panel.upload(data, "/comments")
    assert ProofRecords(panel.preview.root, ISSUE).comments == ()


def test_a_file_that_is_too_large_is_refused(panel: Panel) -> None:
    assert panel.send("/comments", content=b" " * (256 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize("quote", ["", "> ", "> > "])
def test_comments_come_back_as_an_email_between_the_lines(panel: Panel, quote: str) -> None:
    panel.post(act="ask", by=ANN)
    template = format_template(freeze_issue(panel.preview.root, ISSUE), 1)
    mail = template.replace("Your name: ", f"Your name: {BEN}").replace("[2] ", "[2] ").splitlines()
    at = next(number for number, line in enumerate(mail) if line.startswith("[2]"))
    mail.insert(at + 1, "The summary is too short.\nAnd the theme is wrong.")
    answer = panel.post(act="paste", pasted="\r\n".join(f"{quote}{line}" for line in "\n".join(mail).splitlines()))
    [comment] = ProofRecords(panel.preview.root, ISSUE).comments

    assert f"1 comment from {BEN}." in answer
    assert (comment.about, comment.number) == ("Review one", 2)
    assert comment.words == "The summary is too short.\nAnd the theme is wrong."


def test_an_empty_template_has_no_comments(panel: Panel) -> None:
    template = format_template(freeze_issue(panel.preview.root, ISSUE), 1)
    assert read_comments(template.replace("Your name: ", "Your name: B").encode()).comments == []


def test_a_comment_is_written_here_done_and_opened_again(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    answer = panel.post(act="comment", by=BEN, number="1", words="Shorter, please.")
    [comment] = ProofRecords(panel.preview.root, ISSUE).comments
    done = panel.post(act="done", comment=comment.id)
    open_again = panel.post(act="done", comment=comment.id)

    assert "Shorter, please." in answer
    assert (", done" in done, ", done" in open_again) == (True, False)


@pytest.mark.parametrize("number", ["", "-1", "99", "9" * 99, "¹", "x"])
def test_a_comment_on_nothing_is_refused(panel: Panel, number: str) -> None:
    panel.post(act="ask", by=ANN)
    assert "Choose what the comment is about." in panel.post(act="comment", by=BEN, number=number, words="x")


def read_digest(shown: str) -> str:
    return shown.partition('name="digest" value="')[2].partition('"')[0]


def test_an_approval_is_that_of_the_command_and_a_change_makes_it_void(panel: Panel) -> None:
    root = panel.preview.root
    answer = panel.post(act="approve", by=BEN, digest=read_digest(panel.show()))
    [approval] = load_approvals(root, ISSUE).approvals
    again = run("approve", ISSUE, "--by", BEN, "--root", root)
    write_issue(root, ISSUE, words="Quite other words.")
    changed = panel.show()

    assert f"{BEN} approves {ISSUE} as it is now." in answer
    assert approval.digest == freeze_issue(root, ISSUE).digest or approval.digest in answer
    assert "has already approved exactly this" in again.stderr
    assert f"Approved as it is now by {BEN}" in re.sub(r"<[^>]*>", "", answer)
    assert f"Changed since {BEN} approved it." in re.sub(r"<[^>]*>", "", changed)
    assert "+Quite other words." in changed


def test_an_approval_of_what_was_not_shown_is_refused(panel: Panel) -> None:
    digest = read_digest(panel.show())
    write_issue(panel.preview.root, ISSUE, words="Quite other words.")
    answer = panel.post(act="approve", by=BEN, digest=digest)

    assert "has changed since this page showed it. Nothing was approved" in answer
    assert load_approvals(panel.preview.root, ISSUE).approvals == ()


@pytest.mark.parametrize("by", ["", "  ", "two\nlines"])
def test_an_approval_without_a_name_is_refused(panel: Panel, by: str) -> None:
    answer = panel.post(act="approve", by=by, digest=read_digest(panel.show()))

    assert 'role="alert"' in answer
    assert load_approvals(panel.preview.root, ISSUE).approvals == ()


def test_a_draft_can_be_reviewed_and_not_approved(panel: Panel) -> None:
    write_issue(panel.preview.root, ISSUE, status="draft")
    answer = panel.post(act="ask", by=ANN)

    assert "Proof 1 is ready." in answer
    assert "It cannot be approved yet:" in answer
    assert 'value="approve"' not in answer


def test_a_broken_issue_keeps_its_proofs_and_says_what_is_wrong(panel: Panel) -> None:
    panel.post(act="ask", by=ANN)
    write_issue(panel.preview.root, ISSUE, more="colour: red")
    shown = panel.show()

    assert 'role="alert"' in shown
    assert f"/proof/{ISSUE}/1" in shown
    assert 'role="alert"' in panel.post(act="ask", by=ANN)


def test_both_editions_of_an_issue_are_in_the_proof_and_approved(tmp_path: Path) -> None:
    root = write_publication(tmp_path / "news", send_as="editions")
    with previewing(root) as preview:
        panel = Panel(preview, "panel/proof/2026-11")
        panel.post(act="ask", by=ANN)
        proof = preview.ask("proof/2026-11/1").text
        answer = panel.post(act="approve", by=BEN, digest=read_digest(panel.show()))

    assert proof.count("<iframe") == 6
    assert "agor fore Llun" in proof
    assert answer.count(f"{BEN} approves") == 2
    assert all(load_approvals(root, "2026-11", tag).approvals for tag in ("cy", "en-GB"))


def git(root: Path, *arguments: str) -> str:
    """Run Git in a repository whose owner is known."""
    owner = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", "-C", str(root), *arguments]
    environment = os.environ | owner
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603  # our own


def begin_repository(root: Path, *, has_owner: bool = True) -> None:
    git(root, "init", "--quiet")
    if has_owner:
        git(root, "config", "user.name", ANN)
        git(root, "config", "user.email", "ann@example.org")
    else:
        git(root, "config", "user.useConfigOnly", "true")
    (root / ".gitignore").write_text(".newsletter/\n", encoding="utf-8")
    git(root, "add", "--all")
    git(root, "-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "--quiet", "--message=Begin")


def test_a_version_is_kept_with_the_issues_own_files_and_no_others(panel: Panel) -> None:
    root = panel.preview.root
    begin_repository(root)
    unchanged = panel.show()
    write_issue(root, ISSUE, words="Quite other words.")
    write_issue(root, "2024-02", words="Somebody else's words.")
    (root / "staged.txt").write_text("staged", encoding="utf-8")
    git(root, "add", "staged.txt", "issues/2024-02.yaml")
    panel.post(act="approve", by=BEN, digest=read_digest(panel.show()))
    answer = panel.post(act="keep")
    kept = git(root, "show", "--name-only", "--format=%B", "HEAD")

    assert "Keep this version" not in unchanged
    assert f"Kept: {ISSUE}: changed A word" in answer
    assert "Keep this version" not in answer
    assert "- Changed A word" in kept
    assert kept.split()[-2:] == [f"issues/{ISSUE}.approvals.yaml", f"issues/{ISSUE}.yaml"]
    assert git(root, "diff", "--cached", "--name-only").split() == ["issues/2024-02.yaml", "staged.txt"]


def test_a_check_that_refuses_a_version_is_said_and_nothing_is_left_behind(panel: Panel) -> None:
    root = panel.preview.root
    begin_repository(root)
    hook = root / ".git/hooks/pre-commit"
    hook.write_text("#!/bin/sh\necho 'The summary is too long.' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    write_issue(root, ISSUE, words="Quite other words.")
    panel.post(act="approve", by=BEN, digest=read_digest(panel.show()))
    answer = panel.post(act="keep")

    assert "This version was not kept. A check of this folder refused it: The summary is too long." in answer
    assert git(root, "log", "--format=%s").split() == ["Begin"]
    assert git(root, "diff", "--cached", "--name-only") == ""


def test_a_computer_that_does_not_know_its_owner_says_so(
    panel: Panel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    root = tmp_path / "news"
    (root / "issues").mkdir(parents=True)
    write_issue(root, ISSUE)
    (root / "newsletter.toml").write_bytes((panel.preview.root / "newsletter.toml").read_bytes())
    begin_repository(root, has_owner=False)
    write_issue(root, ISSUE, words="Quite other words.")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    with previewing(root) as preview:
        answer = Panel(preview, f"panel/proof/{ISSUE}").post(act="keep")

    assert "This computer does not know who keeps versions." in answer


def test_outside_a_repository_no_version_is_offered(panel: Panel) -> None:
    write_issue(panel.preview.root, ISSUE, words="Quite other words.")

    assert "Keep this version" not in panel.show()
    assert "kept already" in panel.post(act="keep")


BASE = "https://news.example.org/site"


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/x.png",
        "//elsewhere.example/x.png",
        "https://news.example.org/x.png",
        "https://news.example.org/site/../../etc/passwd.png",
        "https://news.example.org/site/%2e%2e/x.png",
        "file:///etc/passwd",
        "javascript:alert(1)",
    ],
)
def test_a_picture_from_elsewhere_is_left_out_and_never_asked_for(address: str) -> None:
    asked: list[str] = []

    def find_file(path: str) -> bytes | None:
        asked.append(path)
        return None

    frozen = Freezer(BASE, find_file).freeze(f'<img src="{address}" alt="x">', "issues/2024-01/")

    assert frozen == '<img src="data:," alt="x">'
    assert [path for path in asked if ".." in path or path.startswith("/")] == []


def test_links_lead_to_the_web_and_places_on_the_page_stay() -> None:
    frozen = Freezer(BASE, lambda _: None).freeze(
        '<a href="../x/?a=1&amp;b=2">x</a><a href="#y">y</a>', "issues/2024-01/"
    )

    assert 'href="https://news.example.org/site/issues/x/?a=1&amp;b=2"' in frozen
    assert '<a href="#y">' in frozen
