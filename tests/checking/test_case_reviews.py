"""What the pack finds in a review, and the ordinary words that it does not object to. All is invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsletter.checking.registry import Example, Stage, choose
from tests.checking.documents import inspect_example, load_changed_publication


def find(
    folder: Path, summary: str, more: str = "", publication: str = "", files: dict[str, bytes] | None = None
) -> list[tuple[str, str]]:
    """Return rule and message of all that is found in a review with this summary."""
    issue = f"""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: {json.dumps(summary)}
    learning: {{items: [Listening to the child]}}
{more}
"""
    found = inspect_example(folder, Example(issue=issue, publication=publication, files=files or {}))
    return [(problem.rule, problem.message) for problem in found]


def rules(folder: Path, summary: str, more: str = "", publication: str = "") -> list[str]:
    return [rule for rule, _ in find(folder, summary, more, publication)]


@pytest.mark.parametrize(
    ("summary", "rule"),
    [
        ("The number was 999 000 0018.", "review.nhs-number"),
        ("The NHS number: 9990000018.", "review.nhs-number"),
        ("The child (DOB: 03/05/2015) was not seen.", "review.birth-date"),
        ("The child's date of birth is 3rd of May 2015.", "review.birth-date"),
        ("They lived at ZZ99 9ZZ.", "review.postcode"),
        ("They could be called on 07700 900123.", "review.phone"),
        ("They could be called on +44 1632 960001.", "review.phone"),
        ("It happened on 3rd May.", "review.exact-day"),
        ("It happened on 03/05/2022.", "review.exact-day"),
        ("It happened on May 3, 2022.", "review.exact-day"),
        ("The child went to St. Zita and Quill Academy.", "review.school"),
        ("The child was seen at Quayford General Hospital.", "review.hospital"),
        ("The police spoke to Zebedee Quill.", "review.unknown-name"),
        ("Her stepfather, Zebedee, was not asked.", "review.unknown-name"),
        ("They lived in Quayford.", "review.unknown-name"),
        ("The child is known as 'Zebedee'.", "review.unknown-name"),
        ("The police spoke to Zebedee White.", "review.unknown-name"),
        ("An aunt, June Quill, was not asked.", "review.unknown-name"),
        ("Uncle Zebedee was not asked.", "review.unknown-name"),
        ("She was born at home on 3 May 2015.", "review.birth-date"),
        ("Her birthday is on 3 May.", "review.birth-date"),
        ("The boy was born on 2015-05-03.", "review.birth-date"),
        ("They lived at zz99 9zz.", "review.postcode"),
        ("They could be called on 07700.900.123.", "review.phone"),
        ("They could be called on 0044 7700 900123.", "review.phone"),
        ("It happened on 2022-05-03.", "review.exact-day"),
        ("It happened on 3 Sept 2022.", "review.exact-day"),
        ("It happened on May 3.", "review.exact-day"),
        ("The boy was reported missing on 3 May 2022.", "review.exact-day"),
        ("The consultant saw her on 3 May 2022.", "review.exact-day"),
        ("They eventually met on 3 May 2022.", "review.exact-day"),
        ("The child protection conference was on 3 May 2022.", "review.exact-day"),
    ],
)
def test_what_could_lead_to_somebody_is_found(tmp_path: Path, summary: str, rule: str) -> None:
    assert rule in rules(tmp_path, summary)


@pytest.mark.parametrize(
    "summary",
    [
        "The number of visits was 999 in 2018.",
        "The audit has the number 123 456 7890.",
        "Child A was seen in May 2022, and again in the summer of 2023.",
        "The review was published on 3 May 2022.",
        "A visit took place under Section 47 of the Children Act 1989.",
        "The boy went to a primary school, then to a pupil referral unit.",
        "The hospital told Children's Services and the Police.",
        "The School did not know.",
        "In England the National Panel sees such cases. The Department of Health was told.",
        "Quayford Safeguarding Children Partnership has a model called 'Ask Zebedee First'.",
        "The DNA test, the GPs and the LSCB were late.",
        "One in four visits (2 to 3 in 10) was missed; 1/2 were late.",
        "Child A lived with an aunt. Ofsted inspected the nursery in March.",
        "It was Christmas, and the Polish-speaking worker was away.",
        "Child A's mother was ill. Baby B's sister, Sibling 1, told Mother and Father.",
        "- **Neglect:** The home was cold.\n- **Learning:** Professionals should ask.",
        "It calls for Early Help, for a Signs of Safety approach, and for a Child in Need plan.",
        "The Named Nurse, the Lead Professional and a Health Visitor met; GPs and the LSCB did not.",
        "The report, 'Don't Look Away', and the tool “Ask Zebedee First” are new.",
        "In Reception and in Year 9 she was seen by a Sexual Health Clinic.",
        "In March 20 visits were missed, and in May 3 more were.",
        "The report of 3 May 2022 says so. The Act came into force on 3 May 2022.",
        "The route is the M5 2nd exit, or by m5 2nd exit.",
    ],
)
def test_ordinary_words_of_a_review_are_left_in_peace(tmp_path: Path, summary: str) -> None:
    phrase = [rule for rule in rules(tmp_path, summary) if rule != "words.abbreviation"]

    assert phrase == []


def test_names_that_the_publication_knows_may_stand(tmp_path: Path) -> None:
    words = '[checks]\nwords = ["Quayford", "Quill House School"]\n'

    assert rules(tmp_path, "They lived in Quayford.", publication=words) == []
    assert rules(tmp_path, "They went to Quill House School.", publication=words) == []
    assert rules(tmp_path, "They lived in Quayford.", more="    area: Quayford") == []


def test_a_phrase_that_the_publication_knows_makes_none_of_its_words_known(tmp_path: Path) -> None:
    words = '[checks]\nwords = ["Zebedee Quill Award"]\n'

    assert rules(tmp_path, "They won the Zebedee Quill Award.", publication=words) == []
    assert rules(tmp_path, "They met Zebedee.", publication=words) == ["review.unknown-name"]


DICTIONARY = (
    "a and child cried did early know listening met nobody not of overlap police saw services social the to worker"
)


@pytest.mark.parametrize(
    ("summary", "names"),
    [
        ("Zebedee cried. Nobody saw.", ["Zebedee"]),
        ("Zebedee's worker did not know.", ["Zebedee's"]),
        ("Social Worker Quill met Zebedee.", ["Quill", "Zebedee"]),
        ("The Police and Zebedee met.", ["Zebedee"]),
        ("Early Services did not know. Children's Services of Quayshire met.", []),
        ("Multi-overlap of services. Neurodiversity. Nobody met the Police.", []),
        ("NHS Quayshire and the University of Quayford met.", []),
    ],
)
def test_with_a_dictionary_a_name_is_found_at_the_start_of_a_sentence_and_behind_an_office(
    tmp_path: Path, summary: str, names: list[str]
) -> None:
    listed = "\n".join(["22", *DICTIONARY.split(), ""])
    files = {"dictionaries/en_GB.aff": b"SET UTF-8\n", "dictionaries/en_GB.dic": listed.encode()}
    found = find(tmp_path, summary, files=files)
    told = [message.split("'", 1)[1] for rule, message in found if rule == "review.unknown-name"]

    assert [name.removesuffix("' is a name that this publication does not know") for name in told] == names


def test_the_helplines_of_the_publication_may_stand(tmp_path: Path) -> None:
    contact = '[[support_contacts]]\nid = "line"\nname = "Line"\nphone = "0808 157 0000"\nchecked = 2024-03-01\n'

    assert rules(tmp_path, "Call 0808 157 0000.", publication=contact) == []
    assert rules(tmp_path, "Call 0808 157 0001.", publication=contact) == ["review.phone"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("subject: A boy of 7, and what we learned", "an age"),
        ("subject: Child A, and what we learned", "Child A"),
        ("subject: On carelessness, and what we learned", "a harm"),
        ("preheader: How a 7-week-old baby was missed by everybody.", "an age"),
        ("preheader: How a seven-week-old baby was missed by everybody.", "an age"),
        ("subject: A girl of five, and what we learned", "an age"),
    ],
)
def test_a_locked_phone_shows_no_child_age_or_harm(tmp_path: Path, line: str, message: str) -> None:
    (problem,) = inspect_example(tmp_path, Example(issue=f"{line}\n"))

    assert problem.rule == "subject.identifies"
    assert message in problem.message


def test_a_telling_review_is_told_what_tells_most(tmp_path: Path) -> None:
    more = """
    area: Quayshire
    subjects:
      - {kind: code, label: Child A, sex: female, age: {value: 8, unit: weeks}}
    incidents:
      - {when: {year: 2022, month: 5}, outcome: other, what: A visit was missed.}
"""
    ((rule, message),) = find(tmp_path, "The father is a soldier.", more)

    assert rule == "review.disclosure"
    assert message.endswith("7 points, above 6.5: age 1.5, sex 1, area 2, date 1.5, occupation 1")
    assert find(tmp_path, "The father works.", more) == []


@pytest.mark.parametrize(
    "words",
    [
        "He committed suicide.",
        "A child prostitute was seen.",
        "She is hard-to-reach.",
        "He absconded twice.",
        "The mother failed to engage.",
        "It was a domestic.",
        "She put herself at risk.",
        "The mother is hard to engage.",
        "He is an attention seeker.",
    ],
)
def test_words_that_blame_have_words_that_do_not_instead(tmp_path: Path, words: str) -> None:
    (problem,) = inspect_example(tmp_path, Example(issue=f"intro: {words}\n"))

    assert problem.rule == "words.blaming"
    assert (
        problem.hint.startswith("Write") or "services did not reach" in problem.hint or "at risk from" in problem.hint
    )


@pytest.mark.parametrize(
    "words",
    [
        "A failed suicide attempt.", "A successful suicide.", "It was child porn.", "Kiddie porn.", "Rent boys.",
        "He was promiscuous.", "A lifestyle choice.", "She is streetwise.", "Non-compliant parents.",
        "He did not attend.",
        "It was attention-seeking.", "The toxic trio.", "Troubled families.", "A broken home.", "Drug addicts.",
        "Junkies.", "Druggies.", "An alcoholic.", "Illegal immigrants.", "He is handicapped.", "Wheelchair-bound.",
        "She suffers from autism.", "An honour killing.", "It was blacklisted.", "A bastard.", "An illegitimate child.",
    ],
)  # fmt: skip
def test_every_word_that_is_watched_for_is_found(tmp_path: Path, words: str) -> None:
    assert "words.blaming" in {
        problem.rule for problem in inspect_example(tmp_path, Example(issue=f"intro: {words}\n"))
    }


@pytest.mark.parametrize(
    "words",
    [
        "Domestic abuse was a theme.",
        "The committee engaged well.",
        "A suicide note was read.",
        "The school nurse did not attend the strategy meeting.",
        "The boy did not attend school.",
        "They bought alcoholic drinks.",
        "A leaflet on healthy lifestyle choices.",
    ],
)
def test_words_that_only_look_like_blame_are_left_in_peace(tmp_path: Path, words: str) -> None:
    assert inspect_example(tmp_path, Example(issue=f"intro: {words}\n")) == ()


def test_a_death_needs_no_harm_to_be_noted_but_a_helpline(tmp_path: Path) -> None:
    more = "    incidents:\n      - {when: {year: 2022}, outcome: death, what: An infant died.}"
    office = '[[support_contacts]]\nid = "office"\nname = "Office"\nchecked = 2024-03-01\n'

    assert rules(tmp_path, "A visit was missed.", more) == []
    assert rules(tmp_path, "A visit was missed.", more, office) == ["harm.no-helpline"]


@pytest.mark.parametrize(
    "url", ["https://www.facebook.com/x", "https://m.youtube.com/watch?v=1", "https://quay.example.org/news/local/1"]
)
def test_press_and_social_media_are_no_links_for_a_review(tmp_path: Path, url: str) -> None:
    resource = f'    resources: [{{title: A report, kind: other, url: "{url}", media_type: text/html}}]'

    assert rules(tmp_path, "A visit was missed.", resource) == ["review.media-link"]
    assert inspect_example(tmp_path, Example(issue=f'intro: "Follow [our own page]({url})."\n')) == ()


@pytest.mark.parametrize("url", ["https://www.netflix.com/x", "https://www.quayford.gov.uk/news/review-is-out"])
def test_a_host_that_only_ends_like_one_and_an_official_page_are_no_media(tmp_path: Path, url: str) -> None:
    resource = f'    resources: [{{title: A report, kind: other, url: "{url}", media_type: text/html}}]'

    assert rules(tmp_path, "A visit was missed.", resource) == []


def test_ages_of_a_group_may_stand_in_a_subject(tmp_path: Path) -> None:
    assert inspect_example(tmp_path, Example(issue="subject: Help for children aged 5 to 11\n")) == ()


@pytest.mark.parametrize(("packs", "known"), [("[]", set()), ('["case-reviews"]', {"case-reviews"})])
def test_a_publication_that_does_not_name_the_pack_is_held_to_none_of_its_rules(
    tmp_path: Path, packs: str, known: set[str]
) -> None:
    publication = load_changed_publication(tmp_path, f"packs = {packs}\n").publication
    asked = list(choose(publication, Stage.CHECK))

    assert {rule.pack for rule in asked} - {None} == known
