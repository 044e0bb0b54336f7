"""The report model: what an audit says, worded and frozen. Renderers only lay it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pia_audit import forms
from pia_audit.audits.baseline import BaselineEntry
from pia_audit.audits.run import Audit
from pia_audit.audits.suppressions import Suppression
from pia_audit.japanese.ditto import is_ditto
from pia_audit.messages.wording import Wording, params_of, percent
from pia_audit.model import FileEntry, Unread
from pia_audit.reports.causes import by_cause, with_causes
from pia_audit.reports.decision_phrases import Decided, decided
from pia_audit.reports.finding import Evidence as Evidence
from pia_audit.reports.finding import Finding as Finding
from pia_audit.reports.finding import day_text, standing_in
from pia_audit.reports.not_checked import Unchecked, unchecked
from pia_audit.reports.relative_rows import CarriedOut
from pia_audit.reports.text_roles import Days, days_of_rows, is_of_body, role_of_side, text_role
from pia_audit.rules.catalogue import SEVERITIES, entry
from pia_audit.rules.registry import CONFIDENCE


class AbsentFinding(Struct, frozen=True):
    """A finding of the baseline that is not found any more, as far as the baseline tells of it."""

    rule: str
    title: str
    report_id: str
    edition: str | None
    item: str | None
    item_label: str | None
    fingerprint: str


class ReportHead(Struct, frozen=True):
    """One report of the audit; ``unchecked`` is what was not looked at in it."""

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
    unchecked: tuple[Unchecked, ...] = ()


class EditionHead(Struct, frozen=True):
    """One file that was read: what a filled sheet is told to belong to."""

    report_id: str
    published_on: str | None
    source: str
    sha256: str
    encoding: str


class AuditReport(Struct, frozen=True):
    """Everything a renderer needs.

    ``known`` tells how the findings stand to a baseline, ``None`` without one; ``decisions`` what became of each
    decision taken before; ``unchecked`` what was not looked at, over all reports, beside the ``unread`` places;
    ``files`` what became of each file.
    """

    lang: str
    reports: tuple[ReportHead, ...]
    findings: tuple[Finding, ...]
    unread: tuple[Unread, ...]
    summary: dict[str, int]
    encodings: tuple[tuple[str, str], ...] = ()
    editions: tuple[EditionHead, ...] = ()
    gone: tuple[AbsentFinding, ...] = ()
    known: dict[str, int] | None = None
    decisions: tuple[Decided, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    files: tuple[FileEntry, ...] = ()


def build(audit: Audit, lang: str, unread: tuple[Unread, ...] = (), files: tuple[FileEntry, ...] = ()) -> AuditReport:
    """Word an audit in ``ja`` or ``en``; ``unread`` is what the readers could not read, ``files`` their account."""
    wording = Wording(lang)
    editions = tuple(_editions(audit))
    decisions = tuple(decided(s, wording) for s in audit.standings)
    findings = worded(audit, wording, decisions)
    left_out, unchecked_by_report = unchecked(audit, wording)
    return AuditReport(
        lang=wording.lang,
        reports=tuple(replace(h, unchecked=unchecked_by_report[h.report_id]) for h in _heads(audit)),
        findings=tuple(f for group in by_cause(sorted(findings, key=_weight)) for f in group),
        unread=(*unread, *audit.unread),
        summary=audit.summary(),
        encodings=tuple((e.source, e.encoding) for e in editions if e.encoding != "utf-8"),
        editions=editions,
        gone=tuple(_absent_finding(k, wording) for k in audit.gone),
        known=_baseline_counts(findings, audit.gone) if audit.compared else None,
        decisions=decisions,
        unchecked=left_out,
        files=files,
    )


def worded(audit: Audit, wording: Wording, decisions: Sequence[Decided] = ()) -> tuple[Finding, ...]:
    """The findings of an audit in words, in the order of its frame."""
    read = [(row, params_of(row["params"])) for row in _joined(audit).iter_rows(named=True)]
    days = days_of_rows(audit.corpus, audit.findings)
    newest = _newest(audit)
    worded_findings = [(_finding(r, p, wording, audit.suppressions, decisions, days), p) for r, p in read]
    dated = [
        (replace(f, current=row["edition_id"] in newest and any(is_of_body(e) for e in row["evidence"] or ())), params)
        for (f, params), (row, _) in zip(worded_findings, read, strict=True)
    ]
    return tuple(with_causes(dated, wording))


def _newest(audit: Audit) -> set[str]:
    """The edition of each report that was published last."""
    editions = audit.corpus.editions.sort("report_id", "published_on", nulls_last=False)
    return set(editions.group_by("report_id", maintain_order=True).last().get_column("edition_id"))


_FAMILIES, _WRITING = "2354687", ("PIA206", "PIA210")
"""What a finding is about, by the first figure of its code, what matters most first: the account itself, the threshold,
the timing, the law cited, consistency, review. How rows and items are written (``_WRITING`` as well) comes last."""


def _weight(f: Finding) -> tuple[bool, bool, int, int, int]:
    """What matters first: findings that stand, new ones, by severity, by what they are about, the surer ones; else in
    the report's order."""
    family = f.rule[3:4]
    return (
        f.suppressed is not None,
        f.baseline == "unchanged",
        SEVERITIES.index(f.severity),
        _FAMILIES.find(family) if family and family in _FAMILIES and f.rule not in _WRITING else len(_FAMILIES),
        CONFIDENCE.index(f.confidence),
    )


def _baseline_counts(findings: Sequence[Finding], absent_findings: Sequence[BaselineEntry]) -> dict[str, int]:
    states = [f.baseline for f in findings]
    return {"new": states.count("new"), "unchanged": states.count("unchanged"), "absent": len(absent_findings)}


def _absent_finding(baseline_entry: BaselineEntry, wording: Wording) -> AbsentFinding:
    try:
        title = entry(baseline_entry.rule).prose(wording.lang).title
    except KeyError:
        title = baseline_entry.rule
    return AbsentFinding(
        baseline_entry.rule,
        title,
        baseline_entry.report_id,
        baseline_entry.edition,
        baseline_entry.item,
        _old_label(baseline_entry.item),
        baseline_entry.fingerprint,
    )


def _editions(audit: Audit) -> Iterable[EditionHead]:
    columns = ["report_id", "published_on", "source", "sha256", "encoding"]
    rows = audit.corpus.editions.sort("report_id", "published_on", "source", nulls_last=False)
    for report_id, day, source, digest, encoding in rows.select(columns).iter_rows():
        yield EditionHead(report_id, _iso(day), source, digest, encoding)


def _heads(audit: Audit) -> list[ReportHead]:
    corpus = audit.corpus
    rows = corpus.changes.group_by("edition_id")
    row_counts = rows.agg(pl.len().alias("rows"), pl.col("changed_on").unique().alias("days"))
    editions = corpus.editions.sort("report_id", "published_on", nulls_last=False)
    editions = editions.join(row_counts, on="edition_id", how="left", maintain_order="left")
    heads = []
    for (report_id,), group in groupby(editions.iter_rows(named=True), key=lambda e: (e["report_id"],)):
        report_editions = list(group)
        newest = report_editions[-1]
        days = {d for e in report_editions for d in (e["published_on"], *(e["days"] or ())) if d}
        heads.append(
            ReportHead(
                report_id=str(report_id),
                published_on=_iso(newest["published_on"]),
                editions=tuple(d.isoformat() for d in sorted(days)),
                rows=newest["rows"] or 0,
                sources=tuple(e["source"] for e in report_editions),
                **{n: newest[n] for n in ("agency", "report_no", "title", "form", "form_version")},
            )
        )
    return heads


def _joined(audit: Audit) -> pl.DataFrame:
    corpus = audit.corpus
    labels = corpus.labelled.select("edition_id", "item_id", "item_label").unique(["edition_id", "item_id"])
    rows = corpus.changes.select(
        "edition_id", "row_no", "changed_on", "changed_from", "changed_to", "timing", "timing_text", "label"
    )
    editions = corpus.editions.select("edition_id", "published_on").unique("edition_id")
    return (
        audit.findings.join(labels, on=["edition_id", "item_id"], how="left", maintain_order="left")
        .join(rows, on=["edition_id", "row_no"], how="left", maintain_order="left")
        .join(editions, on="edition_id", how="left", maintain_order="left")
    )


def _finding(
    row: dict[str, Any], params: dict[str, Any], wording: Wording, suppressions: Sequence[Suppression],
    decisions: Sequence[Decided], days: Days,
) -> Finding:  # fmt: skip
    prose = entry(row["rule"]).prose(wording.lang)
    item_label = row["item_label"] or params.get("group_path") or _old_label(row["item_id"])
    finding = Finding(
        slug=entry(row["rule"]).slug,
        edition=_iso(row["published_on"]),
        item=row["item_id"],
        item_label=item_label,
        row=row["row_no"],
        changed_on=_iso(row["changed_on"]),
        changed_from=_iso(row["changed_from"]),
        changed_to=_iso(row["changed_to"]),
        timing=_timing(row),
        title=prose.title,
        message=wording.message(row["rule"], _params(row, params, item_label, wording)),
        basis=prose.basis,
        todo=prose.todo,
        evidence=tuple(_evidence(e, text_role(e, row, params, days, wording)) for e in row["evidence"] or ()),
        suppression=None if row["suppression"] is None else suppressions[row["suppression"]],
        baseline=row["baseline"],
        decision=None if row["decision"] is None else decisions[row["decision"]],
        **{
            n: row[n]
            for n in ("rule", "severity", "confidence", "report_id", "expected", "actual", "similarity",
                      "fingerprint", "suppressed")
        },
    )  # fmt: skip
    stands = standing_in(finding)
    roles = [
        (stands[side].role if side in stands else "") or role_of_side(finding.rule, side, wording)
        for side in ("expected", "actual")
    ]
    finding = replace(finding, expected_role=roles[0], actual_role=roles[1], change=_is_change(row, finding, stands))
    return _carried_out(finding, params, wording) if "comes_to" in params else finding


_LONGEST_TYPED = 160


def _carried_out(finding: Finding, carried: Mapping[str, Any], wording: Wording) -> Finding:
    """A finding on a row in relative words with the texts that they stand for, those as typed in its message; where
    they cannot be carried out 変更後 as typed alone, since it is no text that 変更前 became."""
    if carried["comes_to"] is None:
        return replace(finding, expected=None)
    typed = CarriedOut(carried["comes_from"], carried["comes_to"], (finding.expected or "", finding.actual or ""))
    line = " ".join(typed.as_typed(wording).split())
    line = line if len(line) <= _LONGEST_TYPED else f"{line[:_LONGEST_TYPED]}…"
    roles = [wording.say("text_roles", f"side.{finding.rule}_{side}") for side in ("expected", "actual")]
    return replace(
        finding, message=f"{finding.message} {line}", expected=typed.before, actual=typed.after,
        expected_role=roles[0], actual_role=roles[1], change=True,
    )  # fmt: skip


def _is_change(row: dict[str, Any], finding: Finding, stands: Mapping[str, Evidence]) -> bool:
    """Whether the two texts are 変更前 and 変更後 of one row."""
    pieces = list(zip(finding.evidence, row["evidence"] or (), strict=True))
    sides = [next((e for piece, e in pieces if piece is stands.get(side)), None) for side in ("expected", "actual")]
    first_text, second_text = sides
    if first_text is None or second_text is None:
        return False
    return (first_text["role"], second_text["role"]) == ("before", "after") and first_text["row"] == second_text["row"]


def _timing(row: dict[str, Any]) -> str | None:
    """提出時期 as printed; where the cell leaves it to the row above, what stands there."""
    printed: str | None = row["timing_text"]
    leaves_to_above = printed is not None and (not printed or is_ditto(printed))
    return row["timing"] or printed if leaves_to_above else printed


def _day(row: dict[str, Any]) -> str | None:
    return day_text(row["changed_on"], row["changed_from"], row["changed_to"])


def _params(
    row: dict[str, Any], rule_params: dict[str, Any], item_label: str | None, wording: Wording
) -> dict[str, Any]:
    """What the message of a finding may name: the words of its columns, and what its rule tells besides."""
    params = {
        "row": row["row_no"],
        "item": item_label or "―",
        "label": row["label"] or "",
        "changed_on": _day(row) or wording.ui("unknown"),
        "timing": _timing(row) or "",
        "expected": row["expected"] or "",
        "actual": row["actual"] or "",
        "similarity": percent(row["similarity"]),
        **rule_params,
    }
    for name in ("since", "until"):
        if name in params:
            params[name] = params[name] or wording.ui("unknown")
    if params.get("where") == "label":
        params["where"] = item_label
    return params


def _evidence(e: dict[str, str | None], role: str) -> Evidence:
    """A piece of evidence; a field that the edition does not have stands nowhere in it."""
    return Evidence(e["source"] or "", e["locator"] or "", e["text"], role)


@cache
def _old_label(item_id: str | None) -> str | None:
    """The label of an item the edition's own form version no longer has."""
    for key in forms.keys() if item_id else ():
        item = forms.load(key).item(item_id or "")
        if item is not None:
            return item.label
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
