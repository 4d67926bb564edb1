"""Forms made from the models: for every block, in words for people, every control named, every field in reach."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from newsletter.editing.starting import read_example
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.examples import make_example
from tests.browser import find_violations
from tests.building.publications import ROOT, write_issue
from tests.packs import BLOCKS
from tests.preview.form_pages import (
    DAY,
    PUBLICATION,
    ask_form,
    find_control,
    make_form,
    name_control,
    read_text,
    write_form,
)
from tests.preview.previews import Preview, previewing
from tests.preview.third_party import install_recipes

AT_MOST, ENOUGH = 0.030, 60  # seconds of CPU (about 9 ms on a quiet machine), and tries
STYLES = ROOT / "newsletter" / "preview" / "static"
OF_FILES = re.compile(r"\w_\w|[{}]|\b(?:YAML|TOML|JSON|git|branch|commit|schema|keys?|paths?|true|false)\b")
TYPES = re.compile(r"\b[A-Z][a-z]+[A-Z][a-z]+\w*")
KINDS = sorted(set(BLOCKS) - {"section"})
JANUARY: dict[str, Any] = read_yaml((ROOT / "issues" / "2024-01.yaml").read_bytes(), "2024-01.yaml").data


def example(kind: str) -> dict[str, Any]:
    """Return an issue with the example of a block in it."""
    return {"period": "2024-02", "title": "February", "blocks": [read_example(BLOCKS[kind], DAY)]}


def find_largest() -> int:
    """Return which block of January has the most in it."""
    return max(range(len(JANUARY["blocks"])), key=lambda n: len(json.dumps(JANUARY["blocks"][n])))


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_block_has_a_control_or_a_list_to_add_to(kind: str) -> None:
    form = make_form(example(kind), ("blocks", 0))

    reached = {tuple(json.loads(one))[2] for one in form.xpath(".//@data-path")}
    reached |= {json.loads(one)["path"][2] for one in form.xpath(".//@data-op[contains(., 'path')]")}
    assert reached == BLOCKS[kind].model_fields.keys() - {"type", "id"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_control_has_a_name_and_no_name_is_of_files(kind: str) -> None:
    form = make_form(example(kind), ("blocks", 0))

    for control in form.xpath(".//input | .//select | .//textarea | .//button | .//*[@data-kind]"):
        assert name_control(form, control) or read_text(control), control.attrib
    seen = " ".join([read_text(form), *form.xpath(".//@aria-label")])
    typed = " ".join(map(str, _list_texts(example(kind))))
    assert [word for word in OF_FILES.findall(seen) if word not in typed] == []
    assert [word for word in TYPES.findall(seen) if word not in f"{typed} {_list_themes()}"] == []


def _list_texts(data: object) -> Iterator[object]:
    for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield value
        yield from _list_texts(value)


def _list_themes() -> str:
    return " ".join(theme.label for theme in PUBLICATION.themes.values())


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_elements_of_a_form_have_the_same_id(kind: str) -> None:
    ids = make_form(example(kind), ("blocks", 0)).xpath(".//@id")

    assert len(ids) == len(set(ids))


def test_few_choices_are_radio_buttons_and_many_are_a_list() -> None:
    form = make_form(example("case_review"), ("blocks", 0))

    units = find_control(form, "blocks", 0, "subjects", 0, "age", "unit")
    assert [read_text(label) for label in units.xpath("./label")] == ["Days", "Weeks", "Months", "Years"]
    assert units.xpath(".//input[@checked]/@value") == ['"months"']
    kinds = find_control(form, "blocks", 0, "review_type")
    assert kinds.tag == "select"
    assert "Serious case review" in read_text(kinds)


def test_the_fields_that_were_asked_for_come_first_and_the_rest_is_folded() -> None:
    form = make_form(example("case_review"), ("blocks", 0, "subjects", 0), "age", "sex")

    (rest,) = form.xpath("./details[@class='rest']")
    assert read_text(rest.find("summary")) == "Everything else about it"
    shown = [json.loads(path)[4] for path in form.xpath("./*[not(self::details)]//@data-path")]
    assert set(shown) == {"age", "sex"}
    assert {json.loads(path)[4] for path in rest.xpath(".//@data-path")} >= {"label", "kind", "count"}


def test_a_date_that_may_be_partial_is_a_year_and_a_month_or_season_in_words() -> None:
    data = example("case_review")
    data["blocks"][0]["incidents"][0]["when"] = {"year": 2023, "season": "spring"}
    form = make_form(data, ("blocks", 0, "incidents", 0))

    (within,) = form.xpath(".//select[@data-kind='either']")
    assert [read_text(one) for one in within.xpath("./option")][:3] == ["The year alone", "January", "February"]
    assert within.xpath("./option[@selected]/@value") == ['{"season": "spring"}']
    assert find_control(form, "blocks", 0, "incidents", 0, "when", "year").get("value") == "2023"


def test_themes_are_chosen_by_their_names_and_searched() -> None:
    data = example("case_review")
    chosen = next(iter(PUBLICATION.themes))
    data["blocks"][0]["themes"] = [chosen]
    form = make_form(data, ("blocks", 0), "themes")

    control = find_control(form, "blocks", 0, "themes")
    assert control.xpath(".//input[@type='checkbox'][@checked]/@value") == [chosen]
    assert PUBLICATION.themes[chosen].label in read_text(control)
    (offered,) = form.xpath(".//template[@id='words-themes']")
    assert len(offered.xpath(".//label")) == len(PUBLICATION.themes)
    assert control.xpath(".//input[@type='search']")


def test_a_day_with_a_time_has_an_input_for_each() -> None:
    form = make_form(example("event"), ("blocks", 0))

    starts = find_control(form, "blocks", 0, "starts")
    assert starts.xpath(".//input/@value") == ["2024-02-15", "19:00"]
    assert find_control(form, "blocks", 0, "ends").xpath(".//input/@value") == ["", "21:00"]


def test_a_group_that_is_not_there_is_folded_with_its_controls() -> None:
    form = make_form(example("event"), ("blocks", 0))

    (booking,) = form.xpath('.//details[@data-group=\'["blocks", 0, "book"]\']')
    assert read_text(booking.find("summary")) == "Booking button none yet"
    assert len(booking.xpath(".//*[@data-kind]")) == 2


def test_a_problem_is_beside_the_control_that_it_is_about() -> None:
    problems = {"blocks[0].title": ("The title says nothing.",), "blocks[0]": ("It is empty.",)}
    form = make_form(example("text"), ("blocks", 0), problems=problems)

    control = find_control(form, "blocks", 0, "title")
    (wrong,) = form.xpath(".//*[@class='wrong'][@id]")
    assert read_text(wrong) == "The title says nothing."
    assert wrong.get("id") in control.get("aria-describedby").split()
    assert "It is empty." in read_text(form)


def test_words_of_a_document_never_become_markup() -> None:
    data = example("text")
    data["blocks"][0] |= {"title": "<img src=x onerror=alert(1)>", "body": "</textarea><script>alert(1)</script>"}
    data["blocks"][0] |= {"\"><b id='key'>": "x"}
    form = make_form(data, ("blocks", 0))

    assert not form.xpath(".//script | .//img | .//b")
    assert find_control(form, "blocks", 0, "body").text_content().strip() == "</textarea><script>alert(1)</script>"


def test_a_point_that_is_a_text_alone_has_the_fields_of_a_point() -> None:
    form = make_form(example("case_review"), ("blocks", 0, "learning", "items", 0))

    assert find_control(form, "blocks", 0, "learning", "items", 0, "text").text.strip().startswith("One thing")
    assert find_control(form, "blocks", 0, "learning", "items", 0, "owner").text.strip() == ""


def test_the_form_of_one_field_is_that_of_its_group_with_the_field_first() -> None:
    form = make_form(example("event"), ("blocks", 0, "place"))

    assert [json.loads(path)[2] for path in form.xpath("./*[not(self::details)]//@data-path")] == ["place"]


def test_the_form_of_a_whole_review_is_made_at_once() -> None:
    largest = find_largest()
    form = make_form(JANUARY, ("blocks", largest))
    times: list[float] = []
    while len(times) < ENOUGH and min(times, default=1.0) > AT_MOST:  # a busy machine disturbs some of them
        begun = time.process_time()
        make_form(JANUARY, ("blocks", largest))
        times.append(time.process_time() - begun)

    assert len(form.xpath(".//*[@data-kind]")) >= 77
    assert min(times) <= AT_MOST


@pytest.mark.browser
def test_axe_finds_nothing_in_the_largest_form_with_everything_unfolded(page: Page) -> None:
    styles = "".join((STYLES / name).read_text(encoding="utf-8") for name in ("app.css", "forms.css"))
    written = write_form(JANUARY, ("blocks", find_largest()))
    page.set_content(f'<!doctype html><html lang="en"><title>Form</title><style>{styles}</style><main>{written}</main>')
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")

    assert find_violations(page, (375, 1024, 1440), off=("page-has-heading-one",)) == []


def test_the_address_of_a_form_refuses_what_is_no_place(preview: Preview) -> None:
    def ask(path: str, **more: str) -> int:
        query = "&".join(f"{name}={value}" for name, value in {"path": path, **more}.items())
        return preview.ask(f"form/2024-02?{query}").status_code

    assert ask('["blocks",0]') == 200
    assert ask('["title"]', file="publication") == 200
    assert ask("[]") == 200
    assert ask('["blocks",9]') == 404
    assert ask('["colour"]') == 404
    assert ask("{}") == 400
    assert ask("[1.5]") == 400
    assert ask("[true]") == 400
    assert ask("[" * 3000) == 400
    assert ask("[]", file="passwords") == 400
    assert preview.ask('form/2031-01?path=["blocks",0]').status_code == 404
    assert preview.ask("form/no-period").status_code == 404


def test_a_block_of_a_third_party_has_a_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = install_recipes(tmp_path, monkeypatch)
    with previewing(root) as preview:
        made = preview.ask('form/2024-03?path=["blocks",0]')

    assert made.status_code == 200
    assert "For how many people it is." in made.text
    assert 'type="number"' in made.text
    assert "Move Ingredients 1 down" in made.text


def test_the_form_of_an_issue_shows_its_inbox_line_and_when_it_goes_out(preview: Preview) -> None:
    write_issue(preview.root, "2024-02", words="Read this first.")
    form = ask_form(preview, "2024-02")

    (line,) = form.xpath(".//figure[@class='inbox-line']")
    assert "The issue 2024-02" in read_text(line)
    assert "In short, what there is to read in this issue." in read_text(line)
    assert re.search(r"It goes out on \w+day \d+ \w+ 2024 at \d\d:\d\d", read_text(form))
    shown = {json.loads(path)[0] for path in form.xpath("./*[not(self::details)]//@data-path")}
    shown |= {json.loads(one)["path"][0] for one in form.xpath("./fieldset//@data-op[contains(., 'add')]")}
    assert shown >= {"title", "subject", "preheader", "published", "language", "waivers"}
    assert "period" not in shown


def test_a_warning_may_stand_for_a_reason(preview: Preview) -> None:
    path = write_issue(preview.root, "2024-02")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("subject: The issue 2024-02", f"subject: {'Long ' * 20}"), encoding="utf-8")
    form = ask_form(preview, "2024-02")

    (reason,) = form.xpath(".//li[contains(., 'characters')]//input[@data-kind='waiver']")
    assert json.loads(reason.get("data-start")) == {"rule": "subject.length", "path": "subject"}
    assert "subject.length" not in read_text(form)


def test_the_reasons_of_warnings_that_stand_are_in_the_form_of_the_issue(preview: Preview) -> None:
    more = "waivers: [{rule: subject.length, path: subject, reason: It is a quotation.}]"
    write_issue(preview.root, "2024-02", more=more)
    form = ask_form(preview, "2024-02")

    rule = find_control(form, "waivers", 0, "rule")
    assert "Inboxes cut a long subject" in read_text(rule.xpath("./option[@selected]")[0])
    assert find_control(form, "waivers", 0, "reason").text.strip() == "It is a quotation."
    assert not [path for path in form.xpath(".//@data-path") if '"path"' in path]


def test_a_picture_that_is_there_leads_to_where_it_is_cropped() -> None:
    image = make_form(example("image"), ("blocks", 0))
    assert image.xpath(".//button/@data-panel") == ["/panel/picture/*?path=%5B%22blocks%22%2C%200%5D"]
    article = make_form(example("article"), ("blocks", 0))
    field = "/panel/picture/*?path=%5B%22blocks%22%2C%200%2C%20%22picture%22%5D"
    assert article.xpath(".//button/@data-panel") == [field]
    assert make_form(example("quote"), ("blocks", 0)).xpath(".//button/@data-panel") != [field]


def test_an_item_without_words_of_its_own_is_named_by_its_list() -> None:
    form = make_form(example("case_review"), ("blocks", 0, "incidents", 0))

    assert read_text(form.find("h2")) == "Incidents 1"


def test_a_text_in_two_languages_has_a_box_for_each() -> None:
    bilingual = make_example("bilingual", "Y Newyddion", UUID(int=1), DAY).publication
    data = {
        "period": "2024-02",
        "title": {"en": "News", "cy": "Newyddion"},
        "blocks": [{"type": "text", "body": "One."}],
    }
    form = make_form(data, (), "title", publication=bilingual)
    boxes = {key: find_control(form, "title", key).get("value") for key in ("en", "cy")}
    assert boxes == {"en": "News", "cy": "Newyddion"}
    assert read_text(form.find(".//h2")) == "News"
    assert "Title (Cymraeg)" in read_text(form)
    titled = data | {"blocks": [{"type": "text", "title": {"cy": "Un", "en": "One"}, "body": "One."}]}
    assert read_text(make_form(titled, ("blocks", 0), publication=bilingual).find(".//h2")) == "Un"

    body = make_form(data, ("blocks", 0), publication=bilingual)
    tags = [path[-1] for path in map(json.loads, body.xpath(".//@data-path")) if path[2:3] == ["body"]]
    assert sorted(tags) == ["cy", "en"]


def test_the_form_of_the_publication_has_its_glossary_and_its_themes(preview: Preview) -> None:
    glossary = ask_form(preview, "2024-02", '["glossary"]&file=publication')
    pairs = find_control(glossary, "glossary")
    names = pairs.xpath(".//input[@data-part='name']/@value")
    assert names[-1] == ""
    assert len(names) > 1

    themes = ask_form(preview, "2024-02", '["themes"]&file=publication')
    assert find_control(themes, "themes", "workforce", "label").get("value") == "Workforce"
    assert themes.xpath(".//input[@data-kind='named']")
    for control in themes.xpath(".//input | .//select | .//textarea | .//button"):
        assert name_control(themes, control) or read_text(control), control.attrib
