"""``diff``, ``reconcile`` and ``draft`` as an auditor calls them: what they print, write and end with."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sheets import cells

from pia_audit.cli import group
from pia_audit.model import Edition
from pia_audit.reports.drafted import COLUMNS
from pia_audit.synthetic import generate, to_text

DATA = Path(__file__).resolve().parents[2] / "data"
FOLDER = DATA / "tebiki-01"
FIRST, OLD, NEW = sorted(FOLDER.glob("*.txt"))
OTHER = DATA / "meguro-14" / "2026-03-18.txt"
VERBS = ("diff", "reconcile", "draft")
LANGUAGES = ("ja", "en")
DIFFERENCE = {"documented", "partial", "undocumented", "format-only"}
ROW = {"confirmed", "misquoted", "phantom", "out-of-interval"}
LIKE_FORMULAS = ('=HYPERLINK("http://x")', "+81-00-0000", "-2+3", "@SUM(A1)", "=1+1")


def call(*arguments: object, status: int | None = None) -> Result:
    """A command in this process; it ends with ``status``, and never with anything but an exit status."""
    result = CliRunner(env={"PIA_AUDIT_LANG": None}).invoke(group, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    assert "Traceback" not in result.output
    assert status is None or result.exit_code == status, result.output
    return result


def answer(*arguments: object, status: int | None = None) -> dict[str, Any]:
    """What a command gives as JSON, which is all there is on stdout."""
    given: dict[str, Any] = json.loads(call(*arguments, "--format", "json", status=status).stdout)
    assert given["version"] == 1
    return given


def judged(given: dict[str, Any]) -> list[dict[str, Any]]:
    """The findings about rows, differences and chains; the other families are not these commands' own."""
    return [f for f in given["findings"] if f["rule"].startswith(("PIA2", "PIA3"))]


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two folders with one edition each."""
    for name, file in (("old", OLD), ("new", NEW)):
        (tmp_path / name).mkdir()
        shutil.copy(file, tmp_path / name / "report.txt")
    return tmp_path / "old", tmp_path / "new"


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """A folder with one edition."""
    shutil.copytree(FOLDER, tmp_path / "alone", ignore=lambda _, names: [n for n in names if n != NEW.name])
    return tmp_path / "alone"


def replaced(edition: Edition, **texts: str) -> Edition:
    """The edition with some texts replaced; ``__`` in a name stands for the dot of an item id."""
    wanted = {name.replace("__", "."): text for name, text in texts.items()}
    items = tuple(replace(i, text=wanted.get(i.item_id, i.text)) for i in edition.items)
    return replace(edition, items=items)


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


# --- the example data ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the example data."""
    spec = importlib.util.spec_from_file_location("make_examples", DATA / "make_examples.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_example_files_are_what_the_script_writes(maker: ModuleType, tmp_path: Path) -> None:
    """The committed editions are byte for byte what ``data/make_examples.py`` makes today."""
    written = {p.name: p.read_bytes() for p in maker.write(tmp_path)}
    assert written == {p.name: p.read_bytes() for p in FOLDER.iterdir()}


def test_the_example_s_faults_are_found_and_nothing_else(maker: ModuleType) -> None:
    """``reconcile`` on the folder gives one 2xx or 3xx finding for each fault put in, at its place."""
    found = {(f["rule"], f["item"], f["row"]) for f in judged(answer("reconcile", FOLDER, status=1))}
    assert found == {(f.rules[0], f.item_id, f.row_no) for f in maker.made().faults}


def test_the_examples_in_the_help_name_files_that_exist() -> None:
    """Every path in the epilogs of the three commands leads to a file or folder of the repository."""
    for verb in VERBS:
        command = group.get_command(None, verb)  # type: ignore[arg-type]
        assert command is not None
        paths = [DATA.parent / word for word in (command.epilog or "").split() if word.startswith("data/")]
        assert paths
        assert all(p.exists() for p in paths)


# --- JSON ---------------------------------------------------------------------------------------------


def spans_index_the_texts(differences: list[dict[str, Any]]) -> Iterator[bool]:
    """For every hunk whether its spans lead to its texts, inside the texts as read and in reading order."""
    for d in differences:
        at = (0, 0)
        for h in d["hunks"]:
            old, new = d["before"] or "", d["after"] or ""
            yield at[0] <= h["old_start"] <= h["old_end"] <= len(old)
            yield at[1] <= h["new_start"] <= h["new_end"] <= len(new)
            yield h["before"] == old[h["old_start"] : h["old_end"]]
            yield h["after"] == new[h["new_start"] : h["new_end"]]
            yield bool(h["before"] or h["after"])
            at = (h["old_end"], h["new_end"])


def test_json_of_diff_on_two_files() -> None:
    """Each difference has its item, texts, hunks and deepdiff's account; the faults' items are among them."""
    given = answer("diff", OLD, NEW, status=0)
    assert given.keys() == {"version", "differences", "unread"}
    assert given["unread"] == []
    found = {d["item"]: d for d in given["differences"]}
    assert {"handling.outline", "disclosure.contact"} <= found.keys()
    assert "department.name" not in found
    assert all(d.keys() >= {"item", "op", "before", "after", "hunks", "rows", "status"} for d in found.values())
    assert {d["status"] for d in found.values()} <= DIFFERENCE
    assert {d["op"] for d in found.values()} <= {"changed", "added", "removed"}
    assert {(d["old"], d["new"]) for d in found.values()} == {(OLD.stem, NEW.stem)}
    assert all(spans_index_the_texts(given["differences"]))
    for change in (c for d in found.values() for c in d["changes"]):
        assert change.keys() == {"path", "kind", "old", "new"}


def test_json_of_reconcile_on_two_files() -> None:
    """``reconcile`` is the JSON of ``audit`` with differences and rows, whose statuses tell the four faults."""
    given = answer("reconcile", OLD, NEW, status=1)
    assert given.keys() == {"version", "reports", "findings", "unread", "unchecked", "summary", "differences", "rows"}
    assert sorted(f["severity"] for f in judged(given)) == ["error", "error", "error", "warning"]
    status = {d["item"]: d["status"] for d in given["differences"]}
    assert set(status.values()) <= DIFFERENCE
    assert status["disclosure.contact"] == "undocumented"
    assert status["handling.outline"] == "partial"
    assert all(spans_index_the_texts(given["differences"]))
    rows = {r["row"]: r for r in given["rows"]}
    assert all(r.keys() >= {"row", "items", "status"} for r in rows.values())
    assert {r["status"] for r in rows.values()} <= ROW
    assert {n: r["status"] for n, r in rows.items() if r["status"] != "confirmed"} == {8: "misquoted", 9: "phantom"}
    assert {r["edition"] for r in rows.values()} == {NEW.stem}
    for d in given["differences"]:
        assert all(d["item"] in rows[n]["items"] for n in d["rows"])


def test_json_of_draft_on_two_files() -> None:
    """``draft`` gives the rows for the change without a row and for the half of a change that has none."""
    given = answer("draft", OLD, NEW, status=0)
    assert given.keys() == {"version", "rows", "unread"}
    assert [r["item_id"] for r in given["rows"]] == ["handling.outline", "disclosure.contact"]
    keys = {"item", "report_id", "item_id", "label", "changed_on", "before", "after", "timing", "reason", "reason_text"}
    assert all(r.keys() == keys for r in given["rows"])
    assert {r["changed_on"] for r in given["rows"]} == {NEW.stem}
    assert {r["timing"] for r in given["rows"]} <= {"事前", "事後", None}


@pytest.mark.parametrize("verb", VERBS)
def test_two_folders_say_what_their_files_say(verb: str, folders: tuple[Path, Path]) -> None:
    """Two folders with one edition each give what the two files give, other file names aside."""
    by_folder, by_file = (answer(verb, *pair) for pair in (folders, (OLD, NEW)))
    for given in (by_folder, by_file):
        for part in (*given.get("reports", ()), *(e for f in given.get("findings", ()) for e in f["evidence"])):
            part.pop("sources", None), part.pop("source", None)
    assert by_folder == by_file


@pytest.mark.parametrize("verb", ["diff", "reconcile"])
def test_one_folder_is_compared_in_time(verb: str) -> None:
    """One folder gives its three editions two by two; of the older pair every change has its row."""
    given = answer(verb, FOLDER)
    pairs = {(d["old"], d["new"]) for d in given["differences"]}
    assert pairs == {(FIRST.stem, OLD.stem), (OLD.stem, NEW.stem)}
    assert {d["status"] for d in given["differences"] if d["new"] == OLD.stem} == {"documented"}
    assert all(spans_index_the_texts(given["differences"]))


def test_draft_of_a_folder_is_the_draft_of_its_pairs() -> None:
    """What is missing in a folder of editions is what is missing between each two of them."""
    pairs = [answer("draft", *pair)["rows"] for pair in ((FIRST, OLD), (OLD, NEW))]
    assert answer("draft", FOLDER, status=0)["rows"] == [*pairs[0], *pairs[1]]


def test_a_tick_without_a_row_is_undocumented(tmp_path: Path) -> None:
    """A box ticked in the newer edition and told by no row is a change without a row, shown as a hunk."""
    older, newer = generate(14, editions=3).editions[0], generate(14, editions=3).editions[1]
    older = replace(older, changes=())
    ticked = replaced(older, risk__audit="[○]自己点検 [ ]内部監査 [○]外部監査", cover__published_on="令和7年6月17日")
    files = tmp_path / "old.txt", tmp_path / "new.txt"
    for file, edition in zip(files, (older, replace(ticked, published_on=newer.published_on)), strict=True):
        file.write_text(to_text(edition), encoding="utf-8", newline="\n")
    given = answer("reconcile", *files)
    (difference,) = given["differences"]
    assert difference["hunks"]
    assert (difference["item"], difference["status"]) == ("risk.audit", "undocumented")
    assert [f["rule"] for f in judged(given)] == ["PIA201"]


# --- what cannot be compared --------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("verb", VERBS)
def test_the_wrong_order_is_refused_with_both_days(verb: str, lang: str) -> None:
    """The newer edition given first ends with 2 and a sentence that names both 公表日."""
    said = call(verb, NEW, OLD, "--lang", lang, status=2).output
    assert NEW.stem in said
    assert OLD.stem in said
    assert "順序" in said or "順番" in said if lang == "ja" else "wrong order" in said


@pytest.mark.parametrize("verb", VERBS)
def test_editions_of_two_reports_are_refused(verb: str) -> None:
    """Two reports that have nothing to do with each other end with 2 and both their names."""
    given = answer(verb, OLD, OTHER, status=2)
    assert [u["code"] for u in given["unread"]] == ["other-report"]
    assert "霧ノ沢村長/14" in given["unread"][0]["reason"]
    assert "目黒区長/14" in given["unread"][0]["reason"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_folder_with_one_edition_compares_nothing_and_says_so(verb: str, alone: Path) -> None:
    """With nothing to compare there is no difference and no row, and the file is named with the reason."""
    given = answer(verb, alone)
    assert [u["code"] for u in given["unread"]] == ["only-edition"]
    assert given["unread"][0]["source"] == str(alone / NEW.name)
    assert given.get("differences", []) == given.get("rows", []) == []


@pytest.mark.parametrize("verb", ["diff", "draft"])
def test_a_folder_with_one_edition_is_no_failure(verb: str, alone: Path) -> None:
    """An only edition is not an input that could not be read."""
    call(verb, alone, status=0)


def test_a_folder_with_one_edition_is_no_failure_of_reconcile(alone: Path) -> None:
    """``reconcile`` tells the exit statuses apart as ``diff`` and ``draft`` do."""
    assert call("reconcile", alone).exit_code != 2


@pytest.mark.parametrize("verb", VERBS)
def test_a_single_file_may_hold_several_editions(verb: str, tmp_path: Path) -> None:
    """What ``convert`` stored of a folder is compared in time like the folder; of one edition alone it is refused."""
    stored = tmp_path / "stored.json"
    call("convert", FOLDER, stored, status=0)
    by_file, by_folder = answer(verb, stored), answer(verb, FOLDER)
    assert [len(by_file.get(k, [])) for k in ("differences", "rows")] == [
        len(by_folder.get(k, [])) for k in ("differences", "rows")
    ]
    call("convert", NEW, stored, status=0)
    assert call(verb, stored, status=2).stdout == ""


@pytest.mark.parametrize("verb", VERBS)
def test_an_unreadable_file_beside_good_ones_is_named_and_the_rest_compared(verb: str, tmp_path: Path) -> None:
    """A broken file ends the command with 2, is named with the reason, and changes nothing else."""
    mixed = tmp_path / "mixed"
    shutil.copytree(FOLDER, mixed)
    (mixed / "broken.txt").write_bytes(bytes(range(256)) * 4)
    given, clean = answer(verb, mixed, status=2), answer(verb, FOLDER)
    (lost,) = given["unread"]
    assert lost["source"] == str(mixed / "broken.txt")
    assert lost["fatal"]
    assert lost["reason"]
    for part in given.keys() & {"differences", "rows", "summary"}:
        assert given[part] == clean[part]


@pytest.mark.parametrize("arguments", [[""], ["missing.txt"], [OLD, "missing.txt"], [FOLDER, "missing"]])
@pytest.mark.parametrize("verb", VERBS)
def test_what_is_not_there_is_named(verb: str, arguments: list[object]) -> None:
    """A path that leads nowhere ends with 2 and is named."""
    given = answer(verb, *arguments, status=2)
    assert (str(arguments[-1]) or '""') in [u["source"] for u in given["unread"]]


@pytest.mark.parametrize("verb", VERBS)
def test_an_edition_and_itself_do_not_differ(verb: str) -> None:
    """One file given twice has no difference, no new row and nothing to draft."""
    given = answer(verb, OLD, OLD)
    assert given.get("differences", []) == given.get("rows", []) == []


# --- draft as files -----------------------------------------------------------------------------------


def expected(row: dict[str, Any]) -> list[str]:
    """A JSON row as the form's six cells."""
    on = date.fromisoformat(row["changed_on"])
    return [f"{on.year}/{on.month}/{on.day}", row["label"], row["before"], row["after"], row["timing"] or "", ""]


def csv_rows(text: str) -> list[list[str]]:
    """The cells of CSV text."""
    return list(csv.reader(io.StringIO(text, newline="")))


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
    out = call("draft", FOLDER, "--format", "csv", status=0).stdout_bytes
    assert out.startswith("変更日".encode())


def test_csv_has_no_formula(formula: tuple[str, Path, Path]) -> None:
    """A text a spreadsheet would carry out stands behind an apostrophe, and no cell begins as formulas do."""
    text, old, new = formula
    cells = [c for row in csv_rows(call("draft", old, new, "--format", "csv").stdout) for c in row]
    assert f"'{text}" in cells
    assert not [c for c in cells if c.startswith(("=", "+", "-", "@", "\t", "\r"))]


def workbook(file: Path) -> list[list[Any]]:
    """The cells of the workbook's one sheet."""
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["変更箇所"]
    rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows


@pytest.mark.parametrize("quote", ["whole", "part"])
def test_a_workbook_holds_the_rows_in_the_form_s_columns(quote: str, tmp_path: Path) -> None:
    """The workbook read back has six columns, only texts, and the rows of the JSON."""
    file = tmp_path / "rows.xlsx"
    call("draft", FOLDER, "--quote", quote, "--format", "xlsx", "-o", file, status=0)
    rows = workbook(file)
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
    rows = answer("draft", FOLDER, "--date", given, status=0)["rows"]
    assert rows
    assert {r["changed_on"] for r in rows} == {"2025-04-01"}
    out = csv_rows(call("draft", FOLDER, "--date", given, "--format", "csv").stdout)
    assert {row[0] for row in out[1:]} == {"2025/4/1"}


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
        result = call("draft", FOLDER, "--format", form, "-o", target, "--lang", lang, status=2)
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
    written = {lang: call("draft", FOLDER, "--format", "csv", "--lang", lang).stdout for lang in LANGUAGES}
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
    assert [len(own) for own in sheets.values()] == [
        1 + sum(r["report_id"] == report for r in rows) for report in reports
    ]


def test_draft_does_not_praise_what_it_did_not_compare() -> None:
    """Editions that were refused are not called complete."""
    assert "lacks no row" not in call("draft", NEW, OLD, "--lang", "en", status=2).output


# --- words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "status", "said"),
    [("diff", 0, "at character"), ("reconcile", 1, "Findings to check"), ("draft", 0, "Ⅰ 関連情報")],
)
def test_commands_speak_english(verb: str, status: int, said: str) -> None:
    """``--lang en`` puts the sentences in English; the report's own words and the form's stay as they are."""
    english, japanese = (call(verb, FOLDER, "--lang", lang, status=status).stdout for lang in ("en", "ja"))
    assert said in english
    assert english != japanese
    assert "霧ノ沢村" in english


@pytest.mark.parametrize("verb", VERBS)
def test_json_is_the_same_in_both_languages_but_for_sentences(verb: str) -> None:
    """The language changes no key, number, status or text of a report."""
    english, japanese = (answer(verb, FOLDER, "--lang", lang) for lang in LANGUAGES)
    for given in (english, japanese):
        given.pop("unread")
        for part in (*given.get("findings", ()), *given.get("rows", ())):
            for sentence in ("title", "message", "basis", "todo", "reason_text"):
                part.pop(sentence, None)
    assert english == japanese


@pytest.mark.parametrize("verb", VERBS)
def test_output_goes_to_a_file(verb: str, tmp_path: Path) -> None:
    """``-o`` writes what the screen would have shown, and nothing goes to the screen."""
    file = tmp_path / "out.txt"
    result = call(verb, FOLDER, "-o", file)
    assert result.stdout == ""
    assert file.read_text(encoding="utf-8") == call(verb, FOLDER).stdout
