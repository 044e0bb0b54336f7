"""A small corpus in partitions, and a plain way to audit it, for the tests of several rooms."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pia_audit.audits.run import Audit
from pia_audit.corpus import Layout
from pia_audit.corpus.partition_audit import Job, Outcome, columns, judge
from pia_audit.corpus.results import Results
from pia_audit.corpus.runners import audit_corpus
from pia_audit.model import Unread
from pia_audit.reports.json_document import finding
from pia_audit.reports.report import build

PARTITIONS = 4
REPORTS = 18
LOST = Unread("lost/report.pdf", "not-a-report")


def one_by_one(layout: Layout, numbers: Sequence[int], job: Job) -> Iterator[Outcome]:
    """The plain runner."""
    return (judge(layout, n, job) for n in numbers)


def files(results: Results) -> dict[str, bytes]:
    """The findings on disk, by name."""
    return {p.name: p.read_bytes() for p in sorted((results.path / "findings").iterdir())}


def run(layout: Layout, job: Job, target: Path) -> Results:
    """An audit from beginning to end."""
    results = Results.opened(target, layout, job, resume=False)
    audit_corpus(layout, job, one_by_one, results)
    return results


def lines(results: Results) -> list[str]:
    """The findings of all partitions as JSON Lines, sorted."""
    return sorted(line for content in files(results).values() for line in content.decode().splitlines())


def ordinary(audit: Audit, lang: str = "en") -> list[str]:
    """The findings of an audit of the usual kind as lines of a findings file, sorted."""
    entries = (finding(f) for f in build(audit, lang).findings)
    return sorted(json.dumps({n: f[n] for n in columns()}, ensure_ascii=False, default=str) for f in entries)
