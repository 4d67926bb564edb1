"""A digest of reviews, however it is written: headings, types, lead-ins, lists, resources. Every case is invented."""

from __future__ import annotations

import pytest

from tests.importing.sources import DESCRIPTION, PUBLICATION, REVIEW, bring, write_digest

NAMED = "Serious case review: Child Q"
LISTS = "Learning includes: one; and two.\n\nRecommendations: three; and four."


@pytest.mark.parametrize(
    "heading",
    [
        "# Serious case review: Child Q",
        "###### 3. Serious case review: Child Q",
        "**Serious case review: Child Q**",
        "3. **Serious case review: Child Q**",
        "__3) Serious case review: Child Q__",
        "3. Serious case review: Child Q",
        "(3) Serious case review: Child Q",
        "Case 3: Serious case review: Child Q",
        "Serious case review: Child Q",
        "SERIOUS CASE REVIEW – Child Q",
        "Serious case review: Child Q\n===",
        "Report of the serious case review regarding Child Q",
        "Full report on a serious case review (SCR): Child Q",
        "## Child Q",
        "**Child Q**",
        "Child Q",
    ],
)
def test_a_heading_is_found_whatever_it_looks_like(heading: str) -> None:
    result = bring(f"# New reviews\n\nOne came out.\n\n{heading}\n\n{DESCRIPTION}\n\n{LISTS}")

    assert result.review["title"] == "Child Q"
    assert result.review["summary"] == DESCRIPTION
    assert result.review["learning"]["items"] == ["one", "two"]
    assert result.review["recommendations"] == [{"items": ["three", "four"]}]
    assert result.data["intro"] == "One came out."


@pytest.mark.parametrize(
    ("text", "review_type", "is_thematic"),
    [
        ("Local child safeguarding practice review", "lcspr", False),
        ("Child safeguarding practice review", "lcspr", False),
        ("Safeguarding children practice review", "lcspr", False),
        ("LCSPR", "lcspr", False),
        ("Thematic local child safeguarding practice review", "lcspr", True),
        ("Child safeguarding practice review: thematic review", "lcspr", True),
        ("Serious case review", "scr", False),
        ("Overview report of the serious case review", "scr", False),
        ("Thematic review", "thematic", True),
        ("Rapid review", "rapid_review", False),
        ("National child safeguarding practice review", "national", False),
        ("Concise child practice review", "cpr_wales", False),
        ("Case management review", "cmr_ni", False),
        ("Safeguarding adults review", "sar", False),
        ("Domestic homicide review", "dhr", False),
        ("Local learning review", "local_learning", False),
        ("Significant case review", "other", False),
    ],
)
def test_a_type_is_known_by_what_reviews_call_themselves(text: str, review_type: str, is_thematic: bool) -> None:  # noqa: FBT001  # a case
    review = bring(write_digest(f"{text}: Child Q")).review

    assert (review["review_type"], review.get("thematic", False)) == (review_type, is_thematic)
    assert review["type_as_stated"] == text
    assert review["title"] == "Child Q"


def test_a_type_that_is_not_said_is_asked_for() -> None:
    result = bring(write_digest("Child Q"))

    assert result.review["review_type"] == "other"
    assert "type_as_stated" not in result.review
    assert "Choose one." in result.text


@pytest.mark.parametrize(
    ("heading", "commissioner", "title"),
    [
        ("Rapid review: commissioned by The Quay Partnership – concerning Child Q", "The Quay Partnership", "Child Q"),
        ("Rapid review commissioned by The Quay Partnership: Child Q", "The Quay Partnership", "Child Q"),
        ("Rapid review, commissioned by Quay and Cove, regarding Child Q", "Quay and Cove", "Child Q"),
        ("Rapid review: Child Q", None, "Child Q"),
        ("Rapid review in respect of Child Q", None, "Child Q"),
        ("Rapid review", None, "Rapid review"),
    ],
)
def test_a_commissioner_is_named_only_where_one_is_said(heading: str, commissioner: str | None, title: str) -> None:
    review = bring(
        write_digest(heading, "It compares the work with that of Cove Partnership. A boy died in 2030.")
    ).review

    assert review.get("commissioned_by") == commissioner
    assert review["title"] == title


def test_year_area_and_subject_are_taken_apart() -> None:
    result = bring(write_digest("2031 – Seaport – Child Q"))

    assert (result.review["area"], result.review["title"]) == ("Seaport", "Child Q")
    assert "The heading gives the year 2031" in result.text
    assert result.dropped == ["and", "and"]


def test_an_area_that_is_withheld_is_not_an_area() -> None:
    assert "area" not in bring(write_digest("2031 - Anonymous - Child Q")).review


def test_an_area_is_taken_from_a_heading_that_names_it_as_one() -> None:
    review = bring(write_digest("Thematic review: which examines safety in the Seaport area")).review

    assert (review["title"], review["area"]) == ("Safety in the Seaport area", "Seaport")


@pytest.mark.parametrize(
    ("words", "lead_in"),
    [
        ("Learning themes include:", "include"),
        ("Learning includes:", "include"),
        ("**Key learning themes include:**", "include"),
        ("Learning considers:", "consider"),
        ("Learning considers", "consider"),
        ("Learning focuses on:", "focus_on"),
        ("Issues identified include:", "include"),
        ("Issues identified include", "include"),
        ("Key findings include the following:", "include"),
        ("Lessons learned:", None),
        ("### Learning points\n\n", None),
        ("Findings –", None),
    ],
)
def test_a_lead_in_is_known_however_it_is_phrased(words: str, lead_in: str | None) -> None:
    text = write_digest().replace("Learning themes include:", words)
    learning = bring(text).review["learning"]

    assert learning.get("lead_in") == lead_in
    assert learning["items"] == ["listening to children", "the part that schools play"]


@pytest.mark.parametrize(
    ("words", "to", "is_partial"),
    [
        ("Recommendations for the partnership include:", "the partnership", True),
        ("**Recommendations to the LSCB include:**", "the LSCB", True),
        ("Recommendations for all agencies:", "all agencies", False),
        ("Recommendations to Quay Council and its partners include", "Quay Council and its partners", True),
        ("Recommendations include:", None, True),
        ("Recommendations are:", None, False),
        ("#### Recommendations for the partnership\n\n", "the partnership", False),
        ("The review makes the following recommendations:", None, False),
        ("Recommendations to improve practice include:", None, True),
    ],
)
def test_an_addressee_is_distinguished_from_the_rest_of_a_lead_in(words: str, to: str | None, is_partial: bool) -> None:  # noqa: FBT001  # a case
    text = write_digest().replace("Recommendations for the partnership include:", words)
    (group,) = bring(text).review["recommendations"]

    assert (group.get("to"), group.get("partial", False)) == (to, is_partial)
    assert group["items"] == ["train staff", "review the policy"]


def test_each_addressee_has_a_list_of_its_own() -> None:
    text = write_digest().replace(
        "Other resources", "Recommendations for schools: listen; and learn.\n\nOther resources"
    )
    groups = bring(text).review["recommendations"]

    assert [(group["to"], group["items"]) for group in groups] == [
        ("the partnership", ["train staff", "review the policy"]),
        ("schools", ["listen", "learn"]),
    ]


def test_a_sentence_that_only_begins_like_a_lead_in_stays_a_sentence() -> None:
    description = "Learning from a review of 2019 was to be shared; it was not. A boy died in May 2030."

    assert bring(write_digest(description=description)).review["summary"] == description


@pytest.mark.parametrize(
    ("sentence", "points", "dropped"),
    [
        ("one; two; and three.", ["one", "two", "three"], ["and"]),
        ("one; two; three", ["one", "two", "three"], []),
        ("one; two and a half; AND three", ["one", "two and a half", "three"], ["AND"]),
        ("one; and two; three", ["one", "and two", "three"], []),
        ("one, two and three.", ["one, two and three."], []),
        ("one; two;", ["one", "two"], []),
        ("one; two (for a; and b); and three.", ["one", "two (for a, and b)", "three"], ["and"]),
        ("one; two (never closed; and three.", ["one", "two (never closed", "three"], ["and"]),
        ("one; android phones.", ["one", "android phones"], []),
        ("one; two. It also asks why.", ["one", "two. It also asks why."], []),
    ],
)
def test_a_sentence_is_split_at_its_semicolons(sentence: str, points: list[str], dropped: list[str]) -> None:
    result = bring(write_digest().replace("listening to children; and the part that schools play.", sentence))

    assert result.review["learning"]["items"] == points
    assert result.dropped == [*dropped, "and"]


def test_items_of_a_real_list_are_below_their_lead_in() -> None:
    items = "\n\n- one;\n- two, including:\n  - a\n  - b\n    - c\n- three; and\n- four: d; e\n"
    result = bring(write_digest().replace(" listening to children; and the part that schools play.", items))

    assert result.review["learning"]["items"] == [
        "one",
        {"text": "two, including:", "items": ["a", "b", "c"]},
        "three",
        "four: d",
        "e",
    ]
    assert result.dropped == ["and", "and"]


def test_points_may_be_paragraphs_below_a_heading() -> None:
    lines = "\nassessing neglect over a long time in the family;\n\nthresholds; and\n\nthe role of schools.\n"
    result = bring(write_digest().replace(" listening to children; and the part that schools play.", lines))

    assert len(result.review["learning"]["items"]) == 3


def test_a_paragraph_that_a_page_break_cut_is_whole_again() -> None:
    cut = (
        DESCRIPTION + " The family had been known to services for as long as\n\nPage 3 of 7\n\nanybody could remember."
    )
    result = bring(write_digest(description=cut))

    assert result.review["summary"].endswith("for as long as anybody could remember.")
    assert "a paragraph that was cut, joined to line 7" in result.notes
    assert result.dropped == ["Page 3 of 7", "and", "and"]


def test_lines_that_a_narrow_window_broke_are_joined() -> None:
    broken = (
        "A boy of five died in May 2030, not far from the harbour where\n"
        "His family had lived for a long time before that, as was known\nto all."
    )
    result = bring(write_digest(description=broken))

    assert "\n" not in result.review["summary"]
    assert result.notes.count("a broken line") == 2


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "Read practice review (PDF)",
            {"title": "Practice review", "kind": "practice_review", "media_type": "application/pdf"},
        ),
        (
            "Other resources: Read the full overview (PDF)",
            {"title": "Full overview", "kind": "overview", "media_type": "application/pdf"},
        ),
        (
            "Download the executive summary (PDF, 1.2MB)",
            {
                "title": "Executive summary",
                "kind": "executive_summary",
                "media_type": "application/pdf",
                "bytes": 1_200_000,
            },
        ),
        (
            "[Read thematic review (PDF)](https://example.org/a.pdf?utm_source=list)",
            {
                "title": "Thematic review",
                "kind": "thematic_review",
                "media_type": "application/pdf",
                "url": "https://example.org/a.pdf",
            },
        ),
        (
            "Read practice review <https://example.org/page>",
            {
                "title": "Practice review",
                "kind": "practice_review",
                "media_type": "text/html",
                "url": "https://example.org/page",
            },
        ),
        ("Read the report (Word)", {"title": "Report", "kind": "other", "media_type": "application/msword"}),
    ],
)
def test_a_line_that_leads_to_a_document_is_a_resource(line: str, expected: dict[str, object]) -> None:
    (resource,) = bring(write_digest().replace("Other resources Read practice review (PDF)", line)).review["resources"]

    assert resource == expected


def test_two_documents_in_a_line_are_two_resources() -> None:
    line = "Read practice review (PDF) Read executive summary (PDF)"
    resources = bring(write_digest().replace("Read practice review (PDF)", line)).review["resources"]

    assert [resource["title"] for resource in resources] == ["Practice review", "Executive summary"]


def test_an_address_that_was_not_secure_is_tried_by_the_editor() -> None:
    result = bring(write_digest().replace("Read practice review (PDF)", "[Read practice review](http://example.org/a)"))

    assert result.review["resources"][0]["url"] == "https://example.org/a"
    assert "The source has it as http." in " ".join(result.text.replace("#", "").split())


def test_an_address_that_cannot_be_kept_is_reported_beside_the_resource() -> None:
    http = "[Read practice review](http://example.org:8080/a)"
    result = bring(write_digest().replace("Read practice review (PDF)", http))

    assert "url" not in result.review["resources"][0]
    assert "# Add url: and the address" in result.text
    assert "The source has http://example.org:8080/a, which cannot be kept." in " ".join(
        result.text.replace("#", "").split()
    )


def test_a_helpline_is_no_part_of_a_review() -> None:
    helpline = "If you are worried about a child, call the Harbour helpline on 0800 000 000."
    result = bring(write_digest() + f"\n{helpline}\n")

    assert result.blocks[-1] == {"type": "text", "body": helpline}
    assert "write type: contacts" in result.text


def test_what_is_between_reviews_stays_between_them() -> None:
    first, second = write_digest().replace("One", "A"), write_digest("Rapid review: Child W").partition("out.\n\n")[2]
    between, after = "A word in between, about nothing in particular.", "## About this list\n\nMore next month."
    result = bring(f"{first}\n{between}\n\n{second}\n\n{after}")

    assert [block["type"] for block in result.blocks] == ["case_review", "text", "case_review", "text"]
    assert result.blocks[3] == {"type": "text", "title": "About this list", "body": "More next month."}


def test_a_text_newsletter_imports_a_digest_of_reviews_as_text() -> None:
    result = bring(write_digest(), publication=PUBLICATION.model_copy(update={"packs": ()}))

    assert {block["type"] for block in result.blocks} == {"text"}
    assert "review" not in " ".join(result.imported.report.summarise())


def test_an_introduction_that_counts_other_reviews_becomes_a_text() -> None:
    result = bring(write_digest().replace("One review came out.", "This month three case reviews came out."))

    assert "intro" not in result.data
    assert result.blocks[0] == {"type": "text", "body": "This month three case reviews came out."}


def test_a_lead_in_that_no_list_follows_is_running_text() -> None:
    lead_in, rest = "Learning themes include:", " listening to children; and the part that schools play."
    text = write_digest().replace(lead_in + rest, "Learning:")

    assert bring(text).review["summary"].endswith("Learning:")


def test_two_reviews_of_one_name_get_two_addresses() -> None:
    first, second = write_digest(), write_digest().partition("out.\n\n")[2]

    assert [review["id"] for review in bring(first + second).reviews] == ["child-q", "child-q-2"]


@pytest.mark.parametrize(
    "title",
    ["Case reviews, May 2031", "Case reviews – May 2031", "Serious case reviews published in May 2031", "Case reviews"],
)
@pytest.mark.parametrize("sign", ["# ", "", "**"])
def test_what_the_issue_is_called_is_no_review(title: str, sign: str) -> None:
    after = sign.strip("# ")
    result = bring(f"{sign}{title}{after}\n\nTwo came out.\n\n{REVIEW.format(heading=NAMED, description=DESCRIPTION)}")

    assert result.review["title"] == "Child Q"
    assert result.review["type_as_stated"] == "Serious case review"
    assert "case_review" not in {block["type"] for block in result.blocks[:-1]}
    assert result.data["title"] == title if sign else title in result.data["intro"]


def test_the_digest_that_is_called_after_reviews_is_no_review() -> None:
    result = bring(f"# Case Review Digest: May 2031\n\nTwo came out.\n\n# {NAMED}\n\n{DESCRIPTION}\n\n{LISTS}")

    assert (result.data["title"], result.review["title"]) == ("Case Review Digest: May 2031", "Child Q")


def test_a_quoted_mail_with_broken_lines_is_read_as_it_was_meant() -> None:
    quoted = (
        "1. Serious case review: Child Q\n\nDeath of a 5-year-old boy in\nMay 2030 in\nhis home.\n\n"
        "Learning themes include: one;\ntwo; and three.\n\n"
        "Recommendations for the partnership include: four; and\nfive."
    )
    result = bring("\n".join(f"> {line}" for line in f"In May 2031 one came out.\n\n{quoted}".split("\n")))

    assert result.review["title"] == "Child Q"
    assert result.review["summary"] == "Death of a 5-year-old boy in May 2030 in his home."
    assert result.review["learning"]["items"] == ["one", "two", "three"]
    assert result.review["recommendations"][0]["items"] == ["four", "five"]


@pytest.mark.parametrize("area", ["Anonymous", "Unnamed local authority", "Unknown", "Not stated"])
def test_an_area_that_nobody_names_is_none(area: str) -> None:
    result = bring(f"2030 – {area} – Child Q\n\n{DESCRIPTION}\n\n{LISTS}")

    assert "area" not in result.review


@pytest.mark.parametrize("sign", ["", "#### ", "**"])
def test_recommendations_are_grouped_by_whom_they_are_for(sign: str) -> None:
    ends = ":" + sign if sign == "**" else "" if sign else ":"
    result = bring(
        f"## {NAMED}\n\n{DESCRIPTION}\n\n### Recommendations\n\n{sign}For the partnership{ends}\n\n- one\n- two\n\n"
        f"{sign}For schools{ends}\n\n- three"
    )

    assert result.review["recommendations"] == [
        {"to": "the partnership", "items": ["one", "two"]},
        {"to": "schools", "items": ["three"]},
    ]
    assert result.review["summary"] == DESCRIPTION


def test_whom_recommendations_are_for_ends_before_what_they_are_to_do() -> None:
    result = bring(f"## {NAMED}\n\n{DESCRIPTION}\n\nRecommendations for the partnership to consider:\n\n- one\n- two")

    assert result.review["recommendations"] == [{"to": "the partnership", "items": ["one", "two"]}]


@pytest.mark.parametrize("after", ["Kind regards", "Many thanks, Anna", "**Other news**", "## Other news"])
def test_what_comes_after_the_last_review_is_none_of_it(after: str) -> None:
    sign = "##" if after.startswith("#") else "**"
    heading = f"## {NAMED}" if sign == "##" else f"**{NAMED}**"
    result = bring(f"{heading}\n\n{DESCRIPTION}\n\n{LISTS}\n\n{after}\n\nThe office moves.")

    assert result.review["summary"] == DESCRIPTION
    assert "The office moves." in result.blocks[-1]["body"]


@pytest.mark.parametrize(
    ("learning", "recommended"),
    [
        ("**What did we learn?**", "**What needs to change?**"),
        ("The review identified the following learning:", "Recommendations"),
        ("Learning focuses on the following areas:", "What should change"),
    ],
)
def test_headings_within_a_review_begin_no_other(learning: str, recommended: str) -> None:
    result = bring(
        f"# News\n\n## 1. {NAMED}\n\n**What happened?**\n\n{DESCRIPTION}\n\n**Family and home**\n\nFour people.\n\n"
        f"{learning}\n\n- one\n- two\n\n{recommended}\n\n- three"
    )

    assert (result.review["title"], result.review["learning"]["items"]) == ("Child Q", ["one", "two"])
    assert result.review["recommendations"] == [{"items": ["three"]}]


def test_counted_recommendations_stay_apart_however_long_their_lines_are() -> None:
    lines = [f"Recommendation {n}: the partnership should look again at what it does at {n}." for n in (1, 2)]
    result = bring(f"## {NAMED}\n\n{DESCRIPTION}\n\nRecommendations\n\n{lines[0]}\n{lines[1]}")

    assert result.review["recommendations"] == [{"items": lines}]


def test_a_paragraph_after_a_list_is_no_point_of_it() -> None:
    result = bring(
        f"## {NAMED}\n\n{DESCRIPTION}\n\nKey findings include:\n\n- one\n- two\n\nGood practice was seen; often."
    )

    assert result.review["learning"]["items"] == ["one", "two"]


def test_a_resource_is_called_without_what_points_to_its_address() -> None:
    result = bring(f"## {NAMED}\n\n{LISTS}\n\nRead the full report here: https://example.org/a.pdf")

    assert result.review["resources"][0]["title"] == "Full report"


def test_a_link_in_a_description_stays_and_one_in_a_list_is_reported() -> None:
    described = "Death of a boy, as [the court](https://example.org/court) heard."
    result = bring(
        f"## {NAMED}\n\n{described}\n\nLearning includes:\n\n- the [toolkit](https://example.org/kit?utm_source=x)"
    )

    assert result.review["summary"] == "Death of a boy, as [the court](https://example.org/court) heard."
    assert result.review["learning"]["items"] == ["the toolkit"]
    assert list(result.imported.report.summarise())[-1] == (
        'Note: the link of "toolkit" is not in the draft: https://example.org/kit?utm_source=x.'
    )


def test_points_that_are_counted_within_a_sentence_lose_their_numbers() -> None:
    lists = "Learning includes: 1) one; 2) two; and 3) three.\n\nRecommendations: a. b; c."
    result = bring(f"## {NAMED}\n\n{DESCRIPTION}\n\n{lists}")

    assert result.review["learning"]["items"] == ["one", "two", "three"]
    assert result.review["recommendations"] == [{"items": ["a. b", "c"]}]
