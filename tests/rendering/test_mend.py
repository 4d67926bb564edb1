"""What the engine writes amiss is mended: white words on white, and pictures that phones would distort."""

from __future__ import annotations

import re

from newsletter.documents.appearance import Logo
from newsletter.rendering.email import render_campaign
from tests.outputs.small_site import RENDERER, REVIEW, make_edition, make_publication


def render() -> str:
    logo = Logo(file="templates/logo.png", alt="The publisher", width=120, height=40)
    edition = make_edition(REVIEW, publication=make_publication(logo=logo), preheader="In short.")
    return render_campaign(edition, RENDERER).html


def test_the_preheader_is_hidden_and_not_white() -> None:
    [style] = re.findall(r'<div style="(display:\s*none;[^"]*)">In short\.', render())

    assert "color" not in style
    assert "max-height" in style


def test_a_logo_has_room_kept_for_it_and_keeps_its_proportions() -> None:
    [logo] = re.findall(r"<img\b[^>]*>", render())

    assert 'width="120"' in logo
    assert 'height="40"' in logo
    assert re.search(r"height:\s*auto;", logo)
    assert not re.search(r"height:\s*\d", logo)
