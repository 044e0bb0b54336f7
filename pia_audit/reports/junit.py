"""JUnit XML, which build servers show as tests: a suite for each report, a case for each finding.

Errors and warnings are failures, what is set aside is skipped, a remark passes with its words as output. A report
without findings is one case that passes; what could not be read is a suite of errors. No time and no machine stands in
it.
"""

from __future__ import annotations

from collections import Counter
from xml.sax.saxutils import escape, quoteattr

from pia_audit.japanese.patterns import regex
from pia_audit.messages.wording import Wording
from pia_audit.model import NOTICES
from pia_audit.reports.findings_list import places, state
from pia_audit.reports.report import AuditReport, Finding

_NO_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document can hold, not even as a reference."""

_CASES = ("failure", "error", "skipped")


def audit(report: AuditReport) -> str:
    """The audit as one document of ``testsuites``."""
    wording = Wording(report.lang)
    suites = [_report_suite(head.report_id, report, wording) for head in report.reports]
    lost = [u for u in report.unread if u.code not in NOTICES]
    if lost:
        name = wording.say("model", "junit.unread")
        cases = [_case(name, u.source or "-", _outcome("error", wording.reason(u), u.code, u.locator)) for u in lost]
        suites.append(_suite(name, cases))
    counts = Counter(outcome for suite in suites for outcome in suite[1])
    body = "".join(text for text, _ in suites)
    totals = f'tests="{counts.total()}" failures="{counts["failure"]}" errors="{counts["error"]}"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="pia-audit" {totals}>\n{body}</testsuites>\n'


_Case = tuple[str, str]
"""A case as XML, and what became of it: an element of ``_CASES``, or nothing where it passed."""


def _report_suite(report_id: str, report: AuditReport, wording: Wording) -> tuple[str, list[str]]:
    findings = [f for f in report.findings if f.report_id == report_id]
    cases = [_finding_case(f, wording) for f in findings]
    return _suite(report_id, cases or [_case(report_id, wording.say("model", "junit.none"), ("", ""))])


def _suite(name: str, cases: list[_Case]) -> tuple[str, list[str]]:
    outcomes = [outcome for _, outcome in cases]
    counts = Counter(outcomes)
    numbers = {
        "tests": len(cases),
        "failures": counts["failure"],
        "errors": counts["error"],
        "skipped": counts["skipped"],
    }
    attributes = " ".join(f'{key}="{value}"' for key, value in numbers.items())
    body = "".join(text for text, _ in cases)
    return f" <testsuite name={_quoted(name)} {attributes}>\n{body} </testsuite>\n", outcomes


def _finding_case(f: Finding, wording: Wording) -> _Case:
    name = " ".join(t for t in (f.rule, f.title, f.item_label, f.fingerprint) if t)
    message = wording.ui("please_check", message=f.message)
    details = "\n".join([message, *places(f, wording), f.basis, f.todo])
    if f.suppressed is not None:
        outcome = _outcome("skipped", f.suppressed, f.severity, state(f, wording))
    elif f.severity == "info":
        outcome = f"   <system-out>{_text(details)}</system-out>\n", ""
    else:
        outcome = _outcome("failure", message, f.severity, details)
    return _case(f.report_id, name, outcome)


def _outcome(kind: str, message: str, of: str, details: str) -> _Case:
    return f"   <{kind} type={_quoted(of)} message={_quoted(message)}>{_text(details)}</{kind}>\n", kind


def _case(group: str, name: str, outcome: _Case) -> _Case:
    inside, kind = outcome
    head = f"  <testcase classname={_quoted(group)} name={_quoted(name)}"
    return f"{head}>\n{inside}  </testcase>\n" if inside else f"{head}/>\n", kind


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text), {"\r": "&#13;"})


def _quoted(text: str) -> str:
    return quoteattr(_NO_XML.sub("\N{REPLACEMENT CHARACTER}", text))
