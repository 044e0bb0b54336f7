"""Takes filled sheets back: every file, every sheet, every row, and each decision once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from pia_audit.audits.decisions import Decision, said
from pia_audit.checklists.decision_rows import empty, judge, notes
from pia_audit.checklists.decision_table import read_table, word, words
from pia_audit.checklists.filled import Filled, FilledSheet, Problem, Taken
from pia_audit.checklists.filled_workbook import open_filled
from pia_audit.checklists.origin import Known, foreign, placed
from pia_audit.files import name_of


def take(paths: Iterable[Path], today: date, known: Known | None = None) -> Filled:
    """Read filled checklists and lists of findings; with ``known`` they have to belong to that audit.

    ``today`` is the day against which days are looked at. Nothing is guessed: what is not clear is told with sheet
    and cell, and its row is not taken.
    """
    sheets: list[FilledSheet] = []
    problems: list[Problem] = []
    rows: list[Taken] = []
    for path in paths:
        found, told = _file(path)
        problems += told
        for sheet in found:
            reason = foreign(sheet, known) if known else None
            if reason:
                problems.append(reason)
                continue
            sheets.append(sheet)
            rows += _rows(sheet, known, today, problems)
    rows = list(_clear(rows, problems))
    problems += _missing(sheets, rows)
    once = {said(t.decision): t.decision for t in rows if t.decision}
    return Filled(tuple(sheets), tuple(rows), tuple(once.values()), tuple(problems))


def _file(path: Path) -> tuple[list[FilledSheet], list[Problem]]:
    raw, problems = open_filled(path)
    found = []
    for sheet in raw:
        table, told = read_table(name_of(path), sheet)
        problems += told
        if table:
            found.append(table)
    if not found and not any(p.weight in ("file", "sheet") for p in problems):
        problems.append(Problem(name_of(path), "", "no-table", "file"))
    return found, problems


def _rows(sheet: FilledSheet, known: Known | None, today: date, problems: list[Problem]) -> Iterator[Taken]:
    for row in sheet.rows:
        place = placed(sheet, row, known)
        if isinstance(place, Problem):
            if not empty(row):
                problems.append(place)
            continue
        report_id, full = place
        if empty(row):
            yield Taken(report_id, full, None)
            continue
        decision, told = judge(sheet, full, report_id)
        problems += told
        if decision:
            problems += notes(sheet, full, decision, today)
        yield Taken(report_id, full, decision)


def _clear(rows: list[Taken], problems: list[Problem]) -> Iterator[Taken]:
    """The rows without the decisions that contradict each other: which one holds is for a person to say."""
    told: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    doubtful: set[tuple[str, str]] = set()
    for taken in rows:
        decision = taken.decision
        if decision is None:
            continue
        other = next((d for d in told[taken.key] if _contradict(d, decision)), None)
        told[taken.key].append(decision)
        if other:
            doubtful.add(taken.key)
            place = taken.row.at("verdict")
            source = decision.source.removesuffix(f" {place}")
            problems.append(Problem(source, place, "contradiction", "row", {"other": other.source}))
    for taken in rows:
        yield replace(taken, decision=None) if taken.key in doubtful else taken


def _contradict(one: Decision, other: Decision) -> bool:
    """Whether two decisions about one thing differ, unless they are about two editions: then the later one holds."""
    apart = one.edition and other.edition and one.edition != other.edition
    return not apart and said(one) != said(other)


def _missing(sheets: list[FilledSheet], rows: list[Taken]) -> Iterator[Problem]:
    """Questions nobody has answered, and rows that are no longer there."""
    answered = {t.key for t in rows if t.decision}
    for sheet in sheets:
        if sheet.report_id is None:
            open_rows = sum(empty(row) for row in sheet.rows)
            if open_rows:
                number: dict[str, object] = {"count": open_rows, "of": len(sheet.rows)}
                yield Problem(sheet.source, sheet.name, "undecided-findings", "note", number)
            continue
        own = {row.question: row for row in sheet.rows if row.question}
        if len(own) < sheet.questions:
            params = {"count": sheet.questions - len(own), "of": sheet.questions}
            yield Problem(sheet.source, sheet.name, "rows-gone", "note", params)
        left = [
            name for name, row in own.items()
            if (sheet.report_id, name) not in answered and empty(row) and not _needless(row.text("tool"))
        ]  # fmt: skip
        if left:
            asked: dict[str, object] = {"count": len(left), "of": len(own), "questions": left}
            yield Problem(sheet.source, sheet.name, "undecided", "note", asked)


def _needless(tool: str) -> bool:
    """Whether the tool found that the question does not concern the report."""
    return words("verdict").get(word(tool)) == "not-applicable"
