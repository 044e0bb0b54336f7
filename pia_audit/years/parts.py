"""The part of an audit that is about one report, as its own page and its 新旧対照表 need it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pia_audit.audits.run import Audit
from pia_audit.history.corpus_replay import replayed
from pia_audit.model import Edition, FileEntry, Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports.report import AuditReport, build

_BETWEEN = ("pairs", "differences", "leaves", "accounts", "carried")
"""The frames that two editions of one report have."""


class Part(Struct, frozen=True):
    """One report of an audit: the audit of its editions alone, and the same in words."""

    audit: Audit
    words: AuditReport


def parts(
    audit: Audit, editions: Sequence[Edition], lost: Sequence[Unread], files: Sequence[FileEntry], lang: str
) -> Iterator[tuple[str, Part]]:
    """An audit report by report, without auditing again.

    Args:
        audit: of any number of reports.
        editions: the editions it was made of.
        lost: what could not be read in them.
        files: the account of files.
        lang: ``ja`` or ``en``.

    Yields:
        Report id and part, in the order of the ids.
    """
    by_report: dict[str, list[Edition]] = defaultdict(list)
    for edition in editions:
        by_report[edition.report_id].append(edition)
    lost_by_source: dict[str, list[Unread]] = defaultdict(list)
    for location in lost:
        lost_by_source[location.source].append(location)
    between = {name: getattr(audit.corpus, name).partition_by("report_id", as_dict=True) for name in _BETWEEN}
    evidence = audit.corpus.evidence.partition_by("edition_id", as_dict=True)
    findings = audit.findings.partition_by("report_id", as_dict=True)
    for report_id, report_editions in sorted(by_report.items()):
        corpus = replayed(Corpus.of(report_editions))
        frames_of_report = {
            name: frames.get((report_id,), getattr(audit.corpus, name).clear()) for name, frames in between.items()
        }
        ids = dict.fromkeys(e.edition_id for e in report_editions)
        frames_of_report["evidence"] = pl.concat(
            [audit.corpus.evidence.clear(), *(evidence[i,] for i in ids if (i,) in evidence)]
        )
        part = replace(
            audit,
            corpus=corpus.having(as_of=audit.corpus.as_of, **frames_of_report),
            findings=findings.get((report_id,), audit.findings.clear()),
            unread=(),
            gone=tuple(g for g in audit.gone if g.report_id == report_id),
        )
        sources = dict.fromkeys(e.source for e in report_editions)
        unread = tuple(u for source in sources for u in lost_by_source[source])
        report = build(part, lang, unread, tuple(f for f in files if f.report_id == report_id))
        decisions = tuple(d for d in report.decisions if d.decision.report_id == report_id)
        yield report_id, Part(part, replace(report, decisions=decisions))


def by_pair(corpus: Corpus) -> Iterator[tuple[Mapping[str, object], Corpus]]:
    """A report's corpus for each two editions that follow each other, with the row of its ``pairs``."""
    for pair in corpus.pairs.iter_rows(named=True):
        same = (pl.col("old_edition") == pair["old_edition"]) & (pl.col("new_edition") == pair["new_edition"])
        yield pair, corpus.having(**{name: getattr(corpus, name).filter(same) for name in _BETWEEN})
