"""The page as one file: templates filled, style and script put in, everything else forbidden.

The page's content security policy names the style and the script by their SHA-256 and allows nothing else: no
request, no other script even if a report's text were taken for one, no form, no frame.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup

from pia_audit.audits.run import Audit
from pia_audit.messages.wording import Wording, catalogue
from pia_audit.model import Unread
from pia_audit.reports import account, decision_phrases
from pia_audit.reports.finding import day_text
from pia_audit.reports.html import page_data as contents
from pia_audit.reports.html import sections, verdict
from pia_audit.reports.html.findings import Grounds, grounds_of
from pia_audit.reports.html.markup import markup, plain
from pia_audit.reports.html.sections import Section
from pia_audit.reports.item_names import short_name
from pia_audit.reports.report import AuditReport, Finding
from pia_audit.reports.unread import headed, lost
from pia_audit.rules.catalogue import SEVERITIES

if TYPE_CHECKING:
    import jinja2

LISTED = 20
"""So many matters are named at the top of the page, which prints on two pages of A4."""

WHOLE = 3000
"""Up to so many rows and items together several reports are shown whole; a page on more shows what there is to check.
One report is always shown whole."""


def audit_page(result: Audit, report: AuditReport) -> str:
    """The page of an audit, in the language of ``report``; with several editions it shows how they differ as well.

    One HTML document that asks for nothing: style, script and data stand in it.
    """
    wording = Wording(report.lang)
    parts = sorted(_sections(result, report, wording), key=_rank)
    css, script = style(report.lang), _asset("script.js")
    page = environment().get_template("page.j2").render(
        lang=report.lang,
        ja=Markup("" if report.lang == "ja" else ' lang="ja"'),
        policy=policy(css, script),
        style=Markup(css),
        script=Markup(script),
        data=_data(parts, report.findings, wording),
        report=report,
        sections=parts,
        several=len(parts) > 1,
        line=verdict.line(report.summary, _totals(parts), wording, reports=len(parts)),
        listed=LISTED,
        short=short_name,
        choices=_choices(report.findings),
        lost=lost,
        headed=lambda unread_items: headed(unread_items, wording),
        unread=report.unread,
        files=account.line(report.files, wording),
        rules=_rules(report.findings, report.lang),
        quiet=decision_phrases.QUIET,
        decided=lambda outcome: decision_phrases.line(outcome, wording, report=len(parts) != 1),
        markup=markup,
        contrasting=lambda key, **params: wording.say("comparative", key, **params),
        **_template_functions(wording),
    )  # fmt: skip
    return page + "\n"


def _totals(parts: list[Section]) -> dict[str, int]:
    """The matters of all reports by severity."""
    return {s: sum(part.verdict.matters[s] for part in parts) for s in SEVERITIES}


def _rank(part: Section) -> tuple[int, ...]:
    """Reports with more errors first, then with more warnings and remarks; else in the report's order."""
    return tuple(-part.verdict.matters[s] for s in SEVERITIES)


def _sections(result: Audit, report: AuditReport, wording: Wording) -> list[Section]:
    findings_by_report: dict[str, list[Finding]] = defaultdict(list)
    for f in report.findings:
        findings_by_report[f.report_id].append(f)
    is_single = len(report.reports) == 1
    lost: dict[str, list[Unread]] = defaultdict(list)
    for u in report.unread:
        lost[report.reports[0].sources[0] if is_single else u.source].append(u)
    whole = is_single or _size(result, report) <= WHOLE
    absent_by_report: dict[str, list[Any]] = defaultdict(list)
    for g in report.gone:
        absent_by_report[g.report_id].append(g)
    gathered = contents.gather(result.corpus, whole=whole, lang=wording.lang)
    return [
        sections.section(
            n,
            head,
            findings_by_report[head.report_id],
            gathered[head.report_id],
            tuple(u for s in dict.fromkeys(head.sources) for u in lost[s]),
            tuple(absent_by_report[head.report_id]),
            tuple(d for d in report.decisions if is_single or d.decision.report_id == head.report_id),
            wording,
            whole=whole,
        )
        for n, head in enumerate(report.reports, 1)
    ]


def _size(result: Audit, report: AuditReport) -> int:
    """The rows and items of the newest editions."""
    items = result.corpus.items.height // max(1, result.corpus.editions.height)
    return sum(head.rows + items for head in report.reports)


def _choices(findings: tuple[Finding, ...]) -> dict[str, dict[str, str]]:
    """What the filter offers: only values that occur."""
    standing = [f for f in findings if f.suppressed is None]
    items = dict.fromkeys(f.item_label for f in standing if f.item_label)
    return {
        "severity": {s: s for s in SEVERITIES if any(f.severity == s for f in standing)},
        "rule": {f.rule: f.title for f in sorted(standing, key=lambda f: f.rule)},
        "item": {label: str(n) for n, label in enumerate(items)},
        "edition": {e: e for e in sorted({f.edition for f in standing if f.edition}, reverse=True)},
        "confidence": {c: c for c in ("high", "medium", "low") if any(f.confidence == c for f in standing)},
        "baseline": {b: b for b in sorted({f.baseline or "" for f in standing} - {""})},
    }


def _rules(findings: tuple[Finding, ...], lang: str) -> dict[str, Grounds]:
    """What each rule that found something rests on and what to do next."""
    return {f.rule: grounds_of(f, lang) for f in sorted({f.rule: f for f in findings}.values(), key=lambda f: f.rule)}


def _template_functions(wording: Wording) -> dict[str, Callable[..., str | None]]:
    return {
        "say": lambda key, **params: wording.say("html", key, **params),
        "model": lambda key, **params: wording.say("model", key, **params),
        "ui": wording.ui,
        "day_text": day_text,
        "term": wording.term,
        "reason": wording.reason,
        "place": wording.place,
    }


@cache
def environment() -> jinja2.Environment:
    """Where the pages' templates are: everything a text holds is escaped, and what cannot be seen is named."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("pia_audit.reports.html"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _printable(value: Any) -> Any:
    """What a template prints: text with its unseen signs named; markup and numbers as they are."""
    return plain(value) if type(value) is str else value


@cache
def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


def style(lang: str) -> str:
    """The style sheet with the words it speaks: screen readers are told where a difference begins and ends."""
    catalogued = catalogue(lang, "html")["spoken"].items()
    spoken = "".join(f"--{name}:{json.dumps(phrase, ensure_ascii=False)};" for name, phrase in catalogued)
    return f":root{{{spoken}}}\n{_asset('style.css')}"


def policy(css: str, script: str = "") -> str:
    """The page's content security policy: its own style, its own script if it has one, and nothing else."""
    run = f"script-src '{_sha(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{_sha(css)}'; {run}img-src data:; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _sha(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _data(parts: list[Section], findings: Sequence[Finding], wording: Wording) -> Markup:
    """What the script needs, as JSON in which no text can end the element it stands in."""
    used = catalogue(wording.lang, "html")["script"]
    data = {
        "words": used,
        "trust": {k: wording.term("trust", k) for k in ("printed", "verified", "near", "resynced", "assumed")},
        "status": {k: wording.term("status", k) for k in ("read", "blank", "unreadable", "absent")},
        "items": list(dict.fromkeys(f.item_label for f in findings if f.item_label and f.suppressed is None)),
        "past": {s.anchor: s.past.way for s in parts if s.past},
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
