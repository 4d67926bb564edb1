"""Forms as the server makes them, read as a browser and its script would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from lxml import html
from lxml.html import HtmlElement

from newsletter.documents.publication import Publication
from newsletter.editing.model_at import find_document_model
from newsletter.loading import load_publication
from newsletter.parsing.document import DataPath
from newsletter.preview.forms.page import FormContext, FormRequest, render_form
from tests.building.publications import ROOT
from tests.packs import PACKS
from tests.preview.previews import Preview

PUBLICATION = load_publication(ROOT).publication
DAY = date(2024, 2, 1)
NO_PROBLEMS: Mapping[str, tuple[str, ...]] = {}


def make_form(
    data: Mapping[str, Any],
    path: DataPath,
    *only: str,
    problems: Mapping[str, tuple[str, ...]] = NO_PROBLEMS,
    publication: Publication = PUBLICATION,
) -> HtmlElement:
    """Return the form of a place in an issue, parsed."""
    return html.fromstring(write_form(data, path, *only, problems=problems, publication=publication))


def write_form(
    data: Mapping[str, Any],
    path: DataPath,
    *only: str,
    problems: Mapping[str, tuple[str, ...]] = NO_PROBLEMS,
    publication: Publication = PUBLICATION,
) -> str:
    """Return the HTML of the form of a place in an issue."""
    model = find_document_model("issue", PACKS, publication.tags)
    context = FormContext(model, data, publication, problems, DAY)
    return render_form(context, FormRequest("issue", path, only))


def ask_form(preview: Preview, period: str, path: str = "[]") -> HtmlElement:
    """Return the form that a preview answers with."""
    return html.fromstring(preview.ask(f"form/{period}?path={path}").text)


def find_control(form: HtmlElement, *path: str | int) -> HtmlElement:
    """Return what the script reads for a path."""
    controls = form.xpath(".//*[@data-kind][not(@data-kind='either')]")
    (found,) = (one for one in controls if json.loads(one.get("data-path")) == list(path))
    return found


def read_text(element: HtmlElement) -> str:
    """Return the text of an element with single spaces."""
    return " ".join(" ".join(element.itertext()).split())


def name_control(form: HtmlElement, control: HtmlElement) -> str:
    """Return the accessible name of a control, by its label, its legend or ``aria-label``."""
    if control.get("aria-label"):
        return str(control.get("aria-label"))
    labels = form.xpath(".//label[@for=$id]", id=control.get("id", "")) or control.xpath("ancestor::label")
    legends = control.xpath("./legend") if control.tag == "fieldset" else []
    return read_text((labels or legends)[0]) if labels or legends else ""
