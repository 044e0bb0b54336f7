"""From editions to answers: the audit a checklist rests on, with decisions laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pia_audit.audits.carry_over import apply
from pia_audit.audits.decisions import Decision, QuestionState, Signs
from pia_audit.audits.run import audit
from pia_audit.checklists.answers import Answered, answered
from pia_audit.checklists.questions import Area, all_areas
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit


def make(
    corpus: Corpus,
    *,
    questions: Iterable[Path] = (),
    decisions: Sequence[Decision] = (),
    today: date,
    unread: Sequence[Unread] = (),
    **options: Any,
) -> tuple[Audit, tuple[Answered, ...]]:
    """Audit a corpus and answer the questions: the shipped ones and those of the files ``questions``.

    ``options`` go to :func:`pia_audit.audits.run.audit`; every confidence counts, so that what was found unsure is not
    taken for nothing found. Raises :class:`~pia_audit.checklists.questions.BadQuestions`.
    """
    areas = all_areas(questions)
    result = audit(corpus, **options)
    answers = answered(result, areas, tuple(unread))
    return apply(result, decisions, today, signs(answers)), answers


def signs(reports: Iterable[Answered]) -> Signs:
    """What each question of each report is known by."""
    return {
        (r.report_id, a.question.id): QuestionState(a.sign, a.state, a.findings, r.sha256)
        for r in reports
        for a in r.answers
    }


def decided(
    audit: Audit, decisions: Sequence[Decision], today: date, areas: Iterable[Area], unread: Sequence[Unread] = ()
) -> Audit:
    """An audit with decisions laid over it; questions are answered only where one was decided."""
    has_questions = any(d.question for d in decisions)
    return apply(audit, decisions, today, signs(answered(audit, areas, tuple(unread))) if has_questions else None)
