"""Templates: escaped, strict, sandboxed from content, and honest about where they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from newsletter.errors import TemplateError
from newsletter.rendering.templates import Templates


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def render(folder: Path, source: str, name: str = "page.html", **values: object) -> str:
    """Render one source as a template of this name."""
    return Templates((write(folder, {name: source}),)).render(name, **values)


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    files = {"echo.html": "{{ words }}", "echo.mjml": "{{ words }}", "echo.txt": "{{ words }}"}
    return Templates((write(tmp_path_factory.mktemp("echo"), files),))


@given(words=st.text())
def test_no_value_brings_a_tag_or_a_quote_into_markup(echo: Templates, words: str) -> None:
    assert not set("<>\"'") & set(echo.render("echo.html", words=words) + echo.render("echo.mjml", words=words))


@pytest.mark.slow
@given(words=st.text())
def test_plain_text_says_a_value_as_it_is(echo: Templates, words: str) -> None:
    assert echo.render("echo.txt", words=words) == words


def test_markup_that_is_already_safe_is_not_escaped_again(echo: Templates) -> None:
    assert echo.render("echo.html", words=Markup("<b>x</b>")) == "<b>x</b>"


def test_content_is_never_compiled(echo: Templates) -> None:
    phrase = "{{ 7 * 7 }}{% include 'echo.html' %}{# x #}"

    assert echo.render("echo.txt", words=phrase) == phrase


def test_the_first_folder_that_has_a_name_wins(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", {"a.html": "ours"})
    tool = write(tmp_path / "tool", {"a.html": "tool", "b.html": "{% include 'a.html' %}"})
    templates = Templates((ours, tool))

    assert templates.render("a.html") == "ours"
    assert templates.render("b.html") == "ours"


@pytest.mark.parametrize("name", ["page.html", "page.txt", "style.css"])
def test_a_template_that_was_changed_is_compiled_again(tmp_path: Path, name: str) -> None:
    assert [render(tmp_path, source, name) for source in ("old", "new", "old")] == ["old", "new", "old"]


def test_what_is_compiled_once_for_all_publications_holds_no_answer_of_one(tmp_path: Path) -> None:
    folder = write(tmp_path, {"page.html": "{{ 'SCR' | words }}"})
    phrase = [
        Templates((folder,), filters={"words": lambda _, phrase=phrase: phrase}).render("page.html") for phrase in "ab"
    ]

    assert phrase == ["a", "b"]


def test_a_folder_that_does_not_exist_holds_no_template(tmp_path: Path) -> None:
    tool = write(tmp_path / "tool", {"email/a.html": "a"})
    templates = Templates((tmp_path / "nowhere", tool))

    assert templates.render("email/a.html") == "a"


@pytest.mark.parametrize("name", ["../secret.html", "a/../../secret.html", "/etc/hostname", "./a.html"])
def test_a_name_cannot_leave_the_folders(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"secret.html": "secret"})
    templates = Templates((write(tmp_path / "templates", {"a.html": ""}),))

    with pytest.raises(TemplateError, match="there is no template"):
        templates.render(name)


def test_an_include_cannot_leave_the_folders(tmp_path: Path) -> None:
    write(tmp_path, {"secret.html": "secret"})

    with pytest.raises(TemplateError, match=r"^page\.html:1: there is no template '\.\./secret\.html'\.$"):
        render(tmp_path / "templates", "{% include '../secret.html' %}")


def test_markup_cannot_include_plain_text(tmp_path: Path) -> None:
    write(tmp_path, {"a.txt": "{{ words }}"})

    with pytest.raises(TemplateError, match=r"there is no template 'a\.txt'"):
        render(tmp_path, "{% include 'a.txt' %}", words="<script>")


def test_a_style_sheet_is_written_as_css_and_escaped_inside_markup(tmp_path: Path) -> None:
    css = "{% set fonts = \"'Times New Roman'\" %}p > b { font-family: {{ fonts }}; }"
    templates = Templates((write(tmp_path, {"a.css": css, "a.html": "{% include 'a.css' %}"}),))

    assert templates.render("a.css") == "p > b { font-family: 'Times New Roman'; }"
    assert templates.render("a.html") == "p > b { font-family: &#39;Times New Roman&#39;; }"


def test_blocks_leave_no_blank_lines_and_the_last_line_keeps_its_end(tmp_path: Path) -> None:
    source = "a\n  {% for n in (1, 2) %}\n  {{ n }}\n  {% endfor %}\nz\n"

    assert render(tmp_path, source) == "a\n  1\n  2\nz\n"


def test_an_included_line_keeps_its_end_too(tmp_path: Path) -> None:
    write(tmp_path, {"b.txt": "b\n"})

    assert render(tmp_path, "a\n{% include 'b.txt' %}\nc\n", "page.txt") == "a\nb\nc\n"


def test_a_filter_given_to_the_templates_can_be_used(tmp_path: Path) -> None:
    folder = write(tmp_path, {"a.html": "{{ 'a' | twice }}"})

    assert Templates((folder,), filters={"twice": lambda text: text * 2}).render("a.html") == "aa"


BROKEN = {
    "<p>\n{{ missing }}\n": "page.html:2: 'missing' is undefined.",
    "\n\n{{ 'a'.missing }}": "page.html:3: 'str object' has no attribute 'missing'.",
    "<p>\n{% if x %}\n": "page.html:2: Unexpected end of template.",
    "<p>\n{{ 'a' | nosuch }}": "page.html:2: No filter named 'nosuch'.",
    "<p>\n\n{{ 1 // 0 }}": "page.html:3: integer division or modulo by zero.",
    "<p>\n{{ 'a' + 1 }}": 'page.html:2: can only concatenate str (not "int") to str.',
    "\n{% include 'nosuch.html' %}": "page.html:2: there is no template 'nosuch.html'.",
    "{% include 'page.html' %}": "page.html: this template includes itself without end.",
    "\n{{ 'ab' | random }}": "page.html:2: No filter named 'random'.",
    "\n{{ lipsum() }}": "page.html:2: 'lipsum' is undefined.",
}


@pytest.mark.parametrize(("source", "message"), BROKEN.items())
def test_a_broken_template_is_said_with_its_name_and_line(tmp_path: Path, source: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        render(tmp_path, source)

    assert str(refused.value).startswith(message)


UNPRINTABLE = [
    (None, "None"),
    (True, "a value of type bool"),
    ([1, 2], "a value of type list"),
    (b"x", "a value of type bytes"),
]


@pytest.mark.parametrize(("value", "words"), UNPRINTABLE)
def test_a_value_that_is_neither_text_nor_a_number_is_not_printed(tmp_path: Path, value: object, words: str) -> None:
    with pytest.raises(TemplateError, match=rf"^page\.html:2: a template cannot print {words}\. Leave it out"):
        render(tmp_path, "<p>\n{{ value }}", value=value)


def test_an_error_in_an_included_template_is_said_there(tmp_path: Path) -> None:
    write(tmp_path, {"parts/deep.html": "<b>\n\n{{ missing }}</b>"})

    with pytest.raises(TemplateError, match=r"^parts/deep\.html:3: 'missing' is undefined\.$"):
        render(tmp_path, "<p>\n{% include 'parts/deep.html' %}")


def test_an_error_in_a_macro_is_said_there(tmp_path: Path) -> None:
    write(tmp_path, {"macros.html": "{% macro show(x) %}\n{{ x.missing }}\n{% endmacro %}"})

    with pytest.raises(TemplateError, match=r"^macros\.html:2: "):
        render(tmp_path, "\n\n{% from 'macros.html' import show %}\n{{ show('a') }}")


def test_an_error_of_ours_inside_a_filter_passes_as_it_is(tmp_path: Path) -> None:
    def refuse(_: str) -> str:
        raise TemplateError("as it is")

    folder = write(tmp_path, {"a.html": "{{ 'a' | refuse }}"})

    with pytest.raises(TemplateError, match=r"^as it is$"):
        Templates((folder,), filters={"refuse": refuse}).render("a.html")


def test_a_template_that_is_not_utf_8_is_said_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes("a\nb\ncafé".encode("latin-1"))

    with pytest.raises(TemplateError, match=r"^a\.html:3: this template is not UTF-8"):
        Templates((tmp_path,)).render("a.html")


@pytest.mark.skipif(not Path("/proc/self/mem").is_file(), reason="needs a file that not even root can read")
def test_a_template_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("/proc/self/mem")

    with pytest.raises(TemplateError, match=r"^a\.html: this template cannot be read: "):
        Templates((tmp_path,))


def test_mjml_start_tags_remember_their_place_and_others_do_not(tmp_path: Path) -> None:
    source = (
        '{% if 1 %}\n<mj-text\n  color="#112233"><p>a</p></mj-text>\n{% endif %}\n'
        "<mj-spacer/><mjml>{# <mj-x> #}<!-- <mj-y> -->\n"
    )

    assert render(tmp_path, source, "email/a.mjml") == (
        '<mj-text data-at="email/a.mjml:2"\n  color="#112233"><p>a</p></mj-text>\n'
        '<mj-spacer data-at="email/a.mjml:5"/><mjml data-at="email/a.mjml:5"><!-- <mj-y> -->\n'
    )
    assert "data-at" not in render(tmp_path, source, "web/a.html")


def test_what_only_looks_like_a_tag_in_a_value_gets_no_marker(tmp_path: Path) -> None:
    assert render(tmp_path, "{{ '<mj-text>' }}", "a.mjml") == "&lt;mj-text&gt;"


def test_templates_see_a_change_only_when_they_are_made_anew(tmp_path: Path) -> None:
    before = Templates((write(tmp_path, {"a.html": "old"}),))
    after = Templates((write(tmp_path, {"a.html": "new"}),))

    assert (before.render("a.html"), after.render("a.html")) == ("old", "new")
    assert before.fingerprint != after.fingerprint


CHANGES: list[dict[str, str]] = [
    {"a.html": "x", "b.html": "y "},
    {"a.html": "x", "c.html": "y"},
    {"a.html": "xb.html", "b.html": "y"},
    {"a.html": "y", "b.html": "x"},
    {"a.html": "x"},
    {"a.html": "x", "b.html": "y", "c.html": ""},
]


@pytest.mark.parametrize("changed", CHANGES, ids=range(len(CHANGES)))
def test_the_fingerprint_changes_with_every_name_and_byte(tmp_path: Path, changed: dict[str, str]) -> None:
    before = Templates((write(tmp_path / "before", {"a.html": "x", "b.html": "y"}),))
    after = Templates((write(tmp_path / "after", changed),))

    assert before.fingerprint != after.fingerprint


def test_the_fingerprint_does_not_know_where_the_folders_lie(tmp_path: Path) -> None:
    here = Templates((write(tmp_path / "here", {"a.html": "x", "b/c.txt": "y"}),))
    there = Templates(
        (write(tmp_path / "there", {"b/c.txt": "y"}), write(tmp_path / "else", {"a.html": "x", "b/c.txt": "hidden"}))
    )

    assert here.fingerprint == there.fingerprint


def test_the_same_templates_render_alike_under_another_environment(tmp_path: Path) -> None:
    write(tmp_path, {"a.html": "{{ {'b': 1, 'a': 2} | join }}{{ 1.5 }}{{ ['b', 'a'] | unique | join }}"})
    program = (
        "from pathlib import Path; from newsletter.rendering.templates import Templates;"
        f"t = Templates((Path({str(tmp_path)!r}),)); print(t.render('a.html'), t.fingerprint)"
    )

    def run(**variables: str) -> str:
        command = [sys.executable, "-c", program]
        environment = os.environ | variables
        return subprocess.run(command, env=environment, capture_output=True, check=True, text=True).stdout  # noqa: S603

    assert run(PYTHONHASHSEED="1", TZ="UTC") == run(PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C")
