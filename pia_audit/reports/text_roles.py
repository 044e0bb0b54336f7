"""What a text beside a finding is, in words: 行25（2025-01-01）の変更後, 本文, 2024-10-10公表の版の本文."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from pia_audit.reports.finding import day_text

if TYPE_CHECKING:
    from pia_audit.messages.wording import Wording
    from pia_audit.model.frames import Corpus

_OF_A_ROW = frozenset({"before", "led-back", "after", "label", "day", "timing", "note", "row"})

_OF_THE_BODY = frozenset({"body", "new-body"})

Days = Mapping[tuple[str, int], str | None]


def days_of_rows(corpus: Corpus, findings: pl.DataFrame) -> Days:
    """変更日 of the rows that evidence names besides the findings' own, by edition and row number."""
    if not findings.height:
        return {}
    evidence_rows = findings.select("edition_id", "evidence").explode("evidence", empty_as_null=True).drop_nulls()
    evidence_rows = (
        evidence_rows.select("edition_id", row_no=pl.col("evidence").struct.field("row")).drop_nulls().unique()
    )
    columns = ["edition_id", "row_no", "changed_on", "changed_from", "changed_to"]
    rows = corpus.changes.select(columns).join(evidence_rows, on=["edition_id", "row_no"], how="semi")
    return {(edition, row): day_text(*days) for edition, row, *days in rows.iter_rows()}


def is_of_body(e: Mapping[str, Any]) -> bool:
    """Whether a piece of evidence is what the edition itself says, and not what a row or an older edition does."""
    return e.get("role") in _OF_THE_BODY


def text_role(
    e: Mapping[str, Any], row: Mapping[str, Any], params: Mapping[str, Any], days: Days, wording: Wording
) -> str:
    """The name of one piece of evidence; empty where the rule does not say what it is.

    Args:
        e: the piece of evidence (``role``, ``row`` …).
        row: the finding's row in the joined frame (``edition_id, row_no, changed_on`` …).
        told: the message's arguments, of which ``old_on`` and ``new_on`` name the two editions.
        days: as :func:`days_of_rows` gives them.
        words: the words of the reader's language.
    """
    role, number = e.get("role"), e.get("row") or row["row_no"]
    if not role:
        return ""
    is_same_row = number == row["row_no"]
    day = (
        day_text(row["changed_on"], row["changed_from"], row["changed_to"])
        if is_same_row
        else days.get((row["edition_id"], number))
    )
    facts = {"row": number, "day": day or "", "edition": _edition(role, params)}
    if role in _OF_A_ROW:
        column_name = wording.say("text_roles", f"column.{role}")
        key = "dated" if day else "undated"
        return wording.say("text_roles", f"row.{key}", what=column_name, **facts) if number is not None else column_name
    return wording.say("text_roles", f"edition.{role if facts['edition'] or role == 'body' else 'body'}", **facts)


def _edition(role: str, params: Mapping[str, Any]) -> str:
    name = {"old-body": "old_on", "new-body": "new_on", "old-row": "old_on"}.get(role, "")
    return str(params.get(name) or params.get("edition_on") or "") if name else ""


def role_of_side(rule: str, side: str, wording: Wording) -> str:
    """The name of a text that is no evidence: what a rule expects, such as the form's option."""
    return (
        wording.say("text_roles", f"side.{rule}_{side}")
        if wording.has("text_roles", f"side.{rule}_{side}")
        else wording.ui(side)
    )
