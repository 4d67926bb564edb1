"""One e-mail with an issue in two languages, and two e-mails that lead to each other's pages."""

from __future__ import annotations

import re
from datetime import date
from email import message_from_bytes, policy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from newsletter.building import BuildRequest, build
from newsletter.checking.registry import Stage
from newsletter.loading import load_publication
from newsletter.pipeline import PreparedIssue, open_pipeline
from newsletter.rendering.message import compose_message
from tests.bilingual import ISSUE, NAME, PERIOD, write_publication

DAY = date(2026, 12, 5)


def prepare(folder: Path, *, send_as: str = "one-mail", issue: str = ISSUE, changes: str = "") -> PreparedIssue:
    write_publication(folder, send_as=send_as, issue=issue, changes=changes)
    return open_pipeline(folder, load_publication(folder).publication, Stage.BUILD, DAY).prepare(NAME)


class Parts(HTMLParser):
    """Collects the words, languages and directions of the parts of an e-mail."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("class") == "page" and tag == "div":
            self.parts.append(given)
            self.words.append("")

    def handle_data(self, data: str) -> None:
        if self.words:
            self.words[-1] += data.replace("\N{NO-BREAK SPACE}", " ")


def test_one_mail_has_both_languages_in_their_order_each_with_its_language_and_a_link_to_the_other(
    tmp_path: Path,
) -> None:
    prepared = prepare(tmp_path)
    campaign = prepared.campaign
    seen = Parts(campaign.html)

    assert [(part["lang"], part["dir"], part["id"]) for part in seen.parts] == [
        ("cy", "ltr", "part_cy"),
        ("en-GB", "ltr", "part_en-gb"),
    ]
    assert "Newyddion mis Tachwedd" in seen.words[0]
    assert "News for November" not in seen.words[0]
    assert "News for November" in seen.words[1]
    assert seen.words[0].index("English") < seen.words[0].index("Newyddion mis Tachwedd")
    assert re.findall('href="(#[^"]*)"', campaign.html) == ["#part_en-gb", "#part_cy"]
    assert campaign.html.count("<body") == campaign.html.count("</html>") == 1
    assert prepared.others[0].campaign == campaign


def test_subject_preheader_and_sender_are_in_both_languages_and_what_is_alike_is_there_once(tmp_path: Path) -> None:
    changed = ISSUE.replace("cy: Mae'r llyfrgell yn agor eto", "cy: The library opens again")
    both, alike = prepare(tmp_path / "a").campaign, prepare(tmp_path / "b", issue=changed).campaign

    assert both.subject == "Mae'r llyfrgell yn agor eto | The library opens again"
    assert alike.subject == "The library opens again"
    assert both.sender.name == "Cyngor Tref Aberdewi | Aberdewi Town Council"
    assert both.html.count("opens its doors") == 0
    hidden = both.html[both.html.index("display:none") :].partition("</div>")[0]
    assert "fore Llun. | The roof is mended" in hidden
    assert both.html.count("display:none;font-size:1px") == 1


def test_the_message_names_both_languages_and_its_plain_text_has_both(tmp_path: Path) -> None:
    campaign = prepare(tmp_path).campaign
    message = message_from_bytes(
        compose_message(campaign, to=campaign.sender, unsubscribe_url="https://news.example.org/leave"),
        policy=policy.default,
    )
    (text,) = (part.get_content() for part in message.walk() if part.get_content_type() == "text/plain")

    assert message["Content-Language"] == "cy, en-GB"
    assert text.startswith("Cymraeg | English")
    assert text.index("= Cymraeg =") < text.index("Newyddion mis Tachwedd") < text.index("= English =")
    assert text.index("= English =") < text.index("News for November")


def test_a_mail_that_is_too_long_leaves_out_the_same_blocks_in_each_language(tmp_path: Path) -> None:
    words = " ".join(["word"] * 1500)
    many = "".join(f"  - {{type: text, id: t{n}, body: {{en: E{n} {words}, cy: C{n} {words}}}}}\n" for n in range(9))
    issue = ISSUE.replace("status: ready", "status: draft") + many
    prepared = prepare(tmp_path, issue=issue, changes='[mail]\ntoo_long = "shorten"\n')
    shown = re.findall(r"\b([CE]\d) word", prepared.campaign.html)
    welsh, english = (sorted(name[1:] for name in shown if name[0] == letter) for letter in "CE")

    assert prepared.campaign.left_out > 0
    assert len(prepared.campaign.html.encode()) < 102_000
    assert welsh == english
    assert welsh


def test_both_pages_name_the_digest_of_the_one_mail(tmp_path: Path) -> None:
    write_publication(tmp_path)
    build(BuildRequest(tmp_path, tmp_path / "dist", DAY))
    pages = [(tmp_path / f"dist/site/{folder}issues/{PERIOD}/index.html").read_text() for folder in ("", "cy/")]
    digests = {re.findall('newsletter-digest" content="([0-9a-f]{64})"', page)[0] for page in pages}

    assert digests == {prepare(tmp_path).campaign.digest}


def test_editions_are_two_campaigns_and_each_leads_to_the_other_language_on_the_web(tmp_path: Path) -> None:
    english = prepare(tmp_path, send_as="editions")
    (welsh,) = english.others

    assert english.campaign.marker != welsh.campaign.marker
    assert english.campaign.list_id != welsh.campaign.list_id
    assert (welsh.campaign.language, welsh.campaign.subject) == ("cy", "Mae'r llyfrgell yn agor eto")
    assert f'href="https://news.example.org/issues/{PERIOD}/" lang="en-GB"' in welsh.campaign.html
    assert f'href="https://news.example.org/cy/issues/{PERIOD}/" lang="cy"' in english.campaign.html
    assert f"English: <https://news.example.org/issues/{PERIOD}/>" in welsh.campaign.text


@pytest.mark.parametrize("order", [("ar", "en-GB"), ("en-GB", "ar")])
def test_a_part_that_is_read_from_the_right_is_laid_out_so_whatever_comes_first(
    tmp_path: Path, order: tuple[str, str]
) -> None:
    issue = ISSUE.replace("cy:", "ar:")
    write_publication(tmp_path, issue=issue)
    settings = tmp_path / "newsletter.toml"
    written = (
        settings.read_text().replace("cy =", "ar =").replace('["cy", "en-GB"]', str(list(order)).replace("'", '"'))
    )
    settings.write_text(written)
    prepared = open_pipeline(tmp_path, load_publication(tmp_path).publication, Stage.BUILD, DAY).prepare(NAME)

    directions = {"ar": "rtl", "en-GB": "ltr"}
    assert [(part["lang"], part["dir"]) for part in Parts(prepared.campaign.html).parts] == [
        (tag, directions[tag]) for tag in order
    ]
