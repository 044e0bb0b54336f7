"""What is wrong in a filled sheet is told with sheet and cell, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import filling
import openpyxl
import pytest
from commands import run

import pia_audit
from pia_audit.checklists.basis import make
from pia_audit.checklists.intake import take
from pia_audit.checklists.origin import AuditKeys
from pia_audit.checklists.questions import shipped
from pia_audit.messages.wording import catalogue
from pia_audit.model.frames import Corpus

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 5, 1)
ASKED = sum(len(area.questions) for area in shipped())
REPORT = ROOT / "data/meguro-14/2026-03-18.txt"
TAB = "14 生活保護に関する事務 基礎項目評価書"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A checklist of the sample with every row filled in."""
    path = tmp_path_factory.mktemp("made") / "a.xlsx"
    run("checklist", REPORT, "-o", path)
    filling.fill(path)
    return path.read_bytes()


Sheet = Callable[[Callable[[Any], object]], Path]


@pytest.fixture
def sheet(made: bytes, tmp_path: Path) -> Sheet:
    """The filled checklist after a change to its page."""

    def changed(change: Callable[[Any], object]) -> Path:
        path = tmp_path / "a.xlsx"
        path.write_bytes(made)
        book = openpyxl.load_workbook(path)
        change(book.worksheets[0])
        book.save(path)
        return path

    return changed


ROW = filling.HEAD + 2  # question 1-1, filled in as to be corrected


def _set(**cells: Any) -> Callable[[Any], None]:
    return lambda page: filling.put(page, ROW, **cells)


FAULTS: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "unknown verdict": (_set(verdict="よい"), "unknown-verdict", f"F{ROW}"),
    "no verdict": (_set(verdict=None), "no-verdict", f"F{ROW}"),
    "no name": (_set(by="　"), "no-by", f"H{ROW}"),
    "no day": (_set(on=None), "no-on", f"I{ROW}"),
    "no reason": (_set(verdict="要是正", reason=None, until="R8.6.1"), "no-reason", f"G{ROW}"),
    "no due day": (_set(verdict="要是正", until=None), "no-until", f"J{ROW}"),
    "a day that is none": (_set(on="令和8年2月30日"), "bad-date", f"I{ROW}"),
    "a month for a day": (_set(verdict="要是正", until="令和8年6月"), "bad-date", f"J{ROW}"),
    "lost reference": (_set(sign=None), "no-sign", f"K{ROW}"),
    "altered reference": (_set(sign="1-1:xyz"), "bad-sign", f"K{ROW}"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_its_cell(name: str, sheet: Sheet) -> None:
    """The row is not taken, the cell is named, every other decision is."""
    change, code, cell = FAULTS[name]
    filled = take([sheet(change)], TODAY)
    problems = [p for p in filled.problems if p.weight == "row"]
    assert [(p.code, p.place) for p in problems] == [(code, f"{TAB}!{cell}")]
    assert "1-1" not in {d.question for d in filled.decisions}
    assert len(filled.decisions) == len(take([sheet(lambda page: page)], TODAY).decisions) - 1
    assert not filled.complete
    result = run("checklist", "read", sheet(change), "--as-of", "2026-05-01")
    assert result.exit_code == 1
    assert f"{TAB}!{cell}" in result.output


def test_a_copied_row_that_says_otherwise_is_told_and_neither_is_taken(sheet: Sheet) -> None:
    """Two rows on one question that contradict each other: both places are named. The same row twice is one."""

    def copy(page: Any, **cells: Any) -> None:
        last = page.max_row + 1
        for column in range(1, 12):
            page.cell(last, column).value = page.cell(ROW, column).value
        filling.put(page, last, **cells)

    path = sheet(lambda page: copy(page, reason="別の理由"))
    filled = take([path], TODAY)
    problems = [p for p in filled.problems if p.weight == "row"]
    assert [p.code for p in problems] == ["contradiction"]
    assert f"!F{ROW}" in problems[0].params["other"]
    assert "1-1" not in {d.question for d in filled.decisions}
    assert take([sheet(copy)], TODAY).complete


def test_two_years_of_one_report_are_no_contradiction(tmp_path: Path) -> None:
    """Sheets of two editions read at once: both decisions are taken, and the later one holds."""
    from pia_audit.audits.carry_over import latest

    paths = []
    for number, day in ((0, "2024-11-10"), (1, "2025-06-17")):
        path = tmp_path / f"{number}.xlsx"
        run("checklist", ROOT / f"data/tebiki-01/{day}.txt", "-o", path)
        filling.fill(path, on=date(2026, 4, 1 + number))
        paths.append(path)
    filled = take(paths, TODAY)
    assert filled.complete
    assert len([d for d in filled.decisions if d.question]) == 2 * ASKED
    assert {d.on for d in latest(filled.decisions) if d.question} == {date(2026, 4, 2)}


def test_a_column_with_the_same_head_is_told(sheet: Sheet) -> None:
    """A second column 期限 leaves open which is meant: the sheet is refused and both cells are named."""
    path = sheet(lambda page: page.cell(filling.HEAD, 12, "期　限"))
    problems = take([path], TODAY).problems
    assert [(p.code, p.place, p.params["other"]) for p in problems] == [("head-twice", f"{TAB}!L8", f"{TAB}!J8")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda page: page.delete_cols(11), "no-sign-column"),
        (lambda page: page.delete_rows(filling.HEAD), "no-head"),
        (lambda page: page.cell(7, 1, page.cell(7, 1).value.replace("14", "15")), "bad-mark"),
        (lambda page: page.cell(6, 20, page.cell(7, 1).value.replace("pia", "pia")), ""),
    ],
)
def test_a_sheet_that_lost_what_it_is_known_by(change: Callable[[Any], Any], code: str, sheet: Sheet) -> None:
    """Without references, heads or an unaltered mark the sheet is refused; the same mark twice is no matter."""
    assert [p.code for p in take([sheet(change)], TODAY).problems] == ([code] if code else [])


def test_a_deleted_question_and_an_open_one_are_told(sheet: Sheet) -> None:
    """A row that is gone is counted, a row left empty is named."""

    def change(page: Any) -> None:
        filling.put(page, ROW, verdict=None, reason=None, by=None, on=None, until=None)
        last = next(r for r in filling.rows(page) if str(page.cell(r, 11).value).startswith("8-4"))
        page.delete_rows(last)

    problems = {p.code: p.params for p in take([sheet(change)], TODAY).problems}
    assert problems["rows-gone"] == {"count": 1, "of": ASKED}
    assert problems["undecided"]["questions"] == ["1-1"]


def test_days_that_are_odd_are_noted_and_taken(sheet: Sheet) -> None:
    """A day of checking yet to come and a due day before it are told, and the decision is taken."""
    filled = take([sheet(_set(verdict="要是正", on="R18.4.1", until="R8.6.1"))], TODAY)
    assert {p.code for p in filled.problems} == {"on-later", "until-before"}
    assert "1-1" in {d.question for d in filled.decisions}


def test_a_sheet_of_another_audit_is_refused_with_the_reason(made: bytes, tmp_path: Path) -> None:
    """Held against another report, or another edition of its own, a sheet is refused; against its own it is taken."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(made)
    audited_report, other = REPORT, ROOT / "data/kawanari-07/2020-08-31.xlsx"
    text = audited_report.read_text(encoding="utf-8")
    later = tmp_path / "later.txt"
    later.write_text(text.replace("川本町", "川下町") + "\n", encoding="utf-8")
    for report, code in ((audited_report, None), (other, "other-report"), (later, "other-edition")):
        audit, answers = make(Corpus.of([pia_audit.read(report)]), today=TODAY, as_of=date.today())
        filled = take([path], TODAY, AuditKeys.of(audit, answers))
        assert [p.code for p in filled.problems] == ([code] if code else [])
        assert bool(filled.decisions) == (code is None)
    result = run("checklist", "read", path, "--audit", other)
    assert result.exit_code == 2
    assert "目黒区長/14 は、照合する検査に含まれていません" in result.output


def test_a_row_pasted_from_another_sheet_is_told(sheet: Sheet, tmp_path: Path) -> None:
    """Held against the audit, the reference of another report's question is recognised as foreign."""
    other = tmp_path / "other.xlsx"
    run("checklist", ROOT / "data/kawanari-07/2020-08-31.xlsx", "-o", other)
    sign = openpyxl.load_workbook(other).worksheets[0].cell(ROW, 11).value
    audit, answers = make(Corpus.of([pia_audit.read(REPORT)]), today=TODAY, as_of=date.today())
    filled = take([sheet(_set(sign=sign))], TODAY, AuditKeys.of(audit, answers))
    assert [(p.code, p.place) for p in filled.problems] == [("other-question", f"{TAB}!K{ROW}")]


def test_what_would_steer_a_terminal_is_shown_as_such(sheet: Sheet) -> None:
    """A verdict that holds an escape sequence reaches the screen without it."""
    path = sheet(_set(verdict="\u202e\x7f]0;x"))
    for form in ("table", "json"):
        text = run("checklist", "read", path, "--format", form).output
        assert not {"\u202e", "\x7f"} & set(text)
        assert "\N{REPLACEMENT CHARACTER}" in text


def test_hidden_sheets_are_told(sheet: Sheet) -> None:
    """A copy of the sheet that was hidden is not read, and that is said."""

    def change(page: Any) -> None:
        copy = page.parent.copy_worksheet(page)
        copy.sheet_state = "hidden"

    filled = take([sheet(change)], TODAY)
    assert [p.code for p in filled.problems] == ["hidden"]
    assert filled.complete


def test_every_problem_has_its_words() -> None:
    """Both languages have a sentence for every code the room uses, and for no other."""
    source = "".join(p.read_text("utf-8") for p in (ROOT / "pia_audit").glob("[acy]*/**/*.py"))
    for lang in ("ja", "en"):
        known = set(catalogue(lang, "checklist")["problem"])
        assert all(f'"{code}"' in source or f"no-{code[3:]}" == code for code in known)
