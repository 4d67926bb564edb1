"""An e-mail that would be too long ends after the last block that fits, if the publication says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.documents.issue import Issue
from newsletter.documents.mail_settings import EmailSettings
from newsletter.documents.publication import Publication
from newsletter.loading import parse_issue
from newsletter.rendering.block_markers import MarkingRenderer, strip_markers
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import TOO_LONG, render_campaign, render_html, take_content
from newsletter.rendering.renderer import make_renderer
from scripts.golden import make_files
from tests.rendering.editions import PUBLICATION

ROOT = Path(__file__).parents[2]
SHORTENED = PUBLICATION.model_copy(update={"mail": EmailSettings(too_long="shorten")})


def write_issue(blocks: int, words: int) -> Issue:
    """Return an issue of sections with three blocks each, every one with so many words, a number and an id."""
    body = "The hall is open. " * (words // 4)
    sections = [
        f"  - type: section\n    title: Part {part}\n    blocks:\n"
        + "".join(
            f"      - {{type: text, id: text-{n}, title: Text {n}, body: {body}}}\n" for n in range(part, part + 3)
        )
        for part in range(0, blocks, 3)
    ]
    document = f"period: 2024-03\ntitle: News\nintro: Welcome.\nstatus: ready\nblocks:\n{''.join(sections)}"
    return parse_issue(document.encode(), "issues/2024-03.yaml", ()).issue


def render(issue: Issue, publication: Publication = SHORTENED) -> Campaign:
    return render_campaign(Edition(publication, issue), make_renderer(ROOT, ()))


@pytest.mark.parametrize("words", [200, 600, 3000])
def test_the_mail_holds_as_many_whole_blocks_as_fit(words: int) -> None:
    issue = write_issue(90 if words < 1000 else 12, words)
    edition, campaign = Edition(SHORTENED, issue), render(issue)
    one_more = take_content(edition, campaign.left_out - 1)

    assert len(campaign.html.encode()) < TOO_LONG
    assert len(render_html(edition, make_renderer(ROOT, ()), one_more).encode()) >= TOO_LONG
    first = take_content(edition, campaign.left_out).left_out[0].block
    for part in (campaign.html, campaign.text):
        assert f"/issues/2024-03/#{first.id}" in part
        assert "Read the rest on the web" in part
        assert f"Text {int(str(first.id).removeprefix('text-')) - 1}" in part
        assert f"{first.heading}\n" not in part
        assert f">{first.heading}</h3>" not in part


def test_a_section_of_which_nothing_fits_leaves_no_heading_behind() -> None:
    edition = Edition(SHORTENED, write_issue(9, 10))

    kept = [take_content(edition, count).entries for count in range(10)]
    assert [[len(top.entries) for top in tops] for tops in kept] == [
        [3, 3, 3], [3, 3, 2], [3, 3, 1], [3, 3], [3, 2], [3, 1], [3], [2], [1], [],
    ]  # fmt: skip


def test_a_mail_that_fits_is_whole() -> None:
    issue = write_issue(9, 100)

    assert render(issue).digest == render(issue, PUBLICATION).digest
    assert render(issue).left_out == 0


def test_a_publication_that_refuses_gets_the_whole_mail_to_refuse() -> None:
    campaign = render(write_issue(60, 600), PUBLICATION)

    assert len(campaign.html.encode()) > TOO_LONG
    assert campaign.left_out == 0
    assert "Read the rest" not in campaign.html


def test_the_end_is_the_same_with_the_marks_of_the_preview() -> None:
    edition = Edition(SHORTENED, write_issue(60, 400))
    plain = render_campaign(edition, make_renderer(ROOT, ()))
    marking = make_renderer(ROOT, (), MarkingRenderer)

    assert strip_markers(render_campaign(edition, marking), marking) == plain


def test_the_digest_tells_apart_what_is_left_out() -> None:
    issue = write_issue(60, 400)
    fewer = issue.model_copy(update={"blocks": issue.blocks[:-1]})
    longer = issue.model_copy(update={"intro": "Welcome to the hall. " * 300})

    assert render(issue).html == render(issue).html
    assert render(issue).left_out == render(fewer).left_out + 3
    assert render(issue).digest != render(longer).digest


def test_what_is_left_out_is_on_the_page_and_in_the_feeds() -> None:
    files = make_files(SHORTENED, write_issue(60, 600))

    assert b"Text 61" not in files["email/2024-03.html"]
    assert all(b"Text 59" in files[f"site/{path}"] for path in ("issues/2024-03/index.html", "rss.xml", "feed.json"))
