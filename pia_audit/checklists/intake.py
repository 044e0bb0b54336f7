"""Takes filled sheets back: every file, every sheet, every row, and each decision once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from pia_audit.audits.decisions import Decision, statement
from pia_audit.checklists.decision_rows import empty, judge, notes
from pia_audit.checklists.decision_table import read_table, vocabulary, word
from pia_audit.checklists.filled import Filled, FilledSheet, Problem, ReportRow
from pia_audit.checklists.filled_workbook import RawSheet, filled_bytes, open_workbook
from pia_audit.checklists.letters.answered import is_letter, open_letter
from pia_audit.checklists.origin import AuditKeys, foreign, placed
from pia_audit.model.files import name_of


def take(
    paths: Iterable[Path],
    today: date,
    audit_keys: AuditKeys | None = None,
    names: Mapping[Path, str] | None = None,
) -> Filled:
    """Read filled checklists, lists of findings and letters. Nothing is guessed.

    Args:
        paths: workbooks and letters (.docx), as filled in.
        today: the day against which days are looked at.
        audit_keys: what an audit knows, where the sheets have to belong to that audit.
        names: what a file is called that lies under another name than people know it by.

    Returns:
        The sheets, their rows, each decision once, and what is not clear, with sheet and cell: its row is not taken.
        Nothing is raised for what a file holds.
    """
    sheets: list[FilledSheet] = []
    problems: list[Problem] = []
    rows: list[ReportRow] = []
    for path in paths:
        file_sheets, file_problems = _file(path, (names or {}).get(path) or name_of(path))
        problems += file_problems
        for sheet in file_sheets:
            reason = foreign(sheet, audit_keys) if audit_keys else None
            if reason:
                problems.append(reason)
                continue
            sheets.append(sheet)
            rows += _rows(sheet, audit_keys, today, problems)
    rows = list(_clear(rows, problems))
    problems += _missing(sheets, rows)
    unique_decisions = {statement(t.decision): t.decision for t in rows if t.decision}
    unique_problems = {repr(p): p for p in problems}  # a line of a letter is about several findings
    return Filled(tuple(sheets), tuple(rows), tuple(unique_decisions.values()), tuple(unique_problems.values()))


def _file(path: Path, name: str) -> tuple[list[FilledSheet], list[Problem]]:
    raw, problems = _opened(path, name)
    tables = []
    for sheet in raw:
        table, table_problems = read_table(name, sheet)
        problems += table_problems
        if table:
            tables.append(table)
    if not tables and not any(p.weight in ("file", "sheet") for p in problems):
        problems.append(Problem(name, "", "no-table", "file"))
    return tables, problems


def _opened(path: Path, name: str) -> tuple[list[RawSheet], list[Problem]]:
    """The tables in a file, which is a workbook or an answered letter by its content."""
    data = filled_bytes(path, name)
    if isinstance(data, Problem):
        return [], [data]
    return open_letter(name, data) if is_letter(data) else open_workbook(name, data)


def _rows(
    sheet: FilledSheet, audit_keys: AuditKeys | None, today: date, problems: list[Problem]
) -> Iterator[ReportRow]:
    for row in sheet.rows:
        placement = placed(sheet, row, audit_keys)
        if isinstance(placement, Problem):
            if not empty(row):
                problems.append(placement)
            continue
        report_id, full = placement
        if empty(row):
            yield ReportRow(report_id, full, None)
            continue
        decision, row_problems = judge(sheet, full, report_id)
        problems += row_problems
        if decision:
            problems += notes(sheet, full, decision, today)
        yield ReportRow(report_id, full, decision)


def _clear(rows: list[ReportRow], problems: list[Problem]) -> Iterator[ReportRow]:
    """The rows without the decisions that contradict each other: which one holds is for a person to say."""
    decisions_by_key: defaultdict[tuple[str, str], list[Decision]] = defaultdict(list)
    doubtful: set[tuple[str, str]] = set()
    for filled_row in rows:
        decision = filled_row.decision
        if decision is None:
            continue
        conflicting = next((d for d in decisions_by_key[filled_row.key] if _contradict(d, decision)), None)
        decisions_by_key[filled_row.key].append(decision)
        if conflicting:
            doubtful.add(filled_row.key)
            address = filled_row.row.at("verdict")
            source = decision.source.removesuffix(f" {address}")
            problems.append(Problem(source, address, "contradiction", "row", {"other": conflicting.source}))
    for filled_row in rows:
        yield replace(filled_row, decision=None) if filled_row.key in doubtful else filled_row


def _contradict(first: Decision, second: Decision) -> bool:
    """Whether two decisions about one thing differ, unless they are about two editions: then the later one holds."""
    is_of_two_editions = first.edition and second.edition and first.edition != second.edition
    return not is_of_two_editions and statement(first) != statement(second)


def _missing(sheets: list[FilledSheet], rows: list[ReportRow]) -> Iterator[Problem]:
    """Questions nobody has answered, and rows that are no longer there."""
    answered = {t.key for t in rows if t.decision}
    for sheet in sheets:
        if sheet.report_id is None:
            open_rows = sum(empty(row) for row in sheet.rows)
            if open_rows:
                number: dict[str, object] = {"count": open_rows, "of": len(sheet.rows)}
                yield Problem(sheet.source, sheet.name, "undecided-findings", "note", number)
            continue
        question_rows = {row.question: row for row in sheet.rows if row.question}
        if len(question_rows) < sheet.questions:
            params = {"count": sheet.questions - len(question_rows), "of": sheet.questions}
            yield Problem(sheet.source, sheet.name, "rows-gone", "note", params)
        open_questions = [
            name for name, row in question_rows.items()
            if (sheet.report_id, name) not in answered and empty(row) and not _needless(row.text("tool"))
        ]  # fmt: skip
        if open_questions:
            problem_params: dict[str, object] = {
                "count": len(open_questions),
                "of": len(question_rows),
                "questions": open_questions,
            }
            yield Problem(sheet.source, sheet.name, "undecided", "note", problem_params)


def _needless(tool: str) -> bool:
    """Whether the tool found that the question does not concern the report."""
    return vocabulary("verdict").get(word(tool)) == "not-applicable"
