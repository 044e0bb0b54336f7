"""The checklist worded and frozen, as every renderer lays it out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from msgspec import Struct

from pia_audit.audits.decisions import Decision, Standing
from pia_audit.audits.run import Audit
from pia_audit.checklists import marks
from pia_audit.checklists.answers import Answer, Answered
from pia_audit.checklists.sheet.sentences import finding_text, result_text, standing_text
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.reports.report import Finding, ReportHead, build
from pia_audit.reports.unread import line as unread_line
from pia_audit.reports.unread import lost as lost_of

STATES = ("fine", "check", "cannot", "not-applicable")


class Line(Struct, frozen=True):
    """One row: a question, or a finding under it (``finding``).

    ``found`` is what the tool says, with places; ``earlier`` what was decided before and no longer stands as it is;
    ``decision`` what is filled in already; ``sign`` what the row is known by when it comes back.
    """

    number: str
    ask: str
    basis: str
    state: str
    found: str
    sign: str
    decision: Decision | None = None
    earlier: str = ""
    look: str = ""
    finding: Finding | None = None


class Section(Struct, frozen=True):
    """One area of a sheet with its rows."""

    title: str
    lines: tuple[Line, ...]


class Sheet(Struct, frozen=True):
    """One report's checklist. ``gone`` are decisions that nothing in the sheet stands for any more."""

    head: ReportHead
    sha256: str
    mark: str
    counts: dict[str, int]
    sections: tuple[Section, ...]
    unread: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """All rows in order."""
        return tuple(line for section in self.sections for line in section.lines)


class Checklist(Struct, frozen=True):
    """The sheets of all reports.

    Attributes:
        lang: the language of the texts, ``ja`` or ``en``.
        as_of: the day against which due dates were looked at.
        sheets: a sheet for each report, its questions by area, with the findings under the question they answer.
        unread: what has no sheet because it could not be read, a sentence each.
    """

    lang: str
    as_of: date
    sheets: tuple[Sheet, ...]
    unread: tuple[str, ...] = ()


def checklist(
    audit: Audit, answered: Iterable[Answered], as_of: date, lang: str, unread: Sequence[Unread] = ()
) -> Checklist:
    """Word the answers of an audit; decisions laid over it are filled in where they still stand."""
    wording = Wording(lang)
    report = build(audit, lang)
    heads = {h.report_id: h for h in report.reports}
    findings: defaultdict[str, dict[str, Finding]] = defaultdict(dict)
    for f in report.findings:
        current = findings[f.report_id].get(f.fingerprint)
        if current is None or (f.edition or "") > (
            current.edition or ""
        ):  # of two editions the newer one's place is told
            findings[f.report_id][f.fingerprint] = f
    standings: defaultdict[str, list[Standing]] = defaultdict(list)
    for s in audit.standings:
        standings[s.decision.report_id].append(s)
    lost: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for u in (*unread, *audit.unread):
        lost[u.source][f"{wording.place(u.locator)} {wording.reason(u)}".strip()] = None
    sheets = [
        _sheet(a, heads[a.report_id], findings[a.report_id], standings[a.report_id], lost, wording) for a in answered
    ]
    sheet_sources = {source for sheet in sheets for source in sheet.head.sources}
    other_unread = (u for u in lost_of((*unread, *audit.unread)) if u.source not in sheet_sources)
    return Checklist(
        wording.lang, as_of, tuple(sheets), tuple(dict.fromkeys(unread_line(u, wording) for u in other_unread))
    )


def _sheet(
    answered: Answered, head: ReportHead, findings: dict[str, Finding], standings: list[Standing],
    lost: dict[str, dict[str, None]], wording: Wording,
) -> Sheet:  # fmt: skip
    ledger = _Ledger(standings, wording)
    sections = tuple(
        Section(
            area.title(wording.lang),
            tuple(line for a in answers for line in _lines(a, head, findings, ledger, wording)),
        )
        for area, answers in answered.areas
    )
    states = Counter[str](a.state for a in answered.answers)
    return Sheet(
        head=head,
        sha256=answered.sha256,
        mark=marks.mark(answered.report_id, answered.sha256, len(answered.answers)),
        counts={s: states[s] for s in STATES},
        sections=sections,
        unread=tuple(text for source in head.sources for text in lost.get(source, {})),
        gone=ledger.rest(),
    )


class _Ledger:
    """The standings of one report, handed out to the rows they are about; the rest is told at the sheet's end."""

    def __init__(self, standings: list[Standing], wording: Wording) -> None:
        self._words = wording
        self._by_key = {s.decision.question or s.decision.fingerprint or "": s for s in standings}
        self._used: set[str] = set()

    def take(self, key: str) -> tuple[Decision | None, str]:
        """The decision to fill in, and what is to be said of it."""
        standing = self._by_key.get(key)
        if standing is None:
            return None, ""
        self._used.add(key)
        if standing.status == "fits":
            return standing.decision, ""
        text = standing_text(standing, self._words)
        return (standing.decision if standing.status == "overdue" else None), text

    def rest(self) -> tuple[str, ...]:
        """Every decision no row was there for."""
        unused_standings = (s for key, s in self._by_key.items() if key not in self._used)
        return tuple(standing_text(s, self._words, name=True) for s in unused_standings)


def _lines(
    answer: Answer, head: ReportHead, findings: dict[str, Finding], ledger: _Ledger, wording: Wording
) -> Iterable[Line]:
    question = answer.question
    prose = question.prose(wording.lang)
    item_findings = [findings[f] for f in answer.findings]
    decision, earlier = ledger.take(question.id)
    certainty = wording.say("checklist", "sheet.sure", sure=wording.term("sure", question.sure))
    yield Line(
        number=question.id, ask=prose.ask, basis=prose.basis + certainty, state=answer.state,
        found=result_text(answer, item_findings, wording), sign=marks.question(question.id, answer.sign),
        decision=decision, earlier=earlier, look=prose.look,
    )  # fmt: skip
    for nth, f in enumerate(item_findings, 1):
        decision, earlier = ledger.take(f.fingerprint)
        yield Line(
            number=f"{question.id} ({nth})", ask=f"{f.rule} {f.title}", state="check",
            basis=wording.say("checklist", "found.finding_basis", rule=f.rule,
                            confidence=wording.term("confidence", f.confidence)),
            found=finding_text(f, head, wording),
            sign=marks.finding(f.rule, f.item, f.fingerprint),
            decision=decision, earlier=earlier, finding=f,
        )  # fmt: skip
