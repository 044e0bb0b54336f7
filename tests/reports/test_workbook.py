"""The workbook an auditor fills, as other programs read it: the JSON's rows, columns to fill, and nothing that runs."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pypdfium2
import pytest
import python_calamine
from commands import run
from nasty import TEXTS, reconciled
from sheets import cells, rows, wholes

from pia_audit.audits.decisions import VERDICTS
from pia_audit.messages.wording import LANGUAGES, Wording
from pia_audit.reports import xlsx as book
from pia_audit.reports.spreadsheets import plain
from pia_audit.reports.xlsx import sheets

FOLDER = Path(__file__).resolve().parents[2] / "data" / "tebiki-01"
SHEETS = ["決裁", "概要", "指摘一覧", "変更履歴", "凡例", "全文", "照合"]
TO_FILL = ["判定", "理由・是正内容", "点検者", "点検日", "期限", "照合記号"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, sample_path: Path) -> Path:
    """The workbook of the sample."""
    path = tmp_path_factory.mktemp("book") / "指摘.xlsx"
    assert run("audit", sample_path, "-o", path).exit_code == 1
    return path


@pytest.fixture(scope="module")
def findings(sample_path: Path) -> list[dict[str, Any]]:
    """The JSON's findings of the sample."""
    entries: list[dict[str, Any]] = json.loads(run("audit", sample_path, "--format", "json").stdout)["findings"]
    return entries


@pytest.fixture(scope="module")
def by_office(written: Path, program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook as LibreOffice saves it again."""
    return converted(written, program, tmp_path_factory, "xlsx")


def converted(path: Path, program: Callable[[str], str], made: pytest.TempPathFactory, suffix: str) -> Path:
    """A workbook opened by LibreOffice and saved in another form."""
    folder = made.mktemp("office")
    profile = made.mktemp("profile").as_uri()
    command = [program("soffice"), f"-env:UserInstallation={profile}", "--headless", "--convert-to", suffix]
    subprocess.run([*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{suffix}"


def assert_findings_listed(path: Path, entries: list[dict[str, Any]]) -> None:
    """Every finding is a row, in the JSON's order, with its texts whole here or on the sheet of whole texts."""
    listed, texts = rows(path, "指摘一覧"), wholes(path)
    assert len(listed) == len(entries)
    for row, finding in zip(listed, entries, strict=True):
        assert row["規則"] == finding["rule"]
        assert row["照合記号"] == finding["fingerprint"]
        assert row["評価書ID"] == finding["report_id"]
        assert row["版（公表日）"] == finding["edition"]
        assert row["項目"] == (finding["item_label"] or "")
        assert row["行"] == ("" if finding["row"] is None else str(finding["row"]))
        remainder, _, cause = row["要確認の点"].partition(f"{finding['title']}\n要確認: {finding['message']}")
        assert remainder == ""
        assert bool(cause) == bool(row["同じ原因の指摘"])
        assert cause.strip() in ("", f"同じ原因: {row['同じ原因の指摘']}") or re.fullmatch(
            r"（No\.\d+ と同じ原因です。）", cause.strip()
        )
        for head, key in (("記載1", "expected"), ("記載2", "actual")):
            number = re.search(r"全文は「全文」シートの(\d+)番）$", row[head])
            role = finding[f"{key}_role"] if finding[key] else ""
            assert row[f"{head}は"] == role
            assert row[head].startswith(f"{role}\n" if role else "")
            shown = texts[number[1]] if number else row[head].removeprefix(f"{role}\n")
            assert shown == plain(finding[key] or "")


def test_the_list_holds_the_rows_of_the_json(written: Path, findings: list[dict[str, Any]]) -> None:
    """As written."""
    assert list(cells(written)) == SHEETS
    assert_findings_listed(written, findings)


def test_libreoffice_reads_the_same_rows(by_office: Path, findings: list[dict[str, Any]]) -> None:
    """After LibreOffice has opened it and saved it again; calamine reads what openpyxl reads."""
    assert list(cells(by_office)) == SHEETS
    assert_findings_listed(by_office, findings)
    lines = python_calamine.CalamineWorkbook.from_path(str(by_office)).get_sheet_by_name("指摘一覧").to_python()
    at = lines[0].index("照合記号")
    assert [line[at] for line in lines[1:]] == [f["fingerprint"] for f in findings]


@pytest.mark.parametrize("which", ["written", "by_office"])
def test_the_auditor_s_columns_have_choices(which: str, request: pytest.FixtureRequest) -> None:
    """判定 takes the four words alone, both days take dates, in every row; LibreOffice keeps it so."""
    sheet = openpyxl.load_workbook(request.getfixturevalue(which))["指摘一覧"]
    heads = [c.value for c in sheet[1]]
    assert heads[-len(TO_FILL) :] == TO_FILL
    choices = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            assert (area.min_row, area.max_row) == (2, sheet.max_row)
            choices[heads[area.min_col - 1]] = (rule.type, (rule.formula1 or "").strip('"').split(","))
    words = [Wording("ja").say("decisions", f"verdict.{v}") for v in VERDICTS]
    assert choices["判定"] == ("list", words)
    assert choices["点検日"][0] == choices["期限"][0] == "date"


def _printed(sheet: Any) -> float:
    """How large the letters of 10 points of a sheet come out on its paper, in points."""
    heads = [c.column_letter for c in sheet[1] if c.value]
    area = str(sheet.print_area or "")
    last = re.search(r":\$([A-Z]+)", area)
    inside = heads[: heads.index(last[1]) + 1] if last else heads
    widths = [sheet.column_dimensions[c].width for c in inside if not sheet.column_dimensions[c].hidden]
    across = {9: 841.9, 8: 1190.6}[int(sheet.page_setup.paperSize)] - 2 * 0.4 * 72
    return 10 * min(1.0, across / sum(5.25 * float(w) + 3.75 for w in widths))


@pytest.mark.parametrize("source", [Path("data/meguro-14"), Path("data/tebiki-01"), Path("data")])
def test_letters_are_legible_on_paper(source: Path, tmp_path: Path) -> None:
    """Lists come out in letters of 7 points: on A4 with one report, on A3 where several ask for more columns."""
    target = tmp_path / "out.xlsx"
    run("audit", FOLDER.parents[1] / source, "-o", target)
    book = openpyxl.load_workbook(target)
    listed = book["指摘一覧"]
    assert int(listed.page_setup.paperSize) == (8 if source == Path("data") else 9)
    for name in ("指摘一覧", "変更履歴"):
        assert _printed(book[name]) >= 7


def test_findings_of_one_cause_fold_under_the_first(written: Path) -> None:
    """Rows that share a cause stand together; all but the first lie one level deeper. What needs a look is in sight
    until one folds it; remarks are filtered out, which the printed title says."""
    sheet = openpyxl.load_workbook(written)["指摘一覧"]
    assert sheet.sheet_properties.outlinePr.summaryBelow is False
    causes = [row["同じ原因の指摘"] for row in rows(written, "指摘一覧")]
    levels = [sheet.row_dimensions[n].outlineLevel for n in range(2, sheet.max_row + 1)]
    hidden = [sheet.row_dimensions[n].hidden for n in range(2, sheet.max_row + 1)]
    assert hidden == [row["区分"] == "参考" for row in rows(written, "指摘一覧")]
    assert "参考22件は絞り込みで隠しています" in sheet.oddHeader.left.text
    assert sheet.auto_filter.filterColumn[0].filters.filter == ["エラー", "注意"]
    assert levels == [int(bool(c) and c == before) for before, c in zip(["", *causes], causes, strict=False)]
    assert sum(levels) > 8


def test_every_sheet_is_ready_for_print(written: Path) -> None:
    """A4 landscape, as wide as the paper, page numbers; lists repeat their heads, keep them in sight and filter. What
    is to be signed is one upright page."""
    for sheet in openpyxl.load_workbook(written).worksheets:
        way, pages = ("portrait", 1) if sheet.title == "決裁" else ("landscape", 0)
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == (way, 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        high = sheet.page_setup.fitToHeight
        assert (sheet.page_setup.fitToWidth or 1, 1 if high is None else int(high)) == (1, pages)
        assert "&P" in sheet.oddFooter.center.text or "P" in str(sheet.oddFooter.center.text)
        if sheet.title in ("指摘一覧", "変更履歴", "差分", "照合"):
            assert sheet.print_title_rows == "$1:$1"
            assert sheet.freeze_panes
            assert sheet.auto_filter.ref


def test_the_page_to_sign_names_the_matters(written: Path) -> None:
    """What there is to check stands in the matters' order with what to do next, and below it are boxes to sign in."""
    lines = cells(written)["決裁"]
    at = next(n for n, line in enumerate(lines) if line[0] == "No.")
    assert lines[at][1:] == ["区分", "確認する事項", "項目・行", "次に行うこと", "確認"]
    assert lines[at + 1][:4] == [
        "1",
        "エラー",
        "最後の変更後が本文と異なる（2件）",
        "Ⅱ1 対象人数、Ⅲ しきい値判断結果（行6）",
    ]
    assert sum(line[0].isdigit() for line in lines) == 13
    assert [c for c in lines[-1] if c] == []
    assert [c for c in lines[-2] if c] == ["所見", "作成", "確認", "決裁"]


def test_inquiries_have_their_columns(written: Path) -> None:
    """The section is the report's, day and answer are to be filled, and each finding names its matter."""
    listed = rows(written, "指摘一覧")
    assert {row["所管課"] for row in listed} == {"健康福祉部生活福祉課"}
    assert not any(row["照会日"] or row["回答"] for row in listed)
    assert {int(row["事項"]) for row in listed} == set(range(1, 14))


def test_the_sample_is_printed_on_twelve_pages(
    written: Path, program: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Of A4, by LibreOffice, whose letters are wider than those the sheets are made for."""
    pages = pypdfium2.PdfDocument(converted(written, program, tmp_path_factory, "pdf"))
    assert len(pages) <= 12
    assert {tuple(sorted(round(side) for side in page.get_size())) for page in pages} == {(595, 842)}


def test_no_row_is_lower_than_its_text(written: Path) -> None:
    """Rows have a height, and none is as high as a spreadsheet cannot make it."""
    sheet = openpyxl.load_workbook(written)["指摘一覧"]
    heights = [sheet.row_dimensions[n].height for n in range(2, sheet.max_row + 1)]
    assert all(h is not None and 13 <= h < 409 for h in heights)


def test_the_workbook_says_whose_it_is(written: Path, sample_path: Path) -> None:
    """The sheet 照合 and a document property name the reports and their files' contents."""
    digest = hashlib.sha256(sample_path.read_bytes()).hexdigest()
    (line,) = rows(written, "照合")
    assert (line["評価書"], line["ファイルの SHA-256"]) == ("目黒区長/14", digest)
    (mark,) = openpyxl.load_workbook(written).custom_doc_props
    sign = hashlib.sha256(f"目黒区長/14\t{digest}".encode()).hexdigest()
    assert (mark.name, mark.value) == ("pia-audit", f"findings 1 ja {sign}")


def test_the_same_audit_gives_the_same_bytes(written: Path, sample_path: Path, tmp_path: Path) -> None:
    """No day, user or order of a run enters the file."""
    run("audit", sample_path, "-o", tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_both_languages_have_the_same_sheets_and_columns(sample_path: Path, tmp_path: Path) -> None:
    """In English everything of ours is English; counts of sheets, rows and columns are the same."""
    sizes = {}
    for lang in LANGUAGES:
        run("audit", sample_path, "--lang", lang, "-o", tmp_path / f"{lang}.xlsx")
        cells_by_sheet = cells(tmp_path / f"{lang}.xlsx")
        sizes[lang] = [(len(lines), max(map(len, lines))) for lines in cells_by_sheet.values()]
        heads = cells_by_sheet[list(cells_by_sheet)[2]][0]
        assert heads[-1] == Wording(lang).say("decisions", "head.fingerprint")
    assert sizes["ja"] == sizes["en"]


def test_reconcile_fills_the_differences(tmp_path: Path) -> None:
    """差分 has a row for each difference of the JSON, with both texts and what became of it."""
    run("reconcile", FOLDER, "-o", tmp_path / "差分.xlsx")
    given = json.loads(run("reconcile", FOLDER, "--format", "json").stdout)
    listed = rows(tmp_path / "差分.xlsx", "差分")
    words = Wording("ja")
    assert [(r["新しい版"], r["項目"], r["突合"], r["前の版の記載"], r["新しい版の記載"]) for r in listed] == [
        (d["new"], d["item_label"], words.term("account", d["status"]), d["before"] or "", d["after"] or "")
        for d in given["differences"]
    ]
    assert_findings_listed(tmp_path / "差分.xlsx", given["findings"])


def test_what_was_set_aside_says_why(tmp_path: Path, sample_path: Path) -> None:
    """Reason, person and day stand in the column of the state; what the auditor is to fill stays empty."""
    config = tmp_path / "pia-audit.toml"
    config.write_text('[[suppress]]\ncode = "PIA302"\nreason = "=1+1"\nby = "監査係"\nuntil = 2999-03-31\n', "utf-8")
    run("audit", sample_path, "--config", config, "-o", tmp_path / "x.xlsx")
    row = next(r for r in rows(tmp_path / "x.xlsx", "指摘一覧") if r["規則"] == "PIA302")
    assert row["状態"] == "確認済み: =1+1（監査係、2999-03-31まで）"
    assert not any(row[head] for head in TO_FILL[:-1])


@pytest.mark.parametrize("text", TEXTS)
def test_a_nasty_report_is_text(text: str, tmp_path: Path) -> None:
    """No formula, link or markup comes of a hostile text, and all of it can be read."""
    result, report = reconciled(text)
    path = tmp_path / "x.xlsx"
    book.write(result, report, path)
    with zipfile.ZipFile(path) as packed:
        for name in packed.namelist():
            if name.startswith("xl/worksheets/"):
                part = packed.read(name)
                assert b"<f>" not in part
                assert b"<hyperlink" not in part
    cells_by_sheet, texts = cells(path), wholes(path)
    seen = {c for lines in cells_by_sheet.values() for line in lines for c in line} | set(texts.values())
    assert any(plain(text) in c for c in seen)
    python_calamine.CalamineWorkbook.from_path(str(path))


def test_libreoffice_opens_all_nasty_texts(
    program: Callable[[str], str], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One report with all of them, opened and saved by LibreOffice, still says what it said."""
    text = "\n".join(t for t in TEXTS if len(t) < 500)
    result, report = reconciled(text)
    book.write(result, report, tmp_path / "x.xlsx")
    again = converted(tmp_path / "x.xlsx", program, tmp_path_factory, "xlsx")
    assert cells(again)["指摘一覧"] == cells(tmp_path / "x.xlsx")["指摘一覧"]


def test_a_text_no_cell_can_hold_is_whole_in_parts(tmp_path: Path) -> None:
    """Of 42,000 characters the list shows some and says so; the parts on the other sheet are all of it."""
    text = "あい\n" * 14_000
    result, report = reconciled(text)
    book.write(result, report, tmp_path / "x.xlsx")
    row = next(r for r in rows(tmp_path / "x.xlsx", "指摘一覧") if r["規則"] == "PIA201")
    number = re.search(r"…（全42,000字のうち\d+字。全文は「全文」シートの(\d+)番）$", row["記載2"])
    assert number
    assert wholes(tmp_path / "x.xlsx")[number[1]] == text
    assert all(len(c) < 32_767 for lines in cells(tmp_path / "x.xlsx").values() for line in lines for c in line)


def test_a_list_too_long_for_a_spreadsheet_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows a list does not take are counted on the first sheet, and none is left out in silence."""
    monkeypatch.setattr(sheets, "MOST", 3)
    result, report = reconciled("本文")
    book.write(result, report, tmp_path / "x.xlsx")
    every = report.reports[0].rows
    assert len(rows(tmp_path / "x.xlsx", "変更履歴")) == 3 < every
    overview = " ".join(c for line in cells(tmp_path / "x.xlsx")["概要"] for c in line)
    assert f"「変更履歴」は {every}行のうち 3行" in overview
