"""Findings and matters: their evidence, the form of a decision, and the way on; an address each.

A matter is decided like a finding: each of its findings gets the decision, all are written together, and together
they are taken back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from msgspec import Struct
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pia_audit.app.desk import Desk
from pia_audit.app.forms import decision, fields, number, to, typed
from pia_audit.app.ledger import Overtaken, Record, Span
from pia_audit.app.pages import ROOM, page
from pia_audit.app.refusals import Refusal, sentence
from pia_audit.app.reports import CheckedReport, other_places, state, texts
from pia_audit.audits.decisions import VERDICTS, Decision
from pia_audit.reports.finding import Finding
from pia_audit.reports.matters import Matter

if TYPE_CHECKING:
    from starlette.requests import Request

    from pia_audit.app.addresses import Address


class Confirmation(Struct, frozen=True):
    """What was just written: one verdict, the entries' numbers, how many, and where they are looked at."""

    verdict: str
    by: str
    span: Span
    count: int
    address: str


class Deciding:
    """The screens on which one decides."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.wording = desk, desk.wording

    def addresses(self) -> list[Address]:
        """Method, path and function of every address."""
        finding, matter = "/reports/{key}/findings/{fingerprint}", "/reports/{key}/matters/{fingerprint}"
        return [
            ("GET", finding, self.finding), ("POST", finding, self.decide),
            ("GET", matter, self.matter), ("POST", matter, self.decide_matter),
            ("POST", "/reports/{key}/undo", self.undo),
        ]  # fmt: skip

    async def finding(self, request: Request) -> Response:
        """指摘: the evidence, and the decision."""
        report, at = self._place(request)
        return self._finding_page(report, at, done=self._confirmation(request, report))

    async def matter(self, request: Request) -> Response:
        """確認を要する点: the evidence of all its findings, and one decision."""
        report, matter = self._matter(request)
        return self._matter_page(report, matter, done=self._confirmation(request, report))

    def _report(self, request: Request) -> CheckedReport:
        return self.desk.report(request.path_params["key"])

    def _place(self, request: Request) -> tuple[CheckedReport, int]:
        report = self._report(request)
        try:
            return report, report.at(request.path_params["fingerprint"])
        except KeyError as error:
            raise Refusal("no-finding", 404) from error

    def _matter(self, request: Request) -> tuple[CheckedReport, Matter]:
        report = self._report(request)
        matter = report.matter_of(request.path_params["fingerprint"])
        if matter is None:
            raise Refusal("no-finding", 404)
        return report, matter

    def _confirmation(self, request: Request, report: CheckedReport) -> Confirmation | None:
        """What the address says was written before this screen was shown."""
        span = Span.read(request.query_params.get("done", ""))
        decisions = self.desk.ledger.within(span) if span else []
        if span is None or not decisions or decisions[0].report_id != report.report_id:
            return None
        d = decisions[0]
        return Confirmation(d.verdict, d.by, span, len(decisions), self._address(report, decisions))

    def _address(self, report: CheckedReport, decisions: Sequence[Decision]) -> str:
        kind = "findings" if len(decisions) == 1 else "matters"
        return f"/reports/{report.key}/{kind}/{decisions[0].fingerprint}"

    def _state(self, f: Finding) -> str:
        return state(f, self.desk.ledger, self.desk.today)

    def _values(self, record: Record) -> dict[str, str]:
        """What a form is filled with at first."""
        current = record.current
        return {
            "verdict": current.verdict if current else "",
            "reason": current.reason if current else "",
            "by": self.desk.person,
            "until": current.until.isoformat() if current and current.until else "",
            "all": "",
        }

    def _finding_page(
        self, report: CheckedReport, at: int, answer: int = 200, *, problem: str = "",
        values: Mapping[str, str] | None = None, done: Confirmation | None = None,
    ) -> Response:  # fmt: skip
        desk, f = self.desk, report.findings[at]
        record = desk.ledger.of(f.report_id, f.fingerprint)
        undecided = [u for u in report.undecided(desk.ledger) if u.fingerprint != f.fingerprint]
        later = [u for u in undecided if report.at(u.fingerprint) > at]
        before, after = report.findings[:at][-1:], report.findings[at + 1 : at + 2]
        return page(
            desk, "finding.j2", "reports", answer, report=report, at=at, of=len(report.findings),
            **self._evidence(f), record=record, state=self._state(f), matter=report.matter_of(f.fingerprint),
            values=values or self._values(record), verdicts=VERDICTS, problem=problem, done=done, last=record.number,
            before=before[0] if before else None, after=after[0] if after else None,
            onward=next(iter((*later, *undecided)), None), left=len(undecided),
        )  # fmt: skip

    def _evidence(self, f: Finding) -> dict[str, Any]:
        short, whole = texts(f, self.wording)
        return {"f": f, "texts": short, "whole": whole, "places": other_places(f, self.wording)}

    def _matter_page(
        self, report: CheckedReport, matter: Matter, answer: int = 200, *, problem: str = "",
        values: Mapping[str, str] | None = None, done: Confirmation | None = None,
    ) -> Response:  # fmt: skip
        states = {f.fingerprint: self._state(f) for f in matter.findings}
        at = report.matters.index(matter)
        before, after = report.matters[:at][-1:], report.matters[at + 1 : at + 2]
        undecided = sum(not s for s in states.values())
        newest = self._newest(matter.findings)
        return page(
            self.desk, "matter.j2", "reports", answer, report=report, matter=matter, states=states,
            evidence=[self._evidence(f) for f in matter.findings], left=undecided,
            values=values or self._values(Record() if undecided else newest), verdicts=VERDICTS, problem=problem,
            done=done, last=newest.number, at=at, of=len(report.matters), before=before[0] if before else None,
            after=after[0] if after else None, onward=self._next_matter(report, matter),
        )  # fmt: skip

    def _newest(self, findings: Iterable[Finding]) -> Record:
        """The record that was written to last."""
        records = (self.desk.ledger.of(f.report_id, f.fingerprint) for f in findings)
        return max(records, key=lambda record: record.number)

    def _next_matter(self, report: CheckedReport, matter: Matter) -> Matter | None:
        """The next matter, from the first again after the last, of which something is undecided."""
        at = report.matters.index(matter)
        onward = (*report.matters[at + 1 :], *report.matters[:at])
        undecided = {f.fingerprint for f in report.undecided(self.desk.ledger)}
        return next((m for m in onward if any(f.fingerprint in undecided for f in m.findings)), None)

    async def decide(self, request: Request) -> Response:
        """A decision about one finding; it is answered when it lies in the archive."""
        report, at = self._place(request)
        f, values = report.findings[at], await fields(request)
        try:
            span = await self._written([f], values)
        except Refusal as refusal:
            return self._finding_page(report, at, refusal.status, problem=self._why(refusal), values=typed(values))
        onward = report.undecided(self.desk.ledger) if values.get("then") == "next" else []
        later = [u for u in onward if report.at(u.fingerprint) > at] or onward
        target = later[0].fingerprint if later else f.fingerprint
        return to(f"/reports/{report.key}/findings/{target}?{urlencode({'done': span})}")

    async def decide_matter(self, request: Request) -> Response:
        """One decision about the findings of a matter: those nobody has decided on, or all of them."""
        report, matter = self._matter(request)
        values = await fields(request)
        findings = [f for f in matter.findings if values.get("all") or not self._state(f)]
        try:
            if not findings:
                raise Refusal("nothing-undecided", 409)
            span = await self._written(findings, values, matter.findings)
        except Refusal as refusal:
            return self._matter_page(report, matter, refusal.status, problem=self._why(refusal), values=typed(values))
        onward = self._next_matter(report, matter) if values.get("then") == "next" else None
        target = (onward or matter).findings[0].fingerprint
        return to(f"/reports/{report.key}/matters/{target}?{urlencode({'done': span})}")

    async def _written(
        self, findings: Sequence[Finding], values: Mapping[str, str], shown: Sequence[Finding] = ()
    ) -> Span:
        """Write the decision of a form about findings, where nothing was decided since about any that it showed."""
        decisions = [decision(f, values, self.desk.today) for f in findings]
        about = [(f.report_id, f.fingerprint) for f in shown or findings]
        span = await run_in_threadpool(self.desk.ledger.decide, decisions, number(values.get("last", "")), about=about)
        self.desk.person = decisions[0].by
        return span

    def _why(self, refusal: Refusal) -> str:
        """A refusal as a sentence; one that was overtaken says by what."""
        current = refusal.record.current if isinstance(refusal, Overtaken) else None
        if current is None:
            return sentence(refusal, self.wording)
        verdict = self.wording.say("decisions", f"verdict.{current.verdict}")
        return self.wording.say(ROOM, "finding.overtaken", verdict=verdict, by=current.by, reason=current.reason)

    async def undo(self, request: Request) -> Response:
        """Take decisions back that were written together."""
        report, values = self._report(request), await fields(request)
        span = Span.read(values.get("span", ""))
        decisions = self.desk.ledger.within(span) if span else []
        if span is None or not decisions or any(d.report_id != report.report_id for d in decisions):
            raise Refusal("nothing-to-undo", 409)
        reason = self.wording.say(ROOM, "finding.taken_back", number=span)
        by = values.get("by") or self.desk.person
        try:
            back = await run_in_threadpool(
                self.desk.ledger.take_back, span, by=by, today=self.desk.today, reason=reason
            )  # fmt: skip
        except Overtaken as overtaken:
            return self._shown(report, decisions, overtaken)
        return to(f"{self._address(report, decisions)}?{urlencode({'done': back})}")

    def _shown(self, report: CheckedReport, decisions: Sequence[Decision], refusal: Refusal) -> Response:
        """The finding or the matter of decisions, with why nothing was done."""
        fingerprint = decisions[0].fingerprint or ""
        matter = report.matter_of(fingerprint)
        if matter is not None and len(decisions) > 1:
            return self._matter_page(report, matter, refusal.status, problem=self._why(refusal))
        try:
            return self._finding_page(report, report.at(fingerprint), refusal.status, problem=self._why(refusal))
        except KeyError:
            raise refusal from None  # the finding is there no more
