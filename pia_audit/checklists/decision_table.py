"""Finds the table of decisions in a sheet by its head words and the signs of its rows, wherever it was moved."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from pia_audit.checklists.filled import Cell, FilledRow, FilledSheet, Problem
from pia_audit.checklists.filled_workbook import RawSheet
from pia_audit.checklists.marks import BadMark, read_mark, read_sign
from pia_audit.japanese.ladder import Rung, fold

DECIDED = ("verdict", "reason", "by", "on", "until")
"""The heads a person fills in."""

_NEEDED = {"verdict", "reason", "by", "on", "until"}


def word(text: str) -> str:
    """A head or verdict as it is looked up: width, spaces, line breaks and case aside."""
    return fold(text, Rung.WIDTH).lower()


@cache
def vocabulary(section: str) -> dict[str, str]:
    """What each known word of ``head`` or ``verdict`` stands for."""
    data = tomllib.loads((resources.files("pia_audit.checklists") / "heads.toml").read_text(encoding="utf-8"))
    return {word(w): key for key, labels in data[section].items() for w in labels}


def read_table(source: str, sheet: RawSheet) -> tuple[FilledSheet | None, list[Problem]]:
    """The sheet's table with its mark, or ``None`` where it has none, and what was refused."""
    try:
        marked = {m: (row, column) for row, column, m in _marks(sheet)}
    except BadMark as error:
        return None, [Problem(source, str(error), "bad-mark", "sheet")]
    if len(marked) > 1:
        return None, [
            Problem(source, sheet.place(*position), "two-marks", "sheet") for position in list(marked.values())[1:]
        ]
    at = next((i for i, (_, texts) in enumerate(sheet.rows) if _is_head(texts)), None)
    if at is None:
        return None, [Problem(source, sheet.name, "no-head", "sheet")] if marked else []
    heads, problem = _columns(source, sheet, at)
    if problem:
        return None, [problem]
    report_id, edition, questions = next(iter(marked), (None, None, 0))
    rows: list[FilledRow] = []
    problems: list[Problem] = []
    for number, texts in sheet.rows[at + 1 :]:
        row = _row(source, sheet, number, texts, heads, problems)
        if row:
            rows.append(row)
    return FilledSheet(source, sheet.name, report_id, edition, questions, tuple(rows)), problems


def _marks(sheet: RawSheet) -> Iterator[tuple[int, int, tuple[str, str, int]]]:
    for row, texts in sheet.rows:
        for column, text in texts.items():
            try:
                mark = read_mark(text)
            except BadMark as error:
                raise BadMark(sheet.place(row, column)) from error
            if mark:
                yield row, column, mark


def _is_head(texts: dict[int, str]) -> bool:
    return {vocabulary("head").get(word(t)) for t in texts.values() if len(t) < 60} >= _NEEDED


def _columns(source: str, sheet: RawSheet, at: int) -> tuple[dict[str, int], Problem | None]:
    """Column by head key. A head that stands there twice leaves open which column is meant."""
    number, texts = sheet.rows[at]
    heads: dict[str, int] = {}
    for column, text in texts.items():
        key = vocabulary("head").get(word(text)) if len(text) < 60 else None
        if key in heads and key in (*DECIDED, "sign"):
            params = {"head": text, "other": sheet.place(number, heads[key])}
            return {}, Problem(source, sheet.place(number, column), "head-twice", "sheet", params)
        if key:
            heads.setdefault(key, column)
    if "sign" not in heads:
        return {}, Problem(source, sheet.place(number, min(texts)), "no-sign-column", "sheet")
    return heads, None


def _row(
    source: str, sheet: RawSheet, number: int, texts: dict[int, str], heads: dict[str, int], problems: list[Problem]
) -> FilledRow | None:
    cells = {key: Cell(texts.get(column, ""), sheet.place(number, column)) for key, column in heads.items()}
    address = cells["sign"].place
    mark_text = cells["sign"].text.strip()
    if _is_head(texts):
        return None  # the head again, as a copy for the next page
    row_mark = read_sign(mark_text) if mark_text else None
    if row_mark is not None:
        return FilledRow(address, cells, **row_mark)
    if mark_text:
        problems.append(Problem(source, address, "bad-sign", "row", {"text": mark_text[:60]}))
    elif vocabulary("verdict").get(word(cells["verdict"].text)):
        problems.append(Problem(source, address, "no-sign", "row"))
    return None
