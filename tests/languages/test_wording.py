"""The program's own words: from catalogues, with values in their placeholders, and never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from markupsafe import Markup

from newsletter.languages.wording import find_wording
from newsletter.rendering.templates import Templates
from tests.languages.catalogues import Phrases, make_wording

PIECES: Phrases = {("{count} piece", "{count} pieces"): ("{count} sztuka", "{count} sztuki", "{count} sztuk")}


@pytest.mark.parametrize("tag", ["en", "en-GB", "en-AU", "tlh"])
def test_english_and_a_language_without_a_catalogue_are_said_in_english(tag: str) -> None:
    wording = find_wording(tag)

    assert wording.gettext("Stop {title}", title="The Post") == "Stop The Post"
    assert [wording.ngettext("{count} piece", "{count} pieces", n) for n in (0, 1, 2)] == [
        "0 pieces",
        "1 piece",
        "2 pieces",
    ]
    assert wording.pgettext("of a letter", "From") == "From"


def test_a_phrase_is_said_as_its_catalogue_has_it() -> None:
    wording = make_wording("de", {"Stop {title}": "{title} abbestellen"})

    assert wording.gettext("Stop {title}", title="The Post") == "The Post abbestellen"
    assert wording.gettext("Not there yet") == "Not there yet"


def test_a_plural_has_as_many_forms_as_its_language() -> None:
    wording = make_wording("pl", PIECES)

    phrase = [wording.ngettext("{count} piece", "{count} pieces", n) for n in (1, 2, 5, 12, 22)]

    assert phrase == ["1 sztuka", "2 sztuki", "5 sztuk", "12 sztuk", "22 sztuki"]


def test_an_override_is_said_in_place_of_the_catalogues_own() -> None:
    overrides = (("Stop {title}", ("Genug von {title}",)), ("{count} piece", ("{count} a", "{count} b", "{count} c")))
    wording = make_wording("pl", PIECES | {"Stop {title}": "{title} abbestellen"}, overrides)

    assert wording.gettext("Stop {title}", title="Post") == "Genug von Post"
    assert [wording.ngettext("{count} piece", "{count} pieces", n) for n in (1, 3, 5)] == ["1 a", "3 b", "5 c"]


HOSTILE = [
    "{title.__class__}",
    "{title!r}",
    "{title:>999999999}",
    "{0}",
    "{}",
    "{",
    "}",
    "{{title}}",
    "%(title)s %s",
    "{__init__}",
    "{other}",
    "{{ 7 * 7 }}",
    "{% raw %}",
]


@pytest.mark.parametrize("translation", HOSTILE)
def test_a_translation_is_text_whatever_it_looks_like(translation: str) -> None:
    wording = make_wording("de", {"Stop {title}": translation})

    phrase = wording.gettext("Stop {title}", title="Post")

    assert phrase == translation.replace("{title}", "Post")


@pytest.mark.parametrize("value", ["{title}", "{other}", "{title.__class__}", "\\g<0>", r"\1"])
def test_what_a_value_holds_is_never_read_as_a_placeholder(value: str) -> None:
    wording = find_wording("en")

    assert wording.gettext("{title}, {other}", title=value, other="secret") == f"{value}, secret"


def test_in_html_a_translation_and_a_value_are_escaped_and_markup_is_kept() -> None:
    wording = make_wording("de", {"Write to {who}, {link}": "<b onclick='x'>{who}</b> & {link}"}).markup

    phrase = wording.gettext("Write to {who}, {link}", who="<i>", link=Markup('<a href="#">here</a>'))

    assert phrase == '&lt;b onclick=&#39;x&#39;&gt;&lt;i&gt;&lt;/b&gt; &amp; <a href="#">here</a>'
    assert isinstance(phrase, Markup)


TEMPLATE = "{{ _('Stop {title}', title='<Post>') }}, {{ ngettext('{count} piece', '{count} pieces', 5) }}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a.html", "&lt;Post&gt; ab, 5 sztuk"), ("a.mjml", "&lt;Post&gt; ab, 5 sztuk"), ("a.txt", "<Post> ab, 5 sztuk")],
)
def test_a_template_says_phrases_in_the_wording_it_is_given(tmp_path: Path, name: str, expected: str) -> None:
    (tmp_path / name).write_text(TEMPLATE)
    wording = make_wording("pl", PIECES | {"Stop {title}": "{title} ab"})

    assert Templates((tmp_path,)).render(name, wording) == expected


def test_a_phrase_in_a_context_has_a_translation_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("{{ pgettext('the verb', 'Watch') }} {{ _('Watch') }}")
    wording = make_wording("de", {"Watch": "Ansehen"}, context="the verb")

    assert Templates((tmp_path,)).render("a.html", wording) == "Ansehen Watch"


def test_a_template_within_another_has_its_own_wording_and_gives_the_others_back(tmp_path: Path) -> None:
    (tmp_path / "inner.html").write_text("{{ _('Go') }}")
    (tmp_path / "outer.html").write_text("{{ _('Go') }} {{ 1 | inner }} {{ _('Go') }}")
    cymraeg, deutsch = make_wording("cy", {"Go": "Ewch"}), make_wording("de", {"Go": "Los"})
    templates: Templates = Templates((tmp_path,), filters={"inner": lambda _: templates.render("inner.html", cymraeg)})

    assert templates.render("outer.html", deutsch) == "Los Ewch Los"
    assert templates.render("inner.html") == "Go"


@pytest.mark.parametrize(
    ("facts", "text"),
    [([], ""), ([None, ""], ""), (["PDF"], "PDF"), (["PDF", None, "9 pages", "{fact}"], "PDF, 9 pages, {fact}")],
)
def test_facts_are_said_one_after_the_other(facts: list[str | None], text: str) -> None:
    assert find_wording("en").list_facts(facts) == text
    arabic = make_wording("ar", {", ": "، "}, context="between two facts")
    listed = arabic.list_facts(facts)
    assert listed.translate({0x2068: None, 0x2069: None}) == text.replace(",", "،")
    assert listed.count("\u2068") == len([fact for fact in facts if fact])  # none is Arabic, so each is isolated


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1 KB"), (1_499, "1 KB"), (340_000, "340 KB"), (999_999, "1,000 KB"), (1_250_000, "1.2 MB")]
)
def test_a_size_is_given_in_units_of_a_thousand(size: int, text: str) -> None:
    assert find_wording("en").size(size) == text
