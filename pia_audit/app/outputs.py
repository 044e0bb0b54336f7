"""What is handed out: a line of a table for each file, made from the desk as it is when it is asked for.

An output is added by a line in :data:`OUTPUTS`.
"""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from msgspec import Struct

from pia_audit.app.desk import Desk, Handout
from pia_audit.app.refusals import Refusal
from pia_audit.app.reports import CheckedReport
from pia_audit.app.work import Step
from pia_audit.archive import Archive
from pia_audit.audit_request import Report, run_audit
from pia_audit.audits.decisions import dump
from pia_audit.audits.run import audit
from pia_audit.checklists.basis import make as answers
from pia_audit.checklists.letters.document import letter_document
from pia_audit.checklists.letters.letter import Letter, letters
from pia_audit.checklists.sheet import contents
from pia_audit.checklists.sheet.xlsx import workbook
from pia_audit.compare.corrections import RULES, corrections
from pia_audit.compare.draft import draft
from pia_audit.compare.pair_corpus import paired
from pia_audit.japanese.patterns import regex
from pia_audit.model import Edition
from pia_audit.model.files import write
from pia_audit.model.frames import Corpus
from pia_audit.reports import draft_rows
from pia_audit.reports.comparative import sheet
from pia_audit.reports.departments import sections
from pia_audit.reports.xlsx.contrast import write_book

_UNSAFE = regex(r"[^\w・（）()ー-]+")
_LONGEST = 60
"""Characters of a section in a file's name."""


class Output(Struct, frozen=True):
    """A file that is handed out.

    ``file`` is its name, the same for every report; ``make`` writes it from the editions (of one report, or of all).
    ``kept`` belongs to the archive as a whole, and ``several`` needs a report with two editions.
    """

    name: str
    file: str
    make: Callable[[Desk, Sequence[Edition], Path], None]
    kept: bool = False
    several: bool = False


def decided_report(desk: Desk, editions: Sequence[Edition]) -> Report:
    """The audit of editions, with what was decided laid over it."""
    lost = [u for e in editions for u in e.unread]
    return run_audit(Corpus.of(editions), desk.request(desk.ledger.all()), desk.lang, lost=lost)


def _workbook(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    decided_report(desk, editions).to_xlsx(path)


def _page(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    path.write_text(decided_report(desk, editions).to_html(), encoding="utf-8", newline="")


def _contrast(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    write_book(sheet(paired(_pairs(editions)), desk.lang), path)


def _draft(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    pairs = _pairs(editions)
    corpus = paired(pairs)
    row_corrections = corrections(pairs, lambda pair_corpus: audit(pair_corpus, select=RULES).findings, corpus)
    draft_rows.write_xlsx(draft(corpus), path, desk.lang, row_corrections)


def _letters(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    report = decided_report(desk, editions).words
    order = [r.report_id for r in desk.reports.values() if r.report_id in {h.report_id for h in report.reports}]
    all_letters = letters(report, sections(editions, desk.settings.sections), order, desk.today, desk.due)
    if not all_letters:
        raise Refusal("nothing-to-ask", 409)
    documents = [letter_document(letter) for letter in all_letters]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
        handouts = [_handout(desk, number, letter) for number, letter in enumerate(all_letters, 1)]
        for handout, document in zip(handouts, documents, strict=True):
            archive_file.writestr(handout.file, document)
    for at, document in enumerate(documents):
        write(desk.out / f"letter-{at}.docx", document)
    desk.letters = tuple(handouts)


def _handout(desk: Desk, number: int, letter: Letter) -> Handout:
    section = letter.section or desk.wording.say("app", "files.no_section")
    name = _UNSAFE.sub("_", section)[:_LONGEST]
    return Handout(section, f"{number:02}_{name}.docx", len(letter.asks))


def _approval(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    if desk.yearly is None:
        raise Refusal("no-output", 404)
    page = desk.yearly.approval(desk.reading(editions), desk.request(desk.ledger.all()), desk.lang)
    path.write_text(page, encoding="utf-8", errors="replace", newline="")


def _year(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    if desk.yearly is None:
        raise Refusal("no-output", 404)
    with tempfile.TemporaryDirectory(dir=desk.out) as name:
        folder = Path(name)
        desk.yearly.folder(desk.reading(editions), desk.request(desk.ledger.all()), desk.lang, desk.due, folder)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
            for file in sorted(p for p in folder.rglob("*") if p.is_file()):
                archive_file.write(file, file.relative_to(folder).as_posix())


def _checklist(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    lost = [u for e in editions for u in e.unread]
    options = {name: value for name, value in desk.request().options().items() if name != "today"}
    result, report_answers = answers(
        Corpus.of(editions), questions=desk.settings.questions, decisions=desk.ledger.all(), today=desk.today,
        unread=lost, **options,
    )  # fmt: skip
    data, _ = workbook(contents.checklist(result, report_answers, desk.today, desk.lang, lost))
    path.write_bytes(data)


def _decisions(desk: Desk, editions: Sequence[Edition], path: Path) -> None:
    reports = {e.report_id for e in editions}
    path.write_text(dump(d for d in desk.ledger.all() if d.report_id in reports), encoding="utf-8")


def _archive(desk: Desk, editions: Sequence[Edition], path: Path) -> None:  # noqa: ARG001
    with desk.lock:
        shutil.copyfile(desk.archive, path)


def _originals(desk: Desk, editions: Sequence[Edition], path: Path) -> None:  # noqa: ARG001
    with tempfile.TemporaryDirectory(dir=desk.out) as name, desk.lock, Archive(desk.archive) as archive:
        exports = archive.export([e for e in archive.entries() if e.kind == "edition"], name)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive_file:
            for export in exports:
                archive_file.write(export.path, export.path.name)


OUTPUTS = {
    output.name: output
    for output in (
        Output("year", "year.zip", _year),
        Output("workbook", "findings.xlsx", _workbook),
        Output("page", "report.html", _page),
        Output("contrast", "contrast.xlsx", _contrast, several=True),
        Output("draft", "draft.xlsx", _draft, several=True),
        Output("letters", "letters.zip", _letters),
        Output("checklist", "checklist.xlsx", _checklist),
        Output("approval", "approval.html", _approval),
        Output("decisions", "decisions.json", _decisions),
        Output("archive", "archive.sqlite", _archive, kept=True),
        Output("originals", "originals.zip", _originals, kept=True),
    )
}


def offered(desk: Desk) -> list[Output]:
    """The outputs that can be had."""
    return [o for o in OUTPUTS.values() if o.name not in ("approval", "year") or desk.yearly is not None]


def output_of(name: str) -> Output:
    """The output of a name. Raises :class:`Refusal` where there is none."""
    if name not in OUTPUTS:
        raise Refusal("no-output", 404)
    return OUTPUTS[name]


def make(desk: Desk, output: Output, report: CheckedReport | None, step: Step) -> None:
    """Make a file, whole or not at all, of one report or of all."""
    step("make", 0, 1)
    editions = desk.editions(report.report_id if report else None)
    if not editions and not output.kept:
        raise Refusal("nothing-to-make", 409)
    if output.several and not _pairs(editions):
        raise Refusal("no-pairs", 409)
    with tempfile.TemporaryDirectory(dir=desk.out) as folder:
        path = Path(folder) / output.file
        output.make(desk, editions, path)
        write(desk.out / output.file, path.read_bytes())
    time = datetime.now().strftime("%H:%M")
    title = "" if output.kept else report.head.title if report else desk.wording.say("app", "reports.all")
    desk.handouts[output.name] = f"{title} {time}".strip()


def _pairs(editions: Sequence[Edition]) -> list[tuple[Edition, Edition]]:
    """Of each report the two editions that were published last."""
    editions_by_day: dict[str, dict[str, Edition]] = {}
    for edition in editions:
        if edition.published_on is not None:
            editions_by_day.setdefault(edition.report_id, {})[edition.published_on.isoformat()] = edition
    in_order = ([group[day] for day in sorted(group)] for group in editions_by_day.values())
    return [pair for group in in_order for pair in list(pairwise(group))[-1:]]
