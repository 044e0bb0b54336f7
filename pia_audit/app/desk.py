"""The working folder and what lies on it: the archive, the reports as they were checked, the work in the background.

    archive.sqlite    editions and decisions: all that has to last
    accounts.json     what became of every file and answer that was brought in
    files/            what was uploaded, each file under its SHA-256
    out/              what is handed out, made anew each time

Everything else is worked out again when the page is started on the folder another time.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from pia_audit.app.accounts import Accounts
from pia_audit.app.ledger import Ledger
from pia_audit.app.refusals import Refusal, sentence
from pia_audit.app.reports import CheckedReport, checked
from pia_audit.app.uploads import Bounds, distinct
from pia_audit.app.work import Bench, Step
from pia_audit.archive import Archive
from pia_audit.archive.archive import Added, user
from pia_audit.archive.entries import Entry
from pia_audit.audit_request import Request
from pia_audit.audits.decisions import Decision
from pia_audit.audits.settings import Settings
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, FileEntry, FileStatus, Unread
from pia_audit.readers import Reading, account
from pia_audit.readers.edition_order import Order, in_order
from pia_audit.readers.sources import Source, sources_of
from pia_audit.readers.witnesses import Witnessed, witnessed
from pia_audit.reports.departments import sections


class Yearly(Protocol):
    """A year's work, which no room below knows: both of editions, what is asked and the language."""

    def approval(self, reading: Reading, request: Request, lang: str) -> str:
        """The sheets that go round for approval, as a page."""

    def folder(self, reading: Reading, request: Request, lang: str, due: date | None, path: Path) -> None:
        """Everything a year's folder holds, written to a folder."""


class Failure(Struct, frozen=True):
    """A report whose check broke off: its title, its id and why."""

    title: str
    report_id: str
    reason: str


class Handout(Struct, frozen=True):
    """A letter that was made: its section, the file's name, and how many questions it asks."""

    section: str
    file: str
    asks: int


_TOGETHER = 8
"""Files that are added at a time: between two of these decisions can be written, and the work be called off."""


class Desk:
    """What the page works on.

    ``reports`` are the reports by their keys, those that matter most first, ``failures`` those whose check broke off,
    with why; ``files`` is the account of the files brought in last, or of the archive's editions, and ``accounts``
    that of all. ``handouts`` tells of each file that was made of which report and when, ``letters`` which letters were,
    ``due`` by which day they ask for an answer; ``outcome`` is how the archive was when it was verified, ``person`` who
    decided last.
    """

    def __init__(self, folder: Path, lang: str, settings: Settings, yearly: Yearly | None = None) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds copies of the reports
        for name in ("files", "out"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.folder, self.lang, self.wording, self.settings = folder, lang, Wording(lang), settings
        self.archive, self.uploads, self.out = folder / "archive.sqlite", folder / "files", folder / "out"
        self.bounds, self.yearly = Bounds(), yearly
        self.lock = threading.RLock()
        self.ledger, self.bench = Ledger(self.archive, self.lock), Bench(self.wording)
        self.reports: dict[str, CheckedReport] = {}
        self.failures: dict[str, Failure] = {}
        self.accounts = Accounts.at(folder / "accounts.json")
        self.files: tuple[FileEntry, ...] = ()
        self.person = user()
        self.outcome = ""
        self.handouts: dict[str, str] = {}
        self.letters: tuple[Handout, ...] = ()
        self.due: date | None = None
        self._editions: tuple[Edition, ...] = ()

    @property
    def today(self) -> date:
        """The day."""
        return date.today()

    def request(self, decisions: tuple[Decision, ...] = ()) -> Request:
        """What is asked of an audit today."""
        return Request(self.settings, as_of=self.today, decisions=decisions)

    def key_of(self, report_id: str) -> str:
        """The key of a report that is checked; nothing for another one."""
        return next((r.key for r in list(self.reports.values()) if r.report_id == report_id), "")

    def report(self, key: str) -> CheckedReport:
        """The report of a key. Raises :class:`Refusal` where there is none."""
        if key not in self.reports:
            raise Refusal("no-report", 404)
        return self.reports[key]

    def open(self) -> None:
        """Take up what the archive holds from before, in the background."""
        if self.archive.exists():
            self.bench.start("open", self._check)

    def take(self, sources: Sequence[Source]) -> None:
        """Bring files in and check all reports they belong to, in the background."""
        if not sources:
            raise Refusal("no-files")
        self.bench.start("take", lambda step: self._take(sources, step))

    def _take(self, uploaded: Sequence[Source], step: Step) -> None:
        sources = sources_of(distinct(uploaded, {e.source: e.sha256 for e in self._editions}))
        waiting = {s.name: FileEntry(s.name, "unread", reason=Unread(s.name, "not-reached")) for s in sources.files}
        missing = (FileEntry(u.source, "unread", reason=u) for u in sources.missing)
        self.files = (*waiting.values(), *missing, *sources.aside)
        self.accounts.begin(self.files, self.person)
        for at in range(0, len(sources.files), _TOGETHER):
            step("read", at, len(sources.files))
            group = sources.files[at : at + _TOGETHER]
            with self.lock, Archive(self.archive) as archive:
                addition = archive.add(group, by=self.person)
                before = {e.number: e for e in archive.entries()} if addition.present else {}
            entries = {e.source: e for e in _entries(group, addition, before)}
            self.files = tuple(entries.get(f.source, f) for f in self.files)
            self.accounts.go_on(self.files)
        self._check(step, is_new=True)

    def _check(self, step: Step, *, is_new: bool = False) -> None:
        """Check every report of the archive that is not checked as it is now."""
        if not self.archive.exists():
            return
        with self.lock, Archive(self.archive) as archive:
            editions = archive.editions()
        self.ledger.renew()
        unique = witnessed(editions)
        order = in_order(unique.editions)
        self._editions = order.editions
        last = self.accounts.intakes[-1].files if self.accounts.intakes else ()
        self.files = _accounted(last, unique, order)
        if is_new:
            self.accounts.go_on(self.files)
        notes = [*account.notes(unique.witnesses, unique.rivals), *order.notes]
        departments = sections(order.editions, self.settings.sections)
        earlier = {r.report_id: r for r in self.reports.values()}
        reports: list[CheckedReport] = []
        failures: dict[str, Failure] = {}
        groups = _by_report(order.editions)
        for n, (report_id, group) in enumerate(groups.items()):
            step("check", n, len(groups))
            report = earlier.get(report_id)
            if report is None or not report.is_of(group):
                try:
                    report = checked(group, _notes(group, notes), self.request(), self.lang, departments[report_id])
                except Exception as error:  # one report that breaks the check must not stop those after it
                    failures[report_id] = Failure(group[-1].title, report_id, sentence(error, self.wording))
                    continue
            reports.append(report)
            self._show(reports)
        keys = {r.key for r in reports}
        self.reports, self.failures = {key: r for key, r in self.reports.items() if key in keys}, failures

    def _show(self, reports: Iterable[CheckedReport]) -> None:
        """Put the reports on the desk: one that is checked can be worked on while others are not yet."""
        all_reports = {**self.reports, **{r.key: r for r in reports}}
        self.reports = {r.key: r for r in sorted(all_reports.values(), key=lambda r: r.weight)}

    def reading(self, editions: Sequence[Edition]) -> Reading:
        """Editions with the account of every file that was ever brought in, as if all had been read together."""
        ids = {e.report_id for e in self._editions}
        is_all = {e.report_id for e in editions} == ids
        lines = {f.source: f for intake in self.accounts.intakes for f in intake.files} | {
            f.source: f for f in self.files
        }
        files = tuple(lines.values()) if is_all else ()
        unread = tuple(f.reason for f in files if f.reason is not None and f.status in ("unread", "not-a-report"))
        return Reading(tuple(editions), unread, files)

    def editions(self, report_id: str | None = None) -> list[Edition]:
        """The editions of one report, or of all."""
        return [e for e in self._editions if report_id in (None, e.report_id)]


def _by_report(editions: Iterable[Edition]) -> dict[str, list[Edition]]:
    groups: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        groups[edition.report_id].append(edition)
    return groups


def _notes(group: Iterable[Edition], notes: Iterable[Unread]) -> tuple[Unread, ...]:
    """What is to be told of a report's files and of places in them."""
    editions = list(group)
    sources = {e.source for e in editions}
    notes_of_report = [n for n in notes if n.source in sources or n.params.get("of") in sources]
    return (*notes_of_report, *(u for e in editions for u in e.unread))


def _entries(group: Sequence[Source], addition: Added, before: Mapping[int, Entry]) -> list[FileEntry]:
    """The account of files that were to be added; ``before`` are the entries by their numbers."""
    new, present = {e.path: e for e in addition.entries}, dict(addition.present)
    lost = {u.source: u for u in addition.unread if u.fatal}
    out = []
    for source in group:
        if source.name in lost:
            reason = lost[source.name]
            if source.name.lower().endswith(".docx"):  # what sections send back, dropped on the wrong screen
                reason = replace(reason, code="perhaps-an-answer", params={})
            status: FileStatus = "not-a-report" if reason.code == "not-a-report" else "unread"
            out.append(FileEntry(source.name, status, reason=reason))
        elif source.name in new:
            out.append(FileEntry(source.name, "read", *_of_entry(new[source.name])))
        elif source.name in present:
            note = Unread(source.name, "in-archive", params={"number": present[source.name]}, fatal=False)
            out.append(FileEntry(source.name, "witness", *_of_entry(before[present[source.name]]), reason=note))
    return out


def _of_entry(entry: Entry) -> tuple[str, date | None, int]:
    """The report of an entry's first edition, its day, and how many editions there are."""
    head = entry.heads[0]
    return head.report_id, date.fromisoformat(head.published_on) if head.published_on else None, len(entry.heads)


def _accounted(files: Sequence[FileEntry], unique: Witnessed, order: Order) -> tuple[FileEntry, ...]:
    """The account with the files whose edition is read from another file, or was exchanged for another one; of an
    archive alone that of its editions."""
    editions = account.of_editions(unique)
    witnesses = {e.source: e for e in editions if e.status == "witness"}
    exchanged = {n.source: n for n in order.notes if n.source in {e.source for e in order.replaced}}
    read = (witnesses.get(f.source, f) if f.status == "read" else f for f in files or editions)
    return tuple(replace(f, reason=exchanged[f.source]) if f.source in exchanged else f for f in read)
