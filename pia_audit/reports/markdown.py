"""The audit as Markdown, for an issue or a mail: safe on GitHub whatever a report's text holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pia_audit.messages.wording import Wording
from pia_audit.reports import account, decision_phrases
from pia_audit.reports.causes import by_cause
from pia_audit.reports.findings_list import decision, places, state
from pia_audit.reports.redline import Side, redline
from pia_audit.reports.report import AuditReport, Finding, ReportHead
from pia_audit.reports.unread import headed

_ROOM = 400
_JOINER = "\u2060"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$&!])")
# @name, #1, GH-1, scheme://, www. and a mail address become links after the markup is read, so a backslash does
# not help: a mark that prints nothing parts them.
_LINK = re.compile(r"([@#]|GH-|www|mailto:|xmpp:)(?=\S)|(?=://)", re.IGNORECASE)
_START = re.compile(r"^(\d+)([.)])|^([#+\-=:>])")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


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
    words = Wording(report.lang)
    standing = [f for f in report.findings if f.suppressed is None]
    parts = [f"# {words.say('book', 'sheet.findings')}", *(_head(report, words))]
    if compared:
        parts.append(compared)
    parts.append(words.ui("counts", **report.summary) if standing else words.ui("no_findings"))
    if report.known is not None:
        parts.append(words.say("book", "known.line", **report.known))
    newest = {r.report_id: r.published_on for r in report.reports}
    told: set[str] = set()
    for severity, group in groupby(enumerate(standing, 1), key=lambda f: f[1].severity):
        own = dict(group)
        level = words.term("severity", severity)
        parts.append("## " + words.say("book", "markdown.level", level=level, count=len(own)))
        numbers = {id(finding): number for number, finding in own.items()}
        for found in by_cause(own.values()):
            numbered = [(numbers[id(f)], f) for f in found]
            parts.append(_finding(*numbered[0], newest, words, first=found[0].rule not in told, of=len(found)))
            parts += [_more(numbered[1:], newest, words)] if len(found) > 1 else []
            told.add(found[0].rule)
    if len(standing) < len(report.findings):
        parts.append(_aside([f for f in report.findings if f.suppressed is not None], words))
    parts += _rest(report, words)
    return "\n\n".join(parts) + "\n"


def _head(report: AuditReport, words: Wording) -> list[str]:
    if not report.reports:
        return []
    names = ("agency", "report_no", "title", "form", "published_on", "rows")
    heads = [words.say("book", f"report.{n}") for n in names]
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


def marked(side: Side, words: Wording) -> str:
    """A text with what was removed and what was added marked, and how much of it is shown."""
    shown = "".join("…" if p.mark == "cut" else _SIGNS[p.mark].format(escaped(p.text)) for p in side.pieces)
    return shown if side.whole else shown + words.say("book", "cut.part", shown=side.shown, length=side.length)


def _finding(
    number: int, f: Finding, newest: dict[str, str | None], words: Wording, *, first: bool, of: int = 1
) -> str:
    """One finding, the first ``of`` so many of one cause; what its rule rests on is said with the ``first`` of the
    rule."""
    count = words.say("model", "cause.under", count=of) if of > 1 else ""
    lines = [f"### {number}. {f.rule} {f.title}{count}", "", words.ui("please_check", message=escaped(f.message)), ""]
    old, new = redline(f.expected, f.actual, _ROOM, change=f.change)
    told = {
        words.say("book", "column.cause"): escaped(f.cause or ""),
        words.say("book", "column.report"): escaped(f.report_id) if len(newest) > 1 else "",
        words.ui("item"): _where(f, newest, words),
        f.expected_role: "" if f.quoted else marked(old, words),
        f.actual_role: "" if f.quoted else marked(new, words),
        words.ui("place"): " / ".join(escaped(p) for p in places(f, words)),
        words.ui("basis"): escaped(f.basis) if first else "",
        words.ui("todo"): escaped(f.todo) if first else "",
        words.say("book", "column.confidence"): words.term("confidence", f.confidence),
        words.say("book", "column.state"): escaped(state(f, words)),
        words.say("book", "column.decided"): escaped(decision(f, words)),
        words.say("decisions", "head.fingerprint"): code(f.fingerprint),
    }
    return "\n".join([*lines, *(f"- {name}: {text}" for name, text in told.items() if text)])


def _where(f: Finding, newest: dict[str, str | None], words: Wording) -> str:
    """The row and the item as Markdown; the report as a whole without either."""
    where = escaped(f.item_label or "")
    if f.edition and f.edition != newest.get(f.report_id):
        where = words.ui("of_edition", edition=f.edition, item=where)
    if f.row is not None:
        timing = escaped(f.timing or "")
        where = words.ui("at_row", row=f.row, changed_on=f.on or words.ui("unknown"), timing=timing, item=where)
    return where.strip() or words.ui("whole_report")


def _more(found: Sequence[tuple[int, Finding]], newest: dict[str, str | None], words: Wording) -> str:
    """The further findings of a cause, one line each: where, what it says if it stands on no item, what was decided."""
    lines = [f"{words.say('model', 'cause.more')}:", ""]
    for number, f in found:
        told = [
            _where(f, newest, words),
            "" if f.item_label else escaped(f.message),
            " / ".join(escaped(p) for p in places(f, words)),
            escaped(" ".join(state(f, words).split())),
            escaped(" ".join(decision(f, words).split())),
            f"{words.say('decisions', 'head.fingerprint')} {code(f.fingerprint)}",
        ]
        lines.append(f"- {number}\\. " + " ― ".join(t for t in told if t))
    return "\n".join(lines)


def _aside(found: list[Finding], words: Wording) -> str:
    """What was set aside, one line each, with the reason."""
    lines = [
        f"- {f.rule} {f.title}: {escaped(f.report_id)} {escaped(f.item_label or '')} "
        f"― {escaped(decision(f, words) or state(f, words))} {code(f.fingerprint)}"
        for f in found
    ]
    return "\n".join([f"## {words.say('html', 'findings.suppressed_title')}", "", *lines])


def _sentences(title: str, texts: list[str]) -> str:
    return "\n".join([f"## {title}", "", *(f"- {escaped(text)}" for text in texts)])


def _rest(report: AuditReport, words: Wording) -> list[str]:
    parts = []
    if report.decisions:
        told = [
            decision_phrases.line(d, words, report=True)
            for d in report.decisions
            if d.status not in decision_phrases.QUIET
        ]
        quiet = len(report.decisions) - len(told)
        told += [words.say("model", "decided.quiet", count=quiet)] if quiet else []
        parts.append(_sentences(words.say("model", "decided.title"), told))
    if report.unchecked:
        parts.append(_sentences(words.say("model", "unchecked.title"), [u.text for u in report.unchecked]))
    if report.gone:
        lines = [f"- {g.rule} {g.title}: {escaped(g.report_id)} {escaped(g.item_label or '')}" for g in report.gone]
        parts.append("\n".join([f"## {words.say('book', 'known.gone', count=len(report.gone))}", "", *lines]))
    for head, some in headed(report.unread, words):
        lines = [
            f"- {escaped(f'{u.source} {words.place(u.locator)}'.strip() or 'pia-audit')}: {escaped(words.reason(u))}"
            for u in some
        ]
        parts.append("\n".join([f"## {head}", "", *lines]))
    if files := account.line(report.files, words):
        parts.append(_sentences(words.say("model", "files.title"), [files]))
    return parts
