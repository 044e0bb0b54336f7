"""The findings of an earlier audit, to tell what is new, what was there before and what is gone.

A baseline is a JSON file with the fingerprints of findings and enough beside them to name a finding that is gone.
The JSON of ``audit`` and ``reconcile`` serves as one as well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl
from msgspec import Struct

from pia_audit.model.files import InputError, TooLarge, read_bounded
from pia_audit.model.plain_values import as_data

Looked = Callable[[str, str], bool]
LIMIT = 64 * 1024 * 1024
"""Bytes a baseline may have."""


class BaselineEntry(Struct, frozen=True):
    """A finding of the baseline; ``edition`` is the 公表日 of the edition it was last seen in."""

    report_id: str
    rule: str
    item: str | None
    fingerprint: str
    edition: str | None = None


class Baseline(Struct, frozen=True):
    """Findings known from before."""

    findings: tuple[BaselineEntry, ...] = ()

    def states(self, findings: pl.DataFrame) -> pl.Series:
        """``new`` or ``unchanged`` for each row of a ``findings`` frame, by report and fingerprint."""
        baseline_keys = {(k.report_id, k.fingerprint) for k in self.findings}
        pairs = findings.select("report_id", "fingerprint").iter_rows()
        return pl.Series("baseline", ["unchanged" if p in baseline_keys else "new" for p in pairs], dtype=pl.String)

    def split(self, findings: pl.DataFrame, is_covered: Looked) -> tuple[list[BaselineEntry], list[BaselineEntry]]:
        """What the audit no longer finds, and what it did not look for.

        ``looked`` says of a report and a rule whether they were looked at.
        """
        finding_keys = set(findings.select("report_id", "fingerprint").iter_rows())
        missing = sorted((k for k in self.findings if (k.report_id, k.fingerprint) not in finding_keys), key=_order)
        absent_entries = [k for k in missing if is_covered(k.report_id, k.rule)]
        return absent_entries, [k for k in missing if not is_covered(k.report_id, k.rule)]


class BadBaseline(InputError):
    """A baseline that cannot be used."""

    sentences = ("settings", "baseline")


def read(path: Path) -> Baseline:
    """The baseline in a file. Raises :class:`BadBaseline` when it is missing, or is none."""
    try:
        data = json.loads(read_bounded(path, LIMIT).decode("utf-8-sig"))
    except TooLarge as error:
        raise BadBaseline(path, "large", limit=f"{LIMIT:,}") from error
    except FileNotFoundError as error:
        raise BadBaseline(path, "missing") from error
    except OSError as error:
        raise BadBaseline(path, "closed", reason=error.strerror or "?") from error
    except (ValueError, RecursionError) as error:
        raise BadBaseline(path, "broken") from error
    entries = data.get("findings") if isinstance(data, dict) and data.get("version") == 1 else None
    if not isinstance(entries, list):
        raise BadBaseline(path, "other")
    return Baseline(tuple(_entry_of(path, number, entry) for number, entry in enumerate(entries, 1)))


def _entry_of(path: Path, number: int, entry: Any) -> BaselineEntry:
    names = BaselineEntry.__struct_fields__
    values: dict[str, Any] = {n: entry.get(n) for n in names} if isinstance(entry, dict) else {}
    must = ("report_id", "rule", "fingerprint")
    if not all(isinstance(values.get(n), str) for n in must) or not all(
        v is None or isinstance(v, str) for v in values.values()
    ):
        raise BadBaseline(path, "entry", number=number)
    return BaselineEntry(**values)


def text(entries: Iterable[BaselineEntry]) -> str:
    """The text of a baseline file: one finding a line, in order, so that two baselines compare line by line."""
    lines = [json.dumps(as_data(k), ensure_ascii=False) for k in sorted(set(entries), key=_order)]
    inside = ",\n".join(f"  {line}" for line in lines)
    return f'{{\n "version": 1,\n "findings": [{chr(10) + inside + chr(10) + " " if lines else ""}]\n}}\n'


def _order(baseline_entry: BaselineEntry) -> tuple[str, ...]:
    return (baseline_entry.report_id, baseline_entry.rule, baseline_entry.item or "", baseline_entry.fingerprint)
