"""One function for each address of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from pia_audit.app import outputs
from pia_audit.app.access import DOCUMENT, Gate
from pia_audit.app.desk import Approval, Desk
from pia_audit.app.ledger import Overtaken, Record
from pia_audit.app.pages import ROOM, asset, bare, page, stylesheet
from pia_audit.app.refusals import Refusal, sentence, status
from pia_audit.app.reports import CheckedReport, folded, other_places, texts
from pia_audit.app.uploads import received
from pia_audit.archive import Archive
from pia_audit.archive import text as archive_text
from pia_audit.audits.decisions import VERDICTS, Decision
from pia_audit.audits.settings import Settings
from pia_audit.manual.web import manual_page
from pia_audit.reports import account
from pia_audit.reports.finding import Finding
from pia_audit.reports.item_names import short_name

if TYPE_CHECKING:
    from starlette.requests import Request

_FORM = 64 * 1024
"""Bytes of a form without files."""
_LONGEST = 4000
"""Characters of a reason or a name."""
_SHOWN = 200
"""Entries of the archive that are listed, the last ones."""


def application(folder: Path, token: str, lang: str, settings: Settings | None, approval: Approval | None) -> Starlette:
    """The application on a folder; see :func:`pia_audit.app.create`."""
    desk = Desk(folder, lang, settings or Settings(), approval)
    screens = Screens(desk)
    routes = [Route(path, screens.of(handler), methods=[method]) for method, path, handler in screens.addresses()]
    gate = Middleware(Gate, token=token, refused=screens.refused, welcome=screens.welcome)
    made = Starlette(routes=routes, middleware=[gate], exception_handlers={HTTPException: screens.failed})
    made.state.desk = desk
    desk.open()
    return made


Handler = Callable[["Request"], Awaitable[Response]]


class Screens:
    """The screens of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.wording = desk, desk.wording

    def addresses(self) -> list[tuple[str, str, Handler]]:
        """Method, path and function of every address."""
        report, finding = "/reports/{key}", "/reports/{key}/findings/{fingerprint}"
        return [
            ("GET", "/", self.intake), ("POST", "/files", self.take), ("POST", "/cancel", self.cancel),
            ("POST", "/check", self.check),
            ("GET", "/work", self.work), ("GET", "/style.css", self.style), ("GET", "/script.js", self.script),
            ("GET", "/reports", self.reports), ("GET", report, self.report), ("GET", f"{report}/page", self.document),
            ("GET", finding, self.finding), ("POST", finding, self.decide), ("POST", f"{finding}/undo", self.undo),
            ("GET", "/outputs", self.outputs), ("POST", "/outputs", self.make),
            ("GET", "/outputs/{name}", self.hand_out),
            ("GET", "/keeping", self.keeping), ("POST", "/verify", self.verify),
            ("GET", "/manual", self.manual), ("GET", "/manual/page", self.manual_document),
        ]  # fmt: skip

    def of(self, handler: Handler) -> Handler:
        """The function with everything that goes wrong in it told as a sentence."""

        async def told(request: Request) -> Response:
            try:
                return await handler(request)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                return self._message(error)

        return told

    def refused(self, refusal: Refusal) -> Response:
        """The answer to whoever is not let in."""
        return bare(self.wording, "message.j2", refusal.status, text=sentence(refusal, self.wording), back="")

    def welcome(self) -> Response:
        """The answer to the address with the token: on to the first screen, by a step of our own page's."""
        return bare(self.wording, "welcome.j2")

    async def failed(self, request: Request, error: Exception) -> Response:  # noqa: ARG002
        """An address there is none of, or another way to ask than there is."""
        code = getattr(error, "status_code", 500)
        return self._message(Refusal("no-page" if code == 404 else "method", code))

    def _message(self, error: BaseException) -> Response:
        return bare(self.wording, "message.j2", status(error), text=sentence(error, self.wording), back="/reports")

    async def style(self, request: Request) -> Response:  # noqa: ARG002
        """The style of all screens."""
        return Response(stylesheet(self.desk.lang), media_type="text/css")

    async def script(self, request: Request) -> Response:  # noqa: ARG002
        """The script of all screens."""
        return Response(asset("screens.js"), media_type="text/javascript")

    async def intake(self, request: Request) -> Response:  # noqa: ARG002
        """取り込み: files in, and what became of each."""
        files = self.desk.files
        lost = [f for f in files if f.status == "unread"]
        others = [f for f in files if f.status != "unread"]
        line = account.line(files, self.wording) if files else ""
        return page(self.desk, "intake.j2", "intake", files=[*lost, *others], line=line)

    async def take(self, request: Request) -> Response:
        """Files from the browser."""
        self.desk.bench.free()
        sources = await received(request, self.desk.uploads, self.desk.bounds)
        self.desk.take(sources)
        return _to("/")

    async def cancel(self, request: Request) -> Response:  # noqa: ARG002
        """Call off what is at work."""
        if self.desk.bench.work is not None:
            self.desk.bench.work.cancel.set()
        return _to("/")

    async def check(self, request: Request) -> Response:  # noqa: ARG002
        """Go on with what was called off or broke off: the reports of the archive that are not checked yet."""
        self.desk.open()
        return _to("/")

    async def work(self, request: Request) -> Response:  # noqa: ARG002
        """Where the work stands, for the script."""
        work = self.desk.bench.work
        if work is None:
            return JSONResponse({"state": "none"})
        line = self.wording.say(ROOM, f"work.{work.stage}", done=work.done, of=work.of) if work.stage else ""
        return JSONResponse({"state": work.state, "done": work.done, "of": work.of, "line": line})

    async def reports(self, request: Request) -> Response:
        """一覧: the reports by weight."""
        asked = {n: request.query_params.get(n, "").strip()[:200] for n in ("q", "department", "only")}
        lines = [self._line(r) for r in list(self.desk.reports.values()) if self._fits(r, asked)]
        departments = sorted({r.department for r in self.desk.reports.values() if r.department})
        return page(self.desk, "reports.j2", "reports", lines=lines, asked=asked, departments=departments)

    def _fits(self, report: CheckedReport, asked: Mapping[str, str]) -> bool:
        in_department = asked["department"] in ("", report.department)
        is_searched = all(word in report.searched for word in folded(asked["q"]).split())
        return in_department and is_searched and self._is_kept(report, asked["only"])

    def _is_kept(self, report: CheckedReport, only: str) -> bool:
        if only == "error":
            return report.counts(self.desk.ledger, self.desk.today)["error"] > 0
        return only != "undecided" or bool(report.undecided(self.desk.ledger))

    def _line(self, report: CheckedReport) -> dict[str, Any]:
        ledger = self.desk.ledger
        counts = report.counts(ledger, self.desk.today)
        return {"report": report, "counts": counts, "undecided": len(report.undecided(ledger))}

    async def report(self, request: Request) -> Response:
        """評価書: what was found, and the page with its timeline and change table."""
        report = self.desk.report(request.path_params["key"])
        states = {
            f.fingerprint: self._state(f, self.desk.ledger.of(f.report_id, f.fingerprint)) for f in report.findings
        }
        return page(
            self.desk, "report.j2", "reports", report=report, states=states, short_name=short_name,
            left=lambda matter: sum(not states[f.fingerprint] for f in matter.findings),
            counts=report.counts(self.desk.ledger, self.desk.today), undecided=report.undecided(self.desk.ledger),
        )  # fmt: skip

    def _state(self, finding: Finding, record: Record) -> str:
        return "settings" if finding.suppressed is not None else record.state(self.desk.today)

    async def document(self, request: Request) -> Response:
        """The report's own page, as the command line writes it, in a sandbox."""
        report = self.desk.report(request.path_params["key"])
        return _framed(await run_in_threadpool(report.report.to_html))

    async def finding(self, request: Request) -> Response:
        """指摘: the evidence, and the decision."""
        report, at = self._place(request)
        number = request.query_params.get("done", "")
        done = self.desk.ledger.find(int(number)) if number.isdecimal() and len(number) < 12 else None
        return self._finding_page(report, at, done=done, done_number=number)

    def _place(self, request: Request) -> tuple[CheckedReport, int]:
        report = self.desk.report(request.path_params["key"])
        try:
            return report, report.at(request.path_params["fingerprint"])
        except KeyError as error:
            raise Refusal("no-finding", 404) from error

    def _finding_page(
        self, report: CheckedReport, at: int, answer: int = 200, *, problem: str = "",
        values: Mapping[str, str] | None = None, done: Decision | None = None, done_number: str = "",
    ) -> Response:  # fmt: skip
        desk, f = self.desk, report.findings[at]
        record = desk.ledger.of(f.report_id, f.fingerprint)
        current = record.current
        shown = values or {
            "verdict": current.verdict if current else "",
            "reason": current.reason if current else "",
            "by": desk.person,
            "until": current.until.isoformat() if current and current.until else "",
        }
        undecided = [u for u in report.undecided(desk.ledger) if u.fingerprint != f.fingerprint]
        later = [u for u in undecided if report.at(u.fingerprint) > at]
        short, whole = texts(f, self.wording)
        before, after = report.findings[:at][-1:], report.findings[at + 1 : at + 2]
        return page(
            desk, "finding.j2", "reports", answer, report=report, f=f, at=at, of=len(report.findings), texts=short,
            whole=whole, places=other_places(f, self.wording), record=record, state=self._state(f, record),
            values=shown, verdicts=VERDICTS, problem=problem, done=done, done_number=done_number,
            before=before[0] if before else None, after=after[0] if after else None,
            onward=next(iter((*later, *undecided)), None), left=len(undecided),
        )  # fmt: skip

    async def decide(self, request: Request) -> Response:
        """A decision; it is answered when it lies in the archive."""
        report, at = self._place(request)
        f, values = report.findings[at], await _fields(request)
        try:
            decision = self._decision(f, values)
            entry = await run_in_threadpool(self.desk.ledger.decide, decision, _number(values.get("last", "")))
        except Overtaken as overtaken:
            return self._overtaken(report, at, values, overtaken)
        except Refusal as refusal:
            text = sentence(refusal, self.wording)
            return self._finding_page(report, at, refusal.status, problem=text, values=_shown(values))
        self.desk.person = decision.by
        onward = report.undecided(self.desk.ledger) if values.get("then") == "next" else []
        later = [u for u in onward if report.at(u.fingerprint) > at] or onward
        target = later[0].fingerprint if later else f.fingerprint
        return _to(f"/reports/{report.key}/findings/{target}?{urlencode({'done': entry.number})}")

    def _overtaken(
        self, report: CheckedReport, at: int, values: Mapping[str, str], overtaken: Overtaken
    ) -> Response:  # fmt: skip
        current = overtaken.record.current
        text = sentence(overtaken, self.wording)
        if current is not None:
            verdict = self.wording.say("decisions", f"verdict.{current.verdict}")
            text = self.wording.say(ROOM, "finding.overtaken", verdict=verdict, by=current.by, reason=current.reason)
        return self._finding_page(report, at, 409, problem=text, values=_shown(values))

    def _decision(self, finding: Finding, values: Mapping[str, str]) -> Decision:
        """The decision in a form. Raises :class:`Refusal` where something is missing or no day."""
        verdict = next((v for v in VERDICTS if v == values.get("verdict")), None)
        if verdict is None:
            raise Refusal("no-verdict", 422)
        reason, by = (" ".join(values.get(n, "").split()) for n in ("reason", "by"))
        if not by:
            raise Refusal("no-person", 422)
        if not reason and verdict != "open":
            raise Refusal("no-reason", 422)
        if max(len(reason), len(by)) > _LONGEST:
            raise Refusal("too-long", 422, limit=_LONGEST)
        try:
            until = date.fromisoformat(values["until"]) if values.get("until") else None
        except ValueError as error:
            raise Refusal("no-day", 422) from error
        return Decision(
            finding.report_id, verdict, reason, by, finding.fingerprint, finding.rule, None, self.desk.today, until,
            source="pia-audit serve", item=finding.item,
        )  # fmt: skip

    async def undo(self, request: Request) -> Response:
        """Take the last decision back."""
        report, at = self._place(request)
        f, values = report.findings[at], await _fields(request)
        reason = self.wording.say(ROOM, "finding.taken_back", number=_number(values.get("last", "")))
        try:
            entry = await run_in_threadpool(
                self.desk.ledger.take_back, f.report_id, f.fingerprint, _number(values.get("last", "")),
                by=values.get("by") or self.desk.person, today=self.desk.today, reason=reason,
            )  # fmt: skip
        except Overtaken as overtaken:
            return self._overtaken(report, at, {}, overtaken)
        return _to(f"/reports/{report.key}/findings/{f.fingerprint}?{urlencode({'done': entry.number})}")

    async def outputs(self, request: Request) -> Response:
        """出す: what can be made, and what was made."""
        report = request.query_params.get("report", "")
        return page(self.desk, "outputs.j2", "outputs", table=outputs.offered(self.desk), chosen=report)

    async def make(self, request: Request) -> Response:
        """Make a file, in the background."""
        values = await _fields(request)
        output = outputs.output_of(values.get("output", ""))
        report = self.desk.report(values["report"]) if values.get("report") else None
        self.desk.bench.start(output.name, lambda step: outputs.make(self.desk, output, report, step))
        return _to("/keeping" if output.kept else f"/outputs?{urlencode({'report': values.get('report', '')})}")

    async def hand_out(self, request: Request) -> Response:
        """A file that was made; its place comes from the table, never from the address."""
        output = outputs.output_of(request.path_params["name"])
        path = self.desk.out / output.file
        if output.name not in self.desk.made or not path.is_file():
            raise Refusal("not-made", 404)
        name = self.wording.say(ROOM, f"files.{output.name}") + path.suffix
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    async def keeping(self, request: Request) -> Response:  # noqa: ARG002
        """保管: what the archive holds, whether it is as it was, and copies of it."""
        entries = await run_in_threadpool(self._entries)
        kept: list[outputs.Output] = [o for o in outputs.OUTPUTS.values() if o.kept]
        heads, cells = archive_text.list_cells(entries[-_SHOWN:][::-1], archive_text.corrections(entries), self.wording)
        return page(
            self.desk, "keeping.j2", "keeping", heads=heads, rows=cells, count=len(entries), kept=kept,
            head=entries[-1].digest if entries else "", shown=_SHOWN,
        )  # fmt: skip

    def _entries(self) -> list[Any]:
        if not self.desk.archive.exists():
            return []
        with self.desk.lock, Archive(self.desk.archive) as archive:
            return archive.entries()

    async def verify(self, request: Request) -> Response:
        """Look whether the archive is as it was, in the background."""
        head = (await _fields(request)).get("head", "").strip() or None
        desk = self.desk

        def verify(step: Callable[[str, int, int], None]) -> None:
            with desk.lock, Archive(desk.archive) as archive:
                result = archive.verify(head, lambda done, of: step("verify", done, of))
            desk.outcome = archive_text.verify_text(Path(desk.archive.name), result, desk.lang)

        if desk.archive.exists():
            desk.bench.start("verify", verify)
        return _to("/keeping")

    async def manual(self, request: Request) -> Response:  # noqa: ARG002
        """手引き: the manual within the page."""
        return page(self.desk, "manual.j2", "manual")

    async def manual_document(self, request: Request) -> Response:  # noqa: ARG002
        """The manual as one document."""
        return _framed(await run_in_threadpool(manual_page, self.desk.lang))


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


def _framed(document: str) -> Response:
    """A document that brings a policy of its own, shown within a screen."""
    return HTMLResponse(document, headers={"content-security-policy": DOCUMENT})


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form without files, bounded. Raises :class:`Refusal`."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM:
            raise Refusal("too-much", 413, limit=1)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Refusal("no-form", 415)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError as error:
        raise Refusal("no-form") from error


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _shown(values: Mapping[str, str]) -> dict[str, str]:
    """What the form is shown with again: nothing typed is lost."""
    return {n: values.get(n, "") for n in ("verdict", "reason", "by", "until")}
