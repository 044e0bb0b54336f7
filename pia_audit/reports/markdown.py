"""The audit as Markdown, for an issue or a mail: safe on GitHub whatever a report's text holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.reports import account, decision_phrases
from pia_audit.reports.causes import by_cause, shown_with_texts
from pia_audit.reports.findings_list import decision, places, state
from pia_audit.reports.redline import Side, redline
from pia_audit.reports.report import AuditReport, Finding, ReportHead
from pia_audit.reports.unread import headed

_ROOM = 400
_JOINER = "\u2060"
_MARKUP = regex(r"([\\`*_{}\[\]<>|~$&!])")
# @name, #1, GH-1, scheme://, www. and a mail address become links after the markup is read, so a backslash does
# not help: a mark that prints nothing parts them.
_LINK = regex(r"([@#]|GH-|www|mailto:|xmpp:)(?=\S)|(?=://)", re.IGNORECASE)
_START = regex(r"^(\d+)([.)])|^([#+\-=:>])")
_UNSEEN = regex("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def escaped(text: str) -> str:
    """A raw text as Markdown that shows it as it is, on one line: no markup, HTML, mention, reference or link.

    Characters that steer the direction of writing are shown by their code.
    """
    text = re.sub(r"[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t]*|\t", " ", text)
    text = _UNSEEN.sub(lambda m: f"[U+{ord(m[0]):04X}]", text)
    text = _LINK.sub(lambda m: m[0] + _JOINER, text)
    text = _MARKUP.sub(r"\\\1", text)
    return _START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)


def code(text: str) -> str:
    """A sign such as a fingerprint in a code span."""
    return f"`{text}`" if re.fullmatch(r"[\w.-]+", text, re.ASCII) else escaped(text)


def audit(report: AuditReport, compared: str = "") -> str:
    """The whole audit; ``compared`` (the 新旧対照表 of ``reconcile``) comes before the findings."""
    wording = Wording(report.lang)
    standing = [f for f in report.findings if f.suppressed is None]
    parts = [f"# {wording.say('book', 'sheet.findings')}", *(_head(report, wording))]
    if compared:
        parts.append(compared)
    parts.append(wording.ui("counts", **report.summary) if standing else wording.ui("no_findings"))
    if report.known is not None:
        parts.append(wording.say("book", "known.line", **report.known))
    newest = {r.report_id: r.published_on for r in report.reports}
    explained: set[str] = set()
    for severity, group in groupby(enumerate(standing, 1), key=lambda f: f[1].severity):
        numbered_findings = dict(group)
        level = wording.term("severity", severity)
        parts.append("## " + wording.say("book", "markdown.level", level=level, count=len(numbered_findings)))
        numbers = {id(finding): number for number, finding in numbered_findings.items()}
        for cause_group in by_cause(numbered_findings.values()):
            in_full = shown_with_texts(cause_group)
            numbered = [(numbers[id(f)], f) for f in cause_group]
            for (number, f), is_full, of in zip(
                numbered, in_full, (len(cause_group), *[1] * len(numbered)), strict=False
            ):
                if is_full:
                    parts.append(_finding(number, f, newest, wording, first=f.rule not in explained, of=of))
                    explained.add(f.rule)
            others = [n for n, is_full in zip(numbered, in_full, strict=True) if not is_full]
            parts += [_more(others, newest, wording)] if others else []
    if len(standing) < len(report.findings):
        parts.append(_suppressed([f for f in report.findings if f.suppressed is not None], wording))
    parts += _remarks(report, wording)
    return "\n\n".join(parts) + "\n"


def _head(report: AuditReport, wording: Wording) -> list[str]:
    if not report.reports:
        return []
    names = ("agency", "report_no", "title", "form", "published_on", "rows")
    heads = [wording.say("book", f"report.{n}") for n in names]
    return [table(heads, [[escaped(_fact(r, n)) for n in names] for r in report.reports])]


def _fact(report: ReportHead, name: str) -> str:
    """What the head tells of a report under that name; the form with its version."""
    value = f"{report.form} {report.form_version}".strip() if name == "form" else getattr(report, name)
    return "―" if value is None else str(value)


def table(heads: list[str], rows: list[list[str]]) -> str:
    """A Markdown table of cells that are Markdown already."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


_SIGNS = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>", "differs": "<b>{}</b>"}
# Tags and not ~~ and **, which do not work beside Japanese brackets and full stops.


def marked(side: Side, wording: Wording) -> str:
    """A text with what was removed and what was added marked, and how much of it is shown."""
    marked_text = "".join("…" if p.mark == "cut" else _SIGNS[p.mark].format(escaped(p.text)) for p in side.pieces)
    return (
        marked_text
        if side.whole
        else marked_text + wording.say("book", "cut.part", shown=side.shown, length=side.length)
    )


def _finding(
    number: int, f: Finding, newest: dict[str, str | None], wording: Wording, *, first: bool, of: int = 1
) -> str:
    """One finding, the first ``of`` so many of one cause; what its rule rests on is said with the ``first`` of the
    rule."""
    count = wording.say("model", "cause.under", count=of) if of > 1 else ""
    lines = [f"### {number}. {f.rule} {f.title}{count}", "", wording.ui("please_check", message=escaped(f.message)), ""]
    old, new = redline(f.expected, f.actual, _ROOM, change=f.change)
    facts = {
        wording.say("book", "column.cause"): escaped(f.cause or "") if of > 1 else "",
        wording.say("book", "column.report"): escaped(f.report_id) if len(newest) > 1 else "",
        wording.ui("item"): _where(f, newest, wording),
        f.expected_role: "" if f.quoted else marked(old, wording),
        f.actual_role: "" if f.quoted else marked(new, wording),
        wording.ui("place"): " / ".join(escaped(p) for p in places(f, wording)),
        wording.ui("basis"): escaped(f.basis) if first else "",
        wording.ui("todo"): escaped(f.todo) if first else "",
        wording.say("book", "column.confidence"): wording.term("confidence", f.confidence),
        wording.say("book", "column.state"): escaped(state(f, wording)),
        wording.say("book", "column.decided"): escaped(decision(f, wording)),
        wording.say("decisions", "head.fingerprint"): code(f.fingerprint),
    }
    return "\n".join([*lines, *(f"- {name}: {text}" for name, text in facts.items() if text)])


def _where(f: Finding, newest: dict[str, str | None], wording: Wording) -> str:
    """The row and the item as Markdown; the report as a whole without either."""
    where = escaped(f.item_label or "")
    if f.edition and f.edition != newest.get(f.report_id):
        where = wording.ui("of_edition", edition=f.edition, item=where)
    if f.row is not None:
        timing = escaped(f.timing or "")
        where = wording.ui("at_row", row=f.row, changed_on=f.on or wording.ui("unknown"), timing=timing, item=where)
    return where.strip() or wording.ui("whole_report")


def _more(numbered: Sequence[tuple[int, Finding]], newest: dict[str, str | None], wording: Wording) -> str:
    """The further findings of a cause, one line each: where, what it says if it stands on no item, what was decided."""
    lines = [f"{wording.say('model', 'cause.more')}:", ""]
    for number, f in numbered:
        facts = [
            _where(f, newest, wording),
            "" if f.item_label else escaped(f.message),
            " / ".join(escaped(p) for p in places(f, wording)),
            escaped(" ".join(state(f, wording).split())),
            escaped(" ".join(decision(f, wording).split())),
            f"{wording.say('decisions', 'head.fingerprint')} {code(f.fingerprint)}",
        ]
        lines.append(f"- {number}\\. " + " ― ".join(t for t in facts if t))
    return "\n".join(lines)


def _suppressed(findings: list[Finding], wording: Wording) -> str:
    """What was set aside, one line each, with the reason."""
    lines = [
        f"- {f.rule} {f.title}: {escaped(f.report_id)} {escaped(f.item_label or '')} "
        f"― {escaped(decision(f, wording) or state(f, wording))} {code(f.fingerprint)}"
        for f in findings
    ]
    return "\n".join([f"## {wording.say('html', 'findings.suppressed_title')}", "", *lines])


def _sentences(title: str, texts: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {escaped(text)}" for text in texts)])


def _remarks(report: AuditReport, wording: Wording) -> list[str]:
    parts = []
    if report.decisions:
        decision_lines = [
            decision_phrases.line(d, wording, report=True)
            for d in report.decisions
            if d.status not in decision_phrases.QUIET
        ]
        quiet = len(report.decisions) - len(decision_lines)
        decision_lines += [wording.say("model", "decided.quiet", count=quiet)] if quiet else []
        parts.append(_sentences(wording.say("model", "decided.title"), decision_lines))
    if report.unchecked:
        parts.append(_sentences(wording.say("model", "unchecked.title"), [u.text for u in report.unchecked]))
    if report.gone:
        lines = [f"- {g.rule} {g.title}: {escaped(g.report_id)} {escaped(g.item_label or '')}" for g in report.gone]
        parts.append("\n".join([f"## {wording.say('book', 'known.gone', count=len(report.gone))}", "", *lines]))
    for head, entries in headed(report.unread, wording):
        lines = [
            f"- {escaped(f'{u.source} {wording.place(u.locator)}'.strip() or 'pia-audit')}: "
            f"{escaped(wording.reason(u))}"
            for u in entries
        ]
        parts.append("\n".join([f"## {head}", "", *lines]))
    if files := account.line(report.files, wording):
        parts.append(_sentences(wording.say("model", "files.title"), [files]))
    return parts
