"""What is fuzzed: each target takes bytes, and any exception that leaves it is a fault of the program.

Refusals are part of the program: where something is refused, the words it is refused with are asked for as well.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl
import seeds
from by_hand import rechain
from click.testing import CliRunner
from msgspec.structs import replace
from mutating import unpacked
from seeds import TODAY

import pia_audit.audits.baseline
import pia_audit.audits.decisions
import pia_audit.audits.run
import pia_audit.audits.settings
import pia_audit.checklists.comparison
import pia_audit.checklists.intake
import pia_audit.checklists.questions
import pia_audit.checklists.sheet.comparison_report
import pia_audit.checklists.sheet.intake_summary
import pia_audit.corpus
import pia_audit.corpus.partition_audit
import pia_audit.corpus.results
import pia_audit.documents.html.webpage
import pia_audit.documents.pdf
import pia_audit.documents.xlsx.workbook
import pia_audit.readers
import pia_audit.readers.stored_editions
import pia_audit.statistics
from pia_audit.archive import export, queries
from pia_audit.archive import schema as tables
from pia_audit.archive.consistency import frames_digest
from pia_audit.archive.entries import Entry, sha256
from pia_audit.archive.signature import APPLICATION_ID
from pia_audit.archive.store import Store
from pia_audit.audits.selection import Choice, Choices
from pia_audit.cli import group
from pia_audit.compare.reconcile import reconciled
from pia_audit.corpus import rates
from pia_audit.corpus import summary as corpus_summary
from pia_audit.corpus.layout import FRAMES
from pia_audit.history.corpus_replay import replayed
from pia_audit.messages.wording import Wording
from pia_audit.model import Edition, Unread
from pia_audit.model.frames import Corpus, schema
from pia_audit.reports import screen
from pia_audit.reports.report import build

WORDS = Wording("ja")
SCRATCH = Path("/dev/shm") if Path("/dev/shm").is_dir() else None


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        yield Path(folder)


@contextlib.contextmanager
def _file(content: bytes, suffix: str) -> Iterator[Path]:
    with _folder() as folder:
        path = folder / f"in{suffix}"
        path.write_bytes(content)
        yield path


def _run(*words: str | Path) -> int:
    """The status of a command; whatever is no clean exit is raised."""
    result = CliRunner().invoke(group, [str(w) for w in words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code


def read(content: bytes) -> Edition | Unread:
    """Any file, told apart by content as the command does it."""
    editions = pia_audit.readers.read_bytes("in", content)
    if isinstance(editions, Unread):
        assert WORDS.reason(editions)
        return editions
    return editions[0]


def judge(content: bytes) -> None:
    """A file read and judged by every rule; a rule that fails is a failure here."""
    edition = read(content)
    if isinstance(edition, Edition):
        _sound(pia_audit.audits.run.audit(Corpus.of([edition])))


def _sound(result: pia_audit.audits.run.Audit) -> None:
    lost = [u for u in result.unread if u.code == "rule-failed"]
    assert not lost, lost
    assert screen.audit(build(result, "ja"), 120)


_CORPUS = reconciled(replayed(Corpus.of(seeds.small())))
_AUDIT = pia_audit.audits.run.audit(_CORPUS)
_FEW = ("PIA201", "PIA406")
"""Rules that are enough to see what is laid over findings."""


def settings(content: bytes) -> None:
    """A settings file: refused in words, or usable for an audit."""
    with _file(content, ".toml") as path:
        try:
            choices = pia_audit.audits.settings.load(path)
        except pia_audit.audits.settings.BadSettings as error:
            assert WORDS.refusal(error)  # noqa: PT017
            return
        Choices(Choice(choices.select, choices.ignore, choices.severity), choices.reports).rules()
        options = {n: getattr(choices, n) for n in ("severity", "reports", "suppressions", "calendar")}
        if any(options.values()):
            _sound(pia_audit.audits.run.audit(_CORPUS, select=_FEW, **options, today=TODAY))


def questions(content: bytes) -> None:
    """A body's own questions: refused in words, or on the sheet."""
    from pia_audit.checklists.basis import make
    from pia_audit.checklists.sheet import contents
    from pia_audit.checklists.sheet import markdown_tables as markdown

    with _file(content, ".toml") as path:
        try:
            result, answers = make(_CORPUS, questions=[path], today=TODAY)
        except pia_audit.checklists.questions.BadQuestions as error:
            assert WORDS.refusal(error)  # noqa: PT017
            return
        assert markdown.markdown(contents.checklist(result, answers, TODAY, "ja", ()))


def baseline(content: bytes) -> None:
    """A baseline: refused in words, or held against an audit."""
    with _file(content, ".json") as path:
        try:
            known = pia_audit.audits.baseline.read(path)
        except pia_audit.audits.baseline.BadBaseline as error:
            assert WORDS.refusal(error)  # noqa: PT017
            return
    result = pia_audit.audits.run.audit(_CORPUS, select=_FEW, baseline=known)
    _sound(result)
    pia_audit.audits.baseline.text(result.known).encode("utf-8", "replace")


def decisions(content: bytes) -> None:
    """A file of decisions: refused in words, or laid over an audit."""
    from pia_audit.checklists.basis import decided
    from pia_audit.checklists.questions import all_areas

    with _file(content, ".json") as path:
        try:
            made = pia_audit.audits.decisions.load(path)
        except pia_audit.audits.decisions.BadDecisions as error:
            assert WORDS.refusal(error)  # noqa: PT017
            return
    _sound(decided(_AUDIT, made, TODAY, all_areas(), ()))


def sheet(content: bytes) -> None:
    """A filled checklist: read, or refused; every problem has its words."""
    with _file(content, ".xlsx") as path:
        filled = pia_audit.checklists.intake.take([path], TODAY)
        assert pia_audit.checklists.sheet.intake_summary.read_text(filled, TODAY, "ja")
        pia_audit.audits.decisions.dump(filled.decisions).encode()


def compared(content: bytes) -> None:
    """Two filled sheets beside each other, in every format."""
    members = unpacked(content)
    with _folder() as folder:
        for name in ("old.xlsx", "new.xlsx"):
            (folder / name).write_bytes(members.get(name, b""))
        old, new = (pia_audit.checklists.intake.take([folder / n], TODAY) for n in ("old.xlsx", "new.xlsx"))
        rows = pia_audit.checklists.comparison.compare(old, new, TODAY)
        room = pia_audit.checklists.sheet.comparison_report
        for write in (room.as_json, room.as_markdown, room.as_table, room.as_xlsx):
            write(rows, "ja")


def corpus(file_bytes: bytes) -> None:
    """A corpus folder with broken or foreign files: audited and counted as far as it can be read."""
    with _folder() as folder:
        for name, content in unpacked(file_bytes).items():
            path = folder / "c" / name
            if ".." not in path.parts and "\x00" not in name and len(name) < 100:
                path.parent.mkdir(parents=True, exist_ok=True)
                with contextlib.suppress(OSError):
                    path.write_bytes(content)
        if not pia_audit.corpus.is_corpus(folder / "c"):
            return
        with contextlib.suppress(pia_audit.corpus.BadCorpus):
            if pia_audit.corpus.layout.layout(folder / "c").partitions > 3:
                return  # as many partitions are missing, one after the other
        assert _run("audit", folder / "c", "--jobs", "1") in (0, 1, 2)
        assert _run("trends", folder / "c", "--rates", "--jobs", "1", "--only", "timing", "--only", "rates") in (0, 2)


def frames(content: bytes) -> None:
    """A corpus whose files are sound and whose values are not: the partition is judged, or named."""
    try:
        document = json.loads(content)
        made = {f: _frame(document[f], schema(f)) for f in FRAMES}
    except Exception:  # no frames of these columns: nothing to try
        return
    files = {}
    for name, frame in made.items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        files[name] = buffer.getvalue()
    corpus_layout = pia_audit.corpus.Layout(Path("c"), 1)
    for form in ("parquet", "jsonl"):
        outcome = pia_audit.corpus.partition_audit.judge(
            corpus_layout, 0, pia_audit.corpus.partition_audit.Job({}, "ja", form), files
        )
        assert corpus_summary.as_text(corpus_summary.summary([outcome]), None, "ja")
        json.dumps(corpus_summary.as_data(corpus_summary.summary([outcome]), None, "ja"))
    read_back = partial(pia_audit.corpus.store.of_bytes, files, corpus_layout, 0)
    with mock.patch.object(rates, "read", side_effect=lambda *_: read_back()):
        rates._count("fiscal-year", corpus_layout, 0)


def _frame(rows: list[dict[str, Any]], columns: dict[str, Any]) -> pl.DataFrame:
    """Rows as a frame; days stand in them as text."""
    days = [c for c, dtype in columns.items() if dtype == pl.Date]
    texts = pl.DataFrame(rows, schema={**columns, **dict.fromkeys(days, pl.String)}, strict=False)
    return texts.with_columns(pl.col(days).str.to_date(strict=False))


def results(file_bytes: bytes) -> None:
    """A results folder that somebody changed: taken up, or refused."""
    with _folder() as folder:
        pia_audit.corpus.write(Corpus.of([]), folder / "c", 1)
        (folder / "r" / "findings").mkdir(parents=True)
        (folder / "r" / "findings" / "part-00000.parquet").write_bytes(b"")
        for name, content in unpacked(file_bytes).items():
            if name in ("run.json", "done.jsonl"):
                (folder / "r" / name).write_bytes(content)
        corpus_layout = pia_audit.corpus.layout.layout(folder / "c")
        job = pia_audit.corpus.partition_audit.Job({"today": TODAY})
        room = pia_audit.corpus.results
        with mock.patch.object(room, "described", _as_noted(folder / "r")), mock.patch.object(room, "digest", _any):
            try:
                taken = room.Results.opened(folder / "r", corpus_layout, job, resume=True)
            except room.BadResults as error:
                what = "".join(WORDS.say("partitions", f"what.{w}") for w in error.params.get("what", ()))
                WORDS.say("partitions", f"results.{error.code}", path=error.path, what=what)
                return
            summary = corpus_summary.summary(list(taken.done().values()))
        summary.status("info")
        assert corpus_summary.as_text(summary, taken, "ja")
        json.dumps(corpus_summary.as_data(summary, taken, "ja"))


class _Any(str):
    """A digest that is any other, so that what stands in a mutated line is looked at."""

    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return True


def _any(_: object) -> str:
    return _Any("")


def _as_noted(path: Path) -> Callable[..., dict[str, Any]]:
    """The description that the folder itself has, so that the rest of it is looked at."""
    try:
        noted = json.loads((path / "run.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        noted = None
    named = noted if isinstance(noted, dict) else {}
    return lambda *_: {k: v for k, v in named.items() if k != "today"}


def archive(content: bytes) -> None:
    """A database file with changed bytes: listed, verified, audited, counted, exported, or refused."""
    with _file(content, ".sqlite") as path:
        _verbs(path)


_VERBS = (
    ("list",), ("list", "--format", "csv"), ("list", "--format", "json"), ("verify",), ("verify", "--format", "json"),
    ("show", "1"), ("show", "3", "--format", "json"), ("search", "情報"),
    ("search", "個人情報"), ("audit",), ("audit", "--select", "PIA2", "--format", "json"),
)  # fmt: skip


def _verbs(path: Path) -> None:
    before = path.read_bytes()
    for verb, *more in _VERBS:
        status = _run("audit", path, *more) if verb == "audit" else _run("archive", verb, path, *more, "--wait", "0")
        assert status in (0, 1, 2)
    _run("archive", "export", path, "all", "--rescue", "--wait", "0", "-o", path.parent / "out")
    assert path.read_bytes() == before, "changed by reading"
    outside = [p for p in path.parent.iterdir() if p.name not in (path.name, f"{path.name}-journal", "out")]
    assert not outside, outside


def entries(content: bytes) -> None:
    """A sound database with an archive's tables and values nobody's program wrote."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not isinstance(document, dict):
        return
    with _file(b"", ".sqlite") as path:
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection, connection:
                _fill(connection, document)
            if document["rehash"]:
                _rehash(path)
        except Exception:  # values that no database takes: nothing to try
            return
        _verbs(path)


def _fill(connection: sqlite3.Connection, document: dict[str, Any]) -> None:
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={int(document['version'])}")
    for statement in queries.statements().values():
        connection.execute(statement)
    for made in tables.TABLES:
        blobs = [n for n, c in enumerate(made.columns) if c.kind.startswith("BLOB")]
        for row in document["tables"][made.name]:
            values = [bytes.fromhex(v) if n in blobs else v for n, v in enumerate(row)]
            connection.execute(made.insertion, values)


def _rehash(path: Path) -> None:
    """The entries with the digests that their content has, chained, as somebody who knows the recipe would do it."""
    store = Store(path, write=False, wait=0)
    try:
        entries = [_rehashed(store, entry) for entry in store.entries()]
    finally:
        store.close()
    rechain(path, entries)


def _rehashed(store: Store, entry: Entry) -> Entry:
    if entry.kind == "decision":
        return replace(entry, content=sha256(entry.about.encode()))
    return replace(entry, frames=frames_digest(store, entry)) if entry.kind == "edition" else entry


def names(content: bytes) -> None:
    """Names of files: exported ones stay in their folder, and read ones are told as text."""
    try:
        (name,) = json.loads(content)
        raw = os.fsencode(name)
    except (ValueError, TypeError, RecursionError):
        return
    with _folder() as folder:
        entry = Entry(1, "edition", 1, "", "", "", name, name, "", "", 1, "", "[]")
        done = export.write(entry, b"x", folder / "out")
        assert done.path.resolve().parent == (folder / "out").resolve()
        assert len(os.fsencode(done.path.name)) < 256
        inside = folder / "in"
        inside.mkdir()
        with contextlib.suppress(OSError, ValueError):
            (inside / os.fsdecode(raw.replace(b"/", b"_"))).with_suffix(".txt").write_bytes(b"x")
        for given in ([inside], [inside / name.lstrip("/").replace("..", "_")]):
            editions, lost = pia_audit.readers.read_all(given)
            assert not editions
            assert screen.unread(lost, WORDS).encode()


def arguments(content: bytes) -> None:
    """A command line with words nobody would type; what it would write goes nowhere."""
    try:
        words = json.loads(content)
    except (ValueError, RecursionError):
        return
    if not isinstance(words, list) or not words or not all(map(_is_word, words)):
        return
    if any(w.startswith(("-o", "--ou", "--w", "--j", "--d", "--conf", "/")) or ".." in w for w in words):
        return  # would write, start processes or read elsewhere
    with _folder() as folder, contextlib.chdir(folder):
        (folder / "a").write_bytes(b"no archive")
        reports = [str(seeds.DATA / "tebiki-01" / "2025-06-17.txt")] if words[0] in _READING else []
        assert _run(*words[:1], *reports, *words[1:]) in (0, 1, 2)


def _is_word(word: object) -> bool:
    """Whether a system can hand it to a program."""
    try:
        return isinstance(word, str) and b"\0" not in os.fsencode(word)
    except UnicodeEncodeError:
        return False


_READING = ("audit", "show", "log", "blame", "diff", "draft", "trends", "checklist")

Target = tuple[Callable[[bytes], object], Callable[[], list[bytes]]]
TARGETS: dict[str, Target] = {
    "text": (read, lambda: seeds.files("*/*.txt")),
    "page": (read, seeds.pages),
    "workbook": (read, lambda: seeds.files("*/*.xlsx")),
    "pdf": (read, lambda: seeds.files("*/*.pdf")),
    "stored": (judge, seeds.stored_files),
    "audit": (judge, lambda: seeds.files("*/*.txt")),
    "settings": (settings, lambda: seeds.SETTINGS),
    "questions": (questions, lambda: seeds.QUESTIONS),
    "baseline": (baseline, seeds.known_findings),
    "decisions": (decisions, seeds.decided),
    "sheet": (sheet, seeds.sheets),
    "compared": (compared, seeds.two_sheets),
    "corpus": (corpus, seeds.corpora),
    "frames": (frames, seeds.frames),
    "results": (results, seeds.results),
    "archive": (archive, seeds.archives),
    "entries": (entries, seeds.entries),
    "names": (names, seeds.names),
    "arguments": (arguments, seeds.arguments),
}
