"""One file with several things in it: a second report with its cover, a second change table, in each format."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace

from pia_audit.model import Edition, Unread
from pia_audit.readers import read, read_bytes, read_paths
from pia_audit.synthetic import generate, to_text
from pia_audit.synthetic.as_workbook import to_workbook

Lines = list[list[str]]


def _made(seed: int) -> Edition:
    return generate(seed, form="form2-2024", editions=3, changes=(2, 3)).editions[-1]


ONE, OTHER = _made(51), _made(52)


def _lines(edition: Edition) -> Lines:
    return [line.split("\t") for line in to_text(edition).split("\n")]


def _text(lines: Lines) -> bytes:
    return "\n".join("\t".join(line) for line in lines).encode()


def _page(lines: Lines) -> bytes:
    rows = "".join(
        f"<table><tr>{''.join(f'<td>{html.escape(c)}</td>' for c in line)}</tr></table>"
        if len(line) > 1
        else f"<p>{html.escape(line[0])}</p>"
        for line in lines
    )
    return f"<!doctype html><html><body>{rows}</body></html>".encode()


def _books(*books: bytes) -> bytes:
    """The sheets of several workbooks in one, values only."""
    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for number, content in enumerate(books, 1):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
            _copy(whole, f"{sheet.title}{number if number > 1 else ''}", sheet)
    return _saved(whole)


def _copy(whole: openpyxl.Workbook, name: str, sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    into = whole.create_sheet(name)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                into.cell(cell.row, cell.column, cell.value)
    for merged in sheet.merged_cells.ranges:
        into.merge_cells(str(merged))


def _saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@cache
def _together(form: str, *editions: Edition) -> bytes:
    if form == "xlsx":
        return _books(*(to_workbook(e)[0] for e in editions))
    lines = [line for e in editions for line in _lines(e)]
    return _text(lines) if form == "txt" else _page(lines)


@cache
def _read(form: str, content: bytes) -> list[Edition]:
    editions = read_bytes(f"r.{form}", content)
    assert not isinstance(editions, Unread), editions
    return editions


def _says(edition: Edition) -> tuple[object, ...]:
    """What was read, without where it stands."""
    items = tuple((i.item_id, i.status, i.text) for i in edition.items)
    rows = tuple((r.changed_on, r.label, r.before, r.after, r.timing) for r in edition.changes)
    return edition.report_id, edition.published_on, items, rows


FORMS = ("txt", "html", "xlsx")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.kind("second-report", xlsx="read told", html="read told", txt="read told")
def test_two_reports_in_one_file_are_read_as_two(form: str) -> None:
    """Each from its cover, with the texts and rows it has in a file of its own, and one sentence says so."""
    editions = _read(form, _together(form, ONE, OTHER))
    alone = [_read(form, _together(form, e))[0] for e in (ONE, OTHER)]
    assert [_says(e) for e in editions] == [_says(e) for e in alone]
    assert [[u.code for u in e.unread if u.code == "several-reports"] for e in editions] == [["several-reports"], []]
    assert len({e.sha256 for e in editions}) == 2


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_is_there_twice_is_read_once(form: str) -> None:
    """The same report once more is told with its place and adds no row."""
    (edition,) = _read(form, _together(form, ONE, ONE))
    assert _says(edition) == _says(_read(form, _together(form, ONE))[0])
    (notice,) = (u for u in edition.unread if u.code == "report-twice")
    assert notice.locator


def test_a_second_report_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """A cover with nothing behind it is no second report in silence, and takes nothing from the first."""
    cover = _lines(OTHER)[:12]
    path = tmp_path / "r.txt"
    path.write_bytes(_text(_lines(ONE) + cover))
    reading = read_paths([path])
    assert reading.editions[0].report_id == ONE.report_id
    assert len(reading.editions[0].changes) == len(ONE.changes)
    assert {u.code for u in reading.editions[0].unread} <= {"part-unread", "several-reports"}
    assert reading.editions[0].unread


def test_a_title_at_the_head_of_pages_begins_no_report() -> None:
    """The title alone, printed again and again, is the head of a page."""
    lines = _lines(ONE)
    title = next(line for line in lines if "特定個人情報保護評価書" in line[0])
    spread = [part for n, line in enumerate(lines) for part in ([title, line] if n > 20 and n % 15 == 0 else [line])]
    (edition,) = _read("txt", _text(spread))
    assert edition.report_id == ONE.report_id


def test_rows_about_the_cover_begin_no_report() -> None:
    """Rows of the change table whose 項目 are those of the cover, with the title as a text, stay rows."""
    lines = _lines(ONE)
    more = [
        [f"2026-0{n}-01", label, "前", "後", "事後", ""]
        for n, label in enumerate(("評価書番号", "評価書名", "評価実施機関名", "公表日"), 1)
    ]
    (edition,) = _read("txt", _text([*lines, *more]))
    assert len(edition.changes) == len(ONE.changes) + 4


Spoil = Callable[[Lines], Lines]


def _table(edition: Edition) -> tuple[Lines, Lines]:
    lines = [line for line in _lines(edition) if any(line)]
    at = next(n for n, line in enumerate(lines) if line[0] == "変更箇所")
    return lines[:at], lines[at:]


@pytest.mark.parametrize("form", ["txt", "html"])
@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("変更箇所（旧）", False),
        ("変更箇所（旧）", True),
        ("（参考）変更箇所", False),
        ("（参考）変更箇所", True),
        ("変更箇所", False),
    ],
)
@pytest.mark.kind("second-table", html="told", txt="told")
def test_a_copy_of_the_change_table_is_set_aside(form: str, name: str, *, first: bool) -> None:
    """Named as an old one or not, before or behind the table: its rows are no rows, and one sentence says so."""
    body, table = _table(ONE)
    copy = [[name], *table[1:]]
    lines = [*body, *copy, *table] if first else [*body, *table, *copy]
    (edition,) = _read(form, _text(lines) if form == "txt" else _page(lines))
    assert [r.label for r in edition.changes] == [r.label for r in ONE.changes]
    notices = [u for u in edition.unread if u.code == "second-table"]
    assert [(u.params["rows"], u.params["among"]) for u in notices] == [(len(ONE.changes), len(ONE.changes))]


@pytest.mark.parametrize("name", ["変更箇所(旧)", "変更箇所 (参考)", "変更箇所2"])
@pytest.mark.kind("second-table", xlsx="told")
def test_a_copy_on_a_sheet_of_its_own_is_set_aside(name: str) -> None:
    """The same in a workbook, by the sheet's name or by its rows alone."""
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(ONE)[0]))
    (only,) = (s for s in book.worksheets if "変更箇所" in s.title)
    _copy(book, name, only)
    (edition,) = _read("xlsx", _saved(book))
    assert len(edition.changes) == len(ONE.changes)
    assert [u.locator.split("!")[0] for u in edition.unread if u.code == "second-table"] == [name]


def test_a_table_that_goes_on_elsewhere_is_one_table() -> None:
    """A header printed again, with or without the table's title above it, begins no second table: nothing is told."""
    body, table = _table(ONE)
    half = 2 + (len(table) - 2) // 2
    lines = [*body, *table[:half], *table[:3][-1:], ["変更箇所"], *_heads(table), *table[half + 1 :]]
    (edition,) = _read("txt", _text(lines))
    assert len(edition.changes) == len(ONE.changes)
    assert not [u for u in edition.unread if u.code.startswith("second-table")]


def _heads(table: Lines) -> Lines:
    return [line for line in table if line[0] == "変更日"]


def test_an_old_table_with_the_earlier_history_is_joined_and_told() -> None:
    """Rows before the first of the live table are the history before it, whatever the table is called."""
    rows = sorted(ONE.changes, key=lambda r: str(r.changed_on))
    first = rows[0].changed_on
    early = [r for r in rows if r.changed_on == first]
    late = [r for r in rows if r.changed_on != first]
    body, live = _table(replace(ONE, changes=tuple(late)))
    _, old = _table(replace(ONE, changes=tuple(early)))
    (edition,) = _read("txt", _text([*body, *live, ["変更箇所（旧様式）"], *old[1:]]))
    assert sorted(r.label for r in edition.changes) == sorted(r.label for r in rows)
    assert [u.code for u in edition.unread if u.code.startswith("second")] == ["second-table-joined"]


def test_a_file_with_two_reports_is_refused_where_one_is_meant(tmp_path: Path) -> None:
    """A verb that takes one report says how many there are, and an audit takes both."""
    path = tmp_path / "two.txt"
    path.write_bytes(_together("txt", ONE, OTHER))
    unread = read(path)
    assert isinstance(unread, Unread)
    assert (unread.code, unread.params["count"]) == ("not-one-edition", 2)
    assert [(f.status, f.editions) for f in read_paths([path]).files] == [("read", 2)]
