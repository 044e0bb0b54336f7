"""Corrections of change rows in words: what is off, why, and the row as it should read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pia_audit.compare.corrections import Correction, Witness
from pia_audit.compare.hunks import hunks
from pia_audit.messages.wording import Wording, one_line
from pia_audit.model import ChangeRow

HEADS = (
    "edition", "row", "kind", "printed_before", "printed_after", "proposed_before", "proposed_after", "why",
)  # fmt: skip

_BEFORE, _SHOWN = 8, 32
"""Of a text in a sentence so many characters are shown before the first that differs, and so many altogether."""


def why(c: Correction, wording: Wording) -> str:
    """Why a row is to be looked at, in a sentence for each cell that is off: the row, and both texts by their roles."""
    sentences = [_sentence(c, pair, wording) for pair in _by_two(c)]
    if c.kind == "broken" and c.older_row is not None:
        sentences.append(wording.say("drafted", "why.carried"))
    return ("" if wording.lang == "ja" else " ").join(sentences)


def _by_two(c: Correction) -> list[tuple[Witness | None, Witness]]:
    if c.kind == "vanished":
        return [(None, c.witnesses[0])]
    return list(zip(c.witnesses[::2], c.witnesses[1::2], strict=True))


def _sentence(c: Correction, pair: tuple[Witness | None, Witness], wording: Wording) -> str:
    off, source = pair
    excerpt, should = excerpts(off.text if off else None, source.text)
    off_name = _role_name(off, c, wording) if off else ""
    return wording.say(
        "drafted", f"why.{c.kind}", off=off_name, said=excerpt, source=_role_name(source, c, wording), should=should
    )  # fmt: skip


def _role_name(w: Witness, c: Correction, wording: Wording) -> str:
    """A text by its role: 行25（2025-01-01） 変更前."""
    column = wording.say("drafted", f"column.{w.column}") if w.column else ""
    key = "row_whole" if w.role == "row" and not w.column else w.role
    on = w.on.isoformat() if w.on else wording.ui("unknown")
    return wording.say("drafted", f"role.{key}", row=w.row_no, on=on, column=column, item=c.item_label or "").strip()


def excerpts(wrong_text: str | None, source_text: str | None) -> tuple[str, str]:
    """Two texts cut to where they begin to differ in more than their writing, as they are shown in a sentence."""
    a, b = one_line(wrong_text or ""), one_line(source_text or "")
    first = next(iter(hunks(a, b)), None)
    return _excerpt(a, first.old_start if first else 0), _excerpt(b, first.new_start if first else 0)


def _excerpt(text: str, at: int) -> str:
    if len(text) <= _SHOWN:
        return text or "―"
    start = min(max(0, at - _BEFORE), len(text) - _SHOWN)
    cut = text[start : start + _SHOWN].strip()
    return ("…" if start else "") + cut + ("…" if start + _SHOWN < len(text) else "")


def record(c: Correction, wording: Wording) -> dict[str, Any]:
    """A correction as JSON: what it is about, the row as it should read and as it is printed, and why.

    ``before`` and ``after`` are null where no text is known; ``texts`` are the whole texts that ``why`` sets against
    each other, by their role and what they are called.
    """
    row = _cells(c.row)
    if c.proposed is None:
        row |= {"before": None, "after": None}
    return {
        "item": c.item_id, "report_id": c.report_id, "edition": c.new_on, "kind": c.kind, "row_no": c.row_no,
        "older_row": c.older_row, "item_id": c.item_id, "item_label": c.item_label, **row, "why": why(c, wording),
        "texts": [_text(w, c, wording) for w in c.witnesses],
        "printed": _cells(c.printed) if c.printed else None,
    }  # fmt: skip


def _text(w: Witness, c: Correction, wording: Wording) -> dict[str, Any]:
    name = _role_name(w, c, wording)
    return {"role": w.role, "row": w.row_no, "column": w.column, "on": w.on, "name": name, "text": w.text}


def _cells(row: ChangeRow) -> dict[str, str | date | None]:
    return {
        "label": row.label, "changed_on": row.changed_on, "changed_on_text": row.changed_on_text,
        "before": row.before, "after": row.after, "timing": row.timing_text, "note": row.note,
    }  # fmt: skip


def intro(corrections: Sequence[Correction], wording: Wording) -> str:
    """The line above corrections: what they are, and that they are to be confirmed."""
    return wording.say("drafted", "corrections.intro", count=len(corrections))


def heads(wording: Wording, form: Sequence[str], *, reports: bool) -> list[str]:
    """The heads of :func:`line`; ``form`` are the form's own for 変更日, 項目, 提出時期 and its note."""
    fixed_heads = [wording.say("drafted", f"corrections.{name}") for name in HEADS]
    first = [wording.say("drafted", "corrections.report")] if reports else []
    return [*first, *fixed_heads[:3], *form[:2], *fixed_heads[3:7], *form[2:], fixed_heads[7]]


def line(c: Correction, wording: Wording, *, reports: bool) -> list[str]:
    """A correction as cells of a table of its own: the row as it is printed, as it should read, and why."""
    was, to_be, row = c.printed, c.proposed, c.row
    return [
        *([c.report_id] if reports else []),
        c.new_on.isoformat() if c.new_on else "", number(c, wording), wording.say("drafted", f"kind.{c.kind}"),
        row.changed_on_text, row.label,
        *(((was.before or ""), (was.after or "")) if was else ("", "")),
        *(((to_be.before or ""), (to_be.after or "")) if to_be else ("", "")),
        row.timing_text, row.note, why(c, wording),
    ]  # fmt: skip


def number(c: Correction, wording: Wording) -> str:
    """The row's number; of one that has vanished that in the older edition, which says so."""
    if c.row_no is not None:
        return str(c.row_no)
    return wording.say("drafted", "corrections.older_row", row=c.older_row)
