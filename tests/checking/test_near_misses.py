"""What only looks like a fault, and what is one in other words than in a rule's examples: links, words, dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checking.registry import Example
from tests.checking.documents import inspect_example, inspect_issue


@pytest.mark.parametrize(
    "words",
    [
        "right here", "Click here to read more", "Click here for the guidance", "Read the full article",
        "Visit website", "that link", "**Here**", "hall.example.org", "www.hall.example.org/hours",
    ],
)  # fmt: skip
def test_a_link_that_says_nothing_is_found_in_other_words(tmp_path: Path, words: str) -> None:
    (problem,) = inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/hours).'\n")

    assert problem.rule == "link.says-nothing"


@pytest.mark.parametrize(
    "words",
    ["more about the strategy", "GOV.UK", "here is the plan", "Working together 2023", "the report [second edition]"],
)
def test_a_link_that_says_something_is_left_in_peace(tmp_path: Path, words: str) -> None:
    assert inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/hours).'\n") == ()


def test_a_link_within_code_is_none(tmp_path: Path) -> None:
    assert inspect_issue(tmp_path, "intro: 'Never write `[click here](https://hall.example.org)` again.'\n") == ()


@pytest.mark.parametrize("words", ["The report.", "**the report**", "THE  REPORT"])
def test_marks_and_capitals_do_not_make_other_words_of_a_link(tmp_path: Path, words: str) -> None:
    intro = f"See [the report](https://hall.example.org/1) and [{words}](https://hall.example.org/2)."
    found = [problem.rule for problem in inspect_issue(tmp_path, f"intro: '{intro}'\n")]

    assert "link.same-words" in found


@pytest.mark.parametrize(
    ("words", "file", "rules"),
    [
        ("Form (Word, 20 KB)", "form.docx", []),
        ("Figures (Excel, 1.5 MB)", "figures.xlsx", []),
        ("Guidance (PDF, 2 pages)", "guidance.PDF?dl=1", []),
        ("Guidance (PDF)", "guidance.pdf", ["link.unlabelled-file"]),
        ("Figures for May", "figures.csv", ["link.unlabelled-file"]),
    ],
)
def test_a_kind_of_file_may_be_called_what_people_call_it(
    tmp_path: Path, words: str, file: str, rules: list[str]
) -> None:
    problems = inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/{file}).'\n")

    assert [problem.rule for problem in problems] == rules


def test_a_host_that_only_ends_like_a_tracker_is_none(tmp_path: Path) -> None:
    assert inspect_issue(tmp_path, "intro: 'See [the hall](https://quay-list-manage.com/x).'\n") == ()
    (problem,) = inspect_issue(tmp_path, "intro: 'See [the hall](https://quay.list-manage.com/x).'\n")

    assert problem.rule == "link.detour"


def find_dates(folder: Path, intro: str) -> list[tuple[str, str]]:
    """Return what is found about dates in an issue of March 2024, which goes out on 1 April."""
    problems = inspect_issue(folder, f"intro: '{intro}'\n")
    return [(problem.rule, problem.message.split("'")[1] if "'" in problem.message else "") for problem in problems]


@pytest.mark.parametrize(
    "day",
    ["Mon 2 April 2024", "Monday, April 2, 2024", "Monday 2nd April", "Wednesday 2 April 2024", "Tues 3 April"],
)  # fmt: skip
def test_a_wrong_weekday_is_found_however_the_day_is_written(tmp_path: Path, day: str) -> None:
    assert find_dates(tmp_path, f"We were there on {day}.") == [("date.weekday", day)]


@pytest.mark.parametrize("day", ["31/04/2024", "2024-04-31", "February 30th", "April 31, 2024"])
def test_a_day_that_no_calendar_has_is_found_however_it_is_written(tmp_path: Path, day: str) -> None:
    assert find_dates(tmp_path, f"We were there on {day}.") == [("date.impossible", "")]


@pytest.mark.parametrize(
    ("intro", "day"),
    [
        ("Join us on 05/03/2024.", "05/03/2024"),
        ("Join us on 2024-03-05.", "2024-03-05"),
        ("Come to tea on Tuesday 5 March.", "Tuesday 5 March"),
        ("The webinar will run on March 5, 2024.", "March 5, 2024"),
        ("When: 5 March 2024, in the hall", "5 March 2024"),
    ],
)
def test_an_invitation_to_what_is_over_is_found_in_other_words(tmp_path: Path, intro: str, day: str) -> None:
    assert find_dates(tmp_path, intro) == [("date.past-event", day)]


@pytest.mark.parametrize(
    "intro",
    [
        "Applications close on 5 March 2024.", "RSVP: 5 March 2024.", "The consultation ends on 5 March 2024.",
        "Nominations must reach us by noon on 5 March 2024.",
    ],
)  # fmt: skip
def test_a_deadline_that_is_over_is_found_in_other_words(tmp_path: Path, intro: str) -> None:
    assert find_dates(tmp_path, intro) == [("date.past-deadline", "5 March 2024")]


@pytest.mark.parametrize(
    ("intro", "year"), [("It opens in April 2204.", "April 2204"), ("On 3 May 0204.", "3 May 0204")]
)
def test_a_year_that_is_a_slip_is_found_without_a_day_and_without_a_century(
    tmp_path: Path, intro: str, year: str
) -> None:
    assert find_dates(tmp_path, intro) == [("date.year", year)]


@pytest.mark.parametrize(
    "intro",
    [
        "By 5 March 2024, forty people had registered.",
        "Before 1 March 2024, schools had to send their returns on paper.",
        "Join us on Thursday 4 April 2024, as 200 people did on 5 March 2024.",
        "Book now for the course on 15 May 2024; the one of 6 March 2024 was full.",
        "The book is on sale since 1 March 2024.",
        "In March 20 people came, and in May 12 will take place.",
        "The meeting on Monday 1 January 2024 was short. The rules hold from 2024-05-01.",
        "The lines are open 24/7. The scheme runs until 31 March 2039.",
        "The conference will be in June 2024. The first one was in March 2023.",
    ],
)
def test_days_that_are_told_of_as_past_are_no_invitations(tmp_path: Path, intro: str) -> None:
    assert find_dates(tmp_path, intro) == []


def test_america_reads_numbers_the_other_way_round(tmp_path: Path) -> None:
    issue, language = "intro: Join us on 04/31/2024.\n", 'language = "en-US"\n'

    assert [p.rule for p in inspect_example(tmp_path, Example(issue=issue))] == ["date.impossible"]
    assert inspect_example(tmp_path, Example(issue=issue, publication=language)) == ()


@pytest.mark.parametrize(
    "intro",
    [
        "XX families took part.", "The fair is on XX March.", "On XX/XX/2024 we meet.", "Ask [Your name].",
        "Ask [NAME].", "Insert date here.", "The name goes here.", "Lorem dolor.", "Born DD/MM/YYYY.",
    ],
)  # fmt: skip
def test_what_is_to_be_filled_in_is_found_in_other_words(tmp_path: Path, intro: str) -> None:
    assert [problem.rule for problem in inspect_issue(tmp_path, f"intro: '{intro}'\n")] == ["words.placeholder"]


@pytest.mark.parametrize(
    "intro",
    [
        "Volume XX of the journal is about the XX chromosome. XXL shirts are sold out.",
        "She wrote that [name withheld] was kind. TK Maxx is open.",
        "We [insert a note](https://hall.example.org/insert) wherever it helps.",
        "Do NOT come, and NEVER alone. WARNING: the road is closed.",
        "The A&E and the YWCA have a Q&A. Nobody from HM Treasury came.",
        "The CQC (Care Quality Commission), the RSPCA, the NSPCC and the BBC came.",
        "Special educational needs and disabilities, or SEND, are new. SEND is all about people.",
        "NSPCC, RSPCA and the YMCA. See [the tool](https://hall.example.org/re-launch/Covid-19/hard-to-reach).",
        "The role of GPs, the GP''s room, and the MPs'' pay. The 1980s'' fashion is here.",
        "The room is the GP''s, and not an MP''s, nor an office of the BBC''s.",
    ],
)
def test_words_that_only_look_like_a_fault_are_left_in_peace(tmp_path: Path, intro: str) -> None:
    assert [problem.message for problem in inspect_issue(tmp_path, f"intro: '{intro}'\n")] == []


@pytest.mark.parametrize(
    ("intro", "rule"),
    [
        ("DO NOT COME before nine.", "words.all-caps"),
        ("We have FREE TEA FOR ALL.", "words.all-caps"),
        ("RSPCA, PLEASE READ THIS.", "words.all-caps"),
        ("The MP''s were there.", "words.apostrophe-plural"),
        ("All the MP''s, and some more.", "words.apostrophe-plural"),
        ("It is how GP''s, schools and parks work.", "words.apostrophe-plural"),
        ("RE-LAUNCH of the hall.", "words.house-spelling"),
        ("Covid-19 is back.", "words.house-spelling"),
        ("We ask GPs, or QZB, for help.", "words.abbreviation"),
        ("The BBC, QZB and NHS met.", "words.abbreviation"),
        ("LAST CHANCE to come.", "words.all-caps"),
    ],
)
def test_faults_of_words_are_found_in_other_words(tmp_path: Path, intro: str, rule: str) -> None:
    assert [problem.rule for problem in inspect_issue(tmp_path, f"intro: '{intro}'\n")] == [rule]


def test_a_house_spelling_that_is_the_right_one_already_is_left_in_peace(tmp_path: Path) -> None:
    house = '[house_dictionary]\nofsted = "Ofsted"\n'
    publication = Example(issue="intro: Ofsted came. We met ofsted.\n", publication=house)
    (problem,) = inspect_example(tmp_path, publication)

    assert (problem.rule, problem.place.column) == ("words.house-spelling", 28)


def test_words_of_a_block_are_not_blamed_for_the_style_of_another(tmp_path: Path) -> None:
    blocks = """
blocks:
  - {type: text, title: Doors, body: Mind the gap at the door.}
  - {type: notice, title: Closed, body: The hall is closed.}
"""
    files = {"templates/blocks/notice.html": b'<p style="gap: 8px">{{ block.body }}</p>'}
    (problem,) = inspect_example(tmp_path, Example(issue=blocks, files=files))

    assert (problem.rule, problem.path) == ("email.support", "blocks[1]")
