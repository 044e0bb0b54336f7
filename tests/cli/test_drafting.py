"""``draft`` as files: the missing rows in the form's own columns, as CSV and as a workbook, corrections apart."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from comparisons import FIRST, FOLDER, LANGUAGES, NEW, OLD, answer, call, replaced
from msgspec.structs import replace
from sheets import cells

from pia_audit.reports.draft_rows import COLUMNS
from pia_audit.synthetic import generate, to_text

LIKE_FORMULAS = ('=HYPERLINK("http://x")', "+81-00-0000", "-2+3", "@SUM(A1)", "=1+1")


@pytest.fixture(params=LIKE_FORMULAS)
def formula(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path, Path]:
    """A text that a spreadsheet would take for a formula, and two editions of which the newer one says it."""
    older, newer = generate(7, editions=2).editions
    newer = replace(replaced(newer, inquiry__contact=request.param), changes=())
    files = []
    for edition in (replace(older, changes=()), newer):
        files.append(tmp_path / f"{edition.published_on}.txt")
        files[-1].write_text(to_text(edition), encoding="utf-8", newline="\n")
    return request.param, files[0], files[1]


def expected(row: dict[str, Any]) -> list[str]:
    """A JSON row as the form's six cells."""
    on = date.fromisoformat(row["changed_on"])
    return [f"{on.year}/{on.month}/{on.day}", row["label"], row["before"], row["after"], row["timing"] or "", ""]


def csv_rows(text: str) -> list[list[str]]:
    """The cells of the missing rows of CSV text: up to the first empty line."""
    return csv_parts(text)[0]


def csv_parts(text: str) -> list[list[list[str]]]:
    """The cells of CSV text, part by part; an empty line stands between two."""
    parts: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(text, newline="")):
        if row:
            parts[-1].append(row)
        else:
            parts.append([])
    return parts


def corrected(row: dict[str, Any]) -> list[str]:
    """A correction of the JSON as the cells of its table: the row as printed, as it should read, and why."""
    printed = row["printed"]
    kinds = {"after-misquoted": "変更後の引用", "phantom": "本文に違いのない行"}
    return [
        row["edition"], str(row["row_no"]), kinds[row["kind"]], row["changed_on_text"], row["label"],
        printed["before"], printed["after"], row["before"] or "", row["after"] or "", row["timing"], row["note"],
        row["why"],
    ]  # fmt: skip


@pytest.mark.parametrize("quote", ["whole", "part"])
def test_csv_holds_the_rows_in_the_form_s_columns(quote: str, tmp_path: Path) -> None:
    """A CSV file starts with the mark spreadsheets need, and holds the six columns and the rows of the JSON."""
    file = tmp_path / "rows.csv"
    call("draft", FOLDER, "--quote", quote, "--format", "csv", "-o", file, status=0)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf\xe5")
    given = answer("draft", FOLDER, "--quote", quote)["rows"]
    assert csv_rows(file.read_bytes().decode("utf-8-sig")) == [list(COLUMNS), *map(expected, given)]


def test_csv_on_the_screen_has_no_mark() -> None:
    """What goes to stdout is plain UTF-8, for pipes."""
    output = call("draft", FOLDER, "--format", "csv", status=0).stdout_bytes
    assert output.startswith("変更日".encode())


def test_csv_has_no_formula(formula: tuple[str, Path, Path]) -> None:
    """A text a spreadsheet would carry out stands behind an apostrophe, and no cell begins as formulas do."""
    text, old, new = formula
    cells = [c for row in csv_rows(call("draft", old, new, "--format", "csv").stdout) for c in row]
    assert f"'{text}" in cells
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_has_corrections_below_in_a_part_of_their_own() -> None:
    """Rows that are off follow an empty line and a line that says what they are, under heads of their own."""
    missing, (above, heads, *rows) = csv_parts(call("draft", FOLDER, "--format", "csv").stdout)
    given = answer("draft", FOLDER)
    assert len(missing) == 1 + len(given["rows"])
    assert len(above) == 1
    assert "足りない行ではありません" in above[0]
    assert [heads[n] for n in (1, 3, 4, 7, 8)] == ["行", "変更日", "項目", "変更前（案）", "変更後（案）"]
    assert rows == [corrected(c) for c in given["corrections"]]


def test_the_screen_has_corrections_below_the_missing_rows() -> None:
    """The missing rows come first, then a line that says what follows, then row, both cells and why."""
    for lang, word in (("ja", "訂正の案（2件）"), ("en", "Corrections (2)")):
        missing, below = call("draft", FOLDER, "--lang", lang).stdout.split(word)
        assert missing.rstrip().endswith("請求先")
        assert "\n8 " in below
        assert "\n9 " in below


def test_a_workbook_has_corrections_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    """The sheet to paste from holds no row that is there already; the other one holds every correction."""
    call("draft", FOLDER, "-o", tmp_path / "rows.xlsx", status=0)
    (above, heads, *rows) = cells(tmp_path / "rows.xlsx")["訂正の案"]
    given = answer("draft", FOLDER)
    assert "要確認" in str(above[0])
    assert len(heads) == 12
    assert [[str(c or "") for c in row] for row in rows] == [corrected(c) for c in given["corrections"]]
    call("draft", FOLDER, "-o", tmp_path / "rows.xlsx", "--lang", "en", status=0)
    assert list(cells(tmp_path / "rows.xlsx")) == ["変更箇所", "Corrections"]


def workbook(file: Path, *more: str) -> list[list[Any]]:
    """The cells of the workbook's first sheet; ``more`` are the sheets behind it."""
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["変更箇所", *more]
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows


@pytest.mark.parametrize("quote", ["whole", "part"])
def test_a_workbook_holds_the_rows_in_the_form_s_columns(quote: str, tmp_path: Path) -> None:
    """The workbook read back has six columns, only texts, and the rows of the JSON."""
    file = tmp_path / "rows.xlsx"
    call("draft", FOLDER, "--quote", quote, "--format", "xlsx", "-o", file, status=0)
    rows = workbook(file, "訂正の案")
    assert rows == [list(COLUMNS), *map(expected, answer("draft", FOLDER, "--quote", quote)["rows"])]
    assert all(len(row) == 6 and all(isinstance(c, str) for c in row) for row in rows)


def test_a_workbook_has_no_formula_and_no_link(formula: tuple[str, Path, Path], tmp_path: Path) -> None:
    """A text a spreadsheet would carry out stays that text, and the sheet holds neither formula nor link."""
    text, old, new = formula
    file = tmp_path / "rows.xlsx"
    call("draft", old, new, "--format", "xlsx", "-o", file, status=0)
    assert text in [cell for row in workbook(file) for cell in row]
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<f " not in sheet
    assert b"hyperlink" not in sheet


def test_whole_quotes_more_than_part() -> None:
    """Of a long text ``part`` quotes the line that changed, ``whole`` all of it, and the line is in it."""
    part, whole = (answer("draft", OLD, NEW, "--quote", q)["rows"][0] for q in ("part", "whole"))
    assert part["item_id"] == whole["item_id"] == "handling.outline"
    assert part["after"] in whole["after"]
    assert "\n" not in part["after"]
    assert whole["after"].count("\n") == 6


@pytest.mark.parametrize("given", ["令和7年4月1日", "令和７年４月１日", "R7.4.1", "2025-04-01"])
def test_a_day_in_any_notation_is_the_day_of_change(given: str) -> None:
    """``--date`` takes the notations of the reports; the drafted rows have that 変更日."""
    rows = answer("draft", OLD, NEW, "--date", given, status=0)["rows"]
    assert rows
    assert {r["changed_on"] for r in rows} == {"2025-04-01"}
    lines = csv_rows(call("draft", OLD, NEW, "--date", given, "--format", "csv").stdout)
    assert {row[0] for row in lines[1:]} == {"2025/4/1"}


@pytest.mark.parametrize("given", ["", "きのう", "令和7年4月", "2025-13-01"])
def test_what_is_no_day_is_refused(given: str) -> None:
    """``--date`` with anything but one day ends with 2 and a sentence, and drafts nothing."""
    result = call("draft", FOLDER, "--date", given, status=2)
    assert result.stdout == ""
    assert "--date" in result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["table", "json", "csv", "xlsx"])
def test_a_path_that_cannot_be_written_ends_with_a_sentence(form: str, lang: str, tmp_path: Path) -> None:
    """An output below a file, or in no folder, ends with 2, names the path, and leaves nothing behind."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for target in (tmp_path / "file" / "rows.out", tmp_path / "nowhere" / "rows.out"):
        result = call("draft", FIRST, OLD, "--format", form, "-o", target, "--lang", lang, status=2)
        assert result.stdout == ""
        assert str(target) in result.stderr
        assert ("書き込" if lang == "ja" else "cannot be written") in result.stderr
        assert not target.exists()


def test_a_workbook_needs_a_file() -> None:
    """A workbook cannot go to the screen: 2, and a sentence that names the option."""
    assert "-o" in call("draft", FOLDER, "--format", "xlsx", status=2).stderr


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_files_of_rows_tell_what_could_not_be_used(form: str, tmp_path: Path) -> None:
    """A format without room for it tells on stderr why the command ended with 2."""
    result = call("draft", NEW, OLD, "--format", form, "-o", tmp_path / "rows.out", status=2)
    assert OLD.name in result.output


def test_an_english_draft_keeps_the_form_s_heads_and_says_what_they_mean() -> None:
    """The screen shows both; files to paste from have the form's words alone, whatever the language."""
    heads = call("draft", FOLDER, "--lang", "en").stdout.splitlines()[:2]
    assert heads[0].split()[:5] == list(COLUMNS[:5])
    assert "date of change" in heads[1]
    assert all(word not in "".join(heads) for word in ("理由", "案"))
    written = {lang: csv_rows(call("draft", FOLDER, "--format", "csv", "--lang", lang).stdout) for lang in LANGUAGES}
    assert written["ja"] == written["en"]


@pytest.fixture
def two_reports(tmp_path: Path) -> Path:
    """A folder with two editions of each of two reports, none of whose changes have rows."""
    folder = tmp_path / "both"
    folder.mkdir()
    for seed in (7, 14):
        for edition in generate(seed, editions=2).editions:
            text = to_text(replace(edition, changes=()))
            (folder / f"{seed}-{edition.published_on}.txt").write_text(text, encoding="utf-8", newline="\n")
    return folder


def test_a_draft_says_which_report_a_row_belongs_to(two_reports: Path, tmp_path: Path) -> None:
    """Of several reports the screen has a part for each, the workbook a sheet, and CSV a first column."""
    rows = answer("draft", two_reports)["rows"]
    reports = list(dict.fromkeys(r["report_id"] for r in rows))
    assert len(reports) == 2
    shown = call("draft", two_reports).stdout
    assert [line for line in shown.splitlines() if line in reports] == reports
    table = csv_rows(call("draft", two_reports, "--format", "csv").stdout)
    assert table[0] == ["評価書", *COLUMNS]
    assert table[1:] == [[r["report_id"], *expected(r)] for r in rows]
    call("draft", two_reports, "-o", tmp_path / "rows.xlsx", status=0)
    sheets = cells(tmp_path / "rows.xlsx")
    assert [len(lines) for lines in sheets.values()] == [
        1 + sum(r["report_id"] == report for r in rows) for report in reports
    ]


def test_draft_does_not_praise_what_it_did_not_compare() -> None:
    """Editions that were refused are not called complete."""
    assert "lacks no row" not in call("draft", NEW, OLD, "--lang", "en", status=2).output
