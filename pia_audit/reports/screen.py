"""What the terminal shows: a line per report, a table of the findings, and each finding in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pia_audit.compare.hunks import excerpt
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports import account, decision_phrases
from pia_audit.reports.causes import by_cause, shown_with_texts
from pia_audit.reports.grid import grid, wrapped
from pia_audit.reports.redline import marks
from pia_audit.reports.report import AuditReport, Finding, ReportHead
from pia_audit.reports.unread import headed, line

_WIDTH = 160
_ITEM = 44
_PLAIN, _PLACES = 30, 3
"""Texts up to so many characters show their difference by themselves; of longer ones so many places are told."""


def audit(report: AuditReport, width: int | None = None) -> str:
    """The whole audit as text; ``width``: columns of the screen, ``None`` for any number."""
    wording = Wording(report.lang)
    parts = [wrapped(_head(head, wording), width) for head in report.reports]
    several = len(report.reports) > 1
    standing = [f for f in report.findings if f.suppressed is None]
    if standing:
        parts.append(wording.ui("counts", **report.summary))
        if report.known is not None:
            parts.append(wording.say("book", "known.line", **report.known))
        parts.append(_overview(standing, wording, width, several=several))
        newest = {r.report_id: r.published_on for r in report.reports}
        parts += [wrapped(part, width) for part in _details(standing, newest, wording)]
    elif report.reports:
        parts.append(wording.ui("no_findings"))
    if len(standing) < len(report.findings):
        parts.append(wording.ui("suppressed_count", count=len(report.findings) - len(standing)))
    if report.gone:
        parts.append(wrapped(_absent_findings(report, wording), width))
    parts += [wrapped(part, width) for part in (decisions(report, wording), unchecked(report, wording)) if part]
    if report.unread:
        parts.append(wrapped(unread(report.unread, wording), width))
    if files := account.line(report.files, wording):
        parts.append(wrapped(files, width))
    return "\n\n".join(parts) + "\n"


def _head(head: ReportHead, wording: Wording) -> str:
    report_line = wording.ui(
        "report_line",
        **{n: getattr(head, n) or wording.ui("unknown") for n in
           ("agency", "report_no", "title", "form", "form_version", "published_on")},
    )  # fmt: skip
    if not head.rows or not head.editions:
        return f"{report_line}\n{wording.ui('no_rows_line')}"
    rows = wording.ui(
        "rows_line", rows=head.rows, days=len(head.editions), first=head.editions[0], last=head.editions[-1]
    )
    return f"{report_line}\n{rows}"


def _absent_findings(report: AuditReport, wording: Wording) -> str:
    lines = [f"  {g.rule} {g.title}: {g.report_id} {g.item_label or ''}".rstrip() for g in report.gone]
    return "\n".join([wording.say("book", "known.gone", count=len(lines)), *lines])


def decisions(report: AuditReport, wording: Wording) -> str:
    """What became of earlier decisions; nothing without any."""
    return decision_phrases.overview(report.decisions, wording)


def unchecked(report: AuditReport, wording: Wording) -> str:
    """What was not looked at, one line each."""
    if not report.unchecked:
        return ""
    return "\n".join([wording.say("model", "unchecked.title"), *(f"  {u.text}" for u in report.unchecked)])


def _overview(findings: list[Finding], wording: Wording, width: int | None, *, several: bool) -> str:
    headers = [wording.ui(k) for k in ("severity_head", "rule", "row", "item", "title_head")]
    groups = by_cause(findings)
    tellers = (_level, _code, _numbers, _item, _title)
    rows = [[tell(group, wording) for tell in tellers] for group in groups]
    if several:
        headers.insert(2, wording.say("book", "column.report"))
        rows = [[*row[:2], group[0].report_id, *row[2:]] for group, row in zip(groups, rows, strict=True)]
    if any(f.baseline for f in findings):
        headers.append(wording.say("book", "column.state"))
        rows = [[*row, _states(group, wording)] for group, row in zip(groups, rows, strict=True)]
    return grid(rows, headers, width)


def _level(group: Sequence[Finding], wording: Wording) -> str:
    return wording.term("severity", group[0].severity)


def _code(group: Sequence[Finding], _: Wording) -> str:
    return group[0].rule


_ROWS = 4
"""Numbers of rows that the overview tells of findings with one cause."""


def _numbers(group: Sequence[Finding], wording: Wording) -> str:
    rows = list(dict.fromkeys(str(f.row) for f in group if f.row is not None))
    return _between(wording).join(rows[:_ROWS]) + ("…" if len(rows) > _ROWS else "")


def _between(wording: Wording) -> str:
    return "・" if wording.lang == "ja" else ", "


def _item(group: Sequence[Finding], wording: Wording) -> str:
    labels = list(dict.fromkeys(f.item_label for f in group if f.item_label))
    if len(labels) > 1:
        return wording.say("model", "cause.items", first=short(labels[0], _ITEM), count=len(labels) - 1)
    if labels:
        return short(labels[0], _ITEM)
    return "" if any(f.row is not None for f in group) else wording.ui("whole_report")


def _title(group: Sequence[Finding], wording: Wording) -> str:
    count = wording.say("model", "cause.under", count=len(group)) if len(group) > 1 else ""
    return f"{group[0].title}{count}"


def _states(group: Sequence[Finding], wording: Wording) -> str:
    states = dict.fromkeys(f.baseline for f in group if f.baseline)
    return _between(wording).join(wording.say("book", f"state.{s}") for s in states)


def short(label: str | None, width: int) -> str:
    """A label on one line, a long one by its end, which is what tells items apart."""
    line = " ".join((label or "").split())
    return line if len(line) <= width else "…" + line[-width:]


def _details(findings: list[Finding], newest: dict[str, str | None], wording: Wording) -> list[str]:
    """Every finding in full, those of one rule together: what the rule rests on is said once."""
    parts = []
    for severity, rule in dict.fromkeys((f.severity, f.rule) for f in findings):
        rule_findings = [f for f in findings if (f.severity, f.rule) == (severity, rule)]
        level = wording.term("severity", rule_findings[0].severity)
        head = wording.ui(
            "rule_head", severity=level, rule=rule, title=rule_findings[0].title, count=len(rule_findings)
        )
        lines = [
            head,
            f"  {wording.ui('basis')}: {rule_findings[0].basis}",
            f"  {wording.ui('todo')}: {rule_findings[0].todo}",
        ]
        parts.append("\n".join([*lines, *_numbered(rule_findings, newest, wording)]))
    return parts


def _numbered(findings: Sequence[Finding], newest: dict[str, str | None], wording: Wording) -> Iterator[str]:
    """The findings of a rule; those with one cause together, the ones whose texts differ in a way of their own in full
    and the others by place."""
    number = 1
    for group in by_cause(findings):
        if len(group) > 1:
            yield f"\n  ◇ {group[0].cause}"
        numbered = list(zip(range(number, number + len(group)), group, shown_with_texts(group), strict=True))
        yield from (_full(n, f, newest, wording) for n, f, in_full in numbered if in_full)
        others = [(n, f) for n, f, in_full in numbered if not in_full]
        if others:
            yield f"      {wording.say('model', 'cause.more')}:"
        place_counts = Counter(_where(f, newest, wording) for f in group)
        for n, f in others:
            places = wording.listed(dict.fromkeys(_location("", e.locator, wording) for e in f.evidence))
            certainty = wording.ui("sure", confidence=wording.term("confidence", f.confidence))
            where = _where(f, newest, wording)
            # What stands on no item, or beside another on the same one, is told apart by what it says.
            says = "" if f.item_label and place_counts[where] == 1 else f" {f.message}"
            yield f"  ({n}) {where}{says}  {certainty} {places}".rstrip()
            yield from _decision(f, wording)
        number += len(group)


def _where(f: Finding, newest: dict[str, str | None], wording: Wording) -> str:
    item = f.item_label or ""
    if f.edition and f.edition != newest.get(f.report_id):
        item = wording.ui("of_edition", edition=f.edition, item=item)
    if f.row is not None:
        on = f.on or wording.ui("unknown")
        item = wording.ui("at_row", row=f.row, changed_on=on, timing=f.timing or "", item=item).rstrip()
    return item.strip() or wording.ui("whole_report")


def _decision(f: Finding, wording: Wording) -> list[str]:
    if f.decision is None:
        return []
    late = wording.say("model", "decided.overdue") if f.decision.overdue else ""
    return [f"      {wording.say('model', 'decided.on_finding', says=f.decision.says)} {late}".rstrip()]


def _full(number: int, f: Finding, newest: dict[str, str | None], wording: Wording) -> str:
    certainty = wording.ui("sure", confidence=wording.term("confidence", f.confidence))
    lines = [f"\n  ({number}) {_where(f, newest, wording)}  {certainty}"]
    lines.append("      " + wording.ui("please_check", message=f.message))
    lines += _decision(f, wording)
    lines += [] if f.quoted else _texts(f, wording)
    for e in f.evidence:
        location = _location(e.source, e.locator, wording)
        location_text = wording.ui("place_of", place=location, text=e.role) if e.role else location
        lines.append(f"      {wording.ui('place')}: {location_text}")
    return "\n".join(lines)


def _texts(f: Finding, wording: Wording) -> list[str]:
    out = []
    first = next(iter(marks(f.expected, f.actual)), None) if f.expected and f.actual else None
    spans = ((first.old_start, first.old_end), (first.new_start, first.new_end)) if first else ((0, 0), (0, 0))
    for name, text, span in ((f.expected_role, f.expected, spans[0]), (f.actual_role, f.actual, spans[1])):
        if text:
            out.append(f"      {name}: {clip(text, wording, *span)}")
    long = max(len(f.expected or ""), len(f.actual or "")) > _PLAIN
    if long and first and f.expected and f.actual:
        out.append(
            f"      {wording.say('book', 'table.difference')}: {marked(f.expected, f.actual, wording, change=f.change)}"
        )
    return out


def marked(old: str, new: str, wording: Wording, *, change: bool = True) -> str:
    """What differs between two texts, the first few places: ``[-removed-]{+added+}``, or of two that are not before and
    after ``「one」/「other」``."""
    differences = marks(old, new)
    show = redlined if change else _alternatives
    excerpts = " / ".join(
        show(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in differences[:_PLACES]
    )
    return excerpts + (wording.ui("more", count=len(differences) - _PLACES) if len(differences) > _PLACES else "")


def _alternatives(old: str, new: str) -> str:
    return "⇔".join(f"「{_line(text, _ALTERNATIVE)}」" if text else "―" for text in (old, new))


_ALTERNATIVE = 24


def _line(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def redlined(old: str, new: str, width: int = 24) -> str:
    """One difference as ``[-removed-]{+added+}``, each side on one line of at most ``width`` characters."""
    old_text, new_text = (_line(text, width) for text in (old, new))
    return (f"[-{old_text}-]" if old_text else "") + (f"{{+{new_text}+}}" if new_text else "")


def clip(text: str, wording: Wording, start: int = 0, end: int = 0, width: int = _WIDTH) -> str:
    """The raw text on one line; of a long one the part round the difference, and of how much it is."""
    excerpt_start, excerpt_end = excerpt(text, start, end, width)
    excerpt_text = " ".join(text[excerpt_start:excerpt_end].split())
    if (excerpt_start, excerpt_end) == (0, len(text)):
        return excerpt_text
    return ("…" if excerpt_start else "") + excerpt_text + wording.ui("of_text", length=f"{len(text):,}")


def _location(source: str, locator: str, wording: Wording) -> str:
    where = wording.place(locator)
    return f"{source} {where}".strip()


def unread(lost: Iterable[Unread], wording: Wording) -> str:
    """What could not be read or checked and what else is to be told, one line each."""
    parts = headed(tuple(lost), wording)
    return "\n\n".join("\n".join([head, *(f"  {line(u, wording)}" for u in entries)]) for head, entries in parts)
