"""The folder of an audit's results: findings by partition, and what is done, so that an audit can be taken up again.

::

    run.json                    what was audited, by which version and with which options
    done.jsonl                  one line for each partition that is done, written after its findings
    findings/part-00000.…       the findings of a partition (Parquet or JSON Lines)

A partition's findings are there whole or not at all. A partition without its line in ``done.jsonl`` is audited anew,
and so is one whose files are no longer those of its line.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from msgspec.structs import replace

from pia_audit.corpus.decisions import STATUSES
from pia_audit.corpus.layout import ARCHIVE, HEAD, BadCorpus, Layout, is_empty, put
from pia_audit.corpus.partition_audit import Job, Outcome, digest
from pia_audit.corpus.store import raw
from pia_audit.model.files import InputError
from pia_audit.model.plain_values import as_data
from pia_audit.readers.stored_editions import unread_from
from pia_audit.rules.catalogue import SEVERITIES, codes

RUN, DONE, FINDINGS = "run.json", "done.jsonl", "findings"


class BadResults(InputError):
    """A results folder that cannot be used for this audit."""

    sentences = ("partitions", "results")
    terms: ClassVar[dict[str, str]] = {"what": "what"}


def described(store: Layout, job: Job) -> dict[str, Any]:
    """What makes two runs the same: program, corpus, rules, settings, decisions, language and form of the findings."""
    archive = store.notes.get(ARCHIVE)
    chosen = {k: v for k, v in job.options.items() if k != "today"}
    return {
        "pia_audit_results": 1,
        "program": job.program,
        "corpus": None if archive is not None else hashlib.sha256((store.path / HEAD).read_bytes()).hexdigest(),
        "archive": archive,
        "partitions": store.partitions,
        "form": job.form,
        "lang": job.lang,
        "options": {k: _plain(v) for k, v in sorted(chosen.items())},
        "decisions": job.decisions.sign(),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


class Results:
    """A results folder; see the module. ``opened`` makes or takes one up again."""

    def __init__(self, path: Path, store: Layout, job: Job) -> None:
        self.path, self.layout, self.job = path, store, job
        self.changed: list[int] = []

    @classmethod
    def opened(cls, path: Path, store: Layout, job: Job, *, resume: bool) -> Results:
        """The folder for this audit. Raises :class:`BadResults` when it holds something and is not to be resumed, or
        holds the results of another audit; the differing entry is told."""
        run_key = described(store, job)
        if path.exists() and not path.is_dir():
            raise BadResults(path, "not-a-folder")
        head = path / RUN
        if not resume and not is_empty(path):
            raise BadResults(path, "not-empty")
        if head.exists():
            stored_key = _loaded(head)
            differing = [k for k in run_key if stored_key.get(k) != run_key[k]]
            if differing:
                raise BadResults(path, "other-audit", what=differing)
            today = stored_key.get("today") or job.options.get("today")
            return cls(path, store, replace(job, options={**job.options, "today": today}))
        if not is_empty(path):
            raise BadResults(path, "not-results")
        today = job.options.get("today")
        put(head, (json.dumps({**run_key, "today": today}, ensure_ascii=False, indent=1, default=str) + "\n").encode())
        return cls(path, store, job)

    def file(self, number: int) -> Path:
        """Where a partition's findings are."""
        return self.path / FINDINGS / f"part-{number:05d}.{self.job.form}"

    def keep(self, outcome: Outcome) -> None:
        """Store a partition's findings, then note that it is done."""
        put(self.file(outcome.number), outcome.findings)
        line = {**as_data(replace(outcome, findings=b"")), "findings": None}
        with (self.path / DONE).open("ab") as out:
            out.write((json.dumps(line, ensure_ascii=False, default=str) + "\n").encode())
            out.flush()
            os.fsync(out.fileno())

    def done(self) -> dict[int, Outcome]:
        """The partitions that are done, their files still being the same (``changed`` are those that are not)."""
        finished = {}
        for outcome in self._noted():
            if not self.file(outcome.number).is_file():
                continue
            if not self.job.decisions.fits(outcome.number, outcome.standings):
                continue
            try:
                same = digest(raw(self.layout, outcome.number)) == outcome.digest
            except BadCorpus:
                same = False
            if same:
                finished[outcome.number] = outcome
            elif outcome.number not in self.changed:
                self.changed.append(outcome.number)
        return finished

    def _noted(self) -> Iterator[Outcome]:
        noted = self.path / DONE
        text = noted.read_text(encoding="utf-8", errors="replace") if noted.exists() else ""
        if text and not text.endswith("\n"):  # a line that was cut off must not run together with the next
            with noted.open("ab") as out:
                out.write(b"\n")
        for line in text.splitlines():
            outcome = _read_line(line)
            if outcome is not None and outcome.number < self.layout.partitions:
                yield outcome


def _loaded(head: Path) -> dict[str, Any]:
    try:
        stored_key = json.loads(head.read_text(encoding="utf-8"))
        if not isinstance(stored_key, dict):
            raise ValueError("no table")
        day = stored_key.get("today")
        return stored_key if day is None else {**stored_key, "today": date.fromisoformat(day)}
    except (OSError, ValueError, TypeError, RecursionError) as error:
        raise BadResults(head, "not-results") from error


def _read_line(line: str) -> Outcome | None:
    """A line of ``done.jsonl``; ``None`` for one that an interruption cut off or no program of ours wrote, whose
    partition is audited anew."""
    try:
        data = json.loads(line)
        lost = tuple(map(unread_from, data["unread"]))
        standings = tuple(data.get("standings", ()))
        outcome = Outcome(**{**data, "findings": b"", "failed": None, "unread": lost, "standings": standings})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    numbers = [getattr(outcome, n) for n in ("number", "reports", "editions", "rows", "suppressed")]
    is_valid = isinstance(outcome.rules, dict) and set(outcome.rules) <= set(codes())
    is_valid = is_valid and all(isinstance(s, str) and s in STATUSES for s in outcome.standings)
    counted = is_valid and all(map(_counts, (outcome.severities, *outcome.rules.values())))
    return outcome if counted and all(map(_is_count, numbers)) else None


def _counts(value: Any) -> bool:
    """Whether a value counts findings by severity."""
    return isinstance(value, dict) and set(value) <= set(SEVERITIES) and all(map(_is_count, value.values()))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
