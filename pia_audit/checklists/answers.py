"""What the tool can say to each question: fine, to be checked, or that it cannot tell, and why."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from pia_audit.checklists.evidence import views
from pia_audit.checklists.questions import Area, Question
from pia_audit.checklists.readable import NO_FIELD, Obstacle, View, obstacle
from pia_audit.model import Unread

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit

State = Literal["fine", "check", "cannot", "not-applicable"]


class Answer(Struct, frozen=True):
    """What the tool found for one question of one report.

    ``why`` is given unless the state is ``fine`` or ``check``. ``sign`` is what the answer is known by: it changes when
    the state or one of the findings does, and nothing else changes it.
    """

    question: Question
    state: State
    findings: tuple[str, ...]
    why: Obstacle | None
    sign: str


class Answered(Struct, frozen=True):
    """One report of the sheet: its newest edition and the answers by area."""

    report_id: str
    edition_id: str
    sha256: str
    areas: tuple[tuple[Area, tuple[Answer, ...]], ...]

    @property
    def answers(self) -> tuple[Answer, ...]:
        """All answers in the sheet's order."""
        return tuple(a for _, answers in self.areas for a in answers)


def answered(audit: Audit, areas: Iterable[Area], unread: tuple[Unread, ...] = ()) -> tuple[Answered, ...]:
    """The answers for every report of an audit that was run with all confidences."""
    fingerprints: defaultdict[str, defaultdict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for report, code, fingerprint in audit.findings.select("report_id", "rule", "fingerprint").iter_rows():
        fingerprints[report][code][fingerprint] = None  # a finding that two editions share is one
    editions = dict(audit.corpus.editions.select("edition_id", "sha256").iter_rows())
    forms = dict(audit.corpus.editions.select("edition_id", "form").iter_rows())
    chosen = tuple(areas)
    out = []
    for report, (edition, view) in views(audit.corpus, unread).items():
        report_fingerprints = {code: tuple(prints) for code, prints in fingerprints[report].items()}
        area_answers = tuple(
            (area, tuple(_answer(q, report, forms[edition], view, report_fingerprints, audit) for q in area.questions))
            for area in chosen
        )
        out.append(Answered(report, edition, editions[edition], area_answers))
    return tuple(out)


def _answer(
    question: Question, report: str, form: str, view: View, fingerprints: Mapping[str, tuple[str, ...]], audit: Audit
) -> Answer:
    findings = tuple(p for code in question.rules for p in fingerprints.get(code, ()))
    idle = sum(not audit.looked(report, code) for code in question.rules)
    state, why = _judged(question, form, view, findings, idle)
    basis = "\x1f".join([report, question.id, state, *sorted(findings)])
    fingerprint = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Answer(question, state, findings, why, fingerprint)


def _judged(
    question: Question, form: str, view: View, findings: tuple[str, ...], idle: int
) -> tuple[State, Obstacle | None]:
    if question.forms and form not in question.forms:
        return "not-applicable", Obstacle("other-form")
    if findings:
        return "check", None
    if not question.rules:
        return "cannot", Obstacle("no-rule")
    if idle:
        return "cannot", Obstacle("not-run", idle)
    why = obstacle(view, question.reads)
    if why and why.code == NO_FIELD:
        return "not-applicable", why
    return ("cannot", why) if why else ("fine", None)
