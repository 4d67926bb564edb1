"""A bad and a good example of every rule: the part of the document to replace, ``@@`` before the place at fault."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """What breaks a rule, words of the hint that then helps, and the same thing well done."""

    rule: str
    part: str
    bad: str
    hint: str
    good: str


def review(more: str, review_type: str = "lcspr") -> str:
    """Write a block list that holds one finished review, and something more in it."""
    return f"""
        blocks:
          - type: case_review
            id: child-a
            title: Child A
            review_type: {review_type}
            summary: What happened.
            learning: {{items: [Listen]}}
            {more}
    """


def notices(*first_lines: str) -> str:
    """Write a block list of notices, each beginning with one of these lines."""
    return "blocks:\n" + "".join(f"  - {line}\n    type: notice\n    title: T\n    body: B\n" for line in first_lines)


ISSUE_EXAMPLES = (
    Example("id.duplicate", "blocks", notices("id: one", "id: @@one"), "its own id", notices("id: one", "id: two")),
    Example(
        "theme.unknown",
        "blocks",
        review("themes: [@@carelesness]"),
        "Did you mean neglect?",
        review("themes: [neglect]"),
    ),
    Example(
        "theme.not-a-harm",
        "blocks",
        review("incidents: [{when: {year: 2023}, outcome: other, what: X, harms: [@@workforce]}]"),
        'facet = "harm"',
        review("incidents: [{when: {year: 2023}, outcome: other, what: X, harms: [neglect]}]"),
    ),
    Example(
        "contact.unknown",
        "blocks",
        "blocks: [{type: contacts, title: Help, use: [helpline, @@hotline]}]",
        "Known are: helpline",
        "blocks: [{type: contacts, title: Help, use: [helpline]}]",
    ),
    Example(
        "correction.block",
        "status",
        "status: ready\ncorrections: [{at: 2024-04-02T09:00:00Z, block: @@child-b, note: X}]",
        "child-a",
        "status: ready\ncorrections: [{at: 2024-04-02T09:00:00Z, block: child-a, note: X}]",
    ),
    Example(
        "intro.count", "intro", "intro: @@Two of the six reviews matter.", "Correct the number", "intro: One review."
    ),
    Example("intro.month", "title", "title: @@News, February 2024", "Correct the month", "title: News, March 2024"),
    Example(
        "incident.after-issue",
        "blocks",
        review("incidents: [{when: @@{year: 2024, month: 4}, outcome: other, what: X}]"),
        "Correct the date",
        review("incidents: [{when: {year: 2024, month: 3}, outcome: other, what: X}]"),
    ),
    Example(
        "subject.adult",
        "blocks",
        review("subjects: [{kind: unlabelled, age: @@{value: 18, unit: years}}]"),
        "review_type: sar",
        review("subjects: [{kind: unlabelled, age: {value: 18, unit: years}}]", review_type="sar"),
    ),
    Example(
        "subject.pseudonym-unconfirmed",
        "blocks",
        review("subjects: [@@{kind: pseudonym, label: Kim}]"),
        "pseudonym_confirmed",
        review("subjects: [{kind: pseudonym, label: Kim, pseudonym_confirmed: {by: A, on: 2024-03-01}}]"),
    ),
    Example("issue.unfinished", "subject", "", "in their inbox", "subject: What happened"),
    Example(
        "review.unfinished",
        "blocks",
        "blocks:\n  - @@type: case_review\n    id: a\n    title: A\n    review_type: scr\n    summary: X",
        "learning: or recommendations:",
        "blocks:\n  - type: case_review\n    id: a\n    title: A\n    review_type: scr\n    summary: X\n"
        "    recommendations: [{items: [Do it]}]",
    ),
    Example(
        "resource.unreachable",
        "blocks",
        review("resources: [@@{title: Report, kind: overview}]"),
        "unpublished_reason",
        review("resources: [{title: Report, kind: overview, unpublished_reason: Not out yet.}]"),
    ),
    Example(
        "words.house-spelling",
        "intro",
        "intro: @@Re-launch after Covid-19.",
        "writes 'relaunch'",
        "intro: The pre-re-launched relaunch after COVID-19.",
    ),
)

PUBLICATION_EXAMPLES = (
    Example(
        "palette.contrast",
        "light",
        """
        [palette.light]
        page = "#ffffff"
        paper = "#ffffff"
        text = "#222222"
        muted = @@"#777777"
        accent = "#0f5866"
        on_accent = "#ffffff"
        rule = "#cccccc"
        note = "#eeeeee"
        """,
        "4.5 to 1",
        """
        [palette.light]
        page = "#ffffff"
        paper = "#ffffff"
        text = "#222222"
        muted = "#666666"
        accent = "#0f5866"
        on_accent = "#ffffff"
        rule = "#cccccc"
        note = "#ffffff"
        """,
    ),
    Example(
        "theme.broader",
        "themes",
        '[themes.exclusion]\nlabel = "Exclusion"\nfacet = "child"\nbroader = @@"education"',
        "[themes.education]",
        '[themes.exclusion]\nlabel = "Exclusion"\nfacet = "child"',
    ),
    Example(
        "contact.unchecked",
        "contacts",
        '[[support_contacts]]\nid = "a"\nname = "A"\nchecked = @@2024-01-01',
        "write the new date",
        '[[support_contacts]]\nid = "a"\nname = "A"\nchecked = 2024-01-02',
    ),
    Example(
        "contact.twice",
        "contacts",
        '[[support_contacts]]\nid = "a"\nname = "A"\nchecked = 2024-03-01\n'
        '[[support_contacts]]\nid = @@"a"\nname = "B"\nchecked = 2024-03-01',
        "Change one",
        '[[support_contacts]]\nid = "a"\nname = "A"\nchecked = 2024-03-01\n'
        '[[support_contacts]]\nid = "b"\nname = "B"\nchecked = 2024-03-01',
    ),
)
