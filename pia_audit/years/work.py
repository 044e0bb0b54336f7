"""A year's work from end to end: folders read, OUT written, everything registered in the archive; and answers taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.archive import Archive
from pia_audit.audit_request import Request
from pia_audit.audits import baseline, run
from pia_audit.audits.baseline import Baseline
from pia_audit.audits.decisions import Decision, statement
from pia_audit.checklists.filled import Filled, Problem
from pia_audit.checklists.intake import take
from pia_audit.checklists.letters.document import letter_document
from pia_audit.checklists.sheet.contents import checklist
from pia_audit.checklists.sheet.xlsx import workbook
from pia_audit.messages.wording import Wording
from pia_audit.model.files import write
from pia_audit.model.frames import Corpus
from pia_audit.reports import draft_rows
from pia_audit.reports.comparative import sheet
from pia_audit.reports.formats import FORMATS
from pia_audit.reports.html import audit_page
from pia_audit.reports.xlsx.contrast import write_book
from pia_audit.years.file_names import file_names
from pia_audit.years.folder import BASELINE, KEPT, BadFolder, OutFolder, Placed
from pia_audit.years.parts import Part, by_pair, parts
from pia_audit.years.summaries import approval_page, summary_page
from pia_audit.years.year import Progress, Year, of_folders, silent, with_earlier


class Registered(Struct, frozen=True):
    """What an archive took.

    Attributes:
        path: the archive.
        added: how many files were added.
        present: how many were there already.
        decided: how many decisions were added.
    """

    path: Path
    added: int
    present: int
    decided: int


class Work(Struct, frozen=True):
    """A year that was written.

    Attributes:
        year: the year.
        placed: the files, those that were kept since somebody had changed them among them.
        registered: what the archive took.
        summary: the page to begin with, by its path.
    """

    year: Year
    placed: Placed
    registered: Registered
    summary: Path


def work(
    folders: Sequence[str | Path], out: str | Path, archive: str | Path | None = None, request: Request | None = None,
    lang: str = "ja", *, due: date | None = None, by: str = "", progress: Progress | None = None,
) -> Work:  # fmt: skip
    """Read a year's folders, and write and register all that comes of them.

    Args:
        folders: folders, ``.zip`` files or single files.
        out: the folder to write to; it lies outside the folders that are read.
        archive: the archive (default: one within ``out``).
        request: what is asked; its baseline goes before the findings of the last run in ``out``, and its decisions
            come on top of those there and in the archive.
        lang: ``ja`` or ``en``.
        due: the day by which the letters ask for an answer.
        by: who registers (default: the user's name).
        progress: is told how far the work is.

    Returns:
        The year and what became of its files.

    Raises:
        BadFolder: where ``out`` is no folder, or lies within a folder that is read.
        ArchiveError: where the archive cannot be used; nothing is written then.
        BadBaseline, BadDecisions: where what the last run left in ``out`` was damaged.
        OSError: where a file cannot be written; those that are in place are whole.
    """
    tell, folder = progress or silent, OutFolder(Path(out))
    if folder.lies_in(tuple(map(Path, folders))):
        raise BadFolder(folder.path, "inside")
    with folder.aside() as aside, Archive(archive or folder.archive) as opened:
        decided_before = _decided(opened)
        earlier = {statement(d): d for d in (*decided_before, *folder.decisions())}
        year_request = with_earlier(request or Request(), folder.baseline(), earlier.values())
        year = of_folders(folders, year_request, lang, due=due, progress=tell)
        fill(year, aside, tell)
        registered = _register(opened, folders, year, year_request, decided_before, by, tell)
        placed = folder.place(aside)
        write(folder.path / KEPT / BASELINE, baseline.text(year.known).encode())
    return Work(year, placed, registered, folder.path / f"{_named(year.lang, 'summary')}.html")


def year(
    folders: Sequence[str | Path], out: str | Path | None = None, archive: str | Path | None = None, *,
    request: Request | None = None, due: date | None = None, by: str = "", lang: str = "ja",
    progress: Progress | None = None,
) -> Year:  # fmt: skip
    """A year's work out of folders: editions found and put in order, audited, reconciled, drafted, asked about.

    :func:`work` does the same and tells what became of the files; what an office sends back is taken by
    :func:`answers`.

    Args:
        folders: folders, ``.zip`` files or single files; the 公表日 decides the order of editions.
        out: a folder to write everything to, outside those that are read (default: nothing is written).
        archive: the archive in which editions and decisions are registered (default: one within ``out``; without
            ``out`` none).
        request: what is asked: settings, rules, baseline, decisions, the day taken for today.
        due: the day by which the letters ask for an answer.
        by: who registers (default: the user's name).
        lang: ``ja`` or ``en``.
        progress: is told the stage and how many of how many are done.

    Returns:
        The year: the account of files, the audit, the reports ranked, drafted rows, letters, the checklist's answers.

    Raises:
        ValueError: where ``archive`` is given without ``out``, and (as :class:`pia_audit.model.files.InputError`) where
            ``out``, or what an earlier run left there, cannot be used.
        pia_audit.archive.ArchiveError: where the archive cannot be used.
        OSError: where a file cannot be written.
    """
    if out is None and archive is not None:
        raise ValueError("archive without out")
    if out is None:
        return of_folders(folders, request, lang, due=due, progress=progress)
    return work(folders, out, archive, request, lang, due=due, by=by, progress=progress).year


def _named(lang: str, key: str, **params: Any) -> str:
    return Wording(lang).say("year", f"file.{key}", **params)


def fill(year: Year, aside: Path, tell: Progress = silent) -> None:
    """Write everything of a year into a folder.

    Args:
        year: the year.
        aside: the folder, which is there and empty.
        tell: is told how far the work is.

    Raises:
        OSError: where a file cannot be written.
    """
    findings, rows, contrast, letters, sheets, approval, reports = (
        _named(year.lang, key)
        for key in ("findings", "rows", "contrast", "letters", "checklist", "approval", "reports")
    )
    pages = _write_reports(year, aside, reports, contrast, tell)
    write_xlsx = FORMATS["xlsx"].file
    if write_xlsx is not None:
        write_xlsx(year.report.result(), aside / f"{findings}.xlsx")
    draft_rows.write_xlsx(year.rows, aside / f"{rows}.xlsx", year.lang, year.corrections)
    letter_paths = _write_letters(year, aside, letters)
    if year.answers:
        made = checklist(year.report.audit, year.answers, year.today, year.lang, year.lost)
        write(aside / f"{sheets}.xlsx", workbook(made)[0])
    write(aside / f"{approval}.html", _encoded(approval_page(year)))
    others = list(_others(year, letter_paths))
    write(aside / f"{_named(year.lang, 'summary')}.html", _encoded(summary_page(year, pages, others)))


def _encoded(page: str) -> bytes:
    return page.encode("utf-8", "replace")


def _write_reports(year: Year, aside: Path, reports: str, contrast: str, tell: Progress) -> dict[str, str]:
    """A page for each report and a 新旧対照表 for each two of its editions; gives the pages' paths by report id."""
    heads = {r.head.report_id: r.head for r in year.ranked}
    ids = sorted(heads)
    names = dict(zip(ids, file_names((f"{heads[i].report_no} {heads[i].title}" for i in ids), ".html"), strict=True))
    pairs: list[tuple[str, Corpus]] = []
    if ids:
        (aside / reports).mkdir()
    editions = year.order.editions
    for done, (report_id, part) in enumerate(parts(year.report.audit, editions, year.lost, year.files, year.lang), 1):
        write(aside / reports / names[report_id], _encoded(audit_page(part.audit, part.words)))
        pairs += _pairs(year, part)
        tell("pages", done, len(ids) + len(year.order.pairs))
    if pairs:
        (aside / contrast).mkdir()
    for done, (name, (_, corpus)) in enumerate(zip(file_names((t for t, _ in pairs), ".xlsx"), pairs, strict=True), 1):
        write_book(sheet(corpus, year.lang), aside / contrast / name)
        tell("pages", len(ids) + done, len(ids) + len(pairs))
    return {report_id: f"{reports}/{name}" for report_id, name in names.items()}


def _pairs(year: Year, part: Part) -> Iterable[tuple[str, Corpus]]:
    """The title and the corpus of each two editions that follow each other."""
    head = part.words.reports[0]
    for pair, corpus in by_pair(part.audit.corpus):
        days = {"old": pair["old_on"], "new": pair["new_on"]}
        yield _named(year.lang, "contrast_title", number=head.report_no, title=head.title[:40], **days), corpus


def _write_letters(year: Year, aside: Path, letters: str) -> list[str]:
    if year.letters:
        (aside / letters).mkdir()
    titles = (letter.section or _named(year.lang, "no_section") for letter in year.letters)
    names = file_names(titles, ".docx")
    for name, letter in zip(names, year.letters, strict=True):
        write(aside / letters / name, letter_document(letter))
    return [f"{letters}/{name}" for name in names]


def _others(year: Year, letter_paths: Sequence[str]) -> Iterable[tuple[str, str]]:
    """What else lies in the folder: path, and what it is."""
    wording = Wording(year.lang)

    def line(name: str, ending: str, key: str, **params: Any) -> tuple[str, str]:
        return f"{_named(year.lang, name)}{ending}", wording.say("year", f"page.{key}", **params)

    yield line("findings", ".xlsx", "other_findings")
    yield line("rows", ".xlsx", "other_rows", rows=len(year.rows), corrections=len(year.corrections))
    if year.order.pairs:
        yield line("contrast", "/", "other_contrast", count=len(year.order.pairs))
    if letter_paths:
        asks = sum(len(letter.asks) for letter in year.letters)
        yield line("letters", "/", "other_letters", count=len(letter_paths), asks=asks)
    if year.answers:
        yield line("checklist", ".xlsx", "other_checklist")
    yield line("approval", ".html", "other_approval")


def _decided(archive: Archive) -> tuple[Decision, ...]:
    """The decisions of an archive that is there already."""
    return tuple(decision for _, decision in archive.decisions()) if archive.path.exists() else ()


def _register(
    archive: Archive, folders: Sequence[str | Path], year: Year, request: Request, known: Sequence[Decision], by: str,
    tell: Progress,
) -> Registered:  # fmt: skip
    """Add the files that were read, the decisions the archive has not, and the audit where it is not the last one's."""
    archive.path.parent.mkdir(parents=True, exist_ok=True)
    added = archive.add(folders, by=by, progress=lambda done, of: tell("archive", done, of))
    decided = decide(archive, request.decisions, known, by) if archive.path.exists() else 0
    report = year.report.words
    is_new = report.known is None or bool(report.known["new"] or report.known["absent"])
    if archive.path.exists() and archive.standing() and (added.entries or decided or is_new):
        archive.record(_audited(year, request), by=by)
    return Registered(archive.path, len(added.entries), len(added.present), decided)


def decide(archive: Archive, decisions: Iterable[Decision], known: Iterable[Decision], by: str = "") -> int:
    """Add to an archive the decisions that are not among the known ones; gives their number."""
    present = {statement(d) for d in known}
    new = [d for d in decisions if statement(d) not in present]
    return len(archive.decide(new, by=by)) if new else 0


def _audited(year: Year, request: Request) -> Callable[[Corpus], run.Audit]:
    """The audit of an archive's editions, those that were replaced left out: the year's own where the others are the
    same, else another one."""
    ids = set(year.report.audit.corpus.editions.get_column("edition_id"))
    replaced = [e.edition_id for e in year.order.replaced]

    def audited(corpus: Corpus) -> run.Audit:
        standing = ~pl.col("edition_id").is_in(replaced)
        if set(corpus.editions.filter(standing).get_column("edition_id")) == ids:
            return year.report.audit
        names = ("editions", "items", "changes", "quotes")
        return run.audit(corpus.having(**{n: getattr(corpus, n).filter(standing) for n in names}), **request.options())

    return audited


class Answers(Struct, frozen=True):
    """What came back.

    Attributes:
        filled: the letters and sheets as they were read, with what was taken and what was not.
        decisions: all decisions of the folder now; ``None`` where nothing was written.
        decided: how many decisions the archive took.
    """

    filled: Filled
    decisions: tuple[Decision, ...] | None
    decided: int = 0


def answers(
    files: Iterable[str | Path], out: str | Path, archive: str | Path | None = None, *, today: date | None = None,
    by: str = "",
) -> Answers:  # fmt: skip
    """Take answered letters and filled sheets back into the decisions of a year's folder.

    Args:
        files: letters (``.docx``), checklists and lists of findings (``.xlsx``) as they came back; of a folder those in
            it. They are only read.
        out: the folder that :func:`work` wrote; its decisions gain the new ones, the old file is kept as ``.bak``.
        archive: the archive (default: the one within ``out``, where there is one).
        today: the day against which days are looked at (default: the day of the call).
        by: who registers (default: the user's name).

    Returns:
        What was read and what is decided now. Where a whole file was refused, or nothing was taken, nothing is
        written.

    Raises:
        ArchiveError: where the archive cannot be used.
        BadBaseline, BadDecisions: where what the last run left in ``out`` was damaged.
        OSError: where it cannot be written.
    """
    folder = OutFolder(Path(out))
    filled = take(_filled_files(files), today or date.today())
    filled = replace(filled, problems=(*filled.problems, *_unknown(filled, folder.baseline())))
    if filled.refused or not filled.decisions:
        return Answers(filled, None)
    together = folder.decide(filled.decisions)
    path = Path(archive) if archive else folder.archive
    if not path.exists():
        return Answers(filled, together)
    with Archive(path) as opened:
        return Answers(filled, together, decide(opened, filled.decisions, _decided(opened), by))


def _unknown(filled: Filled, last: Baseline | None) -> Iterable[Problem]:
    """Decisions on findings that the last run did not have: mended since, or of another letter altogether."""
    known_findings = {(entry.report_id, entry.fingerprint) for entry in last.findings} if last else set()
    for decision in filled.decisions if last else ():
        if decision.fingerprint and (decision.report_id, decision.fingerprint) not in known_findings:
            yield Problem(decision.source, "", "not-in-last-run", "note")


_FILLED = (".docx", ".xlsx", ".bak")


def _filled_files(files: Iterable[str | Path]) -> Iterable[Path]:
    """The files, and of folders what may be a letter or a sheet in them; an office program's own are none."""
    for name in map(Path, files):
        inside = sorted(p for p in name.rglob("*") if p.is_file()) if name.is_dir() else []
        yield from (p for p in inside if p.suffix in _FILLED and not p.name.startswith(("~$", ".")))
        if not name.is_dir():
            yield name
