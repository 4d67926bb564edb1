"""Every entry of the vocabulary, tried against the installed engine: what we let through reaches the mail."""

from __future__ import annotations

import pytest

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.compile import compile_mjml
from newsletter.rendering.mjml.schema import MJML, STYLED, TEXT, Kind, MjmlElement
from tests.rendering.mails import HOSTS, write_mail

SAMPLES = [
    *("#7f7e7d", "77px", "7px 8px", "37%", "3", "2px dotted #998877", "dotted", "Zapf, serif", "700", "italic"),
    *("underline", "uppercase", "right", "bottom", "rtl", "full-width", "true", "fixed", "_self", "author"),
    *("https://digest.example.org/z.png", "mailto:z@digest.example.org"),
]
"""Values of which at least one is of each kind, and no engine's default."""

COMPANIONS = {"inner-": 'padding="9px"', "rel": 'href="https://a.example/"', "target": 'href="https://a.example/"'}
"""What an attribute, by the beginning of its name, needs beside it to show."""

WRITTEN = {
    "mj-wrapper": "<mj-wrapper {}><mj-section><mj-column><mj-text>x</mj-text></mj-column></mj-section></mj-wrapper>",
    "mj-section": "<mj-section {}><mj-column><mj-text>x</mj-text></mj-column></mj-section>",
    "mj-column": "<mj-section><mj-column {}><mj-text>x</mj-text></mj-column></mj-section>",
    "mj-text": "<mj-section><mj-column><mj-text {}>x</mj-text></mj-column></mj-section>",
    "mj-button": "<mj-section><mj-column><mj-button {}>x</mj-button></mj-column></mj-section>",
    "mj-image": "<mj-section><mj-column><mj-image {} /></mj-column></mj-section>",
    "mj-divider": "<mj-section><mj-column><mj-divider {} /></mj-column></mj-section>",
    "mj-spacer": "<mj-section><mj-column><mj-spacer {} /></mj-column></mj-section>",
    "mj-table": "<mj-section><mj-column><mj-table {}><tr><td>x</td></tr></mj-table></mj-column></mj-section>",
}

DROPPED = [
    *[("mj-section", "gutter", "7px"), ("mj-wrapper", "gap", "7px"), ("mj-column", "inner-border-color", "#112233")],
    *[("mj-button", "title", "x"), ("mj-image", "sizes", "7px"), ("mj-image", "border-top", "1px solid #112233")],
    *[("mj-image", "border-bottom", "1px solid #112233"), ("mj-table", "role", "table")],
]
"""What Node's mjml honours and mrml does not."""


def list_attributes() -> list[tuple[str, str]]:
    return [(tag, name) for tag, element in STYLED.items() for name in element.attributes if name != "mj-class"]


def choose_sample(kind: Kind) -> str:
    return "A sentence" if kind is TEXT else next(sample for sample in SAMPLES if kind.pattern.fullmatch(sample))


def write_attributes(element: MjmlElement, name: str) -> str:
    """Write what an element needs for this attribute to show, without the attribute."""
    needed = {key: f'{key}="{choose_sample(element.attributes[key])}"' for key in sorted(element.required)}
    beside = [words for beginning, words in COMPANIONS.items() if name.startswith(beginning)]
    return " ".join(
        [*(words for key, words in needed.items() if key != name), *(beside if "href" not in needed else [])]
    )


def compile_with(tag: str, attributes: str, defaults: str = "") -> str:
    head = f"<mj-attributes>{defaults}</mj-attributes>"
    return compile_mjml(write_mail(head=head, body=WRITTEN[tag].format(attributes)), allowed_hosts=HOSTS)


@pytest.mark.parametrize(("tag", "name"), list_attributes())
def test_an_attribute_we_allow_reaches_the_mail_from_wherever_it_is_set(tag: str, name: str) -> None:
    element = STYLED[tag]
    phrase = f'{name}="{choose_sample(element.attributes[name])}"'
    needed = write_attributes(element, name)
    if name in element.required:
        assert choose_sample(element.attributes[name]) in compile_with(tag, f"{needed} {phrase}")
        return

    html = compile_with(tag, f"{needed} {phrase}")

    assert html != compile_with(tag, needed)
    assert html == compile_with(tag, needed, f"<{tag} {phrase} />")
    assert html == compile_with(tag, f'{needed} mj-class="k"', f'<mj-class name="k" {phrase} />')


@pytest.mark.parametrize(("tag", "name", "value"), DROPPED)
def test_an_attribute_that_mrml_drops_is_refused(tag: str, name: str, value: str) -> None:
    needed = write_attributes(STYLED[tag], name)

    with pytest.raises(TemplateError, match=f"<{tag}> has no attribute '{name}'"):
        compile_with(tag, f'{needed} {name}="{value}"')


@pytest.mark.parametrize("name", MJML.children["mj-body"].attributes.keys())
def test_an_attribute_of_the_body_reaches_the_mail(name: str) -> None:
    sample = choose_sample(MJML.children["mj-body"].attributes[name]) if name != "css-class" else "page"
    mjml = write_mail("<mj-text>x</mj-text>")

    assert compile_mjml(mjml.replace("<mj-body", f'<mj-body {name}="{sample}"')) != compile_mjml(mjml)


def test_the_breakpoint_reaches_the_mail() -> None:
    html = compile_mjml(write_mail("<mj-text>x</mj-text>", head='<mj-breakpoint width="333px" />'))

    assert "(min-width:333px)" in html


def test_every_element_of_the_table_is_tried_here() -> None:
    assert set(WRITTEN) == set(STYLED)


def test_a_length_without_its_unit_would_cost_the_whole_shorthand() -> None:
    """The reason why a bare 0 is refused: mrml's picture would be 600 pixels wide in a column of 580."""
    with pytest.raises(TemplateError, match="each with its unit"):
        compile_mjml(write_mail("<mj-spacer />").replace("<mj-column", '<mj-column padding="0 10px"'))

    picture = '<mj-image src="https://digest.example.org/a.png" alt="" padding="0px" />'
    mjml = write_mail(picture).replace("<mj-column", '<mj-column padding="0px 10px"')
    assert 'width="580"' in compile_mjml(mjml, allowed_hosts=HOSTS)
