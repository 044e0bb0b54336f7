"""Conditional formats that strike or hide: as the sheet shows it where that can be worked out, else told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import seen
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, Rule
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from pia_audit.documents.xlsx.formulas import UNKNOWN, compared, truth_of, value_of

STRIKE, WHITE = Font(strike=True), Font(color="FFFFFFFF")
SECOND = seen.TOP + 1
AREA = f"A{seen.TOP}:F{seen.TOP + 2}"
TEXT = f"C{seen.TOP}:D{seen.TOP + 2}"
NOTHING = NumberFormat(numFmtId=164, formatCode=";;;")
Change = Callable[[Worksheet], Any]


def _rule(kind: str, formula: str = "", **given: Any) -> Rule:
    look = DifferentialStyle(
        font=given.pop("font", STRIKE), numFmt=given.pop("numFmt", None), fill=given.pop("fill", None)
    )
    return Rule(type=kind, dxf=look, formula=[formula] if formula else [], **given)


def _read(
    path: Path, *rules: tuple[str, Rule], change: Change = lambda _: None
) -> tuple[list[str], list[tuple[str, Any]]]:
    """The texts of 変更後, empty where nothing is seen, and what is told."""

    def dressed(sheet: Worksheet) -> None:
        change(sheet)
        for area, rule in rules:
            sheet.conditional_formatting.add(area, rule)

    edition = seen.edition(seen.workbook(path, dressed))
    return [r.after or "" for r in edition.changes], [(code, count) for code, _, count in seen.notices(edition)]


FIRST, MIDDLE, LAST = (row[3] for row in seen.ROWS)
WHOLE = [FIRST, MIDDLE, LAST]
MET = {
    "a text": (TEXT, CellIsRule(operator="equal", formula=[f'"{MIDDLE}"'], font=STRIKE), "struck"),
    "its row": (AREA, FormulaRule(formula=[f'$F{seen.TOP}="軽微な変更"'], font=STRIKE), "struck"),
    "and": (AREA, FormulaRule(formula=[f'AND($E{seen.TOP}="事後",NOT(ISBLANK($F{seen.TOP})))'], font=STRIKE), "struck"),
    "search": (TEXT, FormulaRule(formula=[f'ISNUMBER(SEARCH("手当課",C{seen.TOP}))'], font=STRIKE), "struck"),
    "contains": (TEXT, _rule("containsText", operator="containsText", text="手当課"), "struck"),
    "begins": (TEXT, _rule("beginsWith", operator="beginsWith", text="福祉部手"), "struck"),
    "white": (TEXT, _rule("endsWith", operator="endsWith", text="手当課", font=WHITE), "unseen"),
    "no format": (
        TEXT, _rule("endsWith", text="手当課", font=None, numFmt=NOTHING), "unseen",
    ),
    "on its ground": (
        TEXT,
        _rule("endsWith", text="手当課", font=Font(color="FF203864"), fill=PatternFill(bgColor=Color("FF203864"))),
        "unseen",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("area", "rule", "how"), MET.values(), ids=MET)
@pytest.mark.kind("condition", xlsx="told")
def test_what_a_conditional_format_strikes_or_hides(area: str, rule: Rule, how: str, tmp_path: Path) -> None:
    """The second row's text is struck or hidden, the others are not."""
    after, notes = _read(tmp_path / "a.xlsx", (area, rule))
    assert after == ([FIRST, "", LAST] if area == TEXT else [FIRST, LAST])
    assert [code for code, _ in notes] == [f"seen-{how}"]


def test_every_cell_and_those_that_are_there_twice(tmp_path: Path) -> None:
    """A rule that always holds, and one for values that are there more than once."""
    after, _ = _read(tmp_path / "a.xlsx", (f"D{SECOND}", FormulaRule(formula=["TRUE"], font=STRIKE)))
    assert after == [FIRST, "", LAST]

    def twice(sheet: Worksheet) -> None:
        sheet[f"D{seen.TOP + 2}"] = FIRST

    after, notes = _read(tmp_path / "b.xlsx", (TEXT, _rule("duplicateValues")), change=twice)
    assert (after, notes) == (["", MIDDLE, ""], [("seen-struck", 2)])


@pytest.mark.kind("condition", xlsx="read told")
def test_a_condition_that_cannot_be_worked_out_is_told(tmp_path: Path) -> None:
    """Words of other sheets, functions not known, means of a range: the texts are read, one sentence says the rest."""
    for number, rule in enumerate((
        FormulaRule(formula=["VLOOKUP(C16,リスト!A:B,2,FALSE)=1"], font=STRIKE),
        FormulaRule(formula=["COUNTIF($C:$C,C16)>1"], font=WHITE),
        _rule("aboveAverage"),
    )):  # fmt: skip
        assert _read(tmp_path / f"{number}.xlsx", (f"D{seen.TOP}:D{SECOND}", rule)) == (
            WHOLE,
            [("seen-conditional", 2)],
        )


def test_formats_that_neither_strike_nor_hide_are_no_matter(tmp_path: Path) -> None:
    """A ground, red words, a condition that is not met, a format that a stronger one keeps from its cells; bars."""
    ground = FormulaRule(formula=["TRUE"], fill=PatternFill(bgColor=Color("FFFFFF00")))
    red = FormulaRule(formula=["COUNTIF($C:$C,C16)>1"], font=Font(color="FFFF0000"))
    unmet = FormulaRule(formula=["FALSE"], font=STRIKE)
    bars = DataBarRule(start_type="min", end_type="max", color="FF638EC6")
    assert _read(tmp_path / "a.xlsx", (AREA, ground), (AREA, red), (AREA, unmet), (AREA, bars)) == (WHOLE, [])
    first = FormulaRule(formula=["TRUE"], font=Font(color="FF0000FF", strike=False))
    assert _read(tmp_path / "b.xlsx", (AREA, first), (AREA, FormulaRule(formula=["TRUE"], font=WHITE))) == (WHOLE, [])
    stop = FormulaRule(formula=["1"], stopIfTrue=True, fill=PatternFill(bgColor=Color("FFFFFF00")))
    assert _read(tmp_path / "c.xlsx", (AREA, stop), (AREA, FormulaRule(formula=["TRUE"], font=STRIKE))) == (WHOLE, [])


@pytest.mark.parametrize(
    ("formula", "shift", "value"),
    [
        ('$B2="済"', (0, 3), True), ("$B2=A1", (1, 0), False), ("A1>3", (0, 0), True), ('"a"="A"', (0, 0), True),
        ("OR(VLOOKUP(1),TRUE)", (0, 0), True), ("AND(VLOOKUP(1),TRUE)", (0, 0), UNKNOWN), ("LEN(A1)=1", (0, 0), True),
        ("NOT(ISERROR(FIND(\"a\",A2)))", (0, 0), False), ("A1+1=5", (0, 0), UNKNOWN), ("(A1=5)=TRUE", (0, 0), True),
        ("A9=0", (0, 0), True), ('A9=""', (0, 0), True), ("Sheet2!A1=5", (0, 0), UNKNOWN), ("A1:A3=5", (0, 0), UNKNOWN),
        ("((((", (0, 0), UNKNOWN), ("", (0, 0), UNKNOWN), ("NOT(" * 60 + "1" + ")" * 60, (0, 0), UNKNOWN),
        ("SEARCH(\"z\",A2)>0", (0, 0), UNKNOWN),
    ],
)  # fmt: skip
def test_conditions_that_offices_write(formula: str, shift: tuple[int, int], value: Any) -> None:
    """As a spreadsheet works them out; what is not understood is not known."""
    cells: list[list[Any]] = [[5.0, ""], ["A", "済"], [date(2020, 1, 1), True]]
    assert truth_of(formula, lambda: cells, shift) is value


def test_comparisons_with_numbers_days_and_texts() -> None:
    """Numbers stand before texts; a day is its number; bounds in either order."""
    assert value_of("-1.5", list, (0, 0)) == -1.5
    assert compared("between", 3.0, [5.0, 1.0])
    assert not compared("notBetween", 3.0, [5.0, 1.0])
    assert compared("greaterThan", "a", [99.0])
    assert compared("equal", date(2020, 1, 1), [43831.0])
    assert compared("between", 3.0, [5.0]) is UNKNOWN
    assert compared("equal", 3.0, [UNKNOWN]) is UNKNOWN
