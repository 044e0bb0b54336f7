"""指摘一覧: a row per finding, and the columns an auditor fills."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pia_audit.reports import findings_list
from pia_audit.reports.causes import by_cause
from pia_audit.reports.item_names import short_name
from pia_audit.reports.matters import matters
from pia_audit.reports.redline import redline
from pia_audit.reports.report import AuditReport, Finding
from pia_audit.reports.sources import shortened
from pia_audit.reports.xlsx.sheets import LEVELS, Book

_WIDTHS = {
     "number": 3.5, "matter": 3, "severity": 6, "rule": 8, "title": 18, "report": 14, "edition": 11, "item": 16,
    "name": 13, "row": 3, "changed": 10.5, "message": 53, "expected_role": 12, "expected": 23, "actual_role":
    12, "actual": 23, "place": 11.5, "confidence": 5, "state": 16, "decided": 22, "cause": 18, "department": 8,
    "asked": 7, "answer": 10, "verdict": 6, "reason": 11, "by": 6, "on": 7, "until": 7.5, "fingerprint": 18,
}  # fmt: skip
"""Those that a single report shows come out on A4 in letters of 7 points; with more the sheet is A3."""
_ASIDE = frozenset(
    {"rule", "title", "item", "changed", "place", "confidence", "expected_role", "actual_role", "cause", "fingerprint"}
)
"""There for machines and out of the way: what they say stands in other cells as well, or nobody reads it."""
_ROOMY = 400
_SHORT = 110
"""Characters of a text whose difference is shown; all of it stands on the sheet of whole texts."""
_COLUMNS = (
    "number",
    "matter",
    *findings_list.COLUMNS[1:3],
    "name",
    *findings_list.COLUMNS[3:],
    *findings_list.INQUIRY[1:],
    *findings_list.DECISIONS,
)
_PLAIN = (
    "rule", "title", "report", "edition", "item", "changed", "expected_role", "actual_role", "place", "confidence",
    "state", "cause",
)  # fmt: skip
_TO_FILL = {"bg_color": "#FBFAF5", "locked": False}
_DATE, _DAYS = "yyyy/m/d", ("asked", "on", "until")


def write(book: Book, report: AuditReport, departments: Mapping[str, str]) -> None:
    """Write the sheet; ``departments`` names the section of each report, as far as it is known."""
    rows = book.limited("findings", report.findings)
    widths = [_WIDTHS[c] for c in _COLUMNS]
    sheet = book.listing("findings", findings_list.heads(book.words, _COLUMNS), widths, len(rows), fixed=4)
    numbers = {id(finding): number for number, finding in enumerate(rows, 1)}
    sheet.outline_settings(symbols_below=False)
    files = shortened(e.source for e in report.editions)
    report_matters = enumerate(matters(report.findings, report.lang), 1)
    matter_numbers = {f.fingerprint: n for n, matter in report_matters for f in matter.findings}
    for group in by_cause(rows):
        first = numbers[id(group[0])]
        for finding in group:
            number = numbers[id(finding)]
            if number > first:
                book.under(sheet, number)
            about = _cause(book, group, first, is_first=number == first)
            _row(book, sheet, number, finding, about, files=files)
            book.number(sheet, number, _at("matter"), matter_numbers.get(finding.fingerprint))
            _text(book, sheet, number, "name", short_name(finding.item_label or ""))
            _text(book, sheet, number, "department", departments.get(finding.report_id, ""), **_TO_FILL)
    if not rows:
        sheet.write_string(1, 0, book.say("summary.no_findings"), book.format(text_wrap=False))
    _remarks_aside(book, sheet, rows)
    columns = _hide(sheet, report)
    book.paper(sheet, [_WIDTHS[c] for c in columns])
    sheet.repeat_rows(0)
    _choices(book, sheet, max(1, len(rows)))
    sheet.print_area(0, 0, max(1, len(rows)), _at("until"))


def _remarks_aside(book: Book, sheet: Any, rows: Sequence[Finding]) -> None:
    """The list begins with what needs a look: remarks are filtered out, and the printed title says so."""
    remarks = [number for number, f in enumerate(rows, 1) if f.severity == "info"]
    if not remarks or len(remarks) == len(rows):
        return
    sheet.filter_column_list(_at("severity"), [book.words.term("severity", s) for s in ("error", "warning")])
    for number in remarks:
        book.hide(sheet, number)
    book.title(sheet, book.say("title.findings") + book.say("findings.filtered", count=len(remarks)))


def _at(column: str) -> int:
    return _COLUMNS.index(column)


def _cause(book: Book, group: list[Finding], first: int, *, is_first: bool) -> str:
    """What the findings of a group have in common, said with the first of them; the others name its number."""
    if len(group) == 1:
        return ""
    return book.say("findings.cause", cause=group[0].cause) if is_first else book.say("findings.same", number=first)


def _row(book: Book, sheet: Any, number: int, f: Finding, about: str, *, files: Mapping[str, str]) -> None:
    """A finding's row and what it says ``about`` its cause; ``files``: the names of all there are, in short; an
    only one is named by no place. Folders stand on 照合."""
    cells = findings_list.cells(number, f, book.words)
    alone = len(files) == 1
    names = (("" if alone else files.get(e.source, e.source), book.words.place(e.locator)) for e in f.evidence)
    cells["place"] = "\n".join(dict.fromkeys(" ".join(n).strip() for n in names))
    book.number(sheet, number, _at("number"), number)
    book.number(sheet, number, _at("row"), f.row)
    sheet.write_string(number, _at("severity"), cells["severity"], book.cell(align="center", **LEVELS[f.severity]))
    for column in _PLAIN:
        _text(book, sheet, number, column, cells[column])
    late = f.decision is not None and f.decision.overdue
    _text(book, sheet, number, "decided", cells["decided"], **({"bold": True, "bg_color": "#F3C969"} if late else {}))
    where = _where(book, number, "message")
    message = f"{cells['message']}\n{about}".rstrip()
    book.titled(sheet, number, _at("message"), f.title, message, _WIDTHS["message"], where)
    _texts(book, sheet, number, f)
    for column in ("asked", "answer", *findings_list.DECISIONS[:-1]):
        days = {"num_format": _DATE, "align": "center"} if column in _DAYS else {}
        sheet.write_blank(number, _at(column), None, book.cell(**days, **_TO_FILL))
    _text(book, sheet, number, "fingerprint", f.fingerprint, font_color="#5C5C5C")


def _text(book: Book, sheet: Any, row: int, column: str, text: str, **look: Any) -> None:
    width = _ROOMY if column in _ASIDE else _WIDTHS[column]
    book.text(sheet, row, _at(column), text, width, _where(book, row, column), **look)


def _where(book: Book, number: int, column: str) -> str:
    return book.say("texts.of_finding", number=number, column=findings_list.head(column, book.words))


def _texts(book: Book, sheet: Any, row: int, f: Finding) -> None:
    """Both texts with their difference marked; of a long one the surroundings of the difference."""
    texts = (("expected", f.expected or ""), ("actual", f.actual or ""))
    roles = (f.expected_role, f.actual_role)
    whole = all(len(t) <= _SHORT for _, t in texts)
    sides = redline(f.expected, f.actual, None if whole else _SHORT, change=f.change)
    for (column, text), side, role in zip(texts, sides, roles, strict=True):
        location = _where(book, row, column)
        book.side(sheet, row, _at(column), text, side, _WIDTHS[column], location, headed=role if text else "")


def _hide(sheet: Any, report: AuditReport) -> list[str]:
    """Columns that would say the same in every row are there for machines and out of the way; gives those in print."""
    same = {
        **dict.fromkeys(_ASIDE - {"fingerprint"}, True),
        "report": len(report.reports) <= 1,
        "edition": len({f.edition for f in report.findings}) <= 1,
        "state": not any(f.baseline or f.suppression for f in report.findings),
        "decided": not any(f.decision for f in report.findings),
    }
    for column, hidden in same.items():
        if hidden:
            sheet.set_column(_at(column), _at(column), _WIDTHS[column], None, {"hidden": True})
    return [c for c in _COLUMNS[: _at("until") + 1] if not same.get(c)]


def _choices(book: Book, sheet: Any, last: int) -> None:
    say = book.say
    sheet.data_validation(
        1, _at("verdict"), last, _at("verdict"),
        {"validate": "list", "source": findings_list.choices(book.words), "ignore_blank": True,
         "input_title": say("input.verdict_title"), "input_message": say("input.verdict_text"),
         "error_title": say("input.verdict_title"), "error_message": say("input.verdict_error")},
    )  # fmt: skip
    for column in _DAYS:
        sheet.data_validation(
            1, _at(column), last, _at(column),
            {"validate": "date", "criteria": ">=", "value": date(2000, 1, 1), "ignore_blank": True,
             "input_title": say("input.date_title"), "input_message": say("input.date_text"),
             "error_title": say("input.date_title"), "error_message": say("input.date_error")},
        )  # fmt: skip
