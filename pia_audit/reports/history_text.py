"""The past of one report for people and machines: ``log``, ``show`` and ``blame``."""

from __future__ import annotations

from datetime import date
from typing import Any

from pia_audit.forms.labels import resolve
from pia_audit.history import views
from pia_audit.messages.wording import Wording
from pia_audit.model import ChangeRow, Edition, Item
from pia_audit.model.frames import Corpus
from pia_audit.reports.finding import day_text
from pia_audit.reports.grid import grid
from pia_audit.reports.json_text import dump
from pia_audit.reports.screen import clip, short


def _head(edition: Edition) -> dict[str, Any]:
    day = edition.published_on
    return {
        "report_id": edition.report_id,
        "agency": edition.agency,
        "report_no": edition.report_no,
        "title": edition.title,
        "published_on": day.isoformat() if day else None,
    }


def log_json(corpus: Corpus, edition: Edition) -> str:
    """Days of the history with their rows and the state of each chain."""
    names = {"row": "row_no", "item": "item_id", "item_label": "item_label", "label": "label", "timing": "timing",
             "chain": "trust", "checked_against_row": "blamed_row"}  # fmt: skip
    days = [
        {
            **{n: day[n].isoformat() if day[n] else None for n in ("changed_on", "changed_from", "changed_to")},
            "rows": [{key: row[column] for key, column in names.items()} for row in day["rows"]],
        }
        for day in views.log(corpus, edition.edition_id)
    ]
    return dump({"report": _head(edition), "editions": days})


def log_table(corpus: Corpus, edition: Edition, lang: str, width: int | None = None) -> str:
    """The same as tables, a day each; ``width``: columns of the screen, ``None`` for any number."""
    wording = Wording(lang)
    headers = [wording.ui(k) for k in ("row", "timing", "chain_head", "item")]
    parts = [_line(edition, wording)]
    for day in views.log(corpus, edition.edition_id):
        rows = [
            [r["row_no"], r["timing_text"], wording.term("chain", r["trust"] or "none"),
             short(r["item_label"] or r["label"], 60)]
            for r in day["rows"]
        ]  # fmt: skip
        day_label = day_text(day["changed_on"], day["changed_from"], day["changed_to"]) or wording.ui("unknown")
        count = len({r["row_no"] for r in day["rows"]})
        parts.append(wording.ui("edition_head", day=day_label, count=count) + "\n" + grid(rows, headers, width))
    return "\n\n".join(parts if len(parts) > 1 else [*parts, wording.ui("no_rows_line")]) + "\n"


def _line(edition: Edition, wording: Wording) -> str:
    """Which report it is, in a line."""
    names = ("agency", "report_no", "title", "form", "form_version", "published_on")
    return wording.ui("report_line", **{n: getattr(edition, n) or wording.ui("unknown") for n in names})


def show_json(corpus: Corpus, edition: Edition, at: date | None) -> str:
    """Every item with its text, status and trust."""
    columns = {
        "item": "item_id",
        "label": "label",
        "text": "text",
        "status": "status",
        "trust": "trust",
        "row": "row_no",
    }
    rows = views.as_of(corpus, at).iter_rows(named=True)
    items = [{key: row[column] for key, column in columns.items()} for row in rows]
    outside = _outside(edition, at)
    return dump({"report": _head(edition), "at": at.isoformat() if at else None, "outside": outside, "items": items})


def _outside(edition: Edition, at: date | None) -> str | None:
    """Whether a day is ``before`` all that the rows tell of (``untold``: there are none), or ``after`` publication."""
    days = [row.changed_on for row in edition.changes if row.changed_on]
    if at is None:
        return None
    if edition.published_on and at > edition.published_on:
        return "after"
    if days:
        return "before" if at < min(days) else None
    return "untold" if at != edition.published_on else None


def show_table(corpus: Corpus, edition: Edition, at: date | None, lang: str, width: int | None = None) -> str:
    """The same as a table; how sure a text is, and the row it rests on, only of a day that is past."""
    wording = Wording(lang)
    head = wording.ui("as_of", day=at) if at else wording.ui("as_printed")
    if outside := _outside(edition, at):
        first = min((row.changed_on for row in edition.changes if row.changed_on), default=None)
        head += "\n" + wording.ui(f"as_of_{outside}", first=first, last=edition.published_on)
    rows = [
        [
            short(r["label"], 34),
            *([wording.term("trust", r["trust"]), r["row_no"] or ""] if at else []),
            _text(r, wording),
        ]
        for r in views.as_of(corpus, at).iter_rows(named=True)
    ]
    headers = [wording.ui(k) for k in ("item", *(("trust_head", "row") if at else ()), "text")]
    return f"{_line(edition, wording)}\n{head}\n\n{grid(rows, headers, width)}\n"


def _text(row: dict[str, Any], wording: Wording) -> str:
    if row["status"] != "read" or row["text"] is None:
        return wording.ui("no_text", status=wording.term("status", row["status"]))
    return clip(row["text"], wording, width=70)


def items_by_name(edition: Edition, name: str | None) -> list[Item]:
    """The items a person means: by id, by label, all that hold text without a name; empty when none fits."""
    if name is None:
        return [i for i in edition.items if i.text]
    by_id = [i for i in edition.items if i.item_id == name]
    if by_id:
        return by_id
    sample = ChangeRow(1, None, "", name, None, None, None, "", "")
    row = resolve([sample], [i for i in edition.items if i.status != "absent"], edition.form_key)[0]
    return [i for i in edition.items if i.item_id in row.item_ids]


def blame_json(corpus: Corpus, edition: Edition, items: list[Item]) -> str:
    """Each item's passages with the row that last wrote them."""
    rows = {r.row_no: r for r in edition.changes}
    out = []
    for item in items:
        segments = []
        for s in views.blame(corpus, edition.edition_id, item.item_id):
            row = rows.get(s.row) if s.row else None
            on = row.changed_on.isoformat() if row and row.changed_on else None
            segments.append({"text": s.text, "row": s.row, "changed_on": on, "timing": row.timing if row else None})
        out.append({"item": item.item_id, "label": item.label, "segments": segments})
    return dump({"report": _head(edition), "items": out})


def blame_table(corpus: Corpus, edition: Edition, items: list[Item], lang: str, width: int | None = None) -> str:
    """The same for reading: the row beside each passage."""
    wording = Wording(lang)
    rows = {r.row_no: r for r in edition.changes}
    parts = [_line(edition, wording)]
    for item in items:
        segments = views.blame(corpus, edition.edition_id, item.item_id)
        if not segments:
            parts.append(wording.ui("nothing_to_blame", item=item.label))
            continue
        lines = []
        for s in segments:
            row = rows.get(s.row) if s.row else None
            writer = wording.ui("nobody")
            if row:
                writer = wording.ui("blame_row", row=row.row_no, changed_on=row.changed_on or row.changed_on_text,
                               timing=row.timing_text)  # fmt: skip
            lines.append([writer, clip(s.text, wording, width=110)])
        parts.append(f"{item.label}\n{grid(lines, [wording.ui('row'), wording.ui('text')], width)}")
    return "\n\n".join(parts) + "\n"
