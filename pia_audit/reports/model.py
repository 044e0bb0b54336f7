"""The report model: what an audit says, worded and frozen. Renderers only lay it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pia_audit.auditing import Audit
from pia_audit.model import Unread
from pia_audit.reports.wording import Wording, params_of, percent
from pia_audit.rules.catalogue import entry

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Evidence:
    """A raw text and where it stands."""

    source: str
    locator: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, worded; the texts are raw."""

    rule: str
    slug: str
    severity: str
    confidence: str
    report_id: str
    edition: str | None
    item: str | None
    item_label: str | None
    row: int | None
    changed_on: str | None
    timing: str | None
    title: str
    message: str
    basis: str
    todo: str
    expected: str | None
    actual: str | None
    similarity: float | None
    evidence: tuple[Evidence, ...]
    fingerprint: str
    suppressed: str | None


@dataclass(frozen=True, slots=True)
class ReportHead:
    """One report of the audit."""

    report_id: str
    agency: str
    report_no: str
    title: str
    form: str
    form_version: str
    published_on: str | None
    editions: tuple[str, ...]
    rows: int
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Everything a renderer needs."""

    lang: str
    reports: tuple[ReportHead, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    summary: dict[str, int]
    encodings: tuple[tuple[str, str], ...] = ()


def build(audit: Audit, lang: str, unread: tuple[Unread, ...] = ()) -> AuditReport:
    """Word an audit in ``ja`` or ``en``; ``unread`` is what the readers could not read."""
    words = Wording(lang)
    encodings = audit.corpus.editions.select("source", "encoding").iter_rows()
    return AuditReport(
        lang=words.lang,
        reports=tuple(_heads(audit)),
        findings=worded(audit, words),
        unread=(*unread, *audit.unread),
        summary=audit.summary(),
        encodings=tuple((s, e) for s, e in encodings if e != "utf-8"),
    )


def worded(audit: Audit, words: Wording) -> tuple[Finding, ...]:
    """The findings of an audit in words, in the order of its frame."""
    return tuple(_finding(row, words) for row in _joined(audit).iter_rows(named=True))


def _heads(audit: Audit) -> list[ReportHead]:
    import polars as pl

    corpus = audit.corpus
    heads = []
    editions = corpus.editions.sort("report_id", "published_on", nulls_last=False)
    for (report_id,), group in editions.group_by("report_id", maintain_order=True):
        newest = group.row(-1, named=True)
        own = corpus.changes.filter(pl.col("edition_id").is_in(group.get_column("edition_id").to_list()))
        newest_rows = own.filter(pl.col("edition_id") == newest["edition_id"])
        days = {d for d in own.get_column("changed_on") if d} | {d for d in group.get_column("published_on") if d}
        heads.append(
            ReportHead(
                report_id=str(report_id),
                published_on=_iso(newest["published_on"]),
                editions=tuple(d.isoformat() for d in sorted(days)),
                rows=newest_rows.height,
                sources=tuple(group.get_column("source")),
                **{n: newest[n] for n in ("agency", "report_no", "title", "form", "form_version")},
            )
        )
    return heads


def _joined(audit: Audit) -> pl.DataFrame:
    corpus = audit.corpus
    labels = corpus.labelled.select("edition_id", "item_id", "item_label").unique(["edition_id", "item_id"])
    rows = corpus.changes.select("edition_id", "row_no", "changed_on", "timing_text", "label")
    editions = corpus.editions.select("edition_id", "published_on").unique("edition_id")
    return (
        audit.findings.join(labels, on=["edition_id", "item_id"], how="left", maintain_order="left")
        .join(rows, on=["edition_id", "row_no"], how="left", maintain_order="left")
        .join(editions, on="edition_id", how="left", maintain_order="left")
    )


def _finding(row: dict[str, Any], words: Wording) -> Finding:
    prose = entry(row["rule"]).prose(words.lang)
    item_label = row["item_label"] or _old_label(row["item_id"])
    params = {
        "row": row["row_no"],
        "item": item_label or "―",
        "label": row["label"] or "",
        "changed_on": _iso(row["changed_on"]) or words.ui("unknown"),
        "timing": row["timing_text"] or "",
        "expected": row["expected"] or "",
        "actual": row["actual"] or "",
        "similarity": percent(row["similarity"]),
        **params_of(row["params"]),
    }
    if "since" in params:
        params["since"] = params["since"] or words.ui("unknown")
    if params.get("where") == "label":
        params["where"] = item_label
    return Finding(
        slug=entry(row["rule"]).slug,
        edition=_iso(row["published_on"]),
        item=row["item_id"],
        item_label=item_label,
        row=row["row_no"],
        changed_on=_iso(row["changed_on"]),
        timing=row["timing_text"],
        title=prose.title,
        message=words.message(row["rule"], params),
        basis=prose.basis,
        todo=prose.todo,
        evidence=tuple(Evidence(**e) for e in row["evidence"] or ()),
        **{
            n: row[n]
            for n in ("rule", "severity", "confidence", "report_id", "expected", "actual", "similarity",
                      "fingerprint", "suppressed")
        },
    )  # fmt: skip


def _old_label(item_id: str | None) -> str | None:
    """The label of an item the edition's own form version no longer has."""
    from pia_audit import forms

    for key in forms.keys() if item_id else ():
        item = forms.load(key).item(item_id or "")
        if item is not None:
            return item.label
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
