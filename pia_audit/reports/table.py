"""What the terminal shows: a line per report, a table of the findings, and each finding in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pia_audit.compare.hunks import excerpt, hunks
from pia_audit.model import Unread
from pia_audit.reports.model import AuditReport, Finding, ReportHead
from pia_audit.reports.wording import Wording
from pia_audit.rules.catalogue import SEVERITIES

_WIDTH = 160
_ITEM = 44


def grid(rows: Iterable[Sequence[Any]], headers: Sequence[str]) -> str:
    """A plain table whose columns fit full-width text."""
    from tabulate import tabulate

    text: str = tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True, preserve_whitespace=True)
    return text


def audit(report: AuditReport) -> str:
    """The whole audit as text."""
    words = Wording(report.lang)
    parts = [_head(head, words) for head in report.reports]
    several = len(report.reports) > 1
    standing = [f for f in report.findings if f.suppressed is None]
    if standing:
        parts.append(words.ui("counts", **report.summary))
        parts.append(_overview(standing, words, several=several))
        parts += _details(standing, {r.report_id: r.published_on for r in report.reports}, words)
    elif report.reports:
        parts.append(words.ui("no_findings"))
    if len(standing) < len(report.findings):
        parts.append(words.ui("suppressed_count", count=len(report.findings) - len(standing)))
    if report.unread:
        parts.append(unread(report.unread, words))
    return "\n\n".join(parts) + "\n"


def _head(head: ReportHead, words: Wording) -> str:
    line = words.ui(
        "report_line",
        **{n: getattr(head, n) or words.ui("unknown") for n in
           ("agency", "report_no", "title", "form", "form_version", "published_on")},
    )  # fmt: skip
    if not head.rows or not head.editions:
        return f"{line}\n{words.ui('no_rows_line')}"
    rows = words.ui(
        "rows_line", rows=head.rows, days=len(head.editions), first=head.editions[0], last=head.editions[-1]
    )
    return f"{line}\n{rows}"


def _overview(findings: list[Finding], words: Wording, *, several: bool) -> str:
    headers = [words.ui(k) for k in ("severity_head", "rule", "row", "item", "title_head")]
    rows = [
        [words.term("severity", f.severity), f.rule, f.row or "", short(f.item_label, _ITEM), f.title] for f in findings
    ]
    if several:
        headers.insert(0, "")
        rows = [[f.report_id, *row] for f, row in zip(findings, rows, strict=True)]
    return grid(rows, headers)


def short(label: str | None, width: int) -> str:
    """A long label by its end, which is what tells items apart."""
    if not label or len(label) <= width:
        return label or ""
    return "…" + label[-width:]


def _details(findings: list[Finding], newest: dict[str, str | None], words: Wording) -> list[str]:
    """Every finding in full, those of one rule together: what the rule rests on is said once."""
    rules = {(SEVERITIES.index(f.severity), f.rule) for f in findings}
    parts = []
    for _, rule in sorted(rules):
        own = [f for f in findings if f.rule == rule]
        level = words.term("severity", own[0].severity)
        head = words.ui("rule_head", severity=level, rule=rule, title=own[0].title, count=len(own))
        lines = [head, f"  {words.ui('basis')}: {own[0].basis}", f"  {words.ui('todo')}: {own[0].todo}"]
        parts.append("\n".join([*lines, *(_full(n, f, newest, words) for n, f in enumerate(own, 1))]))
    return parts


def _full(number: int, f: Finding, newest: dict[str, str | None], words: Wording) -> str:
    lines = []
    item = f.item_label or ""
    if f.edition and f.edition != newest.get(f.report_id):
        item = words.ui("of_edition", edition=f.edition, item=item)
    if f.row is not None:
        on = f.changed_on or words.ui("unknown")
        item = words.ui("at_row", row=f.row, changed_on=on, timing=f.timing or "", item=item).rstrip()
    sure = words.ui("sure", confidence=words.term("confidence", f.confidence))
    lines.append(f"\n  ({number}) {item}  {sure}")
    lines.append("      " + words.ui("please_check", message=f.message))
    lines += _texts(f, words)
    lines += [f"      {words.ui('place')}: {_place(e.source, e.locator, words)}" for e in f.evidence]
    return "\n".join(lines)


def _texts(f: Finding, words: Wording) -> list[str]:
    out = []
    first = next(iter(hunks(f.expected, f.actual)), None) if f.expected and f.actual else None
    spans = ((first.old_start, first.old_end), (first.new_start, first.new_end)) if first else ((0, 0), (0, 0))
    for key, text, span in (("expected", f.expected, spans[0]), ("actual", f.actual, spans[1])):
        if text:
            out.append(f"      {words.ui(key)}: {clip(text, words, *span)}")
    return out


def clip(text: str, words: Wording, start: int = 0, end: int = 0, width: int = _WIDTH) -> str:
    """The raw text on one line; of a long one the part round the difference, and of how much it is."""
    left, right = excerpt(text, start, end, width)
    shown = " ".join(text[left:right].split())
    if (left, right) == (0, len(text)):
        return shown
    return ("…" if left else "") + shown + words.ui("of_text", length=f"{len(text):,}")


def _place(source: str, locator: str, words: Wording) -> str:
    where = words.place(locator)
    return f"{source} {where}".strip()


def unread(lost: Iterable[Unread], words: Wording) -> str:
    """What could not be read, one line each."""
    lines = [
        words.ui("unread_line", place=_place(u.source, u.locator, words) or "pia-audit", reason=words.reason(u))
        for u in lost
    ]
    return "\n".join([words.ui("unread_head", count=len(lines)), *("  " + line for line in lines)])
