"""What an editor types into a text is what readers get, or a problem that shows the line to write instead."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsletter.documents.blocks.links import Links
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.loading import LoadedIssue, parse_issue
from tests.matrix import often
from tests.packs import PACKS

HEAD = "period: 2026-12\nstatus: ready\n"
TEXT = "blocks:\n  - type: text\n"
LINKS = "blocks:\n  - type: links\n    title: Read\n    items:\n"
REVIEW = "blocks:\n  - {type: case_review, id: a, title: A, review_type: scr, learning: {items: [\n"


def load(document: str) -> LoadedIssue:
    title = "" if re.search(r"^title:", document, re.MULTILINE) else "title: T\n"
    return parse_issue(f"{HEAD}{title}{document}".encode(), "a.yaml", PACKS)


def find_problems(document: str) -> list[Problem]:
    try:
        load(document)
    except ProblemsFoundError as error:
        return list(error.problems)
    return []


LOST = [
    ("title: Issue #12 of the year", "yaml.comment", 'title: "Issue #12 of the year"'),
    ("title: #12", "yaml.comment", 'title: "#12"'),
    ("title: Come #OpenDay", "yaml.comment", 'title: "Come #OpenDay"'),
    ("title: Learn C #", "yaml.comment", 'title: "Learn C #"'),
    ("title: News #todo", "yaml.comment", 'title: "News #todo"; or, for a comment, a space behind the sign: # todo'),
    ('title: "News" #12', "yaml.comment", 'title: "News #12"'),
    ("title: 'News' #12", "yaml.comment", 'title: "News #12"'),
    ("title: 2024 #12", "yaml.comment", None),
    ('title: say "hi" #12', "yaml.comment", "title: 'say \"hi\" #12'"),
    ("title: #‘Quoted’", "yaml.comment", 'title: "#‘Quoted’"'),
    ("title: Party #🎉", "yaml.comment", 'title: "Party #🎉"'),
    ("subject: #12", "yaml.comment", 'subject: "#12"'),
    ("intro:\n  #12 is out", "yaml.comment", 'intro: "#12 is out"'),
    ("intro:\n  #12\n  is out", "yaml.comment", 'intro: "#12 is out"'),
    ("intro: #12\n  is out", "yaml.comment", 'intro: "#12 is out"'),
    (
        "intro: We are one and\n  we are #1 in the county",
        "yaml.comment",
        'intro: "We are one and we are #1 in the county"',
    ),
    ("intro: We meet\n  #OpenDay", "yaml.comment", 'intro: "We meet #OpenDay"'),
    ("intro: |\n    We meet\n  #OpenDay", "yaml.comment", "Indent the line like those above"),
    ("intro: >\n    We meet\n  #OpenDay", "yaml.comment", "Indent the line like those above"),
    ("intro: | #12 is out\n  We meet", "yaml.comment", "Begin the text in the line below"),
    (f"{TEXT}    body: We are #1 in the county", "yaml.comment", 'body: "We are #1 in the county"'),
    (f"{LINKS}      - text: Bug #45\n        url: https://example.org/a", "yaml.comment", '- text: "Bug #45"'),
    (f"{LINKS}      - url: https://example.org/a\n        text: #45", "yaml.comment", 'text: "#45"'),
    (f"{LINKS}      - {{text: Bug #45,\n         url: https://example.org/a}}", "yaml.comment", None),
    (f"{REVIEW}      Room #4\n    ]}}}}", "yaml.comment", '"Room #4"'),
    ("title: &c and so on", "yaml.anchor", 'title: "&c and so on"'),
    ("title: &c", "yaml.anchor", 'title: "&c"'),
    ("intro: &c and\n  so on", "yaml.anchor", 'intro: "&c and so on"'),
    ("subject: *b", "yaml.alias", 'subject: "*b"'),
    ("title: ! Attention", "yaml.tag", 'title: "! Attention"'),
    ("title: !important news", "yaml.tag", 'title: "!important news"'),
    ("intro: >\n  Bring:\n  - tea\n  - cake", "yaml.folded", "intro: |"),
    ("intro: >-\n  Bring:\n  - tea", "yaml.folded", "intro: |"),
    ("intro: >\n  * tea\n  * cake", "yaml.folded", "intro: |"),
    ("intro: >\n  1. tea\n  2. cake", "yaml.folded", "intro: |"),
    ("intro: >\n  - tea that is\n  hot\n  - cake", "yaml.folded", "intro: |"),
    ("intro: >\n  > The mud is\n  > the science", "yaml.folded", "intro: |"),
    ("intro: >\n  ```\n  x = 1\n  ```", "yaml.folded", "intro: |"),
    ("intro: >\n  One\\\n  two", "yaml.folded", "intro: |"),
    ("intro: Please bring\n  - tea\n  - cake", "yaml.folded", "intro: | and begin the text in the line below"),
    ('intro: "Please bring:\n  - tea\n  - cake"', "yaml.folded", "intro: | and begin the text in the line below"),
    (f"{TEXT}    body: >\n      Bring:\n      - tea\n      - cake", "yaml.folded", "body: |"),
]


@pytest.mark.parametrize(("document", "rule", "hint"), LOST)
def test_words_that_yaml_would_swallow_are_an_error_with_the_line_to_write(
    document: str, rule: str, hint: str | None
) -> None:
    (problem,) = find_problems(document)

    assert problem.rule == rule
    assert hint is None or hint in problem.hint


HARMLESS = [
    "# a comment\ntitle: T # a comment",
    'title: T  #  with two spaces\nsubject: "S" # behind quotes',
    "#\n# in a box\n#\n#####\n#----\n#=== News ===\ntitle: T",
    "title: T ## old habits\nsubject: S #-----",
    "#title: Old\n#title without a space\n#!shebang\ntitle: T",
    "#yaml-language-server: $schema=issue.schema.json\ntitle: T",
    "title: T\n#intro: |\n#  switched off\n#  by an editor\nsubject: S",
    f"{TEXT}    id: a #stable\n    title: T\n    #body: old\n    body: B\n  #- type: text\n  #  body: old",
    f"{TEXT}    title: T\n      #body: old and indented\n    body: B",
    f"{TEXT}    body: |\n      We are #1 and\n      #OpenDay\n      # no heading\n    #Sat, as deep as the key",
    f"{TEXT}    body: >-\n      We are #1 and\n      #OpenDay",
    f'{TEXT}    body: "We are #1\n      and #2"\n  #- type: text',
    "published: 2026-12-01 #soon\nlanguage: cy #Welsh\nmessage_class: service #or marketing",
    f"{TEXT}    body: B\n#end",
    "blocks:\n  #The first one\n  - type: text #kind\n    #the body:\n    body: B",
    f"{LINKS}      - {{text: A, url: https://example.org/a}} #one\n      #two\n      - {{text: B, url: https://b.example.org}}",
    f"{REVIEW}      Listening, #first\n      #second\n      Learning\n    ]}}}}",
    "title: a#b\nintro: https://example.org/#top and C# and F#",
    "title: Fish & chips\nsubject: R&D\nintro: a *b* !c",
    "title: &t Come\nsubject: *t",
    "intro: >\n  We met on Friday\n  - and it was good.",
    "intro: >\n  In the year\n  2024. It rained.",
    "intro: >\n  The price is 5\n  * 3 = 15.",
    "intro: >\n  Bring:\n\n  - tea\n\n  - cake",
    "intro: >\n  Bring:\n    - tea\n    - cake",
    "intro: |\n  Bring:\n  - tea\n  - cake",
    "intro: >\n  - one item that goes on\n  in the next line",
    "intro: >\n  One paragraph\n  of two lines.\n\n  > A quotation\n\n  And more.",
    "title: >\n  News of\n  - the month\n  - the year",
    'intro: "One \\\n  line"',
]


@pytest.mark.parametrize("document", HARMLESS)
def test_comments_names_and_folded_texts_that_lose_nothing_are_left_in_peace(document: str) -> None:
    assert find_problems(document) == []


def test_each_loss_is_reported_once_at_its_sign_with_its_path() -> None:
    document = f"title: #1\nintro: Fixes #2\n{TEXT}    title: Nr #3\n    body: &c on\n"

    assert [(p.place.line, p.place.column, p.path) for p in find_problems(document)] == [
        (3, 8, "title"),
        (4, 14, "intro"),
        (7, 15, "blocks[0].title"),
        (8, 11, "blocks[0].body"),
    ]


WHAT = """
Tea|no|12:30|007|1.5|é|🎉|#1|#Open|# x|&c|*b|*c*|!d|! |%|@|`a`|- e|? f|: g|h:|i: j|>|>-|[k]|{l}|]|}|,|"m"|'n'|o'p|"|\\|~
-|--|---|...|=|<<|2024|2024-01-31|&amp;|$5|(#6)|x#y|yes|null|true
"""
PIECES = st.sampled_from([piece for line in WHAT.strip().splitlines() for piece in line.split("|") if piece])
TYPED = st.lists(PIECES, min_size=1, max_size=4).map(lambda pieces: " ".join(" ".join(pieces).split()))
WRITE = re.compile(r"[Ww]rite: (?P<line>.*?)(?:; or, for a comment|$)")
LEADS = ("title: ", "subject: ", "intro: ")
WITHOUT_A_LINE = {"text.empty", "document.type", "yaml.comment", "yaml.tag", "yaml.quotes"}
"""Rules that do not always show a line: where nothing is written, or a sign is before > or inside quotes."""


def read_back(lead: str, line: str) -> object:
    key = lead.partition(":")[0]
    document = line if key == "title" else f"title: T\n{line}"
    return getattr(parse_issue(f"{HEAD}{document}\n".encode(), "a.yaml", PACKS).issue, key)


@settings(max_examples=often(400), deadline=None)
@given(st.sampled_from(LEADS), TYPED)
@example("title: ", '" Tea " #1')
def test_what_is_typed_behind_a_key_is_read_as_typed_or_reported_with_a_line_that_is(lead: str, typed: str) -> None:
    try:
        assert_as_typed(read_back(lead, f"{lead}{typed}"), typed)
    except ProblemsFoundError as error:
        found = [(problem.rule, WRITE.search(problem.hint)) for problem in error.problems]
        lines = [text["line"] for _, text in found if text and text["line"].startswith(lead)]
        assert lines or {rule for rule, _ in found} <= WITHOUT_A_LINE
        for line in lines:
            assert_as_typed(read_back(lead, line), typed)


def _without_quotes(text: str) -> str:
    """Return the words of a text: quotes, and the spaces inside them, are YAML's."""
    return " ".join(re.sub("['\"]", "", text).split())


def assert_as_typed(value: object, typed: str) -> None:
    """Compare as an editor would: a sign and a space begin a comment, and quotes at the beginning are YAML's."""
    plain = re.sub(r"\s#+(?:\s.*)$", "", f" {typed}").strip()
    wanted = {typed, plain}
    if typed[0] in "'\"":
        wanted = {_without_quotes(text) for text in wanted}
        value = _without_quotes(str(value))
    assert value in wanted or (value is None and plain in {"", "~", "null"})


def test_a_list_item_is_read_as_typed_too() -> None:
    (problem,) = find_problems(f"{LINKS}      - text: Bug #45\n        url: https://example.org/a")
    found = WRITE.search(problem.hint)
    assert found
    block = load(f"{LINKS}      {found['line']}\n        url: https://example.org/a").issue.blocks[0]

    assert isinstance(block, Links)
    assert block.items[0].text == "Bug #45"
