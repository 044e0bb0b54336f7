"""What one finding on a row calls for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from pia_audit.compare.corrections.model import Column, Correction, Kind, Role, Table, Witness
from pia_audit.compare.corrections.wordings import in_plain_words, is_one, joined, passage, quotation, with_text
from pia_audit.japanese.placeholders import is_empty
from pia_audit.model import ChangeRow, Edition
from pia_audit.model.frames import Corpus


class Proposals:
    """The tables of a batch, and what the frames say of their rows."""

    def __init__(self, corpus: Corpus, tables: Mapping[str, Table]) -> None:
        self._tables = tables
        self._carried = carried_rows(corpus)
        self._old_items = {
            (new, item): old for new, item, old in corpus.differences.select(
                "new_edition", "item_id", "old_item").iter_rows()
        }  # fmt: skip

    def proposal(self, finding: Mapping[str, Any], *, other_way: bool) -> Correction | None:
        """What a finding calls for; ``None`` where that cannot be told. ``other_way``: it is the other of two rows."""
        params = json.loads(finding["params"] or "{}")
        rule = finding["rule"]
        if rule == "PIA208":
            return self._restored(finding, params)
        if rule == "PIA202":
            return self._phantom(finding)
        if rule in ("PIA203", "PIA204"):
            return self._quoted(finding, "before" if rule == "PIA203" else "after")
        if other_way:
            return self._row_before(finding, params)
        return self._chained(finding, params)

    def _of(self, finding: Mapping[str, Any], kind: Kind, row: ChangeRow | None, **given: Any) -> Correction | None:
        """A correction of a row; ``None`` where that is one that only a correction has put there."""
        table = self._tables[finding["edition_id"]]
        old, new, item_id = table.old, table.new, finding["item_id"]
        row_no = table.numbers[row.row_no] if row else None
        if row is not None and row_no is None:
            return None
        label = next((i.label for i in (*new.items, *old.items) if i.item_id == item_id), None)
        older_row = self._carried.get((new.edition_id, row.row_no)) if row else None
        return Correction(
            new.report_id, new.edition_id, old.published_on, new.published_on, kind, row_no, item_id, label,
            printed=row_of(table.printed, row_no), settles=((finding["rule"], item_id),),
            **{"older_row": older_row, **given},
        )  # fmt: skip

    def _restored(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """An older row as the older edition printed it."""
        table = self._tables[finding["edition_id"]]
        was, later_row = row_of(table.old, params["other_row"]), row_of(table.new, finding["row_no"])
        if was is None:
            return None
        witnesses = [witness_of("row", later_row)] if later_row else []
        return self._of(
            finding, "altered" if later_row else "vanished", later_row, proposed=was, older_row=was.row_no,
            witnesses=(*witnesses, witness_of("older-row", was)),
        )  # fmt: skip

    def _phantom(self, finding: Mapping[str, Any]) -> Correction | None:
        """A row whose change the body does not show: whether the row or the body is to be put right is not known."""
        new = self._tables[finding["edition_id"]].new
        row = row_of(new, finding["row_no"])
        if row is None:
            return None
        body = Witness("newer-body", finding["actual"], on=new.published_on)
        return self._of(finding, "phantom", row, proposed=None, witnesses=(self._named(new, row, "after"), body))

    def _quoted(self, finding: Mapping[str, Any], side: Column) -> Correction | None:
        """A row with the edition's own words for what it misquotes."""
        table, item_id = self._tables[finding["edition_id"]], finding["item_id"]
        old, new, printed = table.old, table.new, row_of(table.new, finding["row_no"])
        row = in_plain_words(printed, item_id) if printed else None
        if row is None or (quote := quotation(row, item_id)) is None or None in quote:
            return None
        texts = self._text(old, new, item_id), text_of(new, item_id)
        kind = kind_of(new, item_id)
        takes_away = side == "after" and is_empty(quote[1] or "")
        text = passage(kind, side, quote, texts, finding["actual"] if row is printed or takes_away else None)
        mended = with_text(row, item_id, side, text) if text is not None else None
        if mended is None:
            return None
        body = Witness("older-body", text, on=old.published_on) if side == "before" else None
        body = body or Witness("newer-body", text, on=new.published_on)
        what: Kind = "before-misquoted" if side == "before" else "after-misquoted"
        return self._of(finding, what, row, proposed=mended, witnesses=(self._named(new, row, side), body))

    def _text(self, old: Edition, new: Edition, item_id: str) -> str:
        """The older text of an item, whatever number its group has there."""
        return text_of(old, self._old_items.get((new.edition_id, item_id)) or item_id)

    def _chained(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """A row with 変更前 as the row before left it, or with 変更後 as the body says it."""
        new, item_id = self._tables[finding["edition_id"]].new, finding["item_id"]
        printed, other_row = row_of(new, finding["row_no"]), row_of(new, params.get("other_row"))
        row = in_plain_words(printed, item_id) if printed else None
        if row is None or (quote := quotation(row, item_id)) is None:
            return None
        single = bool(params.get("copied")) or is_one(text_of(new, item_id))
        if other_row is None or other_row.row_no == row.row_no:
            text = joined(kind_of(new, item_id), quote[1], finding["actual"], single=single)
            return self._linked(finding, row, "after", text, Witness("newer-body", text, on=new.published_on))
        text = joined(kind_of(new, item_id), quote[0], finding["expected"], single=single)
        return self._linked(finding, row, "before", text, self._named(new, other_row, "after"))

    def _row_before(self, finding: Mapping[str, Any], params: Mapping[str, Any]) -> Correction | None:
        """The row before, with 変更後 as the row that follows on it quotes it: that one fits the editions."""
        new, item_id = self._tables[finding["edition_id"]].new, finding["item_id"]
        row, other_row = row_of(new, finding["row_no"]), row_of(new, params.get("other_row"))
        if row is None or other_row is None or row.row_no == other_row.row_no:
            return None
        quote, other_quote = quotation(row, item_id), quotation(other_row, item_id)
        if quote is None or other_quote is None:
            return None
        text = joined(kind_of(new, item_id), other_quote[1], quote[0], single=False)
        return self._linked(finding, other_row, "after", text, self._named(new, row, "before"))

    def _linked(
        self, finding: Mapping[str, Any], row: ChangeRow, side: Column, text: str | None, source: Witness
    ) -> Correction | None:
        """A row with another text in a cell, drawn from ``source``."""
        mended = with_text(row, finding["item_id"], side, text) if text is not None else None
        if mended is None:
            return None
        row_name = self._named(self._tables[finding["edition_id"]].new, row, side)
        return self._of(finding, "broken", row, proposed=mended, witnesses=(row_name, source))

    def _named(self, new: Edition, row: ChangeRow, column: Column) -> Witness:
        """A cell of the newer table, under the number that is printed; of a row that only a correction has put there
        under its number in the older table."""
        row_no = self._tables[new.edition_id].numbers[row.row_no]
        if row_no is None:
            return witness_of("older-row", row, column, self._carried.get((new.edition_id, row.row_no)))
        return witness_of("row", row, column, row_no)


def carried_rows(corpus: Corpus) -> dict[tuple[str, int], int]:
    """By newer edition and row: the row of the older edition that it carries."""
    carried = corpus.carried.filter(pl.col("new_row").is_not_null()).select("new_edition", "new_row", "old_row")
    return {(edition, row): older for edition, row, older in carried.iter_rows()}


def row_of(edition: Edition, row_no: int | None) -> ChangeRow | None:
    """The row of an edition with this number, if there is one."""
    return next((r for r in edition.changes if r.row_no == row_no), None) if row_no is not None else None


def text_of(edition: Edition, item_id: str) -> str:
    """What an edition says in an item; empty where it has none."""
    return next((i.text or "" for i in edition.items if i.item_id == item_id), "")


def kind_of(edition: Edition, item_id: str) -> str:
    """The kind of an item."""
    return next((i.kind for i in edition.items if i.item_id == item_id), "text")


def witness_of(role: Role, row: ChangeRow, column: Column | None = None, row_no: int | None = None) -> Witness:
    """A row, or one cell of it, as a witness."""
    cells = [row.changed_on_text, row.label, row.before, row.after, row.timing_text, row.note]
    text = getattr(row, column) if column else " / ".join(cell or "" for cell in cells)
    return Witness(role, text, row_no or row.row_no, column, row.changed_on)
