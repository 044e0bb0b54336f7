"""One function for each address of the page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pia_audit.app import outputs, passages
from pia_audit.app.access import DOCUMENT, Gate
from pia_audit.app.addresses import Address, Handler
from pia_audit.app.deciding import Deciding
from pia_audit.app.desk import Desk, Yearly
from pia_audit.app.forms import day, fields, to
from pia_audit.app.pages import ROOM, asset, bare, page, stylesheet
from pia_audit.app.refusals import Refusal, sentence, status
from pia_audit.app.reports import CheckedReport, folded, state
from pia_audit.app.returns import Returns
from pia_audit.app.uploads import received
from pia_audit.archive import Archive
from pia_audit.archive import text as archive_text
from pia_audit.audits.settings import Settings
from pia_audit.manual.web import manual_page
from pia_audit.model import Edition, FileEntry
from pia_audit.reports import account

if TYPE_CHECKING:
    from starlette.requests import Request

_SHOWN = 200
"""Entries of the archive that are listed, the last ones."""
_ANSWERED_WITHIN = timedelta(days=14)
"""What a letter gives a section to answer, where no other day is chosen."""
_KEPT = {"cache-control": "private, max-age=31536000, immutable"}
"""The style and the script are named after what they hold, so that a browser asks for them once."""


def application(folder: Path, token: str, lang: str, settings: Settings | None, yearly: Yearly | None) -> Starlette:
    """The application on a folder; see :func:`pia_audit.app.create`."""
    desk = Desk(folder, lang, settings or Settings(), yearly)
    screens = Screens(desk)
    addresses = [*screens.addresses(), *Deciding(desk).addresses(), *Returns(desk).addresses()]
    routes = [Route(path, screens.of(handler), methods=[method]) for method, path, handler in addresses]
    gate = Middleware(Gate, token=token, refused=screens.refused, welcome=screens.welcome)
    app = Starlette(routes=routes, middleware=[gate], exception_handlers={HTTPException: screens.failed})
    app.state.desk = desk
    desk.open()
    return app


class Screens:
    """The screens of a desk."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.wording = desk, desk.wording

    def addresses(self) -> list[Address]:
        """Method, path and function of every address."""
        report = "/reports/{key}"
        return [
            ("GET", "/", self.intake), ("POST", "/files", self.take), ("POST", "/cancel", self.cancel),
            ("POST", "/check", self.check),
            ("GET", "/work", self.work), ("GET", "/style.css", self.style), ("GET", "/script.js", self.script),
            ("GET", "/reports", self.reports), ("GET", report, self.report), ("GET", f"{report}/page", self.document),
            ("GET", f"{report}/passages", self.passages),
            ("GET", "/outputs", self.outputs), ("POST", "/outputs", self.make),
            ("GET", "/outputs/{name}", self.hand_out), ("GET", "/outputs/{name}/page", self.shown),
            ("GET", "/letters/{number:int}", self.letter),
            ("GET", "/keeping", self.keeping), ("POST", "/verify", self.verify),
            ("GET", "/manual", self.manual), ("GET", "/manual/page", self.manual_document),
        ]  # fmt: skip

    def of(self, handler: Handler) -> Handler:
        """The function with everything that goes wrong in it told as a sentence."""

        async def guarded(request: Request) -> Response:
            try:
                return await handler(request)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                return self._message(error)

        return guarded

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
        return Response(stylesheet(self.desk.lang), media_type="text/css", headers=_KEPT)

    async def script(self, request: Request) -> Response:  # noqa: ARG002
        """The script of all screens."""
        return Response(asset("screens.js"), media_type="text/javascript", headers=_KEPT)

    async def intake(self, request: Request) -> Response:  # noqa: ARG002
        """取り込み: files in, and what became of each."""
        earlier = [(i, self._sorted(i.files)) for i in self.desk.accounts.intakes[-2::-1]]
        ledger, reports = self.desk.ledger, list(self.desk.reports.values())
        first = next(((r.key, u[0].fingerprint) for r in reports if (u := r.undecided(ledger))), None)
        begin = f"/reports/{first[0]}/matters/{first[1]}" if first else ""
        return page(self.desk, "intake.j2", "intake", earlier=earlier, begin=begin, **self._sorted(self.desk.files))

    def _sorted(self, files: Sequence[FileEntry]) -> dict[str, Any]:
        """An account in words, what was not read first."""
        lost = [f for f in files if f.status == "unread"]
        others = [f for f in files if f.status != "unread"]
        line = account.line(files, self.wording) if files else ""
        return {"files": [*lost, *others], "line": line}

    async def take(self, request: Request) -> Response:
        """Files from the browser."""
        self.desk.bench.free()
        sources = await received(request, self.desk.uploads, self.desk.bounds)
        self.desk.take(sources)
        return to("/")

    async def cancel(self, request: Request) -> Response:  # noqa: ARG002
        """Call off what is at work."""
        if self.desk.bench.work is not None:
            self.desk.bench.work.cancel.set()
        return to("/")

    async def check(self, request: Request) -> Response:  # noqa: ARG002
        """Go on with what was called off or broke off: the reports of the archive that are not checked yet."""
        self.desk.open()
        return to("/")

    async def work(self, request: Request) -> Response:  # noqa: ARG002
        """Where the work stands, for the script."""
        work = self.desk.bench.work
        if work is None:
            return JSONResponse({"state": "none"})
        line = self.wording.say(ROOM, f"work.{work.stage}", done=work.done, of=work.of) if work.stage else ""
        return JSONResponse({"state": work.state, "done": work.done, "of": work.of, "line": line})

    async def reports(self, request: Request) -> Response:
        """一覧: the reports by weight."""
        query = {n: request.query_params.get(n, "").strip()[:200] for n in ("q", "department", "only")}
        lines = [self._line(r) for r in list(self.desk.reports.values()) if self._fits(r, query)]
        departments = sorted({r.department for r in self.desk.reports.values() if r.department})
        return page(self.desk, "reports.j2", "reports", lines=lines, query=query, departments=departments)

    def _fits(self, report: CheckedReport, query: Mapping[str, str]) -> bool:
        in_department = query["department"] in ("", report.department)
        is_searched = all(word in report.searched for word in folded(query["q"]).split())
        return in_department and is_searched and self._is_kept(report, query["only"])

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
        ledger, today = self.desk.ledger, self.desk.today
        states = {f.fingerprint: state(f, ledger, today) for f in report.findings}
        return page(
            self.desk, "report.j2", "reports", report=report, states=states,
            left=lambda matter: sum(not states[f.fingerprint] for f in matter.findings),
            items=passages.items(self._newest(report)),
            counts=report.counts(ledger, today), undecided=report.undecided(ledger),
        )  # fmt: skip

    async def passages(self, request: Request) -> Response:
        """記載の経過: where words stand, which rows wrote them and when."""
        report = self.desk.report(request.path_params["key"])
        words, item = (request.query_params.get(n, "").strip()[:200] for n in ("q", "item"))
        newest = self._newest(report)
        known = passages.items(newest)
        item = item if item in [name for name, _, _ in known] else ""
        corpus, editions = report.report.audit.corpus, self.desk.editions(report.report_id)
        answer = await run_in_threadpool(passages.answer, corpus, editions, words, item)
        return page(
            self.desk, "passages.j2", "reports", report=report, items=known, words=words, item=item, answer=answer,
            asked=bool(words or item),
        )  # fmt: skip

    def _newest(self, report: CheckedReport) -> Edition:
        return passages.newest(self.desk.editions(report.report_id))

    async def document(self, request: Request) -> Response:
        """The report's own page, as the command line writes it, in a sandbox."""
        report = self.desk.report(request.path_params["key"])
        return _framed(await run_in_threadpool(report.report.to_html))

    async def outputs(self, request: Request) -> Response:
        """出す: what can be made, and what was made."""
        report = request.query_params.get("report", "")
        due = self.desk.due or self.desk.today + _ANSWERED_WITHIN
        return page(
            self.desk, "outputs.j2", "outputs", table=outputs.offered(self.desk), selection=report, due=due.isoformat()
        )  # fmt: skip

    async def make(self, request: Request) -> Response:
        """Make a file, in the background."""
        values = await fields(request)
        output = outputs.output_of(values.get("output", ""))
        report = self.desk.report(values["report"]) if values.get("report") else None
        if "due" in values:
            self.desk.due = day(values["due"])
        self.desk.bench.start(output.name, lambda step: outputs.make(self.desk, output, report, step))
        return to("/keeping" if output.kept else f"/outputs?{urlencode({'report': values.get('report', '')})}")

    def _made(self, request: Request) -> Path:
        """A file that was made; its place comes from the table, never from the address."""
        output = outputs.output_of(request.path_params["name"])
        path = self.desk.out / output.file
        if output.name not in self.desk.handouts or not path.is_file():
            raise Refusal("not-made", 404)
        return path

    async def shown(self, request: Request) -> Response:
        """A page that was made, to be looked at and printed, in a sandbox."""
        path = self._made(request)
        if path.suffix != ".html":
            raise Refusal("no-page", 404)
        return _framed(path.read_text(encoding="utf-8"))

    async def letter(self, request: Request) -> Response:
        """The letter to one section, of those that were made last."""
        at = request.path_params["number"]
        if at >= len(self.desk.letters) or not (self.desk.out / f"letter-{at}.docx").is_file():
            raise Refusal("not-made", 404)
        path = self.desk.out / f"letter-{at}.docx"
        return FileResponse(path, media_type="application/octet-stream", filename=self.desk.letters[at].file)

    async def hand_out(self, request: Request) -> Response:
        """A file that was made."""
        path = self._made(request)
        name = self.wording.say(ROOM, f"files.{request.path_params['name']}") + path.suffix
        return FileResponse(path, media_type="application/octet-stream", filename=name)

    async def keeping(self, request: Request) -> Response:  # noqa: ARG002
        """保管: what the archive holds, whether it is as it was, and copies of it."""
        entries = await run_in_threadpool(self._entries)
        copies: list[outputs.Output] = [o for o in outputs.OUTPUTS.values() if o.kept]
        heads, cells = archive_text.list_cells(entries[-_SHOWN:][::-1], archive_text.corrections(entries), self.wording)
        return page(
            self.desk, "keeping.j2", "keeping", heads=heads, rows=cells, count=len(entries), copies=copies,
            head=entries[-1].digest if entries else "", shown=_SHOWN,
        )  # fmt: skip

    def _entries(self) -> list[Any]:
        if not self.desk.archive.exists():
            return []
        with self.desk.lock, Archive(self.desk.archive) as archive:
            return archive.entries()

    async def verify(self, request: Request) -> Response:
        """Look whether the archive is as it was, in the background."""
        head = (await fields(request)).get("head", "").strip() or None
        desk = self.desk

        def verify(step: Callable[[str, int, int], None]) -> None:
            with desk.lock, Archive(desk.archive) as archive:
                result = archive.verify(head, lambda done, of: step("verify", done, of))
            desk.outcome = archive_text.verify_text(Path(desk.archive.name), result, desk.lang)

        if desk.archive.exists():
            desk.bench.start("verify", verify)
        return to("/keeping")

    async def manual(self, request: Request) -> Response:  # noqa: ARG002
        """手引き: the manual within the page."""
        return page(self.desk, "manual.j2", "manual")

    async def manual_document(self, request: Request) -> Response:  # noqa: ARG002
        """The manual as one document."""
        return _framed(await run_in_threadpool(manual_page, self.desk.lang))


def _framed(document: str) -> Response:
    """A document that brings a policy of its own, shown within a screen."""
    return HTMLResponse(document, headers={"content-security-policy": DOCUMENT})
