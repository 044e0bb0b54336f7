"""The audit of one partition: what a process, or a worker on another machine, is given and what it gives back.

Both are plain values, so that it does not matter where the work is done: a partition's files and a :class:`Job` go in,
an :class:`Outcome` with the findings as the bytes of a file comes out.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
from msgspec import Struct, field
from msgspec.structs import replace

from pia_audit.audits.decisions import Status
from pia_audit.audits.run import audit
from pia_audit.corpus import decisions as deciding
from pia_audit.corpus.decisions import Earlier
from pia_audit.corpus.layout import FRAMES, BadCorpus, Layout
from pia_audit.corpus.store import of_bytes, raw
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.readers.stored_editions import unread_from
from pia_audit.reports.decision_phrases import decided
from pia_audit.reports.report import worded

if TYPE_CHECKING:
    from pia_audit.audits.run import Audit
    from pia_audit.reports.report import Finding

Form = Literal["parquet", "jsonl"]
UNUSED = "suppression-unused"


class Job(Struct, frozen=True):
    """What is asked of every partition: the options of :func:`pia_audit.audits.run.audit`, language and form.

    ``keep``: whether the findings themselves are wanted. ``decisions`` are laid over them. ``program`` is the version
    that asks: a worker of another version may find other things, and refuses.
    """

    options: Mapping[str, Any]
    lang: str = "ja"
    form: Form = "parquet"
    keep: bool = True
    decisions: Earlier = field(default_factory=Earlier)
    program: str = field(default_factory=lambda: version("pia-audit"))

    def for_partition(self, number: int) -> Job:
        """What is asked of one partition, with its own decisions alone."""
        return replace(self, decisions=self.decisions.for_partition(number))


class Outcome(Struct, frozen=True):
    """What became of one partition.

    ``digest`` is the SHA-256 of its files; ``findings`` is the file of its findings (empty unless they are kept);
    ``severities`` and ``rules`` (by code, then severity) count the findings that stand; ``standings`` tell what became
    of the job's decisions for this partition, in their order; ``failed`` tells why the partition was not audited.
    """

    number: int
    digest: str = ""
    reports: int = 0
    editions: int = 0
    rows: int = 0
    severities: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    suppressed: int = 0
    standings: tuple[Status, ...] = ()
    unread: tuple[Unread, ...] = ()
    findings: bytes = b""
    failed: Unread | None = None


def digest(files: Mapping[str, bytes]) -> str:
    """The SHA-256 of a partition's files, each with its frame's name and length."""
    out = hashlib.sha256()
    for frame in FRAMES:
        out.update(f"{frame} {len(files[frame])}\n".encode())
        out.update(files[frame])
    return out.hexdigest()


def judge(store: Layout, number: int, job: Job, files: Mapping[str, bytes] | None = None) -> Outcome:
    """Audit one partition; ``files`` are its bytes where this machine does not see the folder.

    A partition that cannot be read is told in ``failed``; it never raises for what the files hold.
    """
    if job.program != version("pia-audit"):
        return failed(store, number, "partition-worker", f"pia-audit {version('pia-audit')} / {job.program}")
    try:
        file_bytes = raw(store, number) if files is None else files
        corpus = of_bytes(file_bytes, store, number)
    except BadCorpus as error:
        return unreadable(number, error)

    try:
        result = audit(corpus, spans=False, **job.options)
        result = job.decisions.over(number, result, job.options.get("today"))
        return _outcome(number, digest(file_bytes), result, job)
    except (Exception, pl.exceptions.PanicException) as error:
        # values no reader writes may fail anywhere; the partition is named, the others go on
        return failed(store, number, "partition-broken", f"{type(error).__name__}: {error}"[:200])


def failed(store: Layout, number: int, code: str, reason: str = "") -> Outcome:
    """A partition that was not audited; ``code`` is one of ``unread.partition-…`` in the room's messages."""
    return Outcome(number, failed=Unread(str(store.file("editions", number)), code, params={"reason": reason}))


def unreadable(number: int, error: BadCorpus) -> Outcome:
    """A partition of which a file could not be read."""
    return Outcome(number, failed=Unread(str(error.path), error.code, params=error.params))


def _outcome(number: int, files_digest: str, result: Audit, job: Job) -> Outcome:
    standing = result.findings.filter(pl.col("suppressed").is_null())
    corpus = result.corpus
    return Outcome(
        number,
        files_digest,
        corpus.editions.get_column("report_id").n_unique(),
        corpus.editions.height,
        corpus.changes.height,
        result.summary(),
        _by_rule(standing),
        result.findings.height - standing.height,
        tuple(s.status for s in result.standings),
        (*stored_unread(corpus.unread), *result.unread),
        _as_file(_worded(result, job.lang), job.form) if job.keep else b"",
    )


def _worded(result: Audit, lang: str) -> tuple[Finding, ...]:
    wording = Wording(lang)
    return worded(result, wording, [decided(s, wording) for s in result.standings])


def _by_rule(findings: pl.DataFrame) -> dict[str, dict[str, int]]:
    """How many findings a rule has, by severity: a rule may lower or raise single findings."""
    out: dict[str, dict[str, int]] = {}
    for code, severity, count in findings.group_by("rule", "severity").len().sort("rule", "severity").iter_rows():
        out.setdefault(code, {})[severity] = count
    return out


def stored_unread(frame: pl.DataFrame) -> list[Unread]:
    """What could not be read, from the frame ``unread``; raises ``TypeError`` or ``ValueError`` for another's rows."""
    return [unread_from(row) for row in frame.iter_rows(named=True)]


def _as_file(findings: tuple[Finding, ...], form: Form) -> bytes:
    names = list(columns())
    rows = [_row(f, names) for f in findings]
    if form == "jsonl":
        return "".join(json.dumps(r, ensure_ascii=False, default=str) + "\n" for r in rows).encode()

    out = io.BytesIO()
    pl.DataFrame(rows, schema=columns(), orient="row").write_parquet(out)
    return out.getvalue()


def _row(finding: Finding, names: list[str]) -> dict[str, Any]:
    """A finding as plain values (each of them as it is)."""
    row = {name: getattr(finding, name) for name in names}
    row["evidence"] = [
        {"source": e.source, "locator": e.locator, "text": e.text, "role": e.role} for e in finding.evidence
    ]
    row["decision"] = deciding.row(finding.decision)
    return row


def columns() -> dict[str, Any]:
    """The columns of a findings file: those of a finding in the JSON of ``audit``."""
    s = pl.String
    names = (
        "rule slug severity confidence report_id edition item item_label row changed_on timing title message basis "
        "todo expected actual expected_role actual_role similarity evidence fingerprint suppressed decision"
    )
    special_types = {
        "row": pl.Int64,
        "similarity": pl.Float64,
        "evidence": pl.List(pl.Struct({"source": s, "locator": s, "text": s, "role": s})),
        "decision": pl.Struct(deciding.columns()),
    }
    return {n: special_types.get(n, s) for n in names.split()}
