"""Tables: rows from the document and from CSV files, as text, and on a phone as lists that are still tables."""

from __future__ import annotations

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newsletter.documents.blocks.table import DataTable
from newsletter.errors import ProblemsFoundError
from newsletter.loading import LoadedIssue, load_issue, parse_issue
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.watcher import watch
from newsletter.rendering.text_tables import format_table
from tests.building.publications import make, make_publication, run
from tests.checking.documents import inspect_issue
from tests.packs import PACKS

NAME = "issues/2024-02.yaml"
COLUMNS = "columns: [{text: Street}, {text: Bags, number: true}]"
BLOCK = f"blocks:\n  - type: table\n    title: Bins\n    {COLUMNS}\n    %s\n"


def write_bins(root: Path, content: bytes) -> None:
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "bins.csv").write_bytes(content)


def write_table(root: Path, rest: str = "file: data/bins.csv") -> None:
    text = (root / NAME).read_text(encoding="utf-8")
    (root / NAME).write_text(text.partition("blocks:")[0] + BLOCK % rest, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a publication whose second issue has a table in a file."""
    root = make_publication(tmp_path / "bins")
    write_table(root)
    write_bins(root, b"Street,Bags\nMill Lane,12\nChurch Road,8\n")
    return root


def load(root: Path) -> LoadedIssue:
    return load_issue(root / NAME, NAME, PACKS)


def rows_of(loaded: LoadedIssue) -> list[tuple[str | None, ...]]:
    (table,) = (block for block in loaded.issue.walk() if isinstance(block, DataTable))
    return list(table.rows)


def find_problems(root: Path) -> list[str]:
    with pytest.raises(ProblemsFoundError) as raised:
        load(root)
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    "content",
    [
        "Street,Bags\nMill Lane,12.50\n",
        "\ufeffStreet;Bags\r\nMill Lane;12.50\r\n;\r\n;\r\n",
        '"Street","Bags"\n"Mill Lane","12.50"',
        "street ; BAGS\n Mill Lane ; 12.50 \n",
    ],
    ids=["commas", "a spreadsheet in much of Europe", "quoted", "spaces and capitals"],
)
def test_a_table_in_a_file_has_the_rows_of_the_file(root: Path, content: str) -> None:
    write_bins(root, content.encode())

    assert rows_of(load(root)) == [("Mill Lane", "12.50")]


def test_a_cell_may_hold_separators_quotation_marks_and_a_formula(root: Path) -> None:
    write_bins(root, b'Street,Bags\n"Mill Lane, ""north""",=1+2\n')

    assert rows_of(load(root)) == [('Mill Lane, "north"', "=1+2")]


def test_without_columns_in_the_block_the_first_line_names_them(root: Path) -> None:
    text = (root / NAME).read_text(encoding="utf-8")
    (root / NAME).write_text(text.replace(f"    {COLUMNS}\n", ""), encoding="utf-8")
    (table,) = load(root).issue.blocks

    assert isinstance(table, DataTable)
    assert [column.text for column in table.columns] == ["Street", "Bags"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Street,Bags\nMill Lane,<b>12</b>\n", r"data/bins\.csv:2: error: '<b>' is an HTML tag"),
        (b'Street,Bags\n"Mill Lane,12\n', r"data/bins\.csv:2: error: this line is not CSV"),
        (b"Street,Bags\nMill\tLane,1\nChurch\x00Road,8\n", r"data/bins\.csv:3:7: error: .*U\+0000"),
        (b"Street;Day\nMill Lane;12\n", r"data/bins\.csv:1: error: the first line names the columns 'Street', 'Day'"),
        (b"Mill Lane,12\n", r"data/bins\.csv:1: error: the first line names the columns 'Mill Lane', '12'"),
        (b"Street,Bags\n", r"data/bins\.csv:1: error: there is no row below"),
        (b"", rf"{NAME}:\d+:11: error: blocks\[0\]\.file: data/bins\.csv: this file is empty"),
        (b"\xff\xfeS\x00", r"data/bins\.csv:1:1: error: this file is saved as UTF-16\. Save the file as UTF-8"),
        (b"Street,Bags\n\xfcber,1\n", r"data/bins\.csv:2:1: error: the byte 0xfc is not UTF-8"),
        (b"Street,Bags\n" + b"x" * 301 + b",1\n", r"data/bins\.csv:2: error: a cell has more than 300 characters"),
        (b"Street,Bags\n" + b"x,1\n" * 201, r"data/bins\.csv:202: error: there are 201 rows"),
        (b"Street,Bags\n" + b"x,1\n" * 300_000, rf"{NAME}:\d+:11: error: .*larger than 1,000,000 bytes"),
        (b'Street,Bags\n"Mill\nLane",1\nx,<i>\n', r"data/bins\.csv:2: error: this must be one line"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_is_told_with_its_line(root: Path, content: bytes, message: str) -> None:
    write_bins(root, content)

    assert re.match(message, find_problems(root)[0])


def test_a_file_that_is_not_there_is_missed_where_the_document_names_it(root: Path) -> None:
    (root / "data/bins.csv").unlink()

    assert find_problems(root) == [
        (
            f"{NAME}:12:11: error: blocks[0].file: data/bins.csv: there is no such file. "
            "Put it into the folder data, or correct its name."
        )
    ]


def test_a_file_that_is_not_there_is_answered_with_the_closest_name(root: Path) -> None:
    (root / "data/bins.csv").rename(root / "data/Bin.csv")

    assert find_problems(root) == [
        (
            f"{NAME}:12:11: error: blocks[0].file: data/bins.csv: there is no such file. "
            "Did you mean data/Bin.csv? If not, put it into the folder data, or correct its name."
        )
    ]


def test_a_link_out_of_the_publication_is_not_followed(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("Street,Bags\nSecret,1\n")
    (root / "data/bins.csv").unlink()
    (root / "data/bins.csv").symlink_to(tmp_path / "secret.csv")

    assert "Put the file itself there" in find_problems(root)[0]


@pytest.mark.parametrize("file", ["../secret.csv", "/etc/bins.csv", "data/../../x.csv", "issues/x.csv", "data/x.txt"])
def test_a_file_elsewhere_is_refused(root: Path, file: str) -> None:
    write_table(root, f"file: {file}")

    assert f"'{file}' is not a CSV file in the folder data" in find_problems(root)[0]


@pytest.mark.parametrize(
    ("rest", "message"),
    [
        ("rows: [[a, 1]]\n    file: data/bins.csv", "there are both rows and a file"),
        ("row_headers: false", "there are no rows"),
        ("rows: [[a, true]]", "this is read as true or false, and a cell is text"),
        ("rows: [[a, <b>]]", "'<b>' is an HTML tag"),
    ],
)
def test_rows_that_cannot_be_used_are_refused_where_they_are(root: Path, rest: str, message: str) -> None:
    write_table(root, rest)

    assert message in find_problems(root)[0]


def test_a_number_without_quotes_is_shown_as_it_was_typed(root: Path) -> None:
    write_table(root, "rows: [[12.50, 007], [1e3, 0x10], [+5, -3], [1.0, 12]]")

    assert rows_of(load(root)) == [("12.50", "007"), ("1e3", "0x10"), ("+5", "-3"), ("1.0", "12")]


def test_rules_name_the_line_of_the_file_that_is_at_fault(root: Path) -> None:
    write_bins(root, b"Street,Bags\nMill Lane,12\nChurch Road\nThe Forge,none\n")
    with pytest.raises(ProblemsFoundError) as raised:
        make(root)
    [message] = [str(problem) for problem in raised.value.problems if problem.rule.startswith("table.")]

    assert message.startswith(
        "data/bins.csv:3: error: blocks[0].rows[1]: the row has 1 cell, and the table has 2 columns"
    )


def test_what_any_rule_finds_in_a_cell_is_at_its_line_of_the_file(root: Path) -> None:
    write_bins(root, b"Street,Bags\nMill Lane,12\nThe Forge,\nTODO,7\n")
    found = run("check", "--root", root, "2024-02").stdout

    assert "data/bins.csv:3: warning: blocks[0].rows[1][1]: the cell under 'Bags' is empty" in found
    assert "data/bins.csv:4: " in found
    assert "data/bins.csv:2: " not in found


def test_a_ragged_row_does_not_keep_the_preview_from_showing_the_rest(root: Path) -> None:
    write_table(root, "rows: [[Mill Lane, 12], [Church Road], [The Forge, 1, 2]]")
    view = RenderCache(root).get("2024-02")

    assert view.rendered
    assert "Church Road" in view.rendered.html
    assert sorted({problem.rule for problem in view.problems} & {"table.ragged"}) == ["table.ragged"]


def test_a_changed_file_has_its_issue_built_anew_and_no_other(root: Path) -> None:
    make(root)
    write_bins(root, b"Street,Bags\nMill Lane,13\n")
    before = stamp(root / "dist")
    make(root)
    changed = {path for path, moment in stamp(root / "dist").items() if before.get(path) != moment}

    assert "Mill Lane    13" in (root / "dist/email/2024-02.txt").read_text(encoding="utf-8")
    assert changed >= {"email/2024-02.html", "site/issues/2024-02/index.html"}
    assert not [path for path in changed if "2024-01" in path]


def stamp(folder: Path) -> dict[str, int]:
    """Return when each file below a folder was written."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in files}


def test_a_changed_file_is_seen_by_the_preview(root: Path) -> None:
    cache = RenderCache(root)
    first = cache.get("2024-02")
    write_bins(root, b"Street,Bags\nMill Lane,13 and more\n")
    second = cache.get("2024-02")

    assert first.rendered
    assert second.rendered
    assert "13 and more" not in first.rendered.text
    assert "13 and more" in second.rendered.text


def test_the_watcher_reports_a_change_of_a_file(root: Path) -> None:
    async def count_changes() -> int:
        changes: asyncio.Queue[None] = asyncio.Queue()
        task = asyncio.create_task(watch(root, lambda: changes.put_nowait(None)))
        await asyncio.wait_for(changes.get(), 20)  # it has begun
        await asyncio.sleep(0.5)
        before = changes.qsize()
        write_bins(root, b"Street,Bags\nMill Lane,14\n")
        for _ in range(before + 1):
            await asyncio.wait_for(changes.get(), 20)
        task.cancel()
        return before

    with ThreadPoolExecutor(1) as pool:  # Playwright's own loop may be running in this thread
        assert pool.submit(asyncio.run, count_changes()).result() >= 0


def make_table(**fields: object) -> DataTable:
    return DataTable.model_validate({"columns": [{"text": "Town"}, {"text": "Price", "number": True}]} | fields)


def test_columns_of_plain_text_stand_under_each_other() -> None:
    table = make_table(rows=[["日本", 7], ["Zürich", "1,200"], ["Cafe\u0301", "–"]])

    assert format_table(table, str).splitlines() == [
        "Town    Price",
        "------  -----",
        "日本        7",
        "Zürich  1,200",
        "Café        –",
    ]


def test_a_table_wider_than_plain_text_is_a_paragraph_for_each_row() -> None:
    table = make_table(rows=[["A" * 60, "12 for each of them"], ["B", None]])

    assert format_table(table, str) == f"Town: {'A' * 60}; Price: 12 for each of them\n\nTown: B"


def test_words_of_cells_are_read_by_the_rules_of_words(tmp_path: Path) -> None:
    found = inspect_issue(tmp_path, BLOCK % "rows: [[Re-launch, 12]]")

    assert [(problem.rule, problem.path) for problem in found] == [("words.house-spelling", "blocks[0].rows[0][0]")]


def test_a_document_alone_names_a_file_without_reading_it() -> None:
    text = f"period: 2024-02\ntitle: Bins\n{BLOCK % 'file: data/bins.csv'}"

    assert rows_of(parse_issue(text.encode(), NAME, PACKS)) == []
