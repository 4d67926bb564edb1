"""What clients lack is told from the HTML and CSS of a mail, by a table that says where it is from."""

from __future__ import annotations

import pytest

from newsletter.checking.analysis.client_support import DATA, find_gaps, read_table
from scripts.caniemail import CLIENTS, distil, lacks, name_feature

TABLE = read_table()


def features(html: str) -> set[str]:
    return {gap.feature for gap in find_gaps(html, TABLE, ())}


@pytest.mark.parametrize(
    ("html", "feature"),
    [
        ("<video></video>", "<video>"),
        ('<p style="gap: 1px">x</p>', "gap:"),
        ('<p style="display: GRID !important">x</p>', "display: grid"),
        ('<p style="width: 3rem">x</p>', "unit rem"),
        ('<p style="width: clamp(1px, 2px, 3px)">x</p>', "clamp()"),
        ("<style>p::before { color: red }</style>", "::before"),
        ("<style>a:hover { color: red }</style>", ":hover"),
        ("<style>@font-face { font-family: X }</style>", "@font-face"),
        ("<style>@media (prefers-reduced-motion) { p { margin: 0 } }</style>", "@media prefers-reduced-motion"),
        ("<style>@media (min-width: 1px) { p { position: fixed } }</style>", "position:"),
    ],
)
def test_what_a_client_lacks_is_found_wherever_it_stands(html: str, feature: str) -> None:
    assert feature in features(html)


@pytest.mark.parametrize(
    "html",
    [
        "<p>gap: 1px; display: grid; a:hover {}</p>",
        "<!--[if mso]><video></video><![endif]-->",
        "<style>/* p::before { gap: 1px } */</style>",
        '<p style="color: #fff3em">x</p>',
    ],
)
def test_words_comments_and_what_outlook_alone_reads_are_no_features(html: str) -> None:
    assert features(html) == set()


def test_only_the_clients_that_are_asked_about_count() -> None:
    gaps = list(find_gaps('<p style="border-radius: 1px">x</p>', TABLE, {"outlook-windows", "gmail-ios"}))

    assert [(gap.feature, gap.clients) for gap in gaps] == [("border-radius:", ("outlook-windows",))]


def test_the_table_says_where_it_is_from_and_under_which_licence() -> None:
    text = (DATA / "caniemail.json").read_text(encoding="utf-8")

    assert TABLE.clients == CLIENTS
    assert '"licence": "MIT' in text
    assert "caniemail.com, npm package caniemail" in text
    assert len(TABLE.features) > 100


def test_the_baseline_is_of_features_that_some_client_lacks() -> None:
    assert set() < TABLE.baseline < set(TABLE.features)


@pytest.mark.parametrize(
    ("slug", "names"),
    [
        ("css-gap", ["gap:"]),
        ("css-at-media", ["@media"]),
        ("css-unit-vh", ["unit vh"]),
        ("html-video", ["<video>"]),
        ("html-align", ["align="]),
        ("html-aria-label", ["aria-label="]),
        ("css-selector-id", []),
        ("image-webp", []),
        ("html-mailto-links", []),
    ],
)
def test_a_feature_is_named_as_it_looks_in_a_mail(slug: str, names: list[str]) -> None:
    assert name_feature(slug) == names


def test_the_newest_version_of_a_client_decides() -> None:
    stats = {"outlook": {"windows": {"2007": "y", "2019": "n #1"}, "ios": {"2019": "n", "2024": "a #2"}}}

    assert lacks(stats, "outlook-windows")
    assert not lacks(stats, "outlook-ios")
    assert not lacks(stats, "gmail-ios")


def test_what_every_client_has_is_left_out_of_the_table() -> None:
    feature = {"slug": "css-gap", "url": "u", "stats": {"gmail": {"ios": {"1": "y"}}}}

    assert distil({"last_update_date": "2026", "data": [feature]}, "1")["features"] == {}
