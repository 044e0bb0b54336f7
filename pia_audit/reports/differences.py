"""Two editions for people and machines: ``diff`` and ``reconcile``."""

from __future__ import annotations

from typing import Any

import polars as pl

from pia_audit.audits.run import Audit
from pia_audit.compare.hunks import Hunk
from pia_audit.compare.kept_rows import new_rows
from pia_audit.compare.leaf_rows import every_leaf
from pia_audit.messages.wording import Wording
from pia_audit.model import Unread
from pia_audit.model.frames import Corpus
from pia_audit.reports import json_document, json_text, screen
from pia_audit.reports.finding import day_text
from pia_audit.reports.grid import grid
from pia_audit.reports.redline import marks
from pia_audit.reports.report import AuditReport

_WORST = ("phantom", "misquoted", "out-of-interval", "unread", "confirmed")


_KEY = ["report_id", "old_edition", "new_edition", "item_id"]


def differences(corpus: Corpus) -> list[dict[str, Any]]:
    """Each difference with its hunks (raw texts and spans), rows and status, and its leaves as ``changes``."""
    labels = corpus.items.select("item_id", "label", "seq", new_edition="edition_id")
    labels = labels.unique(["new_edition", "item_id"])
    old_labels = corpus.items.select(old_label="label", old_item="item_id", old_edition="edition_id")
    old_labels = old_labels.unique(["old_edition", "old_item"])
    leaves = _leaves(corpus)
    rows = (
        corpus.differences.rename({"label": "path"})
        .join(labels, on=["new_edition", "item_id"], how="left", maintain_order="left")
        .join(old_labels, on=["old_edition", "old_item"], how="left", maintain_order="left")
        .join(corpus.pairs, on=["report_id", "old_edition", "new_edition"], maintain_order="left")
        .with_columns(label=pl.coalesce("path", "label", "old_label"))
    )
    in_order = rows.sort("report_id", "new_on", maintain_order=True)
    return [_difference(r, leaves.get(tuple(r[k] for k in _KEY), [])) for r in in_order.iter_rows(named=True)]


def _leaves(corpus: Corpus) -> dict[tuple[str, ...], list[dict[str, Any]]]:
    """The leaves of each difference: ``path``, ``what``, ``op``, both texts, status and rows."""
    out: dict[tuple[str, ...], list[dict[str, Any]]] = {}

    readable = every_leaf(corpus).drop("spans").with_columns(pl.col("path").list.join(" › "))
    for leaf in readable.iter_rows(named=True):
        out.setdefault(tuple(leaf.pop(k) for k in _KEY), []).append(leaf)
    return out


def _difference(r: dict[str, Any], leaves: list[dict[str, Any]]) -> dict[str, Any]:
    old, new = r["before"] or "", r["after"] or ""
    hunks = [
        {"before": old[h["old_start"] : h["old_end"]], "after": new[h["new_start"] : h["new_end"]], **h}
        for h in r["hunks"]
    ]
    return {
        "report_id": r["report_id"], "old": _day(r["old_on"]), "new": _day(r["new_on"]),
        "item": r["item_id"], "item_label": r["label"], "op": r["op"], "before": r["before"], "after": r["after"],
        "rung": r["rung"], "hunks": hunks, "rows": r["rows"], "status": r["status"], "changes": leaves,
    }  # fmt: skip


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def rows(corpus: Corpus) -> list[dict[str, Any]]:
    """Each new row with the items it writes and what became of it."""
    row_frame = new_rows(corpus).join(
        corpus.changes.select(*_ROW, new_edition="edition_id"),
        on=["new_edition", "row_no"],
    )
    states = corpus.accounts.group_by("new_edition", "row_no").agg(pl.col("status"))
    row_frame = row_frame.join(states, on=["new_edition", "row_no"], how="left").join(
        corpus.pairs, on=["report_id", "old_edition", "new_edition"]
    )
    return [_row(r) for r in row_frame.sort("report_id", "new_on", "row_no").iter_rows(named=True)]


_ROW = ("row_no", "changed_on", "changed_from", "changed_to", "label", "item_ids", "timing")


def _row(r: dict[str, Any]) -> dict[str, Any]:
    states = set(r["status"] or ["unread"])
    first, last = r["changed_from"], r["changed_to"]
    late = bool(r["new_on"]) and first is not None and first > r["new_on"] and r["timing"] != "事前"
    if first is not None and ((r["old_on"] and last <= r["old_on"]) or late):
        states.add("out-of-interval")
    return {
        "report_id": r["report_id"], "edition": _day(r["new_on"]), "row": r["row_no"],
        "changed_on": _day(r["changed_on"]),
        "changed_from": _day(first), "changed_to": _day(last), "label": r["label"], "items": r["item_ids"],
        "status": next(s for s in _WORST if s in states),
    }  # fmt: skip


def diff_json(corpus: Corpus, unread: tuple[Unread, ...], lang: str) -> str:
    """The JSON of ``diff``."""
    return json_text.dump({"differences": differences(corpus), "unread": json_document.unread(unread, lang)})


def reconcile_json(audit: Audit, report: AuditReport) -> str:
    """The JSON of ``audit`` with ``differences`` and ``rows``."""
    more = {"differences": differences(audit.corpus), "rows": rows(audit.corpus)}
    return json_document.audit(report, more)


def diff_table(corpus: Corpus, unread: tuple[Unread, ...], lang: str) -> str:
    """Each difference with its hunks, for reading."""
    wording = Wording(lang)
    all_differences = differences(corpus)
    parts = [_heading(corpus, wording)]
    if corpus.pairs.height:
        parts += [_full(d, wording) for d in all_differences] or [wording.ui("no_differences")]
    if unread:
        parts.append(screen.unread(unread, wording))
    return "\n\n".join(p for p in parts if p) + "\n"


def reconcile_table(audit: Audit, report: AuditReport, width: int | None = None) -> str:
    """Differences and rows as tables, then the findings; ``width``: columns of the screen, ``None`` any."""
    wording = Wording(report.lang)
    difference_list, row_list = differences(audit.corpus), rows(audit.corpus)
    parts = [_heading(audit.corpus, wording)]
    if difference_list:
        heads = [wording.ui(k) for k in ("new_edition", "item", "account_head", "rows_head", "difference_head")]
        parts.append(grid([_brief(d, wording) for d in difference_list], heads, width))
    elif audit.corpus.pairs.height:
        parts.append(wording.ui("no_differences"))
    if row_list:
        heads = [wording.ui(k) for k in ("new_edition", "row", "changed_on", "label_head", "account_head")]
        lines = [
            [r["edition"], r["row"], day_text(r["changed_on"], r["changed_from"], r["changed_to"]) or "",
             screen.short(r["label"].replace("\n", " "), 50),
             wording.term("account", r["status"])]
            for r in row_list
        ]  # fmt: skip
        parts.append(grid(lines, heads, width))
    return "\n\n".join(p for p in (*parts, screen.audit(report, width)) if p)


def _heading(corpus: Corpus, wording: Wording) -> str:
    lines = [
        wording.ui("pair_line", report=r, old=_day(o) or wording.ui("unknown"), new=_day(n) or wording.ui("unknown"))
        for r, o, n in corpus.pairs.select("report_id", "old_on", "new_on").iter_rows()
    ]
    return "\n".join(lines)


def _brief(d: dict[str, Any], wording: Wording) -> list[Any]:
    old, new = d["before"] or "", d["after"] or ""
    marked_text = screen.marked(old, new, wording) or screen.redlined(old, new)
    numbers = "・".join(str(n) for n in d["rows"])
    name = d["item_label"] or d["item"]
    if d["op"].startswith("group-"):  # a path of which the end says which group it is
        name = f"{wording.term('op', d['op'])} {(d['after'] or d['before']).split(chr(10))[0]}"
    return [d["new"], screen.short(name, 36), wording.term("account", d["status"]), numbers, marked_text]


def _full(d: dict[str, Any], wording: Wording) -> str:
    lines = [f"{d['new']} {d['item_label'] or d['item']}  [{wording.term('op', d['op'])}]"]
    old, new = d["before"] or "", d["after"] or ""
    for h in marks(old, new) or (Hunk(0, len(old), 0, len(new)),):
        at = wording.ui("at_character", at=h.old_start + 1)
        excerpt = screen.redlined(old[h.old_start : h.old_end], new[h.new_start : h.new_end], 120)
        lines.append(f"  {at}  {excerpt}")
    return "\n".join(lines)
