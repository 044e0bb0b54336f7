"""Answered letters and filled sheets taken back: an address for the form, and one for what was taken to be undone.

Nothing is guessed and nothing lost: what is clear is written into the archive, each decision once; everything else is
told with its place, and the account of it stays (:mod:`pia_audit.app.accounts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from pia_audit.app.accounts import Returned, now, span_of
from pia_audit.app.desk import Desk
from pia_audit.app.forms import fields, number, to
from pia_audit.app.pages import ROOM, page
from pia_audit.app.refusals import Refusal
from pia_audit.app.uploads import received
from pia_audit.audits.decisions import Decision, statement
from pia_audit.checklists.filled import Filled, Problem
from pia_audit.checklists.intake import take
from pia_audit.checklists.sheet.intake_summary import where, why
from pia_audit.readers.sources import Source

if TYPE_CHECKING:
    from starlette.requests import Request

    from pia_audit.app.addresses import Address

_FILLED = (".docx", ".docm", ".xlsx", ".xlsm", ".bak")


class Returns:
    """The screen on which answers are taken back."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.wording = desk, desk.wording

    def addresses(self) -> list[Address]:
        """Method, path and function of every address."""
        return [
            ("GET", "/answers", self.answers), ("POST", "/answers", self.take), ("POST", "/answers/undo", self.undo),
        ]  # fmt: skip

    async def answers(self, request: Request) -> Response:  # noqa: ARG002
        """回答: what came back, the last first, and the form for more."""
        returns = list(enumerate(self.desk.accounts.returns))[::-1]
        lines = [{"number": n, "returned": r, **self._words(r)} for n, r in returns]
        return page(self.desk, "answers.j2", "answers", lines=lines)

    def _words(self, returned: Returned) -> dict[str, Any]:
        """What an account says: what was refused and what else is to be told, what was decided, whether it stands."""
        span = span_of(returned)
        decisions = self.desk.ledger.within(span) if span else []
        counts = Counter(d.verdict for d in decisions)
        problem_lines = [(p.weight, where(p), why(p, self.wording)) for p in returned.problems]
        return {
            "verdicts": [(v, n) for v, n in counts.items() if n],
            "refused": [line[1:] for line in problem_lines if line[0] != "note"],
            "notes": [line[1:] for line in problem_lines if line[0] == "note"],
            "stands": span is not None and self.desk.ledger.stands(span),
        }

    async def take(self, request: Request) -> Response:
        """Answers from the browser."""
        self.desk.bench.free()
        sources = await received(request, self.desk.uploads, self.desk.bounds)
        if not sources:
            raise Refusal("no-files")
        self.desk.accounts.add(await run_in_threadpool(self._taken, sources))
        return to("/answers")

    def _taken(self, sources: Sequence[Source]) -> Returned:
        """Read files and write what is clear in them."""
        desk = self.desk
        meant = [s for s in sources if not s.met or s.name.lower().endswith(_FILLED)]
        meant = [s for s in meant if not s.name.rpartition("/")[2].startswith(("~$", "."))]
        names = {s.path: s.name for s in meant}
        filled = take(names, desk.today, names=names)
        desk.ledger.renew()
        present = {statement(d) for d in desk.ledger.all()}
        new = [d for d in filled.decisions if statement(d) not in present]
        late = list(self._late(new))
        problems = (*filled.problems, *self._unknown(filled), *late)
        span = desk.ledger.add(new, desk.person) if new else None
        return Returned(
            now(), desk.person, tuple(s.name for s in sources), len(new), str(span or ""),
            len(filled.decisions) - len(new), len(late), problems,
        )  # fmt: skip

    def _unknown(self, filled: Filled) -> Iterator[Problem]:
        """Decisions on what is not on the desk: mended since, or of another letter altogether."""
        reports = {r.report_id: {f.fingerprint for f in r.findings} for r in self.desk.reports.values()}
        for d in filled.decisions:
            if d.report_id not in reports:
                yield Problem(d.source, "", "report-not-here", "note", {"report": d.report_id})
            elif d.fingerprint and d.fingerprint not in reports[d.report_id]:
                yield Problem(d.source, "", "finding-not-here", "note")

    def _late(self, decisions: Iterable[Decision]) -> Iterator[Problem]:
        """Decisions that are added and do not count, since another one was taken on a later day."""
        for d in decisions:
            current = self.desk.ledger.of(d.report_id, d.fingerprint or d.question or "").current
            if current is not None and (current.on or date.min) > (d.on or date.min):
                yield Problem(d.source, "", "later-decision", "note", {"day": str(current.on), "by": current.by})

    async def undo(self, request: Request) -> Response:
        """Take back what was taken of some answers, as one."""
        at = number((await fields(request)).get("number", ""))
        returns = self.desk.accounts.returns
        span = span_of(returns[at]) if at < len(returns) else None
        if span is None:
            raise Refusal("nothing-to-undo", 409)
        reason = self.wording.say(ROOM, "finding.taken_back", number=span)
        await run_in_threadpool(
            self.desk.ledger.take_back, span, by=self.desk.person, today=self.desk.today, reason=reason
        )  # fmt: skip
        return to("/answers")
