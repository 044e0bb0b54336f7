"""What the terminal shows: a line per report, a table of the findings, and each finding in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pia_audit.compare.hunks import excerpt
from pia_audit.model import Unread
from pia_audit.reports.model import AuditReport, Finding, ReportHead
from pia_audit.reports.redline import marks
from pia_audit.reports.wording import Wording
from pia_audit.rules.catalogue import SEVERITIES

_WIDTH = 160
_ITEM = 44
_PLAIN, _PLACES = 30, 3
"""Texts up to so many characters show their difference by themselves; of longer ones so many places are told."""


def grid(rows: Iterable[Sequence[Any]], headers: Sequence[str], width: int | None = None) -> str:
    """A plain table whose columns fit full-width text, in ``width`` columns of the screen (``None``: any number).

    Where there is not room enough the widest columns are folded.
    """
    from tabulate import tabulate

    cells = [["" if c is None else str(c) for c in row] for row in rows]
    if width is not None:
        rooms = _rooms(headers, cells, width)
        cells = [["\n".join(fold(c, r)) for c, r in zip(row, rooms, strict=True)] for row in cells]
        headers = ["\n".join(fold(c, r - _PAD)) for c, r in zip(headers, rooms, strict=True)]
    text: str = tabulate(cells, headers=headers, tablefmt="simple", disable_numparse=True, preserve_whitespace=True)
    return text


_GAP, _PAD, _LEAST = 2, 2, 8
"""Columns between two cells, after a head (the library's own), and the least a folded cell gets."""


def _rooms(headers: Sequence[str], lines: Sequence[Sequence[str]], width: int) -> list[int]:
    """How wide each column may be so that all of them fit: the widest give way first."""
    rooms = [
        max(columns_of(head) + _PAD, *(columns_of(part) for line in lines for part in line[c].split("\n")))
        for c, head in enumerate(headers)
    ]
    left = width - _GAP * (len(rooms) - 1)
    while sum(rooms) > left and max(rooms) > _LEAST:
        widest = rooms.index(max(rooms))
        second = max([r for r in rooms if r < rooms[widest]], default=_LEAST)
        rooms[widest] = max(second, _LEAST, rooms[widest] - (sum(rooms) - left), 1)
        if rooms[widest] == second and rooms.count(second) == len(rooms):
            return [max(_LEAST, left // len(rooms))] * len(rooms)
    return rooms


def columns_of(text: str) -> int:
    """How many columns of a screen a text takes: two for a full-width character."""
    from wcwidth import wcswidth

    found: int = wcswidth(text)
    return found if found >= 0 else len(text)


def fold(text: str, room: int) -> list[str]:
    """A text in lines of at most ``room`` columns, broken at a blank where there is one in the last third."""
    from wcwidth import wcwidth

    out: list[str] = []
    for line in text.split("\n"):
        start, used = 0, 0
        for at, sign in enumerate(line):
            wide = max(0, wcwidth(sign))
            if used + wide > room and at > start:
                blank = line.rfind(" ", start + (at - start) * 2 // 3, at)
                cut = blank + 1 if blank > 0 else at
                out.append(line[start:cut].rstrip(" "))
                start, used = cut, columns_of(line[cut:at])
            used += wide
        out.append(line[start:])
    return out


def _wrapped(text: str, width: int | None) -> str:
    """Lines of a paragraph folded to the screen, each under its own beginning."""
    if width is None:
        return text
    out: list[str] = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip(" ")))
        first, *rest = fold(line.strip(" "), max(_LEAST, width - len(indent))) or [""]
        out += [indent + first, *(indent + more for more in rest)]
    return "\n".join(out)


def audit(report: AuditReport, width: int | None = None) -> str:
    """The whole audit as text; ``width``: columns of the screen, ``None`` for any number."""
    words = Wording(report.lang)
    parts = [_wrapped(_head(head, words), width) for head in report.reports]
    several = len(report.reports) > 1
    standing = [f for f in report.findings if f.suppressed is None]
    if standing:
        parts.append(words.ui("counts", **report.summary))
        if report.known is not None:
            parts.append(words.say("book", "known.line", **report.known))
        parts.append(_overview(standing, words, width, several=several))
        newest = {r.report_id: r.published_on for r in report.reports}
        parts += [_wrapped(part, width) for part in _details(standing, newest, words)]
    elif report.reports:
        parts.append(words.ui("no_findings"))
    if len(standing) < len(report.findings):
        parts.append(words.ui("suppressed_count", count=len(report.findings) - len(standing)))
    if report.gone:
        parts.append(_wrapped(_gone(report, words), width))
    if report.unread:
        parts.append(_wrapped(unread(report.unread, words), width))
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


def _gone(report: AuditReport, words: Wording) -> str:
    lines = [f"  {g.rule} {g.title}: {g.report_id} {g.item_label or ''}".rstrip() for g in report.gone]
    return "\n".join([words.say("book", "known.gone", count=len(lines)), *lines])


def _overview(findings: list[Finding], words: Wording, width: int | None, *, several: bool) -> str:
    headers = [words.ui(k) for k in ("severity_head", "rule", "row", "item", "title_head")]
    rows = [
        [words.term("severity", f.severity), f.rule, f.row or "", short(f.item_label, _ITEM), f.title] for f in findings
    ]
    if several:
        headers.insert(2, words.say("book", "column.report"))
        rows = [[*row[:2], f.report_id, *row[2:]] for f, row in zip(findings, rows, strict=True)]
    if any(f.baseline for f in findings):
        headers.append(words.say("book", "column.state"))
        rows = [[*row, words.say("book", f"state.{f.baseline}")] for f, row in zip(findings, rows, strict=True)]
    return grid(rows, headers, width)


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
    first = next(iter(marks(f.expected, f.actual)), None) if f.expected and f.actual else None
    spans = ((first.old_start, first.old_end), (first.new_start, first.new_end)) if first else ((0, 0), (0, 0))
    for key, text, span in (("expected", f.expected, spans[0]), ("actual", f.actual, spans[1])):
        if text:
            out.append(f"      {words.ui(key)}: {clip(text, words, *span)}")
    long = max(len(f.expected or ""), len(f.actual or "")) > _PLAIN
    if long and first:
        out.append(f"      {words.say('book', 'table.difference')}: {marked(f.expected or '', f.actual or '', words)}")
    return out


def marked(old: str, new: str, words: Wording) -> str:
    """What differs between two texts, the first few places: ``[-removed-]{+added+}``."""
    found = marks(old, new)
    shown = " / ".join(
        redlined(old[h.old_start : h.old_end], new[h.new_start : h.new_end]) for h in found[:_PLACES]
    )
    return shown + (words.ui("more", count=len(found) - _PLACES) if len(found) > _PLACES else "")


def redlined(old: str, new: str, width: int = 24) -> str:
    """One difference as ``[-removed-]{+added+}``, each side on one line of at most ``width`` characters."""
    left, right = (" ".join(t.split()) for t in (old, new))
    left, right = (t if len(t) <= width else t[: width - 1] + "…" for t in (left, right))
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
    """What could not be read, one line each."""
    lines = [
        words.ui("unread_line", place=_place(u.source, u.locator, words) or "pia-audit", reason=words.reason(u))
        for u in lost
    ]
    return "\n".join([words.ui("unread_head", count=len(lines)), *("  " + line for line in lines)])
