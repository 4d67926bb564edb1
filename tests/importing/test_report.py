"""The loss report: what was found, what was dropped and why, and every line with what became of it."""

from __future__ import annotations

from newsletter.importing.lines import Line, Source
from newsletter.importing.provenance import Disposition, Provenance
from newsletter.importing.source_text import whole_line
from tests.importing.sources import bring, write_digest


def test_the_summary_says_what_was_found_and_what_was_dropped() -> None:
    assert list(bring(write_digest()).imported.report.summarise()) == [
        "Found 1 review, 2 learning items, 2 recommendations, 1 resource.",
        "Of 13 lines: 5 kept whole, 2 kept but for what is listed here, 6 empty.",
        "Dropped: \"and\" (2 times): the 'and' before the last point of a list: the layout needs none.",
    ]
    assert list(bring("Hello.").imported.report.summarise())[-1] == "Nothing was dropped."


def test_the_report_names_every_line_and_where_its_words_are() -> None:
    written = bring(write_digest()).imported.report.format()

    assert written.startswith("What became of list.txt\n")
    assert '  kept        "Child Q" -> blocks[0].title\n' in written
    assert (
        '  normalised  "Learning themes include:" -> blocks[0].learning.lead_in (the list has its own heading)'
        in written
    )
    assert "\nempty: line 2, 4, 6, 8, 10, 12\n" in written
    assert written.replace("\n", "").isprintable()


def test_the_report_as_data_says_the_same() -> None:
    data = bring(write_digest()).imported.report.as_data()

    assert data["found"]["reviews"] == 1
    assert [line["number"] for line in data["lines"]] == list(range(1, 14))
    assert data["lines"][4]["parts"][0] == {
        "text": "Serious case review",
        "fate": "kept",
        "path": "blocks[0].type_as_stated",
    }


def test_words_that_are_not_recorded_are_reported_as_lost() -> None:
    provenance = Provenance(Source("line", (Line(1, "paragraph", "one two; three"),)))
    source_text = whole_line(provenance.source.lines[0])
    provenance.keep(source_text.cut(0, 3), ("title",))
    (entry,) = provenance.close()

    assert [(span.text.strip(), span.disposition) for span in entry.spans] == [
        ("one", Disposition.KEPT),
        ("two; three", Disposition.DROPPED),
    ]
    assert "no field of the draft takes" in entry.spans[1].why


def test_a_source_text_knows_its_lines_however_it_is_cut_and_joined() -> None:
    first, second = (whole_line(Line(n, "paragraph", text)) for n, text in ((1, "a multi-"), (2, "agency team")))
    joined = first.join(second)

    assert joined.text == "a multi-agency team"
    assert list(joined.cut(2, 14).spans()) == [(1, 2, 8), (2, 0, 6)]
    assert first.join(first).text == "a multi-a multi-"


def test_words_that_the_draft_lacks_are_in_the_report_whole() -> None:
    small_print = "You get this since you signed up at our long summer fair. Unsubscribe: https://example.org/u?who=1"
    written = bring(f"# News\n\nHello.\n\n{small_print}").imported.report.format()

    assert f'  dropped     "{small_print}"' in written


def test_the_number_of_a_list_item_is_in_the_report() -> None:
    assert 'line 1 (item "(a)")' in bring("(a) Tea\n(b) Cake").imported.report.format()


def test_how_a_source_was_read_is_said_at_once() -> None:
    phrase = list(bring("Caf\u00e9".encode("cp1252")).imported.report.summarise())

    assert phrase[-1] == "Note: it is not UTF-8, and was read as windows-1252."
