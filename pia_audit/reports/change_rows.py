"""The rows of the reports' change tables as the workbook lists them, with their chains and the findings on them."""

from __future__ import annotations

from typing import Any

import polars as pl
from msgspec import Struct

from pia_audit.audits.run import Audit
from pia_audit.reports.links import Links, links
from pia_audit.reports.relative_rows import CarriedOut, carried_out
from pia_audit.reports.report import AuditReport


class HistoryRow(Struct, frozen=True):
    """One row of the newest edition's change table; texts raw, ``None`` where a cell could not be read.

    ``links`` is how the row follows on towards either side, ``carried`` what its words come to where they are relative
    ones, ``rules`` are the codes of the findings on it.
    """

    report_id: str
    edition: str | None
    row: int
    changed_on: str
    label: str
    items: tuple[str, ...]
    before: str | None
    after: str | None
    timing: str
    note: str
    links: Links
    carried: CarriedOut | None
    rules: tuple[str, ...]


def history(audit: Audit, report: AuditReport) -> tuple[HistoryRow, ...]:
    """The change tables of each report's newest edition, row by row as printed."""
    newest = audit.corpus.editions.sort("report_id", "published_on", nulls_last=False)
    newest = newest.unique("report_id", keep="last", maintain_order=True)
    days = newest.select("edition_id", "report_id", "published_on")
    rows = audit.corpus.changes.join(days, on="edition_id", maintain_order="right_left")
    rows = rows.join(_steps(audit), on=["edition_id", "row_no"], how="left", maintain_order="left")
    rules_by_row: dict[tuple[str, str | None, int | None], dict[str, None]] = {}
    for f in report.findings:
        rules_by_row.setdefault((f.report_id, f.edition, f.row), {})[f.rule] = None
    ends = links(audit.corpus)
    return tuple(
        _row(r, rules_by_row, ends.get((r["edition_id"], r["row_no"]), Links())) for r in rows.iter_rows(named=True)
    )


def _steps(audit: Audit) -> pl.DataFrame:
    labels = audit.corpus.labelled.select("edition_id", "item_id", "item_label").unique(["edition_id", "item_id"])
    steps = audit.corpus.steps.join(labels, on=["edition_id", "item_id"], how="left", maintain_order="left")
    return steps.group_by("edition_id", "row_no", maintain_order=True).agg(
        pl.col("trust"), item_labels=pl.col("item_label").drop_nulls().unique(maintain_order=True)
    )


def _row(
    r: dict[str, Any], rules_by_row: dict[tuple[str, str | None, int | None], dict[str, None]], ends: Links
) -> HistoryRow:
    edition = r["published_on"].isoformat() if r["published_on"] else None
    return HistoryRow(
        report_id=r["report_id"],
        edition=edition,
        row=r["row_no"],
        changed_on=r["changed_on"].isoformat() if r["changed_on"] else r["changed_on_text"],
        label=r["label"],
        items=tuple(r["item_labels"] or ()),
        before=r["before"],
        after=r["after"],
        timing=r["timing_text"],
        note=r["note"],
        links=ends,
        carried=carried_out(r["before"], r["after"], r["trust"] or ()),
        rules=tuple(rules_by_row.get((r["report_id"], edition, r["row_no"]), ())),
    )
