"""What the terminal shows: a line per report, a table of the findings, and each finding in full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from pia_audit.compare.hunks import excerpt
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports import account, decision_phrases
from pia_audit.reports.causes import by_cause
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
    words = Wording(report.lang)
    parts = [wrapped(_head(head, words), width) for head in report.reports]
    several = len(report.reports) > 1
    standing = [f for f in report.findings if f.suppressed is None]
    if standing:
        parts.append(words.ui("counts", **report.summary))
        if report.known is not None:
            parts.append(words.say("book", "known.line", **report.known))
        parts.append(_overview(standing, words, width, several=several))
        newest = {r.report_id: r.published_on for r in report.reports}
        parts += [wrapped(part, width) for part in _details(standing, newest, words)]
    elif report.reports:
        parts.append(words.ui("no_findings"))
    if len(standing) < len(report.findings):
        parts.append(words.ui("suppressed_count", count=len(report.findings) - len(standing)))
    if report.gone:
        parts.append(wrapped(_gone(report, words), width))
    parts += [wrapped(part, width) for part in (decisions(report, words), unchecked(report, words)) if part]
    if report.unread:
        parts.append(wrapped(unread(report.unread, words), width))
    if files := account.line(report.files, words):
        parts.append(wrapped(files, width))
    return "\n\n".join(parts) + "\n"


def _head(head: ReportHead, words: Wording) -> str:
    said = words.ui(
        "report_line",
        **{n: getattr(head, n) or words.ui("unknown") for n in
           ("agency", "report_no", "title", "form", "form_version", "published_on")},
    )  # fmt: skip
    if not head.rows or not head.editions:
        return f"{said}\n{words.ui('no_rows_line')}"
    rows = words.ui(
        "rows_line", rows=head.rows, days=len(head.editions), first=head.editions[0], last=head.editions[-1]
    )
    return f"{said}\n{rows}"


def _gone(report: AuditReport, words: Wording) -> str:
    lines = [f"  {g.rule} {g.title}: {g.report_id} {g.item_label or ''}".rstrip() for g in report.gone]
    return "\n".join([words.say("book", "known.gone", count=len(lines)), *lines])


def decisions(report: AuditReport, words: Wording) -> str:
    """What became of earlier decisions; nothing without any."""
    return decision_phrases.overview(report.decisions, words)


def unchecked(report: AuditReport, words: Wording) -> str:
    """What was not looked at, one line each."""
    if not report.unchecked:
        return ""
    return "\n".join([words.say("model", "unchecked.title"), *(f"  {u.text}" for u in report.unchecked)])


def _overview(findings: list[Finding], words: Wording, width: int | None, *, several: bool) -> str:
    headers = [words.ui(k) for k in ("severity_head", "rule", "row", "item", "title_head")]
    groups = by_cause(findings)
    told = (_level, _code, _numbers, _item, _title)
    rows = [[tell(own, words) for tell in told] for own in groups]
    if several:
        headers.insert(2, words.say("book", "column.report"))
        rows = [[*row[:2], own[0].report_id, *row[2:]] for own, row in zip(groups, rows, strict=True)]
    if any(f.baseline for f in findings):
        headers.append(words.say("book", "column.state"))
        rows = [[*row, _states(own, words)] for own, row in zip(groups, rows, strict=True)]
    return grid(rows, headers, width)


def _level(own: Sequence[Finding], words: Wording) -> str:
    return words.term("severity", own[0].severity)


def _code(own: Sequence[Finding], _: Wording) -> str:
    return own[0].rule


_ROWS = 4
"""Numbers of rows that the overview tells of findings with one cause."""


def _numbers(own: Sequence[Finding], words: Wording) -> str:
    rows = list(dict.fromkeys(str(f.row) for f in own if f.row is not None))
    return _between(words).join(rows[:_ROWS]) + ("…" if len(rows) > _ROWS else "")


def _between(words: Wording) -> str:
    return "・" if words.lang == "ja" else ", "


def _item(own: Sequence[Finding], words: Wording) -> str:
    labels = list(dict.fromkeys(f.item_label for f in own if f.item_label))
    if len(labels) > 1:
        return words.say("model", "cause.items", first=short(labels[0], _ITEM), count=len(labels) - 1)
    if labels:
        return short(labels[0], _ITEM)
    return "" if any(f.row is not None for f in own) else words.ui("whole_report")


def _title(own: Sequence[Finding], words: Wording) -> str:
    count = words.say("model", "cause.under", count=len(own)) if len(own) > 1 else ""
    return f"{own[0].title}{count}"


def _states(own: Sequence[Finding], words: Wording) -> str:
    states = dict.fromkeys(f.baseline for f in own if f.baseline)
    return _between(words).join(words.say("book", f"state.{s}") for s in states)


def short(label: str | None, width: int) -> str:
    """A label on one line, a long one by its end, which is what tells items apart."""
    line = " ".join((label or "").split())
    return line if len(line) <= width else "…" + line[-width:]


def _details(findings: list[Finding], newest: dict[str, str | None], words: Wording) -> list[str]:
    """Every finding in full, those of one rule together: what the rule rests on is said once."""
    parts = []
    for severity, rule in dict.fromkeys((f.severity, f.rule) for f in findings):
        own = [f for f in findings if (f.severity, f.rule) == (severity, rule)]
        level = words.term("severity", own[0].severity)
        head = words.ui("rule_head", severity=level, rule=rule, title=own[0].title, count=len(own))
        lines = [head, f"  {words.ui('basis')}: {own[0].basis}", f"  {words.ui('todo')}: {own[0].todo}"]
        parts.append("\n".join([*lines, *_numbered(own, newest, words)]))
    return parts


def _numbered(own: Sequence[Finding], newest: dict[str, str | None], words: Wording) -> Iterator[str]:
    """The findings of a rule; those with one cause together, the first of them in full and the others by place."""
    number = 1
    for group in by_cause(own):
        if len(group) > 1:
            yield f"\n  ◇ {group[0].cause}"
        yield _full(number, group[0], newest, words)
        if len(group) > 1:
            yield f"      {words.say('model', 'cause.more')}:"
        alike = Counter(_where(f, newest, words) for f in group)
        for n, f in enumerate(group[1:], number + 1):
            places = words.listed(dict.fromkeys(_place("", e.locator, words) for e in f.evidence))
            sure = words.ui("sure", confidence=words.term("confidence", f.confidence))
            where = _where(f, newest, words)
            # What stands on no item, or beside another on the same one, is told apart by what it says.
            says = "" if f.item_label and alike[where] == 1 else f" {f.message}"
            yield f"  ({n}) {where}{says}  {sure} {places}".rstrip()
            yield from _decision(f, words)
        number += len(group)


def _where(f: Finding, newest: dict[str, str | None], words: Wording) -> str:
    item = f.item_label or ""
    if f.edition and f.edition != newest.get(f.report_id):
        item = words.ui("of_edition", edition=f.edition, item=item)
    if f.row is not None:
        on = f.on or words.ui("unknown")
        item = words.ui("at_row", row=f.row, changed_on=on, timing=f.timing or "", item=item).rstrip()
    return item.strip() or words.ui("whole_report")


def _decision(f: Finding, words: Wording) -> list[str]:
    if f.decision is None:
        return []
    late = words.say("model", "decided.overdue") if f.decision.overdue else ""
    return [f"      {words.say('model', 'decided.on_finding', says=f.decision.says)} {late}".rstrip()]


def _full(number: int, f: Finding, newest: dict[str, str | None], words: Wording) -> str:
    sure = words.ui("sure", confidence=words.term("confidence", f.confidence))
    lines = [f"\n  ({number}) {_where(f, newest, words)}  {sure}"]
    lines.append("      " + words.ui("please_check", message=f.message))
    lines += _decision(f, words)
    lines += [] if f.quoted else _texts(f, words)
    for e in f.evidence:
        place = _place(e.source, e.locator, words)
        told = words.ui("place_of", place=place, text=e.role) if e.role else place
        lines.append(f"      {words.ui('place')}: {told}")
    return "\n".join(lines)


def _texts(f: Finding, words: Wording) -> list[str]:
    out = []
    first = next(iter(marks(f.expected, f.actual)), None) if f.expected and f.actual else None
    spans = ((first.old_start, first.old_end), (first.new_start, first.new_end)) if first else ((0, 0), (0, 0))
    for name, text, span in ((f.expected_role, f.expected, spans[0]), (f.actual_role, f.actual, spans[1])):
        if text:
            out.append(f"      {name}: {clip(text, words, *span)}")
    long = max(len(f.expected or ""), len(f.actual or "")) > _PLAIN
    if long and first and f.expected and f.actual:
        out.append(
            f"      {words.say('book', 'table.difference')}: {marked(f.expected, f.actual, words, change=f.change)}"
        )
    return out


def marked(old: str, new: str, words: Wording, *, change: bool = True) -> str:
    """What differs between two texts, the first few places: ``[-removed-]{+added+}``, or of two that are not before and
    after ``「one」/「other」``."""
    found = marks(old, new)
    show = redlined if change else _alternatives
    shown = " / ".join(show(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in found[:_PLACES])
    return shown + (words.ui("more", count=len(found) - _PLACES) if len(found) > _PLACES else "")


def _alternatives(old: str, new: str) -> str:
    return "⇔".join(f"「{_line(text, _ALTERNATIVE)}」" if text else "―" for text in (old, new))


_ALTERNATIVE = 24


def _line(text: str, width: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def redlined(old: str, new: str, width: int = 24) -> str:
    """One difference as ``[-removed-]{+added+}``, each side on one line of at most ``width`` characters."""
    left, right = (_line(text, width) for text in (old, new))
    return (f"[-{left}-]" if left else "") + (f"{{+{right}+}}" if right else "")


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
    """What could not be read or checked and what else is to be told, one line each."""
    parts = headed(tuple(lost), words)
    return "\n\n".join("\n".join([head, *(f"  {line(u, words)}" for u in some)]) for head, some in parts)
